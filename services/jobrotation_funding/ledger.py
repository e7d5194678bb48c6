"""The append-only ledger: one line a movement; its ``_id`` is its cause and its kind, so that none is booked twice.

Balances at any past instant are sums of the lines up to it; a line is never changed or removed.
"""

from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, ClassVar

from pydantic import Field, field_serializer

from services.chassis.dossier import Record
from services.chassis.refusal import Refusal
from services.jobrotation_funding.values import Code, Day, Id, Label, Moment, Year


class Kind(StrEnum):
    """What a line books. Each moves one figure of the balance; ``cents`` may be negative where said."""

    VOTED = "voted"  # negative: an amendment or a transfer that takes
    AFFECTED = "affected"  # negative: taken back from the scheme
    ENGAGED = "engaged"
    DISENGAGED = "disengaged"
    # These three are negative when the certificate is withdrawn.
    ADVANCE_OPENED = "advance-opened"
    ADVANCE_DEDUCTED = "advance-deducted"
    CERTIFIED = "certified"  # negative also: a service that was not done after all, when it is recovered
    ORDERED = "ordered"
    ORDER_REJECTED = "order-rejected"
    ORDER_REDUCED = "order-reduced"
    PAID = "paid"  # negative: what came back in the same year, its order reduced
    CLAIMED_BACK = "claimed-back"
    RECOVERED = "recovered"
    ADVANCE_RETURNED = "advance-returned"
    WAIVED = "waived"
    CREDITS = "credits"  # payment credits opened (negative: moved or lost)


class Line(Record):
    """One movement. ``at``: when it was booked (UTC, business clock); ``on``: the day it is about."""

    collection: ClassVar[str] = "ledger"

    at: Moment
    on: Day
    kind: Kind
    cents: Annotated[int, Field(strict=True)]
    envelope: Id
    line: Code
    vintage: Year
    # Payment year, for what touches payment credits.
    year: Year | None = None
    grant: Id | None = None
    organisation: Id | None = None
    # Whether the organisation was a public body that day; None where no subsidy is booked, or nobody knew it yet.
    public: bool | None = None
    # What it rests on: an act, a payment order, a claim, a title.
    reference: Label
    cause: Label

    @field_serializer("at")
    def _at_as_text(self, at: datetime) -> str:
        return moment_text(at)


def moment_text(at: datetime) -> str:
    """An instant (UTC) as lines store it: of one length, so that texts compare as instants do."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def line_id(cause: str, kind: Kind) -> str:
    """The identity of a line: the same cause is booked once, whatever is sent again."""
    return f"{cause}|{kind.value}"


class InvariantBroken(Refusal):
    """A figure of the ledger that no step may ever show."""

    status, code, title = 500, "ledger-invariant", "Incohérence comptable"


FIGURES: dict[Kind, tuple[tuple[str, int], ...]] = {
    Kind.VOTED: (("voted", 1),),
    Kind.AFFECTED: (("affected", 1),),
    Kind.ENGAGED: (("engaged", 1),),
    Kind.DISENGAGED: (("engaged", -1), ("disengaged", 1)),
    Kind.ADVANCE_OPENED: (("open_advance", 1),),
    Kind.ADVANCE_DEDUCTED: (("open_advance", -1),),
    Kind.CERTIFIED: (("certified", 1),),
    Kind.ORDERED: (("ordered", 1),),
    Kind.ORDER_REJECTED: (("ordered", -1),),
    # What came back in the year of the order; it was claimed back before.
    Kind.ORDER_REDUCED: (("ordered", -1), ("reduced", 1)),
    Kind.PAID: (("paid", 1),),
    Kind.CLAIMED_BACK: (("claimed_back", 1),),
    Kind.RECOVERED: (("recovered", 1),),
    Kind.ADVANCE_RETURNED: (("open_advance", -1),),
    Kind.WAIVED: (("waived", 1),),
    Kind.CREDITS: (("credits", 1),),
}
"""How each kind moves the figures of a balance. ``engaged`` is net; what was engaged in all is engaged + disengaged."""

NAMES = tuple(dict.fromkeys(name for moves in FIGURES.values() for name, _ in moves))


def check(figures: dict[str, int], *, of_an_envelope: bool) -> None:
    """The invariant of every step: 0 ≤ ordered − recovered ≤ certified + open advance ≤ engaged ≤ affected ≤ voted.

    A grant has no affected and no voted of its own. Raises InvariantBroken.
    """
    net = figures["ordered"] - figures["recovered"]
    chain = [0, net, figures["certified"] + figures["open_advance"], figures["engaged"]]
    if of_an_envelope:
        chain += [figures["affected"], figures["voted"]]
    if any(low > high for low, high in pairwise(chain)):
        raise InvariantBroken("Les comptes ne se suivent pas : arrêtez et prévenez l'administrateur.", figures=figures)
