"""Amending a grant by an act, rule by rule: what is engaged follows, the terms that stood before are kept."""

from datetime import date
from typing import Any

import pytest

from contracts.jobrotation_funding import GrantAmended, GrantEngaged
from services.chassis.refusal import Invalid
from services.jobrotation_funding.acts import ActToCome
from services.jobrotation_funding.aid import DeMinimisCeiling, given_by
from services.jobrotation_funding.calculation import CardNotEffective, CardSeen
from services.jobrotation_funding.claim_parts import MoreThanGranted
from services.jobrotation_funding.duties import OwnOrganisation
from services.jobrotation_funding.envelope_parts import CommitmentOver
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_amendment import Cards, Change, EarlierCard, NothingToEngage
from services.jobrotation_funding.grant_decision import NotEnoughLeft, Recording
from services.jobrotation_funding.grant_engagement import BelowOrdered, Body, Papers
from services.jobrotation_funding.grant_kept import AgreementMissing
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.grant_request import DoubleGrant
from services.jobrotation_funding.values import Act
from tests.services.jobrotation_funding.making_claims import ORDERS, WHOLE, claim
from tests.services.jobrotation_funding.making_grants import (
    CARD,
    DE_MINIMIS,
    DECIDED_ON,
    LATER_CARD,
    PRIVATE,
    PURSE,
    engaged,
    granted,
    had,
    requested,
)

AT_23_000: dict[str, Any] = {"lines": [{"rate": "trainer", "minutes": 30_000}, {"rate": "preparation", "count": 16}]}
LATE = date(2021, 10, 1)


def engaged_without_agreement() -> Grant:
    """22 920.00, below the threshold."""
    grant = granted(**AT_23_000)
    grant.engage(Papers(), PRIVATE, "odile", DECIDED_ON)
    return grant


def amend(grant: Grant, after: CardSeen = CARD, *, today: date = LATE, **given: Any) -> int:
    """An act of 24 September 2021 amends it; the difference in cents."""
    known = {
        "purse": PURSE,
        "given": had(0),
        "others": (),
        "entered": (),
        "act": {"number": "2021.01800", "on": "2021-09-24"},
        "own": (),
    }
    said = {name: given.pop(name, usual) for name, usual in known.items()}
    record = Recording(act=Act.model_validate(said["act"]), by="solene", on=today, own=frozenset(said["own"]))
    change = Change.model_validate({"reason": "hours"} | given)
    cards = Cards(before=CARD, after=after)
    return grant.amend(record, change, cards, said["purse"], said["given"], said["others"], said["entered"])


MORE = [{"rate": "trainer", "minutes": 45_000}, {"rate": "preparation", "count": 6}]  # 26 820.00
LESS = [{"rate": "trainer", "minutes": 42_000}, {"rate": "preparation", "count": 6}]  # 25 200.00


def engage_rise(grant: Grant, body: Body = PRIVATE, today: date = LATE, own: Any = ()) -> int:
    """Odile engages what amendments added; in cents."""
    return grant.engage_amendment(body, "odile", today, own, ORDERS)


def test_what_an_amendment_takes_away_is_disengaged() -> None:
    grant = engaged()
    assert amend(grant, lines=LESS) == -64_800
    assert (grant.engaged_cents, grant.disengaged_cents) == (2_520_000, 64_800)
    said = grant.announced[-1]
    assert isinstance(said, GrantAmended)
    assert (said.cents, said.delta_cents, said.reason, said.act.number) == (2_520_000, -64_800, "hours", "2021.01800")


def test_what_an_amendment_adds_is_engaged_by_who_may_and_not_by_its_act() -> None:
    grant = engaged()
    assert amend(grant, lines=MORE) == 97_200
    assert (grant.engaged_cents, grant.awaiting_cents, grant.promised_cents) == (2_584_800, 97_200, 97_200)
    assert engage_rise(grant) == 97_200
    assert (grant.engaged_cents, grant.awaiting_cents, grant.promised_cents) == (2_682_000, 0, 0)
    said = grant.announced[-1]
    assert isinstance(said, GrantEngaged)
    assert (said.cents, said.engaged_cents, said.on) == (97_200, 2_682_000, LATE)
    (more,) = grant.committed.more
    assert (more.cents, more.by, more.under, more.on) == (97_200, "odile", ORDERS, LATE)
    assert grant.amendments[0].engaged_on == LATE


def test_nothing_is_engaged_where_no_amendment_adds_anything() -> None:
    with pytest.raises(NothingToEngage):
        engage_rise(engaged())


def test_nobody_engages_the_amendment_of_their_own_organisation() -> None:
    grant = engaged()
    amend(grant, lines=MORE)
    with pytest.raises(OwnOrganisation):
        engage_rise(grant, own=("batir",))


def test_what_is_taken_away_goes_from_what_waits_first() -> None:
    grant = engaged()
    amend(grant, lines=MORE)
    assert amend(grant, lines=LESS) == -162_000
    assert (grant.awaiting_cents, grant.engaged_cents, grant.disengaged_cents) == (0, 2_520_000, 64_800)


def test_what_waits_to_be_engaged_is_not_claimed_yet() -> None:
    grant = engaged()
    amend(grant, lines=MORE)
    with pytest.raises(MoreThanGranted):
        claim(grant, 750, 6, WHOLE)
    engage_rise(grant)
    assert claim(grant, 750, 6, WHOLE) == 1


