"""The door of a service: turns an HTTP request into one use case or one query, and its answer back into HTTP."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from uuid_utils import uuid7

from services.chassis import audit, metrics, rights, telemetry
from services.chassis.actor import Actor
from services.chassis.clock import system_now
from services.chassis.dossier import Dossier
from services.chassis.refusal import Refusal
from services.chassis.store import Receipt
from services.chassis.store import Request as Command
from services.chassis.web.cursor import Cursors, Page
from services.chassis.work import Cause, Work

IdPath = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
KEY_LENGTH = 128


class KeyMissing(Refusal):
    """A command without its idempotency key."""

    status, code, title = 400, "idempotency-key-missing", "Clé d'idempotence manquante"


class BadHeader(Refusal):
    """A header that cannot be read."""

    status, code, title = 400, "bad-header", "En-tête illisible"


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
        bearer, key, expected = await self.bearer(), self._key(), self._expected()
        service, action = self.runtime.service, use_case.__name__

        async def admit(work: Work) -> Actor:
            work.actor = await service.rights(work, bearer)
            row = await service.table.check(action, work.actor, work.today, work, *arguments)
            if row.confirmed:
                rights.require_confirmed(work.actor, system_now())
            return work.actor

        correlation = self.request.headers.get("x-correlation-id", "")[:64] or str(uuid7())
        with telemetry.span(f"command {action}", self.request.headers.get("traceparent")):
            cause = Cause(action, correlation, traceparent=telemetry.current())
            command = Command(cause, admit, f"{bearer}|{key}", self._fingerprint(arguments), expected)
            receipt = await self.runtime.store.command(command, lambda work: use_case(work, *arguments))
        metrics.COMMANDS.labels(action).inc()
        return _answer(receipt, created=receipt.version == 1 and receipt.id not in arguments)

    async def operate(self, operation: Callable[..., Awaitable[Any]], *arguments: Any) -> Response:
        """Run one operation on the process itself (replay, set aside); repeating it is safe."""
        self._key()
        service = self.runtime.service
        reader = await self.runtime.store.reader()
        reader.actor = await service.rights(reader, await self.bearer())
        await service.table.check(operation.__name__, reader.actor, reader.today, reader, *arguments)
        return JSONResponse(jsonable_encoder(await operation(self.runtime, reader.actor.person, *arguments)))

    async def query(self, query: Callable[..., Awaitable[Any]], *arguments: Any) -> Response:
        """Answer one query as JSON: a model, a dict, a list or a page."""
        found = await self.ask(query, *arguments)
        if isinstance(found, Page):
            return self._page(found)
        return self._fresh(jsonable_encoder(found, exclude_none=False), getattr(found, "version", None))

    async def ask(self, query: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
        """What one query answers, for pages as for the API: who asks is checked first."""
        service = self.runtime.service
        reader = await self.runtime.store.reader()
        reader.actor = await service.rights(reader, await self.bearer())
        await service.table.check(query.__name__, reader.actor, reader.today, reader, *arguments)
        return await query(reader, *arguments)

    def after(self, cursor: str | None) -> str | None:
        """The id that a cursor begins after. Raises BadCursor."""
        return self._cursors().read(cursor)

    def _cursors(self) -> Cursors:
        return Cursors(self.runtime.settings.bearer_key)

    def _page(self, page: Page) -> Response:
        body: dict[str, Any] = {"items": jsonable_encoder(page.items), "next": None}
        headers: dict[str, str] = {}
        if page.next is not None:
            body["next"] = self._cursors().write(page.next)
            address = self.request.url.include_query_params(after=body["next"])
            headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
        return JSONResponse(body, headers=headers)

    def _fresh(self, body: Any, version: int | None) -> Response:
        """The body with its ETag, or 304 when the person has it already."""
        tag = f'"{version}"' if version is not None else f'"{hashlib.sha256(audit.canonical(body)).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if tag in self.request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return JSONResponse(body, headers=headers)

    def _key(self) -> str:
        key = self.request.headers.get("idempotency-key", "")
        if not key:
            raise KeyMissing(
                "Ajoutez l'en-tête Idempotency-Key : la même clé renvoyée n'agit qu'une fois.", field="Idempotency-Key"
            )
        if len(key) > KEY_LENGTH or not key.isprintable():
            raise BadHeader(f"Idempotency-Key : {KEY_LENGTH} caractères lisibles au plus.", field="Idempotency-Key")
        return key

    def _expected(self) -> int | None:
        tag = self.request.headers.get("if-match")
        if tag is None or tag.strip() == "*":
            return None
        digits = tag.strip().removeprefix("W/").strip('"')
        if not digits.isdecimal() or len(digits) > 15:
            raise BadHeader("If-Match doit reprendre l'ETag reçu.", field="If-Match")
        return int(digits)

    def _fingerprint(self, arguments: tuple[Any, ...]) -> str:
        parts = [part.model_dump(mode="json") if isinstance(part, BaseModel) else part for part in arguments]
        return hashlib.sha256(audit.canonical([self.request.method, self.request.url.path, parts])).hexdigest()


def _answer(receipt: Receipt, *, created: bool) -> Response:
    body = receipt.model_dump(mode="json")
    headers = {"ETag": f'"{receipt.version}"'}
    return JSONResponse(body, status_code=201 if created else 200, headers=headers)


async def open_door(request: Request) -> OpenDoor:
    """The door of this request."""
    return OpenDoor(request)


Door = Annotated[OpenDoor, Depends(open_door)]
