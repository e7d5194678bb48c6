"""The service opened on the real database, with the story's officers and its first acts."""

from collections.abc import AsyncIterator

import pytest

from services.jobrotation_funding.main import SERVICE
from tests.services.jobrotation_funding import cast
from tests.support.service import House, opened


@pytest.fixture(scope="module")
async def house(mongo_url: str, prefix: str) -> AsyncIterator[House]:
    """The service of one test file: opening takes a second, emptying does not."""
    async with opened(SERVICE, mongo_url, prefix) as house:
        yield house


@pytest.fixture
async def empty(house: House) -> AsyncIterator[House]:
    """The service of one test with its officers, without money; it is 28 May 2020, 10:00 in Paris."""
    await cast.settle_in(house)
    yield house
    await house.forget()


@pytest.fixture
async def funding(empty: House) -> House:
    """The same with the envelope "mobilisation" 2020 of 62 000.00 and the rate card 2020-A: see ``cast.budget``."""
    await cast.budget(empty)
    return empty
