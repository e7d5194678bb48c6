"""Figures: a numerator and a denominator with their parts by public and by territory, which must add up."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.chassis import reference
from services.chassis.refusal import Invalid
from services.project_tracking.values import Code, Persons, Value

LARGEST_BREAKDOWN = 40
LARGEST_CROSSING = 240


class Measure(StrEnum):
    """``share``: some persons among others; ``mean``: a quantity for a number of persons."""

    SHARE = "share"
    MEAN = "mean"


class FiguresDoNotAddUp(Invalid):
    """The parts of a figure do not make its whole."""

    code, title = "figures-do-not-add-up", "Les parts ne font pas le total"


class Tally(Value):
    """A numerator and a denominator, in persons (the numerator of a mean is in its own unit)."""

    numerator: Persons
    denominator: Persons


class Part(Tally):
    """The tally of one public, or of one territory."""

    code: Code


class Cell(Tally):
    """The tally of one public in one territory."""

    public: Code
    territory: Code


class Figures(Tally):
    """The whole tally and its parts; empty parts are not told apart. A pair left out of ``cells`` counts nobody."""

    by_public: Annotated[tuple[Part, ...], Field(max_length=LARGEST_BREAKDOWN)] = ()
    by_territory: Annotated[tuple[Part, ...], Field(max_length=LARGEST_BREAKDOWN)] = ()
    cells: Annotated[tuple[Cell, ...], Field(max_length=LARGEST_CROSSING)] = ()

    def check(self, measure: Measure, field: str) -> None:
        """Raises Invalid for an unknown, repeated or overlapping code, FiguresDoNotAddUp naming the cell at fault."""
        _check_shares(self, measure, field)
        _check_codes(self.by_public, "publics", f"{field}/by_public")
        _check_codes(self.by_territory, "territories", f"{field}/by_territory")
        _check_disjoint([part.code for part in self.by_territory], f"{field}/by_territory")
        _check_sum(self.by_public, self, f"{field}/by_public")
        _check_sum(self.by_territory, self, f"{field}/by_territory")
        if self.cells:
            _check_crossing(self, field)


def _places(figures: Figures, field: str) -> Iterable[tuple[str, Tally]]:
    yield field, figures
    for name in ("by_public", "by_territory", "cells"):
        for rank, tally in enumerate(getattr(figures, name)):
            yield f"{field}/{name}/{rank}", tally


def _check_shares(figures: Figures, measure: Measure, field: str) -> None:
    for place, tally in _places(figures, field):
        if measure is Measure.SHARE and tally.numerator > tally.denominator:
            raise FiguresDoNotAddUp(
                f"Le numérateur ({tally.numerator}) dépasse le dénominateur ({tally.denominator}).", field=place
            )
        if measure is Measure.MEAN and tally.numerator and not tally.denominator:
            raise FiguresDoNotAddUp("Une quantité est donnée pour un effectif nul.", field=place)


def _check_codes(parts: Sequence[Part], name: str, field: str) -> None:
    seen: set[str] = set()
    for rank, part in enumerate(parts):
        reference.check(name, part.code, field=f"{field}/{rank}/code")
        if part.code in seen:
            raise Invalid(f"« {part.code} » est donné deux fois.", field=f"{field}/{rank}/code")
        seen.add(part.code)


def _check_disjoint(territories: Sequence[str], field: str) -> None:
    for rank, one in enumerate(territories):
        for other in territories[:rank]:
            if reference.within(one, other) or reference.within(other, one):
                raise Invalid(
                    f"« {one} » et « {other} » se recouvrent : les mêmes personnes seraient comptées deux fois.",
                    field=f"{field}/{rank}/code",
                )


def _check_sum(parts: Iterable[Tally], whole: Tally, field: str) -> None:
    parts = tuple(parts)
    for name in ("numerator", "denominator"):
        found, expected = sum(getattr(part, name) for part in parts), getattr(whole, name)
        if parts and found != expected:
            french = "numérateurs" if name == "numerator" else "dénominateurs"
            raise FiguresDoNotAddUp(
                f"La somme des {french} fait {found} au lieu de {expected}.",
                field=field,
                expected=expected,
                found=found,
            )


def _check_crossing(figures: Figures, field: str) -> None:
    publics = {part.code: rank for rank, part in enumerate(figures.by_public)}
    territories = {part.code: rank for rank, part in enumerate(figures.by_territory)}
    seen: set[tuple[str, str]] = set()
    for rank, cell in enumerate(figures.cells):
        place = f"{field}/cells/{rank}"
        for name, code, known in (("public", cell.public, publics), ("territory", cell.territory, territories)):
            if code not in known:
                raise Invalid(f"« {code} » n'a pas sa ligne parmi les totaux.", field=f"{place}/{name}")
        if (cell.public, cell.territory) in seen:
            raise Invalid("Cette case est donnée deux fois.", field=place)
        seen.add((cell.public, cell.territory))
    for code, rank in publics.items():
        line = [cell for cell in figures.cells if cell.public == code]
        _check_line(line, figures.by_public[rank], f"{field}/by_public/{rank}")
    for code, rank in territories.items():
        line = [cell for cell in figures.cells if cell.territory == code]
        _check_line(line, figures.by_territory[rank], f"{field}/by_territory/{rank}")


def _check_line(line: list[Cell], total: Part, field: str) -> None:
    _check_sum(line or [Tally(numerator=0, denominator=0)], total, field)
