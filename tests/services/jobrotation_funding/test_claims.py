"""The rules of claims: what may be claimed, at which rate, what the advance takes, and who may do which step."""

from datetime import date
from typing import Any

import pytest

from contracts import jobrotation_funding as events
from services.chassis.calendar import month_end
from services.chassis.refusal import Invalid
from services.jobrotation_funding.claim_parts import (
    AdvanceOver,
    BalanceClaimed,
    ClaimAwaits,
    MoreThanGranted,
    NothingToClaim,
    OverlappingPeriod,
    PartOfMonth,
    Period,
    SheetsWait,
    TitleRuns,
    check_none_left_out,
    work_out,
)
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.matching import Matched, RateMinutes
from tests.services.jobrotation_funding.making_claims import (
    AUTUMN,
    CERTIFIES,
    DAY,
    HOUR,
    LATER,
    NOBODY,
    SPRING,
    WINTER,
    advanced,
    certified,
    certify,
    claim,
    claimed,
    matched,
    paid,
    prepared_staff,
    titled,
    under_way,
)
from tests.services.jobrotation_funding.making_grants import engaged


def test_the_advance_is_the_share_of_the_agreement() -> None:
    grant = engaged()
    made = grant.claim_advance("bea", DAY)
    assert (made.number, made.kind, made.claimed_cents) == (1, "advance", 775_440)
    assert grant.announced[-1] == events.ClaimSubmitted(grant="g1", claim=1, kind="advance", cents=775_440, on=DAY)


def test_no_service_stands_behind_an_advance_it_is_opened_and_not_certified() -> None:
    grant = engaged()
    grant.claim_advance("bea", DAY)
    assert certify(grant, 1, DAY) == ((Kind.ADVANCE_OPENED, 775_440),)
    assert (grant.certified_cents, grant.open_advance_cents, grant.claim(1).payable_cents) == (0, 775_440, 775_440)


def test_an_advance_comes_once_and_first() -> None:
    grant = advanced()
    with pytest.raises(AdvanceOver):
        grant.claim_advance("bea", LATER)


def test_an_agreement_without_advance_gives_none() -> None:
    grant = engaged()
    grant.terms = grant.agreed.model_copy(update={"advance_percent": 0})
    with pytest.raises(NothingToClaim):
        grant.claim_advance("bea", DAY)


def test_a_claim_is_hours_at_the_frozen_rate_and_preparations() -> None:
    grant = advanced()
    made = grant.claim_period(AUTUMN, matched(243, no_substitute=14, public_holiday=7), ("s1", "s2"),
                              prepared_staff(6), "bea", LATER)  # fmt: skip
    assert [(line.rate, line.minutes, line.count, line.unit_cents, line.cents) for line in made.lines] == [
        ("trainer", 14_580, 0, 3_240, 787_320),
        ("preparation", 0, 6, 42_000, 252_000),
    ]
    assert made.claimed_cents == 1_039_320
    assert made.sheets == ("s1", "s2")
    assert len(made.evidence) == 6


def test_unmatched_hours_stay_with_their_reason() -> None:
    grant = advanced()
    found = matched(243, no_substitute=14, public_holiday=7)
    made = grant.claim_period(AUTUMN, found, (), (), "bea", LATER)
    assert made.unmatched == (("no-substitute", 840), ("public-holiday", 420))
    assert (made.released_minutes, made.matched_minutes) == (15_840, 14_580)


def test_the_advance_is_deducted_from_each_claim_at_its_percentage() -> None:
    grant = claimed()
    moves = certify(grant, 2)
    assert moves == ((Kind.CERTIFIED, 1_039_320), (Kind.ADVANCE_DEDUCTED, 311_796))
    assert grant.claim(2).payable_cents == 727_524
    assert grant.open_advance_cents == 463_644


