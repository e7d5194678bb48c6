"""Twins of what is believed: journal, sealed names, rights, leases, filters. Each guarantee holds, goes, is missed."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.chassis import audit, rights
from services.chassis.actor import Actor
from services.chassis.clock import system_now
from services.chassis.digest import Digests
from services.chassis.erasure import Erasures
from services.chassis.leases import Lease
from services.chassis.mongo import database
from services.chassis.reader import Reader, view_name
from services.chassis.refusal import Unavailable
from services.chassis.sealing import Keyring, MasterKeys
from services.chassis.store import Store
from services.chassis.work import Cause
from tests.messages.toy.note import Line, Note, start_note, write_line

NAME = "Hélène Vasseur"
BEARER = "b" * 64
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


async def three_entries(store: Store) -> str:
    note = await store.within(Cause("start_note", "c"), lambda work: start_note(work, Line(text="un")))
    for _ in range(2):
        await store.within(Cause("write_line", "c"), lambda work: write_line(work, note.id, Line(text="encore")))
    return note.id


async def rewritten(store: Store) -> list[str]:
    """Faults found after a careful hand rewrote entry 2, its hash, and what entry 3 says of it."""
    id = await three_entries(store)
    entries = store.database["audit"]
    row = await entries.find_one({"subject": f"note/{id}", "number": 2})
    entry = row["entry"] | {"actor": "somebody else"}
    forged = audit.entry_hash(row["previous"], entry)
    await entries.update_one({"_id": row["_id"]}, {"$set": {"entry": entry, "hash": forged}})
    await entries.update_one({"subject": f"note/{id}", "number": 3}, {"$set": {"previous": forged}})
    return [fault for fault in await Digests(store, ("note",)).verify() if id in fault]


async def test_without_the_previous_hash_in_each_hash_a_rewritten_entry_goes_unnoticed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    [fault] = await rewritten(store)
    assert fault.endswith("entry 3 was altered")
    chained = audit.entry_hash

    def alone(previous: str, entry: Mapping[str, Any]) -> str:
        return chained("", entry)

    monkeypatch.setattr(audit, "entry_hash", alone)
    assert await rewritten(store) == []


async def truncated(store: Store, day: str) -> list[str]:
    """Faults found after the day's digest, when the last entry went and the dossier was made to agree."""
    id = await three_entries(store)
    digests = Digests(store, ("note",))
    await digests.make(day)
    row = await store.database["audit"].find_one({"subject": f"note/{id}", "number": 2})
    await store.database["audit"].delete_one({"subject": f"note/{id}", "number": 3})
    await store.database["note"].update_one({"_id": id}, {"$set": {"audit_head": row["hash"], "audit_count": 2}})
    return [fault for fault in await digests.verify() if id in fault]


