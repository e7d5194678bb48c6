"""What a claim is made of and why one is refused: its period, preparations on evidence, what it comes to."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated, NamedTuple

from pydantic import Field

from contracts import funding_parts as published
from services.chassis.calendar import month_end, months_later
from services.chassis.money import percent
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.grant_fields import Claim, GrantLine, Terms
from services.jobrotation_funding.grant_kept import BALANCE, INTERIM
from services.jobrotation_funding.matching import MONTH
from services.jobrotation_funding.values import Code, Day, Label, Units, Value

POINTS = {
    "hours-without-substitute": "Des heures n'ont pas de remplaçant",
    "hours-to-mend": "Des feuilles d'heures sont à corriger",
    "paid-elsewhere": "Des heures sont déjà payées par un autre financeur",
    "evidence-missing": "Une pièce manque ou ne prouve pas la préparation",
    "period": "La période n'est pas la bonne",
    "amount": "Le montant est inexact",
    "certificate": "La certification du service fait est irrégulière",
    "experiment-stopped": "L'expérimentation est arrêtée",
    "other": "Autre point, expliqué dans la remarque",
}
"""What a claim may be sent back for."""
MOST_NAMED = 5
LEFT_OUT = {
    INTERIM: (
        "Elles pourront être demandées plus tard, par un décompte complémentaire des mêmes mois.",
        "Faites approuver ces feuilles",
    ),
    BALANCE: (
        "Rien ne se demande plus après le solde : ces heures ne seraient jamais payées.",
        "Faites approuver ces feuilles et prenez leurs mois dans la période",
    ),
}
"""What becomes of hours that a claim leaves out, and what to do before."""


class ClaimAwaits(Refusal):
    """Another claim of the grant waits for the Région."""

    code, title = "claim-awaits", "Un décompte est déjà en cours"


class OverlappingPeriod(Refusal):
    """Days that another claim covers, in which nothing has come to count since. ``facts``: ``claim``."""

    code, title = "overlapping-period", "Période déjà demandée"


class PartOfMonth(Invalid):
    """Hours that are matched by the month are claimed by the month. ``facts``: the ``days`` to choose from."""

    code, title = "part-of-month", "Mois entamé"


class SheetsWait(Refusal):
    """Hours that would be left out of a claim without a word. ``facts``: their ``sheets``."""

    code, title = "sheets-wait", "Des feuilles d'heures attendent"


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


class AdvanceUsed(Refusal):
    """The advance is deducted from a certified claim: its certificate is not withdrawn first. ``facts``: ``claim``."""

    code, title = "advance-used", "Avance déjà déduite"


class ServiceClaimedBack(Refusal):
    """The certified service is being claimed back, or came back: it is not withdrawn as well. ``facts``: ``left``."""

    code, title = "service-claimed-back", "Service fait déjà réclamé"


class Piece(Value):
    """A piece of evidence, known by its digest."""

    name: Label
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Preparation(Value):
    """Lump sums that are claimed at one rate, on evidence: a piece for each at least.

    ``on``: when, where the grant has had several rate cards.
    """

    rate: Code
    count: Annotated[Units, Field(ge=1)]
    on: Day | None = None
    pieces: Annotated[tuple[Piece, ...], Field(min_length=1, max_length=50)]


class Period(Value):
    """What a claim is about, both days included. ``kind``: ``interim`` or ``balance``."""

    kind: Annotated[str, Field(pattern=f"^({INTERIM}|{BALANCE})$")]
    since: Day
    until: Day


def check_period(period: Period, terms: Terms, on: date) -> None:
    """Whether hours of these days may be claimed: done, of the grant, in whole months. Raises Invalid, PartOfMonth."""
    if period.until < period.since:
        raise Invalid("La fin ne précède pas le début.", field="until")
    if period.until >= on:
        raise Invalid("La période n'est pas terminée : un décompte porte sur des heures faites.", field="until")
    if period.since < terms.starts_on or period.until > terms.ends_on:
        field = "since" if period.since < terms.starts_on else "until"
        allowed = f"{terms.starts_on:%d/%m/%Y} au {terms.ends_on:%d/%m/%Y}"
        raise Invalid(f"La subvention porte sur la période du {allowed}.", field=field)
    check_whole_months(period.since, period.until, terms)


def check_whole_months(since: date, until: date, terms: Terms) -> None:
    """Where hours are matched by the month, a month that is cut would lose some of them. Raises PartOfMonth.

    The grant itself may begin or end within a month.
    """
    if terms.matching_period != MONTH:
        return
    first, last = since.replace(day=1), month_end(until)
    begins = terms.starts_on if first < terms.starts_on <= since else first
    ends = terms.ends_on if until <= terms.ends_on < last else last
    if since != begins:
        days = begins, months_later(first, 1)
        raise _part_of_month("since", "commencer", [day for day in days if day <= until])
    if until != ends:
        days = until.replace(day=1) - timedelta(days=1), ends
        raise _part_of_month("until", "finir", [day for day in days if day >= since])


def _part_of_month(field: str, verb: str, days: Sequence[date]) -> PartOfMonth:
    shown = " ou ".join(f"le {day:%d/%m/%Y}" for day in days)
    return PartOfMonth(
        f"Les heures libérées et remplacées se rapprochent par mois entier : faites {verb} la période {shown}.",
        field=field,
        days=[day.isoformat() for day in days],
    )


def check_points(points: Sequence[str], remark: str) -> None:
    """Whether a claim goes back for points of the list, another one being explained. Raises Invalid."""
    for rank, point in enumerate(points):
        if point not in POINTS:
            raise Invalid(f"Ce point n'existe pas ; les points sont : {', '.join(POINTS)}.", field=f"points/{rank}")
    if "other" in points and not remark.strip():
        raise Invalid("Expliquez ce point dans la remarque.", field="remark")


def check_not_claimed(period: Period, claims: Iterable[Claim]) -> None:
    """Of a claim in which nothing counts: whether its days were claimed before. Raises OverlappingPeriod."""
    for claim in claims:
        if claim.since and claim.until and claim.since <= period.until and period.since <= claim.until:
            raise OverlappingPeriod(
                f"Le décompte n° {claim.number} couvre déjà des jours de cette période, du {claim.since:%d/%m/%Y} au "
                f"{claim.until:%d/%m/%Y}, et aucune heure approuvée depuis n'y compte.",
                field="since",
                claim=claim.number,
            )


def check_none_left_out(kind: str, waiting: Sequence[tuple[str, date]], known: bool) -> None:
    """Whether the hours that a claim leaves out are left out knowingly. ``waiting``: their sheets and weeks.

    Raises SheetsWait naming them.
    """
    if waiting and not known:
        weeks, (then, what_to_do) = _weeks(week for _, week in waiting), LEFT_OUT[kind]
        raise SheetsWait(
            f"Ce décompte laisserait de côté des heures saisies (feuilles des semaines du {weeks}). {then} "
            f"{what_to_do}, ou confirmez que le décompte se fait sans elles.",
            field="without_waiting",
            sheets=[sheet for sheet, _ in waiting],
        )


def _weeks(mondays: Iterable[date]) -> str:
    weeks = [f"{week:%d/%m/%Y}" for week in sorted(set(mondays))]
    more = f" et {len(weeks) - MOST_NAMED} autre(s)" if len(weeks) > MOST_NAMED else ""
    return ", ".join(weeks[:MOST_NAMED]) + more


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
