"""Routes about incubators and what they cover."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.chassis.web.answers import DONE, shows
from services.chassis.web.cursor import After, Limit, Listing
from services.chassis.web.door import Door, IdPath
from services.incubator_registry.coverage import Coverage
from services.incubator_registry.incubator import State
from services.incubator_registry.queries import incubators as queries
from services.incubator_registry.queries.incubators import IncubatorFilter, IncubatorLine, IncubatorView, Moment
from services.incubator_registry.use_cases import incubators as use_cases

router = APIRouter(tags=["incubateurs"])

CodeAsked = Annotated[str | None, Query(min_length=1, max_length=80)]
IdAsked = Annotated[str | None, Query(min_length=1, max_length=64)]


@router.get("/incubators", responses=shows(Listing[IncubatorLine]))
async def list_incubators(
    door: Door,
    type: CodeAsked = None,
    state: State | None = None,
    sector: CodeAsked = None,
    territory: CodeAsked = None,
    organisation: IdAsked = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Le registre public : les incubateurs dont la convention est signée."""
    asked = IncubatorFilter(type=type, state=state, sector=sector, territory=territory, organisation=organisation)
    return await door.query(queries.list_incubators, asked, door.after(after), limit)


@router.get("/incubators/{incubator}", responses=shows(IncubatorView))
async def show_incubator(door: Door, incubator: IdPath) -> Response:
    """Un incubateur, ses membres, ses expérimentations et leurs bilans en retard."""
    return await door.query(queries.show_incubator, incubator)


@router.get("/incubators/{incubator}/timeline", responses=shows(list[Moment]))
async def show_incubator_timeline(door: Door, incubator: IdPath) -> Response:
    """Tous les faits publics d'un incubateur, dans l'ordre."""
    return await door.query(queries.show_incubator_timeline, incubator)


@router.get("/coverage", responses=shows(Coverage))
async def show_coverage(door: Door) -> Response:
    """La couverture type × secteur × territoire des incubateurs ouverts, et ses manques."""
    return await door.query(queries.show_coverage)


@router.put("/incubators/{incubator}", responses=DONE)
async def describe_incubator(door: Door, incubator: IdPath, command: use_cases.DescribeIncubator) -> Response:
    """Mettre à jour la présentation d'un incubateur."""
    return await door.command(use_cases.describe_incubator, incubator, command)


@router.post("/incubators/{incubator}/suspension", responses=DONE)
async def suspend_incubator(door: Door, incubator: IdPath, command: use_cases.SuspendIncubator) -> Response:
    """Suspendre un incubateur, avec son explication publique."""
    return await door.command(use_cases.suspend_incubator, incubator, command)


@router.post("/incubators/{incubator}/resumption", responses=DONE)
async def resume_incubator(door: Door, incubator: IdPath) -> Response:
    """Reprendre."""
    return await door.command(use_cases.resume_incubator, incubator)
