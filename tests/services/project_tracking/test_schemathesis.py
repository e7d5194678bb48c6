"""Whatever the OpenAPI document allows, as any role that may: never a 5xx, nothing undocumented."""

import asyncio
from collections.abc import Iterator
from datetime import date

import pytest

from services.chassis.migrate import migrate
from services.project_tracking.main import SERVICE
from tests.services.project_tracking import house as houses
from tests.services.project_tracking.house import House
from tests.services.project_tracking.test_access import EXPECTED
from tests.services.project_tracking.test_api import report_of, running
from tests.support.schemathesis import Place, document, operations, try_operation

DOCUMENT = document(SERVICE)
OPERATIONS = operations(DOCUMENT)
ROLES = ("", "sam", "ivan", "ines", "helene", "solene", "eva")
EXAMPLES = 10


def test_every_operation_of_the_document_is_tried() -> None:
    assert len(OPERATIONS) == sum(len(item) for item in DOCUMENT["paths"].values()) == len(EXPECTED)


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop of our own: hypothesis calls functions, not coroutines."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture(scope="module")
def place(loop: asyncio.AbstractEventLoop, mongo_url: str, prefix: str) -> Iterator[Place]:
    """A house with a running experiment and a report that is due."""
    house = House.of(houses.settings(mongo_url, prefix))

    async def make() -> Place:
        await migrate(house.runtime.store.database, SERVICE)
        await house.runtime.reactions.learn_beginnings()
        await house.settle_in()
        await house.on(date(2019, 9, 20))
        path = await running(house)
        await house.on(date(2020, 1, 2))
        report = await report_of(house, path, "T4 2019")
        ids = {"experiment": path, "report": report, "indicator": "completed", "milestone": "first-group"}
        ids |= {"carrier": "institute", "incubator": "i3"}
        return Place(house.client, str, {name: (id.rpartition("/")[2],) for name, id in ids.items()})

    yield loop.run_until_complete(make())
    loop.run_until_complete(house.close())


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_the_document_allows_breaks_the_service(
    name: str, loop: asyncio.AbstractEventLoop, place: Place
) -> None:
    try_operation(OPERATIONS[name], place, ROLES, loop, EXAMPLES)
