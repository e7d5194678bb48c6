"""Authorisation codes: each serves once, within a minute, for the address and the verifier it was asked with."""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field

from deploy.local.identity.cast import Person

LASTS = 60.0  # seconds
MOST = 1_000


@dataclass(frozen=True)
class Grant:
    """What a code stands for."""

    person: Person
    redirect_uri: str
    nonce: str
    challenge: str


@dataclass
class Codes:
    """The codes given and not yet used."""

    _given: dict[str, tuple[Grant, float]] = field(default_factory=dict)

    def give(self, grant: Grant) -> str:
        """A new code; the oldest are forgotten beyond a thousand."""
        while len(self._given) >= MOST:
            self._given.pop(next(iter(self._given)))
        code = secrets.token_urlsafe(24)
        self._given[code] = (grant, time.monotonic() + LASTS)
        return code

    def take(self, code: str, redirect_uri: str, verifier: str) -> Grant | None:
        """What the code stands for; None when it was used, is too old, or was asked for otherwise."""
        grant, until = self._given.pop(code, (None, 0.0))
        if grant is None or time.monotonic() > until or grant.redirect_uri != redirect_uri:
            return None
        return grant if _verified(grant.challenge, verifier) else None


def _verified(challenge: str, verifier: str) -> bool:
    """PKCE is a switch: held to when the client began with it (S256)."""
    if not challenge:
        return True
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return secrets.compare_digest(digest.encode(), challenge.encode())
