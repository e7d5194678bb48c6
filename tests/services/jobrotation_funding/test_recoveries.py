"""The rules of recoveries: letter, time to answer, title, what comes back, what a vote gives up. G5 of the story."""

from collections.abc import Callable
from datetime import date

import pytest

from contracts import jobrotation_funding as events
from services.chassis.refusal import Invalid, NotFound, OutOfTurn
from services.jobrotation_funding.acts import ActToCome
from services.jobrotation_funding.duties import OwnOrganisation
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_lifecycle import RECOVERY_LIFECYCLE, RecoveryState, State
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.recovery_parts import (
    AdvanceStillRuns,
    ClaimFirst,
    Dropping,
    MoreThanOverpaid,
    TimeToAnswer,
)
from services.jobrotation_funding.separation import SamePerson
from services.jobrotation_funding.values import Act
from tests.services.jobrotation_funding.making_claims import (
    LATER,
    MEMBER,
    NOBODY,
    ORDERS,
    RECOVERY_IN_STATE,
    UNFOUNDED,
    VOTE,
    advanced,
    answered,
    certify,
    claim,
    instalments,
    letter,
    notified,
    overpaid,
    paid,
    returned,
    settled,
    titled,
)
from tests.services.jobrotation_funding.making_grants import in_state

TITLED = date(2021, 9, 9)
CAME_BACK = date(2021, 10, 11)


def open_recovery(grant: Grant, on: date = LATER, **changes: object) -> None:
    """Hélène sends the letter."""
    grant.open_recovery(letter(**changes), "helene", NOBODY, on)  # type: ignore[arg-type]


def test_a_motivated_letter_opens_a_recovery() -> None:
    grant = notified()
    assert grant.announced[-1] == events.RecoveryOpened(
        grant="g1",
        recovery=1,
        cents=451_440,
        reason="advance-above-service",
        way="title",
        claim=1,
        order="M-1",
        answer_by=date(2021, 8, 31),
        on=LATER,
    )


def test_no_more_is_claimed_back_than_was_overpaid() -> None:
    assert overpaid().overpaid_cents("advance-above-service") == 451_440
    with pytest.raises(MoreThanOverpaid) as seen:
        open_recovery(overpaid(), cents=451_441)
    assert seen.value.facts["left"] == 451_440


def test_what_is_claimed_back_is_not_claimed_twice() -> None:
    grant = notified()
    with pytest.raises(MoreThanOverpaid):
        open_recovery(grant, cents=1)


def test_an_advance_that_was_not_paid_is_not_claimed_back() -> None:
    grant = overpaid()
    grant.paid_cents = 0
    assert grant.overpaid_cents("advance-above-service") == 0


def test_what_was_waived_is_not_asked_again() -> None:
    grant = titled()
    grant.waive_recovery(1, 451_440, VOTE, NOBODY, TITLED)
    assert (grant.overpaid_cents("advance-above-service"), grant.waived_advance_cents) == (0, 451_440)


def test_what_was_dropped_may_be_asked_again() -> None:
    grant = answered()
    grant.drop_recovery(1, Dropping(reason="amount-wrong", because="Erreur."), "odile", NOBODY, TITLED)
    open_recovery(grant, cents=100_000)
    assert grant.recovery(2).left_cents == 100_000


def test_the_letter_leaves_the_time_to_answer_of_the_rules() -> None:
    with pytest.raises(Invalid) as seen:
        open_recovery(overpaid(), answer_by=date(2021, 8, 13))
    assert seen.value.field == "answer_by"
    open_recovery(overpaid(), answer_by=date(2021, 8, 14))


def test_an_advance_that_hours_may_still_use_up_is_not_claimed_back() -> None:
    grant = advanced()
    with pytest.raises(AdvanceStillRuns):
        open_recovery(grant, on=date(2021, 6, 30))
    open_recovery(grant, on=date(2021, 7, 1))
    waiting = advanced()
    claim(waiting, 10, 0)
    with pytest.raises(AdvanceStillRuns):
        open_recovery(waiting, on=LATER)


