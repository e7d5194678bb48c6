"""Who does which step of a claim, and every verb from every state of it."""

from collections.abc import Callable
from datetime import date

import pytest

from contracts import jobrotation_funding as events
from services.chassis.actor import Actor, Duty, DutyName
from services.chassis.refusal import Forbidden, Invalid, NotFound, OutOfTurn
from services.jobrotation_funding.claim_parts import POINTS
from services.jobrotation_funding.duties import DelegationCeiling, OwnOrganisation
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_lifecycle import CLAIM_LIFECYCLE, ClaimState, State
from services.jobrotation_funding.separation import SamePerson, delegation
from tests.services.jobrotation_funding.making_claims import (
    CERTIFIES,
    CLAIM_IN_STATE,
    DAY,
    LATER,
    MEMBER,
    NOBODY,
    ORDERS,
    certified,
    claim,
    claimed,
    order,
    under_way,
)
from tests.services.jobrotation_funding.making_grants import in_state

# --- who does which step


def test_who_prepares_is_not_who_deposited() -> None:
    grant = claimed()
    with pytest.raises(SamePerson):
        grant.prepare_claim(2, "bea", NOBODY, LATER)


@pytest.mark.parametrize("who", ["helene", "bea"])
def test_who_certifies_neither_prepared_nor_deposited(who: str) -> None:
    grant = under_way()
    with pytest.raises(SamePerson):
        grant.certify_claim(2, who, CERTIFIES, NOBODY, LATER)


def test_nobody_prepares_certifies_or_rejects_for_their_own_organisation() -> None:
    with pytest.raises(OwnOrganisation):
        claimed().prepare_claim(2, "helene", MEMBER, LATER)
    with pytest.raises(OwnOrganisation):
        under_way().certify_claim(2, "karim", CERTIFIES, MEMBER, LATER)
    with pytest.raises(OwnOrganisation):
        claimed().reject_claim(2, ["period"], "", MEMBER, LATER)


def duty(ceiling: int | None, reference: str = "A", until: date | None = None) -> Duty:
    return Duty(name=DutyName.CERTIFY, reference=reference, ceiling_cents=ceiling, since=date(2019, 1, 1), until=until)


def test_a_delegation_reaches_its_ceiling_and_no_cent_further() -> None:
    karim = Actor(person="karim", duties=(duty(1_039_320),))
    assert delegation(karim, DutyName.CERTIFY, LATER, 1_039_320).reference == "A"
    with pytest.raises(DelegationCeiling) as seen:
        delegation(karim, DutyName.CERTIFY, LATER, 1_039_321)
    assert seen.value.facts["ceiling"] == 1_039_320


def test_the_delegation_that_reaches_is_the_one_that_is_cited() -> None:
    karim = Actor(person="karim", duties=(duty(100, "petite"), duty(None, "passée", date(2020, 1, 1)), duty(500, "B")))
    assert delegation(karim, DutyName.CERTIFY, LATER, 200).reference == "B"


def test_a_duty_that_is_over_is_no_delegation() -> None:
    karim = Actor(person="karim", duties=(duty(None, until=date(2020, 1, 1)),))
    with pytest.raises(Forbidden):
        delegation(karim, DutyName.CERTIFY, LATER, 1)


def test_the_claim_keeps_who_certified_under_which_delegation() -> None:
    claim_2 = certified().claim(2)
    assert (claim_2.prepared_by, claim_2.certified_by, claim_2.certified_under) == ("helene", "karim", CERTIFIES)


@pytest.mark.parametrize(("points", "remark", "field"), [(["beauty"], "", "points/0"), (["other"], " ", "remark")])
def test_a_claim_is_sent_back_for_points_of_the_list(points: list[str], remark: str, field: str) -> None:
    with pytest.raises(Invalid) as seen:
        claimed().reject_claim(2, points, remark, NOBODY, LATER)
    assert seen.value.field == field


