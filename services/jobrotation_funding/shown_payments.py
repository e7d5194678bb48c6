"""« Où en est mon paiement ? »: what the beneficiary and officers see of claims and holds."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from services.jobrotation_funding.claim_parts import POINTS
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Claim
from services.jobrotation_funding.grant_holds import BECAUSE
from services.jobrotation_funding.grant_kept import ADVANCE, BALANCE, KINDS
from services.jobrotation_funding.grant_lifecycle import CLAIM_LIFECYCLE, ClaimState
from services.jobrotation_funding.grant_payments import OF_THE_CERTIFICATE
from services.jobrotation_funding.grant_payments import REASONS as ORDER_REASONS
from services.jobrotation_funding.hold_parts import Watched
from services.jobrotation_funding.mails import french
from services.jobrotation_funding.matching import REASONS as HOUR_REASONS
from services.jobrotation_funding.shown_financial_reports import FinancialReportView, reports_of
from services.jobrotation_funding.values import Value

Fact = tuple[str, Mapping[str, Any]]
"""One announced fact of the grant: its name and its data."""

TURNS = {
    ClaimState.SUBMITTED: ("prepare", "region", "La Région prépare le service fait."),
    ClaimState.PREPARED: ("certify", "region", "Une autre personne de la Région certifie le service fait."),
    ClaimState.CERTIFIED: ("order", "region", "La Région mandate le paiement."),
    ClaimState.ORDERED: ("pay", "payeur", "Le payeur contrôle le mandat et paie."),
    ClaimState.REJECTED: ("mend", "employer", "À vous : corrigez, puis déposez un nouveau décompte."),
}
ORDER_AGAIN = "La Région mandate de nouveau, une fois le motif du rejet corrigé."
NOTHING_TO_PAY = "L'avance déjà versée couvre ce décompte : rien ne reste à payer."


def to_mend(grant: Grant, claim: Claim) -> str:
    """What the employer may do about a claim whose certificate was withdrawn."""
    if claim.kind == ADVANCE:
        return "Si l'avance reste nécessaire, demandez-la de nouveau."
    if any(each.kind == BALANCE for each in grant.live_claims):
        return "Le solde est déjà demandé : les heures de ce décompte ne se demandent plus."
    return "À vous : corrigez vos feuilles d'heures, elles sont rouvertes, puis déposez un nouveau décompte."


class Step(Value):
    """Something that happened to a claim, on a day (Europe/Paris)."""

    what: str
    on: date
    words: str


class Next(Value):
    """What comes next. ``whose``: ``employer``, ``region`` or ``payeur``."""

    what: str
    whose: str
    words: str


class Blocking(Value):
    """A late report that holds payments, since when, and what lifts it."""

    report: str
    label: str
    due_on: date
    notice_on: date
    since: date
    lifted_by: str

    @classmethod
    def of(cls, watched: Watched) -> Self:
        """What blocks."""
        return cls(
            report=watched.report,
            label=watched.label,
            due_on=watched.due_on,
            notice_on=watched.noticed_on,
            since=watched.hold_on,
            lifted_by=f"L'acceptation du bilan « {watched.label} » lève la suspension.",
        )


class PaidLine(Value):
    """A line of the calculation, in cents."""

    rate: str
    label: str
    minutes: int
    count: int
    unit_cents: int
    rate_card_code: str | None
    cents: int


class Unpaid(Value):
    """Hours that do not count, and why."""

    reason: str
    words: str
    minutes: int


class ClaimView(Value):
    """One claim with its dated timeline. ``left_out``: sheets with hours that it knowingly left out.

    ``rounding_cents``: by how much the rounding of each line passes what is engaged, which is not paid.
    """

    claim: int
    kind: str
    kind_label: str
    state: ClaimState
    state_label: str
    since: date | None
    until: date | None
    released_minutes: int
    matched_minutes: int
    lines: tuple[PaidLine, ...]
    unmatched: tuple[Unpaid, ...]
    evidence: tuple[tuple[str, str], ...]
    done_on: tuple[tuple[str, date], ...]
    left_out: tuple[str, ...]
    rounding_cents: int
    claimed_cents: int
    certified_cents: int
    deducted_cents: int
    payable_cents: int
    order: str | None
    pack_sha256: str | None
    steps: tuple[Step, ...]
    next: Next | None


class PaymentsView(Value):
    """Where the money of a grant is. Cents."""

    grant: str
    version: int
    engaged_cents: int
    certified_cents: int
    open_advance_cents: int
    ordered_cents: int
    paid_cents: int
    recovered_cents: int
    held_by: tuple[Blocking, ...]
    claims: tuple[ClaimView, ...]
    financial_reports: tuple[FinancialReportView, ...]


def payments_of(grant: Grant, facts: list[Fact], today: date) -> PaymentsView:
    """The payments of a grant on a day, from what it keeps and what it announced."""
    return PaymentsView(
        grant=grant.id,
        version=grant.version,
        engaged_cents=grant.engaged_cents,
        certified_cents=grant.certified_cents,
        open_advance_cents=grant.open_advance_cents,
        ordered_cents=grant.ordered_cents,
        paid_cents=grant.paid_cents,
        recovered_cents=grant.recovered_cents,
        held_by=tuple(Blocking.of(each) for each in grant.blocking(today)),
        claims=tuple(claim_view(grant, claim, facts, today) for claim in grant.claims),
        financial_reports=reports_of(grant, today),
    )


def claim_view(grant: Grant, claim: Claim, facts: list[Fact], today: date) -> ClaimView:
    """One claim with what happened to it, in order, and whose turn it is."""
    kept = ("kind", "state", "since", "until", "released_minutes", "matched_minutes", "order", "pack_sha256",
            "evidence", "done_on", "left_out")  # fmt: skip
    sums = ("rounding_cents", "claimed_cents", "certified_cents", "deducted_cents", "payable_cents")
    return ClaimView(
        claim=claim.number,
        kind_label=KINDS[claim.kind],
        state_label=CLAIM_LIFECYCLE.labels[claim.state],
        lines=tuple(PaidLine(**line.model_dump(), cents=line.cents) for line in claim.lines),
        unmatched=tuple(
            Unpaid(reason=reason, words=HOUR_REASONS.get(reason, reason), minutes=minutes)
            for reason, minutes in claim.unmatched
        ),
        steps=tuple(sorted(_steps(grant, claim, facts, today), key=lambda step: step.on)),
        next=_next(grant, claim, today),
        **{name: getattr(claim, name) for name in (*kept, *sums)},
    )


def _steps(grant: Grant, claim: Claim, facts: list[Fact], today: date) -> list[Step]:
    steps = [Step(what="deposited", on=claim.submitted_on, words="Décompte déposé")]
    if claim.prepared_on:
        steps.append(Step(what="prepared", on=claim.prepared_on, words="Service fait préparé"))
    if claim.certified_on:
        steps.append(Step(what="certified", on=claim.certified_on, words="Service fait certifié"))
        steps += _held(grant, claim, facts, today)
    if claim.withdrawn_on:
        points = " ; ".join(POINTS[point] for point in claim.points)
        words = f"Certificat de service fait retiré : {points}. {claim.remark}".strip()
        steps.append(Step(what="certificate-withdrawn", on=claim.withdrawn_on, words=words))
    elif claim.rejected_on:
        points = " ; ".join(POINTS[point] for point in claim.points)
        words = f"Renvoyé : {points}. {claim.remark}".strip()
        steps.append(Step(what="rejected", on=claim.rejected_on, words=words))
    for fact, data in facts:
        if data.get("claim") == claim.number and fact in SAID:
            steps.append(Step(what=SAID[fact][0], on=data["on"], words=SAID[fact][1](data)))
    return steps


SAID: dict[str, tuple[str, Any]] = {
    "payment-ordered": ("ordered", lambda data: f"Mandat {data['order']} parti au payeur"),
    "payment-rejected": (
        "order-rejected",
        lambda data: f"Mandat {data['order']} rejeté : {ORDER_REASONS.get(data['reason'], data['reason'])}",
    ),
    "paid": ("paid", lambda data: f"Mandat {data['order']} payé"),
}
"""What the timeline says of a fact of the payment order."""


def _held(grant: Grant, claim: Claim, facts: list[Fact], today: date) -> list[Step]:
    """The holds that this claim met while it waited to be ordered."""
    labels = {each.report: each.label for each in grant.watched}
    holds: list[tuple[str, date, date | None, str]] = [
        (report, past.since, past.until, past.because) for past in grant.holds for report in past.reports
    ]
    holds += [(each.report, each.hold_on or today, None, "") for each in grant.blocking(today)]
    steps = []
    for report, since, until, because in holds:
        for began, ended in _waits(claim, facts, today):
            if since <= ended and (until is None or began < until):
                label = labels.get(report, report)
                steps.append(Step(what="held", on=max(since, began), words=_held_words(label, since)))
                if until is not None and until <= ended:
                    words = f"Suspension levée : {BECAUSE.get(because, because)}"
                    steps.append(Step(what="released", on=until, words=words))
    return steps


def _held_words(label: str, since: date) -> str:
    return (
        f"Paiement suspendu depuis le {french(since)} par le bilan « {label} », en retard : son acceptation lève la "
        "suspension"
    )


def _waits(claim: Claim, facts: list[Fact], today: date) -> list[tuple[date, date]]:
    """The stretches of days in which the claim waited to be ordered."""
    if claim.certified_on is None or not claim.payable_cents:
        return []
    waits, began = [], claim.certified_on
    for fact, data in facts:
        if data.get("claim") != claim.number:
            continue
        if fact == "payment-ordered":
            waits.append((began, date.fromisoformat(data["on"])))
        if fact == "payment-rejected":
            began = date.fromisoformat(data["on"])
    until = today if claim.state is ClaimState.CERTIFIED else claim.withdrawn_on
    return [*waits, (began, until)] if until else waits


def _next(grant: Grant, claim: Claim, today: date) -> Next | None:
    if claim.state is ClaimState.CERTIFIED and not claim.payable_cents:
        return Next(what="nothing", whose="nobody", words=NOTHING_TO_PAY)
    blocking = grant.blocking(today)
    if claim.state is ClaimState.CERTIFIED and blocking:
        names = ", ".join(f"« {each.label} »" for each in blocking)
        words = f"L'acceptation du bilan {names} lève la suspension ; la Région mandate ensuite."
        return Next(what="report", whose="employer", words=words)
    if claim.state is ClaimState.CERTIFIED and claim.refused_orders:
        _, reason, _ = claim.refused_orders[-1]
        words = "La Région retire le service fait s'il est inexact, ou mandate de nouveau."
        return Next(what="order", whose="region", words=words if reason in OF_THE_CERTIFICATE else ORDER_AGAIN)
    if claim.withdrawn_on:
        return Next(what="mend", whose="employer", words=to_mend(grant, claim))
    turn = TURNS.get(claim.state)
    return Next(what=turn[0], whose=turn[1], words=turn[2]) if turn else None
