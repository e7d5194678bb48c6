"""Amounts are integer cents; here is how they are computed and written."""

from decimal import Decimal

from babel.numbers import format_currency

LOCALE = "fr_FR"


def euros(cents: int) -> str:
    """« 7 873,20 € » from integer cents."""
    return format_currency(Decimal(cents) / 100, "EUR", locale=LOCALE)


def half_up(numerator: int, denominator: int) -> int:
    """A quotient of integers (``denominator`` > 0), rounded half up, away from zero, as public accounts do."""
    whole, rest = divmod(abs(numerator), denominator)
    rounded = whole + (2 * rest >= denominator)
    return rounded if numerator >= 0 else -rounded


def percent(cents: int, share: int) -> int:
    """``share`` percent of an amount, rounded half up once."""
    return half_up(cents * share, 100)
