"""The twins: each scenario is refused because of one rule, and goes through once that rule is taken away."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from services.chassis.access import Row, everyone
from services.chassis.actor import Actor
from services.chassis.refusal import Forbidden, Invalid, OutOfTurn
from services.project_tracking import experiment as dossier
from services.project_tracking import experiment_lifecycle, report
from services.project_tracking.access import ACCESS
from services.project_tracking.evaluation import EvaluatorMissing, EvaluatorNotIndependent, Ties
from services.project_tracking.experiment import Experiment, IncubatorNotOpen, NotAMember, NotASuccess, OpinionMissing
from services.project_tracking.experiment_lifecycle import State
from services.project_tracking.figures import FiguresDoNotAddUp
from services.project_tracking.indicators import Baseline, BaselineMissing, NotMeasured, Outcome, Version
from services.project_tracking.milestones import Cause, MilestoneReached, PlannedMilestone
from services.project_tracking.observation import Mark, observe
from services.project_tracking.report import Content, ReportIncomplete, SecondPersonNeeded
from services.project_tracking.values import Act, IncubatorSeen, Motive, OwnOrganisation
from tests.services.project_tracking.making import (
    CLOSED,
    FREE,
    LATER,
    MOTIVES,
    NOBODY,
    OPEN,
    OPINION,
    OUTSIDER,
    SCHEME,
    TODAY,
    accepted,
    content,
    described,
    due,
    evaluated,
    findings,
    proposed,
    refused,
    returned,
    running,
    sent_back,
    spread,
    submitted,
    taken_over,
    validated,
)  # fmt: skip
from tests.services.project_tracking.twinning import Twin
from tests.support import taking_away
from tests.support.taking_away import Forgotten, each, finish, loosened, nothing

ACT = Act(number="2022.01984", on=date(2022, 11, 24))
THE_DAY, THE_DAY_BEFORE = date(2022, 11, 24), date(2022, 11, 23)
BARE = [{"code": "completed", "label": "Parcours terminés", "unit": "personnes"}]
TO_COME = {"figures": {"numerator": 1, "denominator": 9}, "on": "2022-01-01", "source": "Suivi"}
OWN = frozenset({"institute"})
OF_A_CARRIER = Ties(organisations=frozenset({"third-party", "institute"}))
OF_THE_INCUBATOR = Ties(organisations=frozenset({"third-party", "laboratory"}))
STEP = PlannedMilestone(code="second-group", label="Deuxième groupe", planned=date(2022, 4, 4))
OUTCOME = findings().outcomes[0]
PUBLISHED = Version(number=1, figures=OUTCOME.figures, on=OUTCOME.on, source=OUTCOME.source, published_on=OUTCOME.on)


class Reader:
    """Knows one experiment, whose evaluator is Eva."""

    async def get(self, kind: type, id: str) -> Experiment:
        return running()


def written(**parts: Any) -> None:
    """A report with these parts of its 30 entries among 40."""
    due().write(content(**parts), "ana")


def part(code: str, numerator: int = 30, denominator: int = 40) -> dict[str, object]:
    """One line of a breakdown."""
    return {"code": code, "numerator": numerator, "denominator": denominator}


def sent(by: str, what: Content) -> None:
    """Written by Ana, sent by somebody."""
    found = due()
    found.write(what, "ana")
    found.submit(by, LATER)


def without_evaluator(state: Experiment) -> Experiment:
    """The same experiment, nobody named to evaluate it."""
    state.evaluator = None
    return state


def attached_to_the_evaluators() -> None:
    """Joins an incubator of which the evaluator is a member."""
    found = taken_over()
    found.name_evaluator(OUTSIDER, FREE, None)
    found.attach(IncubatorSeen(id="i1", state="open", members=frozenset({"institute", "third-party"})), FREE)


def moved(code: str, to: date) -> None:
    """A milestone forecast for another day once it was reached."""
    found = running()
    found.reach_milestone(code, date(2019, 11, 12), LATER)
    found.reschedule_milestone(code, to, Cause.OTHER, "Autre date.", LATER)


def observed(territory: str) -> None:
    """A grid filled in somewhere."""
    observe("o1", "x3", "eva", TODAY, territory, "G1", [Mark(criterion="place", label="Lieu", level=2)], TODAY)


def asks(action: str, person: str) -> None:
    """Whether a person may."""
    finish(ACCESS.check(action, Actor(person=person, kind="person", bearer=person), LATER, Reader(), "x3"))


def lifecycle(state: State, verb: str, to: State) -> dict[str, object]:
    """The table of the experiment with one verb more."""
    return {"experiment.Experiment.lifecycle": loosened(experiment_lifecycle.LIFECYCLE, state, **{verb: to})}


def report_lifecycle(state: report.State, verb: str, to: report.State) -> dict[str, object]:
    """The table of the report with one verb more."""
    return {"report.Report.lifecycle": loosened(report.LIFECYCLE, state, **{verb: to})}


def started_unvalidated() -> None:
    """Has its evaluator and its baseline, and nobody's validation."""
    found = proposed()
    found.name_evaluator(OUTSIDER, FREE, OPEN)
    found.start(date(2019, 10, 7), LATER)


