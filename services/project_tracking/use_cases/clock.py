"""What deadlines do: ask for reports when their period is over, remind, find them overdue, give formal notice.

Each looks at the state again, and does nothing when it is no longer its turn.
"""

from datetime import date

from services.chassis.work import Work
from services.project_tracking import mails
from services.project_tracking.experiment import Experiment
from services.project_tracking.experiment_lifecycle import State
from services.project_tracking.mails import french
from services.project_tracking.report import Known, KnownIndicator, KnownMilestone, Report
from services.project_tracking.report import State as ReportState
from services.project_tracking.report_schedule import Expected, Opened, still_expected

REPORT_OPENS, REMINDER, OVERDUE, NOTICE = "report-opens", "reminder", "overdue", "notice"


async def plan_reports(work: Work, experiment: Experiment) -> None:
    """Set the deadlines of the reports still to be asked for; called at the start and whenever the end moves."""
    await work.forget_deadlines(experiment, REPORT_OPENS)
    for expected in await _expected(work, experiment):
        await work.deadline(experiment, REPORT_OPENS, expected.opens_at)


async def open_reports(work: Work, experiment: str) -> None:
    """Ask for the reports whose period is over."""
    found = await work.get(Experiment, experiment)
    for expected in await _expected(work, found):
        if expected.opens_at <= work.now:
            await _open(work, found, expected)


async def remind_report(work: Work, report: str) -> None:
    """Remind the writers, once for each day of the calendar."""
    found = await work.get(Report, report)
    name = f"J-{(found.lateness.due_on - work.today).days}"
    if found.awaited and found.remind(name):
        await work.save(found)
        await _tell(work, found, "report-reminder", name)


async def lapse_report(work: Work, report: str) -> None:
    """Find the report overdue, the day after its due day, and say so to its writers (J+1)."""
    found = await work.get(Report, report)
    if found.awaited and found.lapse(work.today):
        await work.save(found)
        await _tell(work, found, "report-overdue", "J+1")


async def notify_report(work: Work, report: str) -> None:
    """Give formal notice for an overdue report."""
    found = await work.get(Report, report)
    if found.awaited and found.notify(work.today):
        await work.save(found)
        await _tell(work, found, "report-notice", "notice")


async def set_deadlines(work: Work, report: Report) -> None:
    """Set what follows from the report's due day: reminders, overdue, notice."""
    await work.forget_deadlines(report, REMINDER, OVERDUE, NOTICE)
    late = report.overdue or report.lateness
    for _, at in late.reminders():
        if at > work.now:
            await work.deadline(report, REMINDER, at)
    if report.overdue is None:
        await work.deadline(report, OVERDUE, late.overdue_at)
    if report.notified_on is None:
        await work.deadline(report, NOTICE, late.notice_at)


async def _expected(work: Work, experiment: Experiment) -> tuple[Expected, ...]:
    if experiment.started_on is None or experiment.started_recorded_on is None:
        return ()
    reports = await work.where(Report, experiment=experiment.id)
    opened = [Opened(each.period, each.until) for each in reports]
    return still_expected(experiment.started_on, experiment.ends_on, opened, experiment.started_recorded_on)


async def _open(work: Work, experiment: Experiment, expected: Expected) -> None:
    key = f"report:{experiment.id}:{expected.period.value}:{expected.until.isoformat()}"
    if await work.holder(key):
        return
    report = Report.open(
        work.new_id(),
        experiment.id,
        experiment.carrier,
        experiment.description.partners,
        expected,
        await _known(work, experiment),
    )
    await work.reserve(key, report.id)
    await work.save(report)
    await set_deadlines(work, report)
    await _tell(work, report, "report-due", "due")


async def _known(work: Work, experiment: Experiment) -> Known:
    """Said once, never asked again: the report is written from the dossier and from the last accepted report."""
    accepted = await work.where(Report, experiment=experiment.id, state=ReportState.ACCEPTED)
    last = max(accepted, key=lambda report: report.until, default=None)
    told = {line.indicator: line.figures for line in last.content.lines if line.figures} if last else {}
    return Known(
        title=experiment.description.title,
        publics=experiment.description.publics,
        territories=experiment.description.territories,
        milestones=tuple(KnownMilestone(**each.model_dump(exclude={"moves"})) for each in experiment.milestones),
        indicators=tuple(
            KnownIndicator(
                code=each.code,
                label=each.label,
                unit=each.unit,
                measure=each.measure,
                numerator=told[each.code].numerator if each.code in told else None,
                denominator=told[each.code].denominator if each.code in told else None,
            )
            for each in experiment.indicators
        ),
    )


async def _tell(work: Work, report: Report, template: str, name: str) -> None:
    late = report.overdue or report.lateness
    await mails.tell(
        work,
        report.carriers,
        template,
        f"{report.subject}|{name}|{late.due_on}",
        title=report.known.title,
        label=report.label,
        due_on=french(late.due_on),
        notice_on=french(late.notice_on),
        hold_on=french(late.hold_on),
    )


async def ask_for_dates(work: Work, incubator: str, what: str, on: date) -> None:
    """An incubator is suspended or closed: ask the carriers of its running experiments which milestones move."""
    name = (await work.row("incubators", incubator) or {}).get("name", "")
    for experiment in await work.where(Experiment, incubator=incubator, state=State.RUNNING):
        await mails.tell(
            work,
            experiment.carriers,
            "incubator-paused",
            f"{experiment.subject}|{incubator}|{what}|{on}",
            name=name,
            what=what,
            title=experiment.description.title,
        )
