"""A house on the real database: made once for a test file, emptied and settled anew for each test."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from services.chassis.migrate import migrate
from services.project_tracking.main import SERVICE
from tests.services.project_tracking.house import House, settings


@pytest.fixture(scope="module")
async def empty_house(mongo_url: str, prefix: str) -> AsyncIterator[House]:
    """The service with its collections and indexes."""
    made = House.of(settings(mongo_url, prefix))
    await migrate(made.runtime.store.database, SERVICE)
    yield made
    await made.close()


@pytest.fixture
async def house(empty_house: House) -> House:
    """The service with its cast, on 20 September 2019."""
    await empty_house.empty()
    await empty_house.runtime.reactions.learn_beginnings()
    await empty_house.settle_in()
    await empty_house.on(date(2019, 9, 20))
    return empty_house
