"""Names sealed under the person's own key, wrapped and kept in a database apart: erasing the key erases the name."""

import base64
import os
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from services.chassis.clock import system_now
from services.chassis.mongo import Client, Database, DuplicateKeyError, database
from services.chassis.settings import Settings

NONCE = 12


@dataclass
class Keyring:
    """The keys of one installation's persons."""

    database: Database
    master: bytes

    @classmethod
    def open(cls, client: Client, settings: Settings) -> "Keyring":
        """The keyring of these settings."""
        return cls(database(client, f"{settings.prefix}keyring"), bytes.fromhex(settings.master_key))

    async def prepare(self) -> None:
        """Keys are found by person; nothing else to make."""

    async def seal(self, person: str, field: str, text: str) -> str:
        """A text that only the person's key opens; bound to the person and the field."""
        key = await self._key(person, make=True)
        if key is None:
            raise LookupError(f"the key of {person} was erased")
        nonce = os.urandom(NONCE)
        return base64.b64encode(
            nonce + AESGCM(key).encrypt(nonce, text.encode(), f"{person}|{field}".encode())
        ).decode()

    async def unseal(self, person: str, field: str, sealed: str) -> str | None:
        """The text, or None once the person's key was erased."""
        key = await self._key(person, make=False)
        if key is None:
            return None
        raw = base64.b64decode(sealed)
        try:
            return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], f"{person}|{field}".encode()).decode()
        except InvalidTag:
            return None

    async def erase(self, person: str, why: str) -> None:
        """Forget the person's key, and write it down so that a restored backup forgets it again."""
        await self.database["keys"].delete_one({"_id": person})
        row: dict[str, Any] = {"at": system_now(), "why": why}
        await self.database["erasures"].update_one({"_id": person}, {"$setOnInsert": row}, upsert=True)

    async def replay_erasures(self) -> int:
        """After a restore: forget again every key whose erasure is logged. Answers how many came back."""
        erased = [row["_id"] async for row in self.database["erasures"].find({}, {"_id": 1})]
        gone = await self.database["keys"].delete_many({"_id": {"$in": erased}})
        return int(gone.deleted_count)

    async def _key(self, person: str, *, make: bool) -> bytes | None:
        found = await self.database["keys"].find_one({"_id": {"$eq": person}})
        if found is None and make and await self.database["erasures"].find_one({"_id": {"$eq": person}}) is None:
            wrapped = aes_key_wrap(self.master, AESGCM.generate_key(256))
            try:
                await self.database["keys"].insert_one({"_id": person, "wrapped": wrapped})
            except DuplicateKeyError:
                return await self._key(person, make=False)
            return aes_key_unwrap(self.master, wrapped)
        try:
            return aes_key_unwrap(self.master, bytes(found["wrapped"])) if found else None
        except InvalidUnwrap:
            return None