def test_the_balance_deducts_all_that_is_open_of_the_advance() -> None:
    grant = paid()
    certify(grant, claim(grant, 282, 0, WINTER))
    certify(grant, claim(grant, 159, 0, SPRING))
    amounts = [(each.certified_cents, each.deducted_cents, each.payable_cents) for each in grant.claims[2:]]
    assert amounts == [(913_680, 274_104, 639_576), (515_160, 189_540, 325_620)]
    assert grant.open_advance_cents == 0


def test_a_balance_below_the_open_advance_pays_nothing() -> None:
    grant = advanced()
    number = claim(grant, 100, 0, Period(kind="balance", since=AUTUMN.since, until=AUTUMN.until))
    certify(grant, number)
    assert (grant.claim(number).deducted_cents, grant.claim(number).payable_cents) == (324_000, 0)


def test_the_open_advance_and_the_service_never_pass_what_is_engaged() -> None:
    # 30 % advanced, 10 % deducted: the last claim gives back more than its percentage.
    done = work_out(900, open_advance=300, share=10, room=1_000)
    assert (done.certified_cents, done.deducted_cents, done.payable_cents) == (900, 200, 700)


def test_the_certificate_explains_itself() -> None:
    grant = claimed()
    certify(grant, 2)
    said = next(each for each in grant.explained if each.rule == "service-fait")
    assert (said.version, said.outcome) == ("2020-A", "727524 cents to pay")
    assert said.inputs["deduction_percent"] == 30
    assert said.inputs["lines"][0]["cents"] == 787_320


def test_a_line_is_rounded_half_up_once_and_shown() -> None:
    grant = engaged()
    found = Matched(released_minutes=25, lines=(RateMinutes(rate="trainer", minutes=25),))
    made = grant.claim_period(AUTUMN, found, (), (), "bea", LATER)
    assert made.lines[0].cents == 1_350
    found = Matched(released_minutes=7, lines=(RateMinutes(rate="trainer", minutes=7),))
    grant = engaged()
    grant.terms = grant.agreed.model_copy(
        update={"lines": (grant.agreed.lines[0].model_copy(update={"unit_cents": 2_475}),)}
    )
    # 7 minutes at 24.75 are 2.8875.
    assert grant.claim_period(AUTUMN, found, (), (), "bea", LATER).lines[0].cents == 289


def test_the_cents_that_rounding_adds_never_pass_the_grant() -> None:
    grant = engaged(lines=[{"rate": "trainer", "minutes": 3}])
    grant.terms = grant.agreed.model_copy(
        update={"lines": (grant.agreed.lines[0].model_copy(update={"unit_cents": 2_490}),)}
    )
    grant.engaged_cents = grant.agreed.cents  # 3 minutes at 24.90: 1.245, so 125
    assert grant.engaged_cents == 125
    total = 0
    for month in (10, 11, 12):
        period = Period(kind="interim", since=date(2020, month, 1), until=month_end(date(2020, month, 1)))
        found = Matched(released_minutes=1, lines=(RateMinutes(rate="trainer", minutes=1),))  # 0.415, so 42
        number = grant.claim_period(period, found, (), (), "bea", LATER).number
        certify(grant, number)
        total += grant.claim(number).claimed_cents
    assert total == grant.certified_cents == 125


# --- what is refused


def test_a_claim_waits_for_the_one_before() -> None:
    with pytest.raises(ClaimAwaits) as seen:
        claim(claimed(), period=WINTER)
    assert seen.value.facts["claim"] == 2
    with pytest.raises(ClaimAwaits):
        claim(under_way(), period=WINTER)


def test_a_certified_claim_keeps_no_other_waiting() -> None:
    assert claim(certified(), 10, 0, WINTER) == 3


def test_days_that_are_claimed_are_claimed_again_for_what_came_since() -> None:
    grant = paid()
    number = claim(grant, 10, 0)
    assert (number, grant.claim(number).claimed_cents) == (3, 32_400)
    assert grant.minutes_left()["trainer"] == (720 - 243 - 10) * HOUR


