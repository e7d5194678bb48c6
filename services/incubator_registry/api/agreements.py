"""Routes about agreements."""

from fastapi import APIRouter
from starlette.responses import Response

from services.chassis.web.answers import DONE, MADE, shows
from services.chassis.web.cursor import After, Limit, Listing
from services.chassis.web.door import Door, IdPath
from services.incubator_registry.agreement import State
from services.incubator_registry.queries import agreements as queries
from services.incubator_registry.queries.agreements import AgreementLine, AgreementView
from services.incubator_registry.use_cases import agreements as use_cases

router = APIRouter(tags=["conventions"])


@router.post("/agreements", status_code=201, responses=MADE)
async def draft_agreement(door: Door, command: use_cases.DraftAgreement) -> Response:
    """Ouvrir le projet de convention d'une candidature retenue ; `extra.incubator` du reçu est son incubateur."""
    return await door.command(use_cases.draft_agreement, command)


@router.get("/agreements", responses=shows(Listing[AgreementLine]))
async def list_agreements(door: Door, state: State | None = None, after: After = None, limit: Limit = 50) -> Response:
    """Les conventions ; hors Région, celles qui lient mes organismes."""
    return await door.query(queries.list_agreements, state, door.after(after), limit)


@router.get("/agreements/{agreement}", responses=shows(AgreementView))
async def show_agreement(door: Door, agreement: IdPath) -> Response:
    """Une convention, ses signatures et ses avenants."""
    return await door.query(queries.show_agreement, agreement)


@router.put("/agreements/{agreement}/terms", responses=DONE)
async def revise_agreement(door: Door, agreement: IdPath, command: use_cases.ReviseAgreement) -> Response:
    """Changer les dates d'un projet."""
    return await door.command(use_cases.revise_agreement, agreement, command)


@router.post("/agreements/{agreement}/submission", responses=DONE)
async def submit_agreement(door: Door, agreement: IdPath) -> Response:
    """Transmettre le projet à la Région."""
    return await door.command(use_cases.submit_agreement, agreement)


@router.post("/agreements/{agreement}/change-requests", responses=DONE)
async def request_agreement_changes(
    door: Door, agreement: IdPath, command: use_cases.RequestAgreementChanges
) -> Response:
    """Demander des corrections ; des signatures déjà données tombent."""
    return await door.command(use_cases.request_agreement_changes, agreement, command)


@router.post("/agreements/{agreement}/approval", responses=DONE)
async def approve_agreement(door: Door, agreement: IdPath) -> Response:
    """Proposer à la signature."""
    return await door.command(use_cases.approve_agreement, agreement)


@router.post("/agreements/{agreement}/signatures/lead", responses=DONE)
async def sign_agreement_for_lead(door: Door, agreement: IdPath) -> Response:
    """Signer pour le groupement (représentant du chef de file)."""
    return await door.command(use_cases.sign_agreement_for_lead, agreement)


@router.post("/agreements/{agreement}/signatures/region", responses=DONE)
async def sign_agreement_for_region(door: Door, agreement: IdPath) -> Response:
    """Signer pour la Région."""
    return await door.command(use_cases.sign_agreement_for_region, agreement)


@router.post("/agreements/{agreement}/amendments", responses=DONE)
async def propose_amendment(door: Door, agreement: IdPath, command: use_cases.ProposeAmendment) -> Response:
    """Proposer un avenant : une autre date de fin, d'autres membres."""
    return await door.command(use_cases.propose_amendment, agreement, command)


@router.post("/agreements/{agreement}/amendments/signatures/lead", responses=DONE)
async def sign_amendment_for_lead(door: Door, agreement: IdPath) -> Response:
    """Signer l'avenant pour le groupement."""
    return await door.command(use_cases.sign_amendment_for_lead, agreement)


@router.post("/agreements/{agreement}/amendments/signatures/region", responses=DONE)
async def sign_amendment_for_region(door: Door, agreement: IdPath) -> Response:
    """Signer l'avenant pour la Région."""
    return await door.command(use_cases.sign_amendment_for_region, agreement)


@router.post("/agreements/{agreement}/amendments/withdrawal", responses=DONE)
async def drop_amendment(door: Door, agreement: IdPath) -> Response:
    """Retirer un avenant que les deux parties n'ont pas signé."""
    return await door.command(use_cases.drop_amendment, agreement)


@router.post("/agreements/{agreement}/termination", responses=DONE)
async def terminate_agreement(door: Door, agreement: IdPath, command: use_cases.EndAgreement) -> Response:
    """Résilier (Région) : `on` est le dernier jour où la convention vaut."""
    return await door.command(use_cases.terminate_agreement, agreement, command)


@router.post("/agreements/{agreement}/denunciation", responses=DONE)
async def denounce_agreement(door: Door, agreement: IdPath, command: use_cases.EndAgreement) -> Response:
    """Dénoncer (chef de file), par une lettre : sa référence et sa date tiennent lieu d'acte."""
    return await door.command(use_cases.denounce_agreement, agreement, command)
