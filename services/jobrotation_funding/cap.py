"""The cap of the Pacte: 7 % over its whole duration, of a base that can be read in two ways; the prudent one blocks."""

from datetime import date

from services.chassis.money import percent
from services.jobrotation_funding.rules import number, rule
from services.jobrotation_funding.values import Code, Label, Value

KEY = "pacte"
BASES = {
    "both": ("cap-base-both-cents", "Dotations de l'État et de la Région"),
    "state": ("cap-base-state-cents", "Dotation de l'État seule"),
}


class Reading(Value):
    """One reading of the cap: its base and what it allows, in cents. ``blocks``: the prudent one, which is applied."""

    base: Code
    label: Label
    base_cents: int
    percent: int
    ceiling_cents: int
    source: Label
    blocks: bool


def readings(on: date) -> tuple[Reading, ...]:
    """Both readings of the cap as known on a day, with their sources."""
    share = number("cap-percent", on)
    lowest = ceiling(on)
    return tuple(
        Reading(
            base=base,
            label=label,
            base_cents=number(code, on),
            percent=share,
            ceiling_cents=percent(number(code, on), share),
            source=rule(code, on).source,
            blocks=percent(number(code, on), share) == lowest,
        )
        for base, (code, label) in BASES.items()
    )


def prudent(on: date) -> Reading:
    """The reading that blocks."""
    return next(reading for reading in readings(on) if reading.blocks)


def ceiling(on: date) -> int:
    """What capped envelopes may open over the whole Pacte, in cents, at the prudent reading."""
    share = number("cap-percent", on)
    return min(percent(number(code, on), share) for code, _ in BASES.values())
