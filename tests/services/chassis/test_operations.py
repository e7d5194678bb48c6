"""Operations through the door: parked events are listed, replayed and set aside by who administers; others may not."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from uuid_utils import uuid7

from services.chassis.actor import Actor, Duty, DutyName
from services.chassis.arrivals import read
from services.chassis.reader import Reader
from tests.messages.records import record
from tests.messages.toy.listener import LISTENER
from tests.support.service import House, hash_of, opened


async def agnes_administers(reader: Reader, bearer: str) -> Actor:
    """Agnès administers; whoever else is signed in may nothing."""
    duty = Duty(name=DutyName.ADMINISTER, reference="arrêté 1", since=date(2019, 1, 1))
    held = (duty,) if bearer == hash_of("agnes") else ()
    return Actor(person="agnes" if held else "tom", kind="person", bearer=bearer, duties=held) if bearer else Actor()


@pytest.fixture
async def house(mongo_url: str, fresh_prefix: str) -> AsyncIterator[House]:
    async with opened(replace(LISTENER, rights=agnes_administers), mongo_url, fresh_prefix) as opened_house:
        yield opened_house


def message(note: str, sequence: int, value: bytes) -> Any:
    headers = {
        "ce_id": str(uuid7()),
        "ce_source": "/toy_speaker",
        "ce_type": "pepiniere.note.written.v1",
        "ce_subject": f"note/{note}",
        "ce_time": "2019-09-30T10:00:00Z",
        "ce_sequence": str(sequence),
        "ce_correlationid": "c",
    }
    return record((f"note/{note}".encode(), [(n, v.encode()) for n, v in headers.items()], value), sequence)


async def park_one(house: House) -> str:
    """A message that cannot be read, with a sound one behind it."""
    note = str(uuid7())
    sound = f'{{"note":"{note}","number":2,"text":"l2"}}'.encode()
    arrivals = [read(message(note, n, value), LISTENER.known) for n, value in ((1, b"{"), (2, sound))]
    await house.runtime.views.take(arrivals)
    return note


async def test_parked_events_are_listed_without_their_content(house: House) -> None:
    note = await park_one(house)
    listed = await house.get("agnes", "/operations/parked")
    assert [(row["subject"], row["sequence"], row["reason"]) for row in listed] == [
        (f"note/{note}", 1, "unreadable-data"),
        (f"note/{note}", 2, "behind-a-parked-one"),
    ]
    assert {"key", "value", "headers"} & set(listed[0]) == set()


async def test_one_is_set_aside_with_its_motive_and_the_next_is_replayed(house: House) -> None:
    note = await park_one(house)
    first, second = [row["id"] for row in await house.get("agnes", "/operations/parked")]
    assert (await house.post("agnes", "/operations/parked/replay", {"id": first}, expect=200))["done"] is False
    aside = {"id": first, "why": "message illisible, refait à la main"}
    await house.post("agnes", "/operations/parked/set-aside", aside, expect=200)
    assert (await house.post("agnes", "/operations/parked/replay", {"id": second}, expect=200))["done"] is True
    row = await (await house.runtime.store.reader()).row("notes", note)
    assert row is not None
    assert row["texts"] == ["l2"]


async def test_only_the_first_of_a_dossier_can_be_set_aside(house: House) -> None:
    await park_one(house)
    second = (await house.get("agnes", "/operations/parked"))[1]["id"]
    refused = await house.post("agnes", "/operations/parked/set-aside", {"id": second, "why": "trop tôt"}, expect=409)
    assert refused["type"].endswith("not-its-turn")


@pytest.mark.parametrize(("who", "status"), [("tom", 403), ("", 401)])
async def test_others_may_not_touch_them(house: House, who: str, status: int) -> None:
    await house.get(who, "/operations/parked", expect=status)
    await house.post(who, "/operations/parked/replay", {"id": "x"}, expect=status)
    await house.post(who, "/operations/parked/set-aside", {"id": "x", "why": "motif"}, expect=status)


async def test_an_unknown_parked_event_is_said_to_be_gone(house: House) -> None:
    await house.post("agnes", "/operations/parked/replay", {"id": "x"}, expect=404)


async def test_a_person_reads_their_own_messages_only(house: House) -> None:
    outward = house.runtime.store.database["outward"]
    asked = datetime(2019, 9, 30, tzinfo=UTC)
    for to in ("agnes", "tom"):
        await outward.insert_one({"_id": to, "to": to, "template": "echo", "text": f"pour {to}", "asked": asked})
    assert [each["text"] for each in await house.get("tom", "/operations/messages")] == ["pour tom"]
    await house.get("", "/operations/messages", expect=401)


async def test_the_acts_of_a_person_are_listed_from_an_instant_on(house: House) -> None:
    audit = house.runtime.store.database["audit"]
    for number, at in enumerate(("2021-06-30T22:00:00Z", "2021-06-30T21:59:59.900000Z"), start=1):
        entry = {"actor": "karim", "at": at, "action": "certify"}
        await audit.insert_one({"_id": number, "subject": "grant/g", "number": number, "entry": entry})
    found = await house.get("agnes", "/operations/acts", person="karim", since="2021-07-01T00:00:00+02:00")
    assert [act["number"] for act in found] == [1]
