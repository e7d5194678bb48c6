"""Routes about calls for projects."""

from fastapi import APIRouter
from starlette.responses import Response

from services.chassis.web.answers import DONE, MADE, shows
from services.chassis.web.cursor import After, Limit, Listing
from services.chassis.web.door import Door, IdPath
from services.incubator_registry.call import State
from services.incubator_registry.queries import calls as queries
from services.incubator_registry.queries.calls import CallView
from services.incubator_registry.use_cases import calls as use_cases

router = APIRouter(tags=["appels à projets"])


@router.post("/calls", status_code=201, responses=MADE)
async def draft_call(door: Door, command: use_cases.DraftCall) -> Response:
    """Commencer un appel à projets ; le brouillon peut être incomplet."""
    return await door.command(use_cases.draft_call, command)


@router.get("/calls", responses=shows(Listing[CallView]))
async def list_calls(door: Door, state: State | None = None, after: After = None, limit: Limit = 50) -> Response:
    """Les appels publiés ; les brouillons pour les agents seulement."""
    return await door.query(queries.list_calls, state, door.after(after), limit)


@router.get("/calls/{call}", responses=shows(CallView))
async def show_call(door: Door, call: IdPath) -> Response:
    """Un appel, avec son règlement et ses instants exacts."""
    return await door.query(queries.show_call, call)


@router.put("/calls/{call}", responses=DONE)
async def edit_call(door: Door, call: IdPath, command: use_cases.DraftCall) -> Response:
    """Récrire le brouillon d'un appel."""
    return await door.command(use_cases.edit_call, call, command)


@router.post("/calls/{call}/publication", responses=DONE)
async def publish_call(door: Door, call: IdPath) -> Response:
    """Publier : le règlement ne change plus, l'appel ouvrira et clora à ses instants."""
    return await door.command(use_cases.publish_call, call)


@router.post("/calls/{call}/closing", responses=DONE)
async def move_closing(door: Door, call: IdPath, command: use_cases.MoveClosing) -> Response:
    """Reporter la clôture pour tous, par une décision publiée avant elle."""
    return await door.command(use_cases.move_closing, call, command)
