"""The days of the offices: when reports are written and accepted, and which reports an experiment owes.

Written here again, apart from the service, on purpose: the story says what it expects and stops when it is not so.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from deploy.local.story.experiments.shape import Experiment
from services.chassis.calendar import next_working_day

WRITTEN, ACCEPTED = 12, 20  # days of the month in which reports are due
SIX_MONTHS = "Situation à six mois"


@dataclass(frozen=True)
class Owed:
    """One report: what the officers call it, the last day of its period, the day it is due."""

    label: str
    until: date
    due: date

    @property
    def six_months(self) -> bool:
        """Whether it tells the situation six months after the end."""
        return self.label == SIX_MONTHS


def owed(experiment: Experiment, until: date) -> Iterator[Owed]:
    """The reports that an experiment owes and that fall due up to a day."""
    last = date.fromisoformat(experiment.ended_on or experiment.ends_on)
    ends = [*_quarter_ends(date.fromisoformat(experiment.starts_on), last)]
    reports = [Owed(_label(end, last), min(end, last), _month_after(min(end, last))) for end in ends]
    after = _months_later(last, 6)
    reports.append(Owed(SIX_MONTHS, after, _month_after(after)))
    return (each for each in reports if each.due <= until)


def written_on(due: date) -> date:
    """When a report that is due at the end of a month is written and submitted."""
    return next_working_day(due.replace(day=WRITTEN))


def accepted_on(due: date) -> date:
    """When the Région has read it."""
    return next_working_day(due.replace(day=ACCEPTED))


def _quarter_ends(first: date, last: date) -> Iterator[date]:
    """The ends of all quarters that hold a day of the period."""
    year, quarter = first.year, (first.month - 1) // 3
    while date(year, 3 * quarter + 1, 1) <= last:
        yield _month_end(year, 3 * quarter + 3)
        year, quarter = (year, quarter + 1) if quarter < 3 else (year + 1, 0)


def _label(end: date, last: date) -> str:
    quarter = f"T{end.month // 3} {end.year}"
    return quarter if end <= last else f"Dernier bilan ({quarter})"


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _month_after(day: date) -> date:
    """The last day of the month that follows."""
    return _month_end(day.year + day.month // 12, day.month % 12 + 1)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
