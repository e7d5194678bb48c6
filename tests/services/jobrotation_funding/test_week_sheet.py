"""The life of a week sheet: who writes, submits and approves, what changes with a reason, what counts."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from services.chassis.refusal import OutOfTurn
from services.jobrotation_funding.grant_hours import NotOpenForHours
from services.jobrotation_funding.grant_lifecycle import ClaimState
from services.jobrotation_funding.grant_lifecycle import State as GrantState
from services.jobrotation_funding.impossible import HoursImpossible
from services.jobrotation_funding.staff import Side
from services.jobrotation_funding.week_sheet import WeekSheet
from services.jobrotation_funding.week_sheet_lifecycle import State
from services.jobrotation_funding.week_sheet_parts import (
    AnotherPersonNeeded,
    AuthorNeeded,
    InAClaim,
    NothingEntered,
    OwnHours,
    ReasonMissing,
)
from tests.services.jobrotation_funding.making_hours import (
    MONDAY,
    NOW,
    ON,
    SHEET_IN_STATE,
    TEAM,
    approved,
    claim,
    draft,
    entry,
    granted,
    grounds,
    line,
    locked,
    replacing,
    span,
    staff,
    submitted,
)

AFTERNOON = entry(since="13:00", until="17:00")

VERBS: dict[str, Callable[[WeekSheet], object]] = {
    "write": lambda sheet: sheet.write(grounds(), "ben", NOW, "Une heure oubliée."),
    "submit": lambda sheet: sheet.submit(grounds(), "ben", ON),
    "approve": lambda sheet: sheet.approve("bea", ON, None),
    "return": lambda sheet: sheet.return_to_author("bea", NOW, "Le 3 manque."),
    "reopen": lambda sheet: sheet.reopen("bea", NOW, "Erreur de jour."),
    "lock": lambda sheet: sheet.lock(2),
    "unlock": lambda sheet: sheet.unlock(1),
}
# A draft is written and submitted; what is submitted is approved or returned; what is approved may be taken back until
# a claim holds it; what a claim holds is free again when the claim is rejected.
EXPECTED = {
    (State.DRAFT, "write"): State.DRAFT,
    (State.DRAFT, "submit"): State.SUBMITTED,
    (State.SUBMITTED, "approve"): State.APPROVED,
    (State.SUBMITTED, "return"): State.DRAFT,
    (State.APPROVED, "reopen"): State.DRAFT,
    (State.APPROVED, "lock"): State.LOCKED,
    (State.LOCKED, "lock"): State.LOCKED,
    (State.LOCKED, "unlock"): State.APPROVED,
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", State)
def test_every_verb_from_every_state(state: State, verb: str) -> None:
    sheet = SHEET_IN_STATE[state]()
    if (state, verb) in EXPECTED:
        VERBS[verb](sheet)
        assert sheet.state is EXPECTED[state, verb]
    else:
        before = sheet.model_dump()
        with pytest.raises(OutOfTurn):
            VERBS[verb](sheet)
        assert sheet.model_dump() == before


# --- by identity


def test_who_submitted_does_not_approve() -> None:
    with pytest.raises(AnotherPersonNeeded):
        submitted().approve("ben", ON, None)


def test_who_wrote_any_of_it_does_not_approve() -> None:
    sheet = draft(by="bea")
    sheet.write(grounds(AFTERNOON), "ben", NOW)
    sheet.submit(grounds(AFTERNOON), "ben", ON)
    with pytest.raises(AnotherPersonNeeded):
        sheet.approve("bea", ON, None)


def test_nobody_approves_their_own_hours() -> None:
    with pytest.raises(OwnHours):
        submitted().approve("bea", ON, own="bea")


def test_the_account_that_the_hours_were_written_with_approves_them_no_more_than_todays() -> None:
    for by, today in (("bea", None), ("bob", "bob")):
        with pytest.raises(OwnHours):
            submitted(grounds(staff=staff(person="bea"))).approve(by, ON, today)


def test_the_author_submits() -> None:
    with pytest.raises(AuthorNeeded):
        draft(by="bea").submit(grounds(), "ben", ON)


def test_a_sheet_without_hours_is_not_submitted() -> None:
    sheet = draft()
    sheet.entries = ()
    with pytest.raises(NothingEntered):
        sheet.submit(grounds(), "ben", ON)


# --- what is looked at, and what is kept


def test_impossible_hours_are_neither_opened_written_nor_submitted() -> None:
    impossible = grounds(entry(until="09:00"))
    with pytest.raises(HoursImpossible):
        draft(impossible)
    sheet = draft()
    with pytest.raises(HoursImpossible):
        sheet.write(impossible, "ben", NOW)
    with pytest.raises(HoursImpossible):
        sheet.submit(grounds(staff=staff(left_on=MONDAY - timedelta(days=1))), "ben", ON)


def test_hours_that_were_submitted_once_change_with_a_reason() -> None:
    sheet = submitted()
    sheet.return_to_author("bea", NOW, "L'après-midi manque.")
    assert sheet.returned_because == "L'après-midi manque."
    with pytest.raises(ReasonMissing) as seen:
        sheet.write(grounds(entry(), AFTERNOON), "ben", NOW, " ")
    assert seen.value.field == "reason"
    sheet.write(grounds(entry(), AFTERNOON), "ben", NOW, "L'après-midi ajouté.")
    sheet.submit(grounds(entry(), AFTERNOON), "ben", ON)
    assert (sheet.attempt, sheet.returned_because) == (2, "")


def test_each_change_keeps_who_when_before_after_and_why() -> None:
    sheet = draft()
    change = sheet.write(grounds(entry(), AFTERNOON), "bob", NOW, "L'après-midi.")
    assert (change.id, change.number, change.verb, change.by, change.at) == ("s1|0002", 2, "write", "bob", NOW)
    assert [each.since for each in change.before] == ["09:00"]
    assert [each.since for each in change.after] == ["09:00", "13:00"]
    assert change.reason == "L'après-midi."
    sheet.submit(grounds(entry(), AFTERNOON), "bob", ON)
    back = sheet.return_to_author("bea", NOW, "À revoir.")
    assert (back.number, back.verb, back.by, back.reason) == (3, "return", "bea", "À revoir.")
    assert back.before == back.after == sheet.entries
    sheet = approved()
    again = sheet.reopen("bea", NOW, "Erreur de jour.")
    assert (again.verb, again.reason) == ("reopen", "Erreur de jour.")
    assert (sheet.approved_by, sheet.approved_on) == (None, None)


def test_entries_are_kept_in_order_with_the_team_of_who_was_released() -> None:
    sheet = draft(grounds(AFTERNOON, entry()))
    assert [(each.since, each.team) for each in sheet.entries] == [("09:00", TEAM), ("13:00", TEAM)]
    other = draft(replacing(replaceable={"ana": "cuisine"}, staff=staff("remi", Side.REPLACING, team="vacataires")))
    assert (other.team, other.entries[0].team) == ("vacataires", "cuisine")


def test_hours_on_a_holiday_are_kept_and_do_not_count_and_say_so() -> None:
    armistice = date(2020, 11, 11)
    sheet = draft(
        grounds(
            entry(armistice), entry(armistice + timedelta(days=1), "09:00", "16:00", paid_by="opco"),
            week=date(2020, 11, 9),
        )
    )  # fmt: skip
    assert sheet.minutes == 600
    assert [(each.entry, each.reason, each.minutes, each.holiday) for each in sheet.not_counting()] == [
        (0, "public-holiday", 180, "Armistice"),
        (1, "paid-by-another", 420, None),
    ]


def test_its_hours_are_matched_as_those_of_who_was_released() -> None:
    [hour] = draft(replacing()).worked()
    assert (hour.of, hour.team, hour.rate, hour.sheet, hour.entry) == ("ana", TEAM, "", "s1", 0)
    [hour] = draft().worked()
    assert (hour.of, hour.rate) == ("ana", "trainer")


def test_the_approval_and_the_submission_explain_themselves() -> None:
    sheet = approved()
    assert [(each.outcome, each.inputs) for each in sheet.explained] == [
        ("possible", {"minutes": 180, "day_maximum": 600, "week_maximum": 2880}),
        ("approved", {"submitted_by": "ben", "writers": ["ben"], "approved_by": "bea"}),
    ]


# --- claims


def test_what_a_claim_holds_is_written_no_more_and_says_where_to_write() -> None:
    with pytest.raises(InAClaim) as seen:
        locked().write(grounds(), "ben", NOW, "Une heure oubliée.")
    assert "ouvrez une autre feuille" in seen.value.detail


def test_a_sheet_keeps_which_of_its_hours_each_claim_counts() -> None:
    sheet = approved()
    morning, first = span(MONDAY, "09:00", "12:00"), span(MONDAY, "09:00", "10:30")
    sheet.lock(2, [first])
    sheet.lock(3, [span(MONDAY, "11:00", "12:00")])
    assert [sheet.minutes_counted(number, morning) for number in (1, 2, 3)] == [0, 90, 60]
    sheet.unlock(3)
    assert [each.span for each in sheet.claimed] == [first]


def test_a_week_that_two_claims_hold_is_free_once_neither_does() -> None:
    sheet = locked()
    sheet.lock(2)
    sheet.unlock(1)
    assert (sheet.state, sheet.claims) == (State.LOCKED, 1)
    with pytest.raises(OutOfTurn):
        sheet.reopen("bea", NOW, "Trop tard.")
    sheet.unlock(2)
    assert (sheet.state, sheet.claims) == (State.APPROVED, 0)


DECEMBER, JANUARY = (date(2020, 12, 1), date(2020, 12, 31)), (date(2021, 1, 1), date(2021, 1, 31))


def test_what_live_claims_matched_is_no_longer_left() -> None:
    grant = granted(
        claims=(claim(1, *DECEMBER, minutes=600), claim(2, *JANUARY, minutes=60, state=ClaimState.REJECTED)),
        lines=(line(1_000), line(200), line(50, "support")),
    )
    assert grant.minutes_left() == {"trainer": 600, "support": 50}


def test_a_claim_holds_the_days_of_its_sheets_and_no_others() -> None:
    grant = granted(claims=(claim(1, *DECEMBER, "s1"), claim(2, *JANUARY, "s2", state=ClaimState.REJECTED)))
    assert grant.claimed("s1", date(2020, 12, 31))
    assert not grant.claimed("s1", date(2021, 1, 1))
    assert not grant.claimed("s3", date(2020, 12, 31))
    assert not grant.claimed("s2", date(2021, 1, 1))


@pytest.mark.parametrize("state", GrantState)
def test_hours_are_entered_on_a_grant_that_was_decided_and_is_not_over(state: GrantState) -> None:
    grant = granted(state=state)
    if state in (GrantState.GRANTED, GrantState.ENGAGED):
        grant.approve_hours(submitted(), ON)
        [event] = grant.announced
        assert event.model_dump(mode="json") == {
            "grant": "g1",
            "week_sheet": "s1",
            "staff": "ana",
            "side": "released",
            "rate": "trainer",
            "week": "2020-11-02",
            "minutes": 180,
            "on": "2020-11-20",
        }
    else:
        with pytest.raises(NotOpenForHours) as seen:
            grant.approve_hours(submitted(), ON)
        assert grant.lifecycle.labels[state] in seen.value.detail
