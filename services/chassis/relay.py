"""The relay: sends unsent events to Kafka in the order of their dossiers, and marks them sent. At least once.

It selects *unsent* rows, never by a time cursor (a cursor loses events of concurrent transactions); it is woken by the
committing process and by a change stream that only rings. A refused event is parked and named; the others go on.
"""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from services.chassis import metrics
from services.chassis.leases import Lease
from services.chassis.logs import told
from services.chassis.mongo import ASCENDING, Database, PyMongoError

BATCH = 500
SLOW_POLL = 1.0
OUTAGE_PAUSE = 0.5
FAREWELL = 3.0  # seconds that a stop leaves to the batch under way
# Errors that sending the same bytes again cannot mend.
HOPELESS = (MessageSizeTooLargeError, ValueError, TypeError)

log = structlog.get_logger(__name__)


def producer(bootstrap: str) -> AIOKafkaProducer:
    """The raw producer: acknowledged by all in-sync replicas, idempotent; the stored traceparent stays untouched."""
    return AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        acks="all",
        enable_idempotence=True,
        linger_ms=0,
        max_batch_size=128 * 1024,
        max_request_size=1024 * 1024,
        compression_type="lz4",
        request_timeout_ms=10_000,
    )


@dataclass
class Relay:
    """Sends one service's events. Run it in every replica: the lease lets one work at a time."""

    database: Database
    topic: str
    bootstrap: str
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    lease_seconds: float = 3.0

    def __post_init__(self) -> None:
        self.lease = Lease(self.database, "relay", self.lease_seconds)
        self._producer: AIOKafkaProducer | None = None

    async def run(self) -> None:
        """Work until cancelled; outages of Mongo or Kafka are waited for, never counted."""
        ringing = asyncio.create_task(self._ring_on_changes())
        try:
            await self._prepare()
            while True:
                await self._turn()
        finally:
            ringing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ringing
            await self._stop()

    async def _prepare(self) -> None:
        while True:
            try:
                return await self.lease.prepare()
            except PyMongoError:
                await asyncio.sleep(OUTAGE_PAUSE)

    async def _turn(self) -> None:
        try:
            if not await self.lease.hold():
                await asyncio.sleep(self.lease_seconds / 3)
            elif await self._whole_batch() == 0:
                await self._wait_for_bell()
        except (PyMongoError, KafkaError, OSError) as trouble:
            log.warning("relay_waits", reason=told(trouble))
            await self._drop_producer()
            await asyncio.sleep(OUTAGE_PAUSE)

    async def _whole_batch(self) -> int:
        """A batch that a stop does not cut: what has left without its mark would be said again by the next start."""
        batch = asyncio.create_task(self.send_batch())
        try:
            return await asyncio.shield(batch)
        except asyncio.CancelledError:
            with contextlib.suppress(TimeoutError, PyMongoError, KafkaError, OSError):
                await asyncio.wait_for(batch, FAREWELL)
            raise

    async def send_batch(self) -> int:
        """Send the next unsent events, pipelined, and mark them with one write. Answers how many were settled."""
        rows = await self._unsent()
        if not rows:
            return 0
        sender = await self._started()
        futures = [await self._hand_over(sender, row) for row in rows]
        return await self._mark(rows, await asyncio.gather(*futures, return_exceptions=True))

    async def _unsent(self) -> list[dict[str, Any]]:
        query = self.database["events"].find({"unsent": True}).sort([("stamp", ASCENDING), ("sequence", ASCENDING)])
        rows: list[dict[str, Any]] = await query.limit(BATCH).to_list(BATCH)
        return rows

    async def _hand_over(self, sender: AIOKafkaProducer, row: dict[str, Any]) -> "asyncio.Future[Any]":
        headers = [(name, value.encode()) for name, value in row["headers"]]
        try:
            sent: asyncio.Future[Any] = await sender.send(
                self.topic, value=bytes(row["data"]), key=row["subject"].encode(), headers=headers
            )
        except HOPELESS as refused:
            sent = asyncio.get_running_loop().create_future()
            sent.set_exception(refused)
        return sent

    async def _mark(self, rows: list[dict[str, Any]], results: list[Any]) -> int:
        sent, halted, trouble = [], set[str](), None
        for row, result in zip(rows, results, strict=True):
            if isinstance(result, HOPELESS):
                await self._park(row, result)
            elif isinstance(result, BaseException):
                halted.add(row["subject"])
                trouble = result
            elif row["subject"] not in halted:
                # What was sent after a failed one of its dossier is sent again, behind it.
                sent.append(row["_id"])
        if sent:
            await self.database["events"].update_many({"_id": {"$in": sent}}, {"$unset": {"unsent": ""}})
            metrics.EVENTS_SENT.labels(self.topic).inc(len(sent))
        if trouble is not None:
            raise trouble if isinstance(trouble, KafkaError | OSError) else KafkaError(repr(trouble))
        return len(rows)

    async def _park(self, row: dict[str, Any], reason: BaseException) -> None:
        if row.get("refused"):
            return
        log.error("event_refused", id=row["_id"], subject=row["subject"], reason=told(reason))
        await self.database["events"].update_one(
            {"_id": row["_id"]}, {"$unset": {"unsent": ""}, "$set": {"refused": told(reason)}}
        )

    async def _wait_for_bell(self) -> None:
        timeout = min(SLOW_POLL, self.lease_seconds / 2)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.bell.wait(), timeout)
        self.bell.clear()

    async def _ring_on_changes(self) -> None:
        """Ring when another process commits events; the stream carries nothing, it only wakes."""
        pipeline = [{"$match": {"operationType": "insert"}}, {"$project": {"_id": 1}}]
        while True:
            try:
                async with self.database["events"].watch(pipeline, max_await_time_ms=1000) as stream:
                    async for _ in stream:
                        self.bell.set()
            except PyMongoError:
                await asyncio.sleep(OUTAGE_PAUSE)

    async def _started(self) -> AIOKafkaProducer:
        if self._producer is None:
            fresh = producer(self.bootstrap)
            try:
                await fresh.start()
            except BaseException:
                await fresh.stop()
                raise
            self._producer = fresh
        return self._producer

    async def _drop_producer(self) -> None:
        dropped, self._producer = self._producer, None
        if dropped is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(dropped.stop(), 2)

    async def _stop(self) -> None:
        await self._drop_producer()
        with contextlib.suppress(PyMongoError):
            await self.lease.give_back()
