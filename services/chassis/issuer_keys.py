"""The issuer's published keys, kept by a process: asked for seldom, and still used while the issuer is away."""

import asyncio
import time
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.chassis.refusal import Unavailable
from services.chassis.settings import Settings

FRESH = 300.0  # seconds
PAUSE = 10.0  # between two looks, so that invented key names cannot make us hammer the issuer
PAUSE_WITHOUT_KEYS = 1.0
TIMEOUT = 3.0
SIGNING = ("RSA", "EC", "OKP")
SHORTEST_RSA = 2_048  # bits
# A proxy of the surroundings is for the world outside, never for this machine.
DIRECT: dict[str, None] = {"all://127.0.0.1": None, "all://localhost": None}


class IssuerKeys:
    """The keys of the issuer named in the settings, found by discovery unless their address is a setting."""

    def __init__(self, settings: Settings, client: httpx.AsyncClient | None = None) -> None:
        self.settings = settings
        self.client = client
        self._keys: KeySet | None = None
        self._had = 0.0
        self._asked: float | None = None
        self._lock = asyncio.Lock()

    async def for_key(self, kid: str | None) -> KeySet:
        """The keys to verify a token by; a key name never seen makes us look again. Raises Unavailable without any."""
        if not self._knows(kid):
            async with self._lock:
                # Whoever waited here finds what the first one brought back.
                if not self._knows(kid) and self._may_ask():
                    await self._ask()
        elif time.monotonic() - self._had > FRESH and self._may_ask():
            await self._ask()
        if self._keys is None:
            raise Unavailable("Le service d'identité ne répond pas : réessayez dans un instant.")
        return self._keys

    async def close(self) -> None:
        """Drop the connections to the issuer."""
        if self.client is not None:
            await self.client.aclose()

    def _knows(self, kid: str | None) -> bool:
        return self._keys is not None and (kid is None or any(key.kid == kid for key in self._keys))

    def _may_ask(self) -> bool:
        pause = PAUSE_WITHOUT_KEYS if self._keys is None else PAUSE
        return self._asked is None or time.monotonic() - self._asked > pause

    async def _ask(self) -> None:
        """Fetch the keys; those we have stay when the issuer does not answer, or answers nonsense."""
        self._asked = time.monotonic()
        try:
            self._keys = usable(await self._get(await self._address()))
        except (httpx.HTTPError, httpx.InvalidURL, JoseError, ValueError, KeyError, TypeError, RecursionError):
            return
        self._had = time.monotonic()

    async def _address(self) -> str:
        if self.settings.jwks_url:
            return self.settings.jwks_url
        found = await self._get(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found["issuer"] != self.settings.issuer:
            raise ValueError("the discovery document is another issuer's")
        return str(found["jwks_uri"])

    async def _get(self, address: str) -> Any:
        if self.client is None:
            self.client = httpx.AsyncClient(timeout=TIMEOUT, mounts=DIRECT)
        answer = await self.client.get(address)
        answer.raise_for_status()
        return answer.json()


def usable(published: Any) -> KeySet:
    """The keys that may sign: no shared secret, none for encryption, no short one. Raises MissingKeyError without any.

    Whatever we do not understand is left out, so that a new kind of key never shuts everybody out.
    """
    return KeySet.import_key_set({"keys": [key for key in published["keys"] if _may_sign(key)]})


def _may_sign(key: Any) -> bool:
    if not isinstance(key, dict) or key.get("kty") not in SIGNING or key.get("use", "sig") != "sig":
        return False
    # The modulus in base64url: six bits a character, rounded up.
    return key["kty"] != "RSA" or len(str(key.get("n", ""))) * 6 >= SHORTEST_RSA
