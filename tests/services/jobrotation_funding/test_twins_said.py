"""The twins of what is announced of money: others hear each fact with what it says, and nothing without its line."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from contracts import jobrotation_funding as events
from contracts.envelope import Event
from services.chassis.dossier import Dossier
from services.jobrotation_funding.envelope import Envelope
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.rate_card import RateCard
from tests.services.jobrotation_funding import making_hours
from tests.services.jobrotation_funding.making_budget import STATE_PART, TODAY, act, affected, card, opened
from tests.services.jobrotation_funding.making_claims import (
    LATER,
    NOBODY,
    ORDERS,
    accepted,
    certified,
    claimed,
    held,
    notified,
    ordered,
    paid,
    sent_back,
    settled,
)
from tests.services.jobrotation_funding.making_grants import RECORD, engaged, granted, refusal, requested
from tests.services.jobrotation_funding.test_twins_grants_facts import amended
from tests.services.jobrotation_funding.twinning import Fact
from tests.support.taking_away import cut, each, holds, no_longer_holds

Made = Callable[[], Dossier]


def heard(made: Made, fact: type[Event], *fields: str) -> tuple[Any, ...] | None:
    """What the last fact of a kind says; None when nobody says it."""
    said = [event for event in made().announced if isinstance(event, fact)]
    return tuple(getattr(said[-1], field) for field in fields) if said else None


def voted_again() -> Envelope:
    """The envelope, amended to the State's part."""
    envelope = opened(credits=[])
    envelope.amend((STATE_PART,), (), act(), TODAY)
    return envelope


def refused() -> Grant:
    """Refused by the act of 24 September 2020."""
    grant = requested()
    grant.refuse(RECORD, refusal())
    return grant


def given_back() -> Grant:
    """A hundred euros go back."""
    grant = engaged()
    grant.disengage(10_000, "cost-lower", LATER, NOBODY)
    return grant


def with_hours() -> Grant:
    """A sheet of three hours is approved."""
    grant = making_hours.granted()
    grant.approve_hours(making_hours.submitted(), making_hours.ON)
    return grant


def uncertified() -> Grant:
    """The certificate of claim 2 is withdrawn."""
    grant = certified()
    grant.withdraw_certificate(2, ["amount"], "Liquidation inexacte.", "odile", ORDERS, NOBODY, LATER)
    return grant


def order_sent_back() -> Grant:
    """The payeur rejects the order of claim 2."""
    grant = ordered()
    grant.record_order_rejected(2, "credits", LATER, LATER)
    return grant


def released() -> Grant:
    """The report that held payments is accepted."""
    grant = held()
    grant.hear(accepted())
    return grant


# Where each fact is announced, on whom, what it says of what, and what that is.
SAID: tuple[tuple[type[Event], type[Dossier], str, Made, dict[str, Any]], ...] = (
    (events.EnvelopeOpened, Envelope, "open", opened, {"voted_cents": 6_200_000, "capped": True}),
    (events.EnvelopeAmended, Envelope, "_settle", voted_again, {"voted_cents": 3_720_000, "delta_cents": -2_480_000}),
    (events.EnvelopeAffected, Envelope, "_set_aside", affected, {"affected_cents": 6_200_000}),
    (events.RateCardAdopted, RateCard, "_tell", card, {"code": "2020-A", "advance_percent": 30}),
    (events.GrantRequested, Grant, "request", requested, {"organisation": "batir", "replacement_plan": True}),
    (events.GrantRefused, Grant, "refuse", refused, {"points": ("no-replacement-plan",)}),
    (events.GrantGranted, Grant, "grant", granted, {"cents": 2_584_800, "organisation": "batir"}),
    (events.GrantAmended, Grant, "amend", lambda: amended(rate_card="card-b"), {"rate_card": "card-b"}),
    (events.AgreementSigned, Grant, "sign", engaged, {"agreement": "JR-2020-001"}),
    (events.GrantEngaged, Grant, "_tell_engaged", engaged, {"cents": 2_584_800}),
    (events.GrantDisengaged, Grant, "disengage", given_back, {"cents": 10_000, "reason": "cost-lower"}),
    (events.HoursApproved, Grant, "approve_hours", with_hours, {"week_sheet": "s1", "minutes": 180}),
    (events.ClaimSubmitted, Grant, "_submit", claimed, {"claim": 2, "cents": 1_039_320}),
    (events.ClaimCertified, Grant, "certify_claim", certified, {"claim": 2, "payable_cents": 727_524}),
    (events.ClaimRejected, Grant, "reject_claim", sent_back, {"claim": 2, "points": ("hours-to-mend",)}),
    (events.ClaimRejected, Grant, "withdraw_certificate", uncertified, {"claim": 2, "unpayable_cents": 727_524}),
    (events.PaymentOrdered, Grant, "order_payment", ordered, {"order": "M-2", "cents": 727_524, "year": 2021}),
    (events.PaymentRejected, Grant, "record_order_rejected", order_sent_back, {"order": "M-2", "reason": "credits"}),
    (events.Paid, Grant, "record_payment", paid, {"order": "M-2", "cents": 727_524, "on": LATER}),
    (events.PaymentsHeld, Grant, "_tell_held", held, {"reports": ("r5",), "since": date(2021, 5, 17)}),
    (events.PaymentsReleased, Grant, "_release", released, {"reports": ("r5",), "because": "reports-accepted"}),
    (events.RecoveryOpened, Grant, "open_recovery", notified, {"cents": 451_440, "answer_by": date(2021, 8, 31)}),
    (events.RecoverySettled, Grant, "_tell_settled", settled, {"cents": 451_440, "recovered_cents": 451_440}),
)


def twin(fact: type[Event], whose: type[Dossier], verb: str, made: Made, said: dict[str, Any]) -> Fact:
    """That a fact is announced: without the line of the verb that does it, nobody hears it."""
    home = next(each for each in whose.__mro__ if verb in vars(each))
    return Fact(
        f"{fact.dossier} {fact.fact} is announced by {verb}",
        cut(home, verb, f"{fact.__name__}("),
        lambda: heard(made, fact, *said),
        tuple(said.values()),
    )


FACTS = tuple(twin(*row) for row in SAID)


def test_each_fact_of_money_has_its_twin() -> None:
    known = [kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, Event)]
    of_money = {kind for kind in known if getattr(kind, "fact", "") and not kind.__name__.startswith("FinancialReport")}
    # Those of financial reports stand in test_financial_reports.py.
    assert of_money == {row[0] for row in SAID}


@each(FACTS)
def test_with_its_line_it_is_heard(twin: Fact) -> None:
    holds(twin)


@each(FACTS)
def test_without_its_line_nobody_hears_it(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    no_longer_holds(twin, monkeypatch)
