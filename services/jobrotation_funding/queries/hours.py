"""Week sheets of a grant, its hours by week, and what a claim would hold, as those concerned may see them."""

from collections import Counter
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import Invalid
from services.jobrotation_funding.claim_parts import check_whole_months
from services.jobrotation_funding.dated_rates import Entered
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.hours_grounds import WEEK, monday
from services.jobrotation_funding.hours_shown import (
    ChangeView,
    ClaimHours,
    ReasonTotal,
    SheetLine,
    SheetView,
    WeekOfHours,
)
from services.jobrotation_funding.hours_to_claim import belongs, matched, unclaimed, worked_on
from services.jobrotation_funding.intervals import apart
from services.jobrotation_funding.matching import REASONS, Days, Matched
from services.jobrotation_funding.queries.staff import names_of
from services.jobrotation_funding.staff import Side
from services.jobrotation_funding.values import Day, Id, Value
from services.jobrotation_funding.week_sheet import WeekSheet
from services.jobrotation_funding.week_sheet_lifecycle import State
from services.jobrotation_funding.week_sheet_parts import Change

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
    """What a claim of these days would hold, and why the rest would not count.

    Raises NotOpenForHours, Invalid, PartOfMonth.
    """
    if until < since:
        raise Invalid("La fin ne précède pas le début.", field="until")
    found = await reader.get(Grant, grant)
    terms = found.open_for_hours()
    check_whole_months(since, until, terms)
    seen = await hours_to_claim(reader, found, Days(since, until))
    return ClaimHours(
        since=since,
        until=until,
        period=terms.matching_period,
        scope=terms.matching_scope,
        released_minutes=seen.matched.released_minutes,
        matched_minutes=seen.matched.matched_minutes,
        lines=seen.matched.lines,
        reasons=tuple(
            ReasonTotal(reason=reason, label=REASONS[reason], minutes=minutes)
            for reason, minutes in seen.matched.reasons
        ),
        unmatched=seen.matched.unmatched,
        parts=seen.matched.parts,
        sheets=tuple(sheet.id for sheet in seen.sheets),
        waiting=tuple(sheet.id for sheet in seen.waiting),
    )


class HoursToClaim(NamedTuple):
    """What a new claim of a period may hold. ``sheets``: approved, to be locked; ``waiting``: not approved yet."""

    matched: Matched
    sheets: tuple[WeekSheet, ...]
    waiting: tuple[WeekSheet, ...]


async def hours_to_claim(reader: Reader, grant: Grant, days: Days) -> HoursToClaim:
    """The hours of a period that no live claim counts, matched; a claim is built from this. Raises NotOpenForHours."""
    terms = grant.open_for_hours()
    # A night from Sunday to Monday stands in the sheet of the week before.
    weeks = _mondays(days.since - ONE_DAY, days.until)
    sheets = [sheet for sheet in await reader.where(WeekSheet, grant=grant.id, week=weeks) if _touches(sheet, days)]
    sheets.sort(key=lambda sheet: (sheet.week, sheet.side, sheet.id))
    approved = [sheet for sheet in sheets if sheet.state in APPROVED]
    found = matched(grant, terms, approved, days)
    return HoursToClaim(
        found,
        tuple(sheet for sheet in approved if belongs(grant, terms, sheet, days, found)),
        tuple(sheet for sheet in sheets if sheet.state not in APPROVED),
    )


async def hours_entered(reader: Reader, grant: Grant) -> tuple[Entered, ...]:
    """The released hours of a grant that no live claim counts, whatever the state of their sheet, by rate and day."""
    found = Counter[tuple[str, date]]()
    for sheet in await reader.where(WeekSheet, grant=grant.id, side=Side.RELEASED):
        counted = [each.span for each in sheet.claimed]
        for day, part in (each for worked in sheet.worked() for each in worked.by_day()):
            found[sheet.rate, day] += sum(span.minutes for span in apart(part.span, counted))
    return tuple(Entered(rate=rate, day=day, minutes=minutes) for (rate, day), minutes in sorted(found.items()))


async def hours_left_out(reader: Reader, grant: Grant, days: Days) -> list[WeekSheet]:
    """The sheets of a grant with hours that a last claim of these days would leave unpaid for good, by week."""
    sheets = await reader.where(WeekSheet, grant=grant.id)
    waiting = [sheet for sheet in sheets if sheet.state not in APPROVED and sheet.entries]
    outside = [sheet for sheet in sheets if sheet.state in APPROVED and unclaimed(grant, sheet, days)]
    return sorted([*waiting, *outside], key=lambda sheet: (sheet.week, sheet.side, sheet.id))


def _touches(sheet: WeekSheet, days: Days) -> bool:
    return any(True for _ in worked_on(sheet, days))


def _mondays(since: date, until: date) -> list[date]:
    first = monday(since)
    return [first + WEEK * number for number in range((until - first).days // 7 + 1)]
