"""Limits as dated data with their source (``data/rules.json``), so that a person can correct them."""

from pathlib import Path

from services.chassis.rules import Rule, Rules

__all__ = ["RULES", "Rule", "number", "rule"]

RULES = Rules(Path(__file__).parent / "data" / "rules.json")
rule = RULES.rule
number = RULES.number
