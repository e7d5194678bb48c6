"""Signing a grant's agreement and its amendments: with the engagement or after it, once, and nothing is paid before."""

from datetime import date
from typing import Any

import pytest

from contracts.jobrotation_funding import AgreementSigned
from services.chassis.refusal import Invalid, NotFound
from services.jobrotation_funding.duties import OwnOrganisation
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_amendment import Cards, Change
from services.jobrotation_funding.grant_decision import Recording
from services.jobrotation_funding.grant_kept import AgreementMissing
from services.jobrotation_funding.grant_signature import AlreadySigned, RiseNotEngaged, Signature
from services.jobrotation_funding.values import Act
from tests.services.jobrotation_funding import making_claims as claims
from tests.services.jobrotation_funding.making_claims import AUTUMN, LATER, NOBODY, ORDERS, late
from tests.services.jobrotation_funding.making_grants import (
    CARD,
    DECIDED_ON,
    PRIVATE,
    PUBLIC,
    PURSE,
    engaged,
    engaged_unsigned,
)

SIGNED_ON = date(2020, 10, 2)
RECORDED_ON = date(2020, 10, 6)
AMENDED_ON = date(2021, 3, 25)
MORE = [{"rate": "trainer", "minutes": 45_000}, {"rate": "preparation", "count": 6}]  # 26 820.00
LESS = [{"rate": "trainer", "minutes": 42_000}, {"rate": "preparation", "count": 6}]  # 25 200.00
SMALL: dict[str, Any] = {"lines": [{"rate": "trainer", "minutes": 6_000}]}  # 3 240.00


def sign(grant: Grant, today: date = RECORDED_ON, signed_on: date = SIGNED_ON, **paper: Any) -> Grant:
    """Odile records a signature of 2 October on the 6th."""
    said = Signature.model_validate({"agreement": "JR-2020-001", "signed_on": signed_on} | paper)
    grant.sign(said, "odile", today, NOBODY, ORDERS)
    return grant


def amended(lines: Any = MORE, *, engage: bool = True) -> Grant:
    """A signed grant, changed by an act of 25 March 2021; what it adds is engaged a week later."""
    grant = engaged()
    record = Recording(act=Act(number="2021.00411", on=AMENDED_ON), by="solene", on=AMENDED_ON)
    change = Change.model_validate({"reason": "hours", "lines": lines})
    grant.amend(record, change, Cards(before=CARD, after=CARD), PURSE)
    if engage:
        grant.engage_amendment(PRIVATE, "odile", date(2021, 4, 1), NOBODY, ORDERS)
    return grant


def test_an_agreement_is_signed_after_the_engagement_and_recorded_with_its_delegation() -> None:
    grant = sign(engaged_unsigned())
    found = grant.committed
    assert (found.agreement, found.signed_on, found.awaits_signature) == ("JR-2020-001", SIGNED_ON, False)
    assert (found.recorded_on, found.recorded_by, found.recorded_under) == (RECORDED_ON, "odile", ORDERS)
    said = grant.announced[-1]
    assert isinstance(said, AgreementSigned)
    assert (said.agreement, said.signed_on, said.amendment, said.engaged_cents) == (
        "JR-2020-001",
        SIGNED_ON,
        None,
        2_584_800,
    )


@pytest.mark.parametrize("signed_on", [date(2020, 9, 23), date(2020, 10, 7)])
def test_a_signature_neither_precedes_the_engagement_nor_is_to_come(signed_on: date) -> None:
    with pytest.raises(Invalid, match=r"24/09/2020"):
        sign(engaged_unsigned(), signed_on=signed_on)
    assert sign(engaged_unsigned(), signed_on=DECIDED_ON).is_signed


def test_an_agreement_is_signed_once() -> None:
    with pytest.raises(AlreadySigned, match="JR-2020-001"):
        sign(engaged())


def test_nobody_records_the_signature_of_their_own_organisation() -> None:
    paper = Signature(agreement="JR-1", signed_on=DECIDED_ON)
    with pytest.raises(OwnOrganisation):
        engaged_unsigned().sign(paper, "odile", DECIDED_ON, ("batir",))


# --- nothing before it


def test_nothing_is_claimed_before_the_agreement_that_is_due_is_signed() -> None:
    with pytest.raises(AgreementMissing, match="23\u202f000,00\u00a0€") as refused:
        claims.claim(engaged_unsigned())
    assert refused.value.facts == {"threshold": 2_300_000}
    assert claims.claim(sign(engaged_unsigned())) == 1


def test_nothing_is_ordered_before_the_agreement_that_is_due_is_signed() -> None:
    grant = engaged_unsigned(body=PUBLIC)
    claims.certify(grant, claims.claim(grant, 100))
    # An amendment made it due since.
    grant.engagement = grant.committed.model_copy(update={"agreement_due": True})
    with pytest.raises(AgreementMissing):
        claims.order(grant, 1)
    claims.order(sign(grant), 1)


def test_a_small_grant_is_claimed_without_an_agreement_but_has_no_advance() -> None:
    grant = engaged_unsigned(**SMALL)
    with pytest.raises(AgreementMissing, match="exception"):
        grant.claim_advance("bea", DECIDED_ON)
    assert claims.claim(grant, 50, 0, AUTUMN) == 1
    assert sign(engaged_unsigned(**SMALL)).claim_advance("bea", RECORDED_ON).claimed_cents == 97_200


def test_without_an_agreement_nothing_is_held() -> None:
    grant = engaged_unsigned(**SMALL)
    assert not grant.hear(late())
    assert sign(grant).hear(late())


# --- amendments


def test_an_amendment_is_signed_once_what_it_adds_is_engaged() -> None:
    with pytest.raises(RiseNotEngaged):
        sign(amended(engage=False), LATER, AMENDED_ON, amendment=1)
    with pytest.raises(Invalid, match=r"01/04/2021"):
        sign(amended(), LATER, date(2021, 3, 31), amendment=1)
    grant = sign(amended(), LATER, date(2021, 4, 1), amendment=1, agreement="JR-2020-001-A1")
    (kept,) = grant.amendments
    assert (kept.agreement, kept.signed_on) == ("JR-2020-001-A1", date(2021, 4, 1))
    assert grant.committed.agreement == "JR-2020-001"
    said = grant.announced[-1]
    assert isinstance(said, AgreementSigned)
    assert (said.amendment, said.agreement) == (1, "JR-2020-001-A1")
    with pytest.raises(AlreadySigned, match="A1"):
        sign(grant, LATER, date(2021, 4, 1), amendment=1)


def test_an_amendment_that_takes_away_is_signed_from_its_day_on() -> None:
    assert sign(amended(LESS, engage=False), LATER, AMENDED_ON, amendment=1).amendments[0].signed_on == AMENDED_ON


def test_an_amendment_that_is_not_there_is_not_signed() -> None:
    with pytest.raises(NotFound):
        sign(engaged(), amendment=1)
