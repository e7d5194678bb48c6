"""Twins of the writing side: each test sees a guarantee hold on the real MongoDB, takes it away, and sees the harm."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from uuid_utils import uuid4

from services.chassis import work as work_module
from services.chassis.actor import Actor
from services.chassis.clock import system_now
from services.chassis.deadlines import Deadline, Deadlines, deadline
from services.chassis.dossier import Dossier
from services.chassis.mongo import BulkWriteError, Client
from services.chassis.reader import to_document
from services.chassis.refusal import StaleVersion, Taken
from services.chassis.relay import Relay
from services.chassis.store import Request, Store
from services.chassis.work import Cause, Work
from tests.messages.toy.note import Line, Note, start_note, write_line

NOON = datetime(2019, 9, 30, 10, 0, tzinfo=UTC)


def asked(expected: int | None = None) -> Request:
    async def anyone(work: Work) -> Actor:
        return Actor(person="somebody", kind="person")

    return Request(Cause("test", "c"), anyone, expected_version=expected)


async def written(store: Store) -> str:
    return (await store.command(asked(), lambda work: start_note(work, Line(text="un")))).id


async def two_who_read_the_same(store: Store) -> int:
    """Two persons read a note of one line, and each saves what they read with one line more: lines in the end."""
    id = await written(store)
    readings = [await (await store.reader()).get(Note, id) for _ in range(2)]
    for reading in readings:
        reading.write("un de plus")

        async def run(work: Work, note: Note = reading) -> Note:
            await work.save(note)
            return note

        await store.within(Cause("test", "c"), run)
    return (await (await store.reader()).get(Note, id)).lines


async def test_without_the_version_that_was_read_one_of_two_changes_is_lost(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StaleVersion):
        await two_who_read_the_same(store)

    async def whatever_is_there(work: Work, dossier: Dossier, read: int) -> None:
        await work.database[dossier.kind].replace_one(
            {"_id": dossier.id}, to_document(dossier), upsert=True, session=work.session
        )

    monkeypatch.setattr(Work, "_write", whatever_is_there)
    # The numbers of events and of audit entries still keep it out, as an error that no person understands.
    with pytest.raises(BulkWriteError):
        await two_who_read_the_same(store)
    await store.database["events"].drop_index("subject_1_sequence_1")
    await store.database["audit"].drop_index("subject_1_number_1")
    audited = Work._audit

    def unnumbered(work: Work, dossier: Dossier, events: list[dict[str, Any]]) -> dict[str, Any]:
        return audited(work, dossier, events) | {"_id": str(uuid4())}

    monkeypatch.setattr(Work, "_audit", unnumbered)
    assert await two_who_read_the_same(store) == 2, "three lines were written"


async def test_without_if_match_one_decides_on_what_one_has_not_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await written(store)
    await store.command(asked(), lambda work: write_line(work, id, Line(text="deux")))
    with pytest.raises(StaleVersion):
        await store.command(asked(expected=1), lambda work: write_line(work, id, Line(text="trois")))
    monkeypatch.setattr("services.chassis.store._check_version", lambda *_: None)
    await store.command(asked(expected=1), lambda work: write_line(work, id, Line(text="trois")))
    assert (await (await store.reader()).get(Note, id)).lines == 3


async def left_behind(store: Store) -> dict[str, int]:
    async def fails_late(work: Work) -> Note:
        await start_note(work, Line(text="un"))
        raise Taken("trop tard")

    with pytest.raises(Taken):
        await store.command(asked(), fails_late)
    return {name: await store.database[name].count_documents({}) for name in ("note", "events", "audit")}


async def test_without_one_transaction_a_refused_command_leaves_its_events_behind(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await left_behind(store) == {"note": 0, "events": 0, "audit": 0}

    async def without_a_session(client: Client, run: Callable[[Any], Any]) -> Any:
        return await run(None)

    monkeypatch.setattr("services.chassis.store.transaction", without_a_session)
    assert await left_behind(store) == {"note": 1, "events": 1, "audit": 1}


async def test_without_reservations_two_dossiers_bear_one_siret(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async def register(work: Work) -> Note:
        note = await start_note(work, Line(text="un"))
        await work.reserve("siret:13002526500013", note.id)
        return note

    await store.command(asked(), register)
    with pytest.raises(Taken):
        await store.command(asked(), register)
    assert await store.database["note"].count_documents({}) == 1

    async def let_it_be(work: Work, key: str, holder: str) -> None:
        return

    monkeypatch.setattr(Work, "reserve", let_it_be)
    await store.command(asked(), register)
    assert await store.database["note"].count_documents({}) == 2


async def test_without_the_cause_in_its_name_a_message_leaves_at_every_replay(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def replayed(cause: str) -> int:
        for _ in range(2):
            await store.within(Cause("react", "c"), lambda work: work.mail("tom", "echo", cause))
        return int(await store.database["outward"].count_documents({"_id": {"$regex": f"^{cause}"}}))

    assert await replayed("call/1#1") == 1
    by_cause = Work.mail

    async def by_chance(work: Work, to_person: str, template: str, cause: str, **facts: Any) -> None:
        await by_cause(work, to_person, template, f"{cause}{uuid4()}", **facts)

    monkeypatch.setattr(Work, "mail", by_chance)
    assert await replayed("call/1#2") == 2


def remembering(fallen: list[datetime]) -> Deadline:
    @deadline(of=Note, kind="close")
    async def remember(work: Work, _: str) -> None:
        fallen.append(work.now)

    return remember


async def overdue(store: Store, *days: int) -> None:
    """A note with deadlines so many days after noon, all of them past."""
    await store.clock.move(NOON)

    async def run(work: Work) -> Note:
        note = await start_note(work, Line(text="un"))
        for after in days:
            await work.deadline(note, "close", NOON + timedelta(days=after))
        return note

    await store.within(Cause("test", "c"), run)
    await store.clock.move(NOON + timedelta(days=100))


async def turns(deadlines: Deadlines, count: int) -> None:
    for _ in range(count):
        await deadlines.fire_next()


async def test_without_removing_its_row_with_its_effect_a_deadline_falls_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fallen: list[datetime] = []
    deadlines = Deadlines(store, (remembering(fallen),))
    await overdue(store, 1)
    [row] = await deadlines.due()
    # Two replicas have seen the same row: both fire it.
    await deadlines._fire(row)
    await deadlines._fire(row)
    assert len(fallen) == 1

    async def and_leave_the_row(self: Deadlines, work: Work, row: dict[str, Any]) -> None:
        await self.declared[0].fall(work, row["subject"].partition("/")[2])

    monkeypatch.setattr(Deadlines, "_fall", and_leave_the_row)
    await deadlines._fire(row)
    await deadlines._fire(row)
    assert len(fallen) == 3


async def test_without_the_order_of_due_times_a_clock_that_jumps_has_the_last_one_fall_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fallen: list[datetime] = []
    deadlines = Deadlines(store, (remembering(fallen),))
    days = (3, 1, 2)
    await overdue(store, *days)

    async def as_they_lie(self: Deadlines) -> list[dict[str, Any]]:
        found = self.store.database["deadlines"].find({"due": {"$lte": await self.store.clock.now()}})
        return list(await found.hint([("$natural", 1)]).to_list(1))

    with monkeypatch.context() as taken_away:
        taken_away.setattr(Deadlines, "due", as_they_lie)
        await turns(deadlines, 3)
    assert fallen == [NOON + timedelta(days=after) for after in days]
    fallen.clear()
    # The clock stands a hundred days later: the same three are past at once.
    await store.database["deadlines"].insert_many(
        [
            {"_id": str(after), "subject": "note/n", "kind": "close", "due": NOON + timedelta(days=after)}
            for after in days
        ]
    )
    await turns(deadlines, 3)
    assert fallen == [NOON + timedelta(days=after) for after in sorted(days)]


async def order_of_the_relay(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Two events of one note, the second written by a replica whose clock is an hour late: sequences as sent."""
    id = await written(store)
    late = system_now() - timedelta(hours=1)
    with monkeypatch.context() as other_replica:
        other_replica.setattr(work_module, "system_now", lambda: late)
        await store.command(asked(), lambda work: write_line(work, id, Line(text="deux")))
    rows = await Relay(store.database, "topic", "127.0.0.1:1")._unsent()
    return [row["sequence"] for row in rows if row["subject"] == f"note/{id}"]


