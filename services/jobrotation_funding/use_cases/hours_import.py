"""Imports the hours of a CSV file into week sheets: all of them, or none and every error named."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from services.chassis.work import Work
from services.jobrotation_funding import hours_import
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.hours_grounds import WEEK, Elsewhere, Fault, Grounds, monday
from services.jobrotation_funding.hours_import import COLUMN_OF, Cell, ImportRefused, Row
from services.jobrotation_funding.impossible import faults
from services.jobrotation_funding.intervals import Entry
from services.jobrotation_funding.staff import Side, Staff
from services.jobrotation_funding.use_cases.hours import MOST_AT_ONCE, take_week
from services.jobrotation_funding.use_cases.roll import Roll, take_turns
from services.jobrotation_funding.values import Command, Remark
from services.jobrotation_funding.week_sheet import MOST_ENTRIES, WeekSheet
from services.jobrotation_funding.week_sheet_lifecycle import State

# As many as are approved at once.
MOST_SHEETS = MOST_AT_ONCE
# What to do with a sheet that is no draft.
FIRST = {
    State.SUBMITTED: "demandez d'abord qu'elle vous soit rendue.",
    State.APPROVED: "faites-la d'abord rouvrir.",
}
# Of two sheets of one week, the one that is written into; none that a claim holds.
WRITTEN_FIRST = (State.DRAFT, State.SUBMITTED, State.APPROVED)


class ImportWeekSheets(Command):
    """A CSV file, as text. ``submit``: hand in at once; ``reason``: asked where hours were submitted before."""

    csv: Annotated[str, Field(min_length=1, max_length=200_000)]
    submit: bool = False
    reason: Remark = ""


@dataclass(frozen=True)
class _Sheet:
    """The rows of one person, side and week; ``there``: the sheet that they are written into, if there is one."""

    staff: str
    side: Side
    week: date
    rows: tuple[tuple[Row, Entry], ...]
    there: WeekSheet | None = None

    @property
    def first(self) -> int:
        """The row by which it is named."""
        return self.rows[0][0].number

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Its hours, as the file has them."""
        return tuple(entry for _, entry in self.rows)

    @property
    def kept(self) -> tuple[Entry, ...]:
        """The hours of the sheet that is there, on days of which the file says nothing: a month ends within a week."""
        said = {entry.day for entry in self.entries}
        return tuple(entry for entry in (self.there.entries if self.there else ()) if entry.day not in said)

    def held(self) -> Iterator[Elsewhere]:
        """Its hours as the same person's other sheets have to know them."""
        return (Elsewhere(each.span, self.side, each.replaces, self.week) for each in (*self.kept, *self.entries))


async def import_week_sheets(work: Work, grant: str, command: ImportWeekSheets) -> Grant:
    """Write the hours of a file into their sheets; of a draft that is there, the days it says. Raises ImportRefused.

    The receipt's ``extra`` names the sheets.
    """
    found = await work.get(Grant, grant)
    found.open_for_hours()
    said = hours_import.read(command.csv)
    cells = list(said.faults)
    register = await _register(work, found, said.rows)
    sheets = _sheets(said.rows, register, cells)
    roll = await Roll.load(work, found, register.values(), {sheet.week for sheet in sheets})
    sheets = [_placed(sheet, roll, found.id) for sheet in sheets]
    grounds = [_whole(sheet, sheets, roll) for sheet in sheets]
    for sheet, ground in zip(sheets, grounds, strict=True):
        cells += _faults(sheet, ground)
    if cells:
        raise ImportRefused(cells)
    await take_turns(work, [sheet.staff for sheet in sheets])
    written = [await _write(work, found, *each, command) for each in zip(sheets, grounds, strict=True)]
    found.tell(sheets=written, rows=len(said.rows))
    return found


async def _register(work: Work, grant: Grant, rows: Sequence[Row]) -> dict[str, Staff]:
    """The employer's staff that the file names, by matricule."""
    named = {row.matricule for row in rows} | {row.replaces for row in rows}
    staff = await work.where(Staff, organisation=grant.organisation)
    by_matricule = {each.particulars.matricule.upper(): each for each in staff}
    return {matricule: each for matricule, each in by_matricule.items() if matricule in named}


