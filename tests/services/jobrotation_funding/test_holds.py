"""The rules of holds: a late report blocks new orders after a notice, and lifts when it is accepted. Whatever the order
in which its facts are heard.
"""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from contracts import jobrotation_funding as events
from services.chassis.refusal import OutOfTurn
from services.jobrotation_funding.duties import OwnOrganisation
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_holds import Heard, Lifting, NothingHeld
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.hold_parts import HoldPast
from tests.services.jobrotation_funding.making_claims import MEMBER, NOBODY, accepted, certified, held, late
from tests.services.jobrotation_funding.making_grants import granted, in_state

NOTICE, HOLD, ACCEPTED = date(2021, 5, 10), date(2021, 5, 17), date(2021, 6, 10)
ONE_DAY = timedelta(days=1)
LABELS = {"r5": "T1 2021", "r6": "T4 2020"}
RULE = "Règlement d'intervention 2020, article 9"
WHY = Lifting(because="Le bilan est perdu chez nous : accusé de réception produit.")


def sent(report: str = "r5", attempt: int = 1, on: date = date(2021, 5, 8)) -> Heard:
    """A late report that was sent before any notice left."""
    return Heard(report, LABELS[report], on, unnoticed=attempt)


def back(report: str = "r5", attempt: int = 1, notice: date = NOTICE, hold: date = HOLD) -> Heard:
    """A report that was returned, with the days that follow."""
    return Heard(report, LABELS[report], date(2021, 6, 1), notice_on=notice, hold_on=hold, returned=attempt)


def said(grant: Grant, kind: type[Any]) -> list[Any]:
    """What was announced of a kind."""
    return [event for event in grant.announced if isinstance(event, kind)]


def test_a_late_report_is_noticed_on_its_day_then_holds() -> None:
    grant = certified()
    assert grant.hear(late())
    assert grant.days_to_come(date(2021, 5, 1)) == ({NOTICE}, set())
    assert grant.notify(date(2021, 5, 9)) == ()
    assert [each.report for each in grant.notify(NOTICE)] == ["r5"]
    assert grant.notify(NOTICE) == ()
    assert grant.days_to_come(NOTICE) == (set(), {HOLD})
    assert grant.hold(date(2021, 5, 16)) == ()
    assert [each.report for each in grant.hold(HOLD)] == ["r5"]
    assert grant.hold(HOLD) == ()
    assert grant.days_to_come(HOLD) == (set(), set())


def test_a_hold_names_its_rule_its_notice_and_its_reports() -> None:
    [told] = said(held(), events.PaymentsHeld)
    assert told == events.PaymentsHeld(
        grant="g1", experiment="x5", reports=("r5",), notice_on=NOTICE, since=HOLD, rule=RULE, on=HOLD
    )


def test_no_order_is_blocked_by_a_lapse_of_which_no_notice_has_left() -> None:
    grant = certified()
    grant.hear(late())
    assert grant.blocking(date(2021, 12, 1)) == ()
    grant.notify(date(2021, 12, 1))
    assert grant.blocking(date(2021, 12, 7)) == ()
    assert [each.report for each in grant.blocking(date(2021, 12, 8))] == ["r5"]


def test_the_acceptance_lifts_the_hold() -> None:
    grant = held()
    assert grant.hear(accepted())
    assert grant.blocking(ACCEPTED) == ()
    assert grant.holds == (HoldPast(reports=("r5",), since=HOLD, until=ACCEPTED, because="reports-accepted"),)
    assert said(grant, events.PaymentsReleased) == [
        events.PaymentsReleased(grant="g1", experiment="x5", reports=("r5",), because="reports-accepted", on=ACCEPTED)
    ]


def test_an_acceptance_before_the_hold_leaves_no_trace_but_itself() -> None:
    grant = certified()
    grant.hear(late())
    grant.hear(accepted(on=date(2021, 5, 12)))
    assert grant.hold(HOLD) == ()
    assert (grant.holds, said(grant, events.PaymentsHeld)) == ((), [])


