"""Whatever the OpenAPI document allows of articles, lineage and gatherings, as any role that may: never a 5xx."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from services.innovation_journal.main import SERVICE
from tests.services.innovation_journal.cast import Ear
from tests.services.innovation_journal.making import DECLARATION, PROGRAMME, TESTIMONY, ponthieu
from tests.services.innovation_journal.playing import published_article
from tests.services.innovation_journal.test_access_articles import EXPECTED
from tests.support.schemathesis import Place, document, operations, try_operation
from tests.support.service import House, opened, token

DOCUMENT = document(SERVICE)
ROOT = "/api/innovation_journal/v1"
OPERATIONS = {
    name: operation
    for name, operation in operations(DOCUMENT).items()
    if tuple(name.replace(ROOT, "").split(" ")) in EXPECTED
}
ROLES = ("", "sam", "ivan", "carol", "rita", "bruno", "elise")
EXAMPLES = 8


def test_every_operation_of_these_parts_is_tried() -> None:
    assert len(OPERATIONS) == len(EXPECTED)


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop of our own: hypothesis calls functions, not coroutines."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


async def prepared(house: House) -> Place:
    """A published article that is adapted, and a gathering."""
    ear = Ear(house)
    await ear.settle_in()
    article = await published_article(ear, testimonies=(TESTIMONY,))
    await ear.hear(*ponthieu(adapts_article=article)[:2])
    [link] = (await house.get("", f"/articles/{article}/lineage"))["adaptations"]
    pending = await house.post("sam", f"/articles/{article}/declarations", DECLARATION)
    gathering = await house.post("bruno", "/gatherings", {"programme": PROGRAMME})
    ids = {
        "article": (article,),
        "adaptation": (link["id"], pending["id"]),
        "gathering": (gathering["id"],),
        "testimony": ("marie",),
        "experiment": ("a1", "x3"),
        "organisation": ("institute",),
        "incubator": ("i3",),
    }
    return Place(house.client, token, ids)


@pytest.fixture(scope="module")
def place(loop: asyncio.AbstractEventLoop, mongo_url: str, prefix: str) -> Iterator[Place]:
    """The house opened in that loop."""
    stack = AsyncExitStack()

    async def make() -> Place:
        return await prepared(await stack.enter_async_context(opened(SERVICE, mongo_url, prefix)))

    yield loop.run_until_complete(make())
    loop.run_until_complete(stack.aclose())


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_the_document_allows_breaks_the_service(
    name: str, loop: asyncio.AbstractEventLoop, place: Place
) -> None:
    try_operation(OPERATIONS[name], place, ROLES, loop, EXAMPLES)
