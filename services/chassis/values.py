"""Small values that dossiers and commands of all services share: bounded texts, days, instants, codes, acts."""

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticKnownError

from contracts.envelope import in_utc


class Value(BaseModel):
    """A part of a dossier: compared by value, never changed in place; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Command(BaseModel):
    """What a person asks: unknown fields are refused, and no type is bent into another."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _no_number(value: Any) -> Any:
    if isinstance(value, str | date):
        return value
    raise ValueError("a day is written AAAA-MM-JJ, an instant AAAA-MM-JJThh:mm:ss with its offset")


def _this_century(moment: datetime) -> datetime:
    if not 2000 <= moment.year <= 2099:
        raise ValueError("an instant between 2000 and 2099")
    return moment


def _something_to_read(text: str) -> str:
    """Blanks and signs of no width are no title, whatever their number."""
    if all(unicodedata.category(sign) in UNSEEN for sign in text):
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    return text


UNSEEN = {"Zs", "Zl", "Zp", "Cc", "Cf"}
Readable = AfterValidator(_something_to_read)
# A number would pass as seconds since 1970; far days would overflow the calendar rules.
Day = Annotated[date, BeforeValidator(_no_number), Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
Moment = Annotated[datetime, BeforeValidator(_no_number), AfterValidator(_this_century), AfterValidator(in_utc)]
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
Code = Annotated[str, Field(min_length=1, max_length=80)]
Slug = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Label = Annotated[str, Field(min_length=1, max_length=200), Readable]
Text = Annotated[str, Field(min_length=1, max_length=4_000), Readable]
Remark = Annotated[str, Field(max_length=4_000)]
Count = Annotated[int, Field(strict=True, ge=0, le=100_000_000)]


class Act(Value):
    """The act that makes a decision: its number and its date."""

    number: Annotated[str, Field(min_length=1, max_length=40)]
    on: Day
