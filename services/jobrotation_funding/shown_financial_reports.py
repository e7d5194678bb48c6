"""What the employer and officers see of a financial report: who acted stays in the audit."""

from datetime import date
from typing import Self

from services.jobrotation_funding.financial_report_parts import POINTS, FinancialReport, ReportVersion
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_lifecycle import REPORT_LIFECYCLE, ReportState
from services.jobrotation_funding.values import Value


class ReportVersionView(Value):
    """One version as it was handed in, and what was answered. Cents."""

    number: int
    hours_cents: int
    preparations_cents: int
    spent_cents: int
    paid_cents: int
    piece_name: str
    piece_sha256: str
    statement: str
    difference: str
    submitted_on: date
    answered_on: date | None
    points: tuple[str, ...]
    points_words: tuple[str, ...]
    remark: str

    @classmethod
    def of(cls, version: ReportVersion) -> Self:
        """A version with its words."""
        name, sha256 = version.piece
        return cls(
            spent_cents=version.spent_cents,
            piece_name=name,
            piece_sha256=sha256,
            points_words=tuple(POINTS.get(point, point) for point in version.points),
            **version.model_dump(exclude={"piece", "submitted_by", "answered_by"}),
        )


class FinancialReportView(Value):
    """The account of one year. ``paid_cents``: paid in it; ``overdue``: awaited after its last day."""

    year: int
    state: ReportState
    state_label: str
    due_on: date
    paid_cents: int
    overdue: bool
    versions: tuple[ReportVersionView, ...]

    @classmethod
    def of(cls, report: FinancialReport, paid_cents: int, today: date) -> Self:
        """A report on a day."""
        return cls(
            year=report.year,
            state=report.state,
            state_label=REPORT_LIFECYCLE.labels[report.state],
            due_on=report.due_on,
            paid_cents=paid_cents,
            overdue=report.awaited and report.due_on < today,
            versions=tuple(ReportVersionView.of(version) for version in report.versions),
        )


def reports_of(grant: Grant, today: date) -> tuple[FinancialReportView, ...]:
    """The reports of a grant on a day, year by year."""
    return tuple(FinancialReportView.of(each, grant.paid_in(each.year), today) for each in grant.financial_reports)
