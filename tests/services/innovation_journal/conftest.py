"""The journal on the real database: opened once for a test file, emptied and settled anew for each test."""

from collections.abc import AsyncIterator

import pytest

from services.innovation_journal.main import SERVICE
from tests.services.innovation_journal.cast import Ear
from tests.support.service import House, opened


@pytest.fixture(scope="module")
async def house(mongo_url: str, prefix: str) -> AsyncIterator[House]:
    """The service of one test file: opening takes a second, emptying does not."""
    async with opened(SERVICE, mongo_url, prefix) as house:
        yield house


@pytest.fixture
async def ear(house: House) -> AsyncIterator[Ear]:
    """The service of one test with its cast, on 1 June 2021."""
    ear = Ear(house)
    await ear.settle_in()
    yield ear
    await house.forget()