def test_a_claim_of_nothing_names_the_claim_that_covers_its_days() -> None:
    with pytest.raises(OverlappingPeriod) as seen:
        claim(paid(), 0, 0, Period(kind="interim", since=date(2020, 12, 1), until=WINTER.until))
    assert seen.value.facts["claim"] == 2
    with pytest.raises(NothingToClaim):
        claim(paid(), 0, 0, WINTER)


@pytest.mark.parametrize(
    ("since", "until", "field", "days"),
    [
        (date(2020, 11, 1), date(2020, 11, 15), "until", ["2020-11-30"]),
        (date(2020, 11, 16), date(2020, 11, 30), "since", ["2020-11-01"]),
        (date(2020, 11, 16), date(2020, 12, 31), "since", ["2020-11-01", "2020-12-01"]),
        (date(2020, 10, 12), date(2020, 12, 15), "until", ["2020-11-30", "2020-12-31"]),
        (date(2021, 4, 1), date(2021, 5, 20), "until", ["2021-04-30", "2021-05-25"]),
    ],
    ids=["half a month", "the other half", "two months to begin", "two months to end", "the last days of the grant"],
)
def test_hours_matched_by_the_month_are_claimed_by_the_month(
    since: date, until: date, field: str, days: list[str]
) -> None:
    grant = dated(date(2020, 10, 12), date(2021, 5, 25))
    with pytest.raises(PartOfMonth) as seen:
        claim(grant, 10, 0, Period(kind="interim", since=since, until=until))
    assert (seen.value.field, seen.value.facts["days"]) == (field, days)
    assert all(f"{date.fromisoformat(day):%d/%m/%Y}" in seen.value.detail for day in days)
    # Matched at the same moment, hours lose nothing at the edge of any day.
    by_hour = dated(date(2020, 10, 12), date(2021, 5, 25), matching_period="hour")
    claim(by_hour, 10, 0, Period(kind="interim", since=since, until=until))


def test_a_grant_begins_and_ends_within_a_month() -> None:
    grant = dated(date(2020, 10, 12), date(2021, 5, 25))
    assert claim(grant, 10, 0, Period(kind="interim", since=date(2020, 10, 12), until=date(2021, 5, 25))) == 2


def test_a_period_is_over_once_its_last_day_is() -> None:
    with pytest.raises(Invalid) as seen:
        claim(advanced(), 10, 0, on=AUTUMN.until)
    assert seen.value.field == "until"
    assert claim(advanced(), 10, 0, on=date(2021, 1, 1)) == 2


def dated(starts_on: date, ends_on: date, **terms: Any) -> Grant:
    """The grant on other days."""
    grant = advanced()
    grant.terms = grant.agreed.model_copy(update={"starts_on": starts_on, "ends_on": ends_on, **terms})
    return grant


WAITING = [("s8", date(2020, 11, 2)), ("s9", date(2020, 11, 9))]


@pytest.mark.parametrize(("kind", "words"), [("interim", "décompte complémentaire"), ("balance", "jamais payées")])
def test_a_claim_that_leaves_hours_out_names_them_unless_it_is_meant(kind: str, words: str) -> None:
    with pytest.raises(SheetsWait) as seen:
        check_none_left_out(kind, WAITING, known=False)
    assert (seen.value.field, seen.value.facts["sheets"]) == ("without_waiting", ["s8", "s9"])
    assert "02/11/2020, 09/11/2020" in seen.value.detail
    assert words in seen.value.detail
    check_none_left_out(kind, WAITING, known=True)
    check_none_left_out(kind, (), known=False)


def test_a_rejected_claim_leaves_its_days_and_hours_to_the_next() -> None:
    grant = claimed()
    grant.reject_claim(2, ["hours-to-mend"], "", NOBODY, LATER)
    assert grant.minutes_left()["trainer"] == 720 * HOUR
    number = claim(grant)
    assert (number, grant.claim(number).claimed_cents) == (3, 1_039_320)