def part_of_nine() -> dict[str, object]:
    """Nine persons of whom a line counts eight."""
    return {"numerator": 1, "denominator": 9, "by_public": [part("rqth", 1, 8)]}


def entered_after(verdict: str) -> None:
    """In ordinary law after that verdict."""
    evaluated(verdict=verdict).enter_ordinary_law(ACT, THE_DAY)


def too_many() -> dict[str, Any]:
    """The outcome of CARAVANE, with one person more among those who completed than there were."""
    return OUTCOME.model_dump(mode="json") | {"figures": {"numerator": 143, "denominator": 142}}


NO_DOOR = {"experiment._check_open": nothing}
NO_MOTIVES = {"experiment._motivated": tuple}
NO_TIES = {"evaluation.check_independence": nothing}
NO_SUCCESS = {"experiment.Experiment._success": nothing}
NO_LIST = {"description._check_codes": nothing}
EVERYONE = {"access.ACCESS.rows": {**ACCESS.rows, "evaluate_experiment": Row("evaluate_experiment", everyone())}}
NO_SUM = {"figures._check_sum": nothing}
NO_CODES = {"figures._check_codes": nothing}
NO_CROSSING = {"figures._check_crossing": nothing}
ENDS_LATE = {"experiment.Experiment.ends_on": property(lambda _: date(2030, 1, 1))}
STAND_BY = {"experiment.Experiment._stand_aside": nothing}

