"""What was played already: the receipt of each step, one JSON line a step, so that an interrupted story goes on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local.story.trouble import StoryStopped


@dataclass(frozen=True)
class Receipt:
    """What a step answered: the dossier, its state then, and what only the caller was told (``extra``)."""

    id: str
    kind: str = ""
    state: str = ""
    version: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Receipt":
        """From JSON, whatever else it carries."""
        return cls(
            id=str(said["id"]),
            kind=str(said.get("kind", "")),
            state=str(said.get("state", "")),
            version=int(said.get("version", 0)),
            extra=dict(said.get("extra") or {}),
        )


class Memory:
    """The receipts by step. Only a speed-up: without its file the same keys bring the same receipts back."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self.receipts = dict(_lines(file)) if file else {}

    def __contains__(self, step: str) -> bool:
        return step in self.receipts

    def __getitem__(self, step: str) -> Receipt:
        try:
            return self.receipts[step]
        except KeyError:
            raise StoryStopped(f"L'histoire parle de l'étape « {step} » avant de l'avoir jouée.") from None

    def keep(self, step: str, receipt: Receipt) -> Receipt:
        """Remember a step, on disk too."""
        self.receipts[step] = receipt
        if self.file:
            with self.file.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"step": step, **vars(receipt)}, ensure_ascii=False) + "\n")
        return receipt

    def forget(self) -> None:
        """Begin anew: the platform does not know what this file tells."""
        self.receipts.clear()
        if self.file:
            self.file.unlink(missing_ok=True)


def _lines(file: Path) -> list[tuple[str, Receipt]]:
    """The whole lines of a file; the last one may be torn when the story was killed while it wrote."""
    found = []
    text = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
    if text and not text.endswith("\n"):
        with file.open("a", encoding="utf-8") as out:
            out.write("\n")
    for line in text.splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        found.append((str(said["step"]), Receipt.read(said)))
    return found
