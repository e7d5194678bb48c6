"""What a financial report (*compte rendu financier*) is made of, and why one is refused or sent back. Pure."""

from typing import Annotated

from pydantic import Field

from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.grant_lifecycle import ReportState
from services.jobrotation_funding.values import Amount, Code, Day, Id, Label, Remark, Text, Value, Year

POINTS = {
    "amounts": "Les dépenses ne sont pas justes ou pas réparties par nature",
    "difference": "L'écart avec ce qui a été payé n'est pas expliqué",
    "piece": "La pièce manque, n'est pas signée ou n'est pas lisible",
    "statement": "Le compte rendu ne dit pas à quoi la subvention a servi",
    "other": "Autre point, expliqué dans la remarque",
}
"""What a financial report may be sent back for."""


class DifferenceUnexplained(Invalid):
    """What was spent is not what was paid, and nothing says why. ``facts``: ``paid`` and ``spent`` in cents."""

    code, title = "difference-unexplained", "Écart à expliquer"


class PaidSince(Refusal):
    """What was paid of the year is no longer what the account was held against. ``facts``: ``paid`` in cents."""

    code, title = "paid-since", "Paiements changés depuis"


class ReportVersion(Value):
    """One version of a report, as it was handed in, and what was answered. Cents; ``paid_cents``: paid in that year."""

    number: int
    hours_cents: Amount
    preparations_cents: Amount
    paid_cents: Amount
    # Name and SHA-256 of the signed account.
    piece: tuple[Label, Code]
    statement: Text
    difference: Remark = ""
    submitted_on: Day
    submitted_by: Id
    answered_on: Day | None = None
    answered_by: Id | None = None
    points: tuple[Code, ...] = ()
    remark: Remark = ""

    @property
    def spent_cents(self) -> int:
        """What was spent of any nature."""
        return self.hours_cents + self.preparations_cents


class FinancialReport(Value):
    """The account that an employer owes of one civil year in which something was paid. ``due_on``: the last day."""

    year: Year
    state: ReportState = ReportState.RUNNING
    due_on: Day
    asked_on: Day | None = None
    overdue_on: Day | None = None
    versions: Annotated[tuple[ReportVersion, ...], Field(max_length=100)] = ()

    @property
    def awaited(self) -> bool:
        """Whether it is the employer's turn."""
        return self.state in (ReportState.DUE, ReportState.RETURNED)
