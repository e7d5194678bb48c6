"""Observation grids."""

from datetime import date
from typing import Any

import pytest

from services.chassis.refusal import Invalid
from services.project_tracking.observation import Mark, observe

MARK = Mark(criterion="welcome", label="Accueil", level=3)
GRID: dict[str, Any] = {
    "id": "o1",
    "experiment": "x3",
    "observer": "ana",
    "on": date(2020, 2, 3),
    "territory": "commune:02001",
    "grid": "Grille d'engagement",
    "marks": [MARK],
    "today": date(2020, 2, 4),
}


def test_a_filled_grid_says_who_saw_what_where() -> None:
    observation = observe(**GRID)
    assert (observation.observer, observation.marks[0].level) == ("ana", 3)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": date(2020, 2, 5)}, "on"),
        ({"territory": "moon"}, "territory"),
        ({"marks": [MARK, MARK]}, "marks/1/criterion"),
    ],
)
def test_an_observation_was_made_in_a_known_place_with_each_criterion_once(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        observe(**GRID | changes)
    assert refused.value.field == field
