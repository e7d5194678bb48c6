"""What flows and what waits: unsent events, lag, parked events, due deadlines. For `/flow`, `/etat` and the barrier."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from services.chassis import metrics
from services.chassis.clock import system_now
from services.chassis.logs import told
from services.chassis.mongo import PyMongoError
from services.chassis.store import Store

CONFIRM_EVERY = 5.0
TIMEOUT = 3.0

log = structlog.get_logger(__name__)


@dataclass
class Flow:
    """The flow of one service, seen from any replica."""

    store: Store
    bootstrap: str
    topics: tuple[str, ...]
    groups: list[str]
    _clients: tuple[Any, Any] | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def measure(self) -> None:
        """Set the gauges as things stand; one whose server is away keeps its last value."""
        await self.lag()
        with contextlib.suppress(PyMongoError, TimeoutError):
            await asyncio.wait_for(self._count_unsent(), TIMEOUT)

    async def _count_unsent(self) -> int:
        unsent = int(await self.store.database["events"].count_documents({"unsent": True}))
        metrics.UNSENT.set(unsent)
        return unsent

    async def report(self) -> dict[str, Any]:
        """Counts, lag by group (None when Kafka is away), the clock, and what is parked by reason."""
        database = self.store.database
        now = await self.store.clock.now()
        unsent, lag, latest, refused, due, stuck, parked = await asyncio.gather(
            self._count_unsent(),
            self.lag(),
            database["events"].find_one({}, {"time": 1, "type": 1}, sort=[("stamp", -1)]),
            database["events"].count_documents({"refused": {"$exists": True}}),
            database["deadlines"].count_documents({"due": {"$lte": now}, "stuck": {"$exists": False}}),
            database["deadlines"].count_documents({"stuck": {"$exists": True}}),
            database["parked"].count_documents({"status": {"$in": ["waiting", "unplaced"]}}),
        )
        return {
            "service": self.store.service,
            "now": now,
            "unsent": unsent,
            "refused": refused,
            "due": due,
            "stuck": stuck,
            "parked": parked,
            "latest": {"time": latest["time"], "type": latest["type"]} if latest else None,
            "lag": lag,
        }

    async def lag(self) -> dict[str, int] | None:
        """How many messages each group has not committed yet; None when Kafka does not answer."""
        if not self.topics or not self.groups:
            return {}
        try:
            async with self._lock:
                ends, committed = await asyncio.wait_for(self._positions(), TIMEOUT)
        except (KafkaError, OSError, TimeoutError):
            await self.close()
            return None
        lag = {group: sum(max(0, end - at.get(p, 0)) for p, end in ends.items()) for group, at in committed.items()}
        for group, behind in lag.items():
            metrics.LAG.labels(group).set(behind)
        return lag

    async def _positions(self) -> tuple[dict[TopicPartition, int], dict[str, dict[TopicPartition, int]]]:
        consumer, admin = await self._open()
        partitions: list[TopicPartition] = []
        for topic in self.topics:
            await consumer._client.add_topic(topic)
            partitions += [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        # Committed first, ends after: a message that arrives between the two looks is counted as behind, never missed.
        found = await asyncio.gather(*(admin.list_consumer_group_offsets(group) for group in self.groups))
        ends = await consumer.end_offsets(partitions) if partitions else {}
        committed = {
            group: {p: meta.offset for p, meta in offsets.items() if meta.offset >= 0}
            for group, offsets in zip(self.groups, found, strict=True)
        }
        return {p: end for p, end in ends.items() if end > 0}, committed

    async def _open(self) -> tuple[Any, Any]:
        if self._clients is None:
            consumer = AIOKafkaConsumer(bootstrap_servers=self.bootstrap, enable_auto_commit=False)
            admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
            try:
                await consumer.start()
                await admin.start()
            except BaseException:
                await consumer.stop()
                await admin.close()
                raise
            self._clients = (consumer, admin)
        return self._clients

    async def close(self) -> None:
        """Drop the connections."""
        clients, self._clients = self._clients, None
        if clients is not None:
            await asyncio.gather(clients[0].stop(), clients[1].close(), return_exceptions=True)

    async def confirm_rights(self) -> None:
        """Write, again and again, as of when the views are known to have seen all that others had said.

        Lag zero at an instant confirms that instant; under steady traffic the ends of the last look are awaited.
        """
        since: datetime = system_now()
        ends: dict[TopicPartition, int] | None = None
        while True:
            try:
                async with self._lock:
                    fresh, committed = await asyncio.wait_for(self._positions(), TIMEOUT)
                at = committed.get(self.groups[0], {})
                if ends is not None and all(at.get(p, 0) >= end for p, end in ends.items()):
                    await self._confirm(since)
                    ends = None
                if ends is None:
                    since, ends = system_now(), fresh
                if all(at.get(p, 0) >= end for p, end in ends.items()):
                    await self._confirm(since)
                    ends = None
            except (KafkaError, OSError, TimeoutError, PyMongoError) as trouble:
                log.info("rights_not_confirmed", reason=told(trouble))
                await self.close()
            await asyncio.sleep(CONFIRM_EVERY)

    async def _confirm(self, as_of: datetime) -> None:
        await self.store.database["meta"].update_one({"_id": "rights"}, {"$max": {"as_of": as_of}}, upsert=True)
