"""Each service is stopped while the other takes commands, then started: the same end state as when both run."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from contracts.catalogue import MODULES, TYPES
from contracts.envelope import Event
from deploy.local.story.people import HELENE, INES, LUC, NADIA, representative
from services.incubator_registry.main import SERVICE as REGISTRY_SERVICE
from services.project_tracking.main import SERVICE as TRACKING_SERVICE
from tests.journeys.facts import proposal
from tests.journeys.platform import REGISTRY, TRACKING
from tests.journeys.stage import REGISTRY_API, TRACKING_API, Stage
from tests.journeys.told import Told


@contextmanager
def stopped(stage: Stage, service: str | None) -> Iterator[None]:
    """A service is away for the length of the block; nobody is when none is named."""
    if service is None:
        yield
        return
    stage.platform.stop(service)
    try:
        yield
    finally:
        stage.platform.start(service)


async def the_registry_speaks(stage: Stage, incubator: str, lead: str, newcomer: str) -> None:
    """A person joins the lead, and the incubator is suspended."""
    address = f"{REGISTRY_API}/organisations/{stage.id(f'organisation/{lead}')}"
    invited = await stage.do(representative(lead), f"{address}/invitations", {"role": "writer"})
    await stage.do(newcomer, f"{address}/members", {"code": invited["extra"]["code"]})
    pause = {"reason": "premises", "explanation": "Travaux dans les locaux."}
    await stage.do(HELENE, f"{REGISTRY_API}/incubators/{stage.incubator(incubator)}/suspension", pause)


async def what_tracking_knows(stage: Stage, incubator: str, lead: str, newcomer: str) -> tuple[dict[str, Any], str]:
    """The newcomer proposes: refused while it is suspended, taken once it has resumed."""
    await stage.clocks.settled()
    body = proposal(stage, incubator) | {"carrier": stage.id(f"organisation/{lead}")}
    refused = await stage.ask(newcomer, f"{TRACKING_API}/experiments", body)
    await stage.do(HELENE, f"{REGISTRY_API}/incubators/{stage.incubator(incubator)}/resumption")
    await stage.clocks.settled()
    taken = await stage.do(newcomer, f"{TRACKING_API}/experiments", body)
    return {"while suspended": refused.code, "afterwards": taken["state"]}, str(taken["id"])


async def tracking_speaks(stage: Stage, experiment: str) -> None:
    """The Région validates an experiment, names its evaluator, and it is stopped before its start."""
    address = f"{TRACKING_API}/experiments/{experiment}"
    await stage.do(HELENE, f"{address}/validation", {"opinion": {"on": "2023-01-10", "favourable": True}})
    named = {"person": stage.id(f"person/{INES}"), "organisation": stage.id("organisation/regard-tiers")}
    await stage.do(HELENE, f"{address}/evaluator", named)
    await stage.do(HELENE, f"{address}/stop", {"causes": ["partner"], "lessons": "Le partenaire s'est retiré."})


async def what_the_registry_shows(stage: Stage, incubator: str, experiment: str) -> dict[str, Any]:
    """The experiment on the page of its incubator."""
    await stage.clocks.settled()
    shown = await stage.get(f"{REGISTRY_API}/incubators/{stage.incubator(incubator)}")
    (found,) = [each for each in shown["activity"]["experiments"] if each["id"] == experiment]
    return {"title": found["title"], "state": found["state"], "late": found["overdue_reports"]}


async def a_year(stage: Stage, incubator: str, lead: str, newcomer: str, away: tuple[str | None, str | None]) -> Any:
    """Both speak in turn, with tracking away while the registry speaks, then the registry while tracking does."""
    with stopped(stage, away[0]):
        await the_registry_speaks(stage, incubator, lead, newcomer)
    known, experiment = await what_tracking_knows(stage, incubator, lead, newcomer)
    with stopped(stage, away[1]):
        await tracking_speaks(stage, experiment)
    shown = await what_the_registry_shows(stage, incubator, experiment)
    said = [fact.name for fact in (await stage.now_told()).of("experiment", experiment)]
    return known, shown, said


def folded(told: Told, service: str, own: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """Every row that a service must remember: its views applied to all that the others said, in order."""
    heard = {event.type_name(): event for events in own.hears.values() for event in events}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for fact in told.facts:
        kind, _, id = fact.subject.partition("/")
        for view in own.views:
            if view.of == kind and fact.type in heard:
                event: Event = TYPES[fact.type].model_validate(fact.data)
                row = rows.setdefault((view.table, id), {"_id": id})
                view.apply(row, event)
                row["_sequence"] = fact.sequence
    return rows


class Stops:
    async def test_the_end_is_the_same_as_when_both_run(self, stage: Stage) -> None:
        both_run = await a_year(stage, "i1", "deux-caps", NADIA, (None, None))
        one_away = await a_year(stage, "i2", "greta", LUC, (TRACKING, REGISTRY))
        assert one_away == both_run
        known, shown, said = both_run
        assert known == {"while suspended": "incubator-not-open", "afterwards": "proposed"}
        assert (shown["state"], shown["late"]) == ("stopped", [])
        assert said[-1] == "experiment/stopped"

    @pytest.mark.parametrize("service", [REGISTRY_SERVICE, TRACKING_SERVICE], ids=lambda each: each.name)
    async def test_each_remembers_all_that_the_other_said(self, stage: Stage, service: Any) -> None:
        told = await stage.now_told()
        assert set(MODULES) == {REGISTRY, TRACKING}
        expected = folded(told, service.name, service)
        found = {
            (view.table, row["_id"]): row
            for view in service.views
            for row in stage.database(service.name).of(f"view_{view.table}_g1")
        }
        assert found == expected
