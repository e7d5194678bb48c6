"""What an hour and a lump sum cost, by the act that adopts them; each rule by its name."""

from datetime import date
from typing import Any

import pytest

from contracts.jobrotation_funding import RateCardAdopted
from services.chassis.refusal import Invalid
from services.jobrotation_funding.acts import ActToCome
from services.jobrotation_funding.calculation import RateUnknown
from services.jobrotation_funding.grant_fields import AskedLine
from services.jobrotation_funding.rate_card import (
    LIFECYCLE,
    HoursNotAllowed,
    NotRetroactive,
    RateCard,
    State,
    UnequalDeduction,
    quote,
)
from tests.services.jobrotation_funding.making_budget import card


def hourly(**given: Any) -> dict[str, Any]:
    """One hourly rate."""
    return {"rates": [{"code": "trainer", "label": "Formateur", "unit": "hour", **given}]}


def cents_of(yearly: int, **changes: Any) -> int:
    """The hourly rate that a yearly cost makes."""
    return card(**hourly(yearly_cost_cents=yearly), **changes).rates[0].cents


def test_a_rate_card_is_adopted_by_an_act_with_its_date_of_effect() -> None:
    found = card()
    (said,) = found.announced
    assert isinstance(said, RateCardAdopted)
    assert (said.code, said.effective_on, said.act.number) == ("2020-A", date(2020, 6, 1), "2020.00931")
    assert (said.hours_a_year, said.advance_percent, said.deduction_percent) == (1607, 30, 30)
    assert (said.matching.period, said.matching.scope) == ("month", "team")
    assert [(rate.code, rate.unit, rate.cents, rate.yearly_cost_cents) for rate in said.rates] == [
        ("trainer", "hour", 3_240, 5_206_680),
        ("support", "hour", 2_480, None),
        ("tutor", "hour", 2_750, None),
        ("preparation", "lump-sum", 42_000, None),
    ]


def test_an_adopted_rate_card_never_changes() -> None:
    assert {state: LIFECYCLE.verbs(state) for state in State} == {State.ADOPTED: ()}


def test_the_hourly_cost_is_the_yearly_cost_over_1607_in_cents_half_up() -> None:
    # 52 066.80 ÷ 1607 = 32.40 exactly; 1607 × 0.005 = 8.035, so 8.03 over is under the half and 8.04 above it.
    assert cents_of(5_206_680) == 3_240
    assert cents_of(5_206_680 + 803) == 3_240
    assert cents_of(5_206_680 + 804) == 3_241


def test_half_a_cent_is_rounded_up() -> None:
    assert cents_of(1720 * 3_240 + 860, hours_a_year=1720, esf_operation="FSE-2020-114") == 3_241
    assert cents_of(1720 * 3_240 + 859, hours_a_year=1720, esf_operation="FSE-2020-114") == 3_240


def test_1720_hours_are_for_esf_money_only() -> None:
    with pytest.raises(HoursNotAllowed) as refusal:
        card(hours_a_year=1720)
    assert refusal.value.field == "hours_a_year"
    assert card(hours_a_year=1720, esf_operation="FSE-2020-114").hours_a_year == 1720
    assert card(hours_a_year=1607, esf_operation="FSE-2020-114").hours_a_year == 1607
    with pytest.raises(HoursNotAllowed):
        card(hours_a_year=1600, esf_operation="FSE-2020-114")


def test_a_rate_says_how_it_was_computed() -> None:
    formulas = [rate.formula.replace("\u202f", " ").replace("\xa0", " ") for rate in card().rates]
    assert formulas[0] == "52 066,80 € ÷ 1607 h = 32,40 €"
    assert formulas[3] == "420,00 € (montant fixé)"


@pytest.mark.parametrize("given", [{}, {"cents": 3_240, "yearly_cost_cents": 5_206_680}])
def test_a_rate_is_given_or_computed_not_both(given: dict[str, int]) -> None:
    with pytest.raises(Invalid) as refusal:
        card(**hourly(**given))
    assert refusal.value.field == "rates/0/cents"


def test_a_lump_sum_is_given() -> None:
    rates = [{"code": "preparation", "label": "Préparation", "unit": "lump-sum", "yearly_cost_cents": 1}]
    with pytest.raises(Invalid, match="forfait"):
        card(rates=rates)


def test_each_rate_has_its_own_code() -> None:
    one = hourly(cents=1)["rates"]
    with pytest.raises(Invalid, match="deux fois"):
        card(rates=[*one, *one])


def test_no_act_of_the_future_adopts_a_card() -> None:
    with pytest.raises(ActToCome):
        card(act={"number": "2020.02000", "on": "2020-06-03"}, effective_on="2020-07-01")


def test_a_card_takes_effect_at_the_earliest_on_the_day_of_its_act() -> None:
    with pytest.raises(NotRetroactive):
        card(effective_on="2020-05-27")
    assert card(effective_on="2020-05-28").effective_on == date(2020, 5, 28)


def test_an_advance_is_deducted_at_the_percentage_that_opened_it() -> None:
    with pytest.raises(UnequalDeduction, match="30") as refused:
        card(deduction_percent=25)
    assert refused.value.field == "deduction_percent"
    assert card(advance_percent=0, deduction_percent=0).advance_percent == 0


# --- calculations


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_a_calculation_is_shown_line_by_line() -> None:
    asked = [AskedLine(rate="trainer", minutes=43_200), AskedLine(rate="preparation", count=6)]
    found = quote(card().seen(), asked)
    assert [plain(line.formula) for line in found.lines] == [
        "Formateur : 720 h × 32,40 € = 23 328,00 €",
        "Préparation d'un remplaçant : 6 × 420,00 € = 2 520,00 €",
    ]
    assert (found.cents, found.advance_percent, found.advance_cents) == (2_584_800, 30, 775_440)


def test_each_line_is_rounded_half_up_once() -> None:
    # 1 min at 32.40 = 0.54; 7 min = 3.78; 13 min at 24.80 = 5.3733…; 15 min at 27.50 = 6.875 → 6.88
    asked = [
        AskedLine(rate="trainer", minutes=7),
        AskedLine(rate="support", minutes=13),
        AskedLine(rate="tutor", minutes=15),
    ]
    found = quote(card().seen(), asked)
    assert [line.cents for line in found.lines] == [378, 537, 688]
    assert found.cents == 1_603


def test_a_calculation_names_the_line_at_fault() -> None:
    with pytest.raises(RateUnknown) as unknown:
        quote(card().seen(), [AskedLine(rate="trainer", minutes=1), AskedLine(rate="director", minutes=1)])
    assert unknown.value.field == "lines/1/rate"
    with pytest.raises(Invalid, match="forfait"):
        quote(card().seen(), [AskedLine(rate="preparation", minutes=60)])


def test_a_card_comes_back_from_json_as_it_was() -> None:
    found = card()
    found.settle()
    assert RateCard.model_validate_json(found.model_dump_json()) == found
