"""Refuses bodies that are too large, too deep, not JSON, or ambiguous, before anything else reads them. Plain ASGI."""

import json
import math
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis.web.problems import problem

LARGEST = 256 * 1024
DEEPEST = 32
METHODS = ("POST", "PUT", "PATCH", "DELETE")


class BadBody(ValueError):
    """A body that JSON allows and we do not: a key twice, a number that is none, too deep, a NUL."""


class Limits:
    """The middleware. Forms of pages pass with their size checked; everything else must be JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body once, check it, and hand it on."""
        if scope["type"] != "http" or scope["method"] not in METHODS:
            return await self.app(scope, receive, send)
        body = await _read(receive)
        refusal = TOO_LARGE if body is None else _refusal(_content_type(scope), body)
        if refusal is not None:
            status, code, title, detail = refusal
            return await problem(status, code, title, detail)(scope, receive, send)
        return await self.app(scope, _replay(body or b"", receive), send)


TOO_LARGE = (413, "too-large", "Requête trop volumineuse", "Le corps de la requête dépasse 256 Ko.")


def _refusal(content_type: str, body: bytes) -> tuple[int, str, str, str] | None:
    if not body or content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return None
    if content_type != "application/json":
        return 415, "not-json", "Format refusé", "Envoyez du JSON (Content-Type: application/json)."
    try:
        check(body)
    except BadBody as error:
        return 400, "unreadable-json", "JSON illisible", str(error)
    except ValueError:
        return 400, "unreadable-json", "JSON illisible", "Le corps de la requête n'est pas du JSON lisible."
    return None


def check(body: bytes) -> None:
    """Raises BadBody or ValueError when this is not one unambiguous JSON text within bounds."""
    if _depth(body) > DEEPEST:
        raise BadBody(f"Le JSON est trop profond : {DEEPEST} niveaux au plus.")
    _no_nul(json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite))


def _depth(body: bytes) -> int:
    """How deep brackets nest, without recursion; brackets inside strings do not count."""
    depth = deepest = 0
    inside = escaped = False
    for byte in body:
        if inside:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                inside = False
        elif byte == 0x22:
            inside = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadBody("Une clé figure deux fois dans le même objet.")
    return found


def _no_constant(name: str) -> Any:
    raise BadBody(f"« {name} » n'est pas un nombre.")


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise BadBody("Un nombre est hors de toute mesure.")
    return number


def _no_nul(value: Any) -> None:
    match value:
        case str() if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BadBody("Un texte contient un caractère interdit.")
        case dict():
            for key, part in value.items():
                _no_nul(key)
                _no_nul(part)
        case list():
            for part in value:
                _no_nul(part)


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None as soon as it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > LARGEST:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    handed = False

    async def again() -> Message:
        nonlocal handed
        if handed:
            return await receive()
        handed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _content_type(scope: Scope) -> str:
    found = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    return str(found.decode("latin-1")).partition(";")[0].strip().lower()