def test_a_service_that_was_not_done_is_claimed_back_as_far_as_it_was_paid() -> None:
    grant = paid()
    assert grant.overpaid_cents("service-not-done") == 1_039_320
    # The order of claim 2 paid 7 275.24; the advance's order paid the rest of its service.
    open_recovery(grant, cents=727_524, reason="service-not-done", claim=2)
    open_recovery(grant, cents=311_796, reason="service-not-done", claim=1)
    with pytest.raises(MoreThanOverpaid):
        open_recovery(grant, cents=1, reason="service-not-done", claim=1)


# --- the contradictory phase


def test_no_title_before_the_answer_or_the_end_of_its_time() -> None:
    grant = notified()
    with pytest.raises(TimeToAnswer) as seen:
        grant.title_recovery(1, "T-1", "odile", NOBODY, date(2021, 8, 31))
    assert seen.value.facts["answer_by"] == "2021-08-31"


def test_a_title_follows_the_end_of_the_time_to_answer() -> None:
    grant = notified()
    assert grant.title_recovery(1, "T-1", "odile", NOBODY, date(2021, 9, 1)) == ((Kind.CLAIMED_BACK, 451_440),)


def test_a_title_follows_the_answer_at_once() -> None:
    grant = answered()
    grant.title_recovery(1, "T-1", "odile", NOBODY, date(2021, 8, 2))
    assert (grant.recovery(1).title, grant.recovery(1).titled_on) == ("T-1", date(2021, 8, 2))


def test_who_sent_the_letter_does_not_issue_the_title() -> None:
    with pytest.raises(SamePerson):
        answered().title_recovery(1, "T-1", "helene", NOBODY, TITLED)


def test_a_claim_that_waits_is_settled_before_a_title() -> None:
    grant = advanced()
    open_recovery(grant, cents=100_000)
    grant.answer_recovery(1, "Voici nos heures.", NOBODY, LATER)
    claim(grant, 10, 0)
    with pytest.raises(ClaimFirst):
        grant.title_recovery(1, "T-1", "odile", NOBODY, TITLED)


def test_a_title_asks_no_more_than_is_still_overpaid() -> None:
    grant = advanced()
    open_recovery(grant, cents=775_440)
    grant.answer_recovery(1, "Voici nos heures.", NOBODY, LATER)
    certify(grant, claim(grant, 10, 0))  # 324.00 certified, 97.20 deducted
    with pytest.raises(MoreThanOverpaid) as seen:
        grant.title_recovery(1, "T-1", "odile", NOBODY, TITLED)
    assert seen.value.facts["left"] == 775_440 - 9_720


@pytest.mark.parametrize("verb", ["open", "answer", "title", "stagger", "recover", "waive", "drop"])
def test_nobody_recovers_from_their_own_organisation(verb: str) -> None:
    steps: dict[str, Callable[[], object]] = {
        "open": lambda: overpaid().open_recovery(letter(), "helene", MEMBER, LATER),
        "answer": lambda: notified().answer_recovery(1, "Oui.", MEMBER, LATER),
        "title": lambda: answered().title_recovery(1, "T-1", "odile", MEMBER, TITLED),
        "waive": lambda: titled().waive_recovery(1, 1, VOTE, MEMBER, TITLED),
        "stagger": lambda: titled().stagger_recovery(1, instalments(451_440), TITLED, MEMBER),
        "recover": lambda: titled().record_returned(1, returned(1), CAME_BACK, MEMBER),
        "drop": lambda: answered().drop_recovery(1, UNFOUNDED, "odile", MEMBER, TITLED),
    }
    with pytest.raises(OwnOrganisation):
        steps[verb]()


# --- what comes back


def test_g5_gives_back_its_two_instalments_and_is_settled() -> None:
    grant = titled()
    grant.stagger_recovery(1, instalments(225_720, 225_720), TITLED)
    half = returned(225_720)
    expected = ((Kind.RECOVERED, 225_720), (Kind.ADVANCE_RETURNED, 225_720))
    assert grant.record_returned(1, half, CAME_BACK) == expected
    assert (grant.recovery(1).state, grant.recovery(1).left_cents) == (RecoveryState.TITLED, 225_720)
    again = returned(225_720, date(2021, 12, 10), "VIR-2")
    assert grant.record_returned(1, again, date(2021, 12, 10)) == expected
    assert (grant.open_advance_cents, grant.recovered_cents) == (0, 451_440)
    assert grant.announced[-1] == events.RecoverySettled(
        grant="g1", recovery=1, cents=451_440, recovered_cents=451_440, title="T-2021-0117", on=date(2021, 12, 10)
    )


