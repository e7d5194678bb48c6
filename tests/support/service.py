"""A service opened in this process on the real database: its own doors over ASGI, tokens signed here, no loop running.

async with opened(SERVICE, mongo_url, fresh_prefix) as house:
    await house.move_to(datetime(2019, 7, 1, 9, tzinfo=PARIS))      # the business clock, never back
    made = await house.post("helene", "/calls", {"title": …})         # a command, as that subject; "" is nobody
    seen = await house.get("", f"/calls/{made['id']}")                # a query, by anyone
    await house.fall()                                                # every deadline that is due
    await house.post("", "/calls", {}, expect=401)                    # the problem details, checked for its status
"""

import json
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from services.chassis.identity import Tokens, bearer_hash
from services.chassis.migrate import migrate
from services.chassis.runtime import Runtime
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.web.app import api_root, build_app

ISSUER = "https://identite.test"
BEARER_KEY = "known-to-these-tests-and-nobody-else"
KEY_ID = "test"
ALGORITHM = "ES256"
HOUR = 3600


@cache
def issuer_key() -> ECKey:
    """The key of the tests' identity provider."""
    return ECKey.generate_key("P-256", {"kid": KEY_ID})


def hash_of(subject: str) -> str:
    """The keyed hash by which a service knows this subject."""
    return bearer_hash(BEARER_KEY, ISSUER, subject)


def settings_for(mongo_url: str, prefix: str, **others: Any) -> Settings:
    """The settings of an in-process service; its broker is nowhere, for nothing here speaks to it."""
    given: dict[str, Any] = {
        "mongo_url": mongo_url,
        "prefix": prefix,
        "kafka": "127.0.0.1:9",
        "issuer": ISSUER,
        "jwks_url": f"{ISSUER}/jwks.json",
        "bearer_key": BEARER_KEY,
        "master_key": "07" * 32,
        "demo": True,
    }
    return Settings(**given | others)


def token(subject: str, **claims: Any) -> str:
    """A token of this subject, good for an hour unless the claims say otherwise."""
    now = int(time.time())
    said = {"iss": ISSUER, "aud": "pepiniere", "sub": subject, "iat": now, "exp": now + HOUR}
    return jwt.encode({"alg": ALGORITHM, "kid": KEY_ID}, said | claims, issuer_key())


def _published_keys(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"keys": [issuer_key().as_dict(private=False)]})


@dataclass
class House:
    """One opened service and a client at its doors."""

    runtime: Runtime
    client: httpx.AsyncClient
    root: str
    tokens: dict[str, str] = field(default_factory=dict)

    async def get(self, who: str, path: str, *, expect: int = 200, **query: Any) -> Any:
        """The JSON that a query answers to this subject; ``who`` empty: without a token."""
        answer = await self.client.get(self.root + path, params=query, headers=self._headers(who))
        return _checked(answer, expect)

    async def post(self, who: str, path: str, body: Any = None, *, expect: int | None = None, **headers: str) -> Any:
        """The receipt of a command, or the problem details of the status that is expected."""
        return await self._command("POST", who, path, body, expect, headers)

    async def put(self, who: str, path: str, body: Any = None, *, expect: int | None = None, **headers: str) -> Any:
        """As ``post``, with PUT."""
        return await self._command("PUT", who, path, body, expect, headers)

    async def status(self, method: str, who: str, path: str, body: Any = None) -> int:
        """Only how a request is answered, whatever that is: for walks over routes and roles."""
        headers = {"Idempotency-Key": str(uuid.uuid4()), **self._headers(who)}
        return (await self.client.request(method, self.root + path, json=body, headers=headers)).status_code

    async def move_to(self, moment: datetime) -> None:
        """Set the business clock; nothing falls until ``fall``."""
        await self.runtime.store.clock.move(moment)

    async def fall(self) -> int:
        """Fire every deadline that is due, in order; answers how many fell. One that is stuck fails the test."""
        fallen = 0
        while await self.runtime.deadlines.fire_next():
            fallen += 1
        stuck = [row async for row in self.runtime.store.database["deadlines"].find({"stuck": {"$exists": True}})]
        assert stuck == []
        return fallen

    async def said(self, subject: str) -> list[tuple[str, dict[str, Any]]]:
        """The facts that a dossier (``call/<id>``) announced, in order, each with its data."""
        reader = await self.runtime.store.reader()
        return [(row["type"].split(".")[2], json.loads(row["data"])) for row in await reader.timeline(subject)]

    async def forget(self) -> None:
        """Empty every collection, the clock and the keyring too, for the next test of the same house."""
        for database in (self.runtime.store.database, self.runtime.keyring.database):
            for name in await database.list_collection_names():
                await database[name].delete_many({})

    async def _command(
        self, method: str, who: str, path: str, body: Any, expect: int | None, headers: dict[str, str]
    ) -> Any:
        sent = {"Idempotency-Key": str(uuid.uuid4()), **self._headers(who)}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self.client.request(method, self.root + path, json=body, headers=sent)
        return _checked(answer, expect)

    def _headers(self, who: str) -> dict[str, str]:
        if not who:
            return {}
        return {"Authorization": f"Bearer {self.tokens.setdefault(who, token(who))}"}


def _checked(answer: httpx.Response, expect: int | None) -> Any:
    fine = answer.status_code in (200, 201) if expect is None else answer.status_code == expect
    assert fine, f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


@asynccontextmanager
async def opened(service: Service, mongo_url: str, prefix: str, **settings: Any) -> AsyncIterator[House]:
    """Open a service: collections made, doors in this process. Its databases go with the prefix's fixture."""
    chosen = settings_for(mongo_url, prefix, **settings)
    runtime = Runtime(service, chosen, "api")
    await migrate(runtime.store.database, service)
    await runtime.keyring.prepare()
    app = build_app(service, chosen, runtime)
    provider = httpx.AsyncClient(transport=httpx.MockTransport(_published_keys))
    app.state.tokens = Tokens(chosen, provider)
    door = httpx.ASGITransport(app)
    try:
        async with httpx.AsyncClient(transport=door, base_url="http://pepiniere.test") as client:
            yield House(runtime, client, api_root(service.name))
    finally:
        await provider.aclose()
        await runtime.stop()
