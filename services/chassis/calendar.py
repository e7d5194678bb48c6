"""Legal time and calendar rules of metropolitan France: instants of Europe/Paris, working days, months and quarters.

Days are legal days (``date``, Europe/Paris); instants are aware datetimes in UTC. Public holidays come from the
library ``holidays`` (France without the two days of Alsace-Moselle).
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

PARIS = ZoneInfo("Europe/Paris")
SATURDAY = 5


def paris(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """The UTC instant of a legal hour.

    An hour that happens twice (last Sunday of October) is its first occurrence; one that does not happen (last
    Sunday of March) is the same distance after midnight: 02:30 is then 03:30 by the clock on the wall.
    """
    return datetime.combine(day, time(hour, minute, second), PARIS).astimezone(UTC)


def legal_day(moment: datetime) -> date:
    """The legal day of an instant. Raises ValueError when the instant has no offset."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs its offset to UTC")
    return moment.astimezone(PARIS).date()


@cache
def _holidays(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("FR", years=year, language="fr"))


def holiday(day: date) -> str | None:
    """The French name of the public holiday, or None."""
    return _holidays(day.year).get(day)


def is_working_day(day: date) -> bool:
    """Monday to Friday, public holidays excepted (*jour ouvré*)."""
    return day.weekday() < SATURDAY and holiday(day) is None


def next_working_day(day: date) -> date:
    """The day itself when it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """The same day of the month that many months later, or that month's last day. Negative counts go back."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def end_of_following_month(day: date) -> date:
    """The last day of the month that follows the day's month."""
    return month_end(months_later(day.replace(day=1), 1))


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter: ``number`` from 1 to 4."""

    year: int
    number: int

    @property
    def first_day(self) -> date:
        """1 January, 1 April, 1 July or 1 October."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """31 March, 30 June, 30 September or 31 December."""
        return month_end(date(self.year, 3 * self.number, 1))

    @property
    def next(self) -> "Quarter":
        """The quarter after this one."""
        return quarter_of(self.last_day + timedelta(days=1))

    @property
    def label(self) -> str:
        """As French officers write it: ``T1 2021``."""
        return f"T{self.number} {self.year}"


def quarter_of(day: date) -> Quarter:
    """The quarter a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarters(first: date, last: date) -> Iterator[Quarter]:
    """The quarters that hold at least one day of a period, both days included; none when it is empty."""
    quarter = quarter_of(first)
    while quarter.first_day <= last and first <= last:
        yield quarter
        quarter = quarter.next
