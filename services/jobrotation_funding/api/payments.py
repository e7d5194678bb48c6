"""Routes of claims and payment orders."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from services.chassis.web.answers import DONE, Responses, shows
from services.chassis.web.door import Door, IdPath
from services.jobrotation_funding.queries import packs, payments
from services.jobrotation_funding.shown_payments import PaymentsView
from services.jobrotation_funding.use_cases import claims
from services.jobrotation_funding.use_cases import payments as paying

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=1_000, description="Le numéro du décompte dans la subvention, à partir de 1.")]
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="L'empreinte SHA-256 du dossier de pièces.")]
ZIP: Responses = {200: {"content": {"application/zip": {}}, "description": "Le dossier de pièces."}}


# --- reading


@router.get("/grants/{grant}/payments", tags=["paiements"], responses=shows(PaymentsView))
async def show_payments(door: Door, grant: IdPath) -> Response:
    """Où en est mon paiement ? Chaque décompte, daté, avec la suite et à qui est la main."""
    return await door.query(payments.show_payments, grant)


@router.get("/grants/{grant}/packs/{digest}", tags=["paiements"], responses=ZIP, response_class=Response)
async def show_pack(door: Door, grant: IdPath, digest: Digest) -> Response:
    """Le dossier de pièces d'un mandat (ZIP), tel qu'il est parti."""
    kept = await door.ask(packs.show_pack, grant, digest)
    headers = {
        "Content-Disposition": f'attachment; filename="mandat-{kept.claim}-{digest[:12]}.zip"',
        "ETag": f'"{digest}"',
        "Cache-Control": "private, no-cache",
        "Vary": "Authorization",
    }
    return Response(kept.zip, media_type="application/zip", headers=headers)


# --- employers


@router.post("/grants/{grant}/claims/advance", tags=["employeurs"], responses=DONE)
async def claim_advance(door: Door, grant: IdPath) -> Response:
    """Demander l'avance que la convention prévoit."""
    return await door.command(claims.claim_advance, grant)


@router.post("/grants/{grant}/claims", tags=["employeurs"], responses=DONE)
async def claim_payment(door: Door, grant: IdPath, command: claims.ClaimPayment) -> Response:
    """Déposer un décompte (acompte ou solde) : les heures approuvées de la période et les préparations prouvées.

    La période est passée. Quand les heures se rapprochent par mois, elle commence et finit avec un mois, ou avec la
    subvention. Une heure ne compte que dans un décompte ; des mois déjà demandés peuvent l'être encore pour ce qui y a
    été approuvé depuis. Un décompte qui laisserait des heures de côté (feuilles pas encore approuvées ; avant un solde,
    toute heure d'aucun décompte) est refusé en les nommant, sauf si `without_waiting` dit que c'est voulu. Chaque
    préparation a sa pièce ; le jour qu'elle dit est un jour de la subvention.
    """
    return await door.command(claims.claim_payment, grant, command)


# --- the Région


@router.post("/grants/{grant}/claims/{claim}/preparation", tags=["service fait"], responses=DONE)
async def prepare_claim(door: Door, grant: IdPath, claim: Number) -> Response:
    """Préparer le service fait : jamais celui d'heures que l'on a faites, saisies ou approuvées."""
    return await door.command(claims.prepare_claim, grant, claim)


@router.post("/grants/{grant}/claims/{claim}/certification", tags=["service fait"], responses=DONE)
async def certify_claim(door: Door, grant: IdPath, claim: Number) -> Response:
    """Certifier le service fait qu'une autre personne a préparé, et dont les heures ne sont pas passées par soi."""
    return await door.command(claims.certify_claim, grant, claim)


@router.post("/grants/{grant}/claims/{claim}/rejection", tags=["service fait"], responses=DONE)
async def reject_claim(door: Door, grant: IdPath, claim: Number, command: claims.RejectClaim) -> Response:
    """Renvoyer un décompte : ses feuilles d'heures sont rouvertes."""
    return await door.command(claims.reject_claim, grant, claim, command)


@router.post("/grants/{grant}/claims/{claim}/certificate-withdrawal", tags=["service fait"], responses=DONE)
async def withdraw_certificate(
    door: Door, grant: IdPath, claim: Number, command: claims.WithdrawCertificate
) -> Response:
    """Retirer un service fait certifié, tant qu'aucun mandat ne court sur lui : ses feuilles d'heures sont rouvertes.

    Par une autre personne que celles qui l'ont préparé et certifié, avec les points à corriger et la motivation du
    retrait. L'employeur corrige, puis dépose un nouveau décompte.
    """
    return await door.command(claims.withdraw_certificate, grant, claim, command)


@router.post("/grants/{grant}/claims/{claim}/order", tags=["paiements"], responses=DONE)
async def order_payment(door: Door, grant: IdPath, claim: Number, command: paying.OrderPayment) -> Response:
    """Mandater le paiement : le mandat part avec son dossier de pièces."""
    return await door.command(paying.order_payment, grant, claim, command)


@router.post("/grants/{grant}/claims/{claim}/payment", tags=["paiements"], responses=DONE)
async def record_payment(door: Door, grant: IdPath, claim: Number, command: paying.RecordPayment) -> Response:
    """Constater que le payeur a payé."""
    return await door.command(paying.record_payment, grant, claim, command)


@router.post("/grants/{grant}/claims/{claim}/order-rejection", tags=["paiements"], responses=DONE)
async def record_order_rejected(
    door: Door, grant: IdPath, claim: Number, command: paying.RecordOrderRejected
) -> Response:
    """Constater que le payeur a rejeté le mandat : les crédits reviennent."""
    return await door.command(paying.record_order_rejected, grant, claim, command)