def test_two_reports_hold_until_both_are_accepted() -> None:
    grant = held()
    later = {"notice_on": date(2021, 5, 25), "hold_on": date(2021, 6, 1)}
    grant.hear(late("r6", label="T4 2020", **later))
    grant.notify(date(2021, 5, 25))
    grant.hold(date(2021, 6, 1))
    grant.hear(accepted("r5"))
    assert [each.report for each in grant.blocking(ACCEPTED)] == ["r6"]
    assert said(grant, events.PaymentsReleased) == []
    assert [(told.reports, told.since, told.notice_on) for told in said(grant, events.PaymentsHeld)] == [
        (("r5",), HOLD, NOTICE),
        (("r5", "r6"), HOLD, date(2021, 5, 25)),
        # What remains has held since its own day, not since the other was accepted.
        (("r6",), date(2021, 6, 1), date(2021, 5, 25)),
    ]
    grant.hear(accepted("r6", date(2021, 6, 12)))
    assert [told.on for told in said(grant, events.PaymentsReleased)] == [date(2021, 6, 12)]


def test_payments_are_held_only_where_the_agreement_says_so() -> None:
    grant = certified()
    grant.terms = grant.agreed.model_copy(update={"hold_clause": False})
    assert not grant.hear(late())
    assert grant.blocking(HOLD) == ()


def test_a_grant_that_is_not_engaged_hears_nothing() -> None:
    assert not granted().hear(late())
    for state in set(State) - {State.ENGAGED}:
        assert not in_state(state).hear(late())


def test_a_report_that_was_sent_before_any_notice_holds_nothing_until_it_is_returned() -> None:
    grant = certified()
    grant.hear(late())
    grant.hear(sent())
    assert grant.notify(NOTICE) == ()
    assert grant.hold(HOLD) == ()
    grant.hear(back(notice=date(2021, 6, 9), hold=date(2021, 6, 16)))
    assert grant.days_to_come(date(2021, 6, 1)) == ({date(2021, 6, 9)}, set())
    grant.notify(date(2021, 6, 9))
    assert grant.days_to_come(date(2021, 6, 9)) == (set(), {date(2021, 6, 16)})
    assert [each.report for each in grant.hold(date(2021, 6, 16))] == ["r5"]


def test_a_report_that_is_sent_after_the_notice_holds_until_it_is_accepted() -> None:
    grant = held()
    assert [each.report for each in grant.blocking(date(2021, 6, 9))] == ["r5"]


def test_days_that_move_are_noticed_again() -> None:
    grant = certified()
    grant.hear(late())
    grant.notify(NOTICE)
    grant.hear(back(notice=date(2021, 6, 9), hold=date(2021, 6, 16)))
    assert grant.hold(HOLD) == ()
    assert grant.blocking(date(2021, 6, 16)) == ()
    assert [each.report for each in grant.notify(date(2021, 6, 9))] == ["r5"]
    assert [each.report for each in grant.blocking(date(2021, 6, 16))] == ["r5"]


def test_a_hold_that_should_not_have_begun_ends_when_that_is_heard() -> None:
    moved = held()
    moved.hear(back(notice=date(2021, 6, 9), hold=date(2021, 6, 16)))
    assert moved.blocking(date(2021, 6, 2)) == ()
    assert moved.holds[0].because == "days-moved"
    early = held()
    early.hear(sent())
    assert early.holds[0] == HoldPast(reports=("r5",), since=HOLD, until=HOLD, because="sent-before-notice")


@pytest.mark.parametrize(
    ("heard_on", "notice", "hold"),
    [
        (date(2021, 5, 21), date(2021, 5, 21), date(2021, 5, 28)),
        # A Saturday: its notice leaves on the Monday; the Monday after is Whit Monday.
        (date(2021, 5, 15), date(2021, 5, 17), date(2021, 5, 25)),
    ],
)
def test_a_grant_that_hears_of_a_lapse_after_its_notice_has_its_own_and_seven_days(
    heard_on: date, notice: date, hold: date
) -> None:
    grant = certified()
    grant.hear(late())
    assert grant.days_to_come(heard_on) == ({notice}, set())
    [left] = grant.notify(notice)
    assert (left.noticed_on, left.hold_on) == (notice, hold)
    assert grant.days_to_come(notice) == (set(), {hold})
    assert grant.blocking(hold - ONE_DAY) == ()
    assert [each.report for each in grant.hold(hold)] == ["r5"]
    assert said(grant, events.PaymentsHeld)[-1].notice_on == notice


# --- an officer's override


