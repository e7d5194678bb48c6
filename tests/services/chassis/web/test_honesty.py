"""The document is honest: whatever is sent is answered as it says, by status, form, headers and content type."""

import asyncio
import copy
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.chassis.runtime import Runtime
from services.chassis.web.app import build_app
from tests.services.chassis.web.garden import GARDEN
from tests.support.service import House, opened, settings_for, token

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BROKEN_ON_PURPOSE = "/api/toy_garden/v1/spade"


def document() -> dict[str, Any]:
    """The garden's document, without the route that breaks."""
    nowhere = settings_for("mongodb://127.0.0.1:1", "none_")
    whole = build_app(GARDEN, nowhere, Runtime(GARDEN, nowhere, "api")).openapi()
    return whole | {"paths": {path: item for path, item in whole["paths"].items() if path != BROKEN_ON_PURPOSE}}


SCHEMA = schemathesis.openapi.from_dict(document())
OPERATIONS = {
    each.label: each for each in (found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok))
}


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop of our own: hypothesis calls functions, not coroutines."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture(scope="module")
def house(loop: asyncio.AbstractEventLoop, mongo_url: str, prefix: str) -> Iterator[House]:
    """The garden on the real database."""
    context = opened(GARDEN, mongo_url, prefix)
    yield loop.run_until_complete(context.__aenter__())
    loop.run_until_complete(context.__aexit__(None, None, None))


async def send(house: House, case: Case[Any], who: str) -> Any:
    """The answer to a generated request, as a person or as nobody."""
    asked = case.as_transport_kwargs(base_url="http://pepiniere.test")
    headers = {**(asked.get("headers") or {}), **({"Authorization": f"Bearer {token(who)}"} if who else {})}
    kept = {name: asked[name] for name in ("params", "json") if asked.get(name) is not None}
    if asked.get("data") is not None:
        kept["content"] = asked["data"] if isinstance(asked["data"], bytes) else str(asked["data"]).encode()
    sent = [(name.encode("latin-1"), str(value).encode("latin-1")) for name, value in headers.items()]
    return await house.client.request(asked["method"], asked["url"], headers=sent, **kept)


def test_the_garden_is_tried_whole() -> None:
    assert len(OPERATIONS) == sum(len(item) for item in document()["paths"].values()) >= 10


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_one_that_the_document_tells(name: str, loop: asyncio.AbstractEventLoop, house: House) -> None:
    operation = OPERATIONS[name]
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=cases, who=st.sampled_from(("", "lea", "solene")))
    def tried(case: Case[Any], who: str) -> None:
        answer = loop.run_until_complete(send(house, case, who))
        case.validate_response(answer, checks=CHECKS)

    tried()


def test_a_document_that_keeps_a_refusal_to_itself_is_found_out(loop: asyncio.AbstractEventLoop, house: House) -> None:
    shorter = copy.deepcopy(document())
    del shorter["paths"]["/api/toy_garden/v1/beds/{bed}"]["get"]["responses"]["404"]
    case = schemathesis.openapi.from_dict(shorter)["/api/toy_garden/v1/beds/{bed}"]["GET"].Case(
        path_parameters={"bed": "none"}
    )
    answer = loop.run_until_complete(send(house, case, ""))
    with pytest.raises(FailureGroup, match="Undocumented status code"):
        case.validate_response(answer, checks=CHECKS)