def _sheets(rows: Sequence[Row], register: Mapping[str, Staff], cells: list[Cell]) -> list[_Sheet]:
    """The rows by person, side and week; whoever is not in the register is named."""
    found: dict[tuple[str, Side, date], list[tuple[Row, Entry]]] = defaultdict(list)
    for row in rows:
        unknown = [
            Cell(row.number, column, "staff-unknown", f"« {matricule[:40]} » n'est pas au registre de l'employeur.")
            for column, matricule in (("matricule", row.matricule), ("remplace", row.replaces))
            if matricule and matricule not in register
        ]
        cells += unknown
        if not unknown:
            replaces = register[row.replaces].id if row.replaces else None
            entry = row.entry.model_copy(update={"replaces": replaces})
            found[register[row.matricule].id, row.side, monday(row.entry.day)].append((row, entry))
    if len(found) > MOST_SHEETS:
        cells.append(Cell(1, "jour", "too-many-sheets", f"au plus {MOST_SHEETS} feuilles par fichier : découpez-le."))
        return []
    return [_Sheet(*key, tuple(theirs)) for key, theirs in sorted(found.items())]


def _placed(sheet: _Sheet, roll: Roll, grant: str) -> _Sheet:
    """With the sheet of the same grant, person, side and week that is there and that no claim holds."""
    key = (grant, sheet.side, sheet.week)
    theirs = [each for each in roll.sheets.get(sheet.staff, ()) if (each.grant, each.side, each.week) == key]
    ranked = sorted((WRITTEN_FIRST.index(each.state), each.id, each) for each in theirs if each.state in WRITTEN_FIRST)
    return _Sheet(sheet.staff, sheet.side, sheet.week, sheet.rows, ranked[0][2] if ranked else None)


def _whole(sheet: _Sheet, sheets: Sequence[_Sheet], roll: Roll) -> Grounds:
    """The sheet as it will be, looked at against what stands, what this file replaces left out, and the rest of it."""
    theirs = [each for each in sheets if each.staff == sheet.staff and abs(each.week - sheet.week) <= WEEK]
    return roll.grounds(
        sheet.staff,
        sheet.side,
        sheet.week,
        (*sheet.entries, *(Entry(**entry.model_dump(exclude={"team"})) for entry in sheet.kept)),
        besides=[each.there.id for each in theirs if each.there],
        others=[held for each in theirs if each is not sheet for held in each.held()],
        lines=[row.number for row, _ in sheet.rows] + [sheet.first] * len(sheet.kept),
    )


def _faults(sheet: _Sheet, grounds: Grounds) -> Iterator[Cell]:
    if sheet.there is not None and sheet.there.state is not State.DRAFT:
        now = sheet.there.lifecycle.labels[sheet.there.state]
        says = f"la feuille de cette semaine est « {now} » : {FIRST[sheet.there.state]}"
        yield Cell(sheet.first, "jour", "out-of-turn", says)
    if len(sheet.entries) + len(sheet.kept) > MOST_ENTRIES:
        yield Cell(sheet.first, "jour", "too-long", f"au plus {MOST_ENTRIES} lignes par personne et par semaine.")
        return
    for fault in faults(grounds):
        yield Cell(_row_of(sheet, fault), COLUMN_OF[fault.field], fault.code, fault.says)


def _row_of(sheet: _Sheet, fault: Fault) -> int:
    """The row of the file that a fault is about; the sheet's first one when it is of no row in particular."""
    of_the_file = fault.entry is not None and fault.entry < len(sheet.rows)
    return sheet.rows[fault.entry or 0][0].number if of_the_file else sheet.first


async def _write(work: Work, grant: Grant, sheet: _Sheet, grounds: Grounds, command: ImportWeekSheets) -> str:
    by, found = work.actor.person, sheet.there
    if found is None:
        found, change = WeekSheet.open(work.new_id(), grant.id, grant.organisation, grounds, by, work.now)
        await take_week(work, found)
    else:
        change = found.write(grounds, by, work.now, command.reason)
    if command.submit:
        found.submit(grounds, by, work.today)
    await work.save(found)
    await work.add(change)
    return found.id
