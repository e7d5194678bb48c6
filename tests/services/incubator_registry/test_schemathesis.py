"""Whatever the registry's OpenAPI document allows, as any role that may: never a 5xx, nothing undocumented."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from services.chassis.calendar import paris
from services.chassis.web.app import api_root
from services.incubator_registry.main import SERVICE
from services.incubator_registry.rights import OwnRights
from tests.services.incubator_registry import (
    accepting,
    cast,
    test_access,
    test_access_agreements,
    test_access_applications,
)
from tests.services.incubator_registry.making_calls import CALL
from tests.support.schemathesis import Place, document, operations, try_operation
from tests.support.service import House, hash_of, opened, token

DOCUMENT = document(SERVICE)
OPERATIONS = operations(DOCUMENT)
# Who is who here among the roles of the access walks, whose tables say who may; nobody and a stranger try everything.
HERE = {"ines": "bernard", "ivan": "fatou"}
CAST = {"elena", "iris", "fatou", "bernard", "agnes", "helene", "solene", "nadia"}
MAY = test_access.EXPECTED | test_access_applications.EXPECTED | test_access_agreements.EXPECTED
# A case costs some milliseconds, most of them to make it: what changes nothing gets fewer.
EXAMPLES = {"GET": 5, "POST": 8, "PUT": 8}


def roles(name: str) -> list[str]:
    """Those who may use this operation, then those who may not."""
    method, _, path = name.partition(" ")
    allowed, _ = MAY[method, path.removeprefix(api_root(SERVICE.name))]
    return [*sorted({HERE.get(role, role) for role in allowed} & CAST), "sam", ""]


def test_every_operation_of_the_document_is_tried() -> None:
    said = {f"{method.upper()} {path}" for path, item in DOCUMENT["paths"].items() for method in item}
    assert set(OPERATIONS) == said


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop of our own: hypothesis calls functions, not coroutines."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


async def lived_in(house: House) -> dict[str, tuple[str, ...]]:
    """Dossiers of every kind: those of a running incubator, and the drafts of a second call that is open."""
    convention = await accepting.running(house)
    granted = convention.granted
    person = await cast.join(house, granted.lead, "bernard", "iris", "reader")
    stranger = await cast.organisation(house, "sam", 9, "Ailleurs")
    draft = str((await house.post("helene", "/calls", CALL))["id"])
    rules = CALL["rules"] | {"opens_at": "2020-02-03T09:00:00+01:00", "closes_at": "2020-03-30T12:00:00+02:00"}
    call = str((await house.post("helene", "/calls", CALL | {"rules": rules}))["id"])
    await house.post("solene", f"/calls/{call}/publication")
    await house.move_to(paris(date(2020, 2, 3), 10))
    await house.fall()
    written = [
        str((await house.post("fatou", "/applications", {"call": call, "lead": granted.lead}))["id"]) for _ in range(2)
    ]
    await house.put("fatou", f"/applications/{written[0]}/draft", {"content": accepting.CONTENT})
    return {
        "person": (person,),
        "organisation": (granted.lead, granted.laboratory, stranger),
        "lead": (granted.lead, stranger),
        "call": (granted.call, call, draft),
        "application": (granted.application, *written),
        "agreement": (convention.id,),
        "incubator": (convention.incubator,),
    }


@pytest.fixture(scope="module")
def place(loop: asyncio.AbstractEventLoop, mongo_url: str, prefix: str) -> Iterator[Place]:
    """The registry with its cast and dossiers."""
    service = replace(SERVICE, rights=OwnRights(lambda: hash_of(cast.ADMINISTRATOR)))
    stack = AsyncExitStack()

    async def make() -> Place:
        house = await stack.enter_async_context(opened(service, mongo_url, prefix))
        return Place(house.client, cache(token), await lived_in(house))

    yield loop.run_until_complete(make())
    loop.run_until_complete(stack.aclose())


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_the_document_allows_breaks_the_registry(
    name: str, loop: asyncio.AbstractEventLoop, place: Place
) -> None:
    try_operation(OPERATIONS[name], place, roles(name), loop, EXAMPLES[name.partition(" ")[0]])
