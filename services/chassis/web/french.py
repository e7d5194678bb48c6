"""Dates, instants, numbers and euros as French readers write them; for templates. Times are those of Paris."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from services.chassis import money

LOCALE = "fr_FR"
PARIS = ZoneInfo("Europe/Paris")
NOTHING = "—"
WIDE = "\u00a0"


def day(value: date | datetime | str | None) -> str:
    """« 1er février 2019 »; a text is read as ISO 8601, an instant gives its day in Paris."""
    if value is None or value == "":
        return NOTHING
    read = _read(value)
    shown = read.astimezone(PARIS).date() if isinstance(read, datetime) else read
    text = format_date(shown, "d MMMM y", locale=LOCALE)
    return f"1er{text[1:]}" if shown.day == 1 else text


def instant(value: datetime | str | None) -> str:
    """« 30 septembre 2019 à 12 h 00 », in Paris; seconds only when there are some."""
    if value is None or value == "":
        return NOTHING
    read = _read(value)
    if not isinstance(read, datetime):
        return day(read)
    there = read.astimezone(PARIS)
    seconds = f"{WIDE}min{WIDE}{there:%S}{WIDE}s" if there.second else ""
    return f"{day(there)} à {there.hour}{WIDE}h{WIDE}{there:%M}{seconds}"


def euros(cents: int | None) -> str:
    """« 7 873,20 € » from integer cents."""
    return NOTHING if cents is None else money.euros(cents)


def number(value: int | float | Decimal | None) -> str:
    """« 1 234,5 »."""
    return NOTHING if value is None else format_decimal(value, locale=LOCALE)


def percent(part: int | None, whole: int | None, decimals: int = 1) -> str:
    """« 42,5 % » of a numerator and a denominator; nothing of nothing has no share."""
    if part is None or not whole:
        return NOTHING
    pattern = "#,##0." + "#" * decimals + f"{WIDE}%"
    return format_percent(Decimal(part) / Decimal(whole), format=pattern, locale=LOCALE)


def count(value: int, singular: str, plural: str = "") -> str:
    """« 1 incubateur », « 2 incubateurs », « 0 incubateur »: French begins its plural at two."""
    word = singular if abs(value) < 2 else plural or f"{singular}s"
    return f"{number(value)}{WIDE}{word}"


def _read(value: Any) -> date | datetime:
    if not isinstance(value, str):
        return value  # type: ignore[no-any-return]
    return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)


FILTERS = {"jour": day, "instant": instant, "euros": euros, "nombre": number, "part": percent, "compte": count}
