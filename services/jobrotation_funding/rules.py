"""Delays, thresholds and shares of the money's rules, as dated data with their source (``data/rules.json``)."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from services.chassis.rules import Rules

RULES = Rules(Path(__file__).parent / "data" / "rules.json")
rule = RULES.rule
number = RULES.number


def is_public(kinds: Collection[str], on: date) -> bool:
    """Whether one of these kinds of the register is that of a public body, on a day."""
    return not set(rule("public-body-kinds", on).value).isdisjoint(kinds)
