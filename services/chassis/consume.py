"""The one file that decides how a message is acknowledged.

The offset is committed after the handler's own transaction, and no exception of ours ever reaches the broker library:
trouble with Mongo is waited for, an event's own error is parked, and only a stop hands the batch back unread.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from faststream import AckPolicy
from faststream.kafka import KafkaBroker

from services.chassis import metrics, telemetry
from services.chassis.arrivals import Arrival, Known, read
from services.chassis.logs import told
from services.chassis.mongo import is_own_failure

OUTAGE_PAUSE = 0.5
# How long one look for messages lasts; it ends at once when some arrive.
IDLE_MS = 250
MAX_RECORDS = 500

# What our libraries would do otherwise is in DECISIONS.md; tests hold each of these.
CONSUMER: dict[str, Any] = {
    "batch": True,
    "batch_timeout_ms": IDLE_MS,
    "max_records": MAX_RECORDS,
    "auto_offset_reset": "earliest",
    "ack_policy": AckPolicy.NACK_ON_ERROR,
    "isolation_level": "read_committed",
    # The broker answers as soon as something comes; at 10 an idle process asked it a hundred times a second.
    "fetch_max_wait_ms": 100,
    "session_timeout_ms": 6_000,
    "heartbeat_interval_ms": 1_000,
    "max_poll_interval_ms": 30 * 60 * 1000,
}

log = structlog.get_logger(__name__)

Take = Callable[[list[Arrival]], Awaitable[None]]


class Stopping(Exception):
    """The process stops while a batch waits for an outage to end: the batch goes back unread."""


@dataclass
class Listener:
    """One consumer group of this process: what takes its batches, and whether the process is stopping."""

    group: str
    topics: tuple[str, ...]
    known: Known
    take: Take
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    subscriber: Any = None

    def subscribe(self, broker: KafkaBroker) -> None:
        """Join the group with the settings that lose nothing."""
        self.subscriber = broker.subscriber(
            *self.topics, group_id=self.group, parser=tolerant, decoder=self._decode, **CONSUMER
        )
        self.subscriber(self.handle)

    def attend(self) -> None:
        """Once started: wait for messages without the pause that the library makes after every empty look."""
        look = self.subscriber.consumer.getmany

        async def until_some(**options: Any) -> Any:
            while True:
                found = await look(**options)
                if found:
                    return found

        self.subscriber.consumer.getmany = until_some

    async def _decode(self, message: Any) -> list[Arrival]:
        return [read(record, self.known) for record in message.raw_message]

    async def handle(self, arrivals: list[Arrival]) -> None:
        """Take a batch, however long Mongo is away."""
        with telemetry.batch_span(self.group, [a.envelope.traceparent for a in arrivals if a.envelope]):
            await self._until_taken(arrivals)
        metrics.BATCH.labels(self.group).observe(len(arrivals))

    async def _until_taken(self, arrivals: list[Arrival]) -> None:
        attempt = 0
        while True:
            try:
                return await self.take(arrivals)
            except Exception as error:
                if not is_own_failure(error):
                    await self._pause(error)
                    continue
                attempt += 1
                log.error("batch_failed", group=self.group, attempt=attempt, reason=told(error))
                if attempt >= 3 and len(arrivals) > 1:
                    return await self._one_by_one(arrivals)
                await self._pause(error)

    async def _one_by_one(self, arrivals: Sequence[Arrival]) -> None:
        """A batch that fails as a whole is taken apart, so that one message never blocks its neighbours."""
        for arrival in arrivals:
            await self._until_taken([arrival])

    async def _pause(self, error: Exception) -> None:
        if self.stopping.is_set():
            raise Stopping from error
        await asyncio.sleep(OUTAGE_PAUSE)


async def tolerant(records: tuple[Any, ...], original: Any) -> Any:
    """The library's parser loses a message whose header is null or not UTF-8: it is given none of them to read."""
    message = await original(tuple(replace(record, headers=()) for record in records))
    message.raw_message = records
    return message


def broker(bootstrap: str, client_id: str) -> KafkaBroker:
    """The broker of one process: no argument injection, no log line per message; topics exist before we start."""
    return KafkaBroker(
        bootstrap,
        client_id=client_id,
        apply_types=False,
        graceful_timeout=10.0,
        # Its own producer, which we never use, would be left open at every start that fails.
        consumer_only=True,
        logger=None,
        allow_auto_create_topics=False,
    )
