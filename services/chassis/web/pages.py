"""Pages: templates on the common base, with French dates, numbers and euros."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from services.chassis.clock import PARIS

HERE = Path(__file__).parent
LOCALE = "fr_FR"


def day(value: date | datetime | str) -> str:
    """« 30 septembre 2019 », the legal day of an instant."""
    moment = _moment(value)
    shown = moment.astimezone(PARIS).date() if isinstance(moment, datetime) else moment
    return format_date(shown, "d MMMM y", LOCALE)


def instant(value: datetime | str) -> str:
    """« 30 septembre 2019 à 12:00:00 », legal time."""
    moment = _moment(value)
    if not isinstance(moment, datetime):
        return day(moment)
    return format_datetime(moment.astimezone(PARIS), "d MMMM y 'à' HH:mm:ss", locale=LOCALE)


def number(value: int | float, digits: int = 0) -> str:
    """« 1 234,5 » with the narrow spaces of French typography."""
    return format_decimal(round(value, digits), locale=LOCALE)


def euros(cents: int) -> str:
    """« 25 848,00 € » from cents."""
    return format_currency(cents / 100, "EUR", locale=LOCALE)


def _moment(value: date | datetime | str) -> date | datetime:
    if not isinstance(value, str):
        return value
    return datetime.fromisoformat(value.replace("Z", "+00:00")) if "T" in value else date.fromisoformat(value)


class Pages:
    """The templates of one service."""

    def __init__(self, folder: Path) -> None:
        self.environment = Environment(
            loader=FileSystemLoader([folder, HERE / "templates"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters.update(jour=day, instant=instant, nombre=number, euros=euros)

    def render(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page."""
        text = self.environment.get_template(template).render(**values)
        return HTMLResponse(text, status_code=status)
