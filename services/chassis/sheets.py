"""Exports as CSV that a spreadsheet opens without running anything that is in a cell."""

import csv
import io
from collections.abc import Iterable, Sequence

# What a spreadsheet would run as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# So that a spreadsheet reads accents rightly.
MARK = "\ufeff"


def tame(cell: str) -> str:
    """A cell that would run as a formula, quoted by an apostrophe."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def sheet(columns: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ";") -> str:
    """The rows under their headers as CSV (RFC 4180), with the mark of UTF-8, each cell tamed."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([tame(cell) for cell in row] for row in rows)
    return MARK + written.getvalue()
