"""Whatever the OpenAPI document of the money allows, as any role that may: never a 5xx, nothing undocumented."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import date
from functools import cache

import pytest
from fastapi.routing import APIRoute

from services.chassis.actor import DutyName
from services.chassis.web.app import api_root
from services.jobrotation_funding.access import ACCESS
from services.jobrotation_funding.api import budget, financial_reports, grants, hours, payments, recoveries
from services.jobrotation_funding.main import SERVICE
from tests.services.jobrotation_funding import cast, making_payments
from tests.services.jobrotation_funding import making_grants as making
from tests.services.jobrotation_funding.making_payments import BATIR
from tests.support.schemathesis import Place, document, operations, try_operation
from tests.support.service import House, opened, token

DOCUMENT = document(SERVICE)
OPERATIONS = operations(DOCUMENT)
ACTIONS = {
    f"{method} {api_root(SERVICE.name)}{route.path}": route.name
    for part in (budget, grants, hours, payments, recoveries, financial_reports)
    for route in part.router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
}
HOLDERS = {
    DutyName.INSTRUCT: "helene",
    DutyName.PREPARE: "helene",
    DutyName.DECIDE: "solene",
    DutyName.CERTIFY: "karim",
    DutyName.ORDER: "odile",
    DutyName.ADMINISTER: "agnes",
}
# A case costs some milliseconds, most of them to make it: what changes nothing gets fewer.
EXAMPLES = {"GET": 3, "POST": 4, "PUT": 4}


def roles(name: str) -> list[str]:
    """Somebody of each kind that may use this operation, then a stranger and nobody; who may is tested elsewhere."""
    found = [HOLDERS[who.duty] if who.duty else "bea" for who in ACCESS.rows[ACTIONS[name]].who]
    return [*dict.fromkeys(found), "sam", ""]


def test_every_operation_of_the_document_is_tried() -> None:
    said = {f"{method.upper()} {path}" for path, item in DOCUMENT["paths"].items() for method in item}
    assert set(OPERATIONS) == said == set(ACTIONS)


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop of our own: hypothesis calls functions, not coroutines."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


async def lived_in(house: House) -> dict[str, tuple[str, ...]]:
    """Grants of every state; one has approved hours, a paid advance, and a claim of its hours."""
    await cast.settle_in(house)
    made = await cast.budget(house)
    await making.begin(house)
    await cast.organisation(house, "other", "sam")
    paid = await making.engaged_grant(house)
    lines = [{"rate": "trainer", "minutes": 6_000}]
    rest = [
        await making.granted_by_act(house, experiment="x7", lines=lines),
        await making.asked_for(house, experiment="x8", lines=lines),
        await making.drafted_for(house, experiment="x9"),
    ]
    await cast.on(house, date(2020, 10, 5))
    await house.post("bea", f"/grants/{paid}/claims/advance")
    await making_payments.certify(house, paid, 1, date(2020, 10, 6), date(2020, 10, 8))
    await making_payments.pay(house, paid, 1, "M-2020-1", date(2020, 10, 12), date(2020, 10, 20))
    await making_payments.staff(house, BATIR)
    await cast.on(house, date(2021, 1, 4))
    sheets = await making_payments.work(house, paid, BATIR, *making_payments.month("2020-10", 14, 14))
    await making_payments.claim(house, paid, "interim", "2020-10-01", "2020-12-31")
    staff = (await house.get("bea", "/organisations/batir/staff"))["items"]
    return {
        "grant": (paid, paid, *rest),
        "envelope": (made["envelope"],),
        "to": (made["envelope"],),
        "card": (made["card"],),
        "rate_card": (made["card"],),
        "line": (cast.LINE,),
        "year": ("2020", "2021"),
        "organisation": ("batir", "other"),
        "experiment": ("x5", "x9"),
        "staff": tuple(each["id"] for each in staff),
        "sheet": tuple(sheets),
        "claim": ("1", "2"),
        "recovery": ("1",),
        "rate": ("trainer",),
    }


@pytest.fixture(scope="module")
def place(loop: asyncio.AbstractEventLoop, mongo_url: str, prefix: str) -> Iterator[Place]:
    """The service with its cast, its money and its grants."""
    stack = AsyncExitStack()

    async def make() -> Place:
        house = await stack.enter_async_context(opened(SERVICE, mongo_url, prefix))
        return Place(house.client, cache(token), await lived_in(house))

    yield loop.run_until_complete(make())
    loop.run_until_complete(stack.aclose())


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_the_document_allows_breaks_the_service(
    name: str, loop: asyncio.AbstractEventLoop, place: Place
) -> None:
    try_operation(OPERATIONS[name], place, roles(name), loop, EXAMPLES[name.partition(" ")[0]])
