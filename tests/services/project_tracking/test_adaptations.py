"""What the journal tells of adaptations is shown with the experiment that adapts, to everyone."""

import pytest

from contracts.catalogue import example
from contracts.envelope import Event
from contracts.innovation_journal import AdaptationDeclared, AdaptationRemoved, AdaptationResultAttached
from services.project_tracking import views
from tests.services.project_tracking.house import House
from tests.services.project_tracking.test_api import running

LINK = {"adaptation": "a1", "article": "art-3"}


def told(event: type[Event], experiment: str | None) -> Event:
    """The event's own example, about an experiment of ours, or of nobody's."""
    return event.model_validate(example(event) | LINK | {"experiment": experiment})


async def test_an_experiment_shows_the_articles_it_adapts_and_what_came_of_it(house: House) -> None:
    path = await running(house)
    experiment = path.rpartition("/")[2]
    assert (await house.see("", path))["adapts"] == []
    await house.hear(told(AdaptationDeclared, experiment))
    [adapted] = (await house.see("", path))["adapts"]
    assert adapted == {
        "article": "art-3",
        "on": "2021-09-06",
        "kept": "Le camion et le code de la route.",
        "changed": "Des séances le soir, dans les médiathèques.",
        "outcome": None,
    }
    await house.hear(told(AdaptationResultAttached, experiment))
    [adapted] = (await house.see("", path))["adapts"]
    assert adapted["outcome"] == "confirmed"
    await house.hear(told(AdaptationRemoved, experiment))
    assert (await house.see("", path))["adapts"] == []


async def test_an_adaptation_from_elsewhere_is_shown_with_no_experiment(house: House) -> None:
    path = await running(house)
    await house.hear(told(AdaptationDeclared, None))
    assert (await house.see("", path))["adapts"] == []


async def test_without_the_view_the_experiment_shows_no_article(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    path = await running(house)
    others = tuple(each for each in house.runtime.views.views if each is not views.adaptation)
    monkeypatch.setattr(house.runtime.views, "views", others)
    await house.hear(told(AdaptationDeclared, path.rpartition("/")[2]))
    assert (await house.see("", path))["adapts"] == []
