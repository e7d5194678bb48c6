"""Every verb of an experiment from every state, and each rule of the regulation by its name."""

from collections.abc import Callable
from datetime import date

import pytest

from contracts import project_tracking as events
from services.chassis.refusal import Invalid, NotFound, OutOfTurn
from services.project_tracking.experiment import (
    Experiment,
    IncubatorNotOpen,
    NotAMember,
    OpinionMissing,
)
from services.project_tracking.experiment_lifecycle import LIFECYCLE, State
from services.project_tracking.indicators import Baseline, NotMeasured, Outcome
from services.project_tracking.milestones import Cause, MilestoneReached, PlannedMilestone
from services.project_tracking.values import Act, Motive, OwnOrganisation
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
    findings,
    proposed,
    returned,
    running,
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
    "replace_evaluator": lambda x: x.replace_evaluator(OUTSIDER, FREE, OPEN, "Elle a quitté le cabinet."),
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
        "replace_evaluator": "running",
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


def test_a_milestone_that_moves_changes_its_day() -> None:
    with pytest.raises(Invalid, match="celle déjà prévue") as refused:
        running().reschedule_milestone("first-group", date(2019, 11, 4), Cause.OTHER, "Rien.", date(2019, 10, 20))
    assert refused.value.field == "forecast"


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


def test_a_milestone_is_added_under_a_code_that_is_not_taken() -> None:
    for code in ("first-group", "end"):
        with pytest.raises(Invalid, match="déjà pris") as taken:
            running().plan_milestone(PlannedMilestone(code=code, label="Suite", planned=date(2020, 3, 2)))
        assert taken.value.field == "code"


def test_moving_the_milestone_end_moves_the_end_of_the_experiment() -> None:
    experiment = running()
    experiment.reschedule_milestone("end", date(2021, 6, 30), Cause.HEALTH, "Trois mois perdus.", LATER)
    assert experiment.ends_on == date(2021, 6, 30)
    with pytest.raises(Invalid, match="après le début"):
        experiment.reschedule_milestone("end", date(2019, 10, 7), Cause.HEALTH, "Plus tôt.", LATER)


def test_stopping_after_the_end_does_not_move_the_end() -> None:
    experiment = running()
    experiment.reach_milestone("end", date(2021, 3, 31), LATER)
    experiment.stop([Cause.RESULTS], "Les résultats ne suffisent pas.", LATER)
    assert experiment.ends_on == date(2021, 3, 31)


def test_stopping_says_why_and_what_was_learnt() -> None:
    experiment = stopped()
    event = experiment.announced[-1]
    assert isinstance(event, events.ExperimentStopped)
    assert (event.reasons, event.on) == (("health",), date(2021, 4, 30))
    assert "casques" in event.lessons
    assert experiment.ends_on == date(2021, 4, 30)
