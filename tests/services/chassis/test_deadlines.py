"""Deadlines on a real MongoDB: each once, at its due time, in order, also when the clock jumps."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.chassis.clock import ClockGoesBack
from services.chassis.deadlines import Deadlines, deadline
from services.chassis.refusal import Forbidden
from services.chassis.store import Store
from services.chassis.work import Cause, Work
from tests.messages.toy.note import Line, Note, State, close_note, start_note

NOON = datetime(2019, 9, 30, 10, 0, tzinfo=UTC)


async def noted(store: Store, *dues: datetime) -> str:
    async def run(work: Work) -> Note:
        note = await start_note(work, Line(text="un"))
        for due in dues:
            await work.deadline(note, "close", due)
        return note

    return (await store.within(Cause("test", "c"), run)).id


async def drain(deadlines: Deadlines) -> int:
    count = 0
    while await deadlines.fire_next():
        count += 1
    return count


async def test_a_deadline_falls_once_and_at_its_due_time(store: Store) -> None:
    await store.clock.move(NOON - timedelta(days=1))
    id = await noted(store, NOON)
    twins = [Deadlines(store, (close_note,)), Deadlines(store, (close_note,))]
    assert await drain(twins[0]) == 0
    await store.clock.move(NOON + timedelta(days=400))
    await asyncio.gather(*(drain(twin) for twin in twins))
    reader = await store.reader()
    assert (await reader.get(Note, id)).state is State.CLOSED
    _, closed = await reader.timeline(f"note/{id}")
    assert closed["time"] == NOON
    assert await drain(twins[0]) == 0


async def test_deadlines_fall_in_the_order_of_their_due_time_when_the_clock_jumps(store: Store) -> None:
    fallen: list[datetime] = []

    @deadline(of=Note, kind="close")
    async def remember(work: Work, _: str) -> None:
        fallen.append(work.now)

    await store.clock.move(NOON - timedelta(days=10))
    dues = [NOON + timedelta(days=days) for days in (3, 1, 2)]
    await noted(store, *dues)
    await store.clock.move(NOON + timedelta(days=100))
    await drain(Deadlines(store, (remember,)))
    assert fallen == sorted(dues)


async def test_a_deadline_that_fails_is_named_and_the_next_ones_fall(store: Store) -> None:
    @deadline(of=Note, kind="close")
    async def fails_first(work: Work, _: str) -> None:
        if work.now == NOON:
            raise RuntimeError("not today")

    await store.clock.move(NOON - timedelta(days=1))
    await noted(store, NOON, NOON + timedelta(hours=1))
    await store.clock.move(NOON + timedelta(days=1))
    await drain(Deadlines(store, (fails_first,)))
    [stuck] = await store.database["deadlines"].find({}).to_list(None)
    assert stuck["due"] == NOON
    assert "not today" in stuck["stuck"]


async def test_the_business_clock_never_goes_back(store: Store) -> None:
    await store.clock.move(NOON)
    with pytest.raises(ClockGoesBack):
        await store.clock.move(NOON - timedelta(seconds=1))


async def test_the_clock_moves_in_a_demonstration_only(store: Store) -> None:
    store.clock.movable = False
    with pytest.raises(Forbidden):
        await store.clock.move(NOON)
