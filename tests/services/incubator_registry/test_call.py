"""Every verb of a call from every state, and each rule of its publication and of its closing by name."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import incubator_registry as events
from services.chassis.calendar import paris
from services.chassis.refusal import Invalid, OutOfTurn
from services.chassis.values import Act
from services.incubator_registry.call import (
    LIFECYCLE,
    ActToCome,
    Call,
    ClosingPassed,
    NotPublishedBefore,
    OnlyLater,
    OpeningPassed,
    State,
    TooEarly,
)
from services.incubator_registry.call_rules import (
    CallIncomplete,
    CallRules,
    CriteriaOfThePacte,
    InstantsBackwards,
    WeightsDoNotAddUp,
)
from tests.services.incubator_registry.making_calls import (
    CLOSES,
    DECIDED,
    DECISION,
    IN_STATE,
    LATER,
    OPENS,
    PUBLISHED,
    RULES,
    SECOND,
    closed,
    draft,
    opened,
    published,
    rules,
)

VERBS: dict[str, Callable[[Call], None]] = {
    "edit": lambda call: call.edit("Titre", "Résumé", rules()),
    "publish": lambda call: call.publish(PUBLISHED),
    "open": lambda call: call.open(OPENS),
    "move_closing": lambda call: call.move_closing(LATER, DECISION, DECIDED, DECIDED),
    "close": lambda call: call.close(CLOSES),
}

# Written from RULES.md, "Calls and applications": what is published no longer changes but for the closing instant.
EXPECTED = {
    "draft": {"edit": "draft", "publish": "published"},
    "published": {"open": "open", "move_closing": "published"},
    "open": {"move_closing": "open", "close": "closed"},
    "closed": {},
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", State)
def test_every_verb_from_every_state(state: State, verb: str) -> None:
    call = IN_STATE[state]()
    expected = EXPECTED[state.value].get(verb)
    if expected is None:
        with pytest.raises(OutOfTurn, match=f"état « {LIFECYCLE.labels[state]} »"):
            VERBS[verb](call)
        assert call.state is state
    else:
        VERBS[verb](call)
        assert call.state.value == expected


def test_the_table_above_knows_every_verb_and_every_state() -> None:
    assert set(VERBS) == set(LIFECYCLE.all_verbs())
    assert set(EXPECTED) == {state.value for state in State}


def test_publishing_says_the_whole_snapshot_then_the_fact() -> None:
    call = draft()
    call.publish(PUBLISHED)
    described, fact = call.announced
    assert isinstance(described, events.CallDescribed)
    assert {each.code: each.weight for each in described.criteria} == {
        "identification": 30,
        "lieu": 25,
        "moyens": 25,
        "ressources": 20,
    }
    assert described.eligibility[0].requires_role == "laboratoire"
    assert isinstance(fact, events.CallPublished)
    assert (fact.opens_at, fact.closes_at, fact.rules_version) == (OPENS, CLOSES, 1)


def test_a_draft_may_lack_everything() -> None:
    call = draft()
    call.edit("Titre", "Résumé", CallRules())
    assert call.state is State.DRAFT


@pytest.mark.parametrize(
    "missing", ["opens_at", "closes_at", "act", "incubator_types", "questions", "pieces", "criteria", "eligibility"]
)
def test_a_call_is_published_whole(missing: str) -> None:
    call = draft()
    call.edit("Titre", "Résumé", CallRules.model_validate({k: v for k, v in RULES.items() if k != missing}))
    with pytest.raises(CallIncomplete) as refused:
        call.publish(PUBLISHED)
    assert refused.value.field == f"rules/{missing}"


@pytest.mark.parametrize("weights", [(30, 25, 25, 19), (30, 25, 25, 21), (97, 1, 1, 2)])
def test_the_weights_of_the_criteria_add_up_to_a_hundred(weights: tuple[int, ...]) -> None:
    codes = ("identification", "lieu", "moyens", "ressources")
    said = [{"code": code, "weight": weight} for code, weight in zip(codes, weights, strict=True)]
    with pytest.raises(WeightsDoNotAddUp, match=str(sum(weights))):
        draft(criteria=said).publish(PUBLISHED)


@pytest.mark.parametrize(
    "codes",
    [
        ("identification", "lieu", "moyens"),
        ("identification", "lieu", "moyens", "prix"),
        ("identification", "lieu", "moyens", "moyens"),
        ("identification", "lieu", "moyens", "ressources", "ressources"),
    ],
)
def test_the_criteria_are_the_four_of_the_pacte(codes: tuple[str, ...]) -> None:
    said = [{"code": code, "weight": 20} for code in codes]
    with pytest.raises(CriteriaOfThePacte):
        draft(criteria=said).publish(PUBLISHED)


def test_every_rule_of_eligibility_cites_its_article() -> None:
    with pytest.raises(ValueError, match="article"):
        rules(eligibility=[{"code": "partenaire-recherche", "label": "Un laboratoire."}])


def test_a_code_is_said_once() -> None:
    twice = RULES["pieces"] + [RULES["pieces"][0]]
    with pytest.raises(Invalid) as refused:
        draft(pieces=twice).publish(PUBLISHED)
    assert refused.value.field == "rules/pieces"


@pytest.mark.parametrize(("effect", "points"), [("bonus", 0), ("tie-break", 200)])
def test_a_bonus_is_worth_points_and_a_tie_break_is_not(effect: str, points: int) -> None:
    said = [{"code": "probleme-territorial", "article": "article 5.3", "effect": effect, "points": points}]
    with pytest.raises(Invalid) as refused:
        draft(priorities=said).publish(PUBLISHED)
    assert refused.value.field == "rules/priorities/0/points"


def test_a_priority_is_one_of_the_reference_data() -> None:
    said = [{"code": "ami-du-president", "article": "article 9", "effect": "tie-break"}]
    with pytest.raises(Invalid, match="Priorités de sélection"):
        draft(priorities=said).publish(PUBLISHED)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"incubator_types": ["croise", "national"]}, "rules/incubator_types/1"),
        ({"eligibility": [RULES["eligibility"][0] | {"requires_role": "banque"}]}, "rules/eligibility/0/requires_role"),
    ],
)
def test_types_and_roles_are_of_the_reference_data(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        draft(**changed).publish(PUBLISHED)
    assert refused.value.field == field


def test_the_closing_follows_the_opening() -> None:
    with pytest.raises(InstantsBackwards):
        draft(closes_at=RULES["opens_at"]).publish(PUBLISHED)


@pytest.mark.parametrize("name", ["opens_at", "closes_at"])
def test_the_instants_are_given_to_the_second(name: str) -> None:
    with pytest.raises(InstantsBackwards):
        draft(**{name: "2019-09-29T12:00:00.5+02:00"}).publish(PUBLISHED)


def test_an_instant_says_its_offset() -> None:
    with pytest.raises(ValueError, match="offset"):
        rules(closes_at="2019-09-30T12:00:00")


def test_a_call_is_published_before_it_opens() -> None:
    draft().publish(OPENS)
    with pytest.raises(OpeningPassed):
        draft().publish(OPENS + SECOND)


def test_the_act_that_adopts_the_rules_comes_before_the_publication() -> None:
    with pytest.raises(ActToCome):
        draft(act={"number": "2019.00999", "on": "2019-07-03"}).publish(PUBLISHED)


def test_the_call_of_the_story_closes_at_noon_in_paris_summer_time() -> None:
    assert datetime(2019, 9, 30, 10, tzinfo=UTC) == CLOSES
    assert published().closes_at == CLOSES


def test_a_deposit_at_noon_is_received_and_one_second_later_it_is_not() -> None:
    call = opened()
    assert call.is_open(CLOSES)
    assert call.is_open(CLOSES + timedelta(milliseconds=999))
    assert not call.is_open(CLOSES + SECOND)


def test_a_draft_receives_nothing() -> None:
    assert not draft().is_open(OPENS)


@given(st.timedeltas(timedelta(days=-3), timedelta(days=3)))
def test_around_the_closing_a_call_receives_up_to_its_last_second(distance: timedelta) -> None:
    at = CLOSES + distance
    assert published().is_open(at) == (distance < SECOND)


@given(st.timedeltas(timedelta(days=-3), timedelta(days=3)))
def test_around_the_opening_a_call_receives_from_its_first_second(distance: timedelta) -> None:
    assert published().is_open(OPENS + distance) == (distance >= timedelta(0))


@given(st.timedeltas(timedelta(days=-100), timedelta(days=100)))
def test_receiving_does_not_depend_on_whether_the_deadline_has_fired(distance: timedelta) -> None:
    at = CLOSES + distance
    assert len({call().is_open(at) for call in (published, opened, closed)}) == 1


@given(st.timedeltas(timedelta(hours=-6), timedelta(hours=6)))
def test_the_closing_is_exact_in_the_night_when_the_hour_comes_twice(distance: timedelta) -> None:
    second_time_two_thirty = datetime(2019, 10, 27, 1, 30, tzinfo=UTC)
    call = published(closes_at="2019-10-27T02:30:00+01:00")
    assert call.is_open(second_time_two_thirty + distance) == (distance < SECOND)


def test_a_closing_moves_for_all_by_a_decision_published_before_it() -> None:
    call = opened()
    call.move_closing(LATER, DECISION, DECIDED, DECIDED)
    moved, described = call.announced
    assert isinstance(moved, events.CallClosingMoved)
    assert (moved.previous, moved.closes_at, moved.act.number) == (CLOSES, LATER, "2019.01602")
    assert isinstance(described, events.CallDescribed)
    assert described.closes_at == LATER
    assert call.is_open(CLOSES + SECOND)
    assert call.is_open(LATER)
    assert not call.is_open(LATER + SECOND)


def test_moving_the_closing_changes_nothing_else_of_the_published_rules() -> None:
    call = opened()
    before = call.rules
    call.move_closing(LATER, DECISION, DECIDED, DECIDED)
    assert call.rules == before
    assert call.rules_version == 1


@pytest.mark.parametrize("to", [CLOSES, CLOSES - SECOND])
def test_a_closing_is_never_moved_earlier(to: datetime) -> None:
    with pytest.raises(OnlyLater):
        opened().move_closing(to, DECISION, DECIDED, DECIDED)


@pytest.mark.parametrize("at", [CLOSES, CLOSES + SECOND])
def test_a_closing_that_has_passed_moves_no_more(at: datetime) -> None:
    with pytest.raises(ClosingPassed):
        opened().move_closing(LATER, DECISION, DECIDED, at)


def test_a_decision_that_is_not_published_yet_moves_nothing() -> None:
    with pytest.raises(NotPublishedBefore):
        opened().move_closing(LATER, DECISION, DECIDED + SECOND, DECIDED)


def test_an_act_is_not_published_before_it_is_taken() -> None:
    with pytest.raises(ActToCome):
        opened().move_closing(LATER, Act(number="2019.1", on=date(2019, 9, 26)), DECIDED, DECIDED)


def test_a_moved_closing_is_given_to_the_second() -> None:
    with pytest.raises(InstantsBackwards):
        opened().move_closing(LATER + timedelta(milliseconds=1), DECISION, DECIDED, DECIDED)


def test_a_refused_move_leaves_the_closing_where_it_was() -> None:
    call = opened()
    with pytest.raises(OnlyLater):
        call.move_closing(CLOSES - SECOND, DECISION, DECIDED, DECIDED)
    assert call.closes_at == CLOSES


def test_a_closing_may_move_twice() -> None:
    call = opened()
    call.move_closing(LATER, DECISION, DECIDED, DECIDED)
    call.move_closing(LATER + timedelta(days=7), DECISION, CLOSES, CLOSES + SECOND)
    assert [move.previous for move in call.moves] == [CLOSES, LATER]


def test_a_call_neither_opens_nor_closes_before_its_instant() -> None:
    with pytest.raises(TooEarly):
        published().open(OPENS - SECOND)
    with pytest.raises(TooEarly):
        opened().close(CLOSES - SECOND)


def test_a_call_that_moved_does_not_close_at_its_former_instant() -> None:
    call = opened()
    call.move_closing(LATER, DECISION, DECIDED, DECIDED)
    with pytest.raises(TooEarly):
        call.close(CLOSES)
    assert paris(date(2019, 10, 7), 12) == LATER
