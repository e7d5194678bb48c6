"""The rules of an adaptation: moderated from elsewhere, never a loop, its outcome computed and explained."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from contracts.innovation_journal import AdaptationDeclared, AdaptationRemoved, AdaptationResultAttached
from contracts.tracking_parts import Result
from services.chassis.refusal import Invalid, OutOfTurn
from services.innovation_journal.adaptation import (
    LIFECYCLE,
    TO_BE_TOLD,
    Account,
    Adaptation,
    Declaration,
    OwnArticle,
    State,
    check_descent,
)
from services.innovation_journal.adaptation_outcome import compare, outcome
from services.innovation_journal.values import OwnOrganisation
from tests.services.innovation_journal.making import (
    ACCOUNT,
    ADAPTATION_IN_STATE,
    DECLARATION,
    NOBODY,
    OF_THE_ARTICLE,
    SMALLER,
    declared,
    evaluated,
    heard,
    pending,
    ponthieu,
    result,
    stopped,
)

ON = date(2022, 11, 25)
HERE = heard(*ponthieu(), experiment="a1")
VERBS: dict[str, Callable[[Adaptation], object]] = {
    "accept": lambda adaptation: adaptation.accept("bruno", NOBODY, OF_THE_ARTICLE, ON),
    "decline": lambda adaptation: adaptation.decline("Rien de neuf.", "bruno", NOBODY, OF_THE_ARTICLE),
    "give_account": lambda adaptation: adaptation.give_account(ACCOUNT),
    "attach": lambda adaptation: adaptation.attach(HERE, heard(), ON),
    "stop": lambda adaptation: adaptation.stop(ON),
    "remove": lambda adaptation: adaptation.remove("Rien n'a eu lieu.", "bruno", NOBODY, OF_THE_ARTICLE, ON),
}
EXPECTED: dict[State, dict[str, State]] = {
    State.PENDING: {"accept": State.DECLARED, "decline": State.DECLINED},
    State.DECLARED: {
        "give_account": State.DECLARED,
        "attach": State.DECLARED,
        "stop": State.DECLARED,
        "remove": State.REMOVED,
    },
    State.DECLINED: {},
    State.REMOVED: {},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_state(state: State, verb: str) -> None:
    assert set(VERBS) == set(LIFECYCLE.all_verbs())
    adaptation = ADAPTATION_IN_STATE[state]()
    if verb in EXPECTED[state]:
        VERBS[verb](adaptation)
        assert adaptation.state is EXPECTED[state][verb]
    else:
        with pytest.raises(OutOfTurn):
            VERBS[verb](adaptation)


def test_an_experiment_s_adaptation_is_told_at_once_with_what_is_known() -> None:
    adaptation = Adaptation.of_experiment("ad", "art-3", HERE, None, date(2021, 9, 6))
    [told] = adaptation.announced
    assert isinstance(told, AdaptationDeclared)
    assert (told.title, told.place, told.kept) == ("CARAVANE Ponthieu", "Somme", TO_BE_TOLD)


def test_a_declaration_from_elsewhere_says_nothing_before_it_is_accepted() -> None:
    adaptation = pending()
    assert not adaptation.announced
    adaptation.accept("bruno", NOBODY, OF_THE_ARTICLE, ON)
    told = adaptation.announced[-1]
    assert isinstance(told, AdaptationDeclared)
    assert (told.experiment, told.place, told.on) == (None, "Finistère (Bretagne)", ON)


def test_nobody_moderates_their_own_declaration() -> None:
    with pytest.raises(OwnOrganisation):
        pending().accept("sam", NOBODY, OF_THE_ARTICLE, ON)
    with pytest.raises(OwnOrganisation):
        pending().decline("?", "sam", NOBODY, OF_THE_ARTICLE)


def test_an_editor_of_the_article_s_organisation_does_not_moderate_what_adapts_it() -> None:
    with pytest.raises(OwnOrganisation):
        pending().accept("nadia", OF_THE_ARTICLE, OF_THE_ARTICLE, ON)
    with pytest.raises(OwnOrganisation):
        pending().decline("?", "nadia", OF_THE_ARTICLE, OF_THE_ARTICLE)
    with pytest.raises(OwnOrganisation):
        declared().remove("?", "nadia", OF_THE_ARTICLE, OF_THE_ARTICLE, ON)


def test_what_proved_false_is_taken_off_and_its_reasons_stay_home() -> None:
    adaptation = declared()
    adaptation.remove("Rien n'a eu lieu.", "bruno", NOBODY, OF_THE_ARTICLE, ON)
    told = adaptation.announced[-1]
    assert isinstance(told, AdaptationRemoved)
    assert (told.experiment, told.on, "eu lieu" in told.model_dump_json()) == ("a1", ON, False)


def test_an_adaptation_stops_once() -> None:
    adaptation = declared()
    assert (adaptation.stop(ON), adaptation.stop(ON), adaptation.stopped_on) == (True, False, ON)


def test_an_adaptation_declared_after_its_experiment_stopped_says_when() -> None:
    over = heard(*ponthieu()[:2], stopped("a1", carrier="campus"), experiment="a1")
    assert Adaptation.of_experiment("ad", "art-3", over, None, ON).stopped_on == date(2021, 4, 30)


@pytest.mark.parametrize("territories", [("departement:75",), ("departement:80", "departement:80")])
def test_a_declaration_names_territories_that_exist_once(territories: tuple[str, ...]) -> None:
    declaration = Declaration(**DECLARATION, territories=territories)
    with pytest.raises(Invalid):
        Adaptation.from_elsewhere("ad", "art-3", declaration, "sam", ON)


def test_what_was_kept_and_changed_is_told_again() -> None:
    adaptation = declared()
    adaptation.settle()
    adaptation.give_account(Account(kept="Le code.", changed="Le lieu."))
    [told] = adaptation.announced
    assert isinstance(told, AdaptationDeclared)
    assert (told.kept, told.changed) == ("Le code.", "Le lieu.")


@pytest.mark.parametrize("ancestors", [["x3"], ["a1", "x3"], [None, "x3"]])
def test_an_experiment_does_not_adapt_what_comes_from_it(ancestors: list[str | None]) -> None:
    with pytest.raises(OwnArticle):
        check_descent("x3", ancestors)
    check_descent("x9", ancestors)


# --- results


def test_the_story_s_adaptation_confirms_with_a_smaller_effect() -> None:
    adaptation = declared()
    adaptation.settle()
    assert adaptation.attach(HERE, heard(), date(2022, 10, 18))
    [told] = adaptation.announced
    assert isinstance(told, AdaptationResultAttached)
    assert (told.outcome, told.verdict, told.on) == ("confirmed", "positive", date(2022, 10, 18))
    assert adaptation.result is not None
    [compared] = adaptation.result.compared
    assert (compared.original_effect, compared.effect, compared.size) == (27.1, 16.9, "smaller")
    [why] = adaptation.explained
    assert why.inputs["verdict"] == "positive"
    assert adaptation.confirms


def test_the_same_result_is_attached_once() -> None:
    adaptation = declared()
    adaptation.attach(HERE, heard(), date(2022, 10, 18))
    assert not adaptation.attach(HERE, heard(), date(2022, 10, 19))


def test_without_an_evaluation_nothing_is_attached() -> None:
    assert not declared().attach(heard(*ponthieu()[:2], experiment="a1"), heard(), ON)


def test_a_comparison_that_changes_without_the_outcome_is_kept_and_not_told() -> None:
    adaptation = declared()
    adaptation.attach(HERE, heard(), date(2022, 10, 18))
    adaptation.settle()
    original = heard()
    original.learn(result(after=(84, 142), version=2))
    assert adaptation.attach(HERE, original, ON)
    assert adaptation.announced == ()
    assert adaptation.result is not None
    assert adaptation.result.compared[0].original_effect == 25.0


UP, DOWN, FLAT = result((10, 100), (20, 100)), result((20, 100), (10, 100)), result((10, 100), (10, 100))
UP_TOO = result((1, 10), (2, 10), indicator="entered")
DOWN_TOO = result((2, 10), (1, 10), indicator="entered")


@pytest.mark.parametrize(
    ("original", "verdict", "before", "here", "expected"),
    [
        ("positive", "positive", [UP], [UP], "confirmed"),
        ("positive", "positive", [UP], [DOWN], "not-confirmed"),
        ("positive", "positive", [UP], [FLAT], "not-confirmed"),
        ("positive", "positive", [UP, UP_TOO], [UP, DOWN_TOO], "partly"),
        ("positive", "positive", [UP], [UP_TOO], "partly"),
        ("positive", "positive", [], [UP], "partly"),
        ("positive", "mixed", [UP], [UP], "partly"),
        ("positive", "mixed", [UP], [DOWN], "not-confirmed"),
        ("positive", "negative", [UP], [UP], "not-confirmed"),
        ("positive", "inconclusive", [UP], [UP], "inconclusive"),
        ("inconclusive", "positive", [UP], [UP], "inconclusive"),
        ("negative", "negative", [DOWN], [DOWN], "confirmed"),
        ("negative", "positive", [DOWN], [UP], "not-confirmed"),
        ("mixed", "mixed", [UP], [UP], "confirmed"),
        (None, "positive", [], [UP], "partly"),
        (None, "negative", [], [UP], "not-confirmed"),
        ("positive", "of-a-later-version", [UP], [UP], "inconclusive"),
    ],
)
def test_the_outcome_weighs_verdicts_and_directions(
    original: str | None, verdict: str, before: list[Result], here: list[Result], expected: str
) -> None:
    assert outcome(original, verdict, compare(before, here)).outcome == expected


@pytest.mark.parametrize(
    ("one", "other", "size"),
    [((41, 120, 87, 142), SMALLER, "smaller"), ((1, 4, 2, 4), result((1, 4), (2, 4)), "same")],
)
def test_effects_are_sized_exactly(one: tuple[int, int, int, int], other: Result, size: str) -> None:
    [compared] = compare([result(one[:2], one[2:])], [other])
    assert compared.size == size


@pytest.mark.parametrize(
    "here",
    [
        result(None),
        result(measure="mean"),
        SMALLER.model_copy(update={"after": SMALLER.after.model_copy(update={"numerator": None})}),
        SMALLER.model_copy(update={"after": SMALLER.after.model_copy(update={"denominator": 0})}),
    ],
    ids=["no-baseline", "another-measure", "hidden", "nobody"],
)
def test_what_cannot_be_compared_is_not(here: Result) -> None:
    assert compare([result()], [here]) == ()


def test_a_mean_is_compared_in_its_unit() -> None:
    def mean(before: tuple[int, int], after: tuple[int, int]) -> Result:
        return result(before, after, measure="mean")

    [compared] = compare([mean((100, 10), (140, 10))], [mean((100, 10), (125, 10))])
    assert (compared.original_effect, compared.effect) == (4.0, 2.5)


def test_results_are_shown_without_their_crossing() -> None:
    cells = [{"public": "rsa", "territory": "departement:80", "numerator": None, "denominator": None}]
    told: dict[str, Any] = SMALLER.model_dump(mode="json")
    told["after"]["cells"] = cells
    here = heard(*ponthieu()[:2], evaluated("a1", results=[told]), experiment="a1")
    adaptation = declared()
    adaptation.attach(here, heard(), ON)
    assert adaptation.result is not None
    assert adaptation.result.results[0].after.cells == ()