def test_nothing_follows_the_balance() -> None:
    grant = paid()
    certify(grant, claim(grant, 10, 0, Period(kind="balance", since=WINTER.since, until=WINTER.until)))
    with pytest.raises(BalanceClaimed):
        claim(grant, 10, 0, SPRING)


def test_hours_that_nobody_replaced_make_no_claim() -> None:
    grant = advanced()
    with pytest.raises(NothingToClaim) as seen:
        grant.claim_period(AUTUMN, matched(0, no_substitute=14), (), (), "bea", LATER)
    assert seen.value.facts["unmatched"] == {"no-substitute": 840}


def test_no_more_hours_than_granted_are_claimed() -> None:
    with pytest.raises(MoreThanGranted) as seen:
        claim(advanced(), 721, 0)
    assert seen.value.facts["left"] == 720 * HOUR


def test_no_more_preparations_than_granted_are_claimed() -> None:
    with pytest.raises(MoreThanGranted) as seen:
        claim(advanced(), 10, 7)
    assert (seen.value.field, seen.value.facts["left"]) == ("preparations/0/count", 6)
    with pytest.raises(MoreThanGranted):
        claim(paid(), 10, 1, WINTER)


def test_what_was_given_back_cannot_be_claimed() -> None:
    grant = advanced()
    grant.disengage(1_800_000, "other", LATER, NOBODY)
    with pytest.raises(MoreThanGranted) as seen:
        claim(grant, 243, 0)
    assert seen.value.facts["left"] == 784_800


def test_what_was_given_back_since_the_deposit_is_not_certified() -> None:
    grant = under_way()
    grant.disengage(1_800_000, "other", LATER, NOBODY)
    with pytest.raises(MoreThanGranted):
        grant.certify_claim(2, "karim", CERTIFIES, NOBODY, LATER)


def test_an_advance_claimed_back_by_a_title_takes_no_more_claims() -> None:
    grant = titled()
    grant.claims = grant.claims[:1]
    with pytest.raises(TitleRuns):
        claim(grant, 10, 0)


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        (date(2020, 12, 31), date(2020, 10, 1), "until"),
        (date(2021, 6, 1), date(2021, 7, 16), "until"),
        (date(2020, 9, 30), date(2020, 12, 31), "since"),
        (date(2021, 6, 1), date(2021, 7, 1), "until"),
    ],
    ids=["backwards", "to come", "before the grant", "after the grant"],
)
def test_a_period_is_over_and_lies_in_the_grant(since: date, until: date, field: str) -> None:
    with pytest.raises(Invalid) as seen:
        claim(advanced(), 10, 0, Period(kind="interim", since=since, until=until))
    assert seen.value.field == field


def test_one_rate_of_preparations_is_claimed_in_one_line() -> None:
    grant = advanced()
    one, other = prepared_staff(1), prepared_staff(1, "autre")
    with pytest.raises(Invalid) as seen:
        grant.claim_period(AUTUMN, matched(10), (), (*one, *other), "bea", LATER)
    assert seen.value.field == "preparations/1/rate"


def test_one_piece_proves_once() -> None:
    grant = advanced()
    [twice] = prepared_staff(1)
    twice = twice.model_copy(update={"pieces": twice.pieces * 2})
    with pytest.raises(Invalid) as seen:
        grant.claim_period(AUTUMN, matched(10), (), (twice,), "bea", LATER)
    assert seen.value.field == "preparations/0/pieces/1/sha256"


def test_each_preparation_is_proved_by_a_piece_of_its_own() -> None:
    [made] = prepared_staff(6)
    with pytest.raises(Invalid, match="6 sont demandées, 5") as seen:
        advanced().claim_period(
            AUTUMN, matched(1), (), (made.model_copy(update={"pieces": made.pieces[:5]}),), "bea", LATER
        )
    assert seen.value.field == "preparations/0/pieces"
    [more] = prepared_staff(3)
    kept = advanced().claim_period(AUTUMN, matched(1), (), (more.model_copy(update={"count": 2}),), "bea", LATER)
    assert kept.lines[-1].count == 2
