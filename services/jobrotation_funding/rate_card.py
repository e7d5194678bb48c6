"""The rules of a rate card (*barème*): what an hour and a lump sum cost, adopted by an act from a day on. Pure.

Amounts are cents, shares percent; an hourly rate that is computed is the yearly employment cost ÷ the hours of a year,
rounded half up once.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from contracts import funding_parts
from contracts.jobrotation_funding import RateCardAdopted
from services.chassis.lifecycle import Lifecycle
from services.chassis.money import euros, half_up, percent
from services.chassis.refusal import Invalid
from services.chassis.rules import Rule
from services.jobrotation_funding.acts import check_act
from services.jobrotation_funding.calculation import HOUR, LUMP_SUM, CardSeen, RateSeen, check_lines, priced, words
from services.jobrotation_funding.grant_fields import AskedLine, GrantLine
from services.jobrotation_funding.rules import rule
from services.jobrotation_funding.separation import Citing
from services.jobrotation_funding.values import Act, Amount, Day, Label, Slug, Value

CardCode = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$")]
Cost = Annotated[int, Field(strict=True, ge=1, le=100_000_000)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
Hours = Annotated[int, Field(strict=True, ge=1, le=3_000)]


class HoursNotAllowed(Invalid):
    """A year has 1607 hours, or 1720 where ESF money is declared."""

    code, title = "hours-a-year-not-allowed", "Base horaire non permise"


class NotRetroactive(Invalid):
    """A rate card takes effect at the earliest on the day of its act."""

    code, title = "not-retroactive", "Effet rétroactif"


class UnequalDeduction(Invalid):
    """An advance is deducted from each claim at its own percentage."""

    code, title = "unequal-deduction", "Déduction inégale à l'avance"


class State(StrEnum):
    """Where a rate card stands: it never changes once adopted; another one follows it."""

    ADOPTED = "adopted"


LIFECYCLE = Lifecycle({State.ADOPTED: {}}, labels={State.ADOPTED: "Adopté"})


class Unit(StrEnum):
    """What a rate is counted by."""

    HOUR = HOUR
    LUMP_SUM = LUMP_SUM


class Period(StrEnum):
    """Within which time a released hour must be replaced."""

    MONTH = "month"
    HOUR = "hour"


class Scope(StrEnum):
    """Among whom released and replacing hours are matched."""

    TEAM = "team"
    PERSON = "person"


class Matching(Value):
    """When a released hour counts as replaced."""

    period: Period = Period.MONTH
    scope: Scope = Scope.TEAM


class RateAsked(Value):
    """One rate as the act gives it: its amount, or for an hour the yearly employment cost that makes it."""

    code: Slug
    label: Label
    unit: Unit
    cents: Cost | None = None
    yearly_cost_cents: Cost | None = None


class Rate(Value):
    """One rate in cents, with how it was computed."""

    code: Slug
    label: Label
    unit: Unit
    cents: Amount
    yearly_cost_cents: Amount | None = None
    formula: str = ""


class QuotedLine(Value):
    """One line of a calculation: what is counted, at which rate, in words and in cents."""

    line: GrantLine
    formula: str
    cents: int


class Quote(Value):
    """A calculation line by line, its total and the advance that the card allows, in cents."""

    lines: tuple[QuotedLine, ...]
    cents: int
    advance_percent: int
    advance_cents: int


class RateCard(Citing):
    """A rate card; a grant keeps the one that its decision names."""

    kind: ClassVar[str] = "rate_card"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.ADOPTED
    code: CardCode
    effective_on: Day
    hours_a_year: Hours
    # The operation of the European Social Fund that makes 1720 hours the base.
    esf_operation: Label | None = None
    rates: tuple[Rate, ...]
    advance_percent: Percent
    deduction_percent: Percent
    matching: Matching
    act: Act
    adopted_on: Day

    @classmethod
    def adopt(
        cls,
        id: str,
        code: str,
        effective_on: date,
        hours_a_year: int | None,
        esf_operation: str | None,
        rates: Sequence[RateAsked],
        advance_percent: int,
        deduction_percent: int,
        matching: Matching,
        act: Act,
        today: date,
    ) -> Self:
        """Adopt by an act. Raises ActToCome, NotRetroactive, HoursNotAllowed, UnequalDeduction, Invalid."""
        check_act(act, today)
        if effective_on < act.on:
            raise NotRetroactive("Un barème prend effet au plus tôt le jour de son acte.", field="effective_on")
        if deduction_percent != advance_percent:
            raise UnequalDeduction(
                f"L'avance se déduit de chaque décompte au pourcentage qui l'a ouverte : {advance_percent}\u00a0%.",
                field="deduction_percent",
            )
        base = hours_base(hours_a_year, esf_operation, act.on)
        if len({rate.code for rate in rates}) != len(rates):
            raise Invalid("Le même code de taux est donné deux fois.", field="rates")
        card = cls(
            id=id,
            code=code,
            effective_on=effective_on,
            hours_a_year=base,
            esf_operation=esf_operation,
            rates=tuple(_rate(asked, base, f"rates/{rank}") for rank, asked in enumerate(rates)),
            advance_percent=advance_percent,
            deduction_percent=deduction_percent,
            matching=matching,
            act=act,
            adopted_on=today,
        )
        card._tell(today)
        return card

    def seen(self) -> CardSeen:
        """The card as a decision on a grant needs it."""
        rates = tuple(
            RateSeen(code=rate.code, label=rate.label, unit=rate.unit, cents=rate.cents) for rate in self.rates
        )
        return CardSeen(
            id=self.id,
            code=self.code,
            effective_on=self.effective_on,
            rates=rates,
            advance_percent=self.advance_percent,
            deduction_percent=self.deduction_percent,
            matching_period=self.matching.period,
            matching_scope=self.matching.scope,
        )

    def _tell(self, today: date) -> None:
        self._note("adopt")
        self._explain(
            "RULES Money: hourly cost",
            _hours_rule(self.hours_a_year, self.act.on).version,
            "adopted",
            hours_a_year=self.hours_a_year,
            formulas=[rate.formula for rate in self.rates],
        )
        self._announce(
            RateCardAdopted(
                rate_card=self.id,
                code=self.code,
                effective_on=self.effective_on,
                hours_a_year=self.hours_a_year,
                rates=tuple(
                    funding_parts.Rate.model_validate(rate.model_dump(exclude={"formula"}, mode="json"))
                    for rate in self.rates
                ),
                advance_percent=self.advance_percent,
                deduction_percent=self.deduction_percent,
                matching=funding_parts.Matching(period=self.matching.period, scope=self.matching.scope),
                act=funding_parts.Act(number=self.act.number, on=self.act.on),
                on=today,
            )
        )


def hours_base(asked: int | None, esf_operation: str | None, on: date) -> int:
    """The hours of a year by which a yearly cost is divided: 1607, or 1720 with ESF money. Raises HoursNotAllowed."""
    usual = rule("hours-a-year", on)
    allowed = {usual.value}
    if esf_operation is not None:
        allowed.add(rule("hours-a-year-esf", on).value)
    if asked is not None and asked not in allowed:
        raise HoursNotAllowed(
            f"L'année compte {usual.value} heures ; {rule('hours-a-year-esf', on).value} seulement avec l'opération "
            "FSE qui le demande (esf_operation).",
            field="hours_a_year",
        )
    return int(asked if asked is not None else usual.value)


def _hours_rule(hours: int, on: date) -> Rule:
    usual = rule("hours-a-year", on)
    return usual if hours == usual.value else rule("hours-a-year-esf", on)


def _rate(asked: RateAsked, hours: int, field: str) -> Rate:
    """The rate as asked, or computed. Raises Invalid unless exactly one of amount and yearly cost is given."""
    if (asked.cents is None) == (asked.yearly_cost_cents is None):
        raise Invalid("Donnez le montant du taux, ou le coût annuel dont il se calcule.", field=f"{field}/cents")
    if asked.yearly_cost_cents is None:
        return Rate.model_validate({**asked.model_dump(), "formula": f"{euros(asked.cents or 0)} (montant fixé)"})
    if asked.unit is not Unit.HOUR:
        raise Invalid("Un forfait se donne par son montant.", field=f"{field}/yearly_cost_cents")
    cents = half_up(asked.yearly_cost_cents, hours)
    formula = f"{euros(asked.yearly_cost_cents)} ÷ {hours} h = {euros(cents)}"
    return Rate.model_validate({**asked.model_dump(), "cents": cents, "formula": formula})


def quote(card: CardSeen, lines: Sequence[AskedLine], field: str = "lines") -> Quote:
    """What these lines cost at a card, line by line. Raises RateUnknown, Invalid for a unit that is not the rate's."""
    check_lines(lines, field)
    granted = priced(lines, card, field)
    total = sum(line.cents for line in granted)
    return Quote(
        lines=tuple(QuotedLine(line=line, formula=words(line), cents=line.cents) for line in granted),
        cents=total,
        advance_percent=card.advance_percent,
        advance_cents=percent(total, card.advance_percent),
    )
