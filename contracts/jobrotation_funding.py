"""What `jobrotation_funding` announces: envelopes, rate cards and grants, in cents.

Days are legal days of Europe/Paris; staff is named by opaque ids; every amount names its envelope or its grant.
"""

from datetime import date
from typing import ClassVar

from pydantic import ConfigDict, Field

from contracts.envelope import Cents, Code, Event, Id
from contracts.funding_examples import EXAMPLES
from contracts.funding_grants import (
    AgreementSigned,
    ClaimCertified,
    ClaimRejected,
    ClaimSubmitted,
    FinancialReportAccepted,
    FinancialReportDue,
    FinancialReportReturned,
    FinancialReportSubmitted,
    GrantAmended,
    GrantDisengaged,
    GrantEngaged,
    GrantGranted,
    GrantRefused,
    GrantRequested,
    HoursApproved,
    Paid,
    PaymentOrdered,
    PaymentRejected,
    PaymentsHeld,
    PaymentsReleased,
    RecoveryOpened,
    RecoverySettled,
)
from contracts.funding_parts import Act, Credit, Label, Matching, Rate, Share, Source

__all__ = [
    "AgreementSigned",
    "ClaimCertified",
    "ClaimRejected",
    "ClaimSubmitted",
    "EnvelopeAffected",
    "EnvelopeAmended",
    "EnvelopeOpened",
    "FinancialReportAccepted",
    "FinancialReportDue",
    "FinancialReportReturned",
    "FinancialReportSubmitted",
    "GrantAmended",
    "GrantDisengaged",
    "GrantEngaged",
    "GrantGranted",
    "GrantRefused",
    "GrantRequested",
    "HoursApproved",
    "Paid",
    "PaymentOrdered",
    "PaymentRejected",
    "PaymentsHeld",
    "PaymentsReleased",
    "RateCardAdopted",
    "RecoveryOpened",
    "RecoverySettled",
]


def _like(fact: str) -> ConfigDict:
    """The realistic example of a fact, which is frozen with its schema."""
    return ConfigDict(json_schema_extra={"examples": [EXAMPLES[fact]]})


class EnvelopeEvent(Event):
    """Something about one envelope: a budget line in one vintage of commitment authority (AE)."""

    dossier: ClassVar[str] = "envelope"

    envelope: Id
    line: Code
    vintage: int


class EnvelopeOpened(EnvelopeEvent):
    """The AE of a line was voted for a year, with its sources and its payment credits. ``capped``: under the 7 %."""

    fact: ClassVar[str] = "opened"

    label: Label
    voted_cents: Cents
    sources: tuple[Source, ...]
    credits: tuple[Credit, ...]
    capped: bool
    act: Act
    on: date

    model_config = _like("envelope.opened")


class EnvelopeAmended(EnvelopeEvent):
    """The new whole of an envelope after a change. ``other``: the envelope across a transfer.

    ``reason``: ``vote``, ``transfer``, ``carry-over`` (credits moved to the next year) or ``lapse`` (credits lost).
    """

    fact: ClassVar[str] = "amended"

    voted_cents: Cents
    delta_cents: Cents
    sources: tuple[Source, ...]
    credits: tuple[Credit, ...]
    reason: Code
    other: Id | None = None
    act: Act
    on: date

    model_config = _like("envelope.amended")


class EnvelopeAffected(EnvelopeEvent):
    """A part of the voted AE was set aside for the scheme (*affectation*): only that can be engaged."""

    fact: ClassVar[str] = "affected"

    cents: Cents
    affected_cents: Cents
    scheme: Label
    act: Act
    on: date

    model_config = _like("envelope.affected")


class RateCardAdopted(Event):
    """An act adopted the rates of the scheme from a day on; grants keep the card that their decision names."""

    dossier: ClassVar[str] = "rate_card"
    fact: ClassVar[str] = "adopted"

    rate_card: Id
    code: Code
    effective_on: date
    hours_a_year: int = Field(ge=1)
    rates: tuple[Rate, ...]
    advance_percent: Share
    deduction_percent: Share
    matching: Matching
    act: Act
    on: date

    model_config = _like("rate_card.adopted")
