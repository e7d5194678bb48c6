"""Which reports an experiment owes and when: a pure function of its first and last days (RULES.md, "Experiments").

One for each quarter the experiment runs in, a last one for the rest of the last quarter, one on the situation six
months after the end; each is due at the end of the month that follows its period.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from contracts import tracking_parts as published
from services.chassis.calendar import end_of_following_month, months_later, next_working_day, paris, quarters
from services.project_tracking.rules import number, rule
from services.project_tracking.values import Day, Value

ONE_DAY = timedelta(days=1)
OFFICE_OPENS = 9


class Period(StrEnum):
    """What a report is about."""

    QUARTER = "quarter"
    LAST = "last"
    SIX_MONTHS = "six-months"


@dataclass(frozen=True)
class Expected:
    """A report to come: its period (both days included) and the day it is due."""

    period: Period
    label: str
    since: date
    until: date

    @property
    def due_on(self) -> date:
        """The last day of the month that follows the period."""
        return end_of_following_month(self.until)

    @property
    def opens_at(self) -> datetime:
        """When its period is over, so that it can be written: the next day's first instant, UTC."""
        return paris(self.until + ONE_DAY)

    def public(self) -> published.PlannedReport:
        """As announced when the experiment starts."""
        return published.PlannedReport(
            period=self.period.value, label=self.label, since=self.since, until=self.until, due_on=self.due_on
        )


def schedule(start: date, end: date) -> tuple[Expected, ...]:
    """Every report of an experiment that runs from ``start`` to ``end``, in the order they open."""
    return (*_running(start, end), _six_months(end))


def _running(start: date, end: date) -> Iterable[Expected]:
    for quarter in quarters(start, end):
        since, until = max(quarter.first_day, start), min(quarter.last_day, end)
        if until == quarter.last_day:
            yield Expected(Period.QUARTER, quarter.label, since, until)
        else:
            yield Expected(Period.LAST, f"Dernier bilan ({quarter.label})", since, until)


def _six_months(end: date) -> Expected:
    on = months_later(end, number("report-six-months", end))
    return Expected(Period.SIX_MONTHS, "Situation à six mois", end + ONE_DAY, on)


@dataclass(frozen=True)
class Opened:
    """A report that was already asked for."""

    period: Period
    until: date


def still_expected(start: date, end: date, opened: Iterable[Opened], registered: date) -> tuple[Expected, ...]:
    """The reports still to be asked for when some already were, also after dates moved.

    What a report already covers is not asked again: the next one begins the day after. A report that was due before
    the start was recorded here (an experiment taken over while running) was owed to the other scheme.
    """
    opened = tuple(opened)
    covered = max((each.until for each in opened if each.period is not Period.SIX_MONTHS), default=start - ONE_DAY)
    known = {(each.period, each.until) for each in opened}
    asked = []
    for each in schedule(start, end):
        if each.due_on < registered or (each.period, each.until) in known:
            continue
        if each.period is not Period.SIX_MONTHS:
            if each.until <= covered:
                continue
            each = Expected(each.period, each.label, max(each.since, covered + ONE_DAY), each.until)
        asked.append(each)
    return tuple(asked)


class Lateness(Value):
    """What follows a due day, day by day. The hold itself is for the service that pays."""

    due_on: Day
    reminders_on: tuple[Day, ...]
    overdue_on: Day
    notice_on: Day
    hold_on: Day

    def reminders(self) -> tuple[tuple[str, datetime], ...]:
        """Each reminder's name and its instant (09:00 in Paris, as UTC)."""
        return tuple((f"J-{(self.due_on - day).days}", paris(day, OFFICE_OPENS)) for day in self.reminders_on)

    @property
    def overdue_at(self) -> datetime:
        """The first instant of the day after the due day, UTC."""
        return paris(self.overdue_on)

    @property
    def notice_at(self) -> datetime:
        """When the formal notice leaves: 09:00 in Paris, as UTC."""
        return paris(self.notice_on, OFFICE_OPENS)


def put_off(late: Lateness, until: date) -> Lateness:
    """What follows for a report that was overdue before any notice left, and was given until a day to come back: the
    due day and the day it became overdue stay facts, notice and hold wait.
    """
    notice = next_working_day(max(late.notice_on, until + ONE_DAY))
    rest = notice + timedelta(days=number("report-hold-after-notice-days", late.due_on))
    return late.model_copy(update={"notice_on": notice, "hold_on": next_working_day(max(late.hold_on, rest))})


def lateness(due_on: date) -> Lateness:
    """Reminders J-15 and J-5, overdue the day after, notice J+8 on the next working day, hold J+15 on the next working
    day and at least 7 days after the notice.
    """
    notice = next_working_day(due_on + timedelta(days=number("report-notice-days", due_on)))
    hold = due_on + timedelta(days=number("report-hold-days", due_on))
    rest = notice + timedelta(days=number("report-hold-after-notice-days", due_on))
    return Lateness(
        due_on=due_on,
        reminders_on=tuple(due_on - timedelta(days=days) for days in rule("report-reminders", due_on).value),
        overdue_on=due_on + ONE_DAY,
        notice_on=notice,
        hold_on=next_working_day(max(hold, rest)),
    )
