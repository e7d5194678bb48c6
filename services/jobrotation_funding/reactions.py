"""What this service does when others speak or a deadline falls: each one calls a use case."""

from contracts.project_tracking import ReportAccepted, ReportOverdue, ReportReturned, ReportSubmitted
from services.chassis.deadlines import deadline
from services.chassis.reactions import reaction
from services.chassis.work import Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_holds import Heard
from services.jobrotation_funding.use_cases import financial_reports, holds


@reaction(to=ReportOverdue)
async def report_overdue(work: Work, event: ReportOverdue) -> None:
    """A notice and a hold follow for every engaged grant of the experiment."""
    heard = Heard(
        event.report,
        event.label,
        event.overdue_on,
        due_on=event.due_on,
        notice_on=event.notice_on,
        hold_on=event.hold_on,
    )
    await holds.hear_report(work, event.experiment, heard)


@reaction(to=ReportSubmitted)
async def report_submitted(work: Work, event: ReportSubmitted) -> None:
    """A late report that was sent before any notice left blocks nothing until it is returned."""
    if event.late and not event.noticed:
        heard = Heard(event.report, event.label, event.on, unnoticed=event.attempt)
        await holds.hear_report(work, event.experiment, heard)


@reaction(to=ReportReturned)
async def report_returned(work: Work, event: ReportReturned) -> None:
    """The days of notice and hold may have moved."""
    heard = Heard(
        event.report,
        event.label,
        event.on,
        notice_on=event.notice_on,
        hold_on=event.hold_on,
        returned=event.attempt,
    )
    await holds.hear_report(work, event.experiment, heard)


@reaction(to=ReportAccepted)
async def report_accepted(work: Work, event: ReportAccepted) -> None:
    """What rested on this report is released."""
    if event.was_overdue:
        heard = Heard(event.report, event.label, event.on, accepted_on=event.on)
        await holds.hear_report(work, event.experiment, heard)


@deadline(of=Grant, kind=holds.NOTICE)
async def payments_notice(work: Work, grant: str) -> None:
    """The day of a formal notice, at midnight in Paris."""
    await holds.notify_hold(work, grant)


@deadline(of=Grant, kind=holds.HOLD)
async def payments_hold(work: Work, grant: str) -> None:
    """The day of a hold, at midnight in Paris."""
    await holds.begin_hold(work, grant)


@deadline(of=Grant, kind=financial_reports.ASKED)
async def financial_report_asked(work: Work, grant: str) -> None:
    """The year is over, at midnight in Paris."""
    await financial_reports.ask(work, grant)


@deadline(of=Grant, kind=financial_reports.REMINDER)
async def financial_report_reminder(work: Work, grant: str) -> None:
    """The account is due soon."""
    await financial_reports.remind(work, grant)


@deadline(of=Grant, kind=financial_reports.OVERDUE)
async def financial_report_overdue(work: Work, grant: str) -> None:
    """The last day is over, at midnight in Paris."""
    await financial_reports.lapse(work, grant)
