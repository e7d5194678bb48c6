"""The pieces that applications carry: in the story they are known by digests of made-up documents."""

import hashlib
from typing import Any

# code → (label, administrative)
PIECES = {
    "statuts": ("Statuts ou extrait d'immatriculation du chef de file", True),
    "attestation-sociale": ("Attestation de vigilance en cours de validité", True),
    "plan-de-financement": ("Plan de financement du projet", False),
}
EXPIRES = "attestation-sociale"
VALID_UNTIL, EXPIRED_ON = "2020-03-31", "2019-09-15"


def joined(grouping: str, piece: str, *, expired: bool = False) -> dict[str, Any]:
    """A joined piece, as the API takes it."""
    text = f"{grouping}/{piece}{'/ancienne' if expired else ''}"
    said: dict[str, Any] = {
        "code": piece,
        "name": f"{piece}.pdf",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "size": 120_000 + len(text) * 997,
    }
    if piece == EXPIRES:
        said["valid_until"] = EXPIRED_ON if expired else VALID_UNTIL
    return said
