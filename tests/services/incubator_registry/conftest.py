"""The registry opened on the real database, with the story's first administrator."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from services.incubator_registry.main import SERVICE
from services.incubator_registry.rights import OwnRights
from tests.support.service import House, hash_of, opened

ADMINISTRATOR = "agnes"


@pytest.fixture
async def registry(mongo_url: str, fresh_prefix: str) -> AsyncIterator[House]:
    """The registry of one test; ``agnes`` is its first administrator."""
    service = replace(SERVICE, rights=OwnRights(lambda: hash_of(ADMINISTRATOR)))
    async with opened(service, mongo_url, fresh_prefix) as house:
        yield house
