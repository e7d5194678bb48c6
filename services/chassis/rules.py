"""Delays, thresholds and shares as dated data with their source: a ``rules.json`` that a person can correct."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Rule:
    """What a rule says from a day on, until a later row replaces it: a whole number, or a list of them."""

    code: str
    value: Any
    since: date
    source: str

    @property
    def version(self) -> str:
        """What an explanation cites: since when, and from which text."""
        return f"{self.since.isoformat()} ({self.source})"


class Rules:
    """The rules of one service. Its file: ``{code: [{"value": 2, "since": "2019-01-01", "source": "…"}]}``."""

    def __init__(self, data: Path) -> None:
        self.data = data

    @cached_property
    def _rows(self) -> dict[str, tuple[Rule, ...]]:
        content: dict[str, list[dict[str, Any]]] = json.loads(self.data.read_text(encoding="utf-8"))
        return {
            code: tuple(Rule(code, row["value"], date.fromisoformat(row["since"]), row["source"]) for row in rows)
            for code, rows in content.items()
        }

    def rule(self, code: str, on: date) -> Rule:
        """The rule in force on a day; the first one for a day before all of them. Raises KeyError when unknown."""
        rows = sorted(self._rows[code], key=lambda row: row.since)
        return next((row for row in reversed(rows) if row.since <= on), rows[0])

    def number(self, code: str, on: date) -> int:
        """The whole number that a rule says on a day. Raises KeyError when unknown."""
        return int(self.rule(code, on).value)

    def __iter__(self) -> Iterator[Rule]:
        return iter(rule for rows in self._rows.values() for rule in rows)
