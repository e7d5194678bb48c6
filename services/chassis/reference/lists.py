"""The lists of reference data, read once from ``data/*.json``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from services.chassis.reference.territories import territory_rows
from services.chassis.refusal import Invalid

DATA = Path(__file__).parent / "data"
SUGGESTIONS = 3


@dataclass(frozen=True)
class Entry:
    """One code: its French label, where it comes from, and the days it is offered on (both included)."""

    code: str
    label: str
    source: str
    since: date
    until: date | None = None
    description: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the code is offered on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class ReferenceList:
    """One list with its title and its source, entries in the order of the source."""

    name: str
    title: str
    source: str
    since: date
    entries: Mapping[str, Entry]


def _entry(row: Mapping[str, Any], since: str) -> Entry:
    until = row.get("until")
    return Entry(
        code=row["code"],
        label=row["label"],
        source=row["source"],
        since=date.fromisoformat(row.get("since", since)),
        until=date.fromisoformat(until) if until else None,
        description=row.get("description", ""),
    )


@cache
def names() -> tuple[str, ...]:
    """The names of every list, sorted."""
    return tuple(sorted(path.stem for path in DATA.glob("*.json")))


@cache
def reference_list(name: str) -> ReferenceList:
    """A list by its name. Raises KeyError: a wrong name is a programming error, never a user's."""
    if name not in names():
        raise KeyError(f"no reference list {name!r}; there are {', '.join(names())}")
    content = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    rows = territory_rows() if name == "territories" else content["entries"]
    entries = {row["code"]: _entry(row, content["since"]) for row in rows}
    if len(entries) != len(rows):
        raise ValueError(f"a code appears twice in the reference list {name!r}")
    since = date.fromisoformat(content["since"])
    return ReferenceList(name, content["title"], content["source"], since, MappingProxyType(entries))


def codes(name: str) -> Mapping[str, Entry]:
    """The entries of a list by code, in the order of its source."""
    return reference_list(name).entries


def label(name: str, code: str) -> str:
    """The French label; the code itself when the list does not know it (events may carry newer codes)."""
    entry = codes(name).get(code)
    return entry.label if entry else code


def nearest(name: str, said: str) -> tuple[str, ...]:
    """Up to three codes that look like what was said, by code or by label."""
    by_words = {entry.label.casefold(): code for code, entry in codes(name).items()}
    by_words |= {code.casefold(): code for code in codes(name)}
    close = get_close_matches(said[:80].casefold(), by_words, n=2 * SUGGESTIONS, cutoff=0.5)
    return tuple(dict.fromkeys(by_words[words] for words in close))[:SUGGESTIONS]


def check(name: str, code: str, *, field: str | None = None, on: date | None = None) -> str:
    """The code itself when the list offers it (on that day, if one is given). Raises Invalid with the nearest codes."""
    entry = codes(name).get(code)
    if entry and (on is None or entry.holds_on(on)):
        return code
    near = nearest(name, code) or tuple(codes(name))[:SUGGESTIONS]
    shown = " ou ".join(f"« {value} » ({label(name, value)})" for value in near)
    title = reference_list(name).title
    why = "n'est plus proposée à cette date" if entry else "n'existe pas"
    raise Invalid(
        f"La valeur « {code[:80]} » {why} dans la liste « {title} ». Essayez {shown}.", field=field, nearest=list(near)
    )
