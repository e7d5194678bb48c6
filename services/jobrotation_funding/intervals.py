"""What was worked, written in wall times of Europe/Paris, and the real intervals that they make. Pure.

Minutes are those that really passed: a night over the spring change of the hour counts 60 fewer, over the autumn one
60 more. Intervals are UTC, their end excluded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.chassis.calendar import PARIS, legal_day, paris
from services.chassis.refusal import Invalid
from services.jobrotation_funding.values import Day, Id, Label, Value

ONE_DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["08:30"])]
"""A wall time of Europe/Paris."""


class NoSuchHour(Invalid):
    """A wall time that the spring change of the hour skips."""

    code, title = "no-such-hour", "Heure qui n'existe pas"


class HappensOnce(Invalid):
    """The second occurrence of a wall time that occurs once."""

    code, title = "happens-once", "Heure qui n'arrive qu'une fois"


class NoTimePassed(Invalid):
    """An end that is the beginning, or comes before it."""

    code, title = "no-time-passed", "Fin avant le début"


class Payer(StrEnum):
    """Who already pays an hour; it is not paid again."""

    OPCO = "opco"
    ADEC = "adec"
    MARKET = "market"
    OTHER = "other"


@dataclass(frozen=True, order=True)
class Span:
    """A real interval, UTC."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """How long it lasted."""
        return (self.end - self.start) // MINUTE

    def meets(self, other: "Span") -> bool:
        """Whether a moment belongs to both; what ends when the other begins does not meet it."""
        return self.start < other.end and other.start < self.end

    def by_day(self) -> Iterator[tuple[date, "Span"]]:
        """The parts that lie on each legal day."""
        start = self.start
        while start < self.end:
            day = legal_day(start)
            end = min(self.end, paris(day + ONE_DAY))
            yield day, Span(start, end)
            start = end


class Entry(Value):
    """One stretch of a sheet. An ``until`` at or before ``since`` is on the next day.

    In the night of October a wall time from 02:00 to 02:59 occurs twice: the first is meant, unless ``…_second``.
    ``replaces``: on the replacing side, who was released meanwhile.
    """

    day: Day
    since: Clock
    until: Clock
    since_second: bool = False
    until_second: bool = False
    replaces: Id | None = None
    paid_by: Payer | None = None
    remark: Annotated[str, Field(max_length=500)] = ""

    @property
    def span(self) -> Span:
        """The real interval. Raises NoSuchHour, HappensOnce, NoTimePassed, each naming its field."""
        start = instant(self.day, self.since, self.since_second, "since")
        end = instant(self._ends_on, self.until, self.until_second, "until")
        around_the_clock = self.until == self.since and self._ends_on > self.day
        _check_passed(Span(start, end), around_the_clock)
        return Span(start, end)

    @property
    def _ends_on(self) -> date:
        again = self.until_second and not self.since_second
        between = again and happens_twice(self.day, self.since) and happens_twice(self.day, self.until)
        return self.day if self.until > self.since or between else self.day + ONE_DAY


class KeptEntry(Entry):
    """An entry as its sheet keeps it. ``team``: of the released person, whom the hours are about on both sides."""

    team: Label


def happens_twice(day: date, clock: str) -> bool:
    """Whether the autumn change of the hour makes this wall time occur twice."""
    return _offset(day, clock, fold=0) > _offset(day, clock, fold=1)


def instant(day: date, clock: str, second: bool, field: str) -> datetime:
    """The UTC instant of a wall time, or of its second occurrence. Raises NoSuchHour, HappensOnce."""
    before, after = _offset(day, clock, fold=0), _offset(day, clock, fold=1)
    if before < after:
        raise NoSuchHour(f"Le {day:%d/%m/%Y}, l'heure passe de 2 h à 3 h : {clock} n'existe pas.", field=field)
    if second and before == after:
        raise HappensOnce(f"Le {day:%d/%m/%Y}, {clock} n'arrive qu'une fois.", field=f"{field}_second")
    return _at(day, clock, fold=int(second)).astimezone(UTC)


def wall(moment: datetime) -> tuple[str, bool]:
    """The wall time of an instant, and whether it is the second occurrence."""
    there = moment.astimezone(PARIS)
    return f"{there:%H:%M}", there.fold == 1


def union(spans: Iterable[Span]) -> list[Span]:
    """The same moments once each, in order."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def shared(span: Span, others: Iterable[Span]) -> list[Span]:
    """The parts of an interval that lie in one of the others, in order."""
    return [Span(max(span.start, each.start), min(span.end, each.end)) for each in union(others) if span.meets(each)]


def apart(span: Span, others: Iterable[Span]) -> list[Span]:
    """The parts of an interval that lie in none of the others, in order."""
    inside = shared(span, others)
    ends = [span.start, *(moment for each in inside for moment in (each.start, each.end)), span.end]
    return [Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True) if start < end]


def _check_passed(span: Span, around_the_clock: bool) -> None:
    """The same wall time at both ends is a slip of the pen, not a day and a night. Raises NoTimePassed."""
    if span.end <= span.start or around_the_clock:
        raise NoTimePassed("La fin est le début, ou le précède : corrigez l'heure de fin.", field="until")


def _offset(day: date, clock: str, fold: int) -> timedelta:
    """The offset to UTC before (0) or after (1) a change of the hour; the same one when there is none."""
    return _at(day, clock, fold).utcoffset() or timedelta()


def _at(day: date, clock: str, fold: int) -> datetime:
    hour, minute = clock.split(":")
    return datetime.combine(day, time(int(hour), int(minute), fold=fold), PARIS)
