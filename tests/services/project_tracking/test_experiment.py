"""Every verb of an experiment from every state, and each rule of the regulation by its name."""

from collections.abc import Callable
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
    IncubatorNotOpen,
    NotAMember,
    NotASuccess,
    OpinionMissing,
)
from services.project_tracking.experiment_lifecycle import LIFECYCLE, State
from services.project_tracking.indicators import Baseline, BaselineMissing, NotMeasured, Outcome
from services.project_tracking.milestones import Cause, MilestoneReached, PlannedMilestone
from services.project_tracking.values import Act, IncubatorSeen, Motive, OwnOrganisation
from tests.services.project_tracking.making import (
    CLOSED,
    FREE,
    IN_STATE,
    LATER,
    MOTIVES,
    NOBODY,
    OPEN,
    OPINION,
    OUTSIDER,
    SCHEME,
    TODAY,
    described,
    evaluated,
    findings,
    in_ordinary_law,
    proposed,
    returned,
    running,
    spread,
    stopped,
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
STEP = PlannedMilestone(code="second-group", label="Deuxième groupe", planned=date(2020, 4, 6))
NO_BASELINE = Baseline(absent_because="Les parcours n'étaient pas suivis avant 2019.")

VERBS: dict[str, Callable[[Experiment], None]] = {
    "amend": lambda x: x.amend(described(title="CARAVANE 2"), LATER),
    "propose_again": lambda x: x.propose_again(LATER, OPEN),
    "validate": lambda x: x.validate_proposal(LATER, OPINION, NOBODY),
    "return": lambda x: x.send_back(MOTIVES, LATER, NOBODY),
    "refuse": lambda x: x.refuse(MOTIVES, LATER, OPINION, NOBODY),
    "attach": lambda x: x.attach(OPEN, FREE),
    "name_evaluator": lambda x: x.name_evaluator(OUTSIDER, FREE, OPEN),
    "state_baseline": lambda x: x.state_baseline("completed", NO_BASELINE, LATER),
    "start": lambda x: x.start(date(2019, 10, 7), LATER),
    "plan_milestone": lambda x: x.plan_milestone(STEP),
    "reach_milestone": lambda x: x.reach_milestone("first-group", date(2019, 11, 4), LATER),
    "reschedule_milestone": lambda x: x.reschedule_milestone(
        "first-group", date(2019, 11, 12), Cause.RECRUITMENT, "Le public manque encore.", LATER
    ),
    "evaluate": lambda x: x.evaluate(findings(), FREE, OPEN, None, LATER),
    "correct_indicator": lambda x: x.correct_indicator(CORRECTED, "Trois stagiaires en double.", None, LATER),
    "spread": lambda x: x.spread(["departement:80"], [], "Repris dans le Ponthieu.", LATER),
    "enter_ordinary_law": lambda x: x.enter_ordinary_law(ACT, date(2022, 11, 24)),
    "stop": lambda x: x.stop([Cause.COST], "Les scénarios coûtent trop cher.", LATER),
}

# Written from RULES.md ("Experiments") and the paragraph on tracking; not read from the table of the code.
EXPECTED: dict[str, dict[str, str]] = {
    "proposed": {
        "validate": "validated",
        "return": "returned",
        "refuse": "refused",
        "attach": "proposed",
        "name_evaluator": "proposed",
        "state_baseline": "proposed",
    },
    "returned": {
        "amend": "returned",
        "propose_again": "proposed",
        "attach": "returned",
        "name_evaluator": "returned",
        "state_baseline": "returned",
    },
    "refused": {},
    "validated": {
        "start": "running",
        "stop": "stopped",
        "attach": "validated",
        "name_evaluator": "validated",
        "state_baseline": "validated",
        "plan_milestone": "validated",
        "reschedule_milestone": "validated",
    },
    "running": {
        "evaluate": "evaluated",
        "stop": "stopped",
        "attach": "running",
        "plan_milestone": "running",
        "reach_milestone": "running",
        "reschedule_milestone": "running",
    },
    "stopped": {},
    "evaluated": {
        "spread": "spread",
        "enter_ordinary_law": "ordinary-law",
        "stop": "stopped",
        "attach": "evaluated",
        "plan_milestone": "evaluated",
        "reach_milestone": "evaluated",
        "reschedule_milestone": "evaluated",
        "correct_indicator": "evaluated",
    },
    "spread": {
        "spread": "spread",
        "enter_ordinary_law": "ordinary-law",
        "attach": "spread",
        "plan_milestone": "spread",
        "reach_milestone": "spread",
        "reschedule_milestone": "spread",
        "correct_indicator": "spread",
    },
    "ordinary-law": {"spread": "ordinary-law", "correct_indicator": "ordinary-law"},
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", State)
def test_every_verb_from_every_state(state: State, verb: str) -> None:
    experiment = IN_STATE[state]()
    expected = EXPECTED[state.value].get(verb)
    if (state, verb) == (State.STOPPED, "correct_indicator"):
        # Stopped before any result: the verb is known there, but there is nothing to correct.
        with pytest.raises(NotMeasured):
            VERBS[verb](experiment)
    elif expected is None:
        with pytest.raises(OutOfTurn, match=f"état « {LIFECYCLE.labels[state]} »"):
            VERBS[verb](experiment)
        assert experiment.state is state
    else:
        VERBS[verb](experiment)
        assert experiment.state.value == expected


def test_the_table_above_knows_every_verb_and_every_state() -> None:
    assert set(VERBS) == set(LIFECYCLE.all_verbs())
    assert set(EXPECTED) == {state.value for state in State}


# --- proposed or taken over


def test_an_experiment_is_proposed_by_a_member_of_an_open_incubator() -> None:
    experiment = proposed()
    kinds = [type(event) for event in experiment.announced]
    assert kinds == [events.ExperimentDescribed, events.ExperimentProposed]
    assert experiment.incubator == "i3"


def test_an_incubator_that_is_not_open_takes_no_proposal() -> None:
    with pytest.raises(IncubatorNotOpen):
        Experiment.propose("x", "institute", CLOSED, described(), TODAY)


def test_an_organisation_that_is_no_member_does_not_propose() -> None:
    with pytest.raises(NotAMember):
        Experiment.propose("x", "somebody-else", OPEN, described(), TODAY)


def test_an_experiment_is_taken_over_with_its_reference_and_without_incubator() -> None:
    experiment = taken_over()
    event = experiment.announced[-1]
    assert isinstance(event, events.ExperimentTakenOver)
    assert (event.origin, event.reference, event.incubator) == ("format-innovation", "FI-2019-117", None)


def test_an_experiment_of_an_incubator_is_not_taken_over() -> None:
    scheme = SCHEME.model_copy(update={"origin": "incubateur"})
    with pytest.raises(Invalid, match="se propose"):
        Experiment.take_over("x", "institute", scheme, described(), TODAY)


def test_an_incubator_is_attached_later_and_announced_with_the_whole_description() -> None:
    experiment = taken_over()
    experiment.settle()
    experiment.attach(OPEN, None)
    (event,) = experiment.announced
    assert isinstance(event, events.ExperimentDescribed)
    assert event.incubator == "i3"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("nature", {"nature": "X"}),
        ("project_natures/0", {"project_natures": ["digital-something"]}),
        ("strand", {"strand": "nowhere"}),
        ("axis", {"axis": "3"}),
        ("publics/1", {"publics": ["rqth", "moon-dwellers"]}),
        ("publics/1", {"publics": ["rqth", "rqth"]}),
        ("territories/0", {"territories": ["commune:99999"]}),
        ("sectors/0", {"sectors": ["astronomy"]}),
        ("other_axes", {"other_axes": ["2"]}),
        ("partners", {"partners": ["institute"]}),
        ("ends_on", {"ends_on": "2019-10-07"}),
        ("ends_on", {"ends_on": "2031-01-01"}),
        ("milestones/0/planned", {"milestones": [{"code": "late", "label": "Trop tard", "planned": "2022-01-01"}]}),
        ("milestones/0/code", {"milestones": [{"code": "end", "label": "Fin", "planned": "2020-01-01"}]}),
        (
            "indicators/1/code",
            {"indicators": [{"code": "a", "label": "A", "unit": "u"}, {"code": "a", "label": "B", "unit": "u"}]},
        ),
    ],
)
def test_what_a_proposal_says_is_of_the_reference_data_and_in_order(field: str, changes: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(**changes)
    assert refused.value.field == f"description/{field}"


# --- the Région decides


def test_the_region_returns_with_motives_that_stay_out_of_the_event() -> None:
    experiment = returned()
    event = experiment.announced[-1]
    assert isinstance(event, events.ExperimentReturned)
    assert event.points == ("diagnosis",)
    assert "chiffré" not in event.model_dump_json()
    assert experiment.motives == MOTIVES


def test_a_return_or_a_refusal_names_a_point_the_region_looks_at() -> None:
    with pytest.raises(Invalid, match="points sont"):
        proposed().send_back([Motive(point="colour", text="Trop vert.")], LATER, NOBODY)
    with pytest.raises(Invalid, match="au moins un motif"):
        proposed().refuse([], LATER, OPINION, NOBODY)


def test_an_experiment_of_an_incubator_is_decided_after_its_steering_groups_opinion() -> None:
    with pytest.raises(OpinionMissing):
        proposed().validate_proposal(LATER, None, NOBODY)
    taken_over().validate_proposal(LATER, None, NOBODY)


def test_an_officer_does_not_decide_on_their_own_organisation() -> None:
    own = frozenset({"institute"})
    with pytest.raises(OwnOrganisation):
        proposed().validate_proposal(LATER, OPINION, own)
    with pytest.raises(OwnOrganisation):
        proposed().refuse(MOTIVES, LATER, OPINION, own)
    with pytest.raises(OwnOrganisation):
        proposed().send_back(MOTIVES, LATER, own)


def test_a_decision_explains_itself() -> None:
    (explanation,) = validated().explained
    assert explanation.outcome == "validated"
    assert explanation.inputs["opinion"] == {"on": "2019-09-25", "favourable": True}


def test_what_was_returned_is_amended_and_proposed_again() -> None:
    experiment = returned()
    experiment.amend(described(title="CARAVANE en Thiérache"), LATER)
    experiment.propose_again(LATER, OPEN)
    assert experiment.state is State.PROPOSED
    assert experiment.motives == ()
    assert experiment.description.title == "CARAVANE en Thiérache"


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


# --- start, milestones, stop


def test_the_start_announces_what_will_be_reported() -> None:
    event = running().announced[-1]
    assert isinstance(event, events.ExperimentStarted)
    assert [report.label for report in event.reports] == [
        "T4 2019", "T1 2020", "T2 2020", "T3 2020", "T4 2020", "T1 2021", "Situation à six mois",
    ]  # fmt: skip
    assert event.reports[5].due_on == date(2021, 4, 30)


def test_a_start_is_stated_when_it_has_come_and_before_the_end() -> None:
    with pytest.raises(Invalid, match="à venir"):
        validated().start(date(2021, 1, 1), date(2020, 12, 31))
    with pytest.raises(Invalid, match="avant la fin"):
        validated().start(date(2021, 3, 31), LATER)


def test_a_milestone_keeps_its_plan_when_its_forecast_moves() -> None:
    experiment = running()
    experiment.reschedule_milestone("first-group", date(2020, 6, 15), Cause.HEALTH, "Confinement.", date(2020, 3, 20))
    event = experiment.announced[-1]
    assert isinstance(event, events.MilestoneRescheduled)
    assert (event.planned, event.previous, event.forecast) == (
        date(2019, 11, 4),
        date(2019, 11, 4),
        date(2020, 6, 15),
    )
    assert event.reason == "health"


def test_a_milestone_is_reached_once_and_never_in_the_future() -> None:
    experiment = running()
    with pytest.raises(Invalid, match="à venir"):
        experiment.reach_milestone("first-group", date(2021, 1, 2), date(2021, 1, 1))
    experiment.reach_milestone("first-group", date(2019, 11, 12), LATER)
    with pytest.raises(MilestoneReached):
        experiment.reach_milestone("first-group", date(2019, 11, 13), LATER)
    with pytest.raises(MilestoneReached):
        experiment.reschedule_milestone("first-group", date(2020, 1, 1), Cause.OTHER, "Trop tard.", LATER)


def test_an_unknown_milestone_is_not_found() -> None:
    with pytest.raises(NotFound):
        running().reach_milestone("landing", LATER, LATER)


def test_moving_the_milestone_end_moves_the_end_of_the_experiment() -> None:
    experiment = running()
    experiment.reschedule_milestone("end", date(2021, 6, 30), Cause.HEALTH, "Trois mois perdus.", LATER)
    assert experiment.ends_on == date(2021, 6, 30)
    with pytest.raises(Invalid, match="après le début"):
        experiment.reschedule_milestone("end", date(2019, 10, 7), Cause.HEALTH, "Plus tôt.", LATER)


def test_stopping_says_why_and_what_was_learnt() -> None:
    experiment = stopped()
    event = experiment.announced[-1]
    assert isinstance(event, events.ExperimentStopped)
    assert (event.reasons, event.on) == (("health",), date(2021, 4, 30))
    assert "casques" in event.lessons
    assert experiment.ends_on == date(2021, 4, 30)


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
        VERBS["spread"](evaluated(verdict=verdict))
    with pytest.raises(NotASuccess):
        VERBS["enter_ordinary_law"](evaluated(verdict=verdict))


def test_a_mixed_verdict_may_spread_but_not_enter_ordinary_law() -> None:
    experiment = evaluated(verdict="mixed")
    VERBS["spread"](experiment)
    with pytest.raises(NotASuccess):
        VERBS["enter_ordinary_law"](experiment)


def test_ordinary_law_needs_an_act_that_is_not_to_come() -> None:
    with pytest.raises(Invalid, match="à venir"):
        spread().enter_ordinary_law(ACT, date(2022, 11, 23))
    event = in_ordinary_law().announced[-1]
    assert isinstance(event, events.ExperimentEnteredOrdinaryLaw)
    assert event.act.number == "2022.01984"