def test_a_service_that_was_not_done_is_certified_no_more_when_it_comes_back() -> None:
    grant = paid()
    open_recovery(grant, cents=32_400, reason="service-not-done", claim=1)
    grant.answer_recovery(1, "Exact.", NOBODY, LATER)
    grant.title_recovery(1, "T-1", "odile", NOBODY, TITLED)
    assert grant.record_returned(1, returned(32_400), CAME_BACK) == (
        (Kind.RECOVERED, 32_400),
        (Kind.CERTIFIED, -32_400),
    )
    assert grant.certified_cents == 1_039_320 - 32_400


def test_no_more_comes_back_than_is_owed() -> None:
    with pytest.raises(MoreThanOverpaid) as seen:
        titled().record_returned(1, returned(451_441), CAME_BACK)
    assert seen.value.facts["left"] == 451_440


@pytest.mark.parametrize("day", [date(2021, 9, 8), date(2021, 10, 12)], ids=["before the title", "to come"])
def test_money_comes_back_between_the_title_and_today(day: date) -> None:
    with pytest.raises(Invalid) as seen:
        titled().record_returned(1, returned(1, day), CAME_BACK)
    assert seen.value.field == "on"


def test_instalments_make_what_is_left() -> None:
    grant = titled()
    with pytest.raises(Invalid):
        grant.stagger_recovery(1, instalments(225_720, 225_719), TITLED)
    grant.record_returned(1, returned(51_440), CAME_BACK)
    grant.stagger_recovery(1, instalments(200_000, 200_000), CAME_BACK)
    assert sum(each.cents for each in grant.recovery(1).instalments) == grant.recovery(1).left_cents


def test_instalments_follow_each_other_from_tomorrow_on() -> None:
    with pytest.raises(Invalid) as seen:
        titled().stagger_recovery(1, instalments(225_720, 225_720)[::-1], TITLED)
    assert seen.value.field == "instalments/1/due_on"
    with pytest.raises(Invalid):
        titled().stagger_recovery(1, instalments(451_440), date(2021, 11, 1))


# --- what is given up


def test_a_vote_waives_a_part_and_the_rest_is_still_owed() -> None:
    grant = titled()
    assert grant.waive_recovery(1, 200_000, VOTE, NOBODY, TITLED) == ((Kind.WAIVED, 200_000),)
    assert grant.recovery(1).left_cents == 251_440
    grant.record_returned(1, returned(251_440), CAME_BACK)
    assert isinstance(told := grant.announced[-1], events.RecoverySettled)
    assert (told.waived_cents, told.recovered_cents) == (200_000, 251_440)


def test_a_vote_that_waives_all_settles() -> None:
    grant = titled()
    grant.waive_recovery(1, 451_440, VOTE, NOBODY, TITLED)
    assert grant.recovery(1).state is RecoveryState.SETTLED


def test_nothing_is_waived_before_the_vote_nor_beyond_what_is_owed_nor_twice() -> None:
    with pytest.raises(ActToCome):
        titled().waive_recovery(1, 1, Act(number="2021.1", on=date(2021, 9, 10)), NOBODY, TITLED)
    with pytest.raises(MoreThanOverpaid):
        titled().waive_recovery(1, 451_441, VOTE, NOBODY, TITLED)
    grant = titled()
    grant.waive_recovery(1, 1, VOTE, NOBODY, TITLED)
    with pytest.raises(Invalid):
        grant.waive_recovery(1, 1, VOTE, NOBODY, TITLED)


def test_what_the_answer_proves_is_dropped_with_its_reason() -> None:
    grant = answered()
    grant.drop_recovery(1, UNFOUNDED, "odile", NOBODY, TITLED)
    assert grant.recovery(1).left_cents == 0
    assert grant.announced[-1] == events.RecoverySettled(
        grant="g1",
        recovery=1,
        cents=451_440,
        recovered_cents=0,
        dropped_cents=451_440,
        dropped_because="service-proved",
        on=TITLED,
    )
    assert [each.outcome for each in grant.explained if each.rule == "recovery-dropped"] == [
        "Les feuilles manquantes sont produites."
    ]


