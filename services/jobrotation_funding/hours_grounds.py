"""What the hours of a sheet are looked at against, and what is said of those that cannot have been. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from services.chassis.refusal import Invalid
from services.jobrotation_funding.intervals import Entry, Span
from services.jobrotation_funding.matched import Days
from services.jobrotation_funding.staff import Side, Staff

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Fault:
    """One thing that cannot be: where, which kind, and what to do (French). ``entry``: its rank, when it is of one."""

    field: str
    code: str
    says: str
    entry: int | None = None
    line: int = 0

    @property
    def place(self) -> str:
        """A JSON pointer into the sheet."""
        return self.field if self.entry is None else f"entries/{self.entry}/{self.field}"

    @property
    def detail(self) -> str:
        """What to do, with the line it is about."""
        return self.says if self.entry is None else f"Ligne {self.line} : {self.says}"

    def told(self) -> dict[str, str]:
        """As RFC 9457 problem details name it."""
        return {"field": self.place, "type": self.code, "detail": self.detail}


@dataclass(frozen=True)
class Elsewhere:
    """Hours of the same person that another sheet holds, of any grant and any year."""

    span: Span
    side: Side
    replaces: str | None
    week: date


@dataclass(frozen=True)
class Grounds:
    """What the entries of a sheet are looked at against. ``staff``: None when the register has no such person.

    ``rates``: what is granted by the hour; ``replaceable``: the released staff of the employer, by id, with their team;
    ``claimed``: the days of which a claim of that number already holds this person's sheet of the week; ``lines``: the
    number by which the person knows each entry, from 1 when nothing else is said.
    """

    side: Side
    week: date
    entries: tuple[Entry, ...]
    now: datetime
    grant: Days
    rates: frozenset[str]
    staff: Staff | None
    replaceable: Mapping[str, str]
    others: tuple[Elsewhere, ...] = ()
    claimed: Mapping[date, int] = field(default_factory=dict)
    lines: tuple[int, ...] = ()

    @property
    def known_staff(self) -> Staff:
        """Whose hours they are; ``check`` refuses a sheet of nobody. Raises LookupError."""
        if self.staff is None:
            raise LookupError("a sheet of nobody")
        return self.staff

    @cached_property
    def spans(self) -> tuple[Span | Invalid, ...]:
        """The real interval of each entry, or why it has none."""
        return tuple(_span(entry) for entry in self.entries)

    def line(self, rank: int) -> int:
        """The number by which the person knows an entry."""
        return self.lines[rank] if self.lines else rank + 1

    def at(self, rank: int, field: str, code: str, says: str) -> Fault:
        """A fault of one entry."""
        return Fault(field, code, says, rank, self.line(rank))

    def numbered(self) -> Iterator[tuple[int, Entry, Span]]:
        """The entries that have an interval."""
        for rank, (entry, span) in enumerate(zip(self.entries, self.spans, strict=True)):
            if isinstance(span, Span):
                yield rank, entry, span


def monday(day: date) -> date:
    """The first day of a calendar week."""
    return day - timedelta(days=day.weekday())


def _span(entry: Entry) -> Span | Invalid:
    try:
        return entry.span
    except Invalid as refusal:
        return refusal
