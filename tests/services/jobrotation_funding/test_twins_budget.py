"""The twins of the budget: each scenario is refused by one rule, and goes through once that rule is taken away."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.chassis.refusal import Invalid, OutOfTurn
from services.chassis.sheets import tame
from services.jobrotation_funding import cap, envelope_lifecycle, rate_card
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
from services.jobrotation_funding.envelope_lifecycle import State
from services.jobrotation_funding.envelope_parts import (
    Credit,
    CreditsAboveVoted,
    FinancialAgreementMissing,
    YearOutOfPact,
    _check_agreement,
    by_year,
    check_credits,
    check_sources,
    without,
)
from services.jobrotation_funding.grant_fields import AskedLine
from services.jobrotation_funding.rate_card import HoursNotAllowed, NotRetroactive, RateCard, UnequalDeduction, quote
from tests.services.jobrotation_funding.cast import ENVELOPE
from tests.services.jobrotation_funding.making_budget import (
    NEXT_YEAR,
    REGION_PART,
    SCHEME,
    STATE_PART,
    TODAY,
    act,
    affected,
    card,
    cp,
    moved,
    opened,
    other,
    region,
)
from tests.services.jobrotation_funding.twinning import Fact, Twin
from tests.support import taking_away
from tests.support.taking_away import each, loosened, nothing, struck, struck_out

BOTH = (STATE_PART, REGION_PART)
TOMORROW = act("2020.01002", date(2020, 6, 3))
LATE = act("2021.00008", NEXT_YEAR)
STATE, REGION = ENVELOPE["sources"]
UNSIGNED = STATE | {"agreement": {"year": 2020, "signed_on": "2020-06-03"}}
TWICE: dict[str, Any] = {"rates": [{"code": "trainer", "label": "Formateur", "unit": "hour", "cents": 1}] * 2}
GIVEN_AND_COMPUTED: dict[str, Any] = {
    "rates": [{"code": "trainer", "label": "Formateur", "unit": "hour", "cents": 1, "yearly_cost_cents": 5_206_680}]
}
COMPUTED_LUMP_SUM: dict[str, Any] = {
    "rates": [{"code": "preparation", "label": "Préparation", "unit": "lump-sum", "yearly_cost_cents": 5_206_680}]
}
NO_ACT_TO_COME = {"envelope.check_act": nothing, "envelope_kept.check_act": nothing}
NO_AGREEMENT = {"envelope_parts._check_agreement": nothing}
NO_CLOSED_YEAR = {"envelope_kept._refuse_closed": nothing}


def credits_without(words: str) -> dict[str, object]:
    """The check of payment credits without one of its conditions."""
    return {"envelope_kept.check_credits": struck_out(check_credits, words)}


def owing(credits: Sequence[Credit], year: int, cents: int) -> tuple[Credit, ...]:
    """What a year has after a move, below 0 too: ``Credit`` holds the same rule again, in the type of its cents."""
    total = by_year(credits)
    total[year] = total.get(year, 0) + cents
    return tuple(Credit.model_construct(year=each, cents=total[each]) for each in sorted(total))


def affected_twice_by_one_act() -> None:
    """The same act, sent again."""
    found = opened()
    found.affect(1, SCHEME, act(), TODAY)
    found.affect(1, SCHEME, act(), TODAY)


def given_to_itself() -> None:
    """A transfer that goes nowhere."""
    found = opened(credits=[])
    found.give(found, moved(1), (), act(), TODAY)


VOTES = [
    Twin("no act of the future affects", NO_ACT_TO_COME,
         lambda: opened().affect(1, SCHEME, TOMORROW, TODAY), ActToCome),
    Twin("no act of the future opens", NO_ACT_TO_COME,
         lambda: opened(act={"number": "2020.01002", "on": "2020-06-03"}), ActToCome),
    Twin("one act changes an envelope once", struck(Envelope, "_apply", "déjà modifié"), affected_twice_by_one_act,
         ActAlreadyApplied),
    Twin("AE from 2019 to 2022", {"envelope.check_vintage": nothing},
         lambda: opened(vintage=2023, sources=[region(1)], credits=[]), YearOutOfPact),
    Twin("a line is capped with all its vintages", {"envelope._check_capped": nothing},
         lambda: opened(capped=False, line_capped=True), CappedOtherwise),
    Twin("CP from the vintage to 2024", credits_without("se paie de"),
         lambda: opened(credits=[{"year": 2025, "cents": 1}]), YearOutOfPact),
    Twin("CP within the vote", credits_without("de crédits de paiement pour"),
         lambda: opened(credits=[{"year": 2020, "cents": 6_200_001}]), CreditsAboveVoted),
    Twin("each payment year once", credits_without("deux fois"),
         lambda: opened(credits=[{"year": 2020, "cents": 1}, {"year": 2020, "cents": 2}]), Invalid),
    Twin("each source once", {"envelope_kept.check_sources": struck_out(check_sources, "deux fois")},
         lambda: opened(sources=[region(1), region(2)], credits=[]), Invalid),
    Twin("the State's part opens with its agreement", NO_AGREEMENT,
         lambda: opened(sources=[STATE | {"agreement": None}], credits=[]), FinancialAgreementMissing),
    Twin("the agreement of that year", NO_AGREEMENT,
         lambda: opened(sources=[STATE | {"agreement": {"year": 2019, "signed_on": "2019-02-04"}}], credits=[]),
         FinancialAgreementMissing),
    Twin("the agreement once signed",
         {"envelope_parts._check_agreement": struck_out(_check_agreement, "pas encore signée")},
         lambda: opened(sources=[UNSIGNED], credits=[]), FinancialAgreementMissing),
    Twin("a vote stays above what is affected", struck(Envelope, "_settle", "reste couvert"),
         lambda: affected(3_720_001).amend((STATE_PART,), (), act(), TODAY), BelowAffected),
    Twin("no vote changes the CP of a closed year", NO_CLOSED_YEAR,
         lambda: opened().amend(BOTH, cp((2020, 1)), LATE, NEXT_YEAR), ClosedYear),
]  # fmt: skip

TRANSFERS = [
    Twin("a transfer goes to another envelope",
         struck(Envelope, "give", "autre enveloppe") | {"envelope.Envelope._apply": nothing}, given_to_itself, Invalid),
    Twin("a transfer takes what a part has", {"envelope.without": struck_out(without, "n'a que")},
         lambda: opened().give(other(), moved(2_480_001), cp((2021, 2_480_001)), act(), TODAY), Invalid),
    Twin("a transfer leaves what is affected", struck(Envelope, "_settle", "reste couvert"),
         lambda: affected().give(other(), moved(1), cp((2021, 1)), act(), TODAY), BelowAffected),
    Twin("a transfer moves the CP that the year has",
         struck(Envelope, "_check_moved_credits", "crédits de paiement en") | {"envelope.with_credit": owing},
         lambda: opened().give(other(), moved(2_480_000), cp((2020, 2_000_001), (2021, 479_999)), act(), TODAY),
         Invalid),
    Twin("no transfer moves the CP of a closed year", NO_CLOSED_YEAR,
         lambda: opened().give(other(), moved(1), cp((2020, 1)), LATE, NEXT_YEAR), ClosedYear),
    Twin("the State's money keeps its year", NO_AGREEMENT,
         lambda: opened().give(other(vintage=2021, credits=[]), moved(1, "state", STATE_PART.reference),
                               cp((2021, 1)), act(), TODAY), FinancialAgreementMissing),
]  # fmt: skip

SCHEMES = [
    Twin("only what was voted is affected", struck(Envelope, "affect", "dépasse les crédits votés"),
         lambda: opened().affect(6_200_001, SCHEME, act(), TODAY), AboveVoted),
    Twin("what is engaged is not taken back", struck(Envelope, "take_back", "ne se reprend pas"),
         lambda: affected().take_back(163_201, SCHEME, 6_036_800, act(), TODAY), StillEngaged),
    Twin("one takes back what was set aside",
         {"envelope.Envelope.lifecycle": loosened(envelope_lifecycle.LIFECYCLE, State.VOTED, take_back=State.VOTED)},
         lambda: other().take_back(1, SCHEME, -1, act(), TODAY), OutOfTurn),
    Twin("a year is over before its CP are carried over", struck(Envelope, "_end_year", "n'est pas clos"),
         lambda: opened().carry_over(2020, 1, 1, act(), TODAY), YearNotOver),
    Twin("a year is over before its CP are lost", struck(Envelope, "_end_year", "n'est pas clos"),
         lambda: opened().lapse(2020, 1, 1, act(), TODAY), YearNotOver),
    Twin("what was ordered is not carried over", struck(Envelope, "_end_year", "Seul ce qui"),
         lambda: opened().carry_over(2020, 188_961, 188_960, LATE, NEXT_YEAR), CreditsOrdered),
    Twin("what was ordered is not lost", struck(Envelope, "_end_year", "Seul ce qui"),
         lambda: opened().lapse(2020, 188_961, 188_960, LATE, NEXT_YEAR), CreditsOrdered),
]  # fmt: skip

CARDS = [
    Twin("1720 hours with ESF money only", struck(rate_card, "hours_base", "L'année compte"),
         lambda: card(hours_a_year=1720), HoursNotAllowed),
    Twin("no card takes effect before its act", struck(RateCard, "adopt", "au plus tôt"),
         lambda: card(effective_on="2020-05-27"), NotRetroactive),
    Twin("no act of the future adopts", {"rate_card.check_act": nothing},
         lambda: card(act={"number": "2020.02000", "on": "2020-06-03"}, effective_on="2020-07-01"), ActToCome),
    Twin("an advance is deducted at its percentage", struck(RateCard, "adopt", "qui l'a ouverte"),
         lambda: card(deduction_percent=25), UnequalDeduction),
    Twin("each rate has its code", struck(RateCard, "adopt", "deux fois"), lambda: card(**TWICE), Invalid),
    Twin("a rate is given or computed", struck(rate_card, "_rate", "Donnez le montant"),
         lambda: card(**GIVEN_AND_COMPUTED), Invalid),
    Twin("a lump sum is given", struck(rate_card, "_rate", "Un forfait"),
         lambda: card(**COMPUTED_LUMP_SUM), Invalid),
]  # fmt: skip
TWINS = (*VOTES, *TRANSFERS, *SCHEMES, *CARDS)


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    taking_away.refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    taking_away.goes_through(twin, monkeypatch)


# --- what refuses nothing


def down(numerator: int, denominator: int) -> int:
    """A quotient without its rest."""
    return numerator // denominator


FACTS = [
    Fact("the prudent reading of the cap applies", {"cap.BASES": {"both": cap.BASES["both"]}},
         lambda: cap.ceiling(TODAY), 5_217_530_500),
    Fact("7 % of the Pacte", {"cap.percent": lambda cents, _: cents}, lambda: cap.ceiling(TODAY), 5_217_530_500),
    Fact("an hourly rate is rounded half up", {"rate_card.half_up": down},
         lambda: card(rates=[{"code": "trainer", "label": "Formateur", "unit": "hour",
                              "yearly_cost_cents": 5_206_680 + 804}]).rates[0].cents, 3_241),
    Fact("a line is rounded half up", {"values.half_up": down},
         lambda: quote(card().seen(), [AskedLine(rate="tutor", minutes=15)]).cents, 688),
    Fact("no cell runs as a formula", {"services.chassis.sheets.FORMULA": ()}, lambda: tame("=1+1"), "'=1+1"),
]  # fmt: skip


@each(FACTS)
def test_with_the_rule_it_holds(twin: Fact) -> None:
    taking_away.holds(twin)


@each(FACTS)
def test_without_the_rule_it_no_longer_holds(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    taking_away.no_longer_holds(twin, monkeypatch)
