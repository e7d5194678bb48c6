"""What a claim is made of and why one is refused: its period, preparations on evidence, what it comes to."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import Field

from contracts import funding_parts as published
from services.chassis.money import percent
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.grant_fields import Claim, GrantLine, Terms
from services.jobrotation_funding.grant_kept import BALANCE, INTERIM
from services.jobrotation_funding.values import Code, Day, Label, Units, Value

POINTS = {
    "hours-without-substitute": "Des heures n'ont pas de remplaçant",
    "hours-to-mend": "Des feuilles d'heures sont à corriger",
    "paid-elsewhere": "Des heures sont déjà payées par un autre financeur",
    "evidence-missing": "Une pièce manque ou ne prouve pas la préparation",
    "period": "La période n'est pas la bonne",
    "other": "Autre point, expliqué dans la remarque",
}
"""What a claim may be sent back for."""


class ClaimAwaits(Refusal):
    """Another claim of the grant waits for the Région."""

    code, title = "claim-awaits", "Un décompte est déjà en cours"


class OverlappingPeriod(Refusal):
    """A day that another claim covers."""

    code, title = "overlapping-period", "Période déjà demandée"


class NothingToClaim(Refusal):
    """No hour counts and no preparation is claimed."""

    code, title = "nothing-to-claim", "Rien à payer"


class MoreThanGranted(Refusal):
    """More than what is left of the grant. ``facts``: ``left``, in units or cents."""

    code, title = "more-than-granted", "Au-delà de la subvention"


class AdvanceOver(Refusal):
    """The advance was claimed already, or hours were: it comes first and once."""

    code, title = "advance-over", "Avance déjà demandée"


class BalanceClaimed(Refusal):
    """The balance closes the claims of a grant."""

    code, title = "balance-claimed", "Solde déjà demandé"


class TitleRuns(Refusal):
    """The advance is claimed back by a title: it is no longer deducted from claims."""

    code, title = "title-runs", "Titre de recettes en cours"


class Piece(Value):
    """A piece of evidence, known by its digest."""

    name: Label
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Preparation(Value):
    """Lump sums that are claimed at one rate, on evidence. ``on``: when, where the grant has had several rate cards."""

    rate: Code
    count: Annotated[Units, Field(ge=1)]
    on: Day | None = None
    pieces: Annotated[tuple[Piece, ...], Field(min_length=1, max_length=50)]


class Period(Value):
    """What a claim is about, both days included. ``kind``: ``interim`` or ``balance``."""

    kind: Annotated[str, Field(pattern=f"^({INTERIM}|{BALANCE})$")]
    since: Day
    until: Day


def check_period(period: Period, terms: Terms, claims: Sequence[Claim], on: date) -> None:
    """Whether hours of these days may be claimed: done, of the grant, and not claimed yet.

    Raises Invalid, OverlappingPeriod.
    """
    if period.until < period.since:
        raise Invalid("La fin ne précède pas le début.", field="until")
    if period.until > on:
        raise Invalid("La période n'est pas terminée : un décompte porte sur des heures faites.", field="until")
    if period.since < terms.starts_on or period.until > terms.ends_on:
        field = "since" if period.since < terms.starts_on else "until"
        allowed = f"{terms.starts_on:%d/%m/%Y} au {terms.ends_on:%d/%m/%Y}"
        raise Invalid(f"La subvention porte sur la période du {allowed}.", field=field)
    for claim in claims:
        if claim.since and claim.until and claim.since <= period.until and period.since <= claim.until:
            raise OverlappingPeriod(
                f"Le décompte n° {claim.number} couvre déjà une partie de cette période, du {claim.since:%d/%m/%Y} au "
                f"{claim.until:%d/%m/%Y}.",
                field="since",
                claim=claim.number,
            )


class WorkedOut(NamedTuple):
    """What a claim comes to, in cents: ``payable`` is what is certified without the part of the advance deducted."""

    certified_cents: int
    deducted_cents: int
    payable_cents: int


def work_out(claimed: int, *, open_advance: int, share: int, room: int) -> WorkedOut:
    """Deduct ``share`` percent of a claim from the open advance until it is used up (all in cents).

    ``room``: what is engaged without what is certified already. Whatever the percentage, the advance that stays open
    and the service together never pass what is engaged.
    """
    deducted = min(open_advance, percent(claimed, share))
    deducted = max(deducted, claimed + open_advance - room)
    return WorkedOut(claimed, deducted, claimed - deducted)


def told(lines: Sequence[GrantLine]) -> tuple[published.GrantedLine, ...]:
    """The lines as they are announced."""
    return tuple(
        published.GrantedLine(
            rate=line.rate,
            minutes=line.minutes,
            count=line.count,
            unit_cents=line.unit_cents,
            rate_card_code=line.rate_card_code,
            cents=line.cents,
        )
        for line in lines
    )
