"""The rules of payment orders: who orders, what is ordered, and what the payeur answers."""

from datetime import date

import pytest

from contracts import jobrotation_funding as events
from services.chassis.refusal import Invalid
from services.jobrotation_funding.duties import OwnOrganisation
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_lifecycle import ClaimState
from services.jobrotation_funding.grant_payments import BeyondEngaged, NothingToOrder, PaymentsAreHeld
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.separation import SamePerson
from tests.services.jobrotation_funding.making_claims import (
    AUTUMN,
    LATER,
    MEMBER,
    NEXT_YEAR,
    NOBODY,
    ORDERS,
    WHOLE,
    advanced,
    certified,
    certify,
    claim,
    held,
    order,
    ordered,
    pay,
    returned,
    titled,
)
from tests.services.jobrotation_funding.making_payments import digest

YESTERDAY, TOMORROW = date(2021, 7, 14), date(2021, 7, 16)


def check(grant: Grant, by: str = "odile", own: frozenset[str] = NOBODY, on: date = LATER) -> None:
    """Whether claim 2 can be ordered."""
    grant.check_order(2, by, own, on)


def test_an_order_leaves_with_its_number_and_the_digest_of_its_pack() -> None:
    grant = certified()
    assert order(grant, 2, name="M-2021-000042") == ((Kind.ORDERED, 727_524),)
    assert grant.announced[-1] == events.PaymentOrdered(
        grant="g1", claim=2, order="M-2021-000042", cents=727_524, year=2021, pack_sha256=digest("pack"), on=LATER
    )
    kept = grant.claim(2)
    assert (kept.order, kept.ordered_by, kept.ordered_under, kept.year) == ("M-2021-000042", "odile", ORDERS, 2021)


def test_the_payment_year_is_that_of_the_order() -> None:
    grant = certified()
    order(grant, 2, NEXT_YEAR)
    assert grant.claim(2).year == 2022
    grant.record_payment(2, date(2022, 1, 25), date(2022, 1, 25))
    assert isinstance(paid := grant.announced[-1], events.Paid)
    assert paid.year == 2022


@pytest.mark.parametrize("by", ["bea", "helene", "karim"], ids=["deposited", "prepared", "certified"])
def test_a_payment_is_ordered_by_a_third_person(by: str) -> None:
    with pytest.raises(SamePerson):
        check(certified(), by=by)


def test_nobody_orders_for_their_own_organisation() -> None:
    with pytest.raises(OwnOrganisation):
        check(certified(), own=MEMBER)


def test_a_claim_that_the_advance_covers_is_not_ordered() -> None:
    grant = advanced()
    certify(grant, claim(grant, 100, 0, WHOLE))
    with pytest.raises(NothingToOrder):
        check(grant)


def test_a_hold_blocks_new_payment_orders() -> None:
    with pytest.raises(PaymentsAreHeld) as seen:
        check(held())
    assert seen.value.facts == {"reports": ["r5"], "since": "2021-05-17"}
    assert "« T1 2021 »" in seen.value.detail


def test_a_hold_blocks_neither_certification_nor_an_order_already_sent() -> None:
    grant = held()
    certify(
        grant, claim(grant, 10, 0, AUTUMN.model_copy(update={"since": date(2021, 1, 1), "until": date(2021, 3, 31)}))
    )
    sent = ordered()
    sent.watched = grant.watched
    assert sent.record_payment(2, LATER, LATER) == ((Kind.PAID, 727_524),)


def above_what_is_engaged() -> Grant:
    """What came back gives no AE back: 7 754.40 were ordered, 7 754.40 are engaged, and claim 3 waits for its order."""
    grant = titled()
    grant.record_returned(1, returned(451_440), date(2021, 10, 11))
    grant.disengage(grant.engaged_cents - 775_440, "other", date(2021, 10, 12), NOBODY)
    grant.claims = (*grant.claims, grant.claims[0].model_copy(update={"number": 3, "state": ClaimState.CERTIFIED}))
    return grant


def test_nothing_is_ordered_beyond_what_is_engaged_whatever_came_back() -> None:
    with pytest.raises(BeyondEngaged) as seen:
        above_what_is_engaged().check_order(3, "odile", NOBODY, date(2021, 10, 13))
    assert seen.value.facts["left"] == 0


def test_the_payeur_pays_the_order() -> None:
    grant = ordered()
    assert grant.record_payment(2, LATER, LATER) == ((Kind.PAID, 727_524),)
    assert grant.paid_cents == 775_440 + 727_524
    assert grant.announced[-1] == events.Paid(
        grant="g1", organisation="batir", claim=2, order="M-2", cents=727_524, year=2021, on=LATER
    )


def test_a_rejected_order_comes_back_and_the_claim_is_ordered_again() -> None:
    grant = ordered()
    assert grant.record_order_rejected(2, "bank-details", LATER, LATER) == ((Kind.ORDER_REJECTED, 727_524),)
    kept = grant.claim(2)
    assert (kept.state, kept.order, kept.year, kept.pack_sha256) == (ClaimState.CERTIFIED, None, None, None)
    assert kept.refused_orders == (("M-2", "bank-details", LATER),)
    assert grant.ordered_cents == 775_440
    assert grant.announced[-1] == events.PaymentRejected(
        grant="g1", claim=2, order="M-2", cents=727_524, year=2021, reason="bank-details", on=LATER
    )
    pay(grant, 2, TOMORROW)
    assert grant.paid_cents == grant.ordered_cents == 775_440 + 727_524


@pytest.mark.parametrize("day", [YESTERDAY, TOMORROW], ids=["before the order", "to come"])
def test_the_payeur_answers_after_the_order_and_not_tomorrow(day: date) -> None:
    with pytest.raises(Invalid) as seen:
        ordered().record_payment(2, day, LATER)
    assert seen.value.field == "paid_on"
    with pytest.raises(Invalid) as seen:
        ordered().record_order_rejected(2, "bank-details", day, LATER)
    assert seen.value.field == "rejected_on"


def test_the_payeur_rejects_for_a_reason_of_the_list() -> None:
    with pytest.raises(Invalid) as seen:
        ordered().record_order_rejected(2, "bad-mood", LATER, LATER)
    assert seen.value.field == "reason"
