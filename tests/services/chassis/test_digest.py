"""The audit chain and its daily digest on a real MongoDB: whatever is touched is named."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from services.chassis import audit
from services.chassis.digest import Digests
from services.chassis.store import Store
from services.chassis.work import Cause, Work
from tests.messages.toy.note import Line, Note, start_note, write_line


async def three_lines(store: Store) -> str:
    note = await store.within(Cause("start_note", "c"), lambda work: start_note(work, Line(text="un")))
    for text in ("deux", "trois"):
        line = Line(text=text)

        async def write(work: Work, line: Line = line) -> Note:
            return await write_line(work, note.id, line)

        await store.within(Cause("write_line", "c"), write)
    return note.id


async def alter(store: Store, id: str) -> str:
    chosen = {"subject": f"note/{id}", "number": 2}
    await store.database["audit"].update_one(chosen, {"$set": {"entry.actor": "somebody else"}})
    return f"note/{id}: entry 2 was altered"


async def remove(store: Store, id: str) -> str:
    await store.database["audit"].delete_one({"subject": f"note/{id}", "number": 2})
    return f"note/{id}: entry 2 is missing"


async def rewrite(store: Store, id: str) -> str:
    """A cleverer hand: the entry and its hash agree, the next one does not follow."""
    row = await store.database["audit"].find_one({"subject": f"note/{id}", "number": 2})
    entry = row["entry"] | {"actor": "somebody else"}
    change = {"entry": entry, "hash": audit.entry_hash(row["previous"], entry)}
    await store.database["audit"].update_one({"_id": row["_id"]}, {"$set": change})
    return f"note/{id}: entry 3 does not follow the one before it"


async def truncate(store: Store, id: str) -> str:
    """The last entry goes and the dossier is made to agree: only the digest knows."""
    row = await store.database["audit"].find_one({"subject": f"note/{id}", "number": 2})
    await store.database["audit"].delete_one({"subject": f"note/{id}", "number": 3})
    await store.database["note"].update_one({"_id": id}, {"$set": {"audit_head": row["hash"], "audit_count": 2}})
    return f"note/{id}: entry 3 is not the one in the digest of 2019-09-30"


async def vanish(store: Store, id: str) -> str:
    """The whole dossier goes, with its chain."""
    await store.database["audit"].delete_many({"subject": f"note/{id}"})
    await store.database["note"].delete_one({"_id": id})
    return f"note/{id}: in the digest of 2019-09-30, and gone since"


async def redigest(store: Store, id: str) -> str:
    await store.database["audit_digests"].update_one({"_id": "2019-09-30"}, {"$set": {"entry.heads": []}})
    return "digest of 2019-09-30: altered or out of place"


async def test_an_untouched_journal_verifies(store: Store) -> None:
    await three_lines(store)
    digests = Digests(store, ("note",))
    assert await digests.make("2019-09-30") is not None
    assert await digests.make("2019-09-30") is None, "one digest a day"
    assert await digests.verify() == []


@pytest.mark.parametrize("touch", [alter, remove, rewrite, truncate, vanish, redigest])
async def test_what_was_touched_is_named(store: Store, touch: Callable[[Store, str], Awaitable[Any]]) -> None:
    id = await three_lines(store)
    digests = Digests(store, ("note",))
    await digests.make("2019-09-30")
    fault = await touch(store, id)
    assert fault in await digests.verify()
