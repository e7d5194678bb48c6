"""Week sheets of a grant, its hours by week, and what a claim would hold, as those concerned may see them."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import Invalid
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Terms
from services.jobrotation_funding.hours_grounds import WEEK, monday
from services.jobrotation_funding.hours_shown import (
    ChangeView,
    ClaimHours,
    ReasonTotal,
    SheetLine,
    SheetView,
    WeekOfHours,
)
from services.jobrotation_funding.matching import REASONS, Days, Matched, Worked, match
from services.jobrotation_funding.queries.staff import names_of
from services.jobrotation_funding.staff import Side
from services.jobrotation_funding.values import Day, Id, Value
from services.jobrotation_funding.week_sheet import Change, WeekSheet
from services.jobrotation_funding.week_sheet_lifecycle import State

APPROVED = (State.APPROVED, State.LOCKED)
ONE_DAY = timedelta(days=1)
A_YEAR = timedelta(days=371)


class SheetFilter(Value):
    """Which sheets of a grant are asked for."""

    state: State | None = None
    side: Side | None = None
    staff: Id | None = None
    week: Day | None = None

    def equals(self) -> dict[str, Any]:
        """The filter as equalities of stored fields."""
        return {name: value for name, value in self if value is not None}


async def list_week_sheets(reader: Reader, grant: str, asked: SheetFilter, after: str | None, limit: int) -> Page:
    """The sheets of a grant."""
    found = await reader.where(WeekSheet, grant=grant, after=after, limit=limit + 1, **asked.equals())
    names = await names_of(reader, {sheet.staff for sheet in found})
    return Page.of([SheetLine.of(sheet, names) for sheet in found], limit)


async def show_week_sheet(reader: Reader, sheet: str) -> SheetView:
    """One sheet with its entries and what does not count."""
    found = await reader.get(WeekSheet, sheet)
    return SheetView.of(found, await names_of(reader, {found.staff}))


async def list_changes(reader: Reader, sheet: str, after: str | None, limit: int) -> Page:
    """What was changed in a sheet, from the first change on."""
    found = await reader.records(Change, sheet=sheet, after=after, limit=limit + 1)
    return Page.of([ChangeView.of(change) for change in found], limit)


async def show_hours(reader: Reader, grant: str, since: date | None, until: date | None) -> list[WeekOfHours]:
    """The hours of a grant, week by week: those of one year at most, up to today when nothing else is asked."""
    last = until or reader.today
    first = max(since or last - A_YEAR, last - A_YEAR)
    sheets = await reader.where(WeekSheet, grant=grant, week=_mondays(first, last), order="week")
    names = await names_of(reader, {sheet.staff for sheet in sheets})
    lines = sorted((SheetLine.of(sheet, names) for sheet in sheets), key=lambda line: (line.week, line.side, line.id))
    return [WeekOfHours.of(week, list(those)) for week, those in groupby(lines, key=lambda line: line.week)]


async def preview_claim_hours(reader: Reader, grant: str, since: date, until: date) -> ClaimHours:
    """What a claim of these days would hold, and why the rest would not count. Raises NotOpenForHours, Invalid."""
    if until < since:
        raise Invalid("La fin ne précède pas le début.", field="until")
    return await claim_hours(reader, await reader.get(Grant, grant), since, until)


async def claim_hours(reader: Reader, grant: Grant, since: date, until: date) -> ClaimHours:
    """The hours of a period that no live claim holds, matched; a claim is built from this. Raises NotOpenForHours."""
    terms = grant.open_for_hours()
    touching = await sheets_touching(reader, grant, since, until)
    approved = [sheet for sheet in touching if sheet.state in APPROVED]
    found = _matched(grant, terms, approved, since, until)
    return ClaimHours(
        since=since,
        until=until,
        period=terms.matching_period,
        scope=terms.matching_scope,
        released_minutes=found.released_minutes,
        matched_minutes=found.matched_minutes,
        lines=found.lines,
        reasons=tuple(
            ReasonTotal(reason=reason, label=REASONS[reason], minutes=minutes) for reason, minutes in found.reasons
        ),
        unmatched=found.unmatched,
        parts=found.parts,
        sheets=tuple(sheet.id for sheet in approved),
        waiting=tuple(sheet.id for sheet in touching if sheet.state not in APPROVED),
    )


async def sheets_touching(reader: Reader, grant: Grant, since: date, until: date) -> list[WeekSheet]:
    """The sheets of any state with hours on a day of the period that no live claim holds, by week."""
    # A night from Sunday to Monday stands in the sheet of the week before.
    weeks = _mondays(since - ONE_DAY, until)
    sheets = await reader.where(WeekSheet, grant=grant.id, week=weeks)
    found = [sheet for sheet in sheets if any(_free(grant, sheet.worked(), since, until))]
    return sorted(found, key=lambda sheet: (sheet.week, sheet.side, sheet.id))


def _matched(grant: Grant, terms: Terms, sheets: Iterable[WeekSheet], since: date, until: date) -> Matched:
    sides: dict[Side, list[Worked]] = {side: [] for side in Side}
    for sheet in sheets:
        sides[sheet.side] += _free(grant, sheet.worked(), since, until)
    return match(
        sides[Side.RELEASED],
        sides[Side.REPLACING],
        granted=grant.minutes_left(),
        asked=Days(since, until),
        grant=grant.days,
        period=terms.matching_period,
        scope=terms.matching_scope,
        cards=terms.held,
    )


def _free(grant: Grant, worked: Iterable[Worked], since: date, until: date) -> list[Worked]:
    """The parts, day by day, that lie in the period and that no live claim holds."""
    return [
        part
        for each in worked
        for day, part in each.by_day()
        if since <= day <= until and not grant.claimed(each.sheet, day)
    ]


def _mondays(since: date, until: date) -> list[date]:
    first = monday(since)
    return [first + WEEK * number for number in range((until - first).days // 7 + 1)]
