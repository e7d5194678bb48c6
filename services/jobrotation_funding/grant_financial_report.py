"""The account (*compte rendu financier*) of each year in which something was paid, within six months of its end. Pure.

Law n° 2000-321, art. 10 (RULES.md, "Money"): an obligation of its own. It outlives the grant's closing, and no grant is
closed while the account of a past year is missing.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from contracts import jobrotation_funding as events
from services.chassis.calendar import months_later
from services.chassis.money import euros
from services.chassis.refusal import Invalid, NotFound
from services.jobrotation_funding.claim_parts import Piece
from services.jobrotation_funding.duties import check_own
from services.jobrotation_funding.financial_report_parts import (
    POINTS,
    DifferenceUnexplained,
    FinancialReport,
    PaidSince,
    ReportVersion,
)
from services.jobrotation_funding.grant_lifecycle import REPORT_LIFECYCLE, ReportState
from services.jobrotation_funding.grant_paid import PaidOrders
from services.jobrotation_funding.rules import number, rule
from services.jobrotation_funding.separation import another_person
from services.jobrotation_funding.values import Amount, Remark, Text, Value

ONE_DAY = timedelta(days=1)


class FinancialAccount(Value):
    """What an employer says of a year: cents spent by nature, the signed piece, what it was for.

    ``difference``: why what was spent is not what was paid, where it is not.
    """

    hours_cents: Amount
    preparations_cents: Amount
    piece: Piece
    statement: Text
    difference: Remark = ""


class Accounting(PaidOrders):
    """The financial reports of a grant, one a civil year."""

    def owe_reports(self) -> tuple[FinancialReport, ...]:
        """Have a row for each year in which something was paid; answers those that are new or open again."""
        rows = {each.year: each for each in self.financial_reports}
        fresh = [FinancialReport(year=year, due_on=due_on(year)) for year in self.years_paid if year not in rows]
        again = [each for each in rows.values() if self._no_longer_holds(each)]
        if fresh or again:
            self._note("owe_report")
        reopened = [self._report_after(each.year, "reopen") for each in again]
        changed = {each.year: each for each in (*fresh, *reopened)}
        self.financial_reports = tuple(each for _, each in sorted((rows | changed).items()))
        return tuple(changed.values())

    def ask_reports(self, on: date) -> tuple[FinancialReport, ...]:
        """Ask for the accounts of the years that are over; answers those that were not asked for yet."""
        self.owe_reports()
        over = [each for each in self.financial_reports if self._is_over(each, on)]
        for each in over:
            self._become("ask_report")
            self._keep_report(self._report_after(each.year, "ask"), asked_on=on)
            self._announce(
                events.FinancialReportDue(
                    grant=self.id,
                    organisation=self.organisation,
                    year=each.year,
                    paid_cents=self.paid_in(each.year),
                    due_on=each.due_on,
                    on=on,
                )
            )
        return tuple(self.financial_report(each.year) for each in over)

    def lapse_reports(self, day: date) -> tuple[FinancialReport, ...]:
        """Note the reports that are overdue since a day, once; answers them."""
        late = [each for each in self.reports_awaited if each.due_on < day and each.overdue_on is None]
        if late:
            self._note("lapse_report")
        return tuple(self._keep_report(each, overdue_on=each.due_on + ONE_DAY) for each in late)

    def to_remind(self, day: date) -> tuple[FinancialReport, ...]:
        """The reports that are due soon and that the employer has not handed in."""
        return tuple(each for each in self.reports_awaited if reminded_on(each) <= day <= each.due_on)

    @property
    def reports_awaited(self) -> tuple[FinancialReport, ...]:
        """The reports for which it is the employer's turn."""
        return tuple(each for each in self.financial_reports if each.awaited and self.paid_in(each.year))

    def hand_in_report(self, year: int, account: FinancialAccount, by: str, on: date) -> ReportVersion:
        """Hand the account of a year in, or a new version of it.

        Raises NotFound, OutOfTurn while the year runs, DifferenceUnexplained.
        """
        self._become("hand_in_report")
        self.ask_reports(on)
        report, paid = self._report_after(year, "hand_in"), self.paid_in(year)
        version = ReportVersion(
            number=len(report.versions) + 1,
            paid_cents=paid,
            piece=(account.piece.name, account.piece.sha256),
            submitted_on=on,
            submitted_by=by,
            **account.model_dump(exclude={"piece"}),
        )
        _check_difference(version)
        self._keep_report(report, versions=(*report.versions, version))
        told = {name: getattr(version, name) for name in ("hours_cents", "preparations_cents", "paid_cents")}
        facts = {**self._told(year, version, on), **told, "piece_sha256": account.piece.sha256}
        self._announce(events.FinancialReportSubmitted(**facts, late=on > report.due_on))
        return version

    def return_report(
        self, year: int, points: Sequence[str], remark: str, by: str, own: Collection[str], on: date
    ) -> ReportVersion:
        """Send a report back with its reasons. Raises NotFound, OutOfTurn, OwnOrganisation, SamePerson, Invalid."""
        self._become("return_report")
        after, version = self._examined(year, "return", by, own)
        for rank, point in enumerate(points):
            if point not in POINTS:
                raise Invalid(f"Ce point n'existe pas ; les points sont : {', '.join(POINTS)}.", field=f"points/{rank}")
        if "other" in points and not remark.strip():
            raise Invalid("Expliquez ce point dans la remarque.", field="remark")
        kept = tuple(dict.fromkeys(points))
        version = self._answer(after, version, by, on, points=kept, remark=remark)
        self._announce(events.FinancialReportReturned(**self._told(year, version, on), points=kept))
        return version

    def accept_report(self, year: int, by: str, own: Collection[str], on: date) -> ReportVersion:
        """Accept the account of a year. Raises NotFound, OutOfTurn, OwnOrganisation, SamePerson, PaidSince."""
        self._become("accept_report")
        after, version = self._examined(year, "accept", by, own)
        paid = self.paid_in(year)
        if version.paid_cents != paid:
            raise PaidSince(
                f"{euros(paid)} ont été payés en {year}, ce compte rendu en connaissait {euros(version.paid_cents)} : "
                "renvoyez-le pour qu'il soit complété.",
                paid=paid,
            )
        self._explain(
            "financial-report",
            rule("financial-report-months", date(year, 12, 31)).version,
            "compte rendu accepté",
            year=year,
            paid=paid,
            spent=version.spent_cents,
            difference=version.difference,
        )
        version = self._answer(after, version, by, on)
        told = {"spent_cents": version.spent_cents, "paid_cents": paid}
        self._announce(events.FinancialReportAccepted(**self._told(year, version, on), **told))
        return version

    def reports_missing(self, on: date) -> tuple[int, ...]:
        """The past years whose account is not accepted."""
        rows = {each.year: each for each in self.financial_reports}
        return tuple(year for year in self.years_paid if year < on.year and not self._accounted(rows.get(year)))

    def financial_report(self, year: int) -> FinancialReport:
        """The report of a year. Raises NotFound when nothing was paid in it."""
        for report in self.financial_reports:
            if report.year == year:
                return report
        raise NotFound(f"Rien n'a été payé sur cette subvention en {year} : aucun compte rendu n'est dû.", year=year)

    # --- inside

    def _is_over(self, report: FinancialReport, on: date) -> bool:
        """Whether its year is over, was paid in, and was not asked for."""
        return report.state is ReportState.RUNNING and report.year < on.year and self.paid_in(report.year) > 0

    def _accounted(self, report: FinancialReport | None) -> bool:
        return report is not None and report.state is ReportState.ACCEPTED and not self._no_longer_holds(report)

    def _no_longer_holds(self, report: FinancialReport) -> bool:
        accepted = report.state is ReportState.ACCEPTED
        return accepted and report.versions[-1].paid_cents != self.paid_in(report.year)

    def _examined(self, year: int, verb: str, by: str, own: Collection[str]) -> tuple[FinancialReport, ReportVersion]:
        """The report after a verb of who examines it, and its last version."""
        after = self._report_after(year, verb)
        check_own(own, self.organisation)
        version = after.versions[-1]
        another_person(by, "remis ce compte rendu", version.submitted_by)
        return after, version

    def _answer(self, after: FinancialReport, version: ReportVersion, by: str, on: date, **said: Any) -> ReportVersion:
        answered = version.model_copy(update={"answered_on": on, "answered_by": by, **said})
        self._keep_report(after, versions=(*after.versions[:-1], answered))
        return answered

    def _report_after(self, year: int, verb: str) -> FinancialReport:
        """The report after a verb of its own table. Raises NotFound, OutOfTurn."""
        report = self.financial_report(year)
        return report.model_copy(update={"state": REPORT_LIFECYCLE.after(report.state, verb)})

    def _keep_report(self, report: FinancialReport, **changes: Any) -> FinancialReport:
        kept = FinancialReport.model_validate({**dict(report), **changes})
        self.financial_reports = tuple(kept if each.year == kept.year else each for each in self.financial_reports)
        return kept

    def _told(self, year: int, version: ReportVersion, on: date) -> dict[str, Any]:
        whose = {"grant": self.id, "organisation": self.organisation}
        return {**whose, "year": year, "attempt": version.number, "on": on}


def due_on(year: int) -> date:
    """The last day to hand in the account of a year (law n° 2000-321, art. 10)."""
    end = date(year, 12, 31)
    return months_later(end, number("financial-report-months", end))


def reminded_on(report: FinancialReport) -> date:
    """The day on which the employer is reminded."""
    return report.due_on - timedelta(days=number("financial-report-reminder-days", report.due_on))


def _check_difference(version: ReportVersion) -> None:
    paid, spent = version.paid_cents, version.spent_cents
    if paid != spent and not version.difference.strip():
        raise DifferenceUnexplained(
            f"Vous déclarez {euros(spent)} de dépenses, {euros(paid)} ont été payés dans l'année : expliquez l'écart.",
            field="account/difference",
            paid=paid,
            spent=spent,
        )