async def test_without_the_daily_digest_a_chain_that_was_cut_short_verifies(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    [fault] = await truncated(store, "2019-09-30")
    assert fault.endswith("entry 3 is not the one in the digest of 2019-09-30")

    async def no_digest(self: Digests, day: str) -> None:
        return

    monkeypatch.setattr(Digests, "make", no_digest)
    assert await truncated(store, "2019-10-01") == []


def keyring(store: Store, service: str = "registry") -> Keyring:
    keys = database(store.client, f"{store.prefix}keyring")
    log = database(store.client, f"{store.prefix}erasures")["log"]
    return Keyring(keys, MasterKeys(bytes(32)), Erasures(log, keys["keys"]), service)


async def opened_elsewhere(store: Store) -> dict[str, bool]:
    """Where a name of p1 opens once it is moved to another field, service or person."""
    ours = keyring(store)
    sealed = await ours.seal("p1", "name", NAME)
    await ours.seal("p2", "name", NAME)
    found = {
        "field": await ours.unseal("p1", "email", sealed),
        "service": await keyring(store, "tracking").unseal("p1", "name", sealed),
        "person": await ours.unseal("p2", "name", sealed),
    }
    assert await ours.unseal("p1", "name", sealed) == NAME
    return {where: text == NAME for where, text in found.items()}


NOWHERE = {"field": False, "service": False, "person": False}


async def test_without_what_it_is_bound_to_a_sealed_name_opens_in_another_field_and_service(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await opened_elsewhere(store) == NOWHERE
    monkeypatch.setattr(Keyring, "_about", lambda *_: b"")
    # Each person's own key still keeps it from another person.
    assert await opened_elsewhere(store) == {"field": True, "service": True, "person": False}


async def test_without_a_key_of_ones_own_either_it_opens_under_another_person(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MasterKeys, "unwrap", lambda *_: bytes(32))
    assert await opened_elsewhere(store) == NOWHERE, "what it is bound to is enough"
    monkeypatch.setattr(Keyring, "_about", lambda *_: b"")
    assert await opened_elsewhere(store) == {"field": True, "service": True, "person": True}


async def test_without_deleting_the_key_an_erased_person_is_still_named(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def named_after_erasure(person: str) -> bool:
        sealed = await keyring(store).seal(person, "name", NAME)
        await keyring(store).erase(person, "demande")
        return await keyring(store).unseal(person, "name", sealed) == NAME

    assert not await named_after_erasure("p1")

    async def only_said(erasures: Erasures, person: str, why: str) -> None:
        return

    monkeypatch.setattr(Erasures, "erase", only_said)
    assert await named_after_erasure("p2")


async def an_officer(store: Store) -> None:
    duty = {"name": "decide", "reference": "arrêté 1", "since": "2019-01-01", "until": None}
    row = {"_id": "p1", "bearer": BEARER, "duties": [duty]}
    await store.database[view_name("persons", 1)].insert_one(row)
    await store.database["meta"].insert_one({"_id": "rights", "as_of": NOW})


async def asked(store: Store) -> Actor:
    return await rights.learnt_rights(await store.reader(), BEARER)


async def test_without_an_age_limit_rights_of_long_ago_decide(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await an_officer(store)
    actor, next_year = await asked(store), NOW + timedelta(days=365)
    with pytest.raises(Unavailable):
        rights.require_confirmed(actor, next_year)
    monkeypatch.setattr(rights, "STALE_AFTER", timedelta.max)
    rights.require_confirmed(actor, next_year)
    assert [duty.name for duty in actor.duties] == ["decide"]


async def test_without_closing_on_a_parked_event_a_duty_that_may_be_withdrawn_still_serves(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await an_officer(store)
    await store.database["parked"].insert_one({"_id": "x", "subject": "person/p1", "status": "waiting"})
    assert (await asked(store)).duties == ()

    async def nothing_closes(reader: Reader, subjects: list[str]) -> frozenset[str]:
        return frozenset()

    monkeypatch.setattr(rights, "closed_among", nothing_closes)
    assert [duty.name for duty in (await asked(store)).duties] == ["decide"]


async def takers(store: Store, job: str) -> list[bool]:
    leases = [Lease(store.database, job, 30.0) for _ in range(2)]
    for each in leases:
        await each.prepare()
    return [await each.take() for each in leases]


async def test_without_asking_the_server_two_hold_one_lease(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await takers(store, "one") == [True, False]

    async def of_course(lease: Lease) -> bool:
        return True

    monkeypatch.setattr(Lease, "take", of_course)
    assert await takers(store, "two") == [True, True]


async def test_without_the_servers_clock_a_machine_an_hour_ahead_takes_a_lease_that_is_held(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks = iter([system_now(), system_now() + timedelta(hours=1)])

    async def by_its_own_clock(lease: Lease) -> bool:
        now = next(clocks)
        free = {"_id": lease.name, "$or": [{"until": None}, {"until": {"$lte": now}}]}
        held = {"holder": lease.holder, "until": now + timedelta(seconds=lease.seconds)}
        found = await lease.database["leases"].find_one_and_update(free, {"$set": held})
        return found is not None

    monkeypatch.setattr(Lease, "take", by_its_own_clock)
    assert await takers(store, "three") == [True, True]


async def test_without_typed_filters_an_operator_answers_everybodys_dossiers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        await three_entries(store)
    reader = await store.reader()
    hostile: Any = {"$ne": None}
    with pytest.raises(TypeError):
        await reader.where(Note, id=hostile)
    with monkeypatch.context() as one_guard_less:
        one_guard_less.setattr("services.chassis.reader.plain", lambda value: value)
        assert await reader.where(Note, id=hostile) == [], "the explicit $eq still takes it for a value"

    def as_it_came(equals: Mapping[str, Any], after: str | None = None) -> dict[str, Any]:
        return {"_id" if name == "id" else name: value for name, value in equals.items()}

    monkeypatch.setattr("services.chassis.reader.selection", as_it_came)
    assert len(await reader.where(Note, id=hostile)) == 2
