"""What `jobrotation_funding` announces of one grant: request, decision, hours, claims, payments, holds, recoveries."""

from datetime import date
from typing import ClassVar

from pydantic import ConfigDict, Field

from contracts.envelope import Cents, Code, Event, Id
from contracts.funding_examples import EXAMPLES
from contracts.funding_parts import Act, GrantedLine, Label, Minutes, RequestedLine


def _like(fact: str) -> ConfigDict:
    """The realistic example of a fact, which is frozen with its schema."""
    return ConfigDict(json_schema_extra={"examples": [EXAMPLES[f"grant.{fact}"]]})


class GrantEvent(Event):
    """Something about one grant (*subvention*): the money that one employer is promised for one experiment."""

    dossier: ClassVar[str] = "grant"

    grant: Id


class GrantRequested(GrantEvent):
    """An employer asks for the money of released hours. ``replacement_plan``: who replaces and how is written down."""

    fact: ClassVar[str] = "requested"

    organisation: Id
    experiment: Id
    lines: tuple[RequestedLine, ...]
    starts_on: date
    ends_on: date
    replacement_plan: bool
    on: date

    model_config = _like("requested")


class GrantRefused(GrantEvent):
    """The Région refused the request by this act. ``points`` names why."""

    fact: ClassVar[str] = "refused"

    organisation: Id
    experiment: Id
    points: tuple[Code, ...]
    act: Act
    on: date

    model_config = _like("refused")


class GrantGranted(GrantEvent):
    """The Région decided the grant by this act, at this rate card; the money is not yet engaged."""

    fact: ClassVar[str] = "granted"

    organisation: Id
    experiment: Id
    envelope: Id
    rate_card: Id
    lines: tuple[GrantedLine, ...]
    cents: Cents
    advance_cents: Cents
    act: Act
    on: date

    model_config = _like("granted")


class GrantAmended(GrantEvent):
    """An amendment (*avenant*) changes lines, days or rate card from now on; ``cents`` is the new whole.

    Another card prices what is done from the day of the act on; what was claimed keeps its lines and their rates.
    """

    fact: ClassVar[str] = "amended"

    rate_card: Id
    lines: tuple[GrantedLine, ...]
    cents: Cents
    delta_cents: Cents
    starts_on: date
    ends_on: date
    reason: Code
    act: Act
    on: date

    model_config = _like("amended")


class GrantEngaged(GrantEvent):
    """The money is legally committed in its envelope, before or with the signature of the agreement.

    Said again when what an amendment added is engaged: ``cents`` is that part, ``engaged_cents`` the whole.
    """

    fact: ClassVar[str] = "engaged"

    organisation: Id
    envelope: Id
    line: Code
    vintage: int
    cents: Cents
    engaged_cents: Cents
    agreement: Label | None = None
    signed_on: date | None = None
    on: date

    model_config = _like("engaged")


class AgreementSigned(GrantEvent):
    """Both sides signed the agreement, with the engagement or after it. ``amendment``: the rank of the one signed."""

    fact: ClassVar[str] = "agreement-signed"

    organisation: Id
    agreement: Label
    signed_on: date
    amendment: int | None = Field(None, ge=1)
    engaged_cents: Cents
    on: date

    model_config = _like("agreement-signed")


class GrantDisengaged(GrantEvent):
    """Money that will not be spent goes back to its envelope; never below what was ordered."""

    fact: ClassVar[str] = "disengaged"

    envelope: Id
    line: Code
    vintage: int
    cents: Cents
    engaged_cents: Cents
    reason: Code
    on: date

    model_config = _like("disengaged")


class HoursApproved(GrantEvent):
    """A week sheet was approved by somebody else than its author. ``side``: ``released`` or ``replacing``."""

    fact: ClassVar[str] = "hours-approved"

    week_sheet: Id
    staff: Id
    side: Code
    rate: Code
    week: date
    minutes: Minutes
    on: date

    model_config = _like("hours-approved")


class ClaimSubmitted(GrantEvent):
    """The employer claims a payment. ``kind``: ``advance``, ``interim`` or ``balance``; ``claim`` counts from 1."""

    fact: ClassVar[str] = "claim-submitted"

    claim: int = Field(ge=1)
    kind: Code
    since: date | None = None
    until: date | None = None
    released_minutes: Minutes = 0
    matched_minutes: Minutes = 0
    lines: tuple[GrantedLine, ...] = ()
    cents: Cents
    on: date

    model_config = _like("claim-submitted")


class ClaimCertified(GrantEvent):
    """The *service fait* was validated by another person than the one who prepared it.

    ``payable_cents`` is what is certified without the part of the advance that is deducted.
    """

    fact: ClassVar[str] = "claim-certified"

    claim: int = Field(ge=1)
    kind: Code
    lines: tuple[GrantedLine, ...] = ()
    certified_cents: Cents
    deducted_cents: Cents
    payable_cents: Cents
    on: date

    model_config = _like("claim-certified")


