"""A later rate card applies by amendment, from the day of its act on: to hours, lump sums, what is engaged."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.jobrotation_funding import ClaimCertified, GrantAmended
from services.chassis.refusal import Invalid
from services.jobrotation_funding import grant_amendment
from services.jobrotation_funding.calculation import CardSeen, RateSeen, RateUnknown, in_words
from services.jobrotation_funding.claim_parts import MoreThanGranted, Period, Preparation
from services.jobrotation_funding.dated_rates import Entered
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_amendment import BelowClaimed, EarlierCard
from services.jobrotation_funding.grant_pricing import Pricing
from services.jobrotation_funding.intervals import Span
from services.jobrotation_funding.matching import Days, Matched, Worked, match
from tests.services.jobrotation_funding.making_claims import advanced, certify, claim, matched, prepared_staff
from tests.services.jobrotation_funding.making_grants import LATER_CARD
from tests.services.jobrotation_funding.making_hours import span
from tests.services.jobrotation_funding.test_grant_amendment import amend as amended
from tests.services.jobrotation_funding.test_grant_amendment import engage_rise
from tests.services.jobrotation_funding.twinning import Fact, Twin
from tests.support.taking_away import each, goes_through, holds, no_longer_holds, nothing, refused, struck

# The act of the amendment is of 24 September 2021: Thursday the 23rd and Friday the 24th lie on both sides of it.
BEFORE, AFTER = date(2021, 9, 23), date(2021, 9, 24)
AUTUMN = Period(kind="interim", since=date(2021, 9, 1), until=date(2021, 9, 30))
CLAIMED_ON = date(2021, 10, 5)
WITH_DIRECTOR = LATER_CARD.model_copy(
    update={
        "rates": (
            *LATER_CARD.rates,
            RateSeen(code="director", label="Directeur", unit="hour", cents=4_000),
            RateSeen(code="travel", label="Déplacement", unit="lump-sum", cents=5_000),
        )
    }
)
NEW_LINES = [
    {"rate": "trainer", "minutes": 43_200},
    {"rate": "preparation", "count": 6},
    {"rate": "director", "minutes": 600},
    {"rate": "travel", "count": 2},
]
KEPT = [{"rate": "trainer", "minutes": 43_200}, {"rate": "preparation", "count": 6}]


def under_way() -> Grant:
    """G1 until the end of 2021, its advance paid."""
    return advanced(ends_on="2021-12-31")


def to_later_card(grant: Grant, card: CardSeen = LATER_CARD, **change: Any) -> int:
    """The act of 24 September 2021 brings 2021-B; the difference in cents."""
    return amended(grant, card, reason="rate-card", rate_card=card.id, **change)


def changed(card: CardSeen = LATER_CARD, **change: Any) -> Grant:
    """G1 under way, at 2021-B from 24 September 2021 on."""
    grant = under_way()
    to_later_card(grant, card, **change)
    return grant


def worked(grant: Grant, *days: date, rate: str = "trainer") -> Matched:
    """Three hours released and replaced on each of these days, as they are matched under the grant's cards."""
    spans = [span(day, "09:00", "12:00") for day in days]
    return match(
        [_by("ana", each, rate) for each in spans],
        [_by("ana", each, "") for each in spans],
        granted=grant.minutes_left(),
        asked=Days(AUTUMN.since, AUTUMN.until),
        cards=grant.agreed.held,
    )


def _by(of: str, when: Span, rate: str) -> Worked:
    return Worked(span=when, of=of, team="chantier-école", sheet="s1", rate=rate)


def claimed(grant: Grant, *days: date, prepared: tuple[Preparation, ...] = ()) -> list[tuple[str, str | None, int]]:
    """What a claim of September 2021 makes of these days: its lines with their card, in cents."""
    made = grant.claim_period(AUTUMN, worked(grant, *days), ("s1",), prepared, "bea", CLAIMED_ON)
    return [(line.rate, line.rate_card_code, line.cents) for line in made.lines]


def preparation(on: date | None, count: int = 1, rate: str = "preparation") -> Preparation:
    """Lump sums of a day."""
    [made] = prepared_staff(count, f"attestation {on}")
    return made.model_copy(update={"on": on, "rate": rate})


# --- hours


