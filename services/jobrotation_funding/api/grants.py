"""Routes of requests and decisions."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.chassis.web.answers import DONE, MADE, Responses, shows
from services.chassis.web.cursor import After, Limit, Listing
from services.chassis.web.door import Door, IdPath
from services.jobrotation_funding.grant_engagement import Papers
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.grant_signature import Signature
from services.jobrotation_funding.queries import grants as queries
from services.jobrotation_funding.queries import open_data
from services.jobrotation_funding.queries.grants import GrantFilter
from services.jobrotation_funding.queries.open_data import PublishedGrant
from services.jobrotation_funding.shown_grants import GrantSummary, GrantView, Moment
from services.jobrotation_funding.use_cases import applicant, decisions, engagement

router = APIRouter()

IdAsked = Annotated[str | None, Query(min_length=1, max_length=64)]
CSV = "text/csv; charset=utf-8"
SHEET: Responses = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "Le jeu de données, au schéma SCDL."}
}


# --- reading


@router.get("/grants", tags=["subventions"], responses=shows(Listing[GrantSummary]))
async def list_grants(
    door: Door,
    organisation: IdAsked = None,
    experiment: IdAsked = None,
    state: State | None = None,
    envelope: IdAsked = None,
    mine: bool = False,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Page de subventions ; les demandes ne se montrent qu'aux personnes concernées."""
    asked = GrantFilter(organisation=organisation, experiment=experiment, state=state, envelope=envelope, mine=mine)
    return await door.query(queries.list_grants, asked, door.after(after), limit)


@router.get("/grants/{grant}", tags=["subventions"], responses=shows(GrantView))
async def show_grant(door: Door, grant: IdPath) -> Response:
    """Une subvention : son calcul, qui a décidé, où en est chaque euro ; `inside` pour les personnes concernées."""
    return await door.query(queries.show_grant, grant)


@router.get("/grants/{grant}/timeline", tags=["subventions"], responses=shows(list[Moment]))
async def show_timeline(door: Door, grant: IdPath) -> Response:
    """Les faits d'une subvention, dans l'ordre."""
    return await door.query(queries.show_timeline, grant)


@router.get("/open-data/grants", tags=["données ouvertes"], responses=shows(Listing[PublishedGrant]))
async def list_published_grants(door: Door, after: After = None, limit: Limit = 50) -> Response:
    """Les données essentielles des subventions publiées, avec la raison et la date limite de publication."""
    return await door.query(open_data.list_published_grants, door.after(after), limit)


@router.get("/open-data/grants.csv", tags=["données ouvertes"], responses=SHEET, response_class=Response)
async def export_published_grants(door: Door) -> Response:
    """Les mêmes données en CSV, au schéma SCDL « subventions »."""
    sheet = await door.ask(open_data.export_published_grants)
    headers = {"Content-Disposition": 'attachment; filename="subventions.csv"', "Cache-Control": "no-cache"}
    return Response(sheet, media_type=CSV, headers=headers)


# --- employers


@router.post("/grants", tags=["employeurs"], status_code=201, responses=MADE)
async def draft_request(door: Door, command: applicant.DraftRequest) -> Response:
    """Commencer une demande ; tout peut encore manquer."""
    return await door.command(applicant.draft_request, command)


@router.put("/grants/{grant}", tags=["employeurs"], responses=DONE)
async def edit_request(door: Door, grant: IdPath, command: applicant.EditRequest) -> Response:
    """Enregistrer le brouillon tel qu'il est."""
    return await door.command(applicant.edit_request, grant, command)


@router.post("/grants/{grant}/request", tags=["employeurs"], responses=DONE)
async def request_grant(door: Door, grant: IdPath) -> Response:
    """Déposer la demande ; un dépôt refusé garde le brouillon."""
    return await door.command(applicant.request_grant, grant)


@router.post("/grants/{grant}/withdrawal", tags=["employeurs"], responses=DONE)
async def withdraw_grant(door: Door, grant: IdPath) -> Response:
    """Retirer sa demande, ou renoncer à ce qui n'est pas engagé."""
    return await door.command(applicant.withdraw_grant, grant)


@router.post("/grants/{grant}/abandonment", tags=["employeurs"], responses=DONE)
async def abandon_grant(door: Door, grant: IdPath) -> Response:
    """Abandonner un brouillon."""
    return await door.command(applicant.abandon_grant, grant)


# --- the Région


@router.post("/decisions", tags=["actes"], responses=DONE)
async def decide_grants(door: Door, command: decisions.DecideGrants) -> Response:
    """Enregistrer un acte qui accorde ou refuse une ou plusieurs demandes."""
    return await door.command(decisions.decide_grants, command)


@router.post("/grants/{grant}/amendments", tags=["actes"], responses=DONE)
async def amend_grant(door: Door, grant: IdPath, command: decisions.AmendGrant) -> Response:
    """Enregistrer un avenant : lignes, jours ou barème ; une baisse se dégage, une hausse s'engage ensuite."""
    return await door.command(decisions.amend_grant, grant, command)


@router.post("/grants/{grant}/engagement", tags=["ordonnancement"], responses=DONE)
async def engage_grant(door: Door, grant: IdPath, command: Papers) -> Response:
    """Engager la dépense, avant ou avec la signature de la convention."""
    return await door.command(engagement.engage_grant, grant, command)


@router.post("/grants/{grant}/amendments/engagement", tags=["ordonnancement"], responses=DONE)
async def engage_amendment(door: Door, grant: IdPath) -> Response:
    """Engager la hausse des avenants, dans la limite de sa délégation pour le nouveau total."""
    return await door.command(engagement.engage_amendment, grant)


@router.post("/grants/{grant}/signature", tags=["ordonnancement"], responses=DONE)
async def sign_agreement(door: Door, grant: IdPath, command: Signature) -> Response:
    """Enregistrer la signature de la convention, ou d'un avenant, une fois la dépense engagée."""
    return await door.command(engagement.sign_agreement, grant, command)


@router.post("/grants/{grant}/disengagements", tags=["ordonnancement"], responses=DONE)
async def disengage_grant(door: Door, grant: IdPath, command: engagement.DisengageGrant) -> Response:
    """Dégager ce qui ne sera pas dépensé."""
    return await door.command(engagement.disengage_grant, grant, command)


@router.post("/grants/{grant}/closing", tags=["ordonnancement"], responses=DONE)
async def close_grant(door: Door, grant: IdPath) -> Response:
    """Solder une subvention."""
    return await door.command(engagement.close_grant, grant)
