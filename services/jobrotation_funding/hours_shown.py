"""What staff, week sheets and their matching look like to those concerned: the employer's members, and officers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from services.jobrotation_funding.intervals import KeptEntry, Payer
from services.jobrotation_funding.matching import Part, RateMinutes, Unmatched
from services.jobrotation_funding.staff import Side, Staff
from services.jobrotation_funding.staff import State as StaffState
from services.jobrotation_funding.values import Code, Day, Id, Label, Minutes, Value
from services.jobrotation_funding.week_sheet import WeekSheet
from services.jobrotation_funding.week_sheet_lifecycle import State
from services.jobrotation_funding.week_sheet_parts import Change, NotCounting

Names = Mapping[str, str]
"""Names by staff id; those erased or restricted are not in it."""


class StaffView(Value):
    """Somebody of the register. ``name`` is empty once erased or restricted."""

    id: Id
    version: int
    state: StaffState
    organisation: Id
    matricule: Code
    name: str
    sides: tuple[Side, ...]
    rate: Code
    team: Label
    informed_on: Day
    person: Id | None
    left_on: Day | None

    @classmethod
    def of(cls, staff: Staff, names: Names) -> Self:
        """The register's entry with its name."""
        return cls(
            id=staff.id,
            version=staff.version,
            state=staff.state,
            organisation=staff.organisation,
            name=names.get(staff.id, ""),
            left_on=staff.left_on,
            **dict(staff.particulars),
        )


class SheetLine(Value):
    """A sheet in a list."""

    id: Id
    version: int
    state: State
    grant: Id
    staff: Id
    name: str
    side: Side
    week: Day
    rate: Code
    team: Label
    minutes: Minutes
    not_counting_minutes: Minutes
    submitted_on: Day | None
    approved_on: Day | None

    @classmethod
    def of(cls, sheet: WeekSheet, names: Names) -> Self:
        """What a list says of a sheet."""
        return cls.model_validate(_line(sheet, names))


class EntryView(Value):
    """An entry with the minutes that really passed."""

    day: Day
    since: str
    until: str
    since_second: bool
    until_second: bool
    replaces: Id | None
    team: Label
    paid_by: Payer | None
    remark: str
    minutes: Minutes

    @classmethod
    def of(cls, entry: KeptEntry) -> Self:
        """The entry and its minutes."""
        return cls(**dict(entry), minutes=entry.span.minutes)


class SheetView(SheetLine):
    """A whole sheet. ``not_counting``: what is kept and does not count, with its reason."""

    organisation: Id
    entries: tuple[EntryView, ...]
    not_counting: tuple[NotCounting, ...]
    submitted_by: Id | None
    approved_by: Id | None
    returned_because: str
    claims: int

    @classmethod
    def of(cls, sheet: WeekSheet, names: Names) -> Self:
        """Everything that a sheet says."""
        return cls(
            **_line(sheet, names),
            organisation=sheet.organisation,
            entries=tuple(EntryView.of(entry) for entry in sheet.entries),
            not_counting=tuple(sheet.not_counting()),
            submitted_by=sheet.submitted_by,
            approved_by=sheet.approved_by,
            returned_because=sheet.returned_because,
            claims=sheet.claims,
        )


class ChangeView(Value):
    """One change: who, when, what was there, what is there, and why."""

    id: str
    number: int
    verb: Code
    by: Id
    at: datetime
    before: tuple[EntryView, ...]
    after: tuple[EntryView, ...]
    reason: str

    @classmethod
    def of(cls, change: Change) -> Self:
        """The change as it is read."""
        return cls(
            id=change.id,
            number=change.number,
            verb=change.verb,
            by=change.by,
            at=change.at,
            before=tuple(EntryView.of(entry) for entry in change.before),
            after=tuple(EntryView.of(entry) for entry in change.after),
            reason=change.reason,
        )


class WeekOfHours(Value):
    """The hours of a grant in one calendar week (``week``: its Monday), whatever the state of their sheets."""

    week: Day
    released_minutes: Minutes
    replacing_minutes: Minutes
    not_counting_minutes: Minutes
    sheets: tuple[SheetLine, ...]

    @classmethod
    def of(cls, week: date, sheets: Sequence[SheetLine]) -> Self:
        """The sheets of one week and their sums."""
        return cls(
            week=week,
            released_minutes=sum(each.minutes for each in sheets if each.side is Side.RELEASED),
            replacing_minutes=sum(each.minutes for each in sheets if each.side is Side.REPLACING),
            not_counting_minutes=sum(each.not_counting_minutes for each in sheets),
            sheets=tuple(sheets),
        )


class ReasonTotal(Value):
    """The minutes that do not count for one reason, and the reason in French."""

    reason: Code
    label: str
    minutes: Minutes


class ClaimHours(Value):
    """What a new claim of a period would hold: what no claim counts yet.

    ``sheets``: approved, to be locked; ``waiting``: not approved yet.
    """

    since: Day
    until: Day
    period: Annotated[str, Field(description="« month » ou « hour ».")]
    scope: Annotated[str, Field(description="« team » ou « person ».")]
    released_minutes: Minutes
    matched_minutes: Minutes
    lines: tuple[RateMinutes, ...]
    reasons: tuple[ReasonTotal, ...]
    unmatched: tuple[Unmatched, ...]
    parts: tuple[Part, ...]
    sheets: tuple[Id, ...]
    waiting: tuple[Id, ...]


def _line(sheet: WeekSheet, names: Names) -> dict[str, object]:
    return {
        "id": sheet.id,
        "version": sheet.version,
        "state": sheet.state,
        "grant": sheet.grant,
        "staff": sheet.staff,
        "name": names.get(sheet.staff, ""),
        "side": sheet.side,
        "week": sheet.week,
        "rate": sheet.rate,
        "team": sheet.team,
        "minutes": sheet.minutes,
        "not_counting_minutes": sum(each.minutes for each in sheet.not_counting()),
        "submitted_on": sheet.submitted_on,
        "approved_on": sheet.approved_on,
    }
