"""Which action a route reaches: the use case or query that its function hands to the door, read from its own source.

So the reference page and the access walk know each route's row, and a route that reaches none is found.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

HANDED = re.compile(r"door\.(command|query|ask|operate)\(\s*(?:\w+\.)*(\w+)")


def handed(endpoint: Callable[..., Any]) -> tuple[str, str] | None:
    """(how, what) an endpoint hands to the door: ``("command", "accept_application")``; None when it hands nothing."""
    found = HANDED.search(inspect.getsource(endpoint))
    return (found[1], found[2]) if found else None


def action_of(endpoint: Callable[..., Any]) -> str | None:
    """The name of what an endpoint hands to the door; None when it hands nothing."""
    found = handed(endpoint)
    return found[1] if found else None


def routes_of(document: dict[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """(method, path, action) of every operation of an OpenAPI document."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield method.upper(), path, operation.get("x-action")