def test_an_officer_lifts_a_hold_with_its_reason() -> None:
    grant = held()
    grant.lift(WHY, NOBODY, date(2021, 5, 20))
    assert grant.blocking(ACCEPTED) == ()
    [told] = said(grant, events.PaymentsReleased)
    assert (told.because, told.on) == ("lifted-by-officer", date(2021, 5, 20))
    assert [(each.rule, each.version, each.outcome) for each in grant.explained if each.rule == "hold-lifted"] == [
        ("hold-lifted", RULE, WHY.because)
    ]


def test_what_was_lifted_blocks_no_more_whatever_is_heard() -> None:
    grant = held()
    grant.lift(WHY, NOBODY, date(2021, 5, 20))
    grant.hear(back(notice=date(2021, 6, 9), hold=date(2021, 6, 16)))
    assert grant.hold(date(2021, 6, 16)) == ()


def test_one_report_is_lifted_and_the_other_goes_on_holding() -> None:
    grant = held()
    grant.hear(late("r6", label="T4 2020"))
    grant.notify(NOTICE)
    grant.lift(Lifting(because="Doublon.", reports=("r6",)), NOBODY, date(2021, 5, 20))
    assert [each.report for each in grant.blocking(date(2021, 5, 20))] == ["r5"]
    assert said(grant, events.PaymentsHeld)[-1].reports == ("r5",)


@pytest.mark.parametrize("reports", [(), ("r9",)], ids=["none", "another"])
def test_only_what_holds_is_lifted(reports: tuple[str, ...]) -> None:
    grant = held() if reports else certified()
    with pytest.raises(NothingHeld):
        grant.lift(Lifting(because="Pour voir.", reports=reports), NOBODY, date(2021, 5, 20))


def test_nobody_lifts_the_hold_of_their_own_organisation() -> None:
    with pytest.raises(OwnOrganisation):
        held().lift(WHY, MEMBER, date(2021, 5, 20))


@pytest.mark.parametrize("state", sorted(set(State) - {State.ENGAGED}))
def test_only_the_hold_of_an_engaged_grant_is_lifted(state: State) -> None:
    grant = held()
    grant.state = state
    with pytest.raises(OutOfTurn):
        grant.lift(WHY, NOBODY, date(2021, 5, 20))


# --- late, repeated and reordered facts

TOLD = (
    late("r5"),
    back("r5", notice=date(2021, 5, 14), hold=date(2021, 5, 21)),
    accepted("r5"),
    late("r6", label="T4 2020"),
    sent("r6"),
    back("r6", notice=date(2021, 6, 9), hold=date(2021, 6, 16)),
)


BEFORE = certified()


def heard(facts: Iterable[Heard], *, daily: bool = False) -> Grant:
    """A grant that hears these facts in this order; ``daily``: notices and holds that are due begin in between."""
    grant = BEFORE.model_copy()
    grant.settle()
    for fact in facts:
        grant.hear(fact)
        if daily:
            grant.notify(date(2021, 6, 9))
            grant.hold(date(2021, 6, 16))
    return grant


def test_every_order_of_the_facts_of_two_reports_ends_in_the_same_state() -> None:
    expected = heard(TOLD)
    assert expected.days_to_come(date(2021, 6, 1)) == ({date(2021, 6, 9)}, set())
    for order in permutations(TOLD):
        found = heard(order)
        assert found.watched == expected.watched
        assert found.days_to_come(ACCEPTED) == expected.days_to_come(ACCEPTED)


def test_whatever_began_in_between_the_same_reports_block_at_the_end() -> None:
    for order in permutations(TOLD):
        found = heard(order, daily=True)
        assert [each.report for each in found.blocking(date(2021, 6, 16))] == ["r6"]
        assert {each.report for each in found.watched if each.held_on} == {"r6"}
        # What was held in between is over, and said so: the last word is the hold that stands.
        assert said(found, events.PaymentsHeld)[-1].reports == ("r6",)


def test_facts_that_are_repeated_change_nothing() -> None:
    expected = heard(TOLD)
    drawn = random.Random(20210517)
    for _ in range(100):
        order = [*TOLD, *drawn.choices(TOLD, k=6)]
        drawn.shuffle(order)
        assert heard(order).watched == expected.watched
    assert not any(expected.hear(fact) for fact in TOLD)


def test_a_fact_that_says_nothing_of_a_hold_is_not_kept() -> None:
    assert not certified().hear(Heard("r5", "T1 2021", HOLD))
