"""The evaluator, the baseline, the verdict and what follows from it: each rule of the regulation by its name."""

from datetime import date

import pytest

from contracts import project_tracking as events
from services.chassis.refusal import Invalid, NotFound, OutOfTurn
from services.project_tracking.evaluation import (
    Approach,
    EvaluatorMissing,
    EvaluatorNotIndependent,
    Evidence,
    Original,
    Ties,
    Verdict,
)
from services.project_tracking.experiment import (
    Experiment,
    NotASuccess,
)
from services.project_tracking.indicators import Baseline, BaselineMissing, Outcome
from services.project_tracking.values import Act, IncubatorSeen
from tests.services.project_tracking.making import (
    FREE,
    LATER,
    NOBODY,
    OPEN,
    OPINION,
    OUTSIDER,
    evaluated,
    findings,
    in_ordinary_law,
    proposed,
    running,
    spread,
    taken_over,
    validated,
)

CORRECTED = Outcome.model_validate(
    {
        "indicator": "completed",
        "figures": {"numerator": 84, "denominator": 142},
        "on": "2021-03-31",
        "source": "Suivi 2019-2021",
    }
)
ACT = Act(number="2022.01984", on=date(2022, 11, 24))
NO_BASELINE = Baseline(absent_because="Les parcours n'étaient pas suivis avant 2019.")


def take_up(experiment: Experiment) -> None:
    """Taken up in the Somme."""
    experiment.spread(["departement:80"], [], "Repris dans le Ponthieu.", LATER)


def enter(experiment: Experiment) -> None:
    """In ordinary law by the act."""
    experiment.enter_ordinary_law(ACT, date(2022, 11, 24))


# --- the evaluator


@pytest.mark.parametrize(
    ("changes", "ties"),
    [
        ({"organisation": "institute"}, Ties()),
        ({}, Ties(organisations=frozenset({"third-party", "institute"}))),
        ({"organisation": "laboratory"}, Ties()),
        ({}, Ties(organisations=frozenset({"laboratory"}))),
        ({}, Ties(officer=True)),
    ],
    ids=["carries it", "member of a carrier", "of its incubator", "member of a member", "agent of the Région"],
)
def test_the_evaluator_is_tied_neither_to_the_carriers_nor_to_the_incubator(
    changes: dict[str, object], ties: Ties
) -> None:
    with pytest.raises(EvaluatorNotIndependent):
        proposed().name_evaluator(OUTSIDER.model_copy(update=changes), ties, OPEN)


def test_a_partner_counts_as_a_carrier() -> None:
    with pytest.raises(EvaluatorNotIndependent):
        proposed(partners=["third-party"]).name_evaluator(OUTSIDER, FREE, OPEN)


def test_an_agent_of_the_region_may_follow_a_process_evaluation() -> None:
    evaluator = OUTSIDER.model_copy(update={"approach": Approach.PROCESS})
    proposed().name_evaluator(evaluator, Ties(officer=True), OPEN)


def test_no_start_without_an_evaluator() -> None:
    experiment = proposed()
    experiment.validate_proposal(LATER, OPINION, NOBODY)
    with pytest.raises(EvaluatorMissing):
        experiment.start(date(2019, 10, 7), LATER)


def test_the_evaluator_is_named_before_the_start_and_not_after() -> None:
    with pytest.raises(OutOfTurn):
        running().name_evaluator(OUTSIDER, FREE, OPEN)


def test_another_evaluator_is_as_independent_as_the_first() -> None:
    with pytest.raises(EvaluatorNotIndependent):
        running().replace_evaluator(OUTSIDER, Ties(organisations=frozenset({"laboratory"})), OPEN, "Départ.")


def test_attaching_an_incubator_of_which_the_evaluator_is_a_member_is_refused() -> None:
    experiment = taken_over()
    experiment.name_evaluator(OUTSIDER, FREE, None)
    with_evaluator = IncubatorSeen(id="i1", state="open", members=frozenset({"institute", "third-party"}))
    with pytest.raises(EvaluatorNotIndependent):
        experiment.attach(with_evaluator, FREE)


