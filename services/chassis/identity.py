"""Verifies bearer tokens by the issuer's published keys; any OpenID provider by configuration."""

import asyncio
import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.chassis.refusal import Unauthenticated, Unavailable
from services.chassis.settings import Settings

ALGORITHMS = ["RS256", "ES256", "EdDSA", "Ed25519"]
LEEWAY = 30
LONGEST = 8_192
FRESH = 300.0
REFETCH_PAUSE = 10.0


@dataclass(frozen=True)
class Bearer:
    """Who holds a token that holds. ``hash`` is what events carry instead of (issuer, subject)."""

    issuer: str
    subject: str
    hash: str


def bearer_hash(key: str, issuer: str, subject: str) -> str:
    """HMAC-SHA256 of (issuer, subject) under the installation's key, in hexadecimal."""
    return hmac.new(key.encode(), f"{issuer}|{subject}".encode(), hashlib.sha256).hexdigest()


class Tokens:
    """The verifier of one process; it keeps the issuer's keys, and keeps using them while the issuer is away."""

    def __init__(self, settings: Settings, client: httpx.AsyncClient | None = None) -> None:
        self.settings = settings
        self.client = client
        self._keys: KeySet | None = None
        self._fetched = -FRESH
        self._lock = asyncio.Lock()

    async def verify(self, authorization: str) -> Bearer:
        """Whose token this header carries. Raises Unauthenticated, or Unavailable when no key was ever had."""
        scheme, _, token = authorization.strip().partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > LONGEST:
            raise Unauthenticated("Présentez un jeton : Authorization: Bearer …")
        claims = await self._claims(token.strip())
        subject = claims.get("sub")
        if not isinstance(subject, str) or not subject:
            raise Unauthenticated("Ce jeton ne nomme personne.")
        issuer = self.settings.issuer
        return Bearer(issuer, subject, bearer_hash(self.settings.bearer_key, issuer, subject))

    async def _claims(self, token: str) -> dict[str, Any]:
        registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.audience},
            exp={"essential": True},
        )
        try:
            claims: dict[str, Any] = (await self._decoded(token)).claims
            registry.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise Unauthenticated(f"Ce jeton n'est pas valable ({_why(error)}) : reconnectez-vous.") from None
        return claims

    async def _decoded(self, token: str) -> Any:
        keys = await self._known_keys()
        try:
            return jwt.decode(token, keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            # The issuer may have turned its keys since: look once more, seldom.
            if time.monotonic() - self._fetched < REFETCH_PAUSE:
                raise
            return jwt.decode(token, await self._fetch(), algorithms=ALGORITHMS)

    async def _known_keys(self) -> KeySet:
        if self._keys is None or time.monotonic() - self._fetched > FRESH:
            return await self._fetch()
        return self._keys

    async def _fetch(self) -> KeySet:
        async with self._lock:
            if self._keys is not None and time.monotonic() - self._fetched < 1:
                return self._keys
            try:
                self._keys = KeySet.import_key_set(await self._get(await self._address()))
                self._fetched = time.monotonic()
            except (httpx.HTTPError, JoseError, ValueError, KeyError):
                if self._keys is None:
                    raise Unavailable("Le service d'identité ne répond pas : réessayez dans un instant.") from None
                self._fetched = time.monotonic()
            return self._keys

    async def _address(self) -> str:
        if self.settings.jwks_url:
            return self.settings.jwks_url
        found = await self._get(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        return str(found["jwks_uri"])

    async def _get(self, address: str) -> Any:
        if self.client is None:
            self.client = httpx.AsyncClient(timeout=3.0)
        answer = await self.client.get(address)
        answer.raise_for_status()
        return answer.json()


def _why(error: Exception) -> str:
    return {
        "ExpiredTokenError": "expiré",
        "InvalidClaimError": "autre émetteur ou autre destinataire",
        "MissingClaimError": "incomplet",
        "InvalidTokenError": "pas encore valable",
    }.get(type(error).__name__, "signature ou forme inconnue")
