"""The rate cards that hold for a grant, each from its day on: an hour costs what it did on the day it was done. Pure.

RULES.md, "Who decides what": a grant keeps the rate card named in its decision; a later one applies only by amendment.
"""

from collections.abc import Sequence
from datetime import date

from services.jobrotation_funding.values import Amount, Code, Day, Id, Label, Minutes, Value


class Price(Value):
    """What an hour or a lump sum costs, in cents."""

    rate: Code
    label: Label
    cents: Amount


class CardNamed(Value):
    """A rate card by its id and its code."""

    id: Id
    code: Code


class DatedCard(CardNamed):
    """A card with its prices. ``since``: the day of the act that brought it; None for the card of the decision."""

    since: Day | None = None
    prices: tuple[Price, ...]

    def price(self, rate: str) -> Price | None:
        """What the card says of a rate; None where it has none of that code."""
        return next((price for price in self.prices if price.rate == rate), None)

    @property
    def named(self) -> CardNamed:
        """The card without its prices."""
        return CardNamed(id=self.id, code=self.code)


class Entered(Value):
    """Released hours of a day that stand on a sheet, approved or not, and that no claim counts yet."""

    rate: Code
    day: Day
    minutes: Minutes


def card_on(cards: Sequence[DatedCard], day: date) -> DatedCard:
    """The card that holds on a day; before all of them, the first."""
    return [card for card in cards if card.since is None or card.since <= day][-1]


def not_yet(cards: Sequence[DatedCard], rate: str, day: date) -> bool:
    """Whether only a card that comes after that day has the rate."""
    known = any(card.price(rate) for card in cards)
    return known and card_on(cards, day).price(rate) is None
