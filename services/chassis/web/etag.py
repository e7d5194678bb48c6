"""Entity tags: ``"<version>"`` for what a command answers, ``"<version>-<digest>"`` for what a person reads.

The digest makes 304 true when what is shown rests on more than the dossier; If-Match looks at the version only.
"""

import hashlib
import re

from services.chassis.refusal import Refusal

# The door compresses, and marks the tags of what it compressed.
TAG = re.compile(r'(?:W/)?"?([^",]*?)(?:-(?:gzip|zstd|br))?"?')
VERSION = re.compile(r"([0-9]{1,15})(?:-[0-9a-f]{16})?")


class BadHeader(Refusal):
    """A header that cannot be read."""

    status, code, title = 400, "bad-header", "En-tête illisible"


def tag(body: bytes, version: int | None = None) -> str:
    """The tag of an answer; ``version`` is its dossier's."""
    digest = hashlib.sha256(body).hexdigest()
    return f'"{digest[:32]}"' if version is None else f'"{version}-{digest[:16]}"'


def expected_version(if_match: str | None) -> int | None:
    """The version a person has read; None when they do not say. Raises BadHeader."""
    if if_match is None or if_match.strip() == "*":
        return None
    named = VERSION.fullmatch(_bare(if_match))
    if named is None:
        raise BadHeader("If-Match doit reprendre l'ETag reçu.", field="If-Match")
    return int(named[1])


def has_already(if_none_match: str | None, current: str) -> bool:
    """Whether the person holds this very answer."""
    held = [part.strip() for part in (if_none_match or "").split(",") if part.strip()]
    return "*" in held or _bare(current) in {_bare(part) for part in held}


def _bare(written: str) -> str:
    found = TAG.fullmatch(written.strip())
    return found[1] if found else ""
