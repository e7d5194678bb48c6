"""Erasing a person's key, or restricting it while evidence must be kept; the log of it outlives every restore."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.chassis.clock import system_now
from services.chassis.mongo import Database

AT_ONCE = 1_000


@dataclass(frozen=True)
class Erasures:
    """The log of erasures (one row a person: when, why) and the keys that it keeps deleted."""

    log: Database
    keys: Database

    async def knows(self, person: str) -> bool:
        """Whether this person was erased."""
        return await self.log.find_one({"_id": {"$eq": person}}) is not None

    async def erase(self, person: str, why: str) -> None:
        """Forget the key. Erasing twice is erasing once; the first date and reason stay."""
        # The log first: should we die in between, the replay of the next start deletes the key.
        await self._write(person, {"at": system_now(), "why": why})
        await self.keys.delete_one({"_id": {"$eq": person}})

    async def restrict(self, person: str, until: date, why: str) -> None:
        """Open nothing of this person any more, and keep the key to that day included."""
        mark = {"until": until.isoformat(), "why": why, "at": system_now()}
        await self.keys.update_one({"_id": {"$eq": person}}, {"$set": {"restricted": mark}})

    async def lift(self, person: str) -> None:
        """End a restriction that should not have been."""
        await self.keys.update_one({"_id": {"$eq": person}}, {"$unset": {"restricted": ""}})

    async def restricted(self, *, before: date | None = None) -> list[dict[str, Any]]:
        """Who is restricted, and until when; with ``before``, those whose last day is over by then."""
        chosen = {"restricted.until": {"$lt": before.isoformat()} if before else {"$exists": True}}
        found = self.keys.find(chosen, {"restricted": 1}).sort("restricted.until", 1)
        return [{"person": row["_id"], **row["restricted"]} async for row in found]

    async def replay(self) -> int:
        """After a restore: forget again every key whose erasure is logged. Answers how many had come back."""
        gone, batch = 0, []
        async for row in self.log.find({}, {"_id": 1}):
            batch.append(row["_id"])
            if len(batch) == AT_ONCE:
                gone, batch = gone + await self._forget(batch), []
        return gone + await self._forget(batch)

    async def entries(self) -> list[dict[str, Any]]:
        """The log, oldest first: what is kept outside the databases."""
        found = self.log.find().sort("at", 1)
        return [{"person": row["_id"], "at": row["at"], "why": row["why"]} async for row in found]

    async def learn(self, entries: Iterable[Mapping[str, Any]]) -> int:
        """Take back entries kept elsewhere, for a log that was itself restored. Answers how many were missing."""
        return sum([await self._write(row["person"], {"at": row["at"], "why": row["why"]}) for row in entries])

    async def _write(self, person: str, row: dict[str, Any]) -> int:
        written = await self.log.update_one({"_id": person}, {"$setOnInsert": row}, upsert=True)
        return int(written.upserted_id is not None)

    async def _forget(self, persons: list[str]) -> int:
        return int((await self.keys.delete_many({"_id": {"$in": persons}})).deleted_count)