def test_ties_that_came_after_the_naming_stop_the_evaluation() -> None:
    with pytest.raises(EvaluatorNotIndependent):
        running().evaluate(findings(), Ties(organisations=frozenset({"institute"})), OPEN, None, LATER)


# --- the baseline


def test_no_start_without_a_baseline_or_its_declared_absence() -> None:
    bare = [{"code": "completed", "label": "Parcours terminés", "unit": "personnes"}]
    experiment = validated(indicators=bare)
    with pytest.raises(BaselineMissing, match="Parcours terminés"):
        experiment.start(date(2019, 10, 7), LATER)
    experiment = validated(indicators=bare)
    experiment.state_baseline("completed", NO_BASELINE, LATER)
    experiment.start(date(2019, 10, 7), LATER)


def test_a_baseline_is_stated_whole_or_declared_absent() -> None:
    figures = {"numerator": 41, "denominator": 120}
    for wrong in (
        {},
        {"figures": figures},
        {"figures": figures, "on": "2019-09-15", "source": "s", "absent_because": "x"},
    ):
        with pytest.raises(ValueError, match="absence"):
            Baseline.model_validate(wrong)


def test_a_baseline_of_a_day_to_come_is_refused() -> None:
    baseline = Baseline.model_validate(
        {"figures": {"numerator": 1, "denominator": 9}, "on": "2022-01-01", "source": "s"}
    )
    with pytest.raises(Invalid, match="à venir"):
        validated().state_baseline("completed", baseline, LATER)


# --- evaluation


def test_the_evaluation_carries_figures_before_and_after() -> None:
    event = evaluated().announced[-1]
    assert isinstance(event, events.ExperimentEvaluated)
    (result,) = event.results
    assert result.before is not None
    assert (result.before.numerator, result.before.denominator) == (41, 120)
    assert (result.after.numerator, result.after.denominator) == (87, 142)
    assert (event.verdict, event.evidence, event.evaluator) == ("positive", "measured", "third-party")


@pytest.mark.parametrize("verdict", ["inconclusive", "negative"])
def test_an_inconclusive_or_negative_verdict_is_published_as_such(verdict: str) -> None:
    event = evaluated(verdict=verdict).announced[-1]
    assert isinstance(event, events.ExperimentEvaluated)
    assert event.verdict == verdict


def test_without_any_figure_there_is_no_evidence() -> None:
    experiment = evaluated(outcomes=[])
    assert experiment.evaluation is not None
    assert experiment.evaluation.evidence is Evidence.NONE


def test_a_baseline_declared_absent_leaves_the_evidence_observed() -> None:
    bare = [
        {"code": "completed", "label": "Terminés", "unit": "personnes", "baseline": {"absent_because": "Pas suivi."}}
    ]
    experiment = running(indicators=bare)
    experiment.evaluate(findings(), FREE, OPEN, None, LATER)
    assert experiment.evaluation is not None
    assert experiment.evaluation.evidence is Evidence.OBSERVED


@pytest.mark.parametrize(
    ("original", "own", "expected"),
    [
        (Original(experiment="x3", verdict=Verdict.POSITIVE, evidence=Evidence.MEASURED), "positive", "replicated"),
        (Original(experiment="x3", verdict=Verdict.POSITIVE, evidence=Evidence.OBSERVED), "positive", "measured"),
        (Original(experiment="x3", verdict=Verdict.NEGATIVE, evidence=Evidence.MEASURED), "positive", "measured"),
        (Original(experiment="x3", verdict=Verdict.POSITIVE, evidence=Evidence.MEASURED), "mixed", "measured"),
        (None, "positive", "measured"),
    ],
)
def test_a_measured_success_confirmed_elsewhere_is_replicated(
    original: Original | None, own: str, expected: str
) -> None:
    experiment = running()
    experiment.evaluate(findings(verdict=own), FREE, OPEN, original, LATER)
    assert experiment.evaluation is not None
    assert experiment.evaluation.evidence.value == expected
    assert experiment.evaluation.replicates == ("x3" if expected == "replicated" else None)