def test_the_employer_reads_why_a_claim_came_back() -> None:
    grant = under_way()
    kept = grant.reject_claim(2, list(POINTS)[:2], "Voir le 11 novembre.", NOBODY, LATER)
    assert (kept.points, kept.remark) == (tuple(POINTS)[:2], "Voir le 11 novembre.")
    assert grant.announced[-1] == events.ClaimRejected(grant="g1", claim=2, points=kept.points, on=LATER)


def test_a_claim_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        claimed().prepare_claim(3, "helene", NOBODY, LATER)


# --- every verb from every state: expected by hand


def prepare(grant: Grant) -> None:
    grant.prepare_claim(2, "helene", NOBODY, LATER)


def validate(grant: Grant) -> None:
    grant.certify_claim(2, "karim", CERTIFIES, NOBODY, LATER)


def reject(grant: Grant) -> None:
    grant.reject_claim(2, ["period"], "", NOBODY, LATER)


def order_it(grant: Grant) -> None:
    order(grant, 2)


def pay_it(grant: Grant) -> None:
    grant.record_payment(2, LATER, LATER)


def refuse_order(grant: Grant) -> None:
    grant.record_order_rejected(2, "bank-details", LATER, LATER)


def withdraw(grant: Grant) -> None:
    grant.withdraw_certificate(2, ["amount"], "Liquidation inexacte.", "odile", ORDERS, NOBODY, LATER)


VERBS = {
    "withdraw_certificate": withdraw,
    "prepare": prepare,
    "certify": validate,
    "reject": reject,
    "order": order_it,
    "pay": pay_it,
    "refuse_order": refuse_order,
}
SUBMITTED, PREPARED, CERTIFIED = ClaimState.SUBMITTED, ClaimState.PREPARED, ClaimState.CERTIFIED
REJECTED, ORDERED, PAID = ClaimState.REJECTED, ClaimState.ORDERED, ClaimState.PAID
EXPECTED: dict[ClaimState, dict[str, ClaimState]] = {
    SUBMITTED: {"prepare": PREPARED, "reject": REJECTED},
    PREPARED: {"certify": CERTIFIED, "reject": REJECTED},
    CERTIFIED: {"order": ORDERED, "withdraw_certificate": REJECTED},
    ORDERED: {"pay": PAID, "refuse_order": CERTIFIED},
    REJECTED: {},
    PAID: {},
}


def test_the_expectation_names_every_verb_and_state_of_a_claim() -> None:
    assert set(EXPECTED) == set(ClaimState)
    assert set(VERBS) == set(CLAIM_LIFECYCLE.all_verbs())


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", ClaimState)
def test_every_verb_from_every_state_of_a_claim(state: ClaimState, verb: str) -> None:
    grant = CLAIM_IN_STATE[state]()
    assert grant.claim(2).state is state
    if verb in EXPECTED[state]:
        VERBS[verb](grant)
        assert grant.claim(2).state is EXPECTED[state][verb]
        return
    with pytest.raises(OutOfTurn) as seen:
        VERBS[verb](grant)
    assert seen.value.facts["state"] == state.value


CLAIMS: dict[str, Callable[[Grant], object]] = {
    "advance": lambda grant: grant.claim_advance("bea", DAY),
    "period": lambda grant: claim(grant, 10, 0),
}


@pytest.mark.parametrize("way", CLAIMS)
@pytest.mark.parametrize("state", sorted(set(State) - {State.ENGAGED}))
def test_only_an_engaged_grant_is_claimed_on(state: State, way: str) -> None:
    with pytest.raises(OutOfTurn):
        CLAIMS[way](in_state(state))


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", sorted(set(State) - {State.ENGAGED}))
def test_only_the_claims_of_an_engaged_grant_move(state: State, verb: str) -> None:
    for made in CLAIM_IN_STATE.values():
        grant = made()
        grant.state = state
        with pytest.raises(OutOfTurn):
            VERBS[verb](grant)
