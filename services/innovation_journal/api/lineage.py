"""Routes of adaptations and gatherings."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.chassis.web.answers import DONE, MADE, shows
from services.chassis.web.cursor import After, Limit
from services.chassis.web.door import Door, IdPath
from services.innovation_journal.adaptation import Account, Declaration, State
from services.innovation_journal.queries import gatherings as gathering_queries
from services.innovation_journal.queries import lineage as queries
from services.innovation_journal.queries.gatherings import GatheringView
from services.innovation_journal.queries.lineage import AdaptationFilter, AdaptationView, Lineage
from services.innovation_journal.use_cases import adapting, gatherings

router = APIRouter()

IdAsked = Annotated[str | None, Query(min_length=1, max_length=64)]


@router.get("/articles/{article}/lineage", tags=["filiation"], responses=shows(Lineage))
async def show_lineage(door: Door, article: IdPath) -> Response:
    """Ce que l'article adapte, et ce qui l'adapte, avec les résultats."""
    return await door.query(queries.show_lineage, article)


@router.get("/adaptations", tags=["filiation"], summary="Les adaptations déclarées")
async def list_adaptations(
    door: Door, state: State | None = None, mine: bool = False, after: After = None, limit: Limit = 50
) -> Response:
    """Page de déclarations ; celles qui attendent ne se montrent qu'à la rédaction et à qui les a faites."""
    asked = AdaptationFilter(state=state, mine=mine)
    return await door.query(queries.list_adaptations, asked, door.after(after), limit)


@router.get("/adaptations/{adaptation}", tags=["filiation"], responses=shows(AdaptationView))
async def show_adaptation(door: Door, adaptation: IdPath) -> Response:
    """Une adaptation, et les articles à ses deux bouts."""
    return await door.query(queries.show_adaptation, adaptation)


@router.post("/articles/{article}/adaptations", tags=["filiation"], status_code=201, responses=MADE)
async def declare_adaptation(door: Door, article: IdPath, command: adapting.DeclareAdaptation) -> Response:
    """Essayer chez moi : dire qu'une expérimentation de son organisme adapte l'article."""
    return await door.command(adapting.declare_adaptation, article, command)


@router.post("/articles/{article}/declarations", tags=["filiation"], status_code=201, responses=MADE)
async def declare_from_elsewhere(door: Door, article: IdPath, command: Declaration) -> Response:
    """Dire qu'on adapte l'article hors du programme, dans une autre région ; la rédaction modère."""
    return await door.command(adapting.declare_from_elsewhere, article, command)


@router.post("/adaptations/{adaptation}/account", tags=["filiation"], responses=DONE)
async def tell_adaptation(door: Door, adaptation: IdPath, command: Account) -> Response:
    """Dire ce qui a été gardé et ce qui a été changé."""
    return await door.command(adapting.tell_adaptation, adaptation, command)


@router.post("/adaptations/{adaptation}/acceptance", tags=["rédaction"], responses=DONE)
async def accept_adaptation(door: Door, adaptation: IdPath) -> Response:
    """Retenir une déclaration faite d'ailleurs."""
    return await door.command(adapting.accept_adaptation, adaptation)


@router.post("/adaptations/{adaptation}/refusal", tags=["rédaction"], responses=DONE)
async def decline_adaptation(door: Door, adaptation: IdPath, command: adapting.DeclineAdaptation) -> Response:
    """Ne pas retenir une déclaration, et dire pourquoi à qui l'a faite."""
    return await door.command(adapting.decline_adaptation, adaptation, command)


@router.post("/adaptations/{adaptation}/removal", tags=["rédaction"], responses=DONE)
async def remove_adaptation(door: Door, adaptation: IdPath, command: adapting.DeclineAdaptation) -> Response:
    """Retirer de la filiation une adaptation qui se révèle fausse, et dire pourquoi à qui l'a faite."""
    return await door.command(adapting.remove_adaptation, adaptation, command)


# --- gatherings


@router.get("/gatherings", tags=["événements"], summary="Les événements")
async def list_gatherings(door: Door, incubator: IdAsked = None, after: After = None, limit: Limit = 50) -> Response:
    """Page d'événements annoncés."""
    return await door.query(gathering_queries.list_gatherings, incubator, door.after(after), limit)


@router.get("/gatherings/{gathering}", tags=["événements"], responses=shows(GatheringView))
async def show_gathering(door: Door, gathering: IdPath) -> Response:
    """Un événement."""
    return await door.query(gathering_queries.show_gathering, gathering)


@router.post("/gatherings", tags=["rédaction"], status_code=201, responses=MADE)
async def announce_gathering(door: Door, command: gatherings.AnnounceGathering) -> Response:
    """Annoncer un événement à venir."""
    return await door.command(gatherings.announce_gathering, command)


@router.put("/gatherings/{gathering}", tags=["rédaction"], responses=DONE)
async def change_gathering(door: Door, gathering: IdPath, command: gatherings.AnnounceGathering) -> Response:
    """L'annoncer à nouveau avec d'autres données."""
    return await door.command(gatherings.change_gathering, gathering, command)


@router.post("/gatherings/{gathering}/cancellation", tags=["rédaction"], responses=DONE)
async def cancel_gathering(door: Door, gathering: IdPath, command: gatherings.CancelGathering) -> Response:
    """Annuler un événement, et dire pourquoi."""
    return await door.command(gatherings.cancel_gathering, gathering, command)
