"""Pieces and eligibility: corrections of administrative pieces only, differences kept, articles named."""

from datetime import date

import pytest

from contracts import incubator_registry as events
from services.chassis.refusal import Invalid
from services.incubator_registry.admissibility import (
    AskedPiece,
    Change,
    CorrectionTooLate,
    Fault,
    Finding,
    NotAdministrative,
    PiecesIncomplete,
    RoleMissing,
    RuleCheck,
)
from services.incubator_registry.application_lifecycle import State
from tests.services.incubator_registry.making_applications import (
    AFTER,
    ASKED,
    CLOSES,
    DEPOSITED,
    LACKING,
    MET,
    NEW_STATUTES,
    NO_LABORATORY,
    NOBODY,
    PROGRAMME,
    REVIEW,
    RULES,
    STATUTES,
    admissible,
    deposited,
    draft,
    to_correct,
)

DUE = date(2019, 10, 15)
PROGRAMME_ASKED = AskedPiece(piece="programme", fault=Fault.INCOMPLETE, remark="Précisez le calendrier.")


def test_after_the_closing_corrections_touch_administrative_pieces_only() -> None:
    with pytest.raises(NotAdministrative) as refused:
        deposited().request_correction((ASKED, PROGRAMME_ASKED), DUE, RULES, AFTER, NOBODY)
    assert refused.value.field == "asked/1/piece"


def test_before_the_closing_any_piece_may_be_asked_for() -> None:
    application = deposited()
    application.request_correction((PROGRAMME_ASKED,), DUE, RULES, CLOSES, NOBODY)
    assert application.state is State.TO_CORRECT


def test_a_correction_has_a_due_date_to_come() -> None:
    with pytest.raises(Invalid, match="dans l'avenir"):
        deposited().request_correction((ASKED,), date(2019, 10, 3), RULES, AFTER, NOBODY)


def test_a_piece_that_the_call_does_not_know_is_not_asked_for() -> None:
    unknown = ASKED.model_copy(update={"piece": "photo"})
    with pytest.raises(Invalid) as refused:
        deposited().request_correction((unknown,), DUE, RULES, AFTER, NOBODY)
    assert refused.value.field == "asked/0/piece"


def test_the_difference_between_the_old_piece_and_the_new_is_kept() -> None:
    application = to_correct()
    application.correct((NEW_STATUTES,), date(2019, 10, 7))
    (correction,) = application.corrections
    assert correction.changes == (
        Change(piece="statuts", field="name", before="statuts.pdf", after="statuts-2019.pdf"),
        Change(piece="statuts", field="sha256", before="a" * 64, after="c" * 64),
    )
    assert application.content.piece("statuts") == NEW_STATUTES
    assert application.content.piece("programme") == PROGRAMME


def test_only_what_was_asked_for_is_corrected() -> None:
    with pytest.raises(NotAdministrative) as refused:
        to_correct().correct((NEW_STATUTES, PROGRAMME), date(2019, 10, 7))
    assert refused.value.field == "pieces/1"


def test_everything_that_was_asked_for_is_sent() -> None:
    application = deposited()
    application.request_correction((ASKED, PROGRAMME_ASKED), DUE, RULES, CLOSES, NOBODY)
    with pytest.raises(Invalid, match="programme"):
        application.correct((NEW_STATUTES,), date(2019, 10, 7))


def test_a_correction_is_received_on_its_due_day_and_not_after() -> None:
    to_correct().correct((NEW_STATUTES,), DUE)
    with pytest.raises(CorrectionTooLate):
        to_correct().correct((NEW_STATUTES,), date(2019, 10, 16))


def test_pieces_that_expired_are_not_complete() -> None:
    application = draft(pieces=(STATUTES.model_copy(update={"valid_until": date(2019, 10, 7)}), PROGRAMME))
    application.deposit(RULES, DEPOSITED)
    with pytest.raises(PiecesIncomplete) as refused:
        application.find_admissible(RULES, REVIEW, NOBODY)
    assert refused.value.facts["expired"] == ["statuts"]


def test_an_inadmissible_application_says_which_piece_and_why() -> None:
    application = deposited()
    application.find_inadmissible((LACKING,), RULES, REVIEW, NOBODY)
    (event,) = application.announced
    assert isinstance(event, events.ApplicationFoundInadmissible)
    assert (event.ground, [each.code for each in event.reasons]) == ("pieces", ["statuts"])
    assert application.findings == (LACKING,)


def test_a_reason_names_a_piece_of_the_call() -> None:
    with pytest.raises(Invalid) as refused:
        deposited().find_inadmissible((Finding(code="mood", reason="Non."),), RULES, REVIEW, NOBODY)
    assert refused.value.field == "reasons/0/code"


def test_an_ineligible_application_names_the_article_of_the_call() -> None:
    application = admissible()
    application.check_eligibility(NO_LABORATORY, RULES, REVIEW, NOBODY)
    (event,) = application.announced
    assert isinstance(event, events.ApplicationFoundInadmissible)
    assert event.ground == "eligibility"
    assert [(each.code, each.article) for each in event.reasons] == [("partenaire-recherche", "article 3.2")]


def test_every_rule_of_the_call_is_answered() -> None:
    with pytest.raises(Invalid, match="chaque règle"):
        admissible().check_eligibility(MET[:1], RULES, REVIEW, NOBODY)


def test_a_rule_that_is_not_met_is_explained() -> None:
    silent = (RuleCheck(rule="partenaire-recherche", met=True), RuleCheck(rule="siege", met=False))
    with pytest.raises(Invalid) as refused:
        admissible().check_eligibility(silent, RULES, REVIEW, NOBODY)
    assert refused.value.field == "checks/1/remark"


def test_numeripole_without_a_research_partner_cannot_be_found_eligible() -> None:
    application = draft()
    application.remove_member("corons")
    application.deposit(RULES, DEPOSITED)
    application.find_admissible(RULES, REVIEW, NOBODY)
    with pytest.raises(RoleMissing):
        application.check_eligibility(MET, RULES, REVIEW, NOBODY)


def test_an_eligible_application_is_announced_as_admissible() -> None:
    application = admissible()
    application.check_eligibility(MET, RULES, REVIEW, NOBODY)
    assert [type(event) for event in application.announced] == [events.ApplicationFoundAdmissible]
