"""A lease: one holder at a time for economy, by the server's clock, with an epoch. Correctness never rests on it."""

import contextlib
import time
from dataclasses import dataclass, field

from uuid_utils import uuid4

from services.chassis.mongo import Database, DuplicateKeyError, ReturnDocument


@dataclass
class Lease:
    """The lease of one job of one service, held for ``seconds`` and renewed by asking again."""

    database: Database
    name: str
    seconds: float = 3.0
    holder: str = field(default_factory=lambda: str(uuid4()))
    epoch: int = 0
    _prepared: bool = field(default=False, repr=False)
    _taken: float = field(default=-1e9, repr=False)

    async def hold(self) -> bool:
        """True while it is ours; the server is asked again once a third of the lease has gone by."""
        if self.epoch and time.monotonic() - self._taken < self.seconds / 3:
            return True
        return await self.take()

    async def prepare(self) -> None:
        """Make the lease's document, once; an upsert filter cannot compare with the server's clock."""
        if self._prepared:
            return
        with contextlib.suppress(DuplicateKeyError):
            await self.database["leases"].insert_one({"_id": self.name, "holder": "", "epoch": 0, "until": None})
        self._prepared = True

    async def take(self) -> bool:
        """Take or renew. True while it is ours; the epoch rises when it changes hands."""
        asked = time.monotonic()
        free = {"$or": [{"$eq": ["$holder", self.holder]}, {"$lte": [{"$ifNull": ["$until", "$$NOW"]}, "$$NOW"]}]}
        change = {
            "epoch": {"$cond": [{"$eq": ["$holder", self.holder]}, "$epoch", {"$add": ["$epoch", 1]}]},
            "until": {"$add": ["$$NOW", int(self.seconds * 1000)]},
            "holder": self.holder,
        }
        document = await self.database["leases"].find_one_and_update(
            {"_id": self.name, "$expr": free}, [{"$set": change}], return_document=ReturnDocument.AFTER
        )
        self.epoch = int(document["epoch"]) if document else 0
        self._taken = asked
        return document is not None

    async def give_back(self) -> None:
        """Let the next one take it at once."""
        self.epoch = 0
        await self.database["leases"].update_one(
            {"_id": self.name, "holder": self.holder}, {"$set": {"holder": "", "until": None}}
        )
