"""Signs the development tokens; the key is made once and kept in the state folder, readable by its owner only."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from deploy.local.identity.cast import Person
from deploy.local.place import write_closed

LIFETIME = 3600
ALGORITHM = "ES256"


@dataclass(frozen=True)
class Signer:
    """The issuer's name, audience and key."""

    issuer: str
    audience: str
    key: ECKey

    @classmethod
    def open(cls, folder: Path, issuer: str, audience: str) -> "Signer":
        """The signer whose key is kept in that folder; made at first."""
        file = folder / "signing-key.json"
        if not file.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_closed(file, json.dumps(ECKey.generate_key("P-256", auto_kid=True).as_dict(private=True)))
        return cls(issuer, audience, ECKey.import_key(json.loads(file.read_text())))

    def published(self) -> dict[str, Any]:
        """The public keys, as JWKS."""
        return dict(KeySet([self.key]).as_dict(private=False))

    def token(self, person: Person, *, nonce: str | None = None, audience: str | None = None) -> str:
        """A token of an hour for this person."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": audience or self.audience,
            "iat": now,
            "exp": now + LIFETIME,
            **person.claims(),
        }
        if nonce:
            claims["nonce"] = nonce
        return jwt.encode({"alg": ALGORITHM, "kid": self.key.kid}, claims, self.key)

    def person_of(self, token: str) -> str:
        """Whose token this is. Raises joserfc's errors when it is not ours or has expired."""
        claims = jwt.decode(token, self.key, algorithms=[ALGORITHM]).claims
        jwt.JWTClaimsRegistry(iss={"essential": True, "value": self.issuer}, exp={"essential": True}).validate(claims)
        return str(claims["sub"])
