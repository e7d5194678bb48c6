"""Which action a route reaches: the use case or query that its function hands to the door, read from its own source.

So the reference page and the access walk know each route's row, and a route that reaches none is found.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute

HANDED = re.compile(r"door\.(?:command|query|ask|operate)\(\s*(?:\w+\.)*(\w+)")


def action_of(endpoint: Callable[..., Any]) -> str | None:
    """The name of what an endpoint hands to the door; None when it hands nothing."""
    found = HANDED.search(inspect.getsource(endpoint))
    return found.group(1) if found else None


def name_actions(router: APIRouter) -> None:
    """Write each route's action into its OpenAPI operation, as ``x-action``."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            route.openapi_extra = (route.openapi_extra or {}) | {"x-action": action_of(route.endpoint)}


def routes_of(document: dict[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """(method, path, action) of every operation of an OpenAPI document."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield method.upper(), path, operation.get("x-action")
