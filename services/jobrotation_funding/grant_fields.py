"""What a grant holds; its verbs stand in the files of each phase (decision, hours, claims, payments, holds, recovery).

Amounts are cents, durations minutes, days legal days of Europe/Paris.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from services.chassis.lifecycle import Lifecycle
from services.jobrotation_funding.dated_rates import CardNamed, DatedCard, Price
from services.jobrotation_funding.financial_report_parts import FinancialReport
from services.jobrotation_funding.grant_lifecycle import LIFECYCLE, ClaimState, RecoveryState, State
from services.jobrotation_funding.hold_parts import HoldPast, Watched
from services.jobrotation_funding.separation import Citing, Delegation
from services.jobrotation_funding.values import (
    Act,
    Amount,
    Code,
    Count,
    Day,
    Id,
    Label,
    Minutes,
    Moment,
    Remark,
    Text,
    Units,
    Value,
    Year,
    worth,
)

Typed = Annotated[str, Field(max_length=80)]


class AskedLine(Value):
    """What is asked at one rate: minutes of released staff, or a number of lump sums. A draft may be without a rate."""

    rate: Typed = ""
    minutes: Minutes = 0
    count: Units = 0


class OtherPayer(Value):
    """What somebody else already pays of the same hours (OPCO, ADEC, market), and how much of it.

    ``rate``: whose hours; it may be left out where one rate is asked by the hour.
    """

    payer: Label
    reference: Label
    rate: Typed = ""
    minutes: Minutes = 0
    cents: Amount = 0


class ReplacementPlan(Value):
    """Who replaces, and how they were prepared; whole once something stands in each place."""

    how: Remark = ""
    preparation: Remark = ""
    substitutes: Annotated[int, Field(strict=True, ge=0, le=1_000)] = 0

    @property
    def whole(self) -> bool:
        """Whether it says who replaces, how, and how they are prepared."""
        return bool(self.how.strip() and self.preparation.strip() and self.substitutes)


class Request(Value):
    """What an employer asks; in a draft everything may be missing, so that nothing typed is lost.

    ``lines``: who is freed, by role (their names are sealed in the staff register); ``purpose`` is published.
    """

    lines: Annotated[tuple[AskedLine, ...], Field(max_length=20)] = ()
    starts_on: Day | None = None
    ends_on: Day | None = None
    purpose: Remark = ""
    replacement: ReplacementPlan | None = None
    others: Annotated[tuple[OtherPayer, ...], Field(max_length=20)] = ()


class GrantLine(Value):
    """What is granted at one rate of the card of that code; ``cents`` = ``worth(unit_cents, …)``."""

    rate: Code
    label: Label
    minutes: Minutes = 0
    count: Units = 0
    unit_cents: Amount
    rate_card_code: Code | None = None

    @property
    def cents(self) -> int:
        """The line's amount in cents, rounded half up once."""
        return worth(self.unit_cents, minutes=self.minutes, count=self.count)


class AidBasis(Value):
    """On what ground the grant is lawful: ``de-minimis``, ``exempted-scheme`` or ``not-an-aid``, and why.

    ``declared_cents``: what the undertaking declared of de minimis aid from other authorities over the same years.
    """

    basis: Code
    why: Text
    declared_cents: Amount = 0


class Terms(Value):
    """What the decision fixed; only an amendment changes it. Shares in percent.

    ``cards``: once an amendment brought another card, all that held, each from its day on.
    """

    envelope: Id
    line: Code
    vintage: Year
    rate_card: Id
    rate_card_code: Code
    cards: tuple[DatedCard, ...] = ()
    lines: tuple[GrantLine, ...]
    starts_on: Day
    ends_on: Day
    advance_percent: Annotated[int, Field(strict=True, ge=0, le=100)]
    deduction_percent: Annotated[int, Field(strict=True, ge=0, le=100)]
    matching_period: Code
    matching_scope: Code
    # Payments are held on a lapsed report only where the agreement says so.
    hold_clause: bool = True
    aid: AidBasis

    @property
    def cents(self) -> int:
        """The whole, in cents."""
        return sum(line.cents for line in self.lines)

    @property
    def held(self) -> tuple[DatedCard, ...]:
        """The rate cards that held and hold, in the order of their days."""
        prices = tuple(Price(rate=line.rate, label=line.label, cents=line.unit_cents) for line in self.lines)
        return self.cards or (DatedCard(id=self.rate_card, code=self.rate_card_code, prices=prices),)


