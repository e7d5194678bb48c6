"""Whatever the OpenAPI document allows, as any role that may: never a 5xx, and every refusal is a problem detail."""

import asyncio
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok

from services.chassis.migrate import migrate
from services.project_tracking.main import SERVICE
from tests.services.project_tracking import house as houses
from tests.services.project_tracking.house import House
from tests.services.project_tracking.test_access import EXPECTED
from tests.services.project_tracking.test_api import report_of, running

ROLES = ("", "sam", "ivan", "ines", "helene", "solene", "eva")


def document() -> dict[str, Any]:
    """The OpenAPI document of the service, without the routes that are the chassis's."""
    made = House.of(houses.settings("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1", "none_"))
    whole: dict[str, Any] = made.app.openapi()
    own = {path: item for path, item in whole["paths"].items() if "/operations" not in path}
    return whole | {"paths": own}


SCHEMA = schemathesis.openapi.from_dict(document())
FOUND = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
OPERATIONS = {f"{found.method.upper()} {found.path}": found for found in FOUND}


def test_every_operation_of_the_document_is_tried() -> None:
    paths = SCHEMA.raw_schema["paths"]
    assert len(OPERATIONS) == sum(len(set(item) & {"get", "post"}) for item in paths.values()) == len(EXPECTED)


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop of our own: hypothesis calls functions, not coroutines."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture(scope="module")
def lived_in(loop: asyncio.AbstractEventLoop, mongo_url: str, prefix: str) -> Iterator[tuple[House, dict[str, str]]]:
    """A house with a running experiment and a report that is due."""

    async def make() -> tuple[House, dict[str, str]]:
        made = House.of(houses.settings(mongo_url, prefix))
        await migrate(made.runtime.store.database, SERVICE)
        await made.runtime.reactions.learn_beginnings()
        await made.settle_in()
        await made.on(date(2019, 9, 20))
        path = await running(made)
        await made.on(date(2020, 1, 2))
        report = await report_of(made, path, "T4 2019")
        ids = {"experiment": path.rpartition("/")[2], "report": report.rpartition("/")[2]}
        return made, ids | {"indicator": "completed", "milestone": "first-group"}

    made = loop.run_until_complete(make())
    yield made
    loop.run_until_complete(made[0].close())


async def send(house: House, case: Case[Any], who: str) -> Any:
    """The answer to a generated case, sent as a person."""
    house.asked += 1
    asked = case.as_transport_kwargs(base_url="http://test")
    headers = {name: str(value) for name, value in (asked.get("headers") or {}).items()}
    headers |= {"Idempotency-Key": f"case-{house.asked}"} | ({"Authorization": f"Bearer {who}"} if who else {})
    kept = {name: asked[name] for name in ("params", "json") if asked.get(name) is not None}
    if asked.get("data") is not None:
        kept["content"] = asked["data"] if isinstance(asked["data"], bytes) else str(asked["data"]).encode()
    return await house.client.request(asked["method"], asked["url"], headers=headers, **kept)


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_the_document_allows_breaks_the_service(
    name: str, loop: asyncio.AbstractEventLoop, lived_in: tuple[House, dict[str, str]]
) -> None:
    house, ids = lived_in

    operation = OPERATIONS[name]
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=cases, who=st.sampled_from(ROLES), real=st.booleans())
    def tried(case: Case[Any], who: str, real: bool) -> None:
        if real:
            case.path_parameters = {key: ids[key] for key in case.path_parameters or {}}
        answer = loop.run_until_complete(send(house, case, who))
        assert answer.status_code < 500, (who, case.body, answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code

    tried()
