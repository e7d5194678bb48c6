"""What flows and what waits: unsent events, lag, parked events, due deadlines. For `/flow`, `/etat` and the barrier."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

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

Answer = TypeVar("Answer")


@dataclass
class Flow:
    """The flow of one service, seen from any replica: topics and groups by which it hears, and its ``own`` topic."""

    store: Store
    bootstrap: str
    topics: tuple[str, ...]
    groups: list[str]
    own: str = ""
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
        """Counts, lag by group (None when Kafka is away), the clock, and how far each topic is known to reach.

        What is heard is looked at first, then what falls due, what is unsent, and last what was said: so one look is
        enough to say that all is still, when each service has heard as far (``heard``) as the others say that they
        have spoken (``said``, ends of topics). Whoever acts after its look acts because of a message that another sent
        after its own; the first such message would lie beyond what its reader had heard, or have no cause.
        """
        lag, heard = await self._listening()
        now = await self.store.clock.now()
        counts, latest = await self._standing(now)
        return {
            "service": self.store.service,
            "now": now,
            **counts,
            "latest": latest,
            "lag": lag,
            "heard": heard,
            "said": await self._said(),
        }

    async def _standing(self, now: datetime) -> tuple[dict[str, int], dict[str, Any] | None]:
        """What waits in the database, and what was announced last: one question, answered part after part."""
        due = [{"$match": {"due": {"$lte": now}, "stuck": {"$exists": False}}}, *_counted("due")]
        others = [
            ("events", [{"$match": {"unsent": True}}, *_counted("unsent")]),
            ("events", [{"$match": {"refused": {"$exists": True}}}, *_counted("refused")]),
            ("deadlines", [{"$match": {"stuck": {"$exists": True}}}, *_counted("stuck")]),
            ("parked", [{"$match": {"status": {"$in": ["waiting", "unplaced"]}}}, *_counted("parked")]),
            ("events", [{"$sort": {"stamp": -1}}, {"$limit": 1}, {"$project": {"_id": 0, "time": 1, "type": 1}}]),
        ]
        joined = [{"$unionWith": {"coll": table, "pipeline": part}} for table, part in others]
        counts = dict.fromkeys(("unsent", "refused", "due", "stuck", "parked"), 0)
        latest: dict[str, Any] | None = None
        async for row in self.store.database["deadlines"].aggregate([*due, *joined]):
            if "what" in row:
                counts[row["what"]] = row["count"]
            else:
                latest = row
        metrics.UNSENT.set(counts["unsent"])
        return counts, latest

    async def lag(self) -> dict[str, int] | None:
        """How many messages each group has not committed yet; None when Kafka does not answer."""
        return (await self._listening())[0]

    async def _listening(self) -> tuple[dict[str, int] | None, dict[str, int]]:
        """The lag of each group, and the ends of the topics that they hear."""
        if not self.topics or not self.groups:
            return {}, {}
        found = await self._asked(self._positions)
        if found is None:
            return None, {}
        ends, committed = found
        lag = {group: sum(max(0, end - at.get(p, 0)) for p, end in ends.items()) for group, at in committed.items()}
        for group, behind in lag.items():
            metrics.LAG.labels(group).set(behind)
        return lag, _by_topic(ends, self.topics)

    async def _said(self) -> dict[str, int]:
        """The end of our own topic; empty when Kafka does not answer."""
        if not self.own:
            return {}
        ends = await self._asked(lambda: self._ends((self.own,)))
        return {} if ends is None else _by_topic(ends, (self.own,))

    async def _asked(self, ask: Callable[[], Awaitable[Answer]]) -> Answer | None:
        """What Kafka answers, one question at a time; None when it is away."""
        try:
            async with self._lock:
                return await asyncio.wait_for(ask(), TIMEOUT)
        except (KafkaError, OSError, TimeoutError):
            await self.close()
            return None

    async def _positions(self) -> tuple[dict[TopicPartition, int], dict[str, dict[TopicPartition, int]]]:
        _, admin = await self._open()
        # Committed first, ends after: a message that arrives between the two looks is counted as behind, never missed.
        found = await asyncio.gather(*(admin.list_consumer_group_offsets(group) for group in self.groups))
        ends = await self._ends(self.topics)
        committed = {
            group: {p: meta.offset for p, meta in offsets.items() if meta.offset >= 0}
            for group, offsets in zip(self.groups, found, strict=True)
        }
        return ends, committed

    async def _ends(self, topics: tuple[str, ...]) -> dict[TopicPartition, int]:
        """Where the partitions of these topics end, the empty ones left out."""
        consumer, _ = await self._open()
        partitions: list[TopicPartition] = []
        for topic in topics:
            await consumer._client.add_topic(topic)
            partitions += [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        ends = await consumer.end_offsets(partitions) if partitions else {}
        return {p: end for p, end in ends.items() if end > 0}

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


def _counted(what: str) -> list[dict[str, Any]]:
    return [{"$count": "count"}, {"$set": {"what": what}}]


def _by_topic(ends: Mapping[TopicPartition, int], topics: tuple[str, ...]) -> dict[str, int]:
    """How many messages each topic has had, over its partitions."""
    return {topic: sum(end for p, end in ends.items() if p.topic == topic) for topic in topics}