def test_hours_done_before_the_act_are_paid_at_the_card_of_the_decision() -> None:
    assert claimed(changed(), BEFORE) == [("trainer", "2020-A", 9_720)]


def test_a_claim_over_a_change_of_card_has_a_line_for_each_rate_and_card() -> None:
    grant = changed()
    assert claimed(grant, BEFORE, AFTER) == [("trainer", "2020-A", 9_720), ("trainer", "2021-B", 9_930)]
    made = grant.claim(2)
    assert [(card.id, card.code) for card in made.cards] == [("card-a", "2020-A"), ("card-b", "2021-B")]
    assert (made.matched_minutes, made.claimed_cents) == (360, 19_650)
    certify(grant, 2, CLAIMED_ON)
    said = grant.announced[-1]
    assert isinstance(said, ClaimCertified)
    assert [(line.rate_card_code, line.unit_cents) for line in said.lines] == [("2020-A", 3_240), ("2021-B", 3_310)]
    assert next(one.version for one in grant.explained if one.rule == "service-fait") == "2020-A, 2021-B"
    assert in_words(made.lines)[0].startswith("Formateur (2020-A)\u00a0: ")


def test_the_hours_of_both_cards_together_stay_within_the_grant() -> None:
    grant = changed()
    lines = tuple(
        line.model_copy(update={"minutes": 21_601, "rate_card_code": code})
        for line in matched(1).lines
        for code in ("2020-A", "2021-B")
    )
    with pytest.raises(MoreThanGranted):
        grant.claim_period(AUTUMN, Matched(released_minutes=43_202, lines=lines), (), (), "bea", CLAIMED_ON)


def test_a_rate_that_only_the_later_card_has_counts_from_its_day_on() -> None:
    grant = changed(WITH_DIRECTOR, lines=NEW_LINES)
    found = worked(grant, BEFORE, AFTER, rate="director")
    assert [(line.rate_card_code, line.minutes) for line in found.lines] == [("2021-B", 180)]
    assert found.reasons == (("rate-not-yet", 180),)


def test_an_advance_names_the_card_that_holds() -> None:
    assert [card.code for card in under_way().claim(1).cards] == ["2020-A"]


# --- lump sums


def test_a_lump_sum_is_paid_at_the_card_of_its_day() -> None:
    grant = changed()
    prepared = (preparation(BEFORE, 2), preparation(AFTER))
    assert claimed(grant, prepared=prepared) == [("preparation", "2020-A", 84_000), ("preparation", "2021-B", 43_000)]
    assert grant.claim(2).done_on == (("preparation", BEFORE), ("preparation", AFTER))


def test_a_lump_sum_says_its_day_once_the_grant_has_had_two_cards() -> None:
    with pytest.raises(Invalid, match="24/09/2021") as seen:
        claimed(changed(), prepared=(preparation(None),))
    assert seen.value.field == "preparations/0/on"
    assert claimed(under_way(), prepared=(preparation(None),)) == [("preparation", "2020-A", 42_000)]


def test_a_lump_sum_is_claimed_once_it_is_done() -> None:
    with pytest.raises(Invalid) as seen:
        claimed(under_way(), prepared=(preparation(date(2021, 10, 1)),))
    assert seen.value.field == "preparations/0/on"


def test_a_lump_sum_is_done_during_the_grant() -> None:
    begins = under_way().agreed.starts_on
    with pytest.raises(Invalid, match="01/10/2020") as seen:
        claimed(under_way(), prepared=(preparation(begins - timedelta(days=1)),))
    assert seen.value.field == "preparations/0/on"
    assert claimed(under_way(), prepared=(preparation(begins),)) == [("preparation", "2020-A", 42_000)]


def test_the_lump_sums_of_both_cards_together_stay_within_the_grant() -> None:
    with pytest.raises(MoreThanGranted) as seen:
        claimed(changed(), prepared=(preparation(BEFORE, 4), preparation(AFTER, 3)))
    assert (seen.value.field, seen.value.facts["left"]) == ("preparations/1/count", 6)


def test_a_lump_sum_that_the_card_of_its_day_does_not_have_is_not_paid() -> None:
    with pytest.raises(RateUnknown):
        claimed(changed(WITH_DIRECTOR, lines=NEW_LINES), prepared=(preparation(BEFORE, rate="travel"),))


# --- what is engaged


