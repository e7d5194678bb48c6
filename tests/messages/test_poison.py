"""One bad message never blocks its neighbours: each kind of poison, its parking, its replay."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from uuid_utils import uuid7

from services.chassis import consume
from services.chassis.parking import NotItsTurn
from tests.messages.house import House

Message = tuple[bytes, list[tuple[str, bytes]], bytes | None]


def bad_json(message: Message) -> Message:
    return message[0], message[1], b'{"note": '


def empty(message: Message) -> Message:
    return message[0], message[1], None


def bad_header(message: Message) -> Message:
    return message[0], [*message[1], ("traceparent", b"\xff\xfe")], message[2]


def newer(message: Message) -> Message:
    headers = [(n, b"pepiniere.note.written.v9" if n == "ce_type" else v) for n, v in message[1]]
    return message[0], headers, message[2]


def wrong_field(message: Message) -> Message:
    return message[0], message[1], b'{"note": 7}'


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (bad_json, "unreadable-data"),
        (empty, "empty"),
        (bad_header, "unreadable-header"),
        (newer, "newer-version"),
        (wrong_field, "unreadable-data"),
    ],
)
async def test_a_message_that_cannot_be_read_is_parked_and_its_neighbours_go_on(
    house: House, spoil: Callable[[Message], Message], reason: str
) -> None:
    sick, sound = str(uuid7()), str(uuid7())
    await house.send(
        spoil(await house.message(sick, 1)), await house.message(sick, 2), await house.message(sound, 1, "well")
    )
    await house.settled()
    assert await house.seen(sound) == ["well"]
    assert await house.seen(sick) == []
    parked = await house.parked(sick)
    assert [(row["sequence"], row["reason"]) for row in parked] == 2 * [(1, reason), (2, "behind-a-parked-one")]
    assert {row["group"].partition("@")[0] for row in parked} == set(house.groups)
    assert all(row["topic"] == house.topic and row["offset"] >= 0 for row in parked)


async def test_an_unknown_type_is_passed_over_and_its_dossier_goes_on(house: House) -> None:
    note = str(uuid7())
    unknown = await house.message(note, 1, ce_type=b"pepiniere.note.whispered.v1")
    await house.send(unknown, await house.message(note, 2, "heard"))
    await house.settled()
    assert await house.seen(note) == ["heard"]
    assert await house.parked(note) == []


async def test_a_message_without_a_place_is_kept_for_a_person(house: House) -> None:
    note = str(uuid7())
    await house.send((b"\xff", [("nonsense", b"1")], b"nonsense"), await house.message(note, 1, "well"))
    await house.settled()
    assert await house.seen(note) == ["well"]
    kept = await house.listener.database["parked"].count_documents({"status": "unplaced"})
    assert kept >= 2, "once for each group"


async def test_a_handler_that_fails_parks_its_event_and_a_replay_keeps_the_order(house: House) -> None:
    note = str(uuid7())
    word = f"boom{note}"
    Path(house.broken).write_text(word)
    await house.send(await house.message(note, 1, "l1"), await house.message(note, 2, word))
    await house.settled()
    assert await house.seen(note) == ["l1"]
    assert {row["reason"] for row in await house.parked(note)} == {"handler-failed"}
    # New arrivals race the mending: they wait behind the parked one.
    await house.send(await house.message(note, 3, "l3"))
    Path(house.broken).write_text("")
    await house.send(await house.message(note, 4, "l4"))

    async def released() -> bool:
        for row in await house.parked(note):
            await house.parking.try_dossier(row["group"], row["subject"])
        return not await house.parked(note)

    await house.settled()
    await house.until(released)
    assert await house.seen(note) == ["l1", word, "l3", "l4"]
    assert len(await house.echoes(note)) == 4


async def test_a_person_sets_one_event_aside_and_the_later_ones_go_on(house: House) -> None:
    note = str(uuid7())
    await house.send(bad_json(await house.message(note, 1)), await house.message(note, 2, "l2"))
    await house.settled()
    parked = await house.parked(note)
    with pytest.raises(NotItsTurn):
        await house.parking.set_aside(parked[1]["_id"], "agnes", "trop tôt")
    for row in parked:
        if row["sequence"] == 1:
            await house.parking.set_aside(row["_id"], "agnes", "message illisible, refait à la main")

    async def released() -> bool:
        return not await house.parked(note)

    await house.until(released)
    assert await house.seen(note) == ["l2"]
    kept = await house.listener.database["parked"].find({"subject": f"note/{note}"}).to_list(None)
    assert {(row["status"], row["set_aside"]["by"]) for row in kept} == {("set-aside", "agnes")}


async def test_the_librarys_own_parser_would_lose_the_message_with_a_bad_header() -> None:
    """The twin of the tolerant parser: FastStream's own one raises, under every policy, before any handler sees it."""
    from faststream.kafka.message import KafkaAckableMessage
    from faststream.kafka.parser import AioKafkaBatchParser

    from tests.messages.records import record

    parser = AioKafkaBatchParser(msg_class=KafkaAckableMessage, regex=None)
    bad: Any = (record((b"k", [("h", b"\xff\xfe")], b"{}")),)
    with pytest.raises(UnicodeDecodeError):
        await parser.parse_batch(bad)
    assert (await consume.tolerant(bad, parser.parse_batch)).raw_message == bad
