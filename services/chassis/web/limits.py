"""Refuses bodies that are too large, too deep, not JSON, or ambiguous, before anything else reads them. Plain ASGI."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis.web.pointer import pointer
from services.chassis.web.problems import FieldError, Trouble
from services.chassis.web.sentences import SENTENCES

LARGEST = 256 * 1024
DEEPEST = 32
WIDEST = 2**53 - 1
METHODS = ("POST", "PUT", "PATCH", "DELETE")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# A whole string, or one bracket. It cannot backtrack: a string always ends, at its quote or with the text.
PIECES = re.compile(rb'"(?:[^"\\]|\\.?)*(?:"|\Z)|([\[{])|([\]}])', re.DOTALL)
# NUL and lone surrogates cannot be stored; other controls and changes of direction show a reader another text.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
TOO_LARGE = Trouble(
    413,
    "too-large",
    "Requête trop volumineuse",
    "Le corps de la requête dépasse 256 Ko.",
    headers={"Connection": "close"},
)
NOT_JSON = Trouble(415, "not-json", "Format refusé", "Envoyez du JSON (Content-Type: application/json).")


class BadBody(ValueError):
    """A body that JSON allows and we do not: a key twice, a number that is none, too deep, a NUL."""

    def __init__(self, detail: str, *, field: str = "") -> None:
        super().__init__(detail)
        self.field = field


class Limits:
    """The middleware. Forms of pages pass with their size checked; everything else must be JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check what the address asks; read the body once, check it, and hand it on."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if asked := _asked_wrong(scope):
            return await asked.answer(scope)(scope, receive, send)
        if scope["method"] not in METHODS:
            return await self.app(scope, receive, send)
        try:
            body = await _read(receive) if _announced(scope) <= LARGEST else None
        except ConnectionAbortedError:
            return None
        trouble = TOO_LARGE if body is None else _trouble(scope, body)
        if trouble is not None:
            return await trouble.answer(scope)(scope, receive, send)
        return await self.app(scope, _replay(body or b"", receive), send)


def _asked_wrong(scope: Scope) -> Trouble | None:
    """Names in a query that mean something to a database, and texts that no field takes."""
    for name, value in parse_qsl(scope["query_string"].decode(errors="replace"), keep_blank_values=True):
        if re.search(r"[$.\[\]]", name) or FORBIDDEN.search(name + value):
            detail = "Un paramètre de l'adresse est refusé : ni « $ », ni point, ni crochet, ni caractère caché."
            errors = [FieldError(field=pointer([name]), type="refused-query", detail=detail)]
            return Trouble(400, "refused-query", "Adresse refusée", detail, errors)
    return None


def _trouble(scope: Scope, body: bytes) -> Trouble | None:
    content_type = _header(scope, b"content-type").partition(";")[0].strip().lower()
    if not body or (content_type in FORMS and not scope["path"].startswith("/api/")):
        return None
    if content_type != "application/json":
        return NOT_JSON
    try:
        check(body)
    except BadBody as error:
        errors = [FieldError(field=error.field, type="refused-json", detail=str(error))] if error.field else []
        return Trouble(400, "refused-json", "JSON refusé", str(error), errors)
    except ValueError:
        return Trouble(400, "unreadable-json", "JSON illisible", SENTENCES["json_invalid"])
    return None


def check(body: bytes) -> None:
    """Raises BadBody or ValueError when this is not one unambiguous JSON text within bounds."""
    if depth(body) > DEEPEST:
        raise BadBody(f"Le JSON est trop profond : {DEEPEST} niveaux au plus.")
    read = json.loads(
        body.decode(), object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite, parse_int=_exact
    )
    for path, text, is_key in _texts(read, ()):
        if FORBIDDEN.search(text):
            raise BadBody("Un texte contient un caractère interdit.", field=pointer(path))
        if is_key and (text.startswith("$") or "." in text):
            raise BadBody("Un nom de champ ne commence pas par « $ » et ne contient pas de point.", field=pointer(path))


def depth(body: bytes) -> int:
    """How deep brackets nest, without recursion; brackets inside strings do not count."""
    level = deepest = 0
    for piece in PIECES.finditer(body):
        if piece[1]:
            level += 1
            deepest = max(deepest, level)
        elif piece[2]:
            level -= 1
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise BadBody("Une clé figure deux fois dans le même objet.", field=pointer([twice]))
    return found


def _no_constant(name: str) -> Any:
    raise BadBody(f"« {name} » n'est pas un nombre.")


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise BadBody("Un nombre est hors de toute mesure.")
    return number


def _exact(text: str) -> int:
    """An integer that every JSON reader reads alike (RFC 7493); the database cannot hold much more."""
    if len(text) > 17 or abs(number := int(text)) > WIDEST:
        raise BadBody("Un nombre entier est hors de toute mesure.")
    return number


def _texts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """Every text of a JSON value with where it stands, and whether it is the name of a field."""
    match value:
        case str():
            yield path, value, False
        case dict():
            for key, part in value.items():
                yield (*path, key), key, True
                yield from _texts(part, (*path, key))
        case list():
            for index, part in enumerate(value):
                yield from _texts(part, (*path, index))


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None as soon as it is too large. Raises ConnectionAbortedError when the sender left."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError
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


def _announced(scope: Scope) -> int:
    """The size that the sender announces, in bytes; 0 when it says none."""
    digits = _header(scope, b"content-length")
    return int(digits) if digits.isdecimal() and len(digits) < 16 else 0


def _header(scope: Scope, name: bytes) -> str:
    return str(next((value for key, value in scope["headers"] if key == name), b"").decode("latin-1"))
