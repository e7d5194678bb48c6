"""Names sealed under the person's own key, wrapped and kept in a database apart: without the key, no name."""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from services.chassis.audit import canonical
from services.chassis.erasure import Erasures
from services.chassis.mongo import Client, Database, DuplicateKeyError, database
from services.chassis.refusal import Refusal
from services.chassis.settings import Settings

NONCE = 12  # bytes, drawn anew for every text
KEY = 256  # bits
MASTER = "master"
TURNED_BY = 500

log = structlog.get_logger(__name__)


class NoLongerNamed(Refusal):
    """Something personal was to be written about someone whose data are erased or restricted."""

    code, title = "no-longer-named", "Données effacées ou limitées"


class WrongMasterKey(Exception):
    """The keyring was made under another master key. Going on would show every name as erased."""


@dataclass(frozen=True)
class MasterKeys:
    """What wraps the persons' keys: the master key of today, and those of before while they are being replaced."""

    current: bytes
    former: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> "MasterKeys":
        """The master keys of these settings."""
        former = settings.former_master_keys.split(",") if settings.former_master_keys else []
        return cls(bytes.fromhex(settings.master_key), tuple(bytes.fromhex(each) for each in former))

    @property
    def name(self) -> str:
        """Which master key is today's, told without telling it."""
        return hashlib.sha256(b"pepiniere master key" + self.current).hexdigest()[:16]

    def wrap(self, key: bytes) -> dict[str, Any]:
        """A person's key as it is stored."""
        return {"wrapped": aes_key_wrap(self.current, key), "master": self.name}

    def unwrap(self, wrapped: bytes) -> bytes:
        """The person's key. Raises WrongMasterKey when none of ours wrapped it."""
        for master in (self.current, *self.former):
            try:
                return aes_key_unwrap(master, wrapped)
            except InvalidUnwrap:
                continue
        raise WrongMasterKey(
            "PEPINIERE_MASTER_KEY n'est pas la clé de ce trousseau : remettez l'ancienne clé, ou ajoutez-la à "
            "PEPINIERE_FORMER_MASTER_KEYS le temps de la remplacer."
        )


