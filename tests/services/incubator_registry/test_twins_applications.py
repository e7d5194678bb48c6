"""The twins of the deposit and of the instruction: each rule taken away lets through what it refuses."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.chassis.refusal import Invalid
from services.chassis.values import Remark
from services.incubator_registry import admissibility
from services.incubator_registry.admissibility import (
    CorrectionTooLate,
    Finding,
    NotAdministrative,
    PiecesIncomplete,
    RoleMissing,
    RuleCheck,
)
from services.incubator_registry.application import Application
from services.incubator_registry.decision import Outcome, Recorded
from services.incubator_registry.deposit import CallNotOpen, Incomplete, PublishedCall, TooLate
from services.incubator_registry.grouping import AssentMissing, Grouping, OwnOrganisation
from tests.services.incubator_registry.making_applications import (
    AFTER,
    ASKED,
    CLOSES,
    DECIDED_ON,
    DEPOSITED,
    LACKING,
    MET,
    NEW_STATUTES,
    NO_LABORATORY,
    NOBODY,
    OPENS,
    OWN,
    PROGRAMME,
    RECORDED,
    REVIEW,
    RULES,
    STATUTES,
    admissible,
    content,
    deposited,
    draft,
    to_correct,
    with_opinion,
)
from tests.support.taking_away import Twin, each, goes_through, nothing, refused, struck

REGISTRY = "services.incubator_registry."
SECOND = timedelta(seconds=1)
DUE = date(2019, 10, 15)


class WordlessFinding(Finding):
    """A finding whose reason may be empty."""

    reason: Remark = ""


def deposit_unassented() -> None:
    application = draft()
    application.invite_member("batir", ("organisme-de-formation",))
    application.deposit(RULES, DEPOSITED)


def deposit_without(**missing: Any) -> None:
    draft(**missing).deposit(RULES, DEPOSITED)


def find_admissible_with_an_expired_piece() -> None:
    expired = STATUTES.model_copy(update={"valid_until": date(2019, 10, 7)})
    application = draft(pieces=(expired, PROGRAMME))
    application.deposit(RULES, DEPOSITED)
    application.find_admissible(RULES, REVIEW, NOBODY)


def decide(application: Application, recorded: Recorded, on: date, officer: frozenset[str] = NOBODY) -> None:
    application.decide(Outcome.ACCEPTED, recorded, on, officer)


def asking(piece: str, due: date = DUE) -> Callable[[], None]:
    asked = ASKED.model_copy(update={"piece": piece})
    return lambda: deposited().request_correction((asked,), due, RULES, AFTER, NOBODY)


def check(*checks: RuleCheck, roles: tuple[str, ...] = ()) -> None:
    """The eligibility of an application whose partner holds these roles instead of a laboratory's."""
    application = admissible()
    if roles:
        application.grouping = application.grouping.invite("corons", roles)
    application.check_eligibility(checks, RULES, REVIEW, NOBODY)