class Decided(Value):
    """What the Région decided of the request, by which act. ``points`` say why it was refused."""

    granted: bool
    act: Act
    recorded_on: Day
    by: Id
    under: Delegation | None = None
    points: tuple[Code, ...] = ()
    explanation: str = ""


class Supplement(Value):
    """What amendments added, once it is engaged in its turn, under which delegation.

    ``by_signature``: whether it counts from the agreement's signature, which it made due.
    """

    on: Day
    cents: Amount
    by: Id
    under: Delegation | None = None
    by_signature: bool = False


class Engagement(Value):
    """The legal commitment. ``on``: the day it is recorded, which is that of the ledger.

    ``agreement``: number of the signed agreement; ``agreement_due``: whether the law wants one. ``commitment``:
    reference of the republican commitment contract of an association. ``more``: what amendments added since.
    """

    on: Day
    cents: Amount
    by: Id
    commitment: Label | None = None
    under: Delegation | None = None
    agreement_due: bool = False
    agreement: Label | None = None
    signed_on: Day | None = None
    # The signature is recorded with the engagement or later, by somebody who may.
    recorded_on: Day | None = None
    recorded_by: Id | None = None
    recorded_under: Delegation | None = None
    # How many amendments it took in, and whether its amount counts from the agreement's signature.
    amended: Count = 0
    by_signature: bool = False
    more: tuple[Supplement, ...] = ()

    @property
    def awaits_signature(self) -> bool:
        """Whether nothing is paid before an agreement is signed."""
        return self.agreement_due and self.agreement is None


class Claim(Value):
    """One claim for payment. ``kind``: ``advance``, ``interim``, ``balance``. Numbers count from 1.

    ``matched`` minutes are those that were released and replaced; ``unmatched`` says why the others do not count.
    ``cards``: those whose rates it was calculated at. ``done_on``: (rate, day) of the lump sums that say their day.
    """

    number: int
    kind: Code
    state: ClaimState
    since: Day | None = None
    until: Day | None = None
    released_minutes: Minutes = 0
    matched_minutes: Minutes = 0
    cards: tuple[CardNamed, ...] = ()
    lines: tuple[GrantLine, ...] = ()
    # (reason, minutes) of what does not count.
    unmatched: tuple[tuple[Code, Minutes], ...] = ()
    sheets: tuple[Id, ...] = ()
    # Sheets with hours that the employer knowingly left out: they waited for their approval.
    left_out: tuple[Id, ...] = ()
    # Evidence of the lump sums that are claimed: name and SHA-256 of each piece.
    evidence: tuple[tuple[Label, Code], ...] = ()
    done_on: tuple[tuple[Code, Day], ...] = ()
    claimed_cents: Amount
    certified_cents: Amount = 0
    deducted_cents: Amount = 0
    payable_cents: Amount = 0
    submitted_on: Day
    submitted_by: Id
    prepared_on: Day | None = None
    prepared_by: Id | None = None
    prepared_under: Delegation | None = None
    certified_on: Day | None = None
    certified_by: Id | None = None
    certified_under: Delegation | None = None
    certificate_sha256: Code | None = None
    # Who withdrew the certificate, under which delegation; the points and the remark say why.
    withdrawn_on: Day | None = None
    withdrawn_by: Id | None = None
    withdrawn_under: Delegation | None = None
    rejected_on: Day | None = None
    points: tuple[Code, ...] = ()
    remark: str = ""
    order: Label | None = None
    ordered_on: Day | None = None
    ordered_by: Id | None = None
    ordered_under: Delegation | None = None
    year: Year | None = None
    pack_sha256: Code | None = None
    refused_orders: tuple[tuple[Label, Code, Day], ...] = ()
    paid_on: Day | None = None

    @property
    def rounding_cents(self) -> int:
        """The cents by which the rounding of each line passes what is engaged: they are shown, and not paid."""
        return sum(line.cents for line in self.lines) - self.claimed_cents if self.lines else 0


