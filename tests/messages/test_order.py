"""Order, redelivery, gaps and whole-topic replay, on the real broker with separate processes."""

import asyncio

from uuid_utils import uuid7

from services.chassis.rebuild import rebuild
from services.chassis.republish import republish
from tests.messages.house import House


async def lines(house: House, count: int) -> str:
    note = await house.write("l1")
    for number in range(2, count + 1):
        await house.write(f"l{number}", note)
    return note


async def test_what_is_said_of_one_dossier_is_heard_in_its_order(house: House) -> None:
    notes = await asyncio.gather(*(lines(house, 10) for _ in range(12)))
    await house.settled()
    for note in notes:
        assert await house.seen(note) == [f"l{n}" for n in range(1, 11)]
        assert len(await house.echoes(note)) == 10
        assert await house.parked(note) == []


async def test_a_redelivered_event_has_no_second_effect_and_no_second_mail(house: House) -> None:
    note = str(uuid7())
    message = await house.message(note, 1, "once")
    await house.send(message, message, message)
    await house.settled()
    assert await house.seen(note) == ["once"]
    assert len(await house.echoes(note)) == 1
    assert await house.mails(note) == 1


async def test_an_event_beyond_a_gap_waits_and_then_keeps_its_place(house: House) -> None:
    note = str(uuid7())
    first, second, third = [await house.message(note, n, f"l{n}") for n in (1, 2, 3)]
    await house.send(first, third)
    await house.settled()
    assert await house.seen(note) == ["l1"]
    assert {row["reason"] for row in await house.parked(note)} == {"gap"}
    await house.send(second)

    async def released() -> bool:
        return not await house.parked(note)

    await house.until(released)
    assert await house.seen(note) == ["l1", "l2", "l3"]
    assert len(await house.echoes(note)) == 3


async def test_the_whole_topic_sent_again_changes_nothing(house: House) -> None:
    note = await lines(house, 5)
    await house.settled()
    before = (await house.seen(note), await house.echoes(note), await house.mails(note))
    assert await republish(house.speaker.database) >= 5
    await house.settled()
    assert (await house.seen(note), await house.echoes(note), await house.mails(note)) == before
    assert (await house.in_topic()).count((f"note/{note}", 5)) == 2


async def test_a_rebuilt_view_equals_the_living_one_while_new_events_arrive(house: House) -> None:
    note = await lines(house, 5)
    await house.settled()

    async def talk() -> None:
        for number in range(6, 26):
            await house.write(f"l{number}", note)
            await asyncio.sleep(0.05)

    talking = asyncio.create_task(talk())
    generation = await rebuild(house.views, house.known, (house.topic,), house.kafka)
    await talking
    await house.settled()

    async def released() -> bool:
        # What reached the new generation before the one ahead of it waits there, parked, for its turn.
        return not await house.parked(note)

    await house.until(released)
    assert generation >= 2
    assert await house.seen(note) == [f"l{n}" for n in range(1, 26)]
    assert len(await house.echoes(note)) == 25, "rebuilding runs views only"
