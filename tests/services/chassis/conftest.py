"""A store of the toy speaker on the real database, made anew for each test."""

from collections.abc import AsyncIterator

import pytest
from fastapi import APIRouter

from services.chassis.access import Table
from services.chassis.migrate import migrate
from services.chassis.mongo import connect
from services.chassis.service import Service
from services.chassis.store import Store
from tests.messages.toy.note import Note, close_note, nobody

BARE = Service(
    name="toy_store",
    title="Essai",
    dossiers=(Note,),
    access=Table(),
    rights=nobody,
    api=APIRouter(),
    deadlines=(close_note,),
)


@pytest.fixture
async def store(mongo_url: str, fresh_prefix: str) -> AsyncIterator[Store]:
    """The store, with its collections made and a business clock that may be moved."""
    client = connect(mongo_url)
    opened = Store(BARE.name, client, fresh_prefix, movable_clock=True)
    await migrate(opened.database, BARE)
    yield opened
    await client.drop_database(opened.database.name)
    client.close()
