"""Figures: parts that make their whole, and the cell that is named when they do not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.refusal import Invalid
from services.project_tracking.figures import Figures, FiguresDoNotAddUp, Measure

WHOLE: dict[str, Any] = {
    "numerator": 33,
    "denominator": 88,
    "by_public": [
        {"code": "rqth", "numerator": 13, "denominator": 40},
        {"code": "neet", "numerator": 20, "denominator": 48},
    ],
    "by_territory": [
        {"code": "departement:02", "numerator": 11, "denominator": 30},
        {"code": "departement:59", "numerator": 22, "denominator": 58},
    ],
    "cells": [
        {"public": "rqth", "territory": "departement:02", "numerator": 5, "denominator": 14},
        {"public": "rqth", "territory": "departement:59", "numerator": 8, "denominator": 26},
        {"public": "neet", "territory": "departement:02", "numerator": 6, "denominator": 16},
        {"public": "neet", "territory": "departement:59", "numerator": 14, "denominator": 32},
    ],
}


def changed(*path: Any, to: Any) -> Figures:
    """The whole figures with one value changed."""
    content = Figures.model_validate(WHOLE).model_dump(mode="json")
    place: Any = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return Figures.model_validate(content)


def test_figures_whose_parts_make_the_whole_are_taken() -> None:
    Figures.model_validate(WHOLE).check(Measure.SHARE, "figures")


@pytest.mark.parametrize(
    ("path", "to", "field"),
    [
        (("numerator",), 34, "f/by_public"),
        (("by_public", 0, "denominator"), 41, "f/by_public"),
        (("by_territory", 1, "numerator"), 21, "f/by_territory"),
        (("cells", 2, "denominator"), 17, "f/by_public/1"),
        (("cells", 0, "numerator"), 15, "f/cells/0"),
    ],
)
def test_the_cell_at_fault_is_named(path: tuple[Any, ...], to: int, field: str) -> None:
    with pytest.raises(FiguresDoNotAddUp) as refused:
        changed(*path, to=to).check(Measure.SHARE, "f")
    assert refused.value.field == field


def test_cells_that_fit_the_publics_but_not_the_territories_name_the_territory() -> None:
    content = Figures.model_validate(WHOLE).model_dump(mode="json")
    content["cells"][0]["denominator"] += 1
    content["cells"][1]["denominator"] -= 1
    with pytest.raises(FiguresDoNotAddUp) as refused:
        Figures.model_validate(content).check(Measure.SHARE, "f")
    assert (refused.value.field, refused.value.facts) == ("f/by_territory/0", {"expected": 30, "found": 31})


@pytest.mark.parametrize(
    ("path", "to", "field"),
    [
        (("by_public", 1, "code"), "rqth", "f/by_public/1/code"),
        (("by_public", 1, "code"), "moon-dwellers", "f/by_public/1/code"),
        (("by_territory", 1, "code"), "commune:99999", "f/by_territory/1/code"),
        (("by_territory", 1, "code"), "commune:02001", "f/by_territory/1/code"),
        (("cells", 1, "territory"), "departement:60", "f/cells/1/territory"),
        (("cells", 1, "territory"), "departement:02", "f/cells/1"),
    ],
    ids=["twice", "unknown public", "unknown territory", "within another", "without a margin", "cell twice"],
)
def test_codes_are_known_once_and_do_not_overlap(path: tuple[Any, ...], to: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        changed(*path, to=to).check(Measure.SHARE, "f")
    assert refused.value.field == field


def test_a_numerator_is_within_its_denominator_in_a_share_only() -> None:
    hours = Figures(numerator=9_000, denominator=60)
    hours.check(Measure.MEAN, "f")
    with pytest.raises(FiguresDoNotAddUp, match="dépasse"):
        hours.check(Measure.SHARE, "f")
    with pytest.raises(FiguresDoNotAddUp, match="effectif nul"):
        Figures(numerator=1, denominator=0).check(Measure.MEAN, "f")


@pytest.mark.parametrize("wrong", [-1, 1.5, "3", True, 10**12])
def test_a_count_is_a_whole_number_of_persons(wrong: Any) -> None:
    with pytest.raises(ValueError, match="numerator"):
        Figures.model_validate({"numerator": wrong, "denominator": 10})


PARTS = st.lists(st.integers(0, 500), min_size=2, max_size=2)


@given(PARTS, PARTS, st.integers(-3, 3))
def test_figures_are_taken_exactly_when_they_add_up(one: list[int], other: list[int], off: int) -> None:
    publics = ["rqth", "neet"]
    figures = Figures.model_validate(
        {
            "numerator": 0,
            "denominator": sum(one) + sum(other) + max(off, -sum(one) - sum(other)),
            "by_public": [
                {"code": code, "numerator": 0, "denominator": sum(line)}
                for code, line in zip(publics, (one, other), strict=True)
            ],
        }
    )
    if figures.denominator == sum(one) + sum(other):
        figures.check(Measure.SHARE, "f")
    else:
        with pytest.raises(FiguresDoNotAddUp):
            figures.check(Measure.SHARE, "f")
