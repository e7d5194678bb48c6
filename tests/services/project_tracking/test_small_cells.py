"""Small cells are hidden, and an outsider who knows every shown count cannot work a hidden one out."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.project_tracking.disclosure import TOTAL, Key
from services.project_tracking.figures import Cell, Figures, Measure, Part
from services.project_tracking.small_cells import pattern, publish, still_told, tallies

PUBLICS = ("rsa", "rqth", "neet")
TERRITORIES = ("commune:02001", "commune:59350", "commune:80001")
Counts = dict[tuple[str, str], tuple[int, int]]


def crossed(counts: Counts) -> Figures:
    """Figures with every margin, from the cells."""

    def part(code: str, place: int) -> Part:
        line = [value for pair, value in counts.items() if pair[place] == code]
        return Part(code=code, numerator=sum(n for n, _ in line), denominator=sum(d for _, d in line))

    return Figures(
        numerator=sum(n for n, _ in counts.values()),
        denominator=sum(d for _, d in counts.values()),
        by_public=tuple(part(code, 0) for code in dict.fromkeys(pair[0] for pair in counts)),
        by_territory=tuple(part(code, 1) for code in dict.fromkeys(pair[1] for pair in counts)),
        cells=tuple(Cell(public=p, territory=t, numerator=n, denominator=d) for (p, t), (n, d) in counts.items()),
    )


def square(*rows: tuple[tuple[int, int], ...]) -> Counts:
    return {
        (public, territory): row[column]
        for public, row in zip(PUBLICS, rows, strict=False)
        for column, territory in enumerate(TERRITORIES[: len(row)])
    }


def hide(figures: Figures, measure: Measure = Measure.SHARE) -> frozenset[Key]:
    return pattern([(figures, measure)], 5)


def test_large_figures_are_shown_whole() -> None:
    assert hide(crossed(square(((10, 20), (12, 24)), ((9, 18), (15, 30))))) == frozenset()


def test_a_commune_with_three_persons_is_hidden_and_a_second_one_with_it() -> None:
    figures = Figures(
        numerator=40,
        denominator=63,
        by_territory=(
            Part(code="commune:02001", numerator=2, denominator=3),
            Part(code="commune:59350", numerator=12, denominator=18),
            Part(code="commune:80001", numerator=26, denominator=42),
        ),
    )
    assert hide(figures) == {("territory", "commune:02001"), ("territory", "commune:59350")}
    shown = publish(figures, hide(figures))
    assert [part.denominator for part in shown.by_territory] == [None, None, 42]
    assert (shown.numerator, shown.denominator) == (40, 63)


def test_one_small_cell_of_a_crossing_takes_a_rectangle_with_it() -> None:
    figures = crossed(square(((2, 3), (10, 20), (12, 24)), ((9, 18), (8, 17), (9, 19)), ((7, 15), (9, 18), (9, 20))))
    hidden = hide(figures)
    assert ("cell", "rsa", "commune:02001") in hidden
    assert len(hidden) == 4
    assert all(key[0] == "cell" for key in hidden)


def test_a_small_numerator_is_hidden_as_well() -> None:
    figures = crossed(square(((2, 30), (10, 20)), ((9, 18), (15, 30))))
    assert ("cell", "rsa", "commune:02001") in hide(figures)


def test_the_whole_is_hidden_when_it_counts_fewer_than_five_persons() -> None:
    shown = publish(Figures(numerator=2, denominator=4), hide(Figures(numerator=2, denominator=4)))
    assert (shown.numerator, shown.denominator) == (None, None)


def test_a_result_of_zero_for_a_public_is_not_shown_when_it_would_tell_of_three_persons() -> None:
    figures = crossed(square(((0, 3), (0, 9)), ((9, 18), (15, 30))))
    assert ("public", "rsa") in hide(figures)


def test_what_was_hidden_before_stays_hidden() -> None:
    counts = square(((10, 20), (12, 24), (8, 16)), ((9, 18), (15, 30), (8, 16)))
    before = frozenset({("cell", "rsa", "commune:02001")})
    hidden = pattern([(crossed(counts), Measure.SHARE)], 5, before)
    assert before <= hidden
    assert len(hidden) >= 4


def test_figures_about_the_same_persons_hide_the_same_cells() -> None:
    entered = crossed(square(((2, 3), (10, 20)), ((9, 18), (15, 30))))
    employed = crossed(square(((1, 3), (8, 20)), ((7, 18), (11, 30))))
    together = pattern([(entered, Measure.SHARE), (employed, Measure.SHARE)], 5)
    assert pattern([(entered, Measure.SHARE)], 5) <= together


def test_two_breakdowns_that_are_not_crossed_are_protected_each_by_itself() -> None:
    figures = Figures(
        numerator=30,
        denominator=60,
        by_public=(
            Part(code="rsa", numerator=2, denominator=4),
            Part(code="neet", numerator=8, denominator=20),
            Part(code="rqth", numerator=20, denominator=36),
        ),
        by_territory=(
            Part(code="commune:02001", numerator=15, denominator=30),
            Part(code="commune:59350", numerator=15, denominator=30),
        ),
    )
    assert hide(figures) == {("public", "rsa"), ("public", "neet")}


def test_a_mean_hides_by_its_persons_only() -> None:
    figures = crossed(square(((900, 30), (3, 20)), ((700, 18), (40, 3))))
    hidden = pattern([(figures, Measure.MEAN)], 5)
    assert ("cell", "rqth", "commune:59350") in hidden


COMMUNE: Key = ("territory", "commune:02001")


@pytest.mark.parametrize(
    ("quarters", "told"),
    [
        ([{COMMUNE: 3}], True),  # the year minus the other quarters would be these three persons
        ([{COMMUNE: 3}, {COMMUNE: 7}], False),  # only their sum, ten persons, can be worked out
        ([{COMMUNE: 1}, {COMMUNE: 2}], True),
        ([{}], False),
    ],
)
def test_a_sum_over_quarters_does_not_give_a_hidden_quarter_away(quarters: list[dict[Key, int]], told: bool) -> None:
    assert (COMMUNE in still_told(quarters, 5)) is told


# --- the attacker: knows every shown count, every sum, that counts are whole and never negative ---------------------


def lines(figures: Figures) -> list[tuple[Key, list[Key]]]:
    """Every sum of the published table: a total and its parts."""
    publics = [("public", part.code) for part in figures.by_public]
    territories = [("territory", part.code) for part in figures.by_territory]
    cells = [("cell", cell.public, cell.territory) for cell in figures.cells]
    found: list[tuple[Key, list[Key]]] = [(TOTAL, [*publics]), (TOTAL, [*territories])]
    found += [(key, [cell for cell in cells if cell[1] == key[1]]) for key in publics if cells]
    found += [(key, [cell for cell in cells if cell[2] == key[1]]) for key in territories if cells]
    return [(total, parts) for total, parts in found if parts]


def worlds(
    values: dict[Key, int], hidden: frozenset[Key], sums: list[tuple[Key, list[Key]]]
) -> Iterator[dict[Key, int]]:
    """Every table that agrees with what is shown, counts up to a few more than the true ones."""
    totals = {total for total, _ in sums}
    free = sorted(key for key in hidden if key not in totals)
    top = max((values[key] for key in hidden), default=0) + 6

    def possible(world: dict[Key, int]) -> bool:
        return all(
            world[total] == sum(world.get(part, 0) for part in parts)
            if all(part in world for part in parts)
            else world[total] >= sum(world.get(part, 0) for part in parts)
            for total, parts in sums
            if total in world
        )

    def grow(world: dict[Key, int], left: list[Key]) -> Iterator[dict[Key, int]]:
        if left:
            for value in range(top + 1):
                if possible(bigger := world | {left[0]: value}):
                    yield from grow(bigger, left[1:])
            return
        whole = dict(world)
        for total, parts in reversed(sums):
            whole.setdefault(total, sum(whole[part] for part in parts))
        if possible(whole):
            yield whole

    yield from grow({key: value for key, value in values.items() if key not in hidden}, free)


def attack(figures: Figures, hidden: frozenset[Key]) -> dict[Key, tuple[set[int], set[int]]]:
    """For each hidden count, the numerators and the denominators that an outsider must think possible.

    Those inside a numerator and those outside it are two tables without a tie, so their counts add freely.
    """
    found, sums = tallies(figures), lines(figures)
    inside = list(worlds({key: tally.numerator for key, tally in found.items()}, hidden, sums))
    outside = list(worlds({key: tally.denominator - tally.numerator for key, tally in found.items()}, hidden, sums))
    answer = {}
    for key in hidden:
        numerators, rest = {world[key] for world in inside}, {world[key] for world in outside}
        answer[key] = numerators, {one + other for one in numerators for other in rest}
    return answer


@st.composite
def two_by_two(draw: st.DrawFn) -> Figures:
    def cell() -> tuple[int, int]:
        denominator = draw(st.integers(0, 9))
        return draw(st.integers(0, denominator)), denominator

    return crossed(square((cell(), cell()), (cell(), cell())))


@settings(max_examples=30, deadline=None)
@given(two_by_two())
def test_an_attacker_cannot_work_out_a_hidden_cell(figures: Figures) -> None:
    hidden = hide(figures)
    if hidden >= tallies(figures).keys():
        return  # nothing is shown: there is nothing to work from
    for key, (numerators, denominators) in attack(figures, hidden).items():
        assert len(denominators) > 1, f"{key} is {denominators}"
        assert len(numerators) > 1 or figures.numerator == 0, f"{key} is {numerators}"
        if 0 < tallies(figures)[key].denominator < 5:
            assert max(denominators) >= 5, f"{key} is known to be small: {denominators}"


def test_the_attacker_does_find_a_small_cell_hidden_alone() -> None:
    figures = crossed(square(((2, 3), (5, 9)), ((6, 8), (5, 7))))
    alone = frozenset({("cell", "rsa", "commune:02001")})
    assert attack(figures, alone)["cell", "rsa", "commune:02001"] == ({2}, {3})


def test_the_attacker_does_find_a_cell_hidden_in_a_chain_without_a_way_round() -> None:
    figures = crossed(square(((2, 3), (5, 9)), ((6, 8), (5, 7))))
    chain = frozenset({("cell", "rsa", "commune:02001"), ("cell", "rsa", "commune:59350")})
    assert attack(figures, chain)["cell", "rsa", "commune:02001"] == ({2}, {3})


large = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair))), min_size=9, max_size=9
)


@given(large)
def test_every_line_with_a_hidden_cell_hides_a_second_one(cells: list[tuple[int, int]]) -> None:
    figures = crossed(square(tuple(cells[0:3]), tuple(cells[3:6]), tuple(cells[6:9])))
    hidden = hide(figures)
    if hidden >= tallies(figures).keys():
        return
    for total, parts in lines(figures):
        assert len(hidden & {total, *parts}) != 1


@given(large)
def test_what_is_shown_is_true_and_no_small_count_is_shown(cells: list[tuple[int, int]]) -> None:
    figures = crossed(square(tuple(cells[0:3]), tuple(cells[3:6]), tuple(cells[6:9])))
    shown = publish(figures, hide(figures))
    for cell, told in zip(figures.cells, shown.cells, strict=True):
        assert told.denominator in (None, cell.denominator)
        assert told.denominator is None or not 0 < told.denominator < 5
        assert told.numerator is None or not 0 < told.numerator < 5


@pytest.mark.parametrize("threshold", [3, 5, 11])
def test_the_threshold_is_data(threshold: int) -> None:
    figures = crossed(square(((8, 10), (10, 20)), ((11, 18), (15, 30))))
    assert bool(pattern([(figures, Measure.SHARE)], threshold)) is (threshold > 8)
