"""What this service does when the registry speaks or a deadline falls: each one calls a use case."""

from contracts.incubator_registry import IncubatorClosed, IncubatorSuspended
from services.chassis.deadlines import deadline
from services.chassis.reactions import reaction
from services.chassis.work import Work
from services.project_tracking.experiment import Experiment
from services.project_tracking.report import Report
from services.project_tracking.use_cases import clock


@deadline(of=Experiment, kind=clock.REPORT_OPENS)
async def report_opens(work: Work, experiment: str) -> None:
    """The period of a report is over."""
    await clock.open_reports(work, experiment)


@deadline(of=Report, kind=clock.REMINDER)
async def report_reminder(work: Work, report: str) -> None:
    """J-15 and J-5."""
    await clock.remind_report(work, report)


@deadline(of=Report, kind=clock.OVERDUE)
async def report_overdue(work: Work, report: str) -> None:
    """The day after the due day."""
    await clock.lapse_report(work, report)


@deadline(of=Report, kind=clock.NOTICE)
async def report_notice(work: Work, report: str) -> None:
    """J+8, on a working day."""
    await clock.notify_report(work, report)


@reaction(to=IncubatorSuspended)
async def incubator_suspended(work: Work, event: IncubatorSuspended) -> None:
    """The carriers of its running experiments are asked which milestones move."""
    await clock.ask_for_dates(work, event.incubator, "suspendu", event.on)


@reaction(to=IncubatorClosed)
async def incubator_closed(work: Work, event: IncubatorClosed) -> None:
    """The experiments go on without it; their carriers are told."""
    await clock.ask_for_dates(work, event.incubator, "fermé", event.on)
