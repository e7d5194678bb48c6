"""Delays and thresholds of the registry as dated data with their source (``data/rules.json``)."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "rules.json"


@dataclass(frozen=True)
class Rule:
    """The whole number a rule says from a day on, until a later row replaces it."""

    code: str
    value: int
    since: date
    source: str


@cache
def _rules() -> dict[str, tuple[Rule, ...]]:
    content: dict[str, list[dict[str, Any]]] = json.loads(DATA.read_text(encoding="utf-8"))
    return {
        code: tuple(Rule(code, int(row["value"]), date.fromisoformat(row["since"]), row["source"]) for row in rows)
        for code, rows in content.items()
    }


def rule(code: str, on: date) -> Rule:
    """The rule in force on a day; the first one for a day before all of them. Raises KeyError for an unknown code."""
    rows = sorted(_rules()[code], key=lambda row: row.since)
    return next((row for row in reversed(rows) if row.since <= on), rows[0])
