"""Applications in every state, made through their own verbs: La Fosse aux Idées (I2) of the demonstration story."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from contracts.registry_parts import Criterion, EligibilityRule, Piece, Priority, Question
from services.chassis.calendar import paris
from services.chassis.values import Act
from services.incubator_registry.admissibility import AskedPiece, Fault, Finding, RuleCheck
from services.incubator_registry.application import Application
from services.incubator_registry.application_lifecycle import State
from services.incubator_registry.committee import Opinion, Ranked
from services.incubator_registry.decision import Outcome, Recorded
from services.incubator_registry.deposit import Content, JoinedPiece, PublishedCall
from services.incubator_registry.scoring import Mark

OPENS = paris(date(2019, 7, 8), 9)
CLOSES = paris(date(2019, 9, 30), 12)
STARTED = paris(date(2019, 9, 2), 10)
DEPOSITED = paris(date(2019, 9, 30), 11, 41, 7)
AFTER = CLOSES + timedelta(days=3)
REVIEW = date(2019, 10, 8)
READ = paris(date(2019, 10, 15), 10)
COMMITTEE = date(2019, 10, 24)
DECIDED_ON = date(2019, 11, 28)
NOBODY: frozenset[str] = frozenset()
OWN = frozenset({"corons"})
ASSESSORS = {"nadia": NOBODY, "luc": NOBODY}
WEIGHTS = {"identification": 30, "lieu": 25, "moyens": 25, "ressources": 20}

RULES = PublishedCall(
    call="call-1",
    version=1,
    types=("regional", "croise", "organisation-territoriale"),
    opens_at=OPENS,
    closes_at=CLOSES,
    questions=(Question(code="diagnostic", label="Quels besoins ?"),),
    pieces=(
        Piece(code="statuts", label="Statuts", administrative=True),
        Piece(code="programme", label="Programme de travail", administrative=False),
    ),
    criteria=tuple(Criterion(code=code, label=code, weight=weight) for code, weight in WEIGHTS.items()),
    eligibility=(
        EligibilityRule(
            code="partenaire-recherche",
            label="Le groupement compte un laboratoire.",
            article="article 3.2",
            requires_role="laboratoire",
        ),
        EligibilityRule(code="siege", label="Le chef de file est en région.", article="article 3.1"),
    ),
    priorities=(
        Priority(code="probleme-territorial", label="Territoire", article="article 5.3", effect="tie-break"),
        Priority(code="individualisation", label="Parcours", article="article 5.3", effect="bonus", points=150),
    ),
)
STATUTES = JoinedPiece(code="statuts", name="statuts.pdf", sha256="a" * 64, size=1200)
PROGRAMME = JoinedPiece(code="programme", name="programme.pdf", sha256="b" * 64, size=45_000)
NEW_STATUTES = STATUTES.model_copy(update={"name": "statuts-2019.pdf", "sha256": "c" * 64})
ASKED = AskedPiece(piece="statuts", fault=Fault.EXPIRED, fields=("date",), remark="Joignez les statuts de 2019.")
LACKING = Finding(code="statuts", reason="Les statuts manquent.")
MET = (RuleCheck(rule="partenaire-recherche", met=True), RuleCheck(rule="siege", met=True))
NO_LABORATORY = (
    RuleCheck(rule="partenaire-recherche", met=False, remark="Aucun laboratoire."),
    RuleCheck(rule="siege", met=True),
)
RECORDED = Recorded(act=Act(number="2019.02104", on=date(2019, 11, 26)), notified_on=DECIDED_ON)
MOTIVE = Finding(code="rang-insuffisant", article="article 5.4", reason="Le rang ne permet pas de retenir le dossier.")
RANKED = Ranked(application="i2", rank=1, score=8100, bonus=0, opinion=Opinion.FAVOURABLE)


def content(**changes: Any) -> Content:
    """A complete content, some of it changed."""
    written: dict[str, Any] = {
        "title": "La Fosse aux Idées",
        "incubator_type": "croise",
        "summary": "Rénovation énergétique et Bassin minier.",
        "territories": ("departement:62",),
        "sectors": ("btp",),
        "answers": {"diagnostic": "Les artisans manquent de temps pour se former."},
        "pieces": (STATUTES, PROGRAMME),
    }
    return Content(**(written | changes))


def marks(*points: float) -> tuple[Mark, ...]:
    """Marks on the four criteria in their order."""
    return tuple(
        Mark(criterion=code, points=given, justification="Lu et comparé.")
        for code, given in zip(WEIGHTS, points, strict=True)
    )


def draft(**changes: Any) -> Application:
    """A complete draft of the GRETA with a laboratory that has assented."""
    application = Application.start("i2", RULES, "greta", STARTED)
    application.write(content(**changes), (), RULES)
    application.invite_member("corons", ("laboratoire",))
    application.assent("corons", "elena", STARTED.date())
    application.settle()
    return application


def deposited(at: datetime = DEPOSITED) -> Application:
    """Deposited in the morning of the last day."""
    application = draft()
    application.deposit(RULES, at)
    application.settle()
    return application


def to_correct() -> Application:
    """Statutes asked for after the closing, until 15 October."""
    application = deposited()
    application.request_correction((ASKED,), date(2019, 10, 15), RULES, AFTER, NOBODY)
    application.settle()
    return application


def admissible() -> Application:
    """Its pieces are complete."""
    application = deposited()
    application.find_admissible(RULES, REVIEW, NOBODY)
    application.settle()
    return application


def inadmissible() -> Application:
    """A piece is missing."""
    application = deposited()
    application.find_inadmissible((LACKING,), RULES, REVIEW, NOBODY)
    application.settle()
    return application


def eligible() -> Application:
    """It meets every rule."""
    application = admissible()
    application.check_eligibility(MET, RULES, REVIEW, NOBODY)
    application.settle()
    return application


def ineligible() -> Application:
    """It has no laboratory."""
    application = admissible()
    application.check_eligibility(NO_LABORATORY, RULES, REVIEW, NOBODY)
    application.settle()
    return application


def assigned() -> Application:
    """Eligible, with two assessors who declared no interest."""
    application = eligible()
    application.name_assessors(ASSESSORS, REVIEW, NOBODY)
    for person in ASSESSORS:
        application.declare_interest(person, False, NOBODY, READ)
    application.settle()
    return application


def scored(*given: Sequence[float]) -> Application:
    """Scored by both, as the story says unless other marks are given."""
    application = assigned()
    for person, points in zip(ASSESSORS, given or ((4.5, 4, 4, 3.5), (4.5, 4, 4, 3.5)), strict=True):
        application.submit_scores(person, marks(*points), RULES, NOBODY, READ)
    application.settle()
    return application


def with_opinion() -> Application:
    """Ranked first by the committee."""
    application = scored()
    application.give_opinion(RANKED, RULES, COMMITTEE, NOBODY)
    application.settle()
    return application


def decided(outcome: Outcome, **more: Any) -> Application:
    """Decided by the act of November 2019."""
    application = with_opinion()
    application.decide(outcome, RECORDED, DECIDED_ON, NOBODY, **more)
    application.settle()
    return application


def withdrawn() -> Application:
    """Taken back by its lead."""
    application = deposited()
    application.withdraw(REVIEW)
    application.settle()
    return application


IN_STATE: dict[State, Callable[[], Application]] = {
    State.DRAFT: draft,
    State.DEPOSITED: deposited,
    State.TO_CORRECT: to_correct,
    State.ADMISSIBLE: admissible,
    State.INADMISSIBLE: inadmissible,
    State.ELIGIBLE: scored,
    State.INELIGIBLE: ineligible,
    State.OPINION: with_opinion,
    State.ACCEPTED: lambda: decided(Outcome.ACCEPTED),
    State.RESERVE: lambda: decided(Outcome.RESERVE, rank=1),
    State.REFUSED: lambda: decided(Outcome.REFUSED, motives=(MOTIVE,)),
    State.CLOSED: lambda: decided(Outcome.CLOSED, motives=(MOTIVE,)),
    State.WITHDRAWN: withdrawn,
}
