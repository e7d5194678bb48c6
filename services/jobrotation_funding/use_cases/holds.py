"""What late reports do to payments: notice, hold and release, and what an officer lifts.

``cover`` is for every step that must not miss a report that lapsed before the grant had its agreement.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from contracts.jobrotation_funding import PaymentsHeld, PaymentsReleased
from services.chassis.actor import DutyName
from services.chassis.calendar import paris
from services.chassis.work import Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_holds import BECAUSE, Heard, Lifting
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.hold_parts import Watched
from services.jobrotation_funding.mails import french
from services.jobrotation_funding.separation import delegation
from services.jobrotation_funding.use_cases import steps
from services.jobrotation_funding.values import Command, Id, Text

NOTICE, HOLD = "payments-notice", "payments-hold"


class LiftHold(Command):
    """Why the hold is lifted, and of which reports: of all that block when none is named."""

    because: Text
    reports: tuple[Id, ...] = ()


async def hear_report(work: Work, experiment: str, heard: Heard) -> None:
    """Tell every engaged grant of an experiment what was heard of its report."""
    for grant in await work.where(Grant, experiment=experiment, state=State.ENGAGED):
        if grant.hear(heard):
            await _keep(work, grant)


async def cover(work: Work, grant: Grant) -> None:
    """Have a grant hear what is remembered of its experiment's late reports; whoever calls saves it."""
    watched = {each.report for each in grant.watched}
    rows = await work.rows("reports", experiment=grant.experiment)
    changed = [grant.hear(remembered(row, work.today)) for row in rows if row.get("overdue") or row["_id"] in watched]
    if any(changed):
        await _set_deadlines(work, grant)
        await _tell(work, grant)


async def notify_hold(work: Work, grant: str) -> None:
    """Send the formal notices that are due."""
    found = await work.get(Grant, grant)
    if found.state is not State.ENGAGED:
        return
    left = found.notify(work.today)
    if left:
        await _keep(work, found)
    for each in left:
        await _notice(work, found, each)


async def begin_hold(work: Work, grant: str) -> None:
    """Begin the holds that are due."""
    found = await work.get(Grant, grant)
    if found.hold(work.today):
        await _keep(work, found)


async def lift_hold(work: Work, grant: str, command: LiftHold) -> Grant:
    """Lift a hold by a motivated decision."""
    found = await work.get(Grant, grant)
    await cover(work, found)
    under = delegation(work.actor, DutyName.ORDER, work.today)
    lifting = Lifting(because=command.because, reports=command.reports, by=work.actor.person, under=under)
    found.lift(lifting, work.actor.organisations(), work.today)
    await _keep(work, found)
    return found


def remembered(row: Mapping[str, Any], on: date) -> Heard:
    """All that the view remembers of a report, as if it were heard today."""
    late = {"due_on": row.get("due_on")} if row.get("overdue") or row.get("accepted_on") else {}
    days = {name: row.get(name) for name in ("notice_on", "hold_on", "accepted_on")} | late
    return Heard(
        report=row["_id"],
        label=row["label"],
        on=on,
        unnoticed=row.get("unnoticed", 0),
        returned=row.get("returned", 0),
        **{name: date.fromisoformat(day) for name, day in days.items() if day},
    )


async def _keep(work: Work, grant: Grant) -> None:
    await _set_deadlines(work, grant)
    await _tell(work, grant)
    await work.save(grant)


async def _set_deadlines(work: Work, grant: Grant) -> None:
    notices, holds = grant.days_to_come(work.today)
    await work.forget_deadlines(grant, NOTICE, HOLD)
    for kind, days in ((NOTICE, notices), (HOLD, holds)):
        for day in sorted(days):
            await work.deadline(grant, kind, paris(day))


async def _notice(work: Work, grant: Grant, late: Watched) -> None:
    if late.due_on is None or late.noticed_on is None or late.hold_on is None:
        return
    await steps.tell(
        work,
        grant,
        "payments-notice",
        f"{late.report}|{late.noticed_on}",
        label=late.label,
        due_on=french(late.due_on),
        hold_on=french(late.hold_on),
        rule=grant.hold_rule(late.hold_on),
    )


async def _tell(work: Work, grant: Grant) -> None:
    """Write what the grant has just announced of its holds."""
    labels = {each.report: each.label for each in grant.watched}
    for event in grant.announced:
        match event:
            case PaymentsHeld():
                names = ", ".join(labels[report] for report in event.reports)
                facts = {"rule": event.rule, "notice_on": french(event.notice_on), "labels": names}
                step = f"{','.join(event.reports)}|{event.on}"
                since = french(event.since or event.on)
                await steps.tell(work, grant, "payments-held", step, since=since, **facts)
            case PaymentsReleased():
                because = BECAUSE.get(event.because, event.because)
                step = f"{','.join(event.reports)}|{event.on}"
                await steps.tell(work, grant, "payments-released", step, on=french(event.on), because=because)
