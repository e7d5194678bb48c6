"""The twins of what is signed and of what amendments add: refused because of one rule, and gone through without it."""

from datetime import date
from typing import Any

import pytest

from services.jobrotation_funding import grant_holds
from services.jobrotation_funding.duties import OwnOrganisation
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_amendment import Amending, NothingToEngage
from services.jobrotation_funding.grant_claims import Claiming
from services.jobrotation_funding.grant_kept import AgreementMissing, Kept
from services.jobrotation_funding.grant_signature import AlreadySigned, RiseNotEngaged, Signature, Signing
from services.jobrotation_funding.queries import open_data
from services.jobrotation_funding.use_cases import engagement
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding import making_claims as claims
from tests.services.jobrotation_funding import making_grants as making
from tests.services.jobrotation_funding.making_claims import LATER, MEMBER, NOBODY, ORDERS, accepted, held, late
from tests.services.jobrotation_funding.making_grants import (
    DECIDED_ON,
    PRIVATE,
    begin,
    engaged,
    engaged_unsigned,
)
from tests.services.jobrotation_funding.test_grant_amendment import amend, engaged_without_agreement
from tests.services.jobrotation_funding.test_grant_signature import AMENDED_ON, SMALL, amended, sign
from tests.services.jobrotation_funding.twinning import Twin
from tests.support.service import House
from tests.support.taking_away import each, goes_through, nothing, refused, struck

NO_OWN = {"grant_signature.check_own": nothing, "grant_amendment.check_own": nothing}
UNSIGNED_ORDER = {"grant_payments.Paying.check_signed": nothing}


def past_the_threshold() -> Grant:
    """22 920.00 without an agreement, to which an amendment adds 540.00; hours of autumn certified before."""
    grant = engaged_without_agreement()
    claims.certify(grant, claims.claim(grant, 100))
    amend(grant, lines=[{"rate": "trainer", "minutes": 31_000}, {"rate": "preparation", "count": 16}])
    grant.engage_amendment(PRIVATE, "odile", LATER, NOBODY, ORDERS)
    return grant


def sign_for(own: Any) -> None:
    """Odile signs for an organisation."""
    engaged_unsigned().sign(Signature(agreement="JR-1", signed_on=DECIDED_ON), "odile", DECIDED_ON, own)


TWINS = (
    Twin("an agreement above the threshold before a claim", struck(Kept, "check_signed", "signe une convention"),
         lambda: claims.claim(engaged_unsigned()), AgreementMissing),
    Twin("an agreement above the threshold before an order", UNSIGNED_ORDER,
         lambda: claims.order(past_the_threshold(), 1), AgreementMissing),
    Twin("an agreement that an amendment makes due", {"grant_amendment.Amending._agreement_due": lambda *_: False},
         lambda: claims.order(past_the_threshold(), 1), AgreementMissing),
    Twin("no advance without the agreement that promises it", struck(Claiming, "claim_advance", "exception"),
         lambda: engaged_unsigned(**SMALL).claim_advance("bea", DECIDED_ON), AgreementMissing),
    Twin("an agreement is signed once", struck(Signing, "_sign_agreement", "déjà signée"),
         lambda: sign(engaged()), AlreadySigned),
    Twin("an amendment is signed once", struck(Signing, "_sign_amendment", "déjà signé"),
         lambda: sign(sign(amended(), LATER, LATER, amendment=1), LATER, LATER, amendment=1), AlreadySigned),
    Twin("what an amendment adds is engaged before or with its signature",
         struck(Signing, "_sign_amendment", "avant ou avec"),
         lambda: sign(amended(engage=False), LATER, AMENDED_ON, amendment=1), RiseNotEngaged),
    Twin("nobody signs for their own organisation", NO_OWN, lambda: sign_for(MEMBER), OwnOrganisation),
    Twin("nobody engages an amendment of their own organisation", NO_OWN,
         lambda: amended(engage=False).engage_amendment(PRIVATE, "odile", LATER, MEMBER), OwnOrganisation),
    Twin("nothing is engaged for nothing", struck(Amending, "engage_amendment", "Aucune hausse"),
         lambda: engaged().engage_amendment(PRIVATE, "odile", LATER), NothingToEngage),
)  # fmt: skip


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)


@pytest.mark.parametrize("first", [True, False])
def test_unless_the_first_day_counts_a_hold_is_told_to_begin_with_its_last_report(
    monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    if not first:
        monkeypatch.setattr(grant_holds, "min", max, raising=False)
    grant = held()
    for report, notice, hold in (("r6", date(2021, 5, 25), date(2021, 6, 1)), ("r7", date(2021, 5, 26), LATER)):
        grant.hear(late(report, notice_on=notice, hold_on=hold))
        grant.notify(notice)
        grant.hold(hold)
    grant.hear(accepted("r5", LATER))
    said = grant.announced[-1].model_dump()
    assert (said["reports"], said["since"] == date(2021, 6, 1)) == (("r6", "r7"), first)


# --- what only a database knows


@pytest.fixture
async def risen(funding: House) -> str:
    """9 882.00 engaged by Oscar, whose ceiling is 10 000.00; an act adds 15 000.00; the path that engages it."""
    await begin(funding)
    await cast.officer(funding, "oscar", "order", ceiling_cents=1_000_000)
    grant = await making.granted_by_act(funding, lines=[{"rate": "trainer", "minutes": 18_300}])
    await funding.post("oscar", f"/grants/{grant}/engagement", {})
    body = {"act": making.ACT, "change": {"reason": "hours", "lines": [{"rate": "trainer", "minutes": 46_080}]}}
    await funding.post("solene", f"/grants/{grant}/amendments", body)
    return f"/grants/{grant}"


async def test_without_the_delegation_an_amendment_is_engaged_beyond_every_ceiling(
    funding: House, monkeypatch: pytest.MonkeyPatch, risen: str
) -> None:
    path = f"{risen}/amendments/engagement"
    await funding.post("oscar", path, expect=409)
    monkeypatch.setattr(engagement, "delegation", lambda *_: None)
    await funding.post("oscar", path)


async def test_without_waiting_for_the_signature_an_unsigned_grant_is_published(
    funding: House, monkeypatch: pytest.MonkeyPatch, risen: str
) -> None:
    await funding.post("odile", f"{risen}/amendments/engagement")
    assert (await funding.get("", risen))["publication"] is None
    monkeypatch.setattr(open_data, "_counts_from", lambda engaged_on, *_, **__: engaged_on)
    assert (await funding.get("", risen))["publication"] is not None
