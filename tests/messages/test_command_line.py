"""The operator's command line, as a person would type it, on running services."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from uuid_utils import uuid7

from services.chassis import __main__ as command_line
from services.chassis.runtime import Runtime
from services.chassis.service import Service
from services.chassis.settings import Settings
from tests.messages.house import House
from tests.messages.toy.listener import LISTENER
from tests.messages.toy.speaker import SPEAKER


def typed(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "services.chassis", *words]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=60)


def environment(house: House) -> dict[str, str]:
    return {
        "PEPINIERE_MONGO_URL": house.mongo_url,
        "PEPINIERE_KAFKA": house.kafka,
        "PEPINIERE_PREFIX": house.prefix,
        "PEPINIERE_ISSUER": "http://127.0.0.1:1",
        "PEPINIERE_BEARER_KEY": "k" * 64,
        "PEPINIERE_MASTER_KEY": "0" * 64,
    }


@asynccontextmanager
async def runtime(house: House, service: Service) -> AsyncIterator[Runtime]:
    given: dict[str, Any] = {
        name.removeprefix("PEPINIERE_").lower(): value for name, value in environment(house).items()
    }
    opened = Runtime(service, Settings(**given))
    yield opened
    await opened.flow.close()
    opened.client.close()


class Chosen:
    """The options of one verb."""

    def __init__(self, **options: str) -> None:
        self.id, self.who, self.why = options.get("id"), options.get("who"), options.get("why")


async def test_what_is_parked_is_listed_replayed_and_set_aside(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    note = str(uuid7())
    key, headers, _ = await house.message(note, 1)
    await house.send((key, headers, b"{"), await house.message(note, 2, "l2"))
    await house.settled()
    async with runtime(house, LISTENER) as process:
        assert await command_line.parked(process, Chosen()) == 0
        assert f"note/{note}|1\n    waiting · unreadable-data" in capsys.readouterr().out
        parked = [row["_id"] for row in await house.parked(note) if row["sequence"] == 1]
        assert await command_line.replay(process, Chosen(id=parked[0])) == 1
        for id in parked:
            await command_line.set_aside(process, Chosen(id=id, who="agnes", why="illisible"))
        with pytest.raises(SystemExit, match="garde son auteur et son motif"):
            await command_line.set_aside(process, Chosen(id="x"))

    async def released() -> bool:
        return not await house.parked(note)

    await house.until(released)
    assert await house.seen(note) == ["l2"]


async def test_the_audit_is_verified_and_what_was_touched_is_named(
    own_house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    note = await own_house.write("l1")
    touched = {"$set": {"entry.actor": "x"}}
    async with runtime(own_house, SPEAKER) as process:
        assert await command_line.digest(process, Chosen()) == 0
        assert await command_line.verify(process, Chosen()) == 0
        await own_house.speaker.database["audit"].update_one({"subject": f"note/{note}"}, touched)
        assert await command_line.verify(process, Chosen()) == 1
    assert f"note/{note}: entry 1 was altered" in capsys.readouterr().out


async def test_views_are_rebuilt_and_events_republished_by_a_command(own_house: House) -> None:
    await own_house.start("speaker")
    note = await own_house.write("l1")

    async def sent() -> bool:
        return len(await own_house.in_topic()) >= 1

    await own_house.until(sent)
    async with runtime(own_house, LISTENER) as listener:
        assert await command_line.rebuild_views(listener, Chosen()) == 0
    assert await own_house.seen(note) == ["l1"]
    async with runtime(own_house, SPEAKER) as speaker:
        assert await command_line.republish_events(speaker, Chosen()) == 0

    async def sent_again() -> bool:
        return len(await own_house.in_topic()) == 2

    await own_house.until(sent_again)


async def test_a_service_that_does_not_exist_and_settings_that_are_missing_are_said_in_a_sentence(
    house: House,
) -> None:
    unknown = await asyncio.to_thread(typed, "parked", "nowhere", **environment(house))
    assert unknown.returncode == 1
    assert "Il n'y a pas de service « nowhere »." in unknown.stderr
    missing = await asyncio.to_thread(
        typed, "parked", "project_tracking", **environment(house) | {"PEPINIERE_MASTER_KEY": "court"}
    )
    assert missing.returncode == 1
    assert "PEPINIERE_MASTER_KEY" in missing.stderr
    assert "Traceback" not in missing.stderr
