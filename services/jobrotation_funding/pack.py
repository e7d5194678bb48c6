"""The pack of pieces that a payment order leaves with: a ZIP of the same bytes whenever it holds the same pieces. Pure.

A pack is known by its SHA-256, which stands in the claim and in the event; its manifest names that of each piece. The
certificate among them was written when the claim was certified, and is kept from then on.
"""

import base64
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

from services.chassis.dossier import Record
from services.jobrotation_funding.values import Code, Id, Label, Moment

MANIFEST = "manifeste.json"
# ZIP knows no date before 1980: no piece carries the hour at which it was packed.
ALWAYS = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16
UNIX = 3
# What a spreadsheet would run as a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class PackKept(Record):
    """A pack as it left. ``content`` is its ZIP, in base64; its id is its SHA-256."""

    collection: ClassVar[str] = "packs"

    grant: Id
    claim: int
    order: Label
    sha256: Code
    content: str
    made_at: Moment

    @classmethod
    def of(cls, content: bytes, **about: Any) -> Self:
        """Keep a ZIP."""
        digest = sha256(content)
        return cls(id=digest, sha256=digest, content=base64.b64encode(content).decode(), **about)

    @property
    def zip(self) -> bytes:
        """The ZIP."""
        return base64.b64decode(self.content)


class CertificateKept(Record):
    """The certificate of *service fait* of one claim, as it was written when it was certified: its PDF, in base64."""

    collection: ClassVar[str] = "certificates"

    grant: Id
    claim: int
    sha256: Code
    content: str
    made_at: Moment

    @classmethod
    def of(cls, content: bytes, grant: str, claim: int, made_at: datetime) -> Self:
        """Keep a PDF."""
        encoded = base64.b64encode(content).decode()
        about = {"grant": grant, "claim": claim, "made_at": made_at}
        return cls(id=certificate_id(grant, claim), sha256=sha256(content), content=encoded, **about)

    @property
    def pdf(self) -> bytes:
        """The PDF."""
        return base64.b64decode(self.content)


def certificate_id(grant: str, claim: int) -> str:
    """Where the certificate of a claim is kept: a claim is certified once."""
    return f"{grant}|{claim}"


def sha256(content: bytes) -> str:
    """The digest of a piece."""
    return hashlib.sha256(content).hexdigest()


def packed(pieces: Mapping[str, bytes], about: Mapping[str, Any]) -> bytes:
    """A ZIP of these pieces in the order of their names, and a manifest with what it is about and their digests."""
    listed = [{"name": name, "size": len(pieces[name]), "sha256": sha256(pieces[name])} for name in sorted(pieces)]
    whole = {**pieces, MANIFEST: json_piece({**about, "pieces": listed})}
    held = io.BytesIO()
    # Stored, not compressed: another version of the library would compress to other bytes.
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(whole):
            entry = zipfile.ZipInfo(name, ALWAYS)
            entry.create_system, entry.external_attr = UNIX, READABLE
            archive.writestr(entry, whole[name])
    return held.getvalue()


def json_piece(content: Any) -> bytes:
    """A piece that people can read too: sorted keys, accents as they are."""
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def csv_piece(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table for a spreadsheet: UTF-8, semicolons, no cell that it would take for a formula."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return held.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
