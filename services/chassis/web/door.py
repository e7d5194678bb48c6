"""The door of a service: turns an HTTP request into one use case or one query, and its answer back into HTTP."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path
from fastapi.encoders import jsonable_encoder
from pydantic_core import to_jsonable_python
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.chassis import audit, metrics, rights, telemetry
from services.chassis.actor import Actor
from services.chassis.clock import system_now
from services.chassis.dossier import Dossier
from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import Refusal, Unavailable
from services.chassis.store import Receipt
from services.chassis.store import Request as Command
from services.chassis.turns import turn_of
from services.chassis.web import etag
from services.chassis.web.cursor import Cursors
from services.chassis.web.edge import CORRELATION
from services.chassis.web.etag import BadHeader
from services.chassis.work import Cause, Work

IdPath = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
KEY = re.compile(r"[!-~]{1,128}")
# The driver goes on trying for two minutes when the database is away; nobody waits that long for a page.
PATIENCE = 10.0


class KeyMissing(Refusal):
    """A command without its idempotency key."""

    status, code, title = 400, "idempotency-key-missing", "Clé d'idempotence manquante"


@dataclass
class OpenDoor:
    """One request at the door of one service."""

    request: Request

    @property
    def runtime(self) -> Any:
        """The process behind the door."""
        return self.request.app.state.runtime

    async def bearer(self) -> str:
        """The keyed hash of the token's bearer; empty without a token. Raises Unauthenticated for a bad one."""
        header = self.request.headers.get("authorization")
        if header is None:
            return ""
        found = await self.request.app.state.tokens.verify(header)
        return str(found.hash)

    async def command(self, use_case: Callable[..., Awaitable[Dossier]], *arguments: Any) -> Response:
        """Run one use case, once per idempotency key, in one transaction; answer its receipt."""
        bearer, key = await self.bearer(), self._key()
        expected = etag.expected_version(self.request.headers.get("if-match"))
        action = use_case.__name__

        async def admit(work: Work) -> Actor:
            work.actor = await self.runtime.service.rights(work, bearer)
            row = await self.runtime.service.table.check(action, work.actor, work.today, work, *arguments)
            if row.confirmed:
                rights.require_confirmed(work.actor, system_now())
            return work.actor

        with telemetry.span(f"command {action}"):
            cause = Cause(action, self.request.scope[CORRELATION], traceparent=telemetry.current())
            mark = f"{bearer}|{key}"
            command = Command(cause, admit, mark, self._fingerprint(arguments), expected, turn_of(use_case))
            async with patiently():
                receipt = await self.runtime.store.command(command, lambda work: use_case(work, *arguments))
        metrics.COMMANDS.labels(action).inc()
        return _answer(receipt, created=receipt.version == 1 and receipt.id not in arguments)

    async def query(self, query: Callable[..., Awaitable[Any]], *arguments: Any) -> Response:
        """Answer one query as JSON: a model, a dict, a list or a page."""
        found = await self.ask(query, *arguments)
        if isinstance(found, Page):
            return self._page(found)
        return self._fresh(jsonable_encoder(found), getattr(found, "version", None), {})

    async def ask(self, query: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
        """What one query answers, for pages as for the API: who asks is checked first."""
        bearer = await self.bearer()
        async with patiently():
            return await query(await self._admitted(query.__name__, bearer, arguments), *arguments)

    async def operate(self, operation: Callable[..., Awaitable[Any]], *arguments: Any) -> Response:
        """Run one operation on the process itself (replay, set aside); repeating it is safe."""
        bearer, _ = await self.bearer(), self._key()
        async with patiently():
            reader = await self._admitted(operation.__name__, bearer, arguments)
            done = await operation(self.runtime, reader.actor.person, *arguments)
        return JSONResponse(jsonable_encoder(done))

    async def _admitted(self, action: str, bearer: str, arguments: tuple[Any, ...]) -> Reader:
        """A reader for who may do this. Raises Unauthenticated or Forbidden."""
        service = self.runtime.service
        reader: Reader = await self.runtime.store.reader()
        reader.actor = await service.rights(reader, bearer)
        await service.table.check(action, reader.actor, reader.today, reader, *arguments)
        return reader

    def after(self, cursor: str | None) -> str | None:
        """The id that a cursor begins after. Raises BadCursor."""
        return self._cursors().read(cursor)

    def _cursors(self) -> Cursors:
        return Cursors(self.runtime.settings.bearer_key, self.request.url.path)

    def _page(self, page: Page) -> Response:
        body: dict[str, Any] = {"items": jsonable_encoder(page.items), "next": None}
        headers: dict[str, str] = {}
        if page.next is not None:
            body["next"] = self._cursors().write(page.next)
            address = self.request.url.include_query_params(after=body["next"])
            headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
        return self._fresh(body, None, headers)

    def _fresh(self, body: Any, version: int | None, headers: dict[str, str]) -> Response:
        """The body with its ETag, or 304 when the person has it already."""
        answer = JSONResponse(body)
        tag = etag.tag(bytes(answer.body), version)
        headers |= {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
        if etag.has_already(self.request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        answer.headers.update(headers)
        return answer

    def _key(self) -> str:
        key = self.request.headers.get("idempotency-key", "")
        if not key:
            raise KeyMissing(
                "Ajoutez l'en-tête Idempotency-Key : la même clé renvoyée n'agit qu'une fois.", field="Idempotency-Key"
            )
        if KEY.fullmatch(key) is None:
            raise BadHeader(
                "Idempotency-Key : de 1 à 128 lettres, chiffres ou signes ASCII, sans espace.", field="Idempotency-Key"
            )
        return key

    def _fingerprint(self, arguments: tuple[Any, ...]) -> str:
        asked = [self.request.method, self.request.url.path, to_jsonable_python(arguments)]
        return hashlib.sha256(audit.canonical(asked)).hexdigest()


@asynccontextmanager
async def patiently() -> AsyncIterator[None]:
    """Wait for the database no longer than a person would. Raises Unavailable."""
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except TimeoutError:
        raise Unavailable(
            "La base de données ne répond pas à temps : renvoyez la même demande avec la même clé, "
            "elle n'agira qu'une fois."
        ) from None


def _answer(receipt: Receipt, *, created: bool) -> Response:
    body = receipt.model_dump(mode="json")
    headers = {"ETag": f'"{receipt.version}"'}
    return JSONResponse(body, status_code=201 if created else 200, headers=headers)


async def open_door(request: Request) -> OpenDoor:
    """The door of this request."""
    return OpenDoor(request)


Door = Annotated[OpenDoor, Depends(open_door)]
