"""The twins of what is kept: every version of a draft, one SIRET once, all of an act or nothing of it."""

from collections.abc import Callable
from typing import Any

import pytest

from services.chassis.work import Cause, Work
from services.incubator_registry.application import Application
from services.incubator_registry.deposit import TooLate
from services.incubator_registry.use_cases import applicants, decisions, organisations, seen
from tests.services.incubator_registry import applying, cast
from tests.services.incubator_registry.applying import Scene, content
from tests.services.incubator_registry.making_applications import with_opinion
from tests.services.incubator_registry.making_calls import CLOSES, SECOND
from tests.support.service import House
from tests.support.taking_away import nothing_awaited, struck_out

TAKEN, TOO_LATE = "urn:pepiniere:probleme:taken", "urn:pepiniere:probleme:closing-instant-passed"
FIRST = "La Fosse aux Idées"
SECOND_TITLE, THIRD, FOURTH = "Deuxième titre", "Troisième titre", "Quatrième titre"
MOTIVES = [{"code": "sans-suite", "reason": "Le budget n'est pas voté."}]


@pytest.fixture
async def scene(registry: House) -> Scene:
    """The call of 2019, open."""
    return await applying.opened(registry)


# --- drafts


async def typed(scene: Scene, path: str, *titles: str) -> list[str]:
    """The titles of the versions that are kept once these were typed, one after the other."""
    for title in titles:
        await scene.house.put("bernard", f"{path}/draft", {"content": content(title=title)})
    return [each["content"]["title"] for each in (await scene.house.get("bernard", f"{path}/drafts"))["items"]]


async def test_without_its_record_a_version_that_was_typed_over_is_lost(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/applications/{await scene.draft()}"
    assert await typed(scene, path, SECOND_TITLE) == [FIRST, SECOND_TITLE]
    monkeypatch.setattr(Work, "add", nothing_awaited)
    assert await typed(scene, path, THIRD, FOURTH) == [FIRST, SECOND_TITLE]
    assert (await scene.house.get("bernard", path))["content"]["title"] == FOURTH, "and the third one is nowhere"


async def deposit_application(work: Work, application: str) -> Application:
    """The deposit, whose refusal would not undo what was begun."""
    found = await work.get(Application, application)
    try:
        found.deposit(await seen.published_call(work, found.call), work.now)
    except TooLate:
        await work.save(found)
    return found


async def test_without_a_whole_refusal_a_deposit_that_comes_late_loses_the_draft(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/applications/{await scene.draft()}"
    await scene.house.move_to(CLOSES + SECOND)
    problem = await scene.house.post("bernard", f"{path}/deposit", expect=409)
    assert problem["type"] == TOO_LATE
    kept = await scene.house.get("bernard", path)
    assert (kept["state"], kept["content"]["title"], kept["proof"]) == ("draft", FIRST, None)
    assert await typed(scene, path, SECOND_TITLE) == [FIRST, SECOND_TITLE], "it is still written"
    monkeypatch.setattr(applicants, "deposit_application", deposit_application)
    assert (await scene.house.post("bernard", f"{path}/deposit"))["state"] == "deposited", "without a proof"
    await scene.house.put("bernard", f"{path}/draft", {"content": content(title=THIRD)}, expect=409)


# --- organisations


async def test_without_its_reservation_one_siret_is_two_organisations(
    registry: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cast.organisation(registry, "bernard", 2, "Lycée du GRETA")
    await cast.person(registry, "yves")
    again = {"siret": cast.siret(2), "identity": cast.identity("Autre nom")}
    assert (await registry.post("yves", "/organisations", again, expect=409))["type"] == TAKEN
    monkeypatch.setattr(Work, "reserve", nothing_awaited)
    await registry.post("yves", "/organisations", again)


async def test_without_its_reservation_one_declaration_is_of_two_legal_units(
    registry: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    training = cast.identity("Lycée du GRETA", "organisme-de-formation")
    await cast.organisation(registry, "bernard", 2, "Lycée du GRETA", "organisme-de-formation")
    await cast.person(registry, "yves")
    other = {"siret": cast.siret(3), "identity": training}
    assert (await registry.post("yves", "/organisations", other, expect=409))["type"] == TAKEN
    monkeypatch.setattr(organisations, "_hold_nda", nothing_awaited)
    await registry.post("yves", "/organisations", other)


# --- acts


def act(*decided: dict[str, Any]) -> dict[str, Any]:
    """One act and what it decides."""
    return {"recorded": applying.ACT, "decided": list(decided)}


def closed(application: str) -> dict[str, Any]:
    """Closed without action."""
    return {"application": application, "outcome": "closed", "motives": MOTIVES}


async def states(scene: Scene, *ids: str) -> list[str]:
    """Where these applications stand."""
    return [(await scene.house.get("helene", f"/applications/{id}"))["state"] for id in ids]


async def undecided(scene: Scene, *who: str) -> list[str]:
    """Their applications, deposited, on the day of the act."""
    ids = [await scene.deposited(each) for each in who]
    await scene.house.move_to(applying.DECIDED)
    return ids


async def decide_applications(work: Work, command: decisions.DecideApplications) -> Application:
    """An act that decides one dossier, whatever it names."""
    return await decisions._decide(work, command.decided[0], command.recorded)


async def test_without_the_act_of_many_one_dossier_is_decided(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third, fourth = await undecided(scene, "bernard", "yves", "zoe", "ysee")
    await scene.house.post("solene", "/decisions", act(closed(first), closed(second)))
    assert await states(scene, first, second) == ["closed", "closed"]
    monkeypatch.setattr(decisions, "decide_applications", decide_applications)
    await scene.house.post("solene", "/decisions", act(closed(third), closed(fourth)))
    assert await states(scene, third, fourth) == ["closed", "deposited"]


async def test_without_its_check_one_act_decides_a_dossier_twice(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    await scene.house.runtime.store.within(Cause("test", "c"), lambda work: work.save(with_opinion()))
    await scene.house.move_to(applying.DECIDED)
    reserve, accepted = {"outcome": "reserve", "rank": 1}, {"outcome": "accepted"}
    twice = act({"application": "i2", **reserve}, {"application": "i2", **accepted})
    await scene.house.post("solene", "/decisions", twice, expect=422)
    unchecked = struck_out(decisions.decide_applications, "décidée deux fois")
    monkeypatch.setattr(decisions, "decide_applications", unchecked)
    await scene.house.post("solene", "/decisions", twice)


async def test_without_one_transaction_an_act_decides_some_and_is_refused(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await undecided(scene, "bernard", "yves")
    wrong = act(closed(first), {"application": second, "outcome": "accepted"})
    await scene.house.post("solene", "/decisions", wrong, expect=409)
    assert await states(scene, first, second) == ["deposited", "deposited"]

    async def without_a_session(client: object, run: Callable[[Any], Any]) -> Any:
        return await run(None)

    monkeypatch.setattr("services.chassis.store.transaction", without_a_session)
    await scene.house.post("solene", "/decisions", wrong, expect=409)
    assert await states(scene, first, second) == ["closed", "deposited"]
