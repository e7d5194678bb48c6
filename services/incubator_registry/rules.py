"""Delays and thresholds of the registry as dated data with their source (``data/rules.json``)."""

from pathlib import Path

from services.chassis.rules import Rule, Rules

__all__ = ["RULES", "Rule", "rule"]

RULES = Rules(Path(__file__).parent / "data" / "rules.json")
rule = RULES.rule
