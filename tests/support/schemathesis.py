"""Cases that an OpenAPI document allows, and some that it does not, sent through a service's doors as people may.

OPERATIONS = operations(document(SERVICE))
try_operation(OPERATIONS["POST /…"], Place(client, token, ids), roles, loop)   # never a 5xx, nothing undocumented
"""

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.chassis.runtime import Runtime
from services.chassis.service import Service
from services.chassis.web.app import build_app
from services.chassis.web.limits import FORBIDDEN
from tests.support.service import settings_for

NOWHERE = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1"
OWED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
QUIET = list(HealthCheck)


@dataclass(frozen=True)
class Place:
    """Where cases are sent, what signs a person in, and the ids that exist, by the name a path gives them."""

    client: httpx.AsyncClient
    token: Callable[[str], str]
    ids: Mapping[str, tuple[str, ...]]

    async def send(self, case: Case[Any], who: str) -> httpx.Response:
        """The answer to one case as a person, under a new idempotency key."""
        asked = case.as_transport_kwargs(base_url=str(self.client.base_url.join("/")).rstrip("/"))
        said = {name: str(value) for name, value in (asked.get("headers") or {}).items()}
        said |= {"Idempotency-Key": str(uuid.uuid4())}
        said |= {"Authorization": f"Bearer {self.token(who)}"} if who else {}
        headers = {name.encode("latin-1"): value.encode("latin-1", "replace") for name, value in said.items()}
        kept = {name: asked[name] for name in ("params", "json") if asked.get(name) is not None}
        if (data := asked.get("data")) is not None:
            kept["content"] = data if isinstance(data, bytes) else str(data).encode()
        return await self.client.request(asked["method"], asked["url"], headers=headers, **kept)


def document(service: Service) -> dict[str, Any]:
    """The OpenAPI document of a service, without the routes that are the chassis's."""
    chosen = settings_for(NOWHERE, "none_")
    whole: dict[str, Any] = build_app(service, chosen, Runtime(service, chosen, "api")).openapi()
    own = {path: item for path, item in whole["paths"].items() if "/operations" not in path}
    return whole | {"paths": own}


def operations(of: dict[str, Any]) -> dict[str, Any]:
    """Every operation of a document, by its method and path."""
    found = [each.ok() for each in schemathesis.openapi.from_dict(of).get_all_operations() if isinstance(each, Ok)]
    return {f"{each.method.upper()} {each.path}": each for each in found}


def planted(part: Any, ids: Mapping[str, str]) -> Any:
    """A generated body with the ids that exist where it names one, and texts that may be stored.

    Random ids would all end in the same 404, hidden characters in the same 400.
    """
    match part:
        case str():
            return FORBIDDEN.sub("é", part)
        case dict():
            return {
                key: ids[key] if key in ids and isinstance(each, str) else planted(each, ids)
                for key, each in part.items()
            }
        case list():
            return [planted(each, ids) for each in part]
    return part


def try_operation(
    operation: Any, place: Place, roles: Sequence[str], loop: asyncio.AbstractEventLoop, examples: int
) -> None:
    """Send cases, good and bad, with ids that exist or not, as these roles ("" is nobody).

    Never a 5xx, and only what the document says.
    """
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))
    ids = st.fixed_dictionaries({name: st.sampled_from(found) for name, found in place.ids.items()})

    @settings(max_examples=examples, deadline=None, suppress_health_check=QUIET, database=None)
    @given(case=cases, who=st.sampled_from(roles), real=st.none() | ids)
    def tried(case: Case[Any], who: str, real: dict[str, str] | None) -> None:
        if real is not None:
            case.path_parameters = {key: real.get(key, value) for key, value in (case.path_parameters or {}).items()}
            case.body = planted(case.body, real)
        answer = loop.run_until_complete(place.send(case, who))
        case.validate_response(answer, checks=OWED)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code

    tried()