class ClaimRejected(GrantEvent):
    """The claim goes back to the employer. ``points`` names what is to be mended; its hours may be mended again.

    ``uncertified_cents``, ``undeducted_cents``, ``unpayable_cents``: what ``claim-certified`` had said of it and holds
    no more, when its certificate was withdrawn; 0 for a claim that was not certified.
    """

    fact: ClassVar[str] = "claim-rejected"

    claim: int = Field(ge=1)
    points: tuple[Code, ...]
    uncertified_cents: Cents = 0
    undeducted_cents: Cents = 0
    unpayable_cents: Cents = 0
    on: date

    model_config = _like("claim-rejected")


class PaymentOrdered(GrantEvent):
    """A payment order (*mandat*) leaves for the payeur with its pack of pieces, known by its SHA-256."""

    fact: ClassVar[str] = "payment-ordered"

    claim: int = Field(ge=1)
    order: Label
    cents: Cents
    year: int
    pack_sha256: Code
    on: date

    model_config = _like("payment-ordered")


class PaymentRejected(GrantEvent):
    """The payeur rejected the payment order; the claim may be ordered again once it is mended."""

    fact: ClassVar[str] = "payment-rejected"

    claim: int = Field(ge=1)
    order: Label
    cents: Cents
    year: int
    reason: Code
    on: date

    model_config = _like("payment-rejected")


class Paid(GrantEvent):
    """The payeur paid the order."""

    fact: ClassVar[str] = "paid"

    organisation: Id
    claim: int = Field(ge=1)
    order: Label
    cents: Cents
    year: int
    on: date

    model_config = _like("paid")


class PaymentsHeld(GrantEvent):
    """New payment orders are blocked until these reports are accepted: an automatic decision by ``rule``.

    ``on``: the day of this fact; ``since``: the day since which the first of these reports blocks.
    """

    fact: ClassVar[str] = "payments-held"

    experiment: Id
    reports: tuple[Id, ...]
    notice_on: date
    rule: Label
    since: date | None = None
    on: date

    model_config = _like("payments-held")


class PaymentsReleased(GrantEvent):
    """No report blocks this grant any more. ``because``: ``reports-accepted`` or ``lifted-by-officer``."""

    fact: ClassVar[str] = "payments-released"

    experiment: Id
    reports: tuple[Id, ...]
    because: Code
    on: date

    model_config = _like("payments-released")


class RecoveryOpened(GrantEvent):
    """Too much was paid; a motivated letter gives time to answer. ``way``: ``title`` or ``reduction`` (same year).

    ``claim`` and ``order``: which payment was too much.
    """

    fact: ClassVar[str] = "recovery-opened"

    recovery: int = Field(ge=1)
    cents: Cents
    reason: Code
    way: Code
    claim: int | None = Field(None, ge=1)
    order: Label | None = None
    answer_by: date
    on: date

    model_config = _like("recovery-opened")


class RecoverySettled(GrantEvent):
    """Nothing is owed any more: what came back, and what was waived by a vote or dropped after the answer.

    ``dropped_because``: why the debt was not founded.
    """

    fact: ClassVar[str] = "recovery-settled"

    recovery: int = Field(ge=1)
    cents: Cents
    recovered_cents: Cents
    reduced_cents: Cents = 0
    waived_cents: Cents = 0
    dropped_cents: Cents = 0
    dropped_because: Code | None = None
    title: Label | None = None
    on: date

    model_config = _like("recovery-settled")


class FinancialReportEvent(GrantEvent):
    """Something about the account (*compte rendu financier*) that an employer owes of a year in which it was paid."""

    organisation: Id
    year: int
    on: date


class FinancialReportDue(FinancialReportEvent):
    """The year is over, and its account is owed by a day (law n° 2000-321, art. 10). ``paid_cents``: paid that year."""

    fact: ClassVar[str] = "financial-report-due"

    paid_cents: Cents
    due_on: date

    model_config = _like("financial-report-due")


class FinancialReportSubmitted(FinancialReportEvent):
    """The employer handed the account in: cents spent by nature, beside what was paid. ``late``: after its last day.

    The signed piece is known by its SHA-256; ``attempt`` counts from 1.
    """

    fact: ClassVar[str] = "financial-report-submitted"

    attempt: int = Field(ge=1)
    hours_cents: Cents
    preparations_cents: Cents
    paid_cents: Cents
    piece_sha256: Code
    late: bool

    model_config = _like("financial-report-submitted")


class FinancialReportReturned(FinancialReportEvent):
    """The account goes back to the employer. ``points`` names what is to be mended."""

    fact: ClassVar[str] = "financial-report-returned"

    attempt: int = Field(ge=1)
    points: tuple[Code, ...]

    model_config = _like("financial-report-returned")


class FinancialReportAccepted(FinancialReportEvent):
    """The Région accepted the account of the year."""

    fact: ClassVar[str] = "financial-report-accepted"

    attempt: int = Field(ge=1)
    spent_cents: Cents
    paid_cents: Cents

    model_config = _like("financial-report-accepted")
