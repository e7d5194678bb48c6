"""How a grant is calculated, line by line: hours or lump sums of the request × the rate of the card. Pure.

Amounts are cents, durations minutes; each line is rounded half up once.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from babel.numbers import format_decimal

from services.chassis.money import LOCALE, euros
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.dated_rates import DatedCard, Price
from services.jobrotation_funding.grant_fields import AskedLine, GrantLine, Request
from services.jobrotation_funding.values import Amount, Code, Day, Id, Label, Value

HOUR, LUMP_SUM = "hour", "lump-sum"
NBSP = "\u00a0"


class RateUnknown(Invalid):
    """The rate card does not have this rate. ``facts``: the ``rates`` that it has."""

    code, title = "rate-unknown", "Taux absent du barème"


class CardNotEffective(Refusal):
    """The rate card takes effect after the day of the act."""

    code, title = "rate-card-not-effective", "Barème pas encore en vigueur"


class MoreThanAsked(Invalid):
    """More than what was asked, without the hours that others pay. ``facts``: ``left`` in minutes or lump sums."""

    code, title = "more-than-asked", "Au-delà de la demande"


class RateSeen(Value):
    """One rate of a card, in cents by hour or by lump sum."""

    code: Code
    label: Label
    unit: Code
    cents: Amount


class CardSeen(Value):
    """A rate card as a decision needs it."""

    id: Id
    code: Code
    effective_on: Day
    rates: tuple[RateSeen, ...]
    advance_percent: int
    deduction_percent: int
    matching_period: Code
    matching_scope: Code

    def rate(self, code: str, field: str | None = None) -> RateSeen:
        """The rate of that code. Raises RateUnknown."""
        found = next((rate for rate in self.rates if rate.code == code), None)
        if found is None:
            known = ", ".join(rate.code for rate in self.rates)
            raise RateUnknown(
                f"Le barème {self.code} n'a pas de taux « {code} » : {known}.",
                field=field,
                rates=[rate.code for rate in self.rates],
            )
        return found

    def dated(self, since: date | None = None) -> DatedCard:
        """The card as a grant keeps it from a day on; from the decision on for None."""
        prices = tuple(Price(rate=rate.code, label=rate.label, cents=rate.cents) for rate in self.rates)
        return DatedCard(id=self.id, code=self.code, since=since, prices=prices)

    def check_effective(self, on: date, field: str | None = None) -> None:
        """Raises CardNotEffective before the day that the card takes effect."""
        if on < self.effective_on:
            raise CardNotEffective(
                f"Le barème {self.code} prend effet le {self.effective_on:%d/%m/%Y}, après l'acte du {on:%d/%m/%Y} : "
                "nommez le barème en vigueur à la date de l'acte.",
                field=field,
            )


def counted(asked: Request) -> tuple[AskedLine, ...]:
    """What is asked of the Région: the lines without the hours that others pay. Raises Invalid, MoreThanAsked."""
    minutes = {line.rate: line.minutes for line in asked.lines}
    for place, other in enumerate(asked.others):
        if not other.minutes:
            continue
        rate = other.rate or _only_hourly(asked, f"others/{place}/rate")
        if other.minutes > minutes.get(rate, 0):
            left = minutes.get(rate, 0)
            raise MoreThanAsked(
                f"{other.payer} paie plus d'heures que la demande n'en compte à ce taux : il en reste {hours(left)}.",
                field=f"others/{place}/minutes",
                left=left,
            )
        minutes[rate] -= other.minutes
    net = (line.model_copy(update={"minutes": minutes[line.rate]}) for line in asked.lines)
    return tuple(line for line in net if line.minutes or line.count)


def _only_hourly(asked: Request, field: str) -> str:
    hourly = [line.rate for line in asked.lines if line.minutes]
    if len(hourly) != 1:
        raise Invalid("Dites de quel taux sont les heures que quelqu'un d'autre paie.", field=field)
    return hourly[0]


def check_lines(lines: Sequence[AskedLine], field: str) -> None:
    """Each rate once, each with minutes or with a number of lump sums, not both. Raises Invalid."""
    seen: set[str] = set()
    for place, line in enumerate(lines):
        where = f"{field}/{place}"
        if not line.rate.strip():
            raise Invalid("Dites à quel taux du barème se rapporte cette ligne.", field=f"{where}/rate")
        if line.rate in seen:
            raise Invalid(f"Le taux « {line.rate} » est donné deux fois : réunissez les lignes.", field=f"{where}/rate")
        if bool(line.minutes) == bool(line.count):
            raise Invalid("Donnez à cette ligne des minutes, ou un nombre de forfaits, pas les deux.", field=where)
        seen.add(line.rate)


def check_within(granted: Iterable[AskedLine], asked: Iterable[AskedLine], field: str) -> None:
    """No line grants more than is asked at its rate. Raises MoreThanAsked."""
    most = {line.rate: line for line in asked}
    for place, line in enumerate(granted):
        left = most.get(line.rate, AskedLine(rate=line.rate))
        if line.minutes > left.minutes or line.count > left.count:
            words = hours(left.minutes) if line.minutes else f"{left.count} forfait(s)"
            raise MoreThanAsked(
                f"Au taux « {line.rate} », la demande ouvre droit à {words} au plus, hors heures payées par ailleurs.",
                field=f"{field}/{place}",
                left=left.minutes if line.minutes else left.count,
            )


def priced(lines: Sequence[AskedLine], card: CardSeen, field: str) -> tuple[GrantLine, ...]:
    """The lines at the rates of the card. Raises RateUnknown, and Invalid for hours of a lump sum or the reverse."""
    return tuple(priced_line(line, card, f"{field}/{place}") for place, line in enumerate(lines))


def priced_line(line: AskedLine, card: CardSeen, field: str) -> GrantLine:
    """A line at the rate of the card. Raises RateUnknown, and Invalid for hours of a lump sum or the reverse."""
    rate = card.rate(line.rate, f"{field}/rate")
    if (rate.unit == HOUR) != bool(line.minutes):
        unit = "à l'heure" if rate.unit == HOUR else "au forfait"
        raise Invalid(f"Le taux « {rate.label} » se compte {unit}.", field=field)
    return GrantLine(
        rate=rate.code,
        label=rate.label,
        minutes=line.minutes,
        count=line.count,
        unit_cents=rate.cents,
        rate_card_code=card.code,
    )


def hours(minutes: int) -> str:
    """« 720 h » or « 720 h 30 » from minutes."""
    whole, rest = divmod(minutes, 60)
    shown = f"{format_decimal(whole, locale=LOCALE)}{NBSP}h"
    return f"{shown}{NBSP}{rest:02}" if rest else shown


def words(line: GrantLine) -> str:
    """« Formateur : 720 h × 32,40 € = 23 328,00 € »."""
    quantity = hours(line.minutes) if line.minutes else format_decimal(line.count, locale=LOCALE)
    return f"{line.label}{NBSP}: {quantity} × {euros(line.unit_cents)} = {euros(line.cents)}"


def in_words(lines: Sequence[GrantLine]) -> tuple[str, ...]:
    """Each line in words; where they are of several rate cards, with the code of its own."""
    return tuple(words(line) for line in named(lines))


def named(lines: Sequence[GrantLine]) -> tuple[GrantLine, ...]:
    """The lines; where they are of several rate cards, each label says which (« Formateur (2020-A) »)."""
    if len({line.rate_card_code for line in lines}) < 2:
        return tuple(lines)
    return tuple(line.model_copy(update={"label": f"{line.label} ({line.rate_card_code})"}) for line in lines)
