"""Twins of a consumer's readiness: it is ready once its partitions are its own, and only then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.chassis.runtime import Runtime
from tests.messages.hearing import said
from tests.messages.house import House
from tests.messages.toy.listener import LISTENER
from tests.support.service import settings_for

NOWHERE = "127.0.0.1:9"


@asynccontextmanager
async def process(house: House, role: str, kafka: str) -> AsyncIterator[Runtime]:
    """A process of the listener, running in this one."""
    runtime = Runtime(LISTENER, settings_for(house.mongo_url, house.prefix, kafka=kafka), role)
    await runtime.start()
    await runtime.migrated.wait()
    try:
        yield runtime
    finally:
        await runtime.stop()


async def ready(house: House, role: str, kafka: str) -> bool:
    """Whether a process says so, half a second after its start."""
    async with process(house, role, kafka) as runtime:
        await asyncio.sleep(0.5)
        return all((await runtime.needs()).values())


async def test_without_asking_for_partitions_consumers_that_hear_nothing_say_they_are_ready(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not await ready(own_house, "consumers", NOWHERE)
    assert await ready(own_house, "api", NOWHERE), "commands are accepted and kept meanwhile"

    async def as_an_api(runtime: Runtime) -> dict[str, bool]:
        return {"migration": runtime.ready["migration"], "mongo": await runtime._mongo_answers()}

    monkeypatch.setattr(Runtime, "needs", as_an_api)
    assert await ready(own_house, "consumers", NOWHERE)


async def test_consumers_that_say_they_are_ready_hear(own_house: House) -> None:
    async with process(own_house, "consumers", own_house.kafka) as runtime:

        async def partitions_are_ours() -> bool:
            return all((await runtime.needs()).values())

        await own_house.until(partitions_are_ours)
        note = await said(own_house, "un")

        async def heard() -> bool:
            return await own_house.seen(note) == ["un"]

        await own_house.until(heard)
