"""A certificate of *service fait* that proves wrong: who withdraws it, what it takes back, and what follows."""

from datetime import date
from typing import Any

import pytest

from contracts import jobrotation_funding as events
from services.chassis.refusal import Invalid, OutOfTurn
from services.jobrotation_funding import accounting
from services.jobrotation_funding.claim_parts import AdvanceUsed, ServiceClaimedBack
from services.jobrotation_funding.duties import OwnOrganisation
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_certificate import Uncertifying
from services.jobrotation_funding.grant_lifecycle import CLAIM_LIFECYCLE, ClaimState
from services.jobrotation_funding.grant_payments import REASONS, then_of
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.separation import SamePerson
from services.jobrotation_funding.shown_payments import payments_of, to_mend
from services.jobrotation_funding.use_cases import claims
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_claims import (
    AUTUMN,
    DAY,
    LATER,
    MEMBER,
    NOBODY,
    ORDERS,
    SPRING,
    UNFOUNDED,
    advanced,
    certified,
    certify,
    claim,
    letter,
    order,
    ordered,
)
from tests.services.jobrotation_funding.making_grants import engaged
from tests.services.jobrotation_funding.making_payments import certified as certified_there
from tests.services.jobrotation_funding.making_payments import claim as claim_there
from tests.services.jobrotation_funding.making_payments import employers, preparations, step
from tests.services.jobrotation_funding.test_payments_api import ledger_of, payments
from tests.services.jobrotation_funding.twinning import Twin
from tests.support.service import House
from tests.support.taking_away import each, goes_through, loosened, nothing, nothing_awaited, refused, struck

WRONG = ["amount"]


def withdraw(grant: Grant, number: int = 2, by: str = "odile", **other: Any) -> Any:
    """Odile withdraws the certificate of claim 2: its amount is wrong."""
    said: dict[str, Any] = {"points": WRONG, "reason": "Sept heures comptées deux fois.", "own": NOBODY, "on": LATER}
    said |= other
    return grant.withdraw_certificate(number, said["points"], said["reason"], by, ORDERS, said["own"], said["on"])


def wrongly_ordered() -> Grant:
    """The payeur rejected the order of claim 2: its amount is wrong."""
    grant = ordered()
    grant.record_order_rejected(2, "wrong-amount", LATER, LATER)
    return grant


def with_advance(ordered_too: bool = False) -> Grant:
    """The advance is certified, and ordered where said."""
    grant = engaged()
    grant.claim_advance("bea", DAY)
    certify(grant, 1, DAY)
    if ordered_too:
        order(grant, 1, DAY)
    return grant


def used_advance() -> Grant:
    """The advance waits for its order, and claim 2 has it deducted already."""
    grant = with_advance()
    certify(grant, claim(grant))
    return grant


def covered() -> Grant:
    """The advance is paid; claim 2, 100 hours, is the balance: 3 240.00 that the advance covers."""
    grant = advanced()
    certify(grant, claim(grant, 100, 0, AUTUMN.model_copy(update={"kind": "balance"})))
    return grant


def claimed_back() -> Grant:
    """And a letter claims that service back on the advance's order: it was not done."""
    grant = covered()
    grant.open_recovery(letter(cents=1, reason="service-not-done", claim=1), "helene", NOBODY, LATER)
    return grant


# --- what it takes back


def test_a_certificate_that_is_withdrawn_takes_back_what_it_certified_and_deducted() -> None:
    grant = certified()
    before = certified().model_copy(deep=True)
    assert withdraw(grant) == ((Kind.CERTIFIED, -1_039_320), (Kind.ADVANCE_DEDUCTED, -311_796))
    assert (grant.certified_cents, grant.open_advance_cents) == (0, 775_440)
    assert before.open_advance_cents == 775_440 - 311_796
    kept = grant.claim(2)
    assert kept.state is ClaimState.REJECTED
    assert (kept.withdrawn_on, kept.withdrawn_by, kept.withdrawn_under) == (LATER, "odile", ORDERS)
    assert (kept.points, kept.remark) == (("amount",), "Sept heures comptées deux fois.")


def test_others_hear_what_is_certified_no_more() -> None:
    grant = certified()
    withdraw(grant)
    assert grant.announced[-1] == events.ClaimRejected(
        grant="g1",
        claim=2,
        points=("amount",),
        uncertified_cents=1_039_320,
        undeducted_cents=311_796,
        unpayable_cents=727_524,
        on=LATER,
    )


