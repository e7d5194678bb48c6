"""The advance rests on what is engaged and signed; what a vote gave up of it and what rounding adds are no claim's."""

import pytest

from services.jobrotation_funding.claim_parts import MoreThanGranted
from services.jobrotation_funding.expected import expected
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_signature import Signature
from services.jobrotation_funding.matching import Matched, RateMinutes
from services.jobrotation_funding.shown_payments import claim_view
from services.jobrotation_funding.use_cases.certifying import _totals
from tests.services.jobrotation_funding.making_claims import (
    AUTUMN,
    DAY,
    LATER,
    NEXT_YEAR,
    NOBODY,
    VOTE,
    WINTER,
    advanced,
    certify,
    claim,
    letter,
    order,
    paid,
    returned,
)
from tests.services.jobrotation_funding.making_grants import engaged
from tests.services.jobrotation_funding.test_grant_amendment import LATE, MORE, amend, engage_rise
from tests.services.jobrotation_funding.test_recoveries import TITLED
from tests.services.jobrotation_funding.twinning import Fact, Twin
from tests.support.taking_away import each, goes_through, holds, no_longer_holds, nothing, refused


def advance(grant: Grant) -> int:
    """What is claimed as an advance, in cents."""
    return grant.claim_advance("bea", LATE).claimed_cents


def risen() -> Grant:
    """25 848.00 are engaged and signed, an amendment adds 972.00."""
    grant = engaged()
    amend(grant, lines=MORE)
    return grant


def shrunk() -> Grant:
    """20 000.00 of 25 848.00 were given back."""
    grant = engaged()
    grant.disengage(2_000_000, "other", DAY, NOBODY)
    return grant


def certified_late() -> int:
    """What the advance comes to when 10 000.00 are given back between its deposit and its certification."""
    grant = engaged()
    grant.claim_advance("bea", DAY)
    grant.disengage(1_000_000, "other", DAY, NOBODY)
    certify(grant, 1, DAY)
    return grant.claim(1).payable_cents


def waived() -> Grant:
    """Nothing was done by July: the advance of 7 754.40 is claimed back, 6 754.40 return and 1 000.00 are waived."""
    grant = advanced()
    grant.open_recovery(letter(cents=775_440), "helene", NOBODY, LATER)
    grant.answer_recovery(1, "Nous demandons une remise.", NOBODY, LATER)
    grant.title_recovery(1, "T-1", "odile", NOBODY, TITLED)
    grant.record_returned(1, returned(675_440), NEXT_YEAR)
    grant.waive_recovery(1, 100_000, VOTE, NOBODY, NEXT_YEAR)
    return grant


def late_claim() -> tuple[int, int]:
    """What a late claim of 3 240.00 has deducted and pays."""
    grant = waived()
    certify(grant, claim(grant, 100, 0), NEXT_YEAR)
    return grant.claim(2).deducted_cents, grant.claim(2).payable_cents


def titled_for_hours() -> Grant:
    """Claim 2 is paid; 226.80 of it were not done, and a title asks them back."""
    grant = paid()
    grant.open_recovery(letter(cents=22_680, reason="service-not-done", claim=1), "helene", NOBODY, LATER)
    grant.answer_recovery(1, "Exact, par échéances.", NOBODY, LATER)
    grant.title_recovery(1, "T-1", "odile", NOBODY, TITLED)
    return grant


def rounded() -> Grant:
    """Three minutes at 24.90, claimed minute by minute: 1.25 are engaged, the three lines make 1.26."""
    grant = engaged(lines=[{"rate": "trainer", "minutes": 3}])
    line = grant.agreed.lines[0].model_copy(update={"unit_cents": 2_490})
    grant.terms = grant.agreed.model_copy(update={"lines": (line,)})
    grant.engaged_cents = 125
    for month in (10, 11, 12):
        period = AUTUMN.model_copy(
            update={"since": AUTUMN.since.replace(month=month), "until": AUTUMN.until.replace(month=month, day=30)}
        )
        period = period.model_copy(update={"until": period.until.replace(day=31)}) if month != 11 else period
        found = Matched(released_minutes=1, lines=(RateMinutes(rate="trainer", minutes=1),))
        certify(grant, grant.claim_period(period, found, (), (), "bea", LATER).number)
    return grant


def test_an_advance_is_the_share_of_what_is_engaged() -> None:
    assert advance(risen()) == 775_440
    assert advance(shrunk()) == 584_800 * 30 // 100


def test_what_an_amendment_added_is_advanced_once_it_is_engaged_and_signed() -> None:
    grant = risen()
    engage_rise(grant)
    assert grant.promised_advance_cents == 775_440
    grant.sign(Signature(agreement="A-1", signed_on=LATE, amendment=1), "odile", LATE)
    assert advance(grant) == 2_682_000 * 30 // 100


