"""Which order paid too much, and what follows from its year: reduced in it, a title after it. G1 of the story."""

import pytest

from contracts import jobrotation_funding as events
from services.chassis.refusal import Invalid
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.recovery_parts import MoreThanOverpaid
from tests.services.jobrotation_funding.making_claims import (
    LATER,
    NEXT_YEAR,
    NOBODY,
    certified,
    notified,
    overpaid,
    paid,
    returned,
)
from tests.services.jobrotation_funding.test_recoveries import CAME_BACK, TITLED, open_recovery


def test_no_more_is_claimed_back_than_the_order_paid() -> None:
    grant = paid()
    with pytest.raises(MoreThanOverpaid) as seen:
        open_recovery(grant, cents=727_525, reason="service-not-done", claim=2)
    assert seen.value.facts["left"] == 727_524
    open_recovery(grant, cents=27_524, reason="service-not-done", claim=2)
    with pytest.raises(MoreThanOverpaid) as seen:
        open_recovery(grant, cents=700_001, reason="service-not-done", claim=2)
    assert seen.value.facts["left"] == 700_000


def test_a_letter_names_the_paid_claim_whose_order_paid_too_much() -> None:
    for grant, changes in (
        (paid(), {"reason": "service-not-done"}),
        (paid(), {"reason": "service-not-done", "claim": 9}),
        (certified(), {"reason": "service-not-done", "claim": 2}),
        (overpaid(), {"claim": 2}),
    ):
        with pytest.raises(Invalid) as seen:
            open_recovery(grant, **({"cents": 1} | changes))
        assert seen.value.field == "claim"


def test_an_advance_that_is_claimed_back_names_its_order_by_itself() -> None:
    assert notified().recovery(1).claim == 1


def test_in_the_year_of_its_orders_they_are_reduced() -> None:
    grant = overpaid(year=2021)
    open_recovery(grant)
    assert grant.recovery(1).way == "reduction"
    grant.answer_recovery(1, "Exact.", NOBODY, LATER)
    grant.title_recovery(1, "R-1", "odile", NOBODY, TITLED)
    moves = grant.record_returned(1, returned(451_440), CAME_BACK)
    assert moves == ((Kind.ORDER_REDUCED, 451_440), (Kind.PAID, -451_440), (Kind.ADVANCE_RETURNED, 451_440))
    assert (grant.ordered_cents, grant.paid_cents, grant.recovered_cents) == (324_000, 324_000, 0)
    assert isinstance(told := grant.announced[-1], events.RecoverySettled)
    assert (told.reduced_cents, told.recovered_cents) == (451_440, 0)


def test_an_order_of_another_year_is_not_reduced() -> None:
    with pytest.raises(Invalid) as seen:
        open_recovery(overpaid(year=2020), way="reduction")
    assert seen.value.field == "way"


def test_an_order_of_the_year_is_reduced_and_no_title_issued() -> None:
    with pytest.raises(Invalid) as seen:
        open_recovery(overpaid(year=2021), way="title")
    assert (seen.value.field, "se réduit" in str(seen.value)) == ("way", True)


def test_the_order_of_the_year_is_reduced_beside_the_advance_of_the_year_before() -> None:
    """G1: the advance ordered in 2020, claim 2 in 2021; a service found not done reduces the order of 2021."""
    grant = paid()
    open_recovery(grant, cents=32_400, reason="service-not-done", claim=2)
    assert grant.recovery(1).way == "reduction"
    grant.answer_recovery(1, "Exact.", NOBODY, LATER)
    grant.title_recovery(1, "R-1", "odile", NOBODY, TITLED)
    moves = grant.record_returned(1, returned(32_400), CAME_BACK)
    assert moves == ((Kind.ORDER_REDUCED, 32_400), (Kind.PAID, -32_400), (Kind.CERTIFIED, -32_400))
    assert (grant.reduced_cents(2), grant.paid_in(2021), grant.paid_in(2020)) == (32_400, 695_124, 775_440)


def test_a_reduction_that_the_year_overtook_is_recovered_as_a_title() -> None:
    grant = overpaid(year=2021)
    open_recovery(grant)
    grant.answer_recovery(1, "Exact.", NOBODY, LATER)
    grant.title_recovery(1, "R-1", "odile", NOBODY, TITLED)
    moves = grant.record_returned(1, returned(1_000, NEXT_YEAR), NEXT_YEAR)
    assert moves == ((Kind.RECOVERED, 1_000), (Kind.ADVANCE_RETURNED, 1_000))
    late = overpaid(year=2021)
    open_recovery(late)
    late.title_recovery(1, "R-1", "odile", NOBODY, NEXT_YEAR)
    assert late.recovery(1).way == "title"
