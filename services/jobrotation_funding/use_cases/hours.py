"""What an employer does with week sheets: write, submit, approve, send back; and how claims hold them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from services.chassis.reader import Reader
from services.chassis.refusal import Invalid, NotFound, Refusal, Taken
from services.chassis.work import Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Claim
from services.jobrotation_funding.hours_hands import check_apart
from services.jobrotation_funding.intervals import Span
from services.jobrotation_funding.matching import Counted
from services.jobrotation_funding.staff import Side, Staff
from services.jobrotation_funding.use_cases.roll import roll_of, take_turns
from services.jobrotation_funding.values import Command, Day, Id, Remark, Text
from services.jobrotation_funding.week_sheet import Entries, WeekSheet, sheet_key
from services.jobrotation_funding.week_sheet_lifecycle import State

MOST_AT_ONCE = 200


class SheetExists(Taken):
    """There is a sheet of this grant, person, side and week."""

    code, title = "sheet-exists", "Feuille déjà ouverte"


class OpenWeekSheet(Command):
    """Whose hours, on which side, in which week (its Monday); hours may follow later."""

    staff: Id
    side: Side
    week: Day
    entries: Entries = ()


class WriteWeekSheet(Command):
    """All the hours of the sheet. ``reason``: asked once they were submitted."""

    entries: Entries
    reason: Remark = ""


class ApproveWeekSheets(Command):
    """The sheets that are approved: all or none."""

    sheets: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]


class SendBack(Command):
    """Why hours go back to their author."""

    reason: Text


async def open_week_sheet(work: Work, grant: str, command: OpenWeekSheet) -> WeekSheet:
    """Open the sheet of a person, a side and a week, with its first hours.

    Where a claim holds the sheet of that week, another one is opened for the days that it does not cover.
    """
    found = await work.get(Grant, grant)
    roll = await roll_of(work, found, command.staff, command.week, command.entries)
    grounds = roll.grounds(command.staff, command.side, command.week, command.entries)
    await check_free(work, found.id, command.staff, command.side, command.week)
    sheet, change = WeekSheet.open(work.new_id(), found.id, found.organisation, grounds, work.actor.person, work.now)
    await take_week(work, sheet)
    await take_turns(work, [sheet.staff])
    await work.save(sheet)
    await work.add(change)
    return sheet


async def write_week_sheet(work: Work, sheet: str, command: WriteWeekSheet) -> WeekSheet:
    """Replace the hours of a sheet; If-Match says which version was read."""
    found = await work.get(WeekSheet, sheet)
    grant = await work.get(Grant, found.grant)
    roll = await roll_of(work, grant, found.staff, found.week, command.entries)
    grounds = roll.grounds(found.staff, found.side, found.week, command.entries, besides=[found.id])
    change = found.write(grounds, work.actor.person, work.now, command.reason)
    await take_turns(work, [found.staff])
    await work.save(found)
    await work.add(change)
    return found


async def submit_week_sheet(work: Work, sheet: str) -> WeekSheet:
    """Hand in the hours; they are looked at again, for the grant may have changed since."""
    found = await work.get(WeekSheet, sheet)
    grant = await work.get(Grant, found.grant)
    roll = await roll_of(work, grant, found.staff, found.week, found.entries)
    grounds = roll.grounds(found.staff, found.side, found.week, found.entries, besides=[found.id])
    found.submit(grounds, work.actor.person, work.today)
    await work.save(found)
    return found


async def approve_week_sheets(work: Work, grant: str, command: ApproveWeekSheets) -> Grant:
    """Approve many sheets of one grant: all or none; the refusal names the sheet."""
    found = await work.get(Grant, grant)
    sheets = await _in_order(work, found, command.sheets)
    accounts = {
        staff.id: staff.particulars.person
        for staff in await work.where(Staff, id=sorted({sheet.staff for sheet in sheets}))
    }
    for rank, sheet in enumerate(sheets):
        try:
            sheet.approve(work.actor.person, work.today, accounts.get(sheet.staff))
        except Refusal as refusal:
            refusal.field = f"sheets/{rank}"
            raise
        found.approve_hours(sheet, work.today)
        await work.save(sheet)
    await work.save(found)
    return found


async def return_week_sheet(work: Work, sheet: str, command: SendBack) -> WeekSheet:
    """Send submitted hours back to their author."""
    found = await work.get(WeekSheet, sheet)
    change = found.return_to_author(work.actor.person, work.now, command.reason)
    await work.save(found)
    await work.add(change)
    return found


async def reopen_week_sheet(work: Work, sheet: str, command: SendBack) -> WeekSheet:
    """Take an approval back, before any claim holds the hours."""
    found = await work.get(WeekSheet, sheet)
    change = found.reopen(work.actor.person, work.now, command.reason)
    await work.save(found)
    await work.add(change)
    return found


# --- for claims


async def lock_sheets(work: Work, claim: Claim, counted: Iterable[Counted]) -> None:
    """A claim holds its sheets, and counts these hours of them. Raises OutOfTurn when one is not approved, NotFound."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for each in counted:
        spans[each.sheet].append(Span(each.since, each.until))
    for id in claim.sheets:
        sheet = await work.get(WeekSheet, id)
        sheet.lock(claim.number, spans[id])
        await work.save(sheet)


async def unlock_sheets(work: Work, claim: Claim) -> None:
    """The claim that held its sheets was rejected."""
    for id in claim.sheets:
        sheet = await work.get(WeekSheet, id)
        sheet.unlock(claim.number)
        await work.save(sheet)


async def check_hands(reader: Reader, claim: Claim, by: str) -> None:
    """Whether an officer had no hand in the hours of a claim. Raises HandInTheHours."""
    sheets = await reader.where(WeekSheet, id=claim.sheets)
    staff = await reader.where(Staff, id=sorted({sheet.staff for sheet in sheets}))
    check_apart(by, sheets, [each.particulars.person for each in staff])


async def check_free(reader: Reader, grant: str, staff: str, side: Side, week: date) -> None:
    """Raises SheetExists with the sheet that is there, unless a claim holds it."""
    held = await reader.holder(sheet_key(grant, staff, side, week))
    if held is None or (await reader.get(WeekSheet, held)).state is State.LOCKED:
        return
    raise SheetExists(
        "La feuille de cette personne, de ce côté et de cette semaine existe : complétez-la.",
        field="week",
        sheet=held,
    )


async def take_week(work: Work, sheet: WeekSheet) -> None:
    """Have a new sheet stand for its week; one that a claim holds stays as it is beside it."""
    key = sheet_key(sheet.grant, sheet.staff, sheet.side, sheet.week)
    held = await work.holder(key)
    if held is not None and (await work.get(WeekSheet, held)).state is State.LOCKED:
        await work.release(key)
    await work.reserve(key, sheet.id)


async def _in_order(work: Work, grant: Grant, ids: Sequence[str]) -> list[WeekSheet]:
    """The sheets of a grant, as they were named. Raises Invalid for one named twice, NotFound for another's."""
    if len(set(ids)) != len(ids):
        raise Invalid("Une feuille est nommée deux fois.", field="sheets")
    known = {sheet.id: sheet for sheet in await work.where(WeekSheet, id=sorted(ids), grant=grant.id)}
    for rank, id in enumerate(ids):
        if id not in known:
            raise NotFound("Cette feuille n'est pas de cette subvention.", field=f"sheets/{rank}", id=id)
    return [known[id] for id in ids]
