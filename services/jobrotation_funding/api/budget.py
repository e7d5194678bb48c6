"""Routes of envelopes and rate cards."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from services.chassis.web.answers import DONE, MADE, Responses, shows
from services.chassis.web.cursor import After, Limit, Listing
from services.chassis.web.door import Door, IdPath
from services.jobrotation_funding.grant_fields import AskedLine
from services.jobrotation_funding.ledger import Line
from services.jobrotation_funding.queries import budget as queries
from services.jobrotation_funding.queries import ledger, public_money
from services.jobrotation_funding.queries.budget import CapView, EnvelopeView, YearOfCredits
from services.jobrotation_funding.queries.ledger import Balance, Chosen
from services.jobrotation_funding.queries.public_money import GrantMoney, GrantMoneyView, Money
from services.jobrotation_funding.rate_card import Quote, RateCard
from services.jobrotation_funding.use_cases import budget
from services.jobrotation_funding.values import Command, Moment

router = APIRouter()

CSV = "text/csv; charset=utf-8"
SHEET: Responses = {
    200: {
        "content": {"text/csv": {"schema": {"type": "string"}}},
        "description": "Le journal comptable, en partie double.",
    }
}

LineAsked = Annotated[str | None, Query(min_length=1, max_length=60, description="Une seule ligne budgétaire.")]
IdAsked = Annotated[str | None, Query(min_length=1, max_length=64)]
YearAsked = Annotated[int | None, Query(ge=2019, le=2060, description="Un seul millésime.")]
AtAsked = Annotated[Moment | None, Query(description="Un instant passé, avec son décalage ; maintenant par défaut.")]


class Simulation(Command):
    """Ce qui serait demandé, ligne par ligne."""

    lines: Annotated[tuple[AskedLine, ...], Field(min_length=1, max_length=20)]


# --- envelopes


@router.get("/envelopes", tags=["enveloppes"], summary="Les enveloppes, par ligne et millésime")
async def list_envelopes(door: Door, line: LineAsked = None, after: After = None, limit: Limit = 50) -> Response:
    """Page d'enveloppes avec leurs totaux : voté, affecté, engagé, payé, reste."""
    return await door.query(queries.list_envelopes, line, door.after(after), limit)


@router.get("/envelopes/{envelope}", tags=["enveloppes"], responses=shows(EnvelopeView))
async def show_envelope(door: Door, envelope: IdPath) -> Response:
    """Une enveloppe : sources, crédits de paiement, changements et totaux."""
    return await door.query(queries.show_envelope, envelope)


@router.get("/credits/{line}", tags=["enveloppes"], responses=shows(list[YearOfCredits]))
async def show_credits(door: Door, line: IdPath) -> Response:
    """Les crédits de paiement d'une ligne, année par année."""
    return await door.query(queries.show_credits, line)


@router.get("/cap", tags=["enveloppes"], responses=shows(CapView))
async def show_cap(door: Door) -> Response:
    """Le plafond de 7 % du Pacte à ses deux lectures, et ce qui reste à la plus prudente."""
    return await door.query(queries.show_cap)


@router.post("/envelopes", tags=["actes"], status_code=201, responses=MADE)
async def open_envelope(door: Door, command: budget.OpenEnvelope) -> Response:
    """Ouvrir le millésime d'une ligne, tel qu'il est voté."""
    return await door.command(budget.open_envelope, command)


@router.post("/envelopes/{envelope}/votes", tags=["actes"], responses=DONE)
async def amend_envelope(door: Door, envelope: IdPath, command: budget.AmendEnvelope) -> Response:
    """Modifier ce qui est voté, en plus ou en moins."""
    return await door.command(budget.amend_envelope, envelope, command)


@router.post("/envelopes/{envelope}/transfers", tags=["actes"], responses=DONE)
async def transfer_between(door: Door, envelope: IdPath, command: budget.TransferBetween) -> Response:
    """Virer une part vers une autre enveloppe, par un seul acte."""
    return await door.command(budget.transfer_between, envelope, command)


@router.post("/envelopes/{envelope}/affectations", tags=["actes"], responses=DONE)
async def affect_envelope(door: Door, envelope: IdPath, command: budget.AffectEnvelope) -> Response:
    """Affecter une part au dispositif : elle seule peut être engagée."""
    return await door.command(budget.affect_envelope, envelope, command)


@router.post("/envelopes/{envelope}/affectations/withdrawals", tags=["actes"], responses=DONE)
async def take_affectation_back(door: Door, envelope: IdPath, command: budget.AffectEnvelope) -> Response:
    """Reprendre au dispositif ce qui n'est pas engagé."""
    return await door.command(budget.take_affectation_back, envelope, command)


