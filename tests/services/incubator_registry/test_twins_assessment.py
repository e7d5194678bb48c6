"""The twins of the assessment and of the decision: each rule taken away lets through what it refuses."""

from datetime import date
from fractions import Fraction

import pytest
from pydantic import ValidationError, model_validator

from services.chassis.refusal import Invalid
from services.chassis.values import Remark
from services.incubator_registry import committee, decision, scoring
from services.incubator_registry.application import Application, ScoresMissing, TooFewAssessors
from services.incubator_registry.application_view import Eyes, view
from services.incubator_registry.committee import Scored, TieUnbroken
from services.incubator_registry.decision import ActToCome, Decided, Outcome, Recorded
from services.incubator_registry.rules import Rule
from services.incubator_registry.scoring import (
    AlreadySubmitted,
    Assessment,
    AssessorInConflict,
    InterestNotDeclared,
    Mark,
)
from tests.services.incubator_registry.making_applications import (
    ASSESSORS,
    COMMITTEE,
    DECIDED_ON,
    NOBODY,
    OWN,
    RANKED,
    READ,
    RECORDED,
    REVIEW,
    RULES,
    assigned,
    eligible,
    marks,
    scored,
    with_opinion,
)
from tests.support.taking_away import Twin, each, goes_through, nothing, refused, struck

REGISTRY = "services.incubator_registry."
LONE_MARKS = marks(4, 4, 4, 4)
EQUALS = (Scored("a", Fraction(7050)), Scored("b", Fraction(7050)))


class Unseen(AssertionError):
    """The page shows nothing of what others wrote."""


class UnjustifiedMark(Mark):
    """A mark whose justification may be empty."""

    justification: Remark = ""


class UnmotivatedDecided(Decided):
    """A decision that says no motive."""

    @model_validator(mode="after")
    def _whole(self) -> "UnmotivatedDecided":
        return self


def one_assessor(code: str, on: date) -> Rule:
    """The threshold of assessors at one."""
    return Rule(code, 1, on, "")


def named() -> Application:
    application = eligible()
    application.name_assessors(ASSESSORS, REVIEW, NOBODY)
    return application


def submit(application: Application, person: str = "luc", organisations: frozenset[str] = NOBODY) -> None:
    application.submit_scores(person, LONE_MARKS, RULES, organisations, READ)


def score_despite_an_interest() -> None:
    application = named()
    application.declare_interest("luc", True, NOBODY, READ)
    submit(application)


def meet_with_one_assessment() -> None:
    application = named()
    application.declare_interest("nadia", False, NOBODY, READ)
    application.declare_interest("luc", True, NOBODY, READ)
    submit(application, "nadia")
    application.give_opinion(RANKED, RULES, COMMITTEE, NOBODY)


def look(application: Application, eyes: Eyes, person: str, of: str) -> None:
    """Raises Unseen unless these eyes see marks of another person. ``of``: how that person is shown to them."""
    seen = view(application, RULES, eyes, person, REVIEW)
    if not any(each.marks for each in seen.assessments if each.assessor == of):
        raise Unseen


def look_before_submitting() -> None:
    application = assigned()
    submit(application, "nadia")
    look(application, Eyes.ASSESSOR, "luc", "1")


def read_before_declaring() -> None:
    if view(named(), RULES, Eyes.ASSESSOR, "luc", REVIEW).content is None:
        raise Unseen


def decide(application: Application, recorded: Recorded, on: date, officer: frozenset[str] = NOBODY) -> None:
    application.decide(Outcome.ACCEPTED, recorded, on, officer)


EARLY = RECORDED.model_copy(update={"notified_on": date(2019, 11, 25)})
NO_CONFLICT = {REGISTRY + "application.Application._check_no_conflict": nothing}
ALL_SEE = {REGISTRY + "application_view._sees_scores": lambda *_: True}
TWINS = (
    Twin(
        "a-conflict-is-found-when-assessors-are-named",
        NO_CONFLICT,
        lambda: eligible().name_assessors({"nadia": NOBODY, "luc": OWN}, REVIEW, NOBODY),
        AssessorInConflict,
    ),
    Twin(
        "a-conflict-that-came-later-is-found-at-scoring",
        NO_CONFLICT,
        lambda: submit(assigned(), organisations=OWN),
        AssessorInConflict,
    ),
    Twin(
        "who-declared-an-interest-does-not-score",
        struck(Assessment, "submit", "AssessorInConflict"),
        score_despite_an_interest,
        AssessorInConflict,
    ),
    Twin(
        "interests-are-declared-before-scoring",
        struck(Assessment, "submit", "InterestNotDeclared"),
        lambda: submit(named()),
        InterestNotDeclared,
    ),
    Twin(
        "submitted-marks-no-longer-change",
        struck(Assessment, "submit", "AlreadySubmitted"),
        lambda: submit(scored()),
        AlreadySubmitted,
    ),
    Twin(
        "two-assessors-at-least",
        {REGISTRY + "application.rule": one_assessor},
        lambda: eligible().name_assessors({"nadia": NOBODY}, REVIEW, NOBODY),
        TooFewAssessors,
    ),
    Twin(
        "the-committee-has-two-assessments",
        {REGISTRY + "application.rule": one_assessor},
        meet_with_one_assessment,
        ScoresMissing,
    ),
    Twin(
        "each-mark-is-justified",
        {REGISTRY + "scoring.Mark": UnjustifiedMark},
        lambda: scoring.Mark(criterion="lieu", points=4, justification=""),
        ValidationError,
    ),
    Twin(
        "every-criterion-is-scored",
        {REGISTRY + "scoring.check_marks": nothing},
        lambda: assigned().submit_scores("luc", LONE_MARKS[:3], RULES, NOBODY, READ),
        Invalid,
    ),
    Twin("an-assessor-is-blind-until-they-submit", ALL_SEE, look_before_submitting, Unseen),
    Twin(
        "applicants-are-blind-until-the-decision",
        ALL_SEE,
        lambda: look(scored(), Eyes.GROUPING, "bernard", "1"),
        Unseen,
    ),
    Twin(
        "an-assessor-reads-after-declaring",
        {REGISTRY + "application_view._may_read": lambda *_: True},
        read_before_declaring,
        Unseen,
    ),
    Twin(
        "a-tie-that-no-priority-breaks-asks-for-a-reason",
        struck(committee, "_overridden", "TieUnbroken"),
        lambda: committee.rank(EQUALS, RULES.priorities, 1),
        TieUnbroken,
    ),
    Twin(
        "nobody-is-ranked-by-an-unpublished-priority",
        {REGISTRY + "committee._check_priorities": nothing},
        lambda: committee.rank((Scored("a", Fraction(7050), frozenset({"proche"})),), RULES.priorities, 1),
        Invalid,
    ),
    Twin(
        "no-decision-before-its-act",
        struck(Recorded, "check", "ActToCome"),
        lambda: decide(with_opinion(), RECORDED, date(2019, 11, 25)),
        ActToCome,
    ),
    Twin(
        "a-notification-follows-its-act",
        struck(Recorded, "check", "La notification"),
        lambda: decide(with_opinion(), EARLY, DECIDED_ON),
        Invalid,
    ),
    Twin(
        "a-refusal-gives-its-motive",
        {REGISTRY + "decision.Decided": UnmotivatedDecided},
        lambda: decision.Decided(application="i2", outcome=Outcome.REFUSED),
        ValidationError,
    ),
)


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)
