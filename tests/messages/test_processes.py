"""Killed processes lose nothing and invert nothing; two processes of one group share its work."""

import asyncio

from services.chassis.republish import republish
from tests.messages.house import House


async def talk(house: House, notes: list[str], count: int) -> None:
    for number in range(2, count + 1):
        await asyncio.gather(*(house.write(f"l{number}", note) for note in notes))


async def beginnings(house: House, count: int) -> list[str]:
    return list(await asyncio.gather(*(house.write("l1") for _ in range(count))))


async def test_a_killed_listener_goes_on_where_it_was_and_repeats_no_effect(own_house: House) -> None:
    await own_house.start("speaker")
    listener = await own_house.start("listener")
    notes = await beginnings(own_house, 8)
    talking = asyncio.create_task(talk(own_house, notes, 20))
    await asyncio.sleep(0.4)
    listener.kill()
    await own_house.start("listener")
    await talking
    await own_house.settled()
    for note in notes:
        assert await own_house.seen(note) == [f"l{n}" for n in range(1, 21)]
        echoes = await own_house.echoes(note)
        assert len(echoes) == len(set(echoes)) == 20


async def test_a_killed_relay_loses_nothing_and_inverts_nothing(own_house: House) -> None:
    relay = await own_house.start("speaker", "relay")
    notes = await beginnings(own_house, 8)
    talking = asyncio.create_task(talk(own_house, notes, 20))
    await asyncio.sleep(0.3)
    relay.kill()
    await own_house.start("speaker", "relay")
    await talking

    async def sent() -> bool:
        return int(await own_house.speaker.database["events"].count_documents({"unsent": True})) == 0

    await own_house.until(sent)
    found = await own_house.in_topic()
    for note in notes:
        first_seen = list(dict.fromkeys(sequence for subject, sequence in found if subject == f"note/{note}"))
        assert first_seen == list(range(1, 21))


async def test_commands_are_accepted_and_kept_while_no_relay_runs(own_house: House) -> None:
    note = await own_house.write("l1")
    assert await own_house.in_topic() == []
    await own_house.start("speaker", "relay")
    await own_house.start("listener")
    await own_house.settled()
    assert await own_house.seen(note) == ["l1"]


async def test_two_processes_of_a_group_share_the_work_and_one_leaves_cleanly(own_house: House) -> None:
    await own_house.start("speaker")
    first, _ = await asyncio.gather(own_house.start("listener"), own_house.start("listener"))
    notes = await beginnings(own_house, 12)
    talking = asyncio.create_task(talk(own_house, notes, 20))
    await asyncio.sleep(0.4)
    await asyncio.to_thread(first.stop)
    await talking
    await own_house.settled()
    for note in notes:
        assert await own_house.seen(note) == [f"l{n}" for n in range(1, 21)]
        echoes = await own_house.echoes(note)
        assert len(echoes) == len(set(echoes)) == 20


async def test_a_lost_topic_is_filled_again_from_the_services_own_events(own_house: House) -> None:
    speaker = await own_house.start("speaker")
    listener = await own_house.start("listener")
    notes = await beginnings(own_house, 4)
    await talk(own_house, notes, 5)
    await own_house.settled()
    listener.stop()
    speaker.stop()
    await own_house.drop_topic()
    await own_house.make_topic()
    await own_house.start("speaker")
    await own_house.start("listener")
    assert await republish(own_house.speaker.database) == 20
    await talk_more(own_house, notes)
    await own_house.settled()
    assert len(await own_house.in_topic()) == 24
    for note in notes:
        assert await own_house.seen(note) == [f"l{n}" for n in range(1, 7)]
        assert len(await own_house.echoes(note)) == 6


async def talk_more(house: House, notes: list[str]) -> None:
    await asyncio.gather(*(house.write("l6", note) for note in notes))