@router.post("/envelopes/{envelope}/carry-overs", tags=["actes"], responses=DONE)
async def carry_credits_over(door: Door, envelope: IdPath, command: budget.EndYear) -> Response:
    """Reporter sur l'année suivante des crédits de paiement non mandatés."""
    return await door.command(budget.carry_credits_over, envelope, command)


@router.post("/envelopes/{envelope}/lapses", tags=["actes"], responses=DONE)
async def let_credits_lapse(door: Door, envelope: IdPath, command: budget.EndYear) -> Response:
    """Constater que des crédits de paiement non mandatés sont perdus."""
    return await door.command(budget.let_credits_lapse, envelope, command)


# --- rate cards


@router.get("/rate-cards", tags=["barèmes"], summary="Les barèmes")
async def list_rate_cards(door: Door, after: After = None, limit: Limit = 50) -> Response:
    """Page de barèmes, avec la formule de chaque taux."""
    return await door.query(queries.list_rate_cards, door.after(after), limit)


@router.get("/rate-cards/{card}", tags=["barèmes"], responses=shows(RateCard))
async def show_rate_card(door: Door, card: IdPath) -> Response:
    """Un barème."""
    return await door.query(queries.show_rate_card, card)


@router.post("/rate-cards/{card}/quotes", tags=["barèmes"], responses=shows(Quote))
async def quote_lines(door: Door, card: IdPath, asked: Simulation) -> Response:
    """Simuler un calcul, ligne par ligne ; rien n'est enregistré."""
    return await door.query(queries.quote_lines, card, asked.lines)


@router.post("/rate-cards", tags=["actes"], status_code=201, responses=MADE)
async def adopt_rate_card(door: Door, command: budget.AdoptRateCard) -> Response:
    """Enregistrer l'acte qui adopte un barème."""
    return await door.command(budget.adopt_rate_card, command)


# --- public money


@router.get("/money", tags=["argent public"], responses=shows(Money))
async def show_money(door: Door) -> Response:
    """Où est chaque euro : par ligne et millésime, par année de paiement, sous le plafond."""
    return await door.query(public_money.show_money)


@router.get("/money/grants", tags=["argent public"], responses=shows(Listing[GrantMoney]))
async def list_granted_money(door: Door, after: After = None, limit: Limit = 50) -> Response:
    """Page de subventions accordées : à qui, pour quelle expérimentation, ce qui est payé, ce qui suspend."""
    return await door.query(public_money.list_granted_money, door.after(after), limit)


@router.get("/grants/{grant}/money", tags=["argent public"], responses=shows(GrantMoneyView))
async def show_grant_money(door: Door, grant: IdPath) -> Response:
    """L'argent d'une subvention, étape par étape, sans aucun nom de personne."""
    return await door.query(public_money.show_grant_money, grant)


# --- ledger


@router.get("/balance", tags=["grand livre"], responses=shows(Balance))
async def show_balance(
    door: Door,
    grant: IdAsked = None,
    envelope: IdAsked = None,
    line: LineAsked = None,
    vintage: YearAsked = None,
    at: AtAsked = None,
) -> Response:
    """Le solde d'une subvention, d'une enveloppe, d'une ligne ou du tout, maintenant ou à un instant passé."""
    chosen = Chosen(grant=grant, envelope=envelope, line=line, vintage=vintage)
    return await door.query(ledger.show_balance, chosen, at)


@router.get("/ledger", tags=["grand livre"], responses=shows(Listing[Line]))
async def list_ledger_lines(
    door: Door,
    grant: IdAsked = None,
    envelope: IdAsked = None,
    line: LineAsked = None,
    vintage: YearAsked = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Les lignes du grand livre dans l'ordre où elles ont été écrites ; un membre voit celles de ses subventions."""
    chosen = Chosen(grant=grant, envelope=envelope, line=line, vintage=vintage)
    return await door.query(ledger.list_ledger_lines, chosen, door.after(after), limit)


@router.get("/accounting/{year}", tags=["grand livre"], responses=SHEET, response_class=Response)
async def export_accounting(door: Door, year: Annotated[int, Path(ge=2019, le=2060)]) -> Response:
    """Le journal comptable d'un exercice, en partie double, au format CSV."""
    sheet = await door.ask(ledger.export_accounting, year)
    name = f'attachment; filename="journal-comptable-{year}.csv"'
    return Response(sheet, media_type=CSV, headers={"Content-Disposition": name, "Cache-Control": "no-cache"})
