"""Reads the hours of a CSV file as payroll tools and spreadsheets write them, and names every cell at fault. Pure."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.chassis.refusal import Invalid
from services.jobrotation_funding.hours_cells import READINGS, Unreadable, plain
from services.jobrotation_funding.intervals import Entry, instant, wall
from services.jobrotation_funding.staff import Side

MOST_ROWS, MOST_TOLD, MOST_NAMED = 2_000, 2_000, 3
# Each column, and whether a file must have it. Accents, case and blanks of the header do not matter.
COLUMNS = {
    "matricule": True,
    "cote": True,
    "jour": True,
    "debut": True,
    "fin": False,
    "duree": False,
    "remplace": False,
    "paye_par": False,
    "remarque": False,
}
# Where a fault of a sheet stands in the file.
COLUMN_OF = {
    "staff": "matricule",
    "side": "cote",
    "week": "jour",
    "day": "jour",
    "since": "debut",
    "since_second": "debut",
    "until": "fin",
    "until_second": "fin",
    "replaces": "remplace",
}


@dataclass(frozen=True, order=True)
class Cell:
    """A cell at fault: its row (1 is the header), its column, the kind of fault, and what to do."""

    row: int
    column: str
    code: str
    says: str

    def told(self) -> dict[str, str]:
        """As RFC 9457 problem details name it."""
        return {"field": f"csv/{self.row}/{self.column}", "type": self.code, "detail": self.detail}

    @property
    def detail(self) -> str:
        """Row and column in French."""
        return f"Ligne {self.row}, colonne « {self.column} » : {self.says}"


class ImportRefused(Invalid):
    """A file with faults: nothing of it is kept. ``errors`` names every one."""

    code, title = "import-refused", "Import refusé"

    def __init__(self, cells: Sequence[Cell]) -> None:
        ordered = sorted(set(cells))
        shown = " ".join(cell.detail for cell in ordered[:MOST_NAMED])
        count = f"{len(ordered)} erreurs" if len(ordered) > 1 else "Une erreur"
        super().__init__(f"{count}, rien n'est importé. {shown}", errors=[cell.told() for cell in ordered[:MOST_TOLD]])
        self.cells = tuple(ordered)


@dataclass(frozen=True)
class Row:
    """One row that was understood. ``replaces``: the matricule of who was released; the entry names nobody yet."""

    number: int
    matricule: str
    side: Side
    entry: Entry
    replaces: str = ""


@dataclass(frozen=True)
class Read:
    """What a file says, and what of it cannot be read."""

    rows: tuple[Row, ...]
    faults: tuple[Cell, ...]


def read(text: str) -> Read:
    """All rows that can be read, and every cell that cannot."""
    faults: list[Cell] = []
    table = _table(text.removeprefix("\ufeff"), faults)
    _, header = next(table, (1, []))
    columns = _columns(header, faults)
    if faults:
        return Read((), tuple(faults))
    rows = [row for number, cells in table if (row := _row(number, cells, columns, faults))]
    if not rows and not faults:
        faults.append(Cell(2, "matricule", "no-row", "le fichier ne contient aucune heure."))
    return Read(tuple(rows), tuple(faults))


def _table(text: str, faults: list[Cell]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, with their number in the file."""
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    number = 0
    try:
        for number, cells in enumerate(lines, 1):
            if number > MOST_ROWS + 1:
                faults.append(Cell(number, "matricule", "too-many-rows", f"au plus {MOST_ROWS} lignes par fichier."))
                return
            if any(cell.strip() for cell in cells):
                yield number, [cell.strip() for cell in cells]
    except csv.Error:
        says = "les guillemets de cette ligne ne se ferment pas, ou la cellule est démesurée."
        faults.append(Cell(number + 1, "matricule", "unreadable-row", says))


def _columns(header: Sequence[str], faults: list[Cell]) -> list[str]:
    """The columns of the file, by their plain names."""
    found = [plain(name).replace(" ", "_") for name in header]
    for name, shown in zip(found, header, strict=True):
        if name not in COLUMNS:
            faults.append(
                Cell(1, shown[:40], "unknown-column", f"colonne inconnue ; attendues : {', '.join(COLUMNS)}.")
            )
        elif found.count(name) > 1:
            faults.append(Cell(1, name, "column-twice", "cette colonne figure deux fois."))
    for name, required in COLUMNS.items():
        if required and name not in found:
            faults.append(Cell(1, name, "column-missing", "cette colonne manque."))
    if "fin" not in found and "duree" not in found:
        faults.append(Cell(1, "fin", "column-missing", "donnez une colonne « fin » ou « duree »."))
    return found


def _row(number: int, cells: Sequence[str], columns: Sequence[str], faults: list[Cell]) -> Row | None:
    if len(cells) > len(columns):
        says = "plus de cellules que de colonnes : une virgule décimale se met entre guillemets, ou séparez par « ; »."
        faults.append(Cell(number, columns[-1], "too-many-cells", says))
        return None
    said = dict.fromkeys(COLUMNS, "") | dict(zip(columns, cells, strict=False))
    before = len(faults)
    values: dict[str, Any] = {}
    for column, reading in READINGS.items():
        try:
            values[column] = reading(said[column])
        except Unreadable as error:
            faults.append(Cell(number, column, "unreadable-cell", str(error)))
    if len(faults) > before:
        return None
    try:
        entry = _entry(values)
    except Unreadable as error:
        faults.append(Cell(number, "duree" if values["duree"] else "fin", "unreadable-cell", str(error)))
    except Invalid as refusal:
        column = COLUMN_OF[refusal.field or "until"]
        faults.append(Cell(number, column, refusal.code, refusal.detail))
    else:
        return Row(number, values["matricule"], values["cote"], entry, values["remplace"])
    return None


def _entry(values: Mapping[str, Any]) -> Entry:
    """The entry of a row. Raises Unreadable, and what an interval raises."""
    day, (since, since_second) = values["jour"], values["debut"]
    minutes: int | None = values["duree"]
    if values["fin"] is None and minutes is None:
        raise Unreadable("donnez l'heure de fin, ou la durée.")
    end = values["fin"]
    if end is None:
        end = wall(instant(day, since, since_second, "since") + timedelta(minutes=minutes or 0))
    entry = Entry(
        day=day,
        since=since,
        until=end[0],
        since_second=since_second,
        until_second=end[1],
        paid_by=values["paye_par"],
        remark=values["remarque"],
    )
    passed = entry.span.minutes
    if minutes is not None and passed != minutes:
        raise Unreadable(f"la durée ne correspond pas : de {since} à {end[0]}, {passed} minutes passent.")
    return entry