def test_a_claim_that_the_payeur_found_wrong_is_mended_and_paid_at_its_right_amount() -> None:
    grant = wrongly_ordered()
    withdraw(grant)
    number = claim(grant, 236)
    certify(grant, number)
    assert order(grant, number, name="M-3") == ((Kind.ORDERED, 711_648),)
    assert grant.certified_cents == 1_016_640


def test_an_advance_that_was_not_ordered_is_withdrawn_when_the_experiment_stops() -> None:
    grant = with_advance()
    assert withdraw(grant, 1, points=["experiment-stopped"]) == ((Kind.ADVANCE_OPENED, -775_440),)
    assert (grant.advance_cents, grant.kept_cents) == (0, 0)
    grant.disengage(grant.engaged_cents, "experiment-stopped", LATER, NOBODY)
    grant.close(LATER)


def test_an_advance_that_was_withdrawn_may_be_claimed_again() -> None:
    grant = with_advance()
    withdraw(grant, 1)
    assert grant.claim_advance("bea", LATER).claimed_cents == 775_440


def test_a_balance_that_is_withdrawn_leaves_claims_their_way() -> None:
    grant = covered()
    withdraw(grant)
    claim(grant, 90, 0)
    assert grant.open_advance_cents == 775_440


# --- when, and by whom


@pytest.mark.parametrize("made", [ordered, lambda: with_advance(ordered_too=True)], ids=["ordered", "advance ordered"])
def test_no_certificate_is_withdrawn_while_an_order_rests_on_it(made: Any) -> None:
    grant = made()
    with pytest.raises(OutOfTurn):
        withdraw(grant, len(grant.claims))


@pytest.mark.parametrize("by", ["bea", "helene", "karim"], ids=["deposited", "prepared", "certified"])
def test_a_certificate_is_withdrawn_by_another_person(by: str) -> None:
    with pytest.raises(SamePerson):
        withdraw(certified(), by=by)


def test_nobody_withdraws_the_certificate_of_their_own_organisation() -> None:
    with pytest.raises(OwnOrganisation):
        withdraw(certified(), own=MEMBER)


@pytest.mark.parametrize(("points", "reason", "field"), [(["beauty"], "Oui.", "points/0"), (["other"], " ", "remark")])
def test_a_certificate_is_withdrawn_for_points_of_the_list(points: list[str], reason: str, field: str) -> None:
    with pytest.raises(Invalid) as seen:
        withdraw(certified(), points=points, reason=reason)
    assert seen.value.field == field


def test_an_advance_that_a_claim_deducts_is_withdrawn_after_that_claim() -> None:
    grant = used_advance()
    with pytest.raises(AdvanceUsed) as seen:
        withdraw(grant, 1)
    assert seen.value.facts == {"claim": 2}
    withdraw(grant, 2)
    withdraw(grant, 1)
    assert (grant.certified_cents, grant.open_advance_cents) == (0, 0)


def test_service_that_a_letter_claims_back_is_not_withdrawn_as_well() -> None:
    grant = claimed_back()
    with pytest.raises(ServiceClaimedBack) as seen:
        withdraw(grant)
    assert seen.value.facts == {"left": 323_999}
    grant.drop_recovery(1, UNFOUNDED, "odile", NOBODY, date(2021, 9, 9))
    withdraw(grant)


# --- what people are told


def test_the_timeline_says_that_the_certificate_was_withdrawn_and_why() -> None:
    grant = wrongly_ordered()
    withdraw(grant)
    shown = payments_of(grant, [], LATER).claims[1]
    assert (shown.steps[-1].what, shown.steps[-1].words) == (
        "certificate-withdrawn",
        "Certificat de service fait retiré : Le montant est inexact. Sept heures comptées deux fois.",
    )
    assert shown.next is not None
    assert (shown.next.what, shown.next.whose) == ("mend", "employer")


def test_an_order_rejected_for_its_amount_says_that_the_certificate_may_be_withdrawn() -> None:
    shown = payments_of(wrongly_ordered(), [], LATER).claims[1]
    assert shown.next is not None
    assert "retire le service fait" in shown.next.words
    again = {reason for reason in REASONS if "mandaté de nouveau" in then_of(reason)}
    assert set(REASONS) - again == {"wrong-amount", "service-fait"}


def test_the_employer_is_told_what_may_still_be_claimed() -> None:
    grant = certified()
    certify(grant, claim(grant, 10, 0, SPRING))
    withdraw(grant)
    assert "ne se demandent plus" in to_mend(grant, grant.claim(2))
    advance = with_advance()
    withdraw(advance, 1)
    assert "demandez-la de nouveau" in to_mend(advance, advance.claim(1))
    alone = certified()
    withdraw(alone)
    assert "déposez un nouveau décompte" in to_mend(alone, alone.claim(2))


