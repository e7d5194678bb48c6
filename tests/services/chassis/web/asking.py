"""Requests to the garden as they leave a client, well formed or not."""

import uuid
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from services.chassis.runtime import Runtime
from services.chassis.web.app import build_app
from tests.services.chassis.web.garden import GARDEN
from tests.support.service import House, token


@dataclass
class Garden:
    """The opened garden."""

    house: House
    app: FastAPI

    async def ask(
        self, method: str, path: str, body: Any = None, *, who: str = "lea", key: str | None = "", **headers: str
    ) -> httpx.Response:
        """One request under the API. ``body`` is JSON, or bytes sent as they are; ``key`` None: no idempotency key."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if who:
            sent.setdefault("Authorization", f"Bearer {token(who)}")
        if key is not None:
            sent["Idempotency-Key"] = key or str(uuid.uuid4())
        given: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
        if isinstance(body, bytes):
            sent.setdefault("Content-Type", "application/json")
        # As bytes: some of these headers hold what no client would let through.
        raw = [(name.encode(), value.encode()) for name, value in sent.items()]
        return await self.house.client.request(method, self.house.root + path, headers=raw, **given)

    def over(self, mongo_url: str) -> "Garden":
        """The same garden over another database."""
        settings = self.house.runtime.settings.model_copy(update={"mongo_url": mongo_url, "demo": False})
        runtime = Runtime(GARDEN, settings, "api")
        return self.at(build_app(GARDEN, settings, runtime), runtime)

    def at(self, app: FastAPI, runtime: Runtime) -> "Garden":
        """Another process of the garden; whoever signs in is believed as before."""
        app.state.tokens = self.app.state.tokens
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://pepiniere.test")
        return Garden(House(runtime, client, self.house.root), app)

    async def dig(self, name: str = "Carré nord", **headers: str) -> dict[str, Any]:
        """A new bed's receipt."""
        made = await self.ask("POST", "/beds", {"name": name}, **headers)
        assert made.status_code == 201, made.text
        found: dict[str, Any] = made.json()
        return found


def named(answer: httpx.Response) -> dict[str, str]:
    """The fields that a problem names, each with its sentence."""
    return {error["field"]: error["detail"] for error in answer.json().get("errors", [])}