WORDLESS = (NO_LABORATORY[0].model_copy(update={"remark": ""}), NO_LABORATORY[1])
FREE = {REGISTRY + "grouping.Grouping.check_free": nothing}
APPLYING = (
    Twin(
        "a-deposit-after-the-closing-instant-is-refused",
        {REGISTRY + "deposit.PublishedCall.check_not_closed": nothing},
        lambda: draft().deposit(RULES, AFTER),
        TooLate,
    ),
    Twin(
        "the-closing-instant-is-exact-to-the-second",
        {REGISTRY + "deposit.PublishedCall.is_closed": lambda call, at: at > call.closes_at + timedelta(minutes=1)},
        lambda: draft().deposit(RULES, CLOSES + SECOND),
        TooLate,
    ),
    Twin(
        "a-draft-does-not-begin-after-the-closing",
        {REGISTRY + "deposit.PublishedCall.check_not_closed": nothing},
        lambda: Application.start("late", RULES, "greta", AFTER),
        TooLate,
    ),
    Twin(
        "a-deposit-before-the-opening-is-refused",
        struck(PublishedCall, "check_open", "CallNotOpen"),
        lambda: draft().deposit(RULES, OPENS - SECOND),
        CallNotOpen,
    ),
    Twin(
        "a-deposit-has-each-members-assent",
        {REGISTRY + "grouping.Grouping.check_assents": nothing},
        deposit_unassented,
        AssentMissing,
    ),
    Twin(
        "a-grouping-has-one-lead",
        {REGISTRY + "grouping._check_roles": nothing},
        lambda: draft().invite_member("batir", ("chef-de-file",)),
        Invalid,
    ),
    Twin(
        "the-lead-is-not-invited-as-a-member",
        struck(Grouping, "invite", "Le chef de file"),
        lambda: draft().invite_member("greta", ("organisme-de-formation",)),
        Invalid,
    ),
    Twin(
        "a-deposit-is-complete",
        {REGISTRY + "application.check_complete": nothing},
        lambda: deposit_without(pieces=(STATUTES,)),
        Incomplete,
    ),
    Twin(
        "nothing-is-joined-that-the-call-does-not-ask-for",
        {REGISTRY + "application.check_known": nothing},
        lambda: draft().write(content(answers={"autre": "Oui."}), (), RULES),
        Invalid,
    ),
)
INSTRUCTING = (
    Twin(
        "an-admissible-application-has-its-pieces-valid",
        {REGISTRY + "admissibility.check_pieces": nothing},
        find_admissible_with_an_expired_piece,
        PiecesIncomplete,
    ),
    Twin(
        "inadmissibility-names-a-piece-of-the-call",
        {REGISTRY + "admissibility.check_findings": nothing},
        lambda: deposited().find_inadmissible((LACKING.model_copy(update={"code": "autre"}),), RULES, REVIEW, NOBODY),
        Invalid,
    ),
    Twin(
        "a-finding-gives-its-reason",
        {REGISTRY + "admissibility.Finding": WordlessFinding},
        lambda: admissibility.Finding(code="statuts", reason=""),
        ValidationError,
    ),
    Twin(
        "a-rule-that-is-not-met-says-why",
        struck(admissibility, "unmet", "Dites pourquoi") | {REGISTRY + "admissibility.Finding": WordlessFinding},
        lambda: check(*WORDLESS),
        Invalid,
    ),
    Twin(
        "each-rule-of-eligibility-is-answered",
        struck(admissibility, "unmet", "Répondez une fois"),
        lambda: check(MET[0]),
        Invalid,
    ),
    Twin(
        "a-role-that-nobody-holds-is-not-met",
        struck(admissibility, "unmet", "RoleMissing"),
        lambda: check(*MET, roles=("entreprise",)),
        RoleMissing,
    ),
    Twin(
        "corrections-after-the-closing-touch-administrative-pieces-only",
        struck(admissibility, "check_asked", "NotAdministrative"),
        asking("programme"),
        NotAdministrative,
    ),
    Twin(
        "a-correction-sends-only-what-was-asked-for",
        struck(admissibility, "corrected", "NotAdministrative"),
        lambda: to_correct().correct((NEW_STATUTES, PROGRAMME), date(2019, 10, 7)),
        NotAdministrative,
    ),
    Twin(
        "a-correction-is-asked-with-a-due-date-to-come",
        {REGISTRY + "admissibility.check_due": nothing},
        asking("statuts", AFTER.date()),
        Invalid,
    ),
    Twin(
        "a-correction-after-its-due-date-is-refused",
        struck(admissibility, "corrected", "CorrectionTooLate"),
        lambda: to_correct().correct((NEW_STATUTES,), date(2019, 10, 16)),
        CorrectionTooLate,
    ),
    Twin(
        "an-officer-of-the-grouping-does-not-instruct",
        FREE,
        lambda: deposited().find_admissible(RULES, REVIEW, OWN),
        OwnOrganisation,
    ),
    Twin(
        "an-officer-of-the-grouping-does-not-decide",
        FREE,
        lambda: decide(with_opinion(), RECORDED, DECIDED_ON, OWN),
        OwnOrganisation,
    ),
)
TWINS = (*APPLYING, *INSTRUCTING)


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)