async def test_without_a_stamp_that_only_rises_a_late_clock_turns_the_events_of_a_dossier_round(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await order_of_the_relay(store, monkeypatch) == [1, 2]
    numbered = Work._numbered

    def by_the_clock_alone(work: Work, dossier: Dossier, event: Any) -> dict[str, Any]:
        dossier.stamp = 0
        return numbered(work, dossier, event)

    monkeypatch.setattr(Work, "_numbered", by_the_clock_alone)
    assert await order_of_the_relay(store, monkeypatch) == [2, 1]


async def sent_when_a_commit_comes_late(store: Store, relay: Relay) -> tuple[list[str], set[str]]:
    """One transaction writes first and commits last, another comes between, and the relay works after each.

    Answers what the relay handed over, and what was committed.
    """
    handed: list[str] = []
    wrote, may_commit = asyncio.Event(), asyncio.Event()

    async def hand_over(_: Any, row: dict[str, Any]) -> "asyncio.Future[Any]":
        handed.append(row["subject"])
        acknowledged = asyncio.get_running_loop().create_future()
        acknowledged.set_result(None)
        return acknowledged

    async def no_broker() -> None:
        return

    async def slow(work: Work) -> Note:
        note = await start_note(work, Line(text="un"))
        wrote.set()
        await may_commit.wait()
        return note

    relay._hand_over, relay._started = hand_over, no_broker  # type: ignore[method-assign, assignment]
    first = asyncio.create_task(store.within(Cause("test", "c"), slow))
    await wrote.wait()
    second = await written(store)
    await relay.send_batch()
    may_commit.set()
    committed = {f"note/{(await first).id}", f"note/{second}"}
    await relay.send_batch()
    return handed, committed


async def test_without_selecting_what_is_unsent_a_time_cursor_loses_what_commits_late(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed, committed = await sent_when_a_commit_comes_late(store, Relay(store.database, "topic", "127.0.0.1:1"))
    assert (len(handed), set(handed)) == (2, committed)
    cursor = max([event["stamp"] async for event in store.database["events"].find({})])

    async def since_the_last_one(relay: Relay) -> list[dict[str, Any]]:
        nonlocal cursor
        rows = await relay.database["events"].find({"stamp": {"$gt": cursor}}).sort("stamp", 1).to_list(None)
        cursor = max([cursor, *(row["stamp"] for row in rows)])
        return list(rows)

    monkeypatch.setattr(Relay, "_unsent", since_the_last_one)
    handed, committed = await sent_when_a_commit_comes_late(store, Relay(store.database, "topic", "127.0.0.1:1"))
    assert len(handed) == 1
    assert set(handed) < committed, "the one that began first was never sent"