def test_the_accounting_journal_turns_a_certificate_around() -> None:
    assert {Kind.CERTIFIED, Kind.ADVANCE_DEDUCTED, Kind.ADVANCE_OPENED} <= set(accounting.SIDES)


# --- the twins


ANYTIME = loosened(CLAIM_LIFECYCLE, ClaimState.ORDERED, withdraw_certificate=ClaimState.REJECTED)
TWINS = (
    Twin("no certificate is withdrawn under an order", {"grant_kept.CLAIM_LIFECYCLE": ANYTIME},
         lambda: withdraw(ordered()), OutOfTurn),
    *(
        Twin(f"who {did} does not withdraw", {"grant_certificate.another_person": nothing},
             lambda by=by: withdraw(certified(), by=by), SamePerson)  # type: ignore[misc]
        for by, did in {"bea": "deposited", "helene": "prepared", "karim": "certified"}.items()
    ),
    Twin("nobody withdraws for their own", {"grant_certificate.check_own": nothing},
         lambda: withdraw(certified(), own=MEMBER), OwnOrganisation),
    Twin("a certificate is withdrawn for a known point", {"grant_certificate.check_points": nothing},
         lambda: withdraw(certified(), points=["beauty"]), Invalid),
    Twin("an advance that is deducted stays", struck(Uncertifying, "_check_not_used", "retirez d'abord"),
         lambda: withdraw(used_advance(), 1), AdvanceUsed),
    Twin("service that is claimed back stays", struck(Uncertifying, "_check_not_claimed_back", "déjà réclamé ou rendu"),
         lambda: withdraw(claimed_back()), ServiceClaimedBack),
)  # fmt: skip


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)


# --- through the API


async def test_a_withdrawn_certificate_gives_hours_and_pieces_back_and_is_booked(funding: House) -> None:
    await employers(funding)
    grant = await certified_there(funding)
    before = await ledger_of(funding, grant)
    assert (before["certified"], before["open_advance"]) == (356_160, 775_440 - 106_848)
    why = {"points": ["amount"], "reason": "Sept heures comptées deux fois."}
    await step(funding, "karim", grant, 2, "certificate-withdrawal", why, expect=409)
    await step(funding, "odile", grant, 2, "certificate-withdrawal", why)
    after = await ledger_of(funding, grant)
    assert (after["certified"], after["open_advance"], after["ordered"]) == (0, 775_440, 775_440)
    mails = funding.runtime.store.database["outward"].find({"to": "ben", "template": "certificate-withdrawn"})
    [mail] = await mails.to_list()
    assert "Le montant est inexact" in str(mail)
    # The same pieces serve again; the certificate of another person is that of another claim.
    prepared = preparations(2, "attestation batir")
    await claim_there(funding, grant, "interim", "2020-10-01", "2020-10-31", prepared)
    await step(funding, "helene", grant, 3, "preparation")
    await step(funding, "karim", grant, 3, "certification")
    await step(funding, "odile", grant, 3, "order", {"order": "M-3"})
    assert [each["state"] for each in (await payments(funding, grant))["claims"]] == ["paid", "rejected", "ordered"]
    public = await funding.get("", f"/grants/{grant}/money")
    assert "Service fait retiré" in str(public)


async def test_unless_they_are_given_back_a_withdrawn_claim_keeps_its_hours_and_pieces(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await employers(funding)
    grant = await certified_there(funding)
    monkeypatch.setattr(claims, "_give_back", nothing_awaited)
    await step(funding, "odile", grant, 2, "certificate-withdrawal", {"points": ["amount"], "reason": "Inexact."})
    prepared = preparations(2, "attestation batir")
    refused = await claim_there(funding, grant, "interim", "2020-10-01", "2020-10-31", prepared, expect=409)
    assert refused["type"].endswith(("evidence-used", "nothing-to-claim"))


async def test_a_certificate_is_withdrawn_within_the_ceiling_of_a_delegation(funding: House) -> None:
    await employers(funding)
    await cast.officer(funding, "omar", "order", ceiling_cents=356_159)
    grant = await certified_there(funding)
    why = {"points": ["certificate"], "reason": "Délégation périmée."}
    refused = await step(funding, "omar", grant, 2, "certificate-withdrawal", why, expect=409)
    assert (refused["ceiling"], refused["asked"]) == (356_159, 356_160)
    await step(
        funding, "odile", grant, 2, "certificate-withdrawal", {"points": ["certificate"], "reason": ""}, expect=422
    )
