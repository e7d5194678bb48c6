"""Three services are stopped while the fourth takes its own commands, then started: the end is as when all run."""

from collections.abc import Collection
from typing import Any

import pytest

from contracts.catalogue import MODULES, TYPES
from contracts.envelope import Event
from deploy.local.place import SERVICES
from deploy.local.story.people import BRUNO, HELENE, INES, LUC, NADIA, SOLENE, representative
from services.incubator_registry.main import SERVICE as REGISTRY_SERVICE
from services.innovation_journal.main import SERVICE as JOURNAL_SERVICE
from services.jobrotation_funding.main import SERVICE as FUNDING_SERVICE
from services.project_tracking.main import SERVICE as TRACKING_SERVICE
from tests.journeys.facts import proposal
from tests.journeys.money import figures
from tests.journeys.platform import FUNDING, JOURNAL, REGISTRY, TRACKING
from tests.journeys.stage import FUNDING_API, JOURNAL_API, REGISTRY_API, TRACKING_API, Stage
from tests.journeys.told import Told


def alone(stage: Stage, service: str, away: Collection[str]) -> None:
    """From now on this one runs, and of those that may be away no other."""
    servers = stage.platform.servers
    if gone := [name for name in away if name != service and servers[name].alive]:
        stage.platform.stop(*gone)
    if not servers[service].alive:
        stage.platform.start(service)


def together(stage: Stage) -> None:
    """From now on all run."""
    if away := [name for name in SERVICES if not stage.platform.servers[name].alive]:
        stage.platform.start(*away)


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


async def funding_speaks(stage: Stage, incubator: str) -> str:
    """Credits are voted for the running of an incubator."""
    source = {"source": "region", "cents": 1_000_00, "reference": "Décision modificative 2022"}
    body = {
        "line": f"fonctionnement-{incubator}",
        "vintage": 2022,
        "label": "Fonctionnement des incubateurs",
        "capped": True,
        "sources": [source],
        "credits": [{"year": 2023, "cents": 1_000_00}],
        "act": {"number": "2022.02952", "on": "2022-12-15"},
    }
    return str((await stage.do(SOLENE, f"{FUNDING_API}/envelopes", body))["id"])


async def the_journal_speaks(stage: Stage, incubator: str) -> str:
    """A visit of an incubator is announced."""
    programme = {
        "title": f"Visite de l'incubateur {incubator}",
        "summary": "Une matinée pour voir ce qui s'y construit.",
        "kind": "visit",
        "starts_at": "2023-03-14T09:00:00+01:00",
        "ends_at": "2023-03-14T12:00:00+01:00",
        "place": "Sur place",
        "incubator": stage.incubator(incubator),
    }
    return str((await stage.do(BRUNO, f"{JOURNAL_API}/gatherings", {"programme": programme}))["id"])


async def a_year(stage: Stage, incubator: str, lead: str, newcomer: str, away: Collection[str]) -> Any:
    """All four speak in turn, each while the others are away (nobody is when none is named)."""
    alone(stage, REGISTRY, away)
    await the_registry_speaks(stage, incubator, lead, newcomer)
    together(stage)
    known, experiment = await what_tracking_knows(stage, incubator, lead, newcomer)
    alone(stage, TRACKING, away)
    await tracking_speaks(stage, experiment)
    alone(stage, FUNDING, away)
    envelope = await funding_speaks(stage, incubator)
    alone(stage, JOURNAL, away)
    gathering = await the_journal_speaks(stage, incubator)
    together(stage)
    shown = await what_the_registry_shows(stage, incubator, experiment)
    voted = (await figures(stage, f"{FUNDING_API}/balance?envelope={envelope}"))["voted"]
    told = await stage.now_told()
    dossiers = (("experiment", experiment), ("envelope", envelope), ("gathering", gathering))
    said = {kind: [fact.name for fact in told.of(kind, id)] for kind, id in dossiers}
    return known, shown, voted, said


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
    async def test_the_end_is_the_same_as_when_all_run(self, stage: Stage) -> None:
        all_run = await a_year(stage, "i1", "deux-caps", NADIA, ())
        three_away = await a_year(stage, "i2", "greta", LUC, SERVICES)
        assert three_away == all_run
        known, shown, voted, said = all_run
        assert known == {"while suspended": "incubator-not-open", "afterwards": "proposed"}
        assert (shown["state"], shown["late"]) == ("stopped", [])
        assert said["experiment"][-1] == "experiment/stopped"
        assert (voted, said["envelope"]) == (1_000_00, ["envelope/opened"])
        assert said["gathering"] == ["gathering/announced"]

    @pytest.mark.parametrize(
        "service", [REGISTRY_SERVICE, TRACKING_SERVICE, FUNDING_SERVICE, JOURNAL_SERVICE], ids=lambda each: each.name
    )
    async def test_each_remembers_all_that_the_others_said(self, stage: Stage, service: Any) -> None:
        told = await stage.now_told()
        assert set(MODULES) == set(SERVICES)
        expected = folded(told, service.name, service)
        found = {
            (view.table, row["_id"]): row
            for view in service.views
            for row in stage.database(service.name).of(f"view_{view.table}_g1")
        }
        assert found == expected
