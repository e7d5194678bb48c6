"""The registry opened on the real database, with the story's first administrator."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from services.incubator_registry.main import SERVICE
from services.incubator_registry.rights import OwnRights
from tests.support.service import House, hash_of, opened

ADMINISTRATOR = "agnes"


@pytest.fixture(scope="module")
async def house(mongo_url: str, prefix: str) -> AsyncIterator[House]:
    """The registry of one test file: opening takes a second, emptying does not."""
    service = replace(SERVICE, rights=OwnRights(lambda: hash_of(ADMINISTRATOR)))
    async with opened(service, mongo_url, prefix) as house:
        yield house


@pytest.fixture
async def registry(house: House) -> AsyncIterator[House]:
    """The registry of one test, empty; ``agnes`` is its first administrator."""
    yield house
    await house.forget()