def test_what_a_signed_amendment_takes_away_is_not_advanced() -> None:
    grant = engaged()
    amend(grant, lines=[{"rate": "trainer", "minutes": 42_000}, {"rate": "preparation", "count": 6}])
    assert advance(grant) == 2_520_000 * 30 // 100


def test_an_advance_whose_money_was_given_back_is_not_certified() -> None:
    with pytest.raises(MoreThanGranted) as seen:
        certified_late()
    assert seen.value.facts["left"] == 475_440


def test_what_a_vote_gave_up_of_the_advance_is_not_deducted_from_a_later_claim() -> None:
    assert late_claim() == (0, 324_000)
    assert waived().open_advance_cents == waived().waived_advance_cents == 100_000


def test_what_a_vote_gave_up_was_paid_and_is_not_claimed_again() -> None:
    grant = waived()
    grant.disengage(grant.engaged_cents - 775_440, "other", NEXT_YEAR, NOBODY)
    assert grant.claimable_cents == 775_440 - 100_000
    with pytest.raises(MoreThanGranted):
        claim(grant, 243, 0)


def test_a_title_for_service_that_was_not_done_stops_no_claim_and_no_claim_stops_it() -> None:
    grant = titled_for_hours()
    number = claim(grant, 10, 0, WINTER)
    certify(grant, number)
    assert order(grant, number)
    waiting = paid()
    waiting.open_recovery(letter(cents=22_680, reason="service-not-done", claim=1), "helene", NOBODY, LATER)
    waiting.answer_recovery(1, "Exact.", NOBODY, LATER)
    claim(waiting, 10, 0, WINTER)
    waiting.title_recovery(1, "T-1", "odile", NOBODY, TITLED)


def test_the_cents_that_rounding_adds_are_shown_with_their_reason() -> None:
    last = rounded().claim(3)
    assert (sum(line.cents for line in last.lines), last.certified_cents, last.rounding_cents) == (42, 41, 1)
    assert _totals(last)[:2] == [("Arrondis au-delà de l'engagé", -1), ("Certifié", 41)]
    assert _totals(rounded().claim(2))[0] == ("Certifié", 42)
    assert claim_view(rounded(), last, [], LATER).rounding_cents == 1
    assert [one.inputs["rounding"] for one in rounded().explained if one.rule == "service-fait"] == [0, 0, 1]


def closing() -> list[str]:
    """What is expected once the advance was waived or returned, and the rest disengaged."""
    grant = waived()
    grant.disengage(grant.engaged_cents - 775_440, "other", NEXT_YEAR, NOBODY)
    return [each.what for each in expected(grant)]


def test_nobody_is_asked_to_use_up_an_advance_that_a_vote_gave_up() -> None:
    assert closing() == ["Solder le dossier."]


# --- the twins

FACTS = (
    Fact("an advance is of what is engaged", {"grant_pricing.min": lambda signed, engaged: signed},
         lambda: shrunk().promised_advance_cents, 175_440),
    Fact("an advance is of what is signed", {"grant_pricing.min": lambda signed, engaged: engaged},
         lambda: [grant.promised_advance_cents for grant in [risen()] if engage_rise(grant)], [775_440]),
    Fact("a vote is not taken back", {"grant_kept.Kept.deductible_cents":
                                      property(lambda self: self.open_advance_cents)}, late_claim, (0, 324_000)),
    Fact("what a vote gave up waits for no hours", {"grant_kept.Kept.waived_advance_cents": property(lambda self: 0)},
         closing, ["Solder le dossier."]),
    Fact("the cents of rounding are shown", {"grant_fields.Claim.rounding_cents": property(lambda self: 0)},
         lambda: _totals(rounded().claim(3))[0], ("Arrondis au-delà de l'engagé", -1)),
    Fact("a title for hours leaves claims their way", {"grant_kept.ADVANCE_ABOVE": "service-not-done"},
         lambda: titled_for_hours()._advance_titled, False),
)  # fmt: skip
TWINS = (
    Twin("an advance keeps its share until it is certified", {"grant_claims.Claiming._check_promised": nothing},
         certified_late, MoreThanGranted),
)  # fmt: skip


@each(FACTS)
def test_with_the_rule_it_answers_so(twin: Fact) -> None:
    holds(twin)


@each(FACTS)
def test_without_the_rule_it_answers_otherwise(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.jobrotation_funding.grant_pricing.min", min, raising=False)
    no_longer_holds(twin, monkeypatch)


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)
