"""What the events of `jobrotation_funding` are made of: sources, payment credits, rates, granted lines.

Amounts are integer cents, durations integer minutes, shares integers in percent, days legal days of Europe/Paris.
"""

from typing import Annotated

from pydantic import Field

from contracts.envelope import Cents, Code, Contract
from contracts.tracking_parts import Act, Label

__all__ = ["Act", "Credit", "GrantedLine", "Label", "Matching", "Minutes", "Rate", "RequestedLine", "Share", "Source"]

Minutes = Annotated[int, Field(strict=True, ge=0)]
Share = Annotated[int, Field(ge=0, le=100)]


class Source(Contract):
    """Who pays a part of an envelope (``state``, ``region``), and by which budget vote or financial agreement."""

    source: Code
    cents: Cents
    reference: Label


class Credit(Contract):
    """Payment credits (CP) of one payment year."""

    year: int
    cents: Cents


class Rate(Contract):
    """What one unit costs. ``unit``: ``hour`` (yearly cost ÷ hours a year, half up) or ``lump-sum``.

    ``yearly_cost_cents`` is the yearly employment cost that an hourly rate was computed from, where it was.
    """

    code: Code
    label: Label
    unit: Code
    cents: Cents
    yearly_cost_cents: Cents | None = None


class Matching(Contract):
    """When a released hour counts as replaced. ``period``: ``month`` or ``hour``; ``scope``: ``team`` or ``person``."""

    period: Code
    scope: Code


class RequestedLine(Contract):
    """What is asked at one rate: ``minutes`` of released staff, or a ``count`` of lump sums."""

    rate: Code
    minutes: Minutes = 0
    count: int = Field(0, ge=0)


class GrantedLine(Contract):
    """What is granted at one rate; ``cents`` is the product, rounded half up once.

    ``rate_card_code`` names the card that the rate is of: after an amendment a grant has lines of several.
    """

    rate: Code
    minutes: Minutes = 0
    count: int = Field(0, ge=0)
    unit_cents: Cents
    cents: Cents
    rate_card_code: Code | None = None
