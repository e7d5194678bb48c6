"""Small cells: counts of fewer than 5 persons are hidden, and others with them, so that totals reveal nothing.

Hidden together: the numerator and the denominator of a cell, in every figure that describes the same persons. A cell
is small when its denominator counts 1 to 4 persons, or (below the whole) the numerator of its share does. Afterwards
every hidden count could, for a reader of the published table, be at least one higher, and a small denominator could
be 5 or more. RULES.md, "Experiments" and "Follow-up".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts import tracking_parts as published
from services.project_tracking.disclosure import TOTAL, Key, Table, table
from services.project_tracking.figures import Figures, Measure, Tally

Hidden = frozenset[Key]
NOTHING: Hidden = frozenset()

# One margin is dearer than any number of cells, the whole dearer than all margins; a cell of nobody hides nobody.
CELL, EMPTY_CELL, MARGIN, WHOLE = 1_000, 50_000, 10**8, 10**11


def tallies(figures: Figures) -> dict[Key, Tally]:
    """Every tally of a figure by its key: the whole, the publics, the territories, the cells."""
    return {
        TOTAL: figures,
        **{("public", part.code): part for part in figures.by_public},
        **{("territory", part.code): part for part in figures.by_territory},
        **{("cell", cell.public, cell.territory): cell for cell in figures.cells},
    }


@dataclass(frozen=True)
class Shown:
    """One figure as two independent tables: the numerators, and what is left of the denominators beside them.

    For a share the second one counts the persons outside the numerator, so both are free and none is negative; for a
    mean the second one is the denominators themselves.
    """

    figures: Figures
    measure: Measure
    tallies: dict[Key, Tally]
    numerators: Table
    others: Table

    @classmethod
    def of(cls, figures: Figures, measure: Measure) -> "Shown":
        """Both tables of a figure."""
        found = tallies(figures)
        rest = {key: each.denominator - _within(each, measure) for key, each in found.items()}
        return cls(figures, measure, found, _table({key: each.numerator for key, each in found.items()}), _table(rest))

    def small(self, threshold: int) -> set[Key]:
        """The keys whose persons are too few to be shown."""
        return {
            key
            for key, tally in self.tallies.items()
            if 0 < tally.denominator < threshold
            or (key != TOTAL and self.measure is Measure.SHARE and 0 < tally.numerator < threshold)
        }

    def exposed(self, key: Key, hidden: Hidden, threshold: int) -> tuple[Table, int] | None:
        """The table, and by how much, in which a hidden count must be freer; None when it is safe."""
        numerators = self.numerators.rise(key, hidden, threshold)
        # When nobody at all is counted, the whole says it: no pattern of cells can hide that.
        if not numerators and (TOTAL in hidden or self.figures.numerator):
            return self.numerators, 1
        needed = max(1, threshold - self.tallies[key].denominator)
        counted = numerators if self.measure is Measure.SHARE else 0
        if counted + self.others.rise(key, hidden, threshold) >= needed:
            return None
        return self.others, needed

    def cost(self, key: Key) -> int:
        """How much is lost by hiding a tally."""
        persons = min(self.tallies[key].denominator, CELL - 1)
        match key[0]:
            case "cell":
                return CELL + persons if persons else EMPTY_CELL
            case "total":
                return WHOLE
        return MARGIN + persons


def _within(tally: Tally, measure: Measure) -> int:
    return tally.numerator if measure is Measure.SHARE else 0


def _table(values: dict[Key, int]) -> Table:
    return table(
        values[TOTAL],
        {key[1]: value for key, value in values.items() if key[0] == "public"},
        {key[1]: value for key, value in values.items() if key[0] == "territory"},
        {(key[1], key[2]): value for key, value in values.items() if key[0] == "cell"},
    )


def pattern(figures: Iterable[tuple[Figures, Measure]], threshold: int, already: Hidden = NOTHING) -> Hidden:
    """What to hide in figures that describe the same persons. ``already``: hidden before, and kept so.

    Keeping what an earlier publication hid stops a reader from comparing the two.
    """
    shown = [Shown.of(one, measure) for each, measure in figures for one in _apart(each)]
    known = {key for each in shown for key in each.tallies}
    hidden = (already & known) | {key for each in shown for key in each.small(threshold)}
    while found := _first_exposed(shown, hidden, threshold):
        hidden |= _remedy(*found, hidden)
    return hidden


def _apart(figures: Figures) -> tuple[Figures, ...]:
    """Two breakdowns that are not crossed are two tables: each makes the whole by itself."""
    if figures.cells or not (figures.by_public and figures.by_territory):
        return (figures,)
    return figures.model_copy(update={"by_territory": ()}), figures.model_copy(update={"by_public": ()})


def _first_exposed(shown: Sequence[Shown], hidden: Hidden, threshold: int) -> tuple[Shown, Key, Table, int] | None:
    for each in shown:
        for key in sorted(hidden & each.tallies.keys()):
            if (found := each.exposed(key, hidden, threshold)) and not hidden >= each.tallies.keys():
                return each, key, *found
    return None


def _remedy(shown: Shown, key: Key, where: Table, amount: int, hidden: Hidden) -> Hidden:
    """More to hide: the cheapest way round, else all cells, else all margins, else everything."""
    for found in (where.cover(key, hidden, amount, shown.cost), where.cover(key, hidden, 1, shown.cost)):
        if found:
            return found
    for kinds in (("cell",), ("public", "territory"), ("total",)):
        more = frozenset(each for each in shown.tallies if each[0] in kinds) - hidden
        if more:
            return more
    raise AssertionError("everything is hidden already")


def still_told(publications: Iterable[Mapping[Key, int]], threshold: int) -> Hidden:
    """The keys that a later publication of the sum must hide: it minus the parts that are shown would tell them.

    Each publication gives the persons of the keys that it hid. What several of them hid stays covered, as long as
    together they hid enough persons: only that sum can be worked out.
    """
    times: dict[Key, list[int]] = {}
    for publication in publications:
        for key, persons in publication.items():
            times.setdefault(key, []).append(persons)
    return frozenset(key for key, persons in times.items() if len(persons) == 1 or sum(persons) < threshold)


def publish(figures: Figures, hidden: Hidden) -> published.Figures:
    """The figures as everyone may see them: None where a count is hidden."""

    def counts(key: Key, tally: Tally) -> dict[str, int | None]:
        seen = key not in hidden
        return {"numerator": tally.numerator if seen else None, "denominator": tally.denominator if seen else None}

    return published.Figures(
        **counts(TOTAL, figures),
        by_public=tuple(
            published.Part(code=part.code, **counts(("public", part.code), part)) for part in figures.by_public
        ),
        by_territory=tuple(
            published.Part(code=part.code, **counts(("territory", part.code), part)) for part in figures.by_territory
        ),
        cells=tuple(
            published.Cell(
                public=cell.public,
                territory=cell.territory,
                **counts(("cell", cell.public, cell.territory), cell),
            )
            for cell in figures.cells
        ),
    )