PROPOSAL = [
    Twin("an incubator must be open", {"experiment.OPEN": "closed"},
         lambda: Experiment.propose("x", "institute", CLOSED, described(), TODAY), IncubatorNotOpen),
    Twin("the carrier is a member of the incubator", NO_DOOR,
         lambda: Experiment.propose("x", "stranger", OPEN, described(), TODAY), NotAMember),
    Twin("proposed again while the incubator is open", NO_DOOR,
         lambda: returned().propose_again(LATER, CLOSED), IncubatorNotOpen),
    Twin("attached to an open incubator", NO_DOOR, lambda: taken_over().attach(CLOSED, FREE), IncubatorNotOpen),
    Twin("taken over from another scheme", {"experiment.check_scheme": nothing},
         lambda: Experiment.take_over("x", "institute", SCHEME.model_copy(update={"origin": "incubateur"}),
                                      described(), TODAY), Invalid),
    Twin("an opinion before the validation", {"experiment.Experiment.incubator": Forgotten(None)},
         lambda: proposed().validate_proposal(LATER, None, NOBODY), OpinionMissing),
    Twin("an opinion before the refusal", {"experiment.Experiment.incubator": Forgotten(None)},
         lambda: proposed().refuse(MOTIVES, LATER, None, NOBODY), OpinionMissing),
    Twin("an opinion that was given", {"experiment.Opinion.on": Forgotten(date.min)},
         lambda: proposed().validate_proposal(TODAY, OPINION, NOBODY), Invalid),
    Twin("returned with reasons", NO_MOTIVES, lambda: proposed().send_back([], LATER, NOBODY), Invalid),
    Twin("refused with reasons", NO_MOTIVES, lambda: proposed().refuse([], LATER, OPINION, NOBODY), Invalid),
    Twin("reasons on points that are looked at", {"experiment.POINTS": {**dossier.POINTS, "colour": "Couleur"}},
         lambda: proposed().send_back([Motive(point="colour", text="Vert.")], LATER, NOBODY), Invalid),
    Twin("an officer does not validate their own", STAND_BY,
         lambda: proposed().validate_proposal(LATER, OPINION, OWN), OwnOrganisation),
    Twin("an officer does not refuse their own", STAND_BY,
         lambda: proposed().refuse(MOTIVES, LATER, OPINION, OWN), OwnOrganisation),
    Twin("an officer does not return their own", STAND_BY,
         lambda: proposed().send_back(MOTIVES, LATER, OWN), OwnOrganisation),
    Twin("a refusal is final", lifecycle(State.REFUSED, "validate", State.VALIDATED),
         lambda: refused().validate_proposal(LATER, OPINION, NOBODY), OutOfTurn),
    *(Twin(f"{field} of the reference data", NO_LIST, partial(proposed, **{field: value}), Invalid)
      for field, value in {"nature": "X", "project_natures": ["nothing"], "strand": "nowhere", "axis": "3",
                           "publics": ["moon-dwellers"], "territories": ["commune:99999"],
                           "sectors": ["astronomy"]}.items()),
]  # fmt: skip

RUNNING = [
    Twin("validated before the start", lifecycle(State.PROPOSED, "start", State.RUNNING),
         started_unvalidated, OutOfTurn),
    Twin("a baseline or its declared absence before the start", {"indicators.check_baselines": nothing},
         lambda: validated(indicators=BARE).start(date(2019, 10, 7), LATER), BaselineMissing),
    Twin("a baseline of a day that has come", {"indicators.Baseline.on": Forgotten(TODAY)},
         lambda: validated().state_baseline("completed", Baseline.model_validate(TO_COME), LATER), Invalid),
    Twin("a start before the end", ENDS_LATE, lambda: validated().start(date(2021, 3, 31), LATER), Invalid),
    Twin("milestones planned within the calendar", {"description.check_plan": nothing},
         lambda: proposed(milestones=[STEP.model_dump()]), Invalid),
    Twin("a milestone added before the end", ENDS_LATE, lambda: running().plan_milestone(STEP), Invalid),
    Twin("a milestone reached does not move", {"milestones.Milestone._open": nothing},
         lambda: moved("first-group", date(2020, 1, 6)), MilestoneReached),
    Twin("a milestone after the start", {"experiment.Experiment.started_on": Forgotten(None)},
         lambda: running().reach_milestone("first-group", date(2019, 10, 1), LATER), Invalid),
    Twin("an observation in a known territory", {"observation.reference.check": nothing},
         lambda: observed("commune:99999"), Invalid),
]  # fmt: skip