def half_claimed() -> Grant:
    """243 hours and the six preparations are certified at 2020-A."""
    grant = under_way()
    certify(grant, claim(grant))
    return grant


def test_the_difference_is_engaged_on_what_is_not_claimed_yet() -> None:
    grant = half_claimed()
    assert to_later_card(grant) == 477 * 70 == grant.awaiting_cents
    assert [(line.rate, line.rate_card_code, line.cents) for line in grant.agreed.lines] == [
        ("trainer", "2020-A", 787_320),
        ("trainer", "2021-B", 1_578_870),
        ("preparation", "2020-A", 252_000),
    ]
    said = grant.announced[-1]
    assert isinstance(said, GrantAmended)
    assert [line.rate_card_code for line in said.lines] == ["2020-A", "2021-B", "2020-A"]
    assert (said.rate_card, said.cents, said.delta_cents) == ("card-b", 2_618_190, 33_390)
    engage_rise(grant)
    assert grant.engaged_cents == 2_584_800 + 33_390


def test_all_that_was_engaged_by_an_amendment_can_be_claimed() -> None:
    grant = half_claimed()
    to_later_card(grant)
    engage_rise(grant)
    rest = Period(kind="balance", since=date(2021, 10, 1), until=date(2021, 12, 31))
    grant.claim_period(rest, matched(477), ("s2",), (), "bea", date(2022, 1, 5))
    certify(grant, 3, date(2022, 1, 6))
    assert grant.certified_cents == grant.engaged_cents


def test_more_hours_later_come_at_the_card_that_holds_and_leave_what_was_claimed() -> None:
    grant = half_claimed()
    to_later_card(grant)
    more = [{"rate": "trainer", "minutes": 43_800}, {"rate": "preparation", "count": 6}]
    assert amended(grant, LATER_CARD, lines=more) == 10 * 3_310
    assert [line.minutes for line in grant.agreed.lines] == [14_580, 29_220, 0]
    assert [card.code for card in grant.agreed.held] == ["2020-A", "2021-B"]


def test_the_days_alone_change_no_price() -> None:
    grant = half_claimed()
    to_later_card(grant)
    assert amended(grant, LATER_CARD, reason="dates", ends_on="2022-01-31") == 0


@pytest.mark.parametrize(
    ("lines", "field"),
    [([{"rate": "tutor", "minutes": 60_000}], "lines"), ([KEPT[1], {**KEPT[0], "minutes": 14_579}], "lines/1")],
)
def test_an_amendment_leaves_the_lines_of_what_was_claimed(lines: Any, field: str) -> None:
    with pytest.raises(BelowClaimed) as seen:
        amended(half_claimed(), lines=lines)
    assert (seen.value.field, seen.value.facts["claimed"]) == (field, 14_580)


def test_no_act_brings_a_card_before_the_last_one_holds() -> None:
    with pytest.raises(EarlierCard, match="24/09/2021"):
        before_the_last_card()


# --- a cheaper card

CHEAPER_CARD = LATER_CARD.model_copy(
    update={
        "rates": (
            RateSeen(code="trainer", label="Formateur", unit="hour", cents=3_000),
            RateSeen(code="preparation", label="Préparation d'un remplaçant", unit="lump-sum", cents=40_000),
        )
    }
)


def done_at(*entered: Entered) -> Grant:
    """G1 under way; an act of 24 September 2021 brings a cheaper card when these hours are entered."""
    grant = under_way()
    amended(grant, CHEAPER_CARD, reason="rate-card", rate_card="card-b", entered=entered)
    return grant


def entered(day: date, hours: int) -> Entered:
    """Hours of trainers on a sheet."""
    return Entered(rate="trainer", day=day, minutes=hours * 60)


def all_done() -> Grant:
    """All 720 hours were done before the act, and none of them is claimed."""
    return done_at(entered(BEFORE, 720))


def claim_all(grant: Grant) -> int:
    """What a claim of all 720 hours, of before the act, and all preparations comes to, in cents."""
    hours = matched(720)
    lines = tuple(line.model_copy(update={"rate_card_code": "2020-A"}) for line in hours.lines)
    found = hours.model_copy(update={"lines": lines})
    return grant.claim_period(AUTUMN, found, (), (preparation(BEFORE, 6),), "bea", CLAIMED_ON).claimed_cents


