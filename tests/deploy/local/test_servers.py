"""The real database and the real broker that this machine starts."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from pymongo import AsyncMongoClient

from deploy.local import topics
from deploy.local.place import free_port
from deploy.local.program import Server
from deploy.local.trouble import Trouble
from tests.servers import Pair


async def keep(url: str, value: str) -> None:
    async with AsyncMongoClient[dict[str, str]](url) as client:
        facts = client.get_database("essai").get_collection("faits")
        async with client.start_session() as session, await session.start_transaction():
            await facts.insert_one({"_id": value}, session=session)


async def kept(url: str) -> set[str]:
    async with AsyncMongoClient[dict[str, str]](url) as client:
        return {row["_id"] async for row in client.get_database("essai").get_collection("faits").find()}


async def send(address: str, topic: str, value: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=address, acks="all", enable_idempotence=True) as producer:
        await producer.send_and_wait(topic, value.encode())


async def sent(address: str, topic: str, count: int) -> set[str]:
    async with AIOKafkaConsumer(topic, bootstrap_servers=address, auto_offset_reset="earliest") as consumer:
        return {(await consumer.getone()).value.decode() for _ in range(count)}


async def test_topics_are_made_once_and_have_twelve_partitions(kafka: str, fresh_prefix: str) -> None:
    names = ("incubator_registry", "project_tracking", "jobrotation_funding", "innovation_journal")
    assert set(await topics.ensure(kafka, fresh_prefix)) == {f"{fresh_prefix}{name}" for name in names}
    assert await topics.ensure(kafka, fresh_prefix) == []


async def test_a_topic_cut_otherwise_is_refused_and_not_touched(kafka: str, fresh_prefix: str) -> None:
    from aiokafka.admin import AIOKafkaAdminClient, NewTopic

    client = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await client.start()
    await client.create_topics([NewTopic(f"{fresh_prefix}project_tracking", 3, 1)])
    await client.close()
    with pytest.raises(Trouble, match="3 partitions au lieu de 12"):
        await topics.ensure(kafka, fresh_prefix)


async def test_a_transaction_is_kept(mongo_url: str) -> None:
    value = uuid4().hex
    await keep(mongo_url, value)
    assert value in await kept(mongo_url)


@pytest.mark.faults
async def test_what_a_killed_process_left_open_holds_nobody_back_for_long(own_pair: Pair) -> None:
    async with AsyncMongoClient[dict[str, str]](own_pair.mongod.url) as client:
        asked = {"getParameter": 1, "transactionLifetimeLimitSeconds": 1}
        assert (await client.admin.command(asked))["transactionLifetimeLimitSeconds"] <= 10


@pytest.mark.faults
async def test_a_broker_killed_by_force_comes_back_with_every_acknowledged_message(own_pair: Pair) -> None:
    broker, address = own_pair.broker, own_pair.kafka.address
    assert broker is not None
    await topics.ensure(address, "tue_")
    await send(address, "tue_incubator_registry", "avant")
    broker.kill()
    broker.start()
    await asyncio.to_thread(broker.wait_ready)
    await send(address, "tue_incubator_registry", "après")
    assert await sent(address, "tue_incubator_registry", 2) == {"avant", "après"}


@pytest.mark.faults
async def test_a_database_killed_by_force_keeps_every_acknowledged_write(own_pair: Pair) -> None:
    await keep(own_pair.mongod.url, "avant")
    own_pair.database.kill()
    own_pair.database.start()
    await asyncio.to_thread(own_pair.database.wait_ready)
    await keep(own_pair.mongod.url, "après")
    assert await kept(own_pair.mongod.url) >= {"avant", "après"}


@pytest.mark.faults
async def test_database_and_broker_stop_cleanly_and_start_again_on_other_ports(own_pair: Pair) -> None:
    await keep(own_pair.mongod.url, "ailleurs")
    moved = replace(own_pair.mongod, port=free_port())
    own_pair.database.stop()
    server = Server(moved.program(), own_pair.folder / "moved.log")
    server.start()
    await asyncio.to_thread(server.wait_ready)
    assert "ailleurs" in await kept(moved.url)
    server.stop()
    own_pair.database.start()
    await asyncio.to_thread(own_pair.database.wait_ready)
