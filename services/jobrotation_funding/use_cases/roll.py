"""What hours are looked at against: the employer's register, and every other sheet of the same persons."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.chassis.turns import in_line
from services.chassis.work import Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Terms
from services.jobrotation_funding.hours_grounds import WEEK, Elsewhere, Grounds
from services.jobrotation_funding.intervals import ONE_DAY, Entry
from services.jobrotation_funding.matching import Days
from services.jobrotation_funding.staff import Side, Staff
from services.jobrotation_funding.week_sheet import WeekSheet


@dataclass(frozen=True)
class Roll:
    """The staff of one employer that some sheets name, and what these persons' other sheets hold around their weeks."""

    grant: Grant
    terms: Terms
    staff: Mapping[str, Staff]
    sheets: Mapping[str, Sequence[WeekSheet]]
    now: datetime

    @classmethod
    async def load(cls, work: Work, grant: Grant, staff: Iterable[Staff], weeks: Collection[date]) -> "Roll":
        """The roll for these weeks and their neighbours. Raises NotOpenForHours."""
        known = {each.id: each for each in staff}
        around = sorted({week + step * WEEK for week in weeks for step in (-1, 0, 1)})
        sheets: dict[str, list[WeekSheet]] = defaultdict(list)
        for sheet in await work.where(WeekSheet, staff=sorted(known), week=around):
            sheets[sheet.staff].append(sheet)
        return cls(grant, grant.open_for_hours(), known, sheets, work.now)

    def grounds(
        self,
        staff: str,
        side: Side,
        week: date,
        entries: Iterable[Entry],
        *,
        besides: Collection[str] = (),
        others: Iterable[Elsewhere] = (),
        lines: Iterable[int] = (),
    ) -> Grounds:
        """For the hours of one sheet. ``besides``: sheets that do not count as others, being written again."""
        theirs = [sheet for sheet in self.sheets.get(staff, ()) if sheet.id not in besides]
        return Grounds(
            side=side,
            week=week,
            entries=tuple(entries),
            now=self.now,
            grant=Days(self.terms.starts_on, self.terms.ends_on),
            rates=frozenset(line.rate for line in self.terms.lines if line.minutes),
            staff=self.staff.get(staff),
            replaceable={
                each.id: each.particulars.team
                for each in self.staff.values()
                if Side.RELEASED in each.particulars.sides
            },
            claimed=self._claimed(staff, side, week, besides),
            others=(*(held for sheet in theirs for held in sheet.elsewhere()), *others),
            lines=tuple(lines),
        )

    def _claimed(self, staff: str, side: Side, week: date, besides: Collection[str]) -> dict[date, int]:
        """The days of a week that a claim holds in another sheet; not those that a sheet being written already has."""
        key = (self.grant.id, side, week)
        theirs = [sheet for sheet in self.sheets.get(staff, ()) if (sheet.grant, sheet.side, sheet.week) == key]
        # A night may end on the Monday after.
        days = [week + number * ONE_DAY for number in range(WEEK // ONE_DAY + 1)]
        held = {
            day: claim
            for sheet in theirs
            for day in days
            if sheet.id not in besides and (claim := self.grant.claim_of(sheet.id, day)) is not None
        }
        mine = {day for sheet in theirs if sheet.id in besides for day in sheet.days}
        return {day: claim for day, claim in held.items() if day not in mine}


async def roll_of(work: Work, grant: Grant, staff: str, week: date, entries: Iterable[Entry]) -> Roll:
    """The roll for one sheet: whose hours they are, and whom they replace."""
    named = {staff, *(entry.replaces for entry in entries if entry.replaces)}
    found = await work.where(Staff, id=sorted(named), organisation=grant.organisation)
    return await Roll.load(work, grant, found, [week])


async def take_turns(work: Work, staff: Iterable[str]) -> None:
    """Have the sheets of one person written one after the other: two at once would not see each other's hours."""
    for id in sorted(set(staff)):
        await in_line(work, f"staff/{id}")