REPORTS = [
    Twin("a second person submits", {"report.Report.writers": Forgotten(())},
         lambda: sent("ana", content()), SecondPersonNeeded),
    Twin("what was returned and not rewritten is its writers'", {"report.Report.writers": Forgotten(())},
         lambda: sent_back().submit("ana", LATER), SecondPersonNeeded),
    Twin("figures or the reason why there are none", {"report.Report._check_complete": nothing},
         lambda: sent("bob", Content(narrative="Rien à compter.")), ReportIncomplete),
    Twin("returned on lines of the report", {"report.Report.lines": lambda _: ("indicators/joy",)},
         lambda: submitted().send_back([Motive(point="indicators/joy", text="Manque.")], date(2021, 6, 8), LATER),
         Invalid),
    Twin("an officer does not return their own report", {"report.Report._stand_aside": nothing},
         lambda: submitted().send_back([Motive(point="narrative", text="Court.")], date(2021, 6, 8), LATER,
                                       frozenset({"greta"})), OwnOrganisation),
    Twin("an officer does not accept their own report", {"report.Report._stand_aside": nothing},
         lambda: submitted().accept(LATER, frozenset({"greta"})), OwnOrganisation),
    Twin("submitted, then out of its writers' hands",
         report_lifecycle(report.State.SUBMITTED, "write", report.State.SUBMITTED),
         lambda: submitted().write(content(31), "ana"), OutOfTurn),
    Twin("accepted after it was submitted", report_lifecycle(report.State.RETURNED, "accept", report.State.ACCEPTED),
         lambda: sent_back().accept(LATER), OutOfTurn),
    Twin("accepted, then locked", report_lifecycle(report.State.ACCEPTED, "write", report.State.ACCEPTED),
         lambda: accepted().write(content(32), "ana"), OutOfTurn),
    Twin("accepted, then not returned", report_lifecycle(report.State.ACCEPTED, "return", report.State.RETURNED),
         lambda: accepted().send_back([Motive(point="narrative", text="Court.")], date(2021, 6, 30), LATER),
         OutOfTurn),
    Twin("publics add up", NO_SUM, lambda: written(by_public=[part("rqth", 29)]), FiguresDoNotAddUp),
    Twin("territories add up", NO_SUM,
         lambda: written(by_territory=[part("commune:02001", 30, 39)]), FiguresDoNotAddUp),
    Twin("cells add up", NO_CROSSING,
         lambda: written(by_public=[part("rqth")], by_territory=[part("commune:02001")],
                         cells=[{"public": "rqth", "territory": "commune:02001", "numerator": 1,
                                 "denominator": 40}]), FiguresDoNotAddUp),
    Twin("a share within its whole", {"figures._check_shares": nothing},
         lambda: written(numerator=41), FiguresDoNotAddUp),
    Twin("figures by known publics", NO_CODES, lambda: written(by_public=[part("moon-dwellers")]), Invalid),
    Twin("territories that do not overlap", {"figures._check_disjoint": nothing},
         lambda: written(by_territory=[part("departement:02", 10, 20), part("commune:02001", 20, 20)]), Invalid),
    Twin("a baseline adds up", {"figures.Figures.check": nothing},
         lambda: proposed(indicators=[BARE[0] | {"baseline": TO_COME | {"figures": part_of_nine()}}]),
         FiguresDoNotAddUp),
]  # fmt: skip

