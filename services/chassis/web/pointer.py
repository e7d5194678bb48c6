"""JSON pointers (RFC 6901) without their first slash: how a field at fault is named everywhere."""

from collections.abc import Iterable

LONGEST = 200


def pointer(parts: Iterable[str | int]) -> str:
    """``members/0/siret``; a slash or a tilde inside a name is escaped."""
    return "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in parts)[:LONGEST]