def test_nothing_is_dropped_before_the_answer_or_the_end_of_its_time() -> None:
    with pytest.raises(TimeToAnswer):
        notified().drop_recovery(1, UNFOUNDED, "odile", NOBODY, date(2021, 8, 31))
    grant = notified()
    grant.drop_recovery(1, UNFOUNDED, "odile", NOBODY, date(2021, 9, 1))
    assert grant.recovery(1).state is RecoveryState.SETTLED


def test_who_sent_the_letter_does_not_drop_it() -> None:
    with pytest.raises(SamePerson):
        answered().drop_recovery(1, UNFOUNDED, "helene", NOBODY, TITLED)


def test_a_debt_is_dropped_because_it_is_not_founded_never_as_a_gift() -> None:
    gift = Dropping(reason="geste-commercial", because="Geste commercial.")
    with pytest.raises(Invalid) as seen:
        answered().drop_recovery(1, gift, "odile", NOBODY, TITLED)
    assert (seen.value.field, "remise gracieuse votée" in str(seen.value)) == ("reason", True)


def test_a_title_and_what_is_dropped_keep_their_delegation() -> None:
    grant = answered()
    grant.title_recovery(1, "T-1", "odile", NOBODY, TITLED, ORDERS)
    assert grant.recovery(1).titled_under == ORDERS
    grant = answered()
    grant.drop_recovery(1, UNFOUNDED, "odile", NOBODY, TITLED, ORDERS)
    assert (grant.recovery(1).dropped_by, grant.recovery(1).dropped_under) == ("odile", ORDERS)


def test_an_overpayment_is_claimed_back_after_the_grant_is_closed() -> None:
    grant = overpaid()
    grant.state = State.CLOSED
    open_recovery(grant)
    assert grant.recovery(1).state is RecoveryState.NOTIFIED


def test_a_recovery_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        notified().answer_recovery(2, "Oui.", NOBODY, LATER)


# --- every verb from every state: expected by hand

NOTIFIED, ANSWERED = RecoveryState.NOTIFIED, RecoveryState.ANSWERED
OWED, SETTLED = RecoveryState.TITLED, RecoveryState.SETTLED
VERBS: dict[str, Callable[[Grant], object]] = {
    "answer": lambda grant: grant.answer_recovery(1, "Oui.", NOBODY, TITLED),
    "title": lambda grant: grant.title_recovery(1, "T-1", "odile", NOBODY, TITLED),
    "drop": lambda grant: grant.drop_recovery(1, UNFOUNDED, "odile", NOBODY, TITLED),
    "recover": lambda grant: grant.record_returned(1, returned(1), CAME_BACK),
    "stagger": lambda grant: grant.stagger_recovery(1, instalments(451_440), TITLED),
    "waive": lambda grant: grant.waive_recovery(1, 1, VOTE, NOBODY, TITLED),
    "settle": lambda grant: grant.record_returned(1, returned(451_440), CAME_BACK),
}
EXPECTED: dict[RecoveryState, dict[str, RecoveryState]] = {
    NOTIFIED: {"answer": ANSWERED, "title": OWED, "drop": SETTLED},
    ANSWERED: {"title": OWED, "drop": SETTLED},
    OWED: {"recover": OWED, "stagger": OWED, "waive": OWED, "settle": SETTLED},
    SETTLED: {},
}


def test_the_expectation_names_every_verb_and_state_of_a_recovery() -> None:
    assert set(EXPECTED) == set(RecoveryState)
    assert set(VERBS) == set(RECOVERY_LIFECYCLE.all_verbs())


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", RecoveryState)
def test_every_verb_from_every_state_of_a_recovery(state: RecoveryState, verb: str) -> None:
    grant = RECOVERY_IN_STATE[state]()
    assert grant.recovery(1).state is state
    if verb in EXPECTED[state]:
        VERBS[verb](grant)
        assert grant.recovery(1).state is EXPECTED[state][verb]
        return
    with pytest.raises(OutOfTurn):
        VERBS[verb](grant)


@pytest.mark.parametrize("verb", ["open", *VERBS])
@pytest.mark.parametrize("state", sorted(set(State) - {State.ENGAGED, State.CLOSED}))
def test_only_an_engaged_or_closed_grant_is_recovered_from(state: State, verb: str) -> None:
    if verb == "open":
        with pytest.raises(OutOfTurn):
            open_recovery(in_state(state))
        return
    grant = settled()
    grant.state = state
    with pytest.raises(OutOfTurn):
        VERBS[verb](grant)
