"""Rebuilds every view of a service into the next generation of its collections, then swaps; runs views only.

After the swap it reads on for a while, so that what a batch wrote to the old generation while we swapped reaches the
new one too: it was in the topic by then. The marks make every event count once, whoever applies it.
"""

import time
from dataclasses import replace
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.chassis.arrivals import Known, read
from services.chassis.mongo import Database
from services.chassis.reader import view_name
from services.chassis.views import ViewGroup, current_generation, mark_group

TAIL_SECONDS = 2.0
QUIET_MS = 200

log = structlog.get_logger(__name__)


async def rebuild(
    living: ViewGroup, known: Known, topics: tuple[str, ...], bootstrap: str, *, tail_seconds: float = TAIL_SECONDS
) -> int:
    """Rebuild and swap; answers the new generation. ``tail_seconds``: how long to read on after the swap."""
    database = living.database
    generation = await current_generation(database) + 1
    await forget(database, living, generation)
    await _make_like(database, living, generation)
    shadow = replace(living, generation=generation)
    consumer = await _from_the_beginning(topics, bootstrap)
    try:
        await _drain(consumer, shadow, known)
        await database["meta"].update_one({"_id": "views"}, {"$set": {"generation": generation}}, upsert=True)
        end = time.monotonic() + tail_seconds
        while time.monotonic() < end:
            await _drain(consumer, shadow, known)
    finally:
        await consumer.stop()
    await forget(database, living, generation - 1)
    log.info("views_rebuilt", group=living.group, generation=generation)
    return generation


async def _make_like(database: Database, living: ViewGroup, generation: int) -> None:
    """Give the shadow the indexes of the living generation: they are made at start only, and readers need them."""
    for view in living.views:
        indexes = await database[view_name(view.table, generation - 1)].index_information()
        for name, index in indexes.items():
            await database[view_name(view.table, generation)].create_index(index["key"], name=name)


async def _from_the_beginning(topics: tuple[str, ...], bootstrap: str) -> AIOKafkaConsumer:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest", fetch_max_wait_ms=50
    )
    await consumer.start()
    partitions = [
        TopicPartition(topic, number) for topic in topics for number in consumer.partitions_for_topic(topic) or ()
    ]
    if not partitions:
        await consumer._client.force_metadata_update()
    found = [TopicPartition(topic, n) for topic in topics for n in await _numbers(consumer, topic)]
    consumer.assign(found)
    await consumer.seek_to_beginning(*found)
    return consumer


async def _numbers(consumer: AIOKafkaConsumer, topic: str) -> list[int]:
    known = consumer.partitions_for_topic(topic)
    if not known:
        await consumer._client.add_topic(topic)
        known = consumer.partitions_for_topic(topic)
    return sorted(known or ())


async def _drain(consumer: AIOKafkaConsumer, shadow: ViewGroup, known: Known) -> None:
    """Apply all there is up to the ends as they are now."""
    ends: dict[Any, int] = await consumer.end_offsets(list(consumer.assignment()))
    while True:
        records = [record for batch in (await consumer.getmany(timeout_ms=QUIET_MS)).values() for record in batch]
        if records:
            await shadow.take([read(record, known) for record in records])
        positions = {partition: await consumer.position(partition) for partition in ends}
        if all(positions[partition] >= end for partition, end in ends.items()):
            return


async def forget(database: Database, living: ViewGroup, generation: int) -> None:
    """Drop a generation: its rows, its marks, what it parked; what persons decided to set aside is kept."""
    group = mark_group(living.group, generation)
    for view in living.views:
        await database[view_name(view.table, generation)].drop()
    await database["watermarks"].delete_many({"group": group})
    await database["parked"].delete_many({"group": group, "status": {"$ne": "set-aside"}})
