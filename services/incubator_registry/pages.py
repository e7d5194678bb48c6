"""The public register: incubators, what they cover, calls. Server-rendered, French, whole without script."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.chassis import reference
from services.chassis.web.door import Door, IdPath
from services.chassis.web.pages import render
from services.incubator_registry.coverage import Coverage
from services.incubator_registry.incubator import Incubator, State
from services.incubator_registry.queries import calls, incubators
from services.incubator_registry.queries.incubators import IncubatorFilter, Moment

router = APIRouter()

MOST = 200
SHORT = {"regional": "régional", "croise": "croisé", "organisation-territoriale": "territorial"}
EXPERIMENT_STATES = {
    "validated": "Validée",
    "running": "En cours",
    "stopped": "Arrêtée",
    "evaluated": "Évaluée",
    "spread": "Essaimée",
    "ordinary-law": "Entrée au droit commun",
}
PAUSES = {
    "health": "santé publique",
    "premises": "locaux",
    "partners": "partenaires",
    "obligations": "obligations non tenues",
    "other": "autre raison",
}
FACTS = {
    "described": "Présentation publiée",
    "opened": "Ouverture",
    "suspended": "Suspension",
    "resumed": "Reprise",
    "closed": "Fermeture",
}
EFFECTS = {"bonus": "bonification", "tie-break": "départage des ex æquo"}
WATCHED_KINDS = ("region", "departement", "fragile")


@router.get("/registre")
async def register(
    request: Request, door: Door, type: str = "", state: str = "", sector: str = "", territory: str = ""
) -> Response:
    """The incubators, chosen by type, state, sector and territory."""
    asked = {"type": type, "state": state if state in list(State) else "", "sector": sector, "territory": territory}
    found = await door.ask(
        incubators.list_incubators,
        IncubatorFilter.model_validate({name: value for name, value in asked.items() if value}),
        None,
        MOST,
    )
    return render(
        request,
        "registre.html",
        incubators=found.items,
        more=found.next is not None,
        asked=asked,
        types=options("incubator_types"),
        sectors=options("sectors"),
        territories=options("territories", *WATCHED_KINDS),
        states={each: label for each, label in Incubator.lifecycle.labels.items() if each is not State.PREPARED},
        label=reference.label,
    )


@router.get("/registre/incubateurs/{incubator}")
async def incubator_page(request: Request, door: Door, incubator: IdPath) -> Response:
    """One incubator with its members, its experiments and its history."""
    found = await door.ask(incubators.show_incubator, incubator)
    moments = await door.ask(incubators.show_incubator_timeline, incubator)
    return render(
        request,
        "incubateur.html",
        incubator=found,
        history=[line for line in map(_told, moments) if line],
        states=EXPERIMENT_STATES,
        pauses=PAUSES,
        label=reference.label,
    )


@router.get("/registre/couverture")
async def coverage_page(request: Request, door: Door) -> Response:
    """What the open incubators cover, sector by territory, and the holes."""
    found: Coverage = await door.ask(incubators.show_coverage)
    named = await door.ask(incubators.list_incubators, IncubatorFilter(state=State.OPEN), None, MOST)
    return render(
        request,
        "couverture.html",
        rows=table(found),
        territories=found.territories,
        without_sector=[each for each in named.items if each.id in found.without_sector],
        empty=sum(hole.empty for hole in found.holes),
        total=len(found.sectors) * len(found.territories),
        short=SHORT,
        label=reference.label,
    )


@router.get("/registre/appels")
async def calls_page(request: Request, door: Door) -> Response:
    """The calls that were published."""
    found = await door.ask(calls.list_calls, None, None, MOST)
    shown = sorted(found.items, key=lambda call: call.opens_at or call.id, reverse=True)
    return render(request, "appels.html", calls=[each for each in shown if each.rules_version])


@router.get("/registre/appels/{call}")
async def call_page(request: Request, door: Door, call: IdPath) -> Response:
    """One call: its instants, its criteria and weights, its rules."""
    found = await door.ask(calls.show_call, call)
    return render(request, "appel.html", call=found, effects=EFFECTS, label=reference.label)


def options(name: str, *kinds: str) -> list[tuple[str, str]]:
    """What a list of the form offers: codes of these kinds (all when none is named) with their labels."""
    offered = reference.codes(name).values()
    return [(each.code, each.label) for each in offered if not kinds or each.code.partition(":")[0] in kinds]


def table(found: Coverage) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Rows of the coverage table: a sector, then for each territory the types that are there."""
    there: dict[tuple[str, str], list[str]] = {}
    for cell in found.covered:
        there.setdefault((cell.sector, cell.territory), []).append(cell.type)
    return [
        (sector, [tuple(there.get((sector, territory), ())) for territory in found.territories])
        for sector in found.sectors
    ]


def _told(moment: Moment) -> dict[str, Any] | None:
    """A line of the history; a description that changes nothing else is not worth one after the first."""
    fact = moment.type.split(".")[2]
    if fact == "described" and moment.sequence > 1:
        return None
    said = moment.data.get("explanation") or ""
    return {"on": moment.data.get("on") or moment.time, "fact": FACTS.get(fact, fact), "said": said}
