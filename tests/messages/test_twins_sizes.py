"""Twins of the 256 KB limit: a dossier stays small enough to be read whole, an event small enough to be sent."""

import contextlib
from typing import ClassVar

import pytest
from aiokafka.errors import MessageSizeTooLargeError

from contracts.envelope import Event
from services.chassis import relay
from services.chassis import work as work_module
from services.chassis.work import Cause, TooLarge, Work
from tests.messages.hearing import hear_all, said, send_all
from tests.messages.house import House
from tests.messages.toy.note import Note

KB = 1024
ANY_SIZE = 16 * KB * KB


class NoteCopied(Event):
    """A note was copied, whole."""

    dossier: ClassVar[str] = "note"
    fact: ClassVar[str] = "copied"

    text: str


class Thick(Note):
    """A note that keeps its lines."""

    texts: tuple[str, ...] = ()


async def stored(house: House, size: int) -> int:
    """Save a dossier of about this many bytes; answers how many its document has in the database."""

    async def run(work: Work) -> Thick:
        note = Thick(id=work.new_id(), texts=("é" * 500,) * (size // KB))
        await work.save(note)
        return note

    saved = await house.speaker.within(Cause("test", "c"), run)
    whole = [{"$match": {"_id": saved.id}}, {"$project": {"size": {"$bsonSize": "$$ROOT"}}}]
    [found] = await house.speaker.database["note"].aggregate(whole).to_list(None)
    return int(found["size"])


async def test_without_its_limit_a_dossier_grows_until_every_command_carries_megabytes(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await stored(own_house, 200 * KB) < 256 * KB
    with pytest.raises(TooLarge):
        await stored(own_house, 300 * KB)
    assert await own_house.speaker.database["note"].count_documents({}) == 1
    monkeypatch.setattr(work_module, "LARGEST", ANY_SIZE)
    assert await stored(own_house, 8 * KB * KB) > 7 * KB * KB


async def copy(house: House, note: str, size: int) -> None:
    """Commit an event of about this many bytes."""

    async def run(work: Work) -> Note:
        found = await work.get(Note, note)
        found._announce(NoteCopied(text="x" * size))
        await work.save(found)
        return found

    await house.speaker.within(Cause("test", "c"), run)


async def copied(house: House, size: int) -> str:
    """A note of three events, the second of about this many bytes, sent and heard as far as it goes."""
    note = await said(house, "un")
    try:
        await copy(house, note, size)
    finally:
        await said(house, "deux", note=note)
        await hear_all(house, house.views)
    return note


async def test_without_its_limit_an_event_that_no_broker_takes_stops_its_dossier_for_ever(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await own_house.seen(await copied(own_house, 200 * KB)) == ["un", "deux"]
    before = await own_house.speaker.database["events"].count_documents({})
    with pytest.raises(TooLarge):
        await copied(own_house, 2 * KB * KB)
    assert await own_house.speaker.database["events"].count_documents({}) == before + 2, "its two lines"

    monkeypatch.setattr(work_module, "LARGEST", ANY_SIZE)
    note = await copied(own_house, 2 * KB * KB)
    assert await own_house.seen(note) == ["un"]
    assert [row["reason"] for row in await own_house.parked(note)] == ["gap"]


async def heard_beside_a_refused_one(house: House) -> list[str]:
    """What is heard of a note when the relay finds, before it, an event of another that no broker takes."""
    sick, sound = await house.write("un"), await house.write("un")
    await copy(house, sick, 2 * KB * KB)
    await house.write("deux", sound)
    with contextlib.suppress(MessageSizeTooLargeError):
        await send_all(house)
    await hear_all(house, house.views)
    return await house.seen(sound)


async def test_without_parking_what_the_broker_refuses_nothing_leaves_any_more(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_module, "LARGEST", ANY_SIZE)
    assert await heard_beside_a_refused_one(own_house) == ["un", "deux"]
    [refused] = await own_house.speaker.database["events"].find({"refused": {"$exists": True}}).to_list(None)
    assert "larger than the maximum request size" in refused["refused"]
    monkeypatch.setattr(relay, "HOPELESS", ())
    assert await heard_beside_a_refused_one(own_house) == ["un"], "what lies behind the refused one is never sent"
