"""One page of a list, as a query answers it; the door turns its end into a signed cursor and a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """One page of a list: its items, and the id after which the next one begins (None: the last page)."""

    items: Sequence[Any]
    next: str | None = None

    @classmethod
    def of(cls, found: Sequence[Any], limit: int) -> "Page":
        """A page of at most ``limit`` items, from one more item than it shows."""
        shown = list(found[:limit])
        last = shown[-1] if shown else None
        return cls(shown, _id_of(last) if len(found) > limit else None)


def _id_of(item: Any) -> str:
    if isinstance(item, dict):
        return str(item["id"] if "id" in item else item["_id"])
    return str(item.id)
