"""Delays, thresholds and shares of the money's rules, as dated data with their source (``data/rules.json``)."""

from pathlib import Path

from services.chassis.rules import Rules

RULES = Rules(Path(__file__).parent / "data" / "rules.json")
rule = RULES.rule
number = RULES.number
