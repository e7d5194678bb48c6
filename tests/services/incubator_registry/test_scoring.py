"""Weighted totals are exact; the committee ranks them, breaks ties as published, and says why it departs."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.chassis.refusal import Invalid
from services.incubator_registry.committee import Opinion, Override, Scored, TieUnbroken, rank
from services.incubator_registry.scoring import Mark, check_marks, mean, rounded, spread, total
from tests.services.incubator_registry.making_applications import RULES, WEIGHTS, marks

HALVES = st.integers(0, 10)
TOTALS = st.integers(0, 1000).map(lambda tens: tens * 10)

STORY = {
    "i1": ((3.5, 5, 4, 3.5), 8000),
    "i2": ((4.5, 4, 4, 3.5), 8100),
    "i3": ((4, 3, 3.5, 3.5), 7050),
    "caplittoral": ((3.5, 3, 3.5, 3), 6550),
}


@pytest.mark.parametrize(("points", "expected"), STORY.values(), ids=list(STORY))
def test_the_totals_of_the_story(points: tuple[float, ...], expected: int) -> None:
    assert total(marks(*points), RULES.criteria) == expected


@given(st.tuples(HALVES, HALVES, HALVES, HALVES))
def test_a_total_is_the_exact_weighted_sum(halves: tuple[int, ...]) -> None:
    exact = sum(Fraction(half, 2) / 5 * weight for half, weight in zip(halves, WEIGHTS.values(), strict=True))
    points = total(marks(*(half / 2 for half in halves)), RULES.criteria)
    assert Fraction(points, 100) == exact
    assert 0 <= points <= 10_000


@given(st.lists(TOTALS, min_size=2, max_size=12))
def test_a_mean_lies_between_the_assessors_and_is_rounded_once_half_up(totals: list[int]) -> None:
    exact = mean(totals)
    assert min(totals) <= exact <= max(totals)
    assert Fraction(-1, 2) < rounded(exact) - exact <= Fraction(1, 2)
    assert spread(totals) == max(totals) - min(totals)


def test_half_a_hundredth_is_rounded_up() -> None:
    assert [rounded(Fraction(81005, 10)), rounded(Fraction(81004, 10)), rounded(Fraction(8100))] == [8101, 8100, 8100]


@pytest.mark.parametrize("points", [-0.5, 5.5, 4.25, float("nan"), float("inf"), "4", True])
def test_a_mark_is_nought_to_five_in_half_points(points: object) -> None:
    with pytest.raises(ValidationError):
        Mark.model_validate({"criterion": "lieu", "points": points, "justification": "Vu."})


def test_each_mark_is_justified_in_writing() -> None:
    with pytest.raises(ValidationError):
        Mark.model_validate({"criterion": "lieu", "points": 4, "justification": ""})


def test_every_criterion_is_scored_once() -> None:
    with pytest.raises(Invalid, match="ressources"):
        check_marks(marks(4, 4, 4, 4)[:3], RULES.criteria)
    with pytest.raises(Invalid) as refused:
        check_marks((*marks(4, 4, 4, 4), marks(4, 4, 4, 4)[0]), RULES.criteria)
    assert refused.value.field == "marks/4/criterion"


# --- the committee


def _scored(*priorities_of: str) -> list[Scored]:
    return [
        Scored(name, Fraction(points), frozenset(priorities_of) if name == "i3" else frozenset())
        for name, (_, points) in STORY.items()
    ]


def test_the_committee_of_the_story_ranks_three_and_puts_one_on_the_reserve_list() -> None:
    ranked = rank(_scored(), RULES.priorities, 3)
    assert [(each.application, each.rank, each.opinion.value) for each in ranked] == [
        ("i2", 1, "favourable"),
        ("i1", 2, "favourable"),
        ("i3", 3, "favourable"),
        ("caplittoral", 4, "reserve"),
    ]


def test_a_published_bonus_adds_its_points_and_is_shown_apart() -> None:
    third = rank(_scored("individualisation"), RULES.priorities, 3)[2]
    assert (third.application, third.score, third.bonus) == ("i3", 7200, 150)


def test_a_tie_is_broken_by_the_published_priority() -> None:
    equal = [
        Scored("a", Fraction(7050)),
        Scored("b", Fraction(7050), frozenset({"probleme-territorial"})),
    ]
    assert [each.application for each in rank(equal, RULES.priorities, 1)] == ["b", "a"]


def test_a_tie_that_no_priority_breaks_asks_the_committee_for_a_rank_and_its_reason() -> None:
    equal = [Scored("a", Fraction(7050)), Scored("b", Fraction(7050))]
    with pytest.raises(TieUnbroken) as refused:
        rank(equal, RULES.priorities, 1)
    assert refused.value.facts["applications"] == ["a", "b"]
    reason = "Le comité préfère le projet dont les locaux sont prêts."
    overrides = (
        Override(application="b", opinion=Opinion.FAVOURABLE, rank=1, reason=reason),
        Override(application="a", opinion=Opinion.RESERVE, rank=2, reason=reason),
    )
    ranked = rank(equal, RULES.priorities, 1, overrides)
    assert [(each.application, each.reason) for each in ranked] == [("b", reason), ("a", reason)]


def test_nobody_is_ranked_by_a_priority_that_was_not_published() -> None:
    with pytest.raises(Invalid, match="non publiée"):
        rank(_scored("proche-du-siege"), RULES.priorities, 3)


def test_two_applications_do_not_share_a_rank() -> None:
    override = Override(application="i3", opinion=Opinion.FAVOURABLE, rank=1, reason="Territoire sans incubateur.")
    with pytest.raises(Invalid, match="même rang"):
        rank(_scored(), RULES.priorities, 3, (override,))


@given(st.lists(TOTALS, min_size=1, max_size=12, unique=True), st.integers(0, 12))
def test_a_better_score_never_has_a_worse_rank(totals: list[int], cut_off: int) -> None:
    scored = [Scored(f"a{number}", Fraction(points)) for number, points in enumerate(totals)]
    ranked = rank(scored, (), cut_off)
    assert [each.score for each in ranked] == sorted(totals, reverse=True)
    assert [each.rank for each in ranked] == list(range(1, len(totals) + 1))
    assert sum(each.opinion is Opinion.FAVOURABLE for each in ranked) == min(cut_off, len(totals))