def test_a_result_of_an_unknown_indicator_or_a_day_to_come_is_refused() -> None:
    outcome = findings().outcomes[0].model_dump(mode="json")
    for wrong, field in (({"indicator": "other"}, "outcomes/0/indicator"), ({"on": "2022-01-01"}, "outcomes/0/on")):
        with pytest.raises(Invalid) as refused:
            running().evaluate(findings(outcomes=[outcome | wrong]), FREE, OPEN, None, LATER)
        assert refused.value.field == field


def test_small_cells_of_a_result_are_hidden_in_the_event() -> None:
    outcome = findings().outcomes[0].model_dump(mode="json")
    outcome["figures"]["by_territory"] = [
        {"code": "departement:02", "numerator": 60, "denominator": 100},
        {"code": "departement:59", "numerator": 2, "denominator": 3},
        {"code": "departement:80", "numerator": 25, "denominator": 39},
    ]
    event = evaluated(outcomes=[outcome]).announced[-1]
    assert isinstance(event, events.ExperimentEvaluated)
    assert [part.denominator for part in event.results[0].after.by_territory] == [100, None, None]


# --- afterwards


def test_a_result_is_given_once() -> None:
    outcome = findings().outcomes[0]
    with pytest.raises(Invalid) as refused:
        running().evaluate(findings(outcomes=[outcome, outcome]), FREE, OPEN, None, LATER)
    assert refused.value.field == "outcomes/1/indicator"


def test_an_indicator_that_is_not_followed_has_no_prior_state_and_no_correction() -> None:
    with pytest.raises(NotFound, match="« other »"):
        validated().state_baseline("other", Baseline(absent_because="Pas suivi."), date(2019, 10, 1))
    with pytest.raises(Invalid) as refused:
        evaluated().correct_indicator(CORRECTED.model_copy(update={"indicator": "other"}), "Doublons.", None, LATER)
    assert refused.value.field == "outcome/indicator"


def test_a_corrected_indicator_is_a_new_version_with_its_reason() -> None:
    experiment = evaluated()
    experiment.correct_indicator(CORRECTED, "Trois stagiaires étaient comptés deux fois.", None, date(2022, 9, 12))
    event = experiment.announced[-1]
    assert isinstance(event, events.IndicatorCorrected)
    assert (event.result.version, event.previous.numerator, event.result.after.numerator) == (2, 87, 84)
    assert [version.reason for version in experiment.indicators[0].versions] == [
        None,
        "Trois stagiaires étaient comptés deux fois.",
    ]


def test_a_correction_does_not_show_what_the_first_version_hid() -> None:
    outcome = findings().outcomes[0].model_dump(mode="json")
    parts = [
        {"code": "departement:02", "numerator": 60, "denominator": 100},
        {"code": "departement:59", "numerator": 2, "denominator": 3},
        {"code": "departement:80", "numerator": 25, "denominator": 39},
    ]
    outcome["figures"]["by_territory"] = parts
    experiment = evaluated(outcomes=[outcome])
    parts[1] |= {"numerator": 7, "denominator": 8}
    parts[0] |= {"numerator": 55, "denominator": 95}
    experiment.correct_indicator(Outcome.model_validate(outcome), "Erreur de commune.", None, LATER)
    event = experiment.announced[-1]
    assert isinstance(event, events.IndicatorCorrected)
    assert [part.denominator for part in event.result.after.by_territory] == [95, None, None]


@pytest.mark.parametrize("verdict", ["inconclusive", "negative"])
def test_what_did_not_succeed_is_neither_spread_nor_entered_in_ordinary_law(verdict: str) -> None:
    with pytest.raises(NotASuccess):
        take_up(evaluated(verdict=verdict))
    with pytest.raises(NotASuccess):
        enter(evaluated(verdict=verdict))


def test_a_mixed_verdict_may_spread_but_not_enter_ordinary_law() -> None:
    experiment = evaluated(verdict="mixed")
    take_up(experiment)
    with pytest.raises(NotASuccess):
        enter(experiment)


def test_ordinary_law_needs_an_act_that_is_not_to_come() -> None:
    with pytest.raises(Invalid, match="à venir"):
        spread().enter_ordinary_law(ACT, date(2022, 11, 23))
    event = in_ordinary_law().announced[-1]
    assert isinstance(event, events.ExperimentEnteredOrdinaryLaw)
    assert event.act.number == "2022.01984"
