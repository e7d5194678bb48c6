"""What the public reads can be lost or wrong: it is written again from the dossiers, counts included."""

from typing import Any

import pytest

from services.chassis import __main__ as command_line
from services.chassis.mongo import Database
from services.innovation_journal import reshow
from services.innovation_journal.public import FacetCount, Shown
from tests.services.innovation_journal import printing
from tests.support.service import House
from tests.support.taking_away import nothing_awaited

Documents = dict[str, dict[str, Any]]


async def kept(database: Database) -> tuple[Documents, Documents]:
    """Every public document, and every count that counts something."""
    documents = {row["_id"]: row async for row in database[Shown.collection].find()}
    counts = {row["_id"]: row async for row in database[FacetCount.collection].find({"known": {"$gt": 0}})}
    return documents, counts


async def spoil(database: Database) -> None:
    """Lose one document, change another beyond its own model, lose, shift and invent counts."""
    documents, counts = database[Shown.collection], database[FacetCount.collection]
    await documents.delete_one({"_id": "art-a1"})
    await documents.update_one({"_id": "art-3"}, {"$set": {"line.title": "?", "old": 1, "facets": []}})
    await counts.delete_one({"_id": "*"})
    await counts.update_one({"_id": "public:rsa"}, {"$inc": {"shown": 40}})
    await counts.insert_one({"_id": "public:nobody", "shown": 7, "known": 7})


async def as_before(house: House) -> bool:
    """Whether documents and counts are the same once they were spoilt and written again."""
    await printing.fill(house)
    before = await kept(house.runtime.store.database)
    assert len(before[0]) == 4
    await spoil(house.runtime.store.database)
    assert await command_line.reproject(house.runtime, None) == 0
    after = await kept(house.runtime.store.database)
    assert after[0] == before[0]
    return after[1] == before[1]


async def test_what_the_public_reads_is_written_again_with_its_counts(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await as_before(house)
    assert "4 document(s)" in capsys.readouterr().out
    assert (await house.get("", "/facets"))["total"] == 3
    await house.forget()


async def test_without_the_recount_the_counts_stay_wrong(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reshow, "recount", nothing_awaited)
    assert not await as_before(house)
    await house.forget()
