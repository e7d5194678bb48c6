"""The store on a real MongoDB: one transaction, one version, one sequence, once per idempotency key."""

import asyncio
from typing import Any

import pytest
from uuid_utils import uuid7

from services.chassis import audit
from services.chassis.actor import Actor
from services.chassis.refusal import StaleVersion, Taken
from services.chassis.store import KeyReused, Request, Store
from services.chassis.work import Cause, TooLarge, Work
from tests.messages.toy.note import Line, Note, start_note, write_line


async def anyone(work: Work) -> Actor:
    return Actor(person="somebody", kind="person")


def asked(key: str = "", fingerprint: str = "f", expected: int | None = None) -> Request:
    return Request(Cause("test", correlation=str(uuid7())), anyone, key, fingerprint, expected)


async def written(store: Store, text: str = "un") -> str:
    receipt = await store.command(asked(), lambda work: start_note(work, Line(text=text)))
    return receipt.id


async def test_a_command_writes_dossier_event_and_audit_together(store: Store) -> None:
    id = await written(store)
    reader = await store.reader()
    note = await reader.get(Note, id)
    assert (note.version, note.sequence, note.lines) == (1, 1, 1)
    [event] = await reader.timeline(f"note/{id}")
    assert (event["sequence"], event["type"], event["unsent"]) == (1, "pepiniere.note.written.v1", True)
    [entry] = await reader.trail(f"note/{id}")
    assert entry["entry"]["verbs"] == ["write"]
    assert entry["entry"]["actor"] == "somebody"
    assert audit.broken_links(f"note/{id}", note.audit_head, note.audit_count, [entry]) == []


async def test_a_refused_command_leaves_nothing_behind(store: Store) -> None:
    async def fails_late(work: Work) -> Note:
        await start_note(work, Line(text="un"))
        raise Taken("trop tard")

    with pytest.raises(Taken):
        await store.command(asked("k"), fails_late)
    for collection in ("note", "events", "audit", "requests"):
        assert await store.database[collection].count_documents({}) == 0


async def test_a_dossier_counts_its_events_without_a_gap(store: Store) -> None:
    id = await written(store)
    await asyncio.gather(*(store.command(asked(), lambda w: write_line(w, id, Line(text="x"))) for _ in range(20)))
    events = await (await store.reader()).timeline(f"note/{id}")
    assert [event["sequence"] for event in events] == list(range(1, 22))
    assert sorted(events, key=lambda e: (e["stamp"], e["sequence"])) == events


async def test_a_stale_version_is_refused_and_changes_nothing(store: Store) -> None:
    id = await written(store)
    await store.command(asked(expected=1), lambda work: write_line(work, id, Line(text="deux")))
    with pytest.raises(StaleVersion):
        await store.command(asked(expected=1), lambda work: write_line(work, id, Line(text="trois")))
    assert (await (await store.reader()).get(Note, id)).lines == 2


async def test_the_same_key_answers_the_same_receipt(store: Store) -> None:
    first = await store.command(asked("k"), lambda work: start_note(work, Line(text="un")))
    again = await store.command(asked("k"), lambda work: start_note(work, Line(text="un")))
    assert again == first
    assert await store.database["note"].count_documents({}) == 1


async def test_the_same_key_with_another_body_is_refused(store: Store) -> None:
    await store.command(asked("k", "one"), lambda work: start_note(work, Line(text="un")))
    with pytest.raises(KeyReused):
        await store.command(asked("k", "two"), lambda work: start_note(work, Line(text="deux")))


async def test_two_hundred_racers_on_one_key_make_one_dossier(store: Store) -> None:
    racers = (store.command(asked("k"), lambda work: start_note(work, Line(text="un"))) for _ in range(200))
    receipts = await asyncio.gather(*racers)
    assert len({receipt.id for receipt in receipts}) == 1
    assert await store.database["events"].count_documents({}) == 1


async def test_what_must_be_unique_is_taken_once(store: Store) -> None:
    async def reserving(work: Work) -> Note:
        note = await start_note(work, Line(text="un"))
        await work.reserve("siret:1", note.id)
        return note

    results = await asyncio.gather(*(store.command(asked(), reserving) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(result, Taken) for result in results) == 7
    assert await store.database["note"].count_documents({}) == 1


async def test_a_rerun_of_the_transaction_draws_the_same_ids(store: Store) -> None:
    drawn: list[list[str]] = []

    async def twice(work: Work) -> Note:
        drawn.append([work.new_id(), work.new_id()])
        if len(drawn) == 1:
            await store.database["note"].update_one({"_id": "other"}, {"$set": {"x": 1}}, upsert=True)
            # The snapshot began before this write: touching the same document is a write conflict, run again.
            await work.database["note"].find_one({"_id": "none"}, session=work.session)
            await store.database["note"].update_one({"_id": "other"}, {"$inc": {"x": 1}})
        await work.database["note"].update_one({"_id": "other"}, {"$inc": {"x": 1}}, session=work.session)
        return await start_note(work, Line(text="un"))

    await store.command(asked(), twice)
    assert len(drawn) == 2
    assert drawn[0] == drawn[1]


async def test_a_dossier_beyond_256_kilobytes_is_refused(store: Store) -> None:
    async def fat(work: Work) -> Note:
        note = Note.model_construct(id=work.new_id(), state=Note.model_fields["state"].default)
        note.__dict__["audit_head"] = "x" * 300_000
        await work._write(note, 0)
        return note

    with pytest.raises(TooLarge):
        await store.command(asked(), fat)


async def test_asking_twice_for_a_deadline_or_a_mail_is_asking_once(store: Store) -> None:
    async def asking(work: Work) -> Note:
        note = await start_note(work, Line(text="un"))
        for _ in range(2):
            await work.deadline(note, "close", work.now)
            await work.mail("somebody", "echo", cause="c")
        return note

    await store.command(asked(), asking)
    assert await store.database["deadlines"].count_documents({}) == 1
    assert await store.database["outward"].count_documents({}) == 1


async def test_a_filter_never_holds_an_operator(store: Store) -> None:
    reader = await store.reader()
    hostile: Any = {"$ne": None}
    with pytest.raises(TypeError):
        await reader.where(Note, state=hostile)
