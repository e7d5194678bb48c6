"""The audit chain of a dossier: each entry hashes the one before it, and its head is kept in the dossier. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

GENESIS = "0" * 64


def canonical(value: Any) -> bytes:
    """The one JSON text of a value: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def entry_hash(previous: str, entry: Mapping[str, Any]) -> str:
    """SHA-256 of the previous hash and of the entry's canonical text."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(entry)).hexdigest()


def broken_links(subject: str, head: str, count: int, documents: Iterable[Mapping[str, Any]]) -> list[str]:
    """What was touched in one chain, in plain sentences; empty when the chain is whole.

    ``documents`` are the stored entries in any order: ``{"number", "previous", "hash", "entry"}``; ``head`` and
    ``count`` are what the dossier says.
    """
    faults: list[str] = []
    by_number = {document["number"]: document for document in documents}
    previous = GENESIS
    for number in range(1, max([count, *by_number]) + 1 if by_number or count else 1):
        document = by_number.get(number)
        if document is None:
            faults.append(f"{subject}: entry {number} is missing")
            previous = str(by_number.get(number + 1, {}).get("previous", ""))
            continue
        if document["previous"] != previous:
            faults.append(f"{subject}: entry {number} does not follow the one before it")
        if entry_hash(document["previous"], document["entry"]) != document["hash"]:
            faults.append(f"{subject}: entry {number} was altered")
        previous = document["hash"]
    if by_number and previous != head:
        faults.append(f"{subject}: the dossier's head is not the last entry")
    if len(by_number) > count:
        faults.append(f"{subject}: {len(by_number) - count} entries more than the dossier knows")
    return faults