class Instalment(Value):
    """A part of what is owed, by a day."""

    due_on: Day
    cents: Amount


class Returned(Value):
    """Money that came back. ``way``: ``payment``, ``offset`` (on which claim) or ``reduction``."""

    on: Day
    cents: Amount
    way: Code
    reference: Label


class Recovery(Value):
    """One overpayment, from the letter to the last euro. ``way``: ``title`` or ``reduction`` (same year).

    ``claim``: the claim whose order paid too much.
    """

    number: int
    state: RecoveryState
    claim: int | None = None
    cents: Amount
    reason: Code
    motive: Text
    way: Code
    opened_on: Day
    opened_by: Id
    answer_by: Day
    answer: str = ""
    answered_on: Day | None = None
    title: Label | None = None
    titled_on: Day | None = None
    titled_by: Id | None = None
    titled_under: Delegation | None = None
    instalments: tuple[Instalment, ...] = ()
    returned: tuple[Returned, ...] = ()
    waived_cents: Amount = 0
    waived_act: Act | None = None
    waived_by: Id | None = None
    waived_under: Delegation | None = None
    dropped_cents: Amount = 0
    dropped_reason: Code | None = None
    dropped_because: str = ""
    dropped_by: Id | None = None
    dropped_under: Delegation | None = None
    settled_on: Day | None = None

    @property
    def recovered_cents(self) -> int:
        """What came back so far."""
        return sum(part.cents for part in self.returned)

    @property
    def left_cents(self) -> int:
        """What is still owed."""
        return self.cents - self.recovered_cents - self.waived_cents - self.dropped_cents


class Disengaged(Value):
    """What somebody gave back to the envelope, under which delegation. What an amendment gives back stands in it."""

    on: Day
    cents: Amount
    reason: Code
    by: Id
    under: Delegation


class Amendment(Value):
    """One change of the terms by an act. ``agreement``: number of the signed *avenant*, once it is recorded."""

    act: Act
    on: Day
    reason: Code
    by: Id | None = None
    under: Delegation | None = None
    delta_cents: Annotated[int, Field(strict=True)]
    # What it took away of what was engaged, and when what it added was engaged in its turn.
    disengaged_cents: Amount = 0
    engaged_on: Day | None = None
    before: Terms
    agreement: Label | None = None
    signed_on: Day | None = None


class GrantFields(Citing):
    """The grant of one employer for one experiment, without its verbs."""

    kind: ClassVar[str] = "grant"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.DRAFT
    organisation: Id
    experiment: Id
    requested_by: Id
    requested_on: Day | None = None
    asked: Request
    decided: Decided | None = None
    terms: Terms | None = None
    engagement: Engagement | None = None
    engaged_cents: Amount = 0
    disengaged_cents: Amount = 0
    disengagements: tuple[Disengaged, ...] = ()
    # What amendments added and nobody has engaged yet.
    awaiting_cents: Amount = 0
    amendments: tuple[Amendment, ...] = ()
    claims: tuple[Claim, ...] = ()
    watched: tuple[Watched, ...] = ()
    holds: tuple[HoldPast, ...] = ()
    recoveries: tuple[Recovery, ...] = ()
    financial_reports: tuple[FinancialReport, ...] = ()
    # Totals in cents, moved by the verbs together with the envelope's counter and the ledger.
    advance_cents: Amount = 0
    deducted_cents: Amount = 0
    advance_returned_cents: Amount = 0
    certified_cents: Amount = 0
    ordered_cents: Amount = 0
    paid_cents: Amount = 0
    recovered_cents: Amount = 0
    closed_on: Day | None = None
    last_change: Moment | None = None

    @property
    def open_advance_cents(self) -> int:
        """The advance that no certified service has used up and that was not returned."""
        return self.advance_cents - self.deducted_cents - self.advance_returned_cents

    @property
    def promised_cents(self) -> int:
        """What is decided and not engaged: no other decision may use it."""
        whole = self.terms.cents if self.terms and self.state is State.GRANTED else 0
        return whole + self.awaiting_cents
