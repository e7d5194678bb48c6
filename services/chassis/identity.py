"""Verifies bearer tokens by the issuer's published keys; any OpenID provider by configuration."""

import hashlib
import hmac
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import httpx
from joserfc import jws, jwt
from joserfc.errors import JoseError, SecurityWarning

from services.chassis.issuer_keys import IssuerKeys
from services.chassis.refusal import Unauthenticated
from services.chassis.settings import Settings

# Signatures that need the issuer's private key: neither `none`, nor a secret that we would share.
ALGORITHMS = ("RS256", "ES256", "EdDSA", "Ed25519")
LEEWAY = 30  # seconds between the issuer's clock and ours
LONGEST = 8_192  # characters of a token
LONGEST_CLAIM = 255
# Our name of each claim, and ProConnect's; the setting `claims` names another provider's.
CLAIMS = {name: name for name in ("given_name", "usual_name", "email", "siret")} | {"subject": "sub"}

WHY = {
    "ExpiredTokenError": "il a expiré",
    "MissingClaimError": "il est incomplet",
    "InvalidKeyIdError": "sa clé n'est pas celle de notre service d'identité",
    "BadSignatureError": "sa signature n'est pas celle de notre service d'identité",
}
WHY_CLAIM = {
    "iss": "il vient d'un autre service d'identité",
    "aud": "il est destiné à un autre service",
    "nbf": "il n'est pas encore valable",
    "iat": "il n'est pas encore valable",
}


@dataclass(frozen=True)
class Bearer:
    """Who holds a token that holds. ``hash`` is what events carry instead of (issuer, subject).

    ``claims`` is what the provider says of the person, under our names: given_name, usual_name, email, siret.
    """

    issuer: str
    subject: str
    hash: str
    claims: Mapping[str, str] = field(default_factory=dict, repr=False)


def bearer_hash(key: str, issuer: str, subject: str) -> str:
    """HMAC-SHA256 of (issuer, subject) under the installation's key, in hexadecimal."""
    return hmac.new(key.encode(), f"{issuer}|{subject}".encode(), hashlib.sha256).hexdigest()


def claim_names(setting: str) -> dict[str, str]:
    """The provider's name of each claim of ours, from ``usual_name=family_name subject=uid``."""
    return CLAIMS | dict(pair.split("=", 1) for pair in setting.split())


class Tokens:
    """The verifier of one process."""

    def __init__(self, settings: Settings, client: httpx.AsyncClient | None = None) -> None:
        self.settings = settings
        self.keys = IssuerKeys(settings, client)
        self.names = claim_names(settings.claims)
        self.registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": settings.issuer},
            aud={"essential": True, "value": settings.audience},
            exp={"essential": True},
        )

    async def verify(self, authorization: str) -> Bearer:
        """Whose token this header carries. Raises Unauthenticated, or Unavailable when no key was ever had."""
        scheme, _, rest = authorization.strip().partition(" ")
        token = rest.strip()
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Présentez un jeton : Authorization: Bearer …")
        if len(token) > LONGEST:
            raise Unauthenticated(f"Ce jeton dépasse {LONGEST} caractères : reconnectez-vous.")
        said = self._said(await self._claims(token))
        subject = said.pop("subject", "")
        if not subject:
            raise Unauthenticated("Ce jeton ne nomme personne : reconnectez-vous.")
        issuer = self.settings.issuer
        return Bearer(issuer, subject, bearer_hash(self.settings.bearer_key, issuer, subject), said)

    async def close(self) -> None:
        """Drop the connections to the issuer."""
        await self.keys.close()

    async def _claims(self, token: str) -> dict[str, Any]:
        # RecursionError: a few kilobytes of brackets are enough to exhaust the JSON parser.
        try:
            keys = await self.keys.for_key(_key_name(token))
            claims = _decoded(token, keys)
            self.registry.validate(claims)
        except (JoseError, ValueError, TypeError, RecursionError) as error:
            raise Unauthenticated(f"Ce jeton n'est pas accepté ({_why(error)}) : reconnectez-vous.") from None
        return claims

    def _said(self, claims: Mapping[str, Any]) -> dict[str, str]:
        found = {ours: claims.get(theirs) for ours, theirs in self.names.items()}
        return {ours: value for ours, value in found.items() if _is_plain(value)}


def _key_name(token: str) -> str | None:
    """The key that a token says it was signed with; nothing is believed yet."""
    kid = jws.extract_compact(token.encode()).headers().get("kid")
    if kid is not None and not isinstance(kid, str):
        raise ValueError("a key name is text")
    return kid


def _decoded(token: str, keys: Any) -> dict[str, Any]:
    with warnings.catch_warnings():
        # Providers still say EdDSA where RFC 9864 would have them say Ed25519.
        warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)
        return jwt.decode(token, keys, algorithms=ALGORITHMS).claims


def _is_plain(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_CLAIM and value.isprintable()


def _why(error: Exception) -> str:
    claim = getattr(error, "claim", "")
    return WHY.get(type(error).__name__) or WHY_CLAIM.get(claim, "sa forme ou son algorithme n'est pas reconnu")
