"""From an accepted command to its effect in the other service, against the floor: ``python -m tests.bench.latency``.

The floor does the least that could be called the same: one plain insert, one raw Kafka message, one plain insert on the
other side, seen by the same polling read. Rounds are interleaved; the ratio is the median of the rounds' ratios.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from uuid_utils import uuid4

from tests.messages.house import House
from tests.servers import Pair

ROUNDS, EACH, PACE = 5, 100, 0.02
STEP = 0.0005


async def until(seen: Callable[[], Awaitable[bool]]) -> None:
    while not await seen():
        await asyncio.sleep(STEP)


async def paced(once: Callable[[int], Awaitable[None]]) -> list[float]:
    """Milliseconds of each of ``EACH`` turns, begun one after the other with a pause."""
    taken: list[float] = []
    for number in range(EACH):
        began = time.perf_counter()
        await once(number)
        taken.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(PACE)
    return taken


class Floor:
    """One insert, one message, one insert."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.topic = f"{house.prefix}floor"
        self.said = house.speaker.database["floor_said"]
        self.heard = house.listener.database["floor_heard"]

    async def start(self) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.house.kafka)
        await admin.start()
        await admin.create_topics([NewTopic(self.topic, 12, 1)])
        await admin.close()
        self.producer = AIOKafkaProducer(bootstrap_servers=self.house.kafka, acks="all", enable_idempotence=True)
        self.consumer = AIOKafkaConsumer(
            self.topic, bootstrap_servers=self.house.kafka, auto_offset_reset="earliest", fetch_max_wait_ms=10
        )
        await self.producer.start()
        await self.consumer.start()
        self.listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for record in self.consumer:
            await self.heard.insert_one({"_id": record.value.decode()})

    async def once(self, _: int) -> None:
        id = str(uuid4())
        await self.said.insert_one({"_id": id})
        await self.producer.send_and_wait(self.topic, id.encode(), key=id.encode())
        await until(lambda: self._seen(id))

    async def _seen(self, id: str) -> bool:
        return await self.heard.find_one({"_id": id}) is not None

    async def stop(self) -> None:
        self.listening.cancel()
        await self.producer.stop()
        await self.consumer.stop()


async def ours(house: House, _: int) -> None:
    """One command committed in one service, its row in the other's view."""
    note = await house.write("l")

    async def seen() -> bool:
        return bool(await house.seen(note))

    await until(seen)


def quantiles(taken: list[float]) -> tuple[float, float]:
    """Median and 99th percentile."""
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


async def measure(pair: Any) -> None:
    house = House(pair.mongod.url, pair.kafka.address, f"bench_{str(uuid4())[-8:]}_", Path(tempfile.mkdtemp()))
    await house.build()
    await house.start("speaker")
    await house.start("listener")
    floor = Floor(house)
    await floor.start()
    await house.settled()
    ratios: list[tuple[float, float]] = []
    for number in range(ROUNDS + 1):
        least, real = quantiles(await paced(floor.once)), quantiles(await paced(lambda n: ours(house, n)))
        if number == 0:
            continue  # warming up
        ratios.append((real[0] / least[0], real[1] / least[1]))
        print(
            f"round {number}: floor p50 {least[0]:.1f} ms, p99 {least[1]:.1f} ms; "
            f"command to effect p50 {real[0]:.1f} ms ({ratios[-1][0]:.2f} x), p99 {real[1]:.1f} ms "
            f"({ratios[-1][1]:.2f} x)"
        )
    p50, p99 = (statistics.median(column) for column in zip(*ratios, strict=True))
    print(f"median of {ROUNDS} rounds: p50 {p50:.2f} x floor, p99 {p99:.2f} x floor")
    await floor.stop()
    await house.close()


def main() -> None:
    """Start a pair of servers of our own, measure, stop them."""
    pair = Pair()
    pair.start()
    try:
        pair.wait_ready()
        asyncio.run(measure(pair))
    finally:
        pair.stop()


if __name__ == "__main__":
    main()
