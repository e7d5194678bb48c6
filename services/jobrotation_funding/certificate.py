"""The certificate of *service fait* of a claim, as a PDF in French: the same bytes for the same facts. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from services.chassis.money import euros

WIDTHS = (70, 35, 35, 50)
HEAD = ("Taux", "Quantité", "Prix unitaire", "Montant")
LINE = 6
# Core fonts know the signs of Windows-1252; what money and typography add to them is written with its nearest sign.
PLAIN = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0", "\u2212": "-", "\u2011": "-"})


class Certified(NamedTuple):
    """What the certificate says. ``facts``: names and values in order; ``rows``: the lines of the calculation."""

    title: str
    facts: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, str, str, str]]
    totals: Sequence[tuple[str, int]]
    unmatched: Sequence[tuple[str, str]]
    statement: str
    at: datetime


def certificate(said: Certified) -> bytes:
    """The certificate as PDF."""
    pdf = _Page(format="A4")
    # Uncompressed, so that its bytes depend on no version of a compression library.
    pdf.set_compression(False)
    pdf.set_creation_date(said.at)
    pdf.core_fonts_encoding = "windows-1252"
    pdf.set_title(_plain(said.title))
    pdf.set_lang("fr")
    pdf.add_page()
    pdf.heading(said.title)
    for name, value in said.facts:
        pdf.fact(name, value)
    pdf.ln(LINE / 2)
    pdf.row(HEAD, "B")
    for row in said.rows:
        pdf.row(row)
    for name, cents in said.totals:
        pdf.row(("", "", name, euros(cents)), "B")
    if said.unmatched:
        pdf.ln(LINE / 2)
        pdf.paragraph("Heures libérées qui ne comptent pas :")
        for reason, hours in said.unmatched:
            pdf.fact(reason, hours)
    pdf.ln(LINE)
    pdf.paragraph(said.statement)
    return bytes(pdf.output())


class _Page(FPDF):
    """A page of text and one table."""

    def heading(self, text: str) -> None:
        """The title."""
        self.set_font("Helvetica", "B", 15)
        self.multi_cell(0, 2 * LINE, _plain(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def fact(self, name: str, value: str) -> None:
        """A name and its value on a line, or on several where the value is long."""
        self.set_font("Helvetica", "", 10)
        self.multi_cell(0, LINE, _plain(f"{name} : {value}"), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def paragraph(self, text: str) -> None:
        """Some lines of text."""
        self.set_font("Helvetica", "", 10)
        self.multi_cell(0, LINE, _plain(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def row(self, cells: Sequence[str], style: str = "") -> None:
        """A row of the table."""
        self.set_font("Helvetica", style, 10)
        for width, cell in zip(WIDTHS, cells, strict=True):
            self.cell(width, LINE, _plain(cell), align="L" if width == WIDTHS[0] else "R")
        self.ln(LINE)


def _plain(text: str) -> str:
    return text.translate(PLAIN).encode("cp1252", errors="replace").decode("cp1252")
