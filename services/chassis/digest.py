"""A daily digest of the heads of all audit chains, itself a chain: shows truncation and removed dossiers."""

import asyncio
from dataclasses import dataclass
from typing import Any

import structlog

from services.chassis import audit
from services.chassis.calendar import legal_day
from services.chassis.leases import Lease
from services.chassis.logs import told
from services.chassis.mongo import PyMongoError
from services.chassis.store import Store

EVERY = 30.0

log = structlog.get_logger(__name__)


@dataclass
class Digests:
    """The digests of one service: one a legal day, made by the lease holder."""

    store: Store
    kinds: tuple[str, ...]

    def __post_init__(self) -> None:
        self.lease = Lease(self.store.database, "digests", 60.0)

    async def run(self) -> None:
        """Make the digest of each day once until cancelled."""
        while True:
            try:
                await self.lease.prepare()
                if await self.lease.hold():
                    await self.make(legal_day(await self.store.clock.now()).isoformat())
            except PyMongoError as trouble:
                log.warning("digest_waits", reason=told(trouble))
            await asyncio.sleep(EVERY)

    async def make(self, day: str) -> dict[str, Any] | None:
        """Write the digest of a day; None when it is there already or there is nothing to digest."""
        digests = self.store.database["audit_digests"]
        if await digests.find_one({"_id": day}) is not None:
            return None
        heads = await self.heads()
        if not heads:
            return None
        last = await digests.find_one({}, sort=[("number", -1)])
        entry = {"day": day, "heads": heads}
        previous = last["hash"] if last else audit.GENESIS
        number = (last["number"] if last else 0) + 1
        row = {"_id": day, "number": number, "previous": previous, "entry": entry}
        row["hash"] = audit.entry_hash(previous, entry)
        await digests.insert_one(row)
        return row

    async def heads(self) -> list[list[Any]]:
        """``[subject, count, head]`` of every dossier, sorted."""
        found: list[list[Any]] = []
        for kind in self.kinds:
            fields = {"audit_count": 1, "audit_head": 1}
            async for row in self.store.database[kind].find({}, fields):
                found.append([f"{kind}/{row['_id']}", row["audit_count"], row["audit_head"]])
        return sorted(found)

    async def verify(self) -> list[str]:
        """What was touched, in plain sentences: entries, heads, whole dossiers, digests. Empty when all is whole."""
        faults: list[str] = []
        living = {subject: (count, head) for subject, count, head in await self.heads()}
        for subject, (count, head) in living.items():
            rows = await self.store.database["audit"].find({"subject": subject}).to_list(None)
            faults += audit.broken_links(subject, head, count, rows)
        orphans = await self.store.database["audit"].distinct("subject")
        faults += [f"{subject}: the dossier is gone, its audit is not" for subject in orphans if subject not in living]
        return faults + await self._verify_digests(living)

    async def _verify_digests(self, living: dict[str, tuple[int, str]]) -> list[str]:
        faults: list[str] = []
        previous = audit.GENESIS
        async for row in self.store.database["audit_digests"].find({}).sort("number", 1):
            whole = row["previous"] == previous and audit.entry_hash(row["previous"], row["entry"]) == row["hash"]
            if not whole:
                faults.append(f"digest of {row['_id']}: altered or out of place")
            previous = row["hash"]
            faults += await self._verify_heads(row, living)
        return faults

    async def _verify_heads(self, digest: dict[str, Any], living: dict[str, tuple[int, str]]) -> list[str]:
        faults: list[str] = []
        for subject, count, head in digest["entry"]["heads"]:
            if subject not in living:
                faults.append(f"{subject}: in the digest of {digest['_id']}, and gone since")
                continue
            found = await self.store.database["audit"].find_one({"subject": subject, "number": count})
            if found is None or found["hash"] != head:
                faults.append(f"{subject}: entry {count} is not the one in the digest of {digest['_id']}")
        return faults