@dataclass(frozen=True)
class Keyring:
    """The keys of one installation's persons, as one service uses them: another cannot open what this one sealed."""

    database: Database
    masters: MasterKeys
    erasures: Erasures
    service: str = ""
    _keys: Database = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_keys", self.database["keys"])

    @classmethod
    def open(cls, client: Client, settings: Settings, service: str = "") -> "Keyring":
        """The keyring of these settings."""
        keys = database(client, f"{settings.prefix}keyring")
        # Apart from the keys, so that a restored keyring does not bring its own, older list of erasures with it.
        erasures = Erasures(database(client, f"{settings.prefix}erasures")["log"], keys["keys"])
        return cls(keys, MasterKeys.of(settings), erasures, service)

    async def prepare(self) -> None:
        """Check the master key, and forget again what a restore may have brought back. Raises WrongMasterKey."""
        found = await self.database["meta"].find_one({"_id": MASTER})
        if found is None:
            found = await self._keys.find_one({}) or self.masters.wrap(AESGCM.generate_key(KEY))
            await self._remember_master(found)
        self.masters.unwrap(bytes(found["wrapped"]))
        if again := await self.erasures.replay():
            log.warning("erasures_replayed", persons=again)

    async def seal(self, person: str, field: str, text: str) -> str:
        """A text that only the person's key opens, bound to this service, the person and the field (base64).

        Raises NoLongerNamed once the person's data are erased or restricted.
        """
        key = await self._key_to_write(person)
        nonce = os.urandom(NONCE)
        about = self._about(person, field)
        return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), about)).decode()

    async def marks(self, owner: str, texts: Iterable[str]) -> list[str]:
        """Digests of texts that nobody makes without their owner's key (hex): to know them again, never to read them.

        ``owner``: a person, a dossier's subject, or a purpose of the service. Raises NoLongerNamed once their data are
        erased or restricted.
        """
        key = await self._key_to_write(owner)
        marked = (canonical(["mark", self.service, owner, text]) for text in texts)
        return [hmac.digest(key, each, "sha256").hex() for each in marked]

    async def unseal(self, person: str, field: str, sealed: str) -> str | None:
        """The text, or None once the person's data are erased, or while they are restricted."""
        [text] = await self.unseal_all([(person, field, sealed)])
        return text

    async def unseal_all(self, asked: Sequence[tuple[str, str, str]]) -> list[str | None]:
        """The texts of many (person, field, sealed), in their order, with one look at the keyring."""
        keys = await self._open_keys({person for person, _, _ in asked})
        return [
            self._opened(keys[person], person, field, sealed) if person in keys else None
            for person, field, sealed in asked
        ]

    async def forget(self, person: str, why: str, *, today: date, evidence_until: date | None = None) -> bool:
        """Answer a request to be forgotten: True when erased, False when only restricted, as evidence must be kept.

        ``evidence_until`` is the last day of the retention (GDPR, articles 17(3) and 18).
        """
        if evidence_until is not None and today <= evidence_until:
            await self.restrict(person, evidence_until, why)
            return False
        await self.erase(person, why)
        return True

    async def erase(self, person: str, why: str) -> None:
        """Forget the person's key in all services, for ever. ``why`` is kept: name nobody in it."""
        await self.erasures.erase(person, why)

    async def restrict(self, person: str, until: date, why: str) -> None:
        """Keep the key and open nothing, to that day included: neither reading nor writing under this person's name."""
        if await self._row(person) is not None or await self._make(person) is not None:
            await self.erasures.restrict(person, until, why)

    async def turn(self) -> int:
        """Wrap again, under today's master key, every key that a former one wrapped. Answers how many."""
        count, old = 0, {"master": {"$ne": self.masters.name}}
        while rows := await self._keys.find(old).limit(TURNED_BY).to_list(TURNED_BY):
            for row in rows:
                fresh = self.masters.wrap(self.masters.unwrap(bytes(row["wrapped"])))
                # Only if it is still there: the person may be erased meanwhile.
                done = await self._keys.update_one({"_id": row["_id"], "wrapped": row["wrapped"]}, {"$set": fresh})
                count += int(done.modified_count)
        await self._remember_master(self.masters.wrap(AESGCM.generate_key(KEY)))
        return count

    async def _remember_master(self, proof: dict[str, Any]) -> None:
        row = {"_id": MASTER, "wrapped": proof["wrapped"], "master": proof["master"]}
        await self.database["meta"].replace_one({"_id": MASTER}, row, upsert=True)

    async def _key_to_write(self, person: str) -> bytes:
        row = await self._row(person) or await self._make(person)
        if row is None or row.get("restricted"):
            raise NoLongerNamed("Les données de cette personne sont effacées ou limitées : rien ne peut y être ajouté.")
        return self.masters.unwrap(bytes(row["wrapped"]))

    async def _row(self, person: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = await self._keys.find_one({"_id": {"$eq": person}})
        return found

    async def _make(self, person: str) -> dict[str, Any] | None:
        """A new person's key; None when the person was erased, even a moment ago."""
        if await self.erasures.knows(person):
            return None
        row = {"_id": person, **self.masters.wrap(AESGCM.generate_key(KEY))}
        try:
            await self._keys.insert_one(row)
        except DuplicateKeyError:
            return await self._row(person)
        # An erasure is logged before the key is deleted: one that ran between our look and our insert is seen here.
        if await self.erasures.knows(person):
            await self._keys.delete_one({"_id": person})
            return None
        return row

    async def _open_keys(self, persons: Iterable[str]) -> dict[str, bytes]:
        chosen = {"_id": {"$in": list(persons)}, "restricted": None}
        return {row["_id"]: self.masters.unwrap(bytes(row["wrapped"])) async for row in self._keys.find(chosen)}

    def _opened(self, key: bytes, person: str, field: str, sealed: str) -> str | None:
        try:
            raw = base64.b64decode(sealed, validate=True)
            return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], self._about(person, field)).decode()
        except (InvalidTag, binascii.Error, ValueError):
            # A page with one name less is better than no page; that it was touched must not go unseen.
            log.error("sealed_text_does_not_open", person=person, field=field)
            return None

    def _about(self, person: str, field: str) -> bytes:
        return canonical([self.service, person, field])
