"""Every verb of an envelope from every state, and each rule of RULES.md ("Money") about the vote by its name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.jobrotation_funding import EnvelopeAffected, EnvelopeAmended, EnvelopeOpened
from services.chassis.refusal import Invalid, OutOfTurn
from services.jobrotation_funding.acts import ActAlreadyApplied, ActToCome
from services.jobrotation_funding.envelope import (
    AboveVoted,
    CappedOtherwise,
    CreditsOrdered,
    Envelope,
    StillEngaged,
    YearNotOver,
)
from services.jobrotation_funding.envelope_kept import BelowAffected, ClosedYear
from services.jobrotation_funding.envelope_lifecycle import LIFECYCLE, State
from services.jobrotation_funding.envelope_parts import CreditsAboveVoted, FinancialAgreementMissing, YearOutOfPact
from tests.services.jobrotation_funding.cast import ENVELOPE
from tests.services.jobrotation_funding.making_budget import (
    IN_STATE,
    NEXT_YEAR,
    REGION_PART,
    SCHEME,
    STATE_PART,
    TODAY,
    act,
    affected,
    cp,
    moved,
    opened,
    other,
    region,
)

BOTH = (STATE_PART, REGION_PART)
CREDITS = cp((2020, 2_000_000), (2021, 4_200_000))
LATE = act("2021.00008", NEXT_YEAR)

VERBS: dict[str, Callable[[Envelope], None]] = {
    "amend": lambda x: x.amend(BOTH, CREDITS, act(), TODAY),
    "give": lambda x: x.give(other(), moved(100), cp((2021, 100)), act(), TODAY),
    "receive": lambda x: other().give(x, moved(100), cp((2020, 100)), act(), TODAY),
    "affect": lambda x: x.affect(100, SCHEME, act(), TODAY),
    "take_back": lambda x: x.take_back(100, SCHEME, 0, act(), TODAY),
    "take_back_all": lambda x: x.take_back(x.affected_cents, SCHEME, 0, act(), TODAY),
    "carry_over": lambda x: x.carry_over(2020, 100, 2_000_000, LATE, NEXT_YEAR),
    "lapse": lambda x: x.lapse(2020, 100, 2_000_000, LATE, NEXT_YEAR),
}

# Written from RULES.md: a vote and its payment credits change at any time; one takes back what was set aside.
EXPECTED: dict[State, dict[str, State]] = {
    State.VOTED: {
        "amend": State.VOTED,
        "give": State.VOTED,
        "receive": State.VOTED,
        "affect": State.AFFECTED,
        "carry_over": State.VOTED,
        "lapse": State.VOTED,
    },
    State.AFFECTED: {
        "amend": State.AFFECTED,
        "give": State.AFFECTED,
        "receive": State.AFFECTED,
        "affect": State.AFFECTED,
        "take_back": State.AFFECTED,
        "take_back_all": State.VOTED,
        "carry_over": State.AFFECTED,
        "lapse": State.AFFECTED,
    },
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_state(state: State, verb: str) -> None:
    found = IN_STATE[state]()
    if verb in EXPECTED[state]:
        VERBS[verb](found)
        assert (found.state, found.done[-1]) == (EXPECTED[state][verb], verb)
    else:
        with pytest.raises(OutOfTurn, match="Votée"):
            VERBS[verb](found)


def test_no_verb_is_left_out() -> None:
    assert set(VERBS) == set(LIFECYCLE.all_verbs())


# --- the vote


def test_an_envelope_is_opened_with_its_sources_its_credits_and_its_act() -> None:
    found = opened()
    (said,) = found.announced
    assert isinstance(said, EnvelopeOpened)
    assert (said.line, said.vintage, said.voted_cents, said.capped) == ("mobilisation", 2020, 6_200_000, True)
    assert [(part.source, part.cents, part.reference) for part in said.sources] == [
        ("state", 3_720_000, "Convention financière 2020"),
        ("region", 2_480_000, "Budget primitif 2020"),
    ]
    assert [(credit.year, credit.cents) for credit in said.credits] == [(2020, 2_000_000), (2021, 4_200_000)]
    assert (said.act.number, said.on) == ("2020.00017", TODAY)


def test_the_states_part_opens_with_the_financial_agreement_of_the_year() -> None:
    state, region_part = ENVELOPE["sources"]
    for agreement in (None, {"year": 2019, "signed_on": "2019-02-04"}):
        with pytest.raises(FinancialAgreementMissing) as refusal:
            opened(sources=[region_part, state | {"agreement": agreement}])
        assert refusal.value.field == "sources/1/agreement"
    with pytest.raises(FinancialAgreementMissing, match="pas encore signée"):
        opened(sources=[state | {"agreement": {"year": 2020, "signed_on": "2020-06-03"}}])
    assert opened(sources=[region_part], credits=[]).voted_cents == 2_480_000


def test_payment_credits_never_exceed_what_was_voted() -> None:
    with pytest.raises(CreditsAboveVoted):
        opened(credits=[{"year": 2020, "cents": 2_000_000}, {"year": 2021, "cents": 4_200_001}])


@pytest.mark.parametrize("vintage", [2023, 2024])
def test_commitment_authority_is_voted_from_2019_to_2022(vintage: int) -> None:
    with pytest.raises(YearOutOfPact, match="de 2019 à 2022"):
        opened(vintage=vintage, sources=[region(1)], credits=[])


@pytest.mark.parametrize("line_capped", [True, False])
def test_a_line_is_under_the_cap_with_all_its_vintages_or_with_none(line_capped: bool) -> None:
    with pytest.raises(CappedOtherwise, match="avec tous ses millésimes") as refusal:
        opened(capped=not line_capped, line_capped=line_capped)
    assert (refusal.value.field, refusal.value.facts["capped"]) == ("capped", line_capped)
    assert opened(capped=line_capped, line_capped=line_capped).capped is line_capped


@pytest.mark.parametrize("year", [2019, 2025])
def test_an_envelope_is_paid_from_its_vintage_to_2024(year: int) -> None:
    with pytest.raises(YearOutOfPact, match="de 2020 à 2024"):
        opened(credits=[{"year": year, "cents": 1}])
    assert opened(credits=[{"year": 2024, "cents": 6_200_000}]).credits


def test_each_source_and_each_year_is_given_once() -> None:
    with pytest.raises(Invalid, match="deux fois"):
        opened(sources=[region(1), region(2)], credits=[])
    with pytest.raises(Invalid, match="deux fois"):
        opened(credits=[{"year": 2020, "cents": 1}, {"year": 2020, "cents": 2}])


TO_COME = act("2020.01002", date(2020, 6, 3))


@pytest.mark.parametrize(
    "change",
    [
        lambda: opened(act={"number": "2020.01002", "on": "2020-06-03"}),
        lambda: opened().amend(BOTH, CREDITS, TO_COME, TODAY),
        lambda: opened().give(other(), moved(1), (), TO_COME, TODAY),
        lambda: opened().affect(1, SCHEME, TO_COME, TODAY),
        lambda: affected().take_back(1, SCHEME, 0, TO_COME, TODAY),
        lambda: opened().carry_over(2020, 1, 1, TO_COME, TODAY),
        lambda: opened().lapse(2020, 1, 1, TO_COME, TODAY),
    ],
)
def test_no_act_of_the_future_is_recorded(change: Callable[[], object]) -> None:
    with pytest.raises(ActToCome):
        change()


@pytest.mark.parametrize("verb", ["affect", "amend"])
def test_the_same_act_changes_an_envelope_once(verb: str) -> None:
    found = opened()
    VERBS[verb](found)
    with pytest.raises(ActAlreadyApplied):
        VERBS[verb](found)


def test_a_vote_gives_more_or_less() -> None:
    found = opened()
    more = REGION_PART.model_copy(update={"cents": 3_000_000})
    found.amend((STATE_PART, more), CREDITS, act(), TODAY)
    said = found.announced[-1]
    assert isinstance(said, EnvelopeAmended)
    assert (said.voted_cents, said.delta_cents, said.reason, said.other) == (6_720_000, 520_000, "vote", None)
    found.amend((STATE_PART,), cp((2020, 2_000_000)), act("2020.01001"), TODAY)
    said = found.announced[-1]
    assert isinstance(said, EnvelopeAmended)
    assert (said.voted_cents, said.delta_cents) == (3_720_000, -3_000_000)


def test_a_vote_never_goes_below_what_is_affected() -> None:
    with pytest.raises(BelowAffected) as refusal:
        affected(3_720_001).amend((STATE_PART,), (), act(), TODAY)
    assert refusal.value.facts["left"] == 2_479_999
    affected(3_720_000).amend((STATE_PART,), (), act(), TODAY)


def test_payment_credits_of_a_closed_year_do_not_change_by_a_vote() -> None:
    with pytest.raises(ClosedYear, match="2020"):
        opened().amend(BOTH, cp((2020, 1_999_999), (2021, 4_200_000)), LATE, NEXT_YEAR)
    opened().amend(BOTH, cp((2020, 2_000_000), (2021, 4_199_999)), LATE, NEXT_YEAR)


# --- transfers


def test_a_transfer_moves_parts_and_credits_by_one_act() -> None:
    giver, receiver = opened(), other()
    giver.give(receiver, moved(480_000), cp((2020, 300_000), (2021, 180_000)), act(), TODAY)
    gave, received = giver.announced[-1], receiver.announced[-1]
    assert isinstance(gave, EnvelopeAmended)
    assert isinstance(received, EnvelopeAmended)
    assert (gave.delta_cents, gave.voted_cents, gave.other, gave.reason) == (-480_000, 5_720_000, "o2020", "transfer")
    assert (received.delta_cents, received.voted_cents, received.other) == (480_000, 1_480_000, "e2020")
    assert [(credit.year, credit.cents) for credit in giver.credits] == [(2020, 1_700_000), (2021, 4_020_000)]
    assert [(credit.year, credit.cents) for credit in receiver.credits] == [(2020, 1_300_000), (2021, 180_000)]
    assert gave.act == received.act


def test_a_transferred_part_keeps_its_reference_and_its_agreement() -> None:
    giver, receiver = opened(), other()
    giver.give(receiver, moved(720_000, "state", "Convention financière 2020"), cp((2021, 720_000)), act(), TODAY)
    part = receiver.sources[-1]
    assert (part.cents, part.reference) == (720_000, "Convention financière 2020")
    assert part.agreement == STATE_PART.agreement


def test_the_states_money_stays_in_the_year_of_its_agreement() -> None:
    with pytest.raises(FinancialAgreementMissing):
        opened().give(later(), moved(1, "state", "Convention financière 2020"), cp((2021, 1)), act(), TODAY)
    opened().give(later(), moved(1), cp((2021, 1)), act(), TODAY)


def later() -> Envelope:
    """An envelope of the next vintage, paid by the Région alone."""
    return other(vintage=2021, credits=[])


def test_a_transfer_takes_no_more_than_a_part_has_and_leaves_what_is_affected() -> None:
    with pytest.raises(Invalid) as refusal:
        opened().give(other(), moved(2_480_001), (), act(), TODAY)
    assert refusal.value.field == "sources/0/cents"
    with pytest.raises(Invalid):
        opened().give(other(), moved(1, reference="Autre budget"), (), act(), TODAY)
    with pytest.raises(BelowAffected):
        affected().give(other(), moved(1), cp((2021, 1)), act(), TODAY)


def test_a_transfer_moves_no_more_payment_credits_than_the_year_has_nor_those_of_a_closed_year() -> None:
    with pytest.raises(Invalid, match="crédits de paiement"):
        opened().give(other(), moved(2_480_000), cp((2020, 2_000_001)), act(), TODAY)
    with pytest.raises(ClosedYear):
        opened().give(other(), moved(1), cp((2020, 1)), LATE, NEXT_YEAR)


def test_credits_do_not_follow_a_transfer_beyond_what_is_voted() -> None:
    with pytest.raises(CreditsAboveVoted):
        opened().give(other(), moved(1), (), act(), TODAY)


def test_a_transfer_goes_to_another_envelope() -> None:
    found = opened()
    with pytest.raises(Invalid, match="autre enveloppe"):
        found.give(found, moved(1), (), act(), TODAY)


# --- the scheme


def test_only_what_was_voted_is_affected() -> None:
    found = affected(6_000_000)
    with pytest.raises(AboveVoted) as refusal:
        found.affect(200_001, SCHEME, act(), TODAY)
    assert refusal.value.facts["left"] == 200_000
    found.affect(200_000, SCHEME, act(), TODAY)
    said = found.announced[-1]
    assert isinstance(said, EnvelopeAffected)
    assert (said.cents, said.affected_cents, said.scheme) == (200_000, 6_200_000, SCHEME)


def test_what_is_engaged_is_not_taken_back() -> None:
    found = affected(6_200_000)
    with pytest.raises(StillEngaged) as refusal:
        found.take_back(163_201, SCHEME, 6_036_800, act(), TODAY)
    assert refusal.value.facts["left"] == 163_200
    found.take_back(163_200, SCHEME, 6_036_800, act(), TODAY)
    said = found.announced[-1]
    assert isinstance(said, EnvelopeAffected)
    assert (said.cents, said.affected_cents) == (-163_200, 6_036_800)


# --- the end of a year


def test_at_the_end_of_the_year_credits_that_nobody_ordered_are_carried_over() -> None:
    found = affected()
    found.carry_over(2020, 188_960, 188_960, LATE, NEXT_YEAR)
    assert [(credit.year, credit.cents) for credit in found.credits] == [(2020, 1_811_040), (2021, 4_388_960)]
    said = found.announced[-1]
    assert isinstance(said, EnvelopeAmended)
    assert (said.reason, said.delta_cents, said.voted_cents) == ("carry-over", 0, 6_200_000)
    assert (found.changes[-1].cents, found.changes[-1].year) == (188_960, 2020)


def test_at_the_end_of_the_year_credits_that_nobody_ordered_are_lost() -> None:
    found = affected()
    found.lapse(2020, 188_960, 188_960, LATE, NEXT_YEAR)
    assert [(credit.year, credit.cents) for credit in found.credits] == [(2020, 1_811_040), (2021, 4_200_000)]
    said = found.announced[-1]
    assert isinstance(said, EnvelopeAmended)
    assert (said.reason, said.delta_cents, said.voted_cents) == ("lapse", 0, 6_200_000)


@pytest.mark.parametrize("verb", ["carry_over", "lapse"])
def test_what_was_ordered_is_neither_carried_over_nor_lost(verb: str) -> None:
    with pytest.raises(CreditsOrdered) as refusal:
        getattr(opened(), verb)(2020, 188_961, 188_960, LATE, NEXT_YEAR)
    assert refusal.value.facts["left"] == 188_960


@pytest.mark.parametrize("verb", ["carry_over", "lapse"])
def test_an_envelope_gives_up_its_own_credits_only(verb: str) -> None:
    with pytest.raises(CreditsOrdered) as refusal:
        getattr(opened(), verb)(2020, 2_000_001, 9_000_000, LATE, NEXT_YEAR)
    assert refusal.value.facts["left"] == 2_000_000


@pytest.mark.parametrize("verb", ["carry_over", "lapse"])
def test_a_year_ends_before_its_credits_do(verb: str) -> None:
    with pytest.raises(YearNotOver):
        getattr(opened(), verb)(2020, 1, 1, act("2020.02000", date(2020, 12, 31)), date(2020, 12, 31))


def test_nothing_is_carried_beyond_the_last_payment_year() -> None:
    found = opened(credits=[{"year": 2024, "cents": 1}])
    day = date(2025, 1, 30)
    with pytest.raises(YearOutOfPact):
        found.carry_over(2024, 1, 1, act("2025.00001", day), day)
    opened(credits=[{"year": 2024, "cents": 1}]).lapse(2024, 1, 1, act("2025.00001", day), day)


# --- how it is kept


@pytest.mark.parametrize("state", State)
def test_an_envelope_comes_back_from_json_as_it_was(state: State) -> None:
    found = IN_STATE[state]()
    found.settle()
    assert Envelope.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize("change", [{"line": "Mobilisation !"}, {"sources": []}, {"label": "  "}, {"other": 1}])
def test_a_wrong_opening_is_not_understood(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        opened(**change)
