"""Every verb of an application from every state, and what the regulation says of its way to the decision."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from contracts import incubator_registry as events
from services.chassis.refusal import Invalid, OutOfTurn
from services.incubator_registry.application import Application, ScoresMissing, TooFewAssessors
from services.incubator_registry.application_lifecycle import LIFECYCLE, USUAL_WORDS, State
from services.incubator_registry.decision import ActToCome, Outcome
from services.incubator_registry.grouping import OwnOrganisation
from services.incubator_registry.scoring import (
    AlreadySubmitted,
    AssessorInConflict,
    InterestNotDeclared,
    NotAnAssessor,
)
from tests.services.incubator_registry.making_applications import (
    AFTER,
    ASKED,
    ASSESSORS,
    COMMITTEE,
    DECIDED_ON,
    DEPOSITED,
    IN_STATE,
    LACKING,
    MET,
    MOTIVE,
    NEW_STATUTES,
    NO_LABORATORY,
    NOBODY,
    OWN,
    RANKED,
    READ,
    RECORDED,
    REVIEW,
    RULES,
    admissible,
    assigned,
    content,
    decided,
    deposited,
    eligible,
    marks,
    scored,
    to_correct,
    with_opinion,
)

THREE = {**ASSESSORS, "ines": NOBODY}


def _declare(application: Application) -> None:
    application.assessments = tuple(
        each.model_copy(update={"interest": None, "submitted_at": None}) for each in application.assessments
    )
    application.declare_interest("nadia", False, NOBODY, READ)


def _score(application: Application) -> None:
    application.assessments = tuple(each.model_copy(update={"submitted_at": None}) for each in application.assessments)
    application.submit_scores("nadia", marks(4, 4, 4, 4), RULES, NOBODY, READ)


VERBS: dict[str, Callable[[Application], object]] = {
    "write": lambda a: a.write(content(), (), RULES),
    "invite_member": lambda a: a.invite_member("batir", ("organisme-de-formation",)),
    "remove_member": lambda a: a.remove_member("corons"),
    "assent": lambda a: a.assent("corons", "elena", REVIEW),
    "deposit": lambda a: a.deposit(RULES, DEPOSITED),
    "complete": lambda a: a.complete(content(), RULES, DEPOSITED),
    "correct": lambda a: a.correct((NEW_STATUTES,), date(2019, 10, 7)),
    "withdraw": lambda a: a.withdraw(REVIEW),
    "follow": lambda a: a.follow("helene", NOBODY),
    "request_correction": lambda a: a.request_correction((ASKED,), date(2019, 10, 15), RULES, AFTER, NOBODY),
    "find_admissible": lambda a: a.find_admissible(RULES, REVIEW, NOBODY),
    "find_inadmissible": lambda a: a.find_inadmissible((LACKING,), RULES, REVIEW, NOBODY),
    "find_eligible": lambda a: a.check_eligibility(MET, RULES, REVIEW, NOBODY),
    "find_ineligible": lambda a: a.check_eligibility(NO_LABORATORY, RULES, REVIEW, NOBODY),
    "name_assessors": lambda a: a.name_assessors(THREE, REVIEW, NOBODY),
    "declare_interest": _declare,
    "score": _score,
    "give_opinion": lambda a: a.give_opinion(RANKED, RULES, COMMITTEE, NOBODY),
    "accept": lambda a: a.decide(Outcome.ACCEPTED, RECORDED, DECIDED_ON, NOBODY),
    "reserve": lambda a: a.decide(Outcome.RESERVE, RECORDED, DECIDED_ON, NOBODY, rank=1),
    "refuse": lambda a: a.decide(Outcome.REFUSED, RECORDED, DECIDED_ON, NOBODY, motives=(MOTIVE,)),
    "close_without_action": lambda a: a.decide(Outcome.CLOSED, RECORDED, DECIDED_ON, NOBODY, motives=(MOTIVE,)),
}

# Written from RULES.md, "Calls and applications"; a state that knows no verb is over.
EXPECTED: dict[str, dict[str, str]] = {
    "draft": {
        "write": "draft",
        "invite_member": "draft",
        "remove_member": "draft",
        "assent": "draft",
        "deposit": "deposited",
    },
    "deposited": {
        "complete": "deposited",
        "follow": "deposited",
        "request_correction": "to-correct",
        "find_admissible": "admissible",
        "find_inadmissible": "inadmissible",
        "withdraw": "withdrawn",
        "close_without_action": "closed",
    },
    "to-correct": {
        "correct": "deposited",
        "follow": "to-correct",
        "find_inadmissible": "inadmissible",
        "withdraw": "withdrawn",
        "close_without_action": "closed",
    },
    "admissible": {
        "follow": "admissible",
        "find_eligible": "eligible",
        "find_ineligible": "ineligible",
        "withdraw": "withdrawn",
        "close_without_action": "closed",
    },
    "inadmissible": {
        "follow": "inadmissible",
        "refuse": "refused",
        "withdraw": "withdrawn",
        "close_without_action": "closed",
    },
    "eligible": {
        "follow": "eligible",
        "name_assessors": "eligible",
        "declare_interest": "eligible",
        "score": "eligible",
        "give_opinion": "opinion-given",
        "withdraw": "withdrawn",
        "close_without_action": "closed",
    },
    "ineligible": {
        "follow": "ineligible",
        "refuse": "refused",
        "withdraw": "withdrawn",
        "close_without_action": "closed",
    },
    "opinion-given": {
        "follow": "opinion-given",
        "accept": "accepted",
        "reserve": "reserve",
        "refuse": "refused",
        "withdraw": "withdrawn",
        "close_without_action": "closed",
    },
    "reserve": {
        "follow": "reserve",
        "accept": "accepted",
        "refuse": "refused",
        "withdraw": "withdrawn",
        "close_without_action": "closed",
    },
    "accepted": {},
    "refused": {},
    "closed": {},
    "withdrawn": {},
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", State)
def test_every_verb_from_every_state(state: State, verb: str) -> None:
    application = IN_STATE[state]()
    assert application.state is state
    expected = EXPECTED[state.value].get(verb)
    if expected is None:
        with pytest.raises(OutOfTurn, match=f"état « {LIFECYCLE.labels[state]} »"):
            VERBS[verb](application)
        assert application.state is state
    else:
        VERBS[verb](application)
        assert application.state.value == expected


def test_the_table_of_verbs_is_whole() -> None:
    assert set(VERBS) == set(LIFECYCLE.all_verbs())
    assert set(EXPECTED) == {state.value for state in State}
    assert set(USUAL_WORDS) == set(State)


@pytest.mark.parametrize("state", State)
def test_an_application_comes_back_from_json_as_it_was(state: State) -> None:
    application = IN_STATE[state]()
    application.settle()
    assert Application.model_validate(json.loads(application.model_dump_json())) == application


def test_a_draft_announces_nothing() -> None:
    application = IN_STATE[State.DRAFT]()
    application.write(content(title="Autre titre"), (), RULES)
    application.invite_member("batir", ("organisme-de-formation",))
    assert application.announced == ()


# --- assessors


def test_an_application_is_read_by_two_assessors_at_least() -> None:
    application = eligible()
    with pytest.raises(TooFewAssessors, match="au moins 2"):
        application.name_assessors({"nadia": NOBODY}, REVIEW, NOBODY)


def test_a_conflict_of_interest_is_found_when_the_assessors_organisation_is_in_the_grouping() -> None:
    application = eligible()
    with pytest.raises(AssessorInConflict):
        application.name_assessors({"nadia": NOBODY, "luc": OWN}, REVIEW, NOBODY)


def test_who_joined_a_member_organisation_since_they_were_named_may_neither_declare_none_nor_score() -> None:
    application = eligible()
    application.name_assessors(ASSESSORS, REVIEW, NOBODY)
    with pytest.raises(AssessorInConflict):
        application.declare_interest("luc", False, OWN, READ)
    with pytest.raises(AssessorInConflict):
        assigned().submit_scores("luc", marks(4, 4, 4, 4), RULES, OWN, READ)


def test_interests_are_declared_before_scoring() -> None:
    application = eligible()
    application.name_assessors(ASSESSORS, REVIEW, NOBODY)
    with pytest.raises(InterestNotDeclared):
        application.submit_scores("nadia", marks(4, 4, 4, 4), RULES, NOBODY, READ)


def test_an_assessor_who_declared_an_interest_does_not_score_and_is_replaced() -> None:
    application = eligible()
    application.name_assessors(ASSESSORS, REVIEW, NOBODY)
    application.declare_interest("luc", True, NOBODY, READ)
    with pytest.raises(AssessorInConflict):
        application.submit_scores("luc", marks(4, 4, 4, 4), RULES, NOBODY, READ)
    with pytest.raises(TooFewAssessors):
        application.name_assessors(ASSESSORS, REVIEW, NOBODY)
    application.name_assessors({"nadia": NOBODY, "ines": NOBODY}, REVIEW, NOBODY)
    assert [each.assessor for each in application.assessments] == ["nadia", "luc", "ines"]


def test_a_declaration_is_made_once() -> None:
    with pytest.raises(AlreadySubmitted):
        assigned().declare_interest("nadia", True, NOBODY, READ)


def test_submitted_marks_no_longer_change() -> None:
    with pytest.raises(AlreadySubmitted):
        scored().submit_scores("nadia", marks(5, 5, 5, 5), RULES, NOBODY, READ)


def test_only_a_named_person_assesses() -> None:
    with pytest.raises(NotAnAssessor):
        assigned().submit_scores("hugo", marks(5, 5, 5, 5), RULES, NOBODY, READ)


def test_the_committee_waits_for_every_assessment() -> None:
    application = assigned()
    application.submit_scores("nadia", marks(4, 4, 4, 4), RULES, NOBODY, READ)
    with pytest.raises(ScoresMissing) as refused:
        application.give_opinion(RANKED, RULES, COMMITTEE, NOBODY)
    assert refused.value.facts["awaited"] == ["luc"]


def test_the_spread_between_assessors_is_kept_with_the_opinion() -> None:
    application = scored((5, 4, 4, 4), (4, 4, 4, 3))
    application.give_opinion(RANKED, RULES, COMMITTEE, NOBODY)
    assert application.spread == 1000  # 6 points on the first criterion and 4 on the last


# --- who stands aside


@pytest.mark.parametrize(
    ("made", "verb"),
    [
        (deposited, lambda a: a.follow("helene", OWN)),
        (deposited, lambda a: a.request_correction((ASKED,), date(2019, 10, 15), RULES, AFTER, OWN)),
        (deposited, lambda a: a.find_admissible(RULES, REVIEW, OWN)),
        (deposited, lambda a: a.find_inadmissible((LACKING,), RULES, REVIEW, OWN)),
        (admissible, lambda a: a.check_eligibility(MET, RULES, REVIEW, OWN)),
        (eligible, lambda a: a.name_assessors(ASSESSORS, REVIEW, OWN)),
        (scored, lambda a: a.give_opinion(RANKED, RULES, COMMITTEE, OWN)),
        (with_opinion, lambda a: a.decide(Outcome.ACCEPTED, RECORDED, DECIDED_ON, OWN)),
        (deposited, lambda a: a.decide(Outcome.CLOSED, RECORDED, DECIDED_ON, OWN, motives=(MOTIVE,))),
    ],
)
def test_an_officer_of_a_member_organisation_neither_instructs_nor_decides(
    made: Callable[[], Application], verb: Callable[[Application], None]
) -> None:
    with pytest.raises(OwnOrganisation):
        verb(made())


# --- the decision


def test_a_decision_announces_its_act_and_how_many_stood_aside() -> None:
    application = with_opinion()
    recorded = RECORDED.model_copy(update={"stood_aside": ("vice-présidence à la formation", "canton de Lens")})
    application.decide(Outcome.ACCEPTED, recorded, DECIDED_ON, NOBODY)
    (event,) = application.announced
    assert isinstance(event, events.ApplicationAccepted)
    assert (event.act.number, event.act.on, event.stood_aside) == ("2019.02104", date(2019, 11, 26), 2)
    assert [each.organisation for each in event.members] == ["greta", "corons"]


def test_no_decision_is_recorded_before_its_act() -> None:
    with pytest.raises(ActToCome):
        with_opinion().decide(Outcome.ACCEPTED, RECORDED, date(2019, 11, 25), NOBODY)


def test_a_notification_does_not_precede_its_act() -> None:
    early = RECORDED.model_copy(update={"notified_on": date(2019, 11, 25)})
    with pytest.raises(Invalid, match="notification"):
        with_opinion().decide(Outcome.ACCEPTED, early, DECIDED_ON, NOBODY)


def test_a_refusal_announces_the_codes_of_its_motives_and_no_free_text() -> None:
    application = with_opinion()
    application.decide(Outcome.REFUSED, RECORDED, DECIDED_ON, NOBODY, motives=(MOTIVE,))
    (event,) = application.announced
    assert isinstance(event, events.ApplicationRefused)
    assert [(each.code, each.article) for each in event.reasons] == [("rang-insuffisant", "article 5.4")]
    assert MOTIVE.reason not in event.model_dump_json()


def test_a_reserve_list_has_a_rank_and_may_be_called_up_later() -> None:
    application = decided(Outcome.RESERVE, rank=2)
    application.decide(Outcome.ACCEPTED, RECORDED, date(2020, 2, 3), NOBODY)
    assert [each.outcome for each in application.decisions] == [Outcome.RESERVE, Outcome.ACCEPTED]
    assert application.decisions[0].rank == 2


# --- silence


def test_two_months_of_silence_are_a_refusal() -> None:
    application = deposited()
    assert application.silently_refused_on(date(2019, 11, 29)) is None
    assert application.silently_refused_on(date(2019, 11, 30)) == date(2019, 11, 30)


def test_the_clock_of_silence_stops_while_pieces_are_asked_for() -> None:
    application = to_correct()  # asked on 3 October
    application.correct((NEW_STATUTES,), date(2019, 10, 7))
    assert application.silence_on(date(2019, 10, 7)) == date(2019, 12, 4)
    (event,) = application.announced
    assert isinstance(event, events.ApplicationCorrected)
    assert event.silent_refusal_on == date(2019, 12, 4)


def test_the_clock_of_silence_runs_again_after_a_due_date_that_passed_without_an_answer() -> None:
    application = to_correct()  # due on 15 October: twelve days
    assert application.silence_on(date(2019, 10, 5)) == date(2019, 12, 2)
    assert application.silence_on(date(2020, 1, 31)) == date(2019, 12, 12)


def test_a_late_express_decision_replaces_the_refusal_by_silence() -> None:
    application = with_opinion()
    application.decide(Outcome.ACCEPTED, RECORDED, date(2019, 12, 5), NOBODY)
    assert application.decisions[-1].replaces_silence_of == date(2019, 11, 30)
    assert application.silently_refused_on(date(2019, 12, 5)) is None


@pytest.mark.parametrize("state", [State.ACCEPTED, State.RESERVE, State.REFUSED, State.CLOSED, State.WITHDRAWN])
def test_silence_says_nothing_of_an_application_that_was_answered(state: State) -> None:
    assert IN_STATE[state]().silently_refused_on(DECIDED_ON + timedelta(days=400)) is None
