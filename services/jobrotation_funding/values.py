"""Small values of this service: amounts in cents, durations in minutes, years."""

from typing import Annotated

from pydantic import Field

from services.chassis.money import half_up
from services.chassis.values import Act, Code, Command, Count, Day, Id, Label, Moment, Remark, Slug, Text, Value

__all__ = [
    "Act",
    "Amount",
    "Code",
    "Command",
    "Count",
    "Day",
    "Id",
    "Label",
    "Minutes",
    "Moment",
    "Remark",
    "Slug",
    "Text",
    "Units",
    "Value",
    "Year",
    "worth",
]

Amount = Annotated[int, Field(strict=True, ge=0, le=100_000_000_000)]
"""Cents, never negative; at most a billion euros."""
Minutes = Annotated[int, Field(strict=True, ge=0, le=60_000_000)]
"""A duration in minutes."""
Units = Annotated[int, Field(strict=True, ge=0, le=10_000)]
"""A number of lump sums."""
Year = Annotated[int, Field(strict=True, ge=2019, le=2060)]


def worth(unit_cents: int, *, minutes: int = 0, count: int = 0) -> int:
    """What hours or lump sums cost in cents: hours × rate, rounded half up once."""
    return half_up(unit_cents * minutes, 60) + unit_cents * count
