"""The broker and the database are killed under running services: nothing acknowledged is lost, doubled or inverted."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from uuid_utils import uuid4

from tests.messages.house import House
from tests.servers import Pair

pytestmark = pytest.mark.faults


@pytest.fixture
async def shaken(own_pair: Pair, tmp_path: Path) -> AsyncIterator[House]:
    built = House(own_pair.mongod.url, own_pair.kafka.address, f"faults_{str(uuid4())[-8:]}_", tmp_path)
    await built.build()
    await built.start("speaker")
    await built.start("listener")
    yield built
    await built.close()


async def talk(house: House, notes: list[str], first: int, last: int) -> None:
    for number in range(first, last + 1):
        await asyncio.gather(*(house.write(f"l{number}", note) for note in notes))


async def whole(house: House, notes: list[str], last: int) -> None:
    await house.settled()
    for note in notes:
        assert await house.seen(note) == [f"l{n}" for n in range(1, last + 1)]
        echoes = await house.echoes(note)
        assert len(echoes) == len(set(echoes)) == last
        assert await house.mails(note) == last


async def test_a_killed_broker_comes_back_and_everything_said_meanwhile_is_heard_once(
    own_pair: Pair, shaken: House
) -> None:
    notes = [await shaken.write("l1") for _ in range(4)]
    talking = asyncio.create_task(talk(shaken, notes, 2, 15))
    await asyncio.sleep(0.3)
    broker = own_pair.broker
    assert broker is not None
    await asyncio.to_thread(broker.kill)
    await talking
    async with httpx.AsyncClient() as client:
        port = shaken.processes[0].port
        said = await client.post(
            f"http://127.0.0.1:{port}/api/toy_speaker/v1/notes", json={"text": "x"}, headers={"Idempotency-Key": "k"}
        )
        alive = await client.get(f"http://127.0.0.1:{port}/readyz")
    assert (said.status_code, alive.status_code) == (201, 200), "commands are accepted while Kafka is down"
    await asyncio.to_thread(broker.start)
    await asyncio.to_thread(broker.wait_ready)
    await whole(shaken, notes, 15)


async def test_a_killed_database_comes_back_and_nothing_acknowledged_is_lost(own_pair: Pair, shaken: House) -> None:
    notes = [await shaken.write("l1") for _ in range(4)]
    await talk(shaken, notes, 2, 8)
    await asyncio.to_thread(own_pair.database.kill)
    async with httpx.AsyncClient(timeout=30) as client:
        port = shaken.processes[0].port
        refused = await client.post(
            f"http://127.0.0.1:{port}/api/toy_speaker/v1/notes", json={"text": "x"}, headers={"Idempotency-Key": "k2"}
        )
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    await asyncio.to_thread(own_pair.database.start)
    await asyncio.to_thread(own_pair.database.wait_ready)
    await talk(shaken, notes, 9, 12)
    await whole(shaken, notes, 12)


async def test_a_service_started_while_kafka_is_down_takes_commands_and_speaks_later(
    own_pair: Pair, tmp_path: Path
) -> None:
    house = House(own_pair.mongod.url, own_pair.kafka.address, f"faults_{str(uuid4())[-8:]}_", tmp_path)
    await house.build()
    broker = own_pair.broker
    assert broker is not None
    await asyncio.to_thread(broker.kill)
    try:
        await house.start("speaker")
        note = await house.write("l1")
        await asyncio.to_thread(broker.start)
        await asyncio.to_thread(broker.wait_ready)
        await house.start("listener")
        await whole(house, [note], 1)
    finally:
        await house.close()
