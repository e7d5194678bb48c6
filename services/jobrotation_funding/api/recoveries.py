"""Routes of holds and recoveries."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from services.chassis.web.answers import DONE, shows
from services.chassis.web.door import Door, IdPath
from services.jobrotation_funding.queries import payments
from services.jobrotation_funding.shown_recoveries import RecoveryView
from services.jobrotation_funding.use_cases import holds, recoveries

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=1_000, description="Le numéro du recouvrement dans la subvention.")]


@router.post("/grants/{grant}/holds/lifting", tags=["suspensions"], responses=DONE)
async def lift_hold(door: Door, grant: IdPath, command: holds.LiftHold) -> Response:
    """Lever une suspension par une décision motivée."""
    return await door.command(holds.lift_hold, grant, command)


@router.get("/grants/{grant}/recoveries", tags=["recouvrements"], responses=shows(list[RecoveryView]))
async def show_recoveries(door: Door, grant: IdPath) -> Response:
    """Les trop-perçus réclamés, et ce qu'il en reste."""
    return await door.query(payments.show_recoveries, grant)


@router.post("/grants/{grant}/recoveries", tags=["recouvrements"], responses=DONE)
async def open_recovery(door: Door, grant: IdPath, command: recoveries.OpenRecovery) -> Response:
    """Réclamer un trop-perçu par une lettre motivée, avec un délai pour répondre.

    La lettre nomme le décompte dont le mandat a trop payé : un mandat de l'année se réduit, après elle un titre s'émet.
    """
    return await door.command(recoveries.open_recovery, grant, command)


@router.post("/grants/{grant}/recoveries/{recovery}/answer", tags=["recouvrements"], responses=DONE)
async def answer_recovery(door: Door, grant: IdPath, recovery: Number, command: recoveries.AnswerRecovery) -> Response:
    """Enregistrer la réponse du bénéficiaire."""
    return await door.command(recoveries.answer_recovery, grant, recovery, command)


@router.post("/grants/{grant}/recoveries/{recovery}/title", tags=["recouvrements"], responses=DONE)
async def title_recovery(door: Door, grant: IdPath, recovery: Number, command: recoveries.TitleRecovery) -> Response:
    """Émettre le titre de recettes, ou le mandat de réduction dans l'année."""
    return await door.command(recoveries.title_recovery, grant, recovery, command)


@router.post("/grants/{grant}/recoveries/{recovery}/instalments", tags=["recouvrements"], responses=DONE)
async def stagger_recovery(
    door: Door, grant: IdPath, recovery: Number, command: recoveries.StaggerRecovery
) -> Response:
    """Enregistrer les délais accordés par le comptable public."""
    return await door.command(recoveries.stagger_recovery, grant, recovery, command)


@router.post("/grants/{grant}/recoveries/{recovery}/returns", tags=["recouvrements"], responses=DONE)
async def record_returned(door: Door, grant: IdPath, recovery: Number, command: recoveries.RecordReturned) -> Response:
    """Enregistrer un remboursement, ou une compensation sur un paiement du même organisme."""
    return await door.command(recoveries.record_returned, grant, recovery, command)


@router.post("/grants/{grant}/recoveries/{recovery}/waiver", tags=["recouvrements"], responses=DONE)
async def waive_recovery(door: Door, grant: IdPath, recovery: Number, command: recoveries.WaiveRecovery) -> Response:
    """Enregistrer une remise gracieuse votée."""
    return await door.command(recoveries.waive_recovery, grant, recovery, command)


@router.post("/grants/{grant}/recoveries/{recovery}/drop", tags=["recouvrements"], responses=DONE)
async def drop_recovery(door: Door, grant: IdPath, recovery: Number, command: recoveries.DropRecovery) -> Response:
    """Abandonner avant tout titre ce qui n'est pas dû, pour un motif de la liste ; le dû se remet par un vote."""
    return await door.command(recoveries.drop_recovery, grant, recovery, command)