EVALUATION = [
    Twin("an evaluator before the start", {"experiment.Experiment.evaluator": Forgotten(OUTSIDER)},
         lambda: without_evaluator(validated()).start(date(2019, 10, 7), LATER), EvaluatorMissing),
    Twin("the evaluator is not named after the start", lifecycle(State.RUNNING, "name_evaluator", State.RUNNING),
         lambda: running().name_evaluator(OUTSIDER, FREE, OPEN), OutOfTurn),
    Twin("the evaluator's organisation does not carry it", NO_TIES,
         lambda: proposed(partners=["third-party"]).name_evaluator(OUTSIDER, FREE, OPEN), EvaluatorNotIndependent),
    Twin("the evaluator is no member of a carrier", NO_TIES,
         lambda: proposed().name_evaluator(OUTSIDER, OF_A_CARRIER, OPEN), EvaluatorNotIndependent),
    Twin("the evaluator is not of the incubator", NO_TIES,
         lambda: proposed().name_evaluator(OUTSIDER, OF_THE_INCUBATOR, OPEN), EvaluatorNotIndependent),
    Twin("no agent of the Région measures an impact", NO_TIES,
         lambda: proposed().name_evaluator(OUTSIDER, Ties(officer=True), OPEN), EvaluatorNotIndependent),
    Twin("another evaluator is as independent", NO_TIES,
         lambda: running().replace_evaluator(OUTSIDER, OF_A_CARRIER, OPEN, "Départ."), EvaluatorNotIndependent),
    Twin("no incubator of the evaluator's is attached", NO_TIES, attached_to_the_evaluators,
         EvaluatorNotIndependent),
    Twin("still independent when the verdict comes", NO_TIES,
         lambda: running().evaluate(findings(), OF_A_CARRIER, OPEN, None, LATER), EvaluatorNotIndependent),
    Twin("a verdict needs an evaluator", {"experiment.Experiment.evaluator": Forgotten(OUTSIDER)},
         lambda: without_evaluator(running()).evaluate(findings(), FREE, OPEN, None, LATER), EvaluatorMissing),
    Twin("the verdict is the named evaluator's", EVERYONE, lambda: asks("evaluate_experiment", "bob"), Forbidden),
    Twin("a verdict on what started", lifecycle(State.VALIDATED, "evaluate", State.EVALUATED),
         lambda: validated().evaluate(findings(), FREE, OPEN, None, LATER), OutOfTurn),
    Twin("results of days that have come", {"indicators.Outcome.on": Forgotten(date(2021, 3, 30))},
         lambda: running().evaluate(findings(), FREE, OPEN, None, date(2021, 3, 30)), Invalid),
    Twin("a verdict's figures add up", {"figures.Figures.check": nothing},
         lambda: running().evaluate(findings(outcomes=[too_many()]), FREE, OPEN, None, LATER), FiguresDoNotAddUp),
    Twin("what was published is what may be corrected",
         {"indicators.Indicator.latest": property(lambda it: it.versions[-1] if it.versions else PUBLISHED)},
         lambda: evaluated(outcomes=[]).correct_indicator(OUTCOME, "Doublons.", None, LATER), NotMeasured),
    Twin("corrected figures add up", {"figures.Figures.check": nothing},
         lambda: evaluated().correct_indicator(Outcome.model_validate(too_many()), "Doublons.", None, LATER),
         FiguresDoNotAddUp),
    Twin("spread after a success", NO_SUCCESS,
         lambda: evaluated(verdict="negative").spread(["departement:80"], [], "Repris.", LATER), NotASuccess),
    Twin("spread to known territories", {"experiment.reference.check": nothing},
         lambda: evaluated().spread(["commune:99999"], [], "Repris.", LATER), Invalid),
    *(Twin(f"no ordinary law after a {verdict} verdict", NO_SUCCESS,
           partial(entered_after, verdict), NotASuccess)
      for verdict in ("mixed", "inconclusive", "negative")),
    Twin("no ordinary law before an evaluation",
         {**lifecycle(State.RUNNING, "enter_ordinary_law", State.ORDINARY_LAW), **NO_SUCCESS},
         lambda: running().enter_ordinary_law(ACT, THE_DAY), OutOfTurn),
    Twin("an act that was made", {"values.Act.on": Forgotten(THE_DAY_BEFORE)},
         lambda: spread().enter_ordinary_law(ACT, THE_DAY_BEFORE), Invalid),
]  # fmt: skip

TWINS = [*PROPOSAL, *RUNNING, *REPORTS, *EVALUATION]


@each(TWINS)
def test_with_the_rule_the_scenario_is_refused(twin: Twin) -> None:
    taking_away.refused(twin)


@each(TWINS)
def test_without_the_rule_the_same_scenario_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    taking_away.goes_through(twin, monkeypatch)


def test_the_named_evaluator_may_give_the_verdict() -> None:
    asks("evaluate_experiment", OUTSIDER.person)
