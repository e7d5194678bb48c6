"""The twins: each takes one guarantee away and must be seen to fail, or the guarantee was never tested."""

import asyncio
from typing import Any

import pytest
from faststream import AckPolicy
from uuid_utils import uuid4, uuid7

from services.chassis import consume
from services.chassis.actor import Actor
from services.chassis.arrivals import Arrival, read
from services.chassis.inbox import Fate, Mark
from services.chassis.store import Request
from services.chassis.work import Cause, Work
from tests.messages.house import House
from tests.messages.records import record
from tests.messages.toy.note import Line, start_note


async def arrivals(house: House, note: str, *sequences: int) -> list[Arrival]:
    return [read(record(await house.message(note, n, f"l{n}"), n), house.known) for n in sequences]


async def test_without_the_watermark_a_redelivery_doubles_the_effect(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mark, "fate", lambda mark, arrival, handled: (Fate.APPLY if handled else Fate.OVER, ""))
    note = str(uuid7())
    twice = await arrivals(own_house, note, 1, 1)
    await own_house.views.take(twice)
    await own_house.reactions.take(twice)
    assert await own_house.seen(note) == ["l1", "l1"]
    assert len(await own_house.echoes(note)) == 2


async def test_without_parking_an_event_beyond_a_gap_is_seen_too_early(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hasty(mark: Mark, arrival: Arrival, handled: bool) -> tuple[Fate, str]:
        return (Fate.DUPLICATE, "") if arrival.sequence <= mark.applied else (Fate.APPLY, "")

    monkeypatch.setattr(Mark, "fate", hasty)
    note = str(uuid7())
    for late in ((1, 3), (2,)):
        await own_house.views.take(await arrivals(own_house, note, *late))
    assert await own_house.seen(note) == ["l1", "l3"], "the second one came later and was lost"


async def delivered_again(house: House, policy: AckPolicy, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a message whose handler died half-way comes again to the next process of its group."""
    monkeypatch.setitem(consume.CONSUMER, "ack_policy", policy)
    note, group = str(uuid7()), f"{house.prefix}{uuid4()}"
    heard = asyncio.Event()

    async def dies(_: list[Arrival]) -> None:
        heard.set()
        raise ConnectionError("the process is going down")

    async def lives(_: list[Arrival]) -> None:
        heard.set()

    for take in (dies, lives):
        heard.clear()
        listener = consume.Listener(group, (house.topic,), house.known, take)
        listener.stopping.set()
        kafka = consume.broker(house.kafka, "twin")
        listener.subscribe(kafka)
        await kafka.start()
        if take is dies:
            await house.send(await house.message(note, 1))
        try:
            await asyncio.wait_for(heard.wait(), 8)
        except TimeoutError:
            return False
        finally:
            await asyncio.sleep(0.3)
            await kafka.stop()
    return True


async def test_with_our_acknowledgement_a_message_whose_handler_died_comes_again(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await delivered_again(own_house, consume.CONSUMER["ack_policy"], monkeypatch)


async def test_with_the_librarys_default_acknowledgement_it_is_lost(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not await delivered_again(own_house, AckPolicy.ACK_FIRST, monkeypatch)


@pytest.mark.parametrize(("key", "notes"), [("k", 1), ("", 2)])
async def test_without_the_mark_of_its_key_a_repeated_command_acts_twice(
    own_house: House, key: str, notes: int
) -> None:
    async def anyone(work: Work) -> Actor:
        return Actor(person="somebody", kind="person")

    async def run(work: Work) -> Any:
        return await start_note(work, Line(text="un"))

    for _ in range(2):
        await own_house.speaker.command(Request(Cause("test", "c"), anyone, key, "f"), run)
    assert await own_house.speaker.database["note"].count_documents({}) == notes
