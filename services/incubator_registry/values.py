"""Small values that the registry's dossiers and commands share: bounded texts, days, codes, acts, reasons."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.chassis.refusal import Refusal


class Value(BaseModel):
    """A part of a dossier: compared by value, never changed in place; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _no_number(value: Any) -> Any:
    if isinstance(value, str | date):
        return value
    raise ValueError("a day is written AAAA-MM-JJ")


# A number would pass as seconds since 1970; far days would overflow the calendar rules.
Day = Annotated[date, BeforeValidator(_no_number), Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
Code = Annotated[str, Field(min_length=1, max_length=80)]
Slug = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Label = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=4_000)]
Remark = Annotated[str, Field(max_length=4_000)]


class Act(Value):
    """The act that makes a decision (*délibération*, *arrêté*): its number and its date."""

    number: Annotated[str, Field(min_length=1, max_length=40)]
    on: Day


class OwnOrganisation(Refusal):
    """An officer or an assessor may not act on what their own organisation carries."""

    code, title = "own-organisation", "Déport nécessaire"
