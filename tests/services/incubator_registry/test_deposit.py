"""The deposit: the closing instant to the second, what must be there, the grouping's assents, the proof."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import incubator_registry as events
from services.chassis.calendar import months_later, paris
from services.chassis.refusal import Invalid, Refusal
from services.incubator_registry.application import Application
from services.incubator_registry.application_lifecycle import State
from services.incubator_registry.deposit import CallNotOpen, Incomplete, TooLate, silent_refusal_on
from services.incubator_registry.grouping import AssentMissing, NotInTheGrouping
from tests.services.incubator_registry.making_applications import (
    CLOSES,
    DEPOSITED,
    OPENS,
    PROGRAMME,
    RULES,
    STATUTES,
    content,
    deposited,
    draft,
)

SECOND = timedelta(seconds=1)


@given(st.integers(min_value=-3_000_000, max_value=3_000_000))
def test_a_deposit_is_received_until_the_closing_second_and_refused_after_it(microseconds: int) -> None:
    application, at = draft(), CLOSES + timedelta(microseconds=microseconds)
    if microseconds < 1_000_000:
        application.deposit(RULES, at)
        assert application.state is State.DEPOSITED
    else:
        with pytest.raises(TooLate, match="brouillon est gardé"):
            application.deposit(RULES, at)


def test_edtech_express_at_12_00_01_is_refused() -> None:
    with pytest.raises(TooLate) as refused:
        draft().deposit(RULES, CLOSES + SECOND)
    assert refused.value.facts["closes_at"] == "2019-09-30T10:00:00+00:00"


def test_a_closing_that_was_moved_moves_for_all() -> None:
    moved = RULES.model_copy(update={"closes_at": CLOSES + timedelta(days=7)})
    application = draft()
    application.deposit(moved, CLOSES + timedelta(days=6))
    assert application.state is State.DEPOSITED


def test_nothing_is_deposited_before_the_opening() -> None:
    with pytest.raises(CallNotOpen):
        draft().deposit(RULES, OPENS - SECOND)


def test_no_draft_begins_after_the_closing() -> None:
    with pytest.raises(TooLate):
        Application.start("late", RULES, "edtech-express", CLOSES + SECOND)


def test_a_draft_may_begin_before_the_opening() -> None:
    assert Application.start("early", RULES, "greta", OPENS - timedelta(days=2)).state is State.DRAFT


# --- what must be there


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"title": ""}, "content/title"),
        ({"summary": ""}, "content/summary"),
        ({"incubator_type": ""}, "content/incubator_type"),
        ({"answers": {}}, "content/answers/diagnostic"),
        ({"answers": {"diagnostic": "  "}}, "content/answers/diagnostic"),
        ({"pieces": (PROGRAMME,)}, "content/pieces/statuts"),
    ],
)
def test_a_draft_may_lack_anything_and_a_deposit_nothing(changes: dict[str, Any], missing: str) -> None:
    application = draft(**changes)
    with pytest.raises(Incomplete) as refused:
        application.deposit(RULES, DEPOSITED)
    assert refused.value.facts["missing"] == [missing]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"incubator_type": "national"}, "content/incubator_type"),
        ({"territories": ("departement:75",)}, "content/territories/0"),
        ({"sectors": ("btp", "astronomy")}, "content/sectors/1"),
        ({"answers": {"unknown": "x"}}, "content/answers/unknown"),
        ({"pieces": (STATUTES, STATUTES)}, "content/pieces/1"),
    ],
)
def test_what_the_call_does_not_ask_for_is_refused_by_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        draft(**changes)
    assert refused.value.field == field


def test_the_type_is_one_that_the_call_looks_for() -> None:
    narrow = RULES.model_copy(update={"types": ("regional",)})
    with pytest.raises(Invalid, match="type d'incubateur"):
        draft().deposit(narrow, DEPOSITED)


# --- the grouping


def test_a_deposit_waits_for_each_members_assent() -> None:
    application = draft()
    application.invite_member("batir", ("organisme-de-formation",))
    with pytest.raises(AssentMissing) as refused:
        application.deposit(RULES, DEPOSITED)
    assert refused.value.facts["awaited"] == ["batir"]


def test_a_member_whose_roles_change_assents_again() -> None:
    application = draft()
    application.invite_member("corons", ("laboratoire", "enseignement-superieur"))
    assert application.grouping.awaited == ("corons",)


def test_a_grouping_has_one_lead() -> None:
    application = draft()
    with pytest.raises(Invalid, match="un seul chef de file"):
        application.invite_member("batir", ("chef-de-file",))
    with pytest.raises(Invalid, match="déjà dans le groupement"):
        application.invite_member("greta", ("partenaire",))


def test_a_role_is_one_of_the_reference_data() -> None:
    with pytest.raises(Invalid) as refused:
        draft().invite_member("batir", ("laboratoire", "banque"))
    assert refused.value.field == "roles/1"


def test_nobody_assents_for_an_organisation_that_was_not_asked() -> None:
    with pytest.raises(NotInTheGrouping):
        draft().assent("batir", "corinne", date(2019, 9, 20))


def test_a_lead_may_be_the_laboratory_too() -> None:
    application = draft()
    application.write(content(), ("laboratoire",), RULES)
    roles = [(each.organisation, each.role) for each in application.grouping.told()]
    assert roles == [("greta", "chef-de-file"), ("greta", "laboratoire"), ("corons", "laboratoire")]


# --- the proof


def test_the_proof_says_when_what_and_what_silence_will_mean() -> None:
    application = draft()
    proof = application.deposit(RULES, DEPOSITED)
    assert proof.at == DEPOSITED
    assert proof.silent_refusal_on == date(2019, 11, 30)
    assert "deux mois" in proof.sentence
    assert "L231-4" in proof.sentence
    assert "30/11/2019" in proof.sentence
    (event,) = application.announced
    assert isinstance(event, events.ApplicationDeposited)
    assert (event.at, event.silent_refusal_on) == (DEPOSITED, date(2019, 11, 30))


def test_the_digest_of_a_proof_changes_with_one_character() -> None:
    first, second = draft(), draft(title="La Fosse aux Idées.")
    same = draft()
    digests = [each.deposit(RULES, DEPOSITED).sha256 for each in (first, second, same)]
    assert digests[0] == digests[2] != digests[1]
    assert len(digests[0]) == 64


def test_before_the_closing_a_second_deposit_replaces_the_first_and_has_its_own_proof() -> None:
    application = deposited()
    proof = application.complete(content(title="La Fosse aux Idées, suite"), RULES, CLOSES)
    assert (proof.number, len(application.proofs)) == (2, 2)
    with pytest.raises(TooLate):
        application.complete(content(title="Trop tard"), RULES, CLOSES + SECOND)


@given(st.dates(min_value=date(2019, 1, 1), max_value=date(2030, 12, 31)), st.integers(0, 60))
def test_silence_refuses_on_the_same_day_two_months_later_plus_the_days_it_stopped(day: date, stopped: int) -> None:
    due = silent_refusal_on(day, timedelta(days=stopped))
    assert due - timedelta(days=stopped) == months_later(day, 2)


@pytest.mark.parametrize(
    ("deposited_on", "refused_on"),
    [
        (date(2019, 12, 31), date(2020, 2, 29)),  # a leap year
        (date(2020, 12, 31), date(2021, 2, 28)),
        (date(2020, 7, 31), date(2020, 9, 30)),
    ],
)
def test_two_months_end_with_the_month_when_the_day_does_not_exist(deposited_on: date, refused_on: date) -> None:
    assert silent_refusal_on(deposited_on, timedelta(0)) == refused_on


def test_the_day_of_a_deposit_is_the_legal_day_of_paris() -> None:
    late = RULES.model_copy(update={"closes_at": paris(date(2019, 10, 2), 12)})
    proof = draft().deposit(late, datetime(2019, 9, 30, 22, 30, tzinfo=UTC))  # 1 October, 00:30 in Paris
    assert proof.silent_refusal_on == date(2019, 12, 1)


def test_a_refused_deposit_changes_nothing_of_what_was_written() -> None:
    application = draft()
    before = application.content
    with pytest.raises(Refusal):
        application.deposit(RULES, CLOSES + SECOND)
    assert application.content == before
    assert application.announced == ()
