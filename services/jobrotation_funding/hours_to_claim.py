"""The hours of a period as a claim looks at them: whole months, without what live claims count already. Pure.

An hour counts in one claim. What a claim held and did not count may count later, once its substitute's sheet has come.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Terms
from services.jobrotation_funding.intervals import Span, apart, shared
from services.jobrotation_funding.matching import Days, Matched, Worked, match, month_of
from services.jobrotation_funding.staff import Side
from services.jobrotation_funding.week_sheet import WeekSheet


def matched(grant: Grant, terms: Terms, sheets: Iterable[WeekSheet], days: Days) -> Matched:
    """What the approved sheets of a period give a new claim."""
    released, claimed, replaced = list[Worked](), list[Worked](), list[Worked]()
    for sheet in sheets:
        counted = [each.span for each in sheet.claimed]
        for day, part in worked_on(sheet, days):
            if sheet.side is Side.REPLACING:
                replaced.append(part)
                continue
            held = grant.claimed(sheet.id, day)
            released += _cut(replace(part, held=held), apart(part.span, counted))
            claimed += _cut(part, shared(part.span, counted))
    return match(
        released,
        replaced,
        granted=grant.minutes_left(),
        asked=days,
        claimed=claimed,
        grant=grant.days,
        period=terms.matching_period,
        scope=terms.matching_scope,
        cards=terms.held,
    )


def belongs(grant: Grant, terms: Terms, sheet: WeekSheet, days: Days, found: Matched) -> bool:
    """Whether a new claim rests on a sheet: on hours that no live claim holds, or of a month in which more counts."""
    more = {(part.who, part.month) for part in found.parts if part.matched_minutes}
    return any(
        not grant.claimed(sheet.id, day) or (part.owner(terms.matching_scope), month_of(day)) in more
        for day, part in worked_on(sheet, days)
    )


def unclaimed(grant: Grant, sheet: WeekSheet, besides: Days) -> bool:
    """Whether a sheet has hours that no live claim holds, on a day other than these."""
    return any(day not in besides and not grant.claimed(sheet.id, day) for day in sheet.days)


def worked_on(sheet: WeekSheet, days: Days) -> Iterator[tuple[date, Worked]]:
    """The hours of a sheet, day by day, that lie in a period."""
    return ((day, part) for worked in sheet.worked() for day, part in worked.by_day() if day in days)


def _cut(worked: Worked, spans: Iterable[Span]) -> list[Worked]:
    return [replace(worked, span=span) for span in spans]