def test_a_cheaper_card_leaves_the_money_of_what_was_done_before_it() -> None:
    grant = all_done()
    assert (grant.engaged_cents, grant.disengaged_cents) == (2_584_800, 0)
    assert claim_all(grant) == 2_584_800


def test_a_cheaper_card_takes_the_money_of_the_hours_to_come() -> None:
    grant = done_at(entered(BEFORE, 200), entered(AFTER, 50))
    assert [(line.rate, line.rate_card_code, line.minutes, line.count) for line in grant.agreed.lines] == [
        ("trainer", "2020-A", 12_000, 0),
        ("trainer", "2021-B", 31_200, 0),
        ("preparation", "2020-A", 0, 6),
    ]
    assert grant.disengaged_cents == 520 * 240


def test_more_hours_are_entered_than_granted_and_no_more_are_engaged() -> None:
    assert done_at(entered(BEFORE, 800)).engaged_cents == 2_584_800


# --- the twins


def latest(cards: Any, day: date) -> Any:
    """The last card, whatever the day."""
    return cards[-1]


def september(*days: date) -> int:
    """What a claim of these days comes to, in cents."""
    return sum(cents for _, _, cents in claimed(changed(), *days))


def left_out() -> int:
    """The minutes of a director before 2021-B that count."""
    return worked(changed(WITH_DIRECTOR, lines=NEW_LINES), BEFORE, rate="director").matched_minutes


def before_the_last_card() -> None:
    """An act of the day before brings a third card."""
    third = LATER_CARD.model_copy(update={"id": "card-c", "code": "2021-C"})
    to_later_card(changed(), third, act={"number": "2021.01799", "on": "2021-09-23"})


def less_than_claimed() -> None:
    """Fewer hours of trainers than were claimed, and more of others."""
    lines = [KEPT[1], {"rate": "trainer", "minutes": 14_000}, {"rate": "support", "minutes": 60_000}]
    amended(half_claimed(), lines=lines)


FACTS = (
    Fact("an hour costs what it did on its day", {"matching.card_on": latest}, lambda: september(BEFORE), 9_720),
    Fact("a lump sum costs what it did on its day", {"grant_pricing.card_on": latest},
         lambda: claimed(changed(), prepared=(preparation(BEFORE),)), [("preparation", "2020-A", 42_000)]),
    Fact("the card of a claim is that of its lines",
         {"grant_kept.Kept._card": lambda self, code=None: self.agreed.held[-1]},
         lambda: [card.code for grant in [changed()] if claimed(grant, BEFORE) for card in grant.claim(2).cards],
         ["2020-A"]),
    Fact("what was claimed keeps its rates", {"grant_kept.Kept.claimed_lines": lambda self: ()},
         lambda: to_later_card(half_claimed()), 33_390),
    Fact("a rate counts once a card has it", {"matching.not_yet": lambda *_: False}, left_out, 0),
    Fact("what was done keeps the money of its card", {"grant_amendment._dearer": lambda *_: ()},
         lambda: all_done().disengaged_cents, 0),
)  # fmt: skip
TWINS = (
    Twin("what was claimed stays in the lines", {"grant_amendment._check_holds": nothing},
         less_than_claimed, BelowClaimed),
    Twin("a card comes after the one before", struck(grant_amendment, "_dated", "qui a apporté"),
         before_the_last_card, EarlierCard),
    Twin("a lump sum says its day", struck(Pricing, "_card_of", "dites le jour"),
         lambda: claimed(changed(), prepared=(preparation(None),)), Invalid),
    Twin("a lump sum is done", struck(Pricing, "_card_of", "une fois faite"),
         lambda: claimed(under_way(), prepared=(preparation(date(2021, 10, 1)),)), Invalid),
    Twin("a lump sum has a rate of its day", {"grant_pricing.card_on": latest},
         lambda: claimed(changed(WITH_DIRECTOR, lines=NEW_LINES), prepared=(preparation(BEFORE, rate="travel"),)),
         RateUnknown),
)  # fmt: skip


@each(FACTS)
def test_with_the_rule_it_answers_so(twin: Fact) -> None:
    holds(twin)


@each(FACTS)
def test_without_the_rule_it_answers_otherwise(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    no_longer_holds(twin, monkeypatch)


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)