def test_nothing_more_is_engaged_once_the_years_of_commitment_are_over() -> None:
    with pytest.raises(CommitmentOver, match="rien ne s'engage en 2023"):
        amend(engaged(), lines=MORE, today=date(2023, 1, 1))
    assert amend(engaged(), lines=MORE, today=date(2022, 12, 31)) == 97_200
    assert amend(engaged(), lines=LESS, today=date(2023, 1, 1)) == -64_800


def test_an_amendment_keeps_the_terms_that_stood_before() -> None:
    grant = engaged()
    before = grant.terms
    amend(grant, lines=MORE, ends_on="2021-09-30")
    (kept,) = grant.amendments
    assert (kept.before, kept.delta_cents, kept.reason, kept.on) == (before, 97_200, "hours", LATE)
    assert grant.terms is not None
    assert grant.terms.ends_on == date(2021, 9, 30)


def test_what_is_granted_and_not_engaged_is_amended_without_money_moving() -> None:
    grant = granted()
    assert amend(grant, lines=LESS) == -64_800
    assert (grant.engaged_cents, grant.disengaged_cents, grant.state) == (0, 0, State.GRANTED)


def test_a_later_card_applies_only_by_amendment_and_leaves_the_method_as_decided() -> None:
    method = {"advance_percent": 20, "deduction_percent": 25, "matching_period": "hour", "matching_scope": "person"}
    grant = engaged()
    assert (
        amend(grant, LATER_CARD.model_copy(update=method), reason="rate-card", rate_card="card-b")
        == 720 * 70 + 6 * 1_000
    )
    terms = grant.terms
    assert terms is not None
    assert (terms.rate_card, terms.rate_card_code, terms.cents) == ("card-b", "2021-B", 2_641_200)
    assert (terms.advance_percent, terms.deduction_percent, terms.matching_period) == (30, 30, "month")


def test_an_earlier_card_or_one_to_come_is_refused() -> None:
    earlier = CARD.model_copy(update={"id": "card-0", "code": "2019", "effective_on": date(2019, 1, 1)})
    with pytest.raises(EarlierCard):
        amend(engaged(), earlier, rate_card="card-0")
    to_come = LATER_CARD.model_copy(update={"effective_on": date(2021, 9, 25)})
    with pytest.raises(CardNotEffective):
        amend(engaged(), to_come, rate_card="card-b")


def test_more_than_is_left_is_not_engaged_by_an_amendment() -> None:
    with pytest.raises(NotEnoughLeft) as refused:
        amend(engaged(), lines=MORE, purse=PURSE.model_copy(update={"left_cents": 97_199}))
    assert refused.value.facts["left"] == 97_199


def test_less_than_what_is_certified_or_ordered_is_not_left_by_an_amendment() -> None:
    grant = engaged()
    grant.certified_cents = 2_520_001
    with pytest.raises(BelowOrdered) as refused:
        amend(grant, lines=LESS)
    assert refused.value.facts["left"] == 64_799


def test_an_amendment_over_the_days_of_another_grant_is_refused() -> None:
    other = requested("g2", starts_on="2021-07-01", ends_on="2021-12-31")
    assert amend(engaged(), lines=MORE, others=[other]) == 97_200
    with pytest.raises(DoubleGrant):
        amend(engaged(), ends_on="2021-07-01", reason="dates", others=[other])


def test_an_amendment_that_passes_the_threshold_makes_the_agreement_due() -> None:
    grant = engaged_without_agreement()
    amend(grant, lines=[{"rate": "trainer", "minutes": 31_000}, {"rate": "preparation", "count": 16}])
    assert not grant.committed.agreement_due
    engage_rise(grant)
    assert grant.committed.awaits_signature
    with pytest.raises(AgreementMissing):
        grant.check_signed()


def test_de_minimis_aid_that_an_amendment_adds_is_dated_by_its_act() -> None:
    grant = engaged(aid=DE_MINIMIS)
    amend(grant, lines=MORE)
    (held,) = given_by([grant]).held
    assert held.raised == ((DECIDED_ON, 2_584_800), (date(2021, 9, 24), 97_200))
    assert given_by([grant]).total(date(2023, 10, 1)) == 97_200


def test_more_de_minimis_aid_by_an_amendment_stays_within_the_ceiling() -> None:
    with pytest.raises(DeMinimisCeiling):
        amend(engaged(aid=DE_MINIMIS), lines=MORE, given=had(20_000_000 - 97_199))


def test_an_amendment_changes_something_for_a_known_reason_by_an_act_that_was_taken() -> None:
    with pytest.raises(Invalid, match="ne change rien"):
        amend(engaged(), starts_on="2020-10-01")
    with pytest.raises(Invalid, match="hours \\(Heures modifiées\\)"):
        amend(engaged(), lines=MORE, reason="because")
    with pytest.raises(ActToCome):
        amend(engaged(), lines=MORE, today=date(2021, 9, 23))
    with pytest.raises(Invalid, match="précède"):
        amend(engaged(), ends_on="2020-09-30", reason="dates")
    with pytest.raises(OwnOrganisation):
        amend(engaged(), lines=MORE, own=("batir",))
