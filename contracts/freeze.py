"""Freeze the contracts: ``python -m contracts.freeze`` writes a JSON Schema and an example of each, and asyncapi.yaml.

``frozen/index.json`` remembers every structure a type ever had. A new one that only adds optional fields is noted and
the old example kept; any other change, and a type that is no more, needs its line in CHANGELOG.md (until 1.0), naming
the type and the new structure's digest: ``- Contract break `pepiniere.call.opened.v1` 3f2a90c1: why``.
"""

import hashlib
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts import asyncapi, yaml
from contracts.catalogue import TYPES, example
from contracts.envelope import Event
from contracts.schemas import only_adds, structure

FOLDER = Path(__file__).parent / "frozen"
CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"
REMOVED = "removed"

History = dict[str, list[dict[str, str]]]


class UndeclaredBreak(Exception):
    """A contract changed in a way that breaks its readers, and CHANGELOG.md does not say so."""


def as_text(value: Any) -> str:
    """JSON as it is committed: indented, in French letters, with a last newline."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def digest(schema: Mapping[str, Any]) -> str:
    """Eight characters that name a structure."""
    return hashlib.sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Frozen:
    """The folder of what was frozen."""

    folder: Path = FOLDER

    def schema(self, type_name: str) -> dict[str, Any] | None:
        """The frozen structure of a type, None when there is none."""
        path = self.folder / f"{type_name}.schema.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def examples(self, type_name: str) -> dict[str, dict[str, Any]]:
        """Every frozen example of a type by its file name, those of earlier structures too."""
        paths = sorted(self.folder.glob(f"{type_name}.example*.json"))
        return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in paths}

    def history(self) -> History:
        """The structures each type had, oldest first: digest and kind of change (first, added, break)."""
        path = self.folder / "index.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def write(self, name: str, value: Any) -> None:
        """Write one file of the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(as_text(value), encoding="utf-8")


def declared(changelog: str, type_name: str, mark: str) -> bool:
    """Whether a line of the changelog names this type and this structure (or its removal)."""
    line = re.compile(rf"^- .*`{re.escape(type_name)}` {mark}\b", re.MULTILINE)
    return bool(line.search(changelog))


def undeclared(history: History, living: Mapping[str, object], changelog: str) -> list[str]:
    """The breaks and removals that the changelog does not tell, each as the line it lacks."""
    breaks = [(name, step["digest"]) for name, steps in history.items() for step in steps if step["change"] == "break"]
    breaks += [(name, REMOVED) for name in history if name not in living]
    return [f"- Contract break `{name}` {mark}: why" for name, mark in breaks if not declared(changelog, name, mark)]


def freeze(event: type[Event], frozen: Frozen, history: History, changelog: str) -> None:
    """Freeze one event. Raises UndeclaredBreak, and writes nothing, when the changelog lacks its line."""
    name, new, old = event.type_name(), structure(event), frozen.schema(event.type_name())
    steps = history.setdefault(name, [])
    if old != new or not steps:
        added = old is None or only_adds(old, new)
        change = "first" if not steps else "added" if added else "break"
        if change == "break" and not declared(changelog, name, digest(new)):
            raise UndeclaredBreak(f"CHANGELOG.md needs a line:\n- Contract break `{name}` {digest(new)}: why")
        _set_examples_aside(frozen, name, keep=change == "added", rank=len(steps))
        steps.append({"digest": digest(new), "change": change})
    frozen.write(f"{name}.schema.json", new)
    frozen.write(f"{name}.example.json", example(event))


def _set_examples_aside(frozen: Frozen, name: str, *, keep: bool, rank: int) -> None:
    current = frozen.folder / f"{name}.example.json"
    if keep and current.exists():
        current.rename(frozen.folder / f"{name}.example-{rank}.json")
    for old in [] if keep else frozen.examples(name):
        (frozen.folder / old).unlink()


def main() -> int:
    """Freeze every event of the catalogue; says what the changelog lacks and answers 1 when it lacks anything."""
    changelog = CHANGELOG.read_text(encoding="utf-8") if CHANGELOG.exists() else ""
    frozen, refused = Frozen(), []
    history = frozen.history()
    for event in TYPES.values():
        try:
            freeze(event, frozen, history, changelog)
        except UndeclaredBreak as problem:
            refused.append(str(problem))
    frozen.write("index.json", dict(sorted(history.items())))
    asyncapi.FILE.write_text(yaml.dump(asyncapi.document()), encoding="utf-8")
    refused += [f"CHANGELOG.md needs a line:\n{line}" for line in undeclared(history, TYPES, changelog)]
    print("\n".join(refused) or f"{len(TYPES)} events are frozen.")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
