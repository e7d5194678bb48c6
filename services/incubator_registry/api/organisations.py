"""Routes about organisations and their members."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.chassis.web.answers import DONE, MADE, shows
from services.chassis.web.cursor import After, Limit, Listing
from services.chassis.web.door import Door, IdPath
from services.incubator_registry.queries import people as queries
from services.incubator_registry.queries.people import OrganisationView
from services.incubator_registry.use_cases import organisations as use_cases

router = APIRouter(tags=["organismes"])

SiretAsked = Annotated[str | None, Query(pattern="^[0-9]{14}$")]


@router.post("/organisations", status_code=201, responses=MADE)
async def register_organisation(door: Door, command: use_cases.RegisterOrganisation) -> Response:
    """Inscrire un établissement par son SIRET ; qui l'inscrit le représente."""
    return await door.command(use_cases.register_organisation, command)


@router.get("/organisations", responses=shows(Listing[OrganisationView]))
async def list_organisations(
    door: Door, siret: SiretAsked = None, mine: bool = False, after: After = None, limit: Limit = 50
) -> Response:
    """Les organismes inscrits ; `mine` ne garde que les miens."""
    return await door.query(queries.list_organisations, siret, mine, door.after(after), limit)


@router.get("/organisations/{organisation}", responses=shows(OrganisationView))
async def show_organisation(door: Door, organisation: IdPath) -> Response:
    """Un organisme ; ses membres ne se montrent qu'aux personnes concernées."""
    return await door.query(queries.show_organisation, organisation)


@router.put("/organisations/{organisation}", responses=DONE)
async def describe_organisation(door: Door, organisation: IdPath, command: use_cases.DescribeOrganisation) -> Response:
    """Mettre à jour ce que l'organisme dit de lui ; le SIRET ne change pas."""
    return await door.command(use_cases.describe_organisation, organisation, command)


@router.post("/organisations/{organisation}/invitations", responses=DONE)
async def invite_member(door: Door, organisation: IdPath, command: use_cases.InviteMember) -> Response:
    """Inviter : `extra.code` du reçu sert une fois, pendant 14 jours."""
    return await door.command(use_cases.invite_member, organisation, command)


@router.post("/organisations/{organisation}/members", responses=DONE)
async def join_organisation(door: Door, organisation: IdPath, command: use_cases.JoinOrganisation) -> Response:
    """Rejoindre un organisme avec le code reçu."""
    return await door.command(use_cases.join_organisation, organisation, command)


@router.post("/organisations/{organisation}/departures", responses=DONE)
async def leave_organisation(door: Door, organisation: IdPath, command: use_cases.LeaveOrganisation) -> Response:
    """Mettre fin à un rôle : le sien, ou celui d'un autre membre pour un représentant."""
    return await door.command(use_cases.leave_organisation, organisation, command)
