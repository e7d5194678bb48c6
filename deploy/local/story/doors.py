"""The public door, as one of the cast uses it: a token each, one idempotency key a step, patience when it is closed."""

import asyncio
import base64
import json
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx

from deploy.local.story.trouble import StoryStopped

PATIENCE = 60.0  # seconds that a service may be away before the story stops
PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)  # seconds, the last one again and again
CLOSED = (429, 502, 503, 504)
SPARE = 30.0  # seconds before its end at which a token is replaced


@dataclass(frozen=True)
class Answer:
    """What a door answered: the status and the JSON body."""

    status: int
    body: Any

    @property
    def accepted(self) -> bool:
        """Whether it was done."""
        return self.status < 400

    @property
    def code(self) -> str:
        """The name of the refusal: ``closed``, ``out-of-turn``…; empty when it was accepted."""
        return "" if self.accepted else str(self.body.get("type", "")).rpartition(":")[2]

    @property
    def why(self) -> str:
        """The refusal in the words of the service, with each field at fault."""
        faults = [f"{each['field']} : {each['detail']}" for each in self.body.get("errors", [])]
        return " ".join([f"{self.status} {self.body.get('detail', '')}", *faults])


@dataclass
class Doors:
    """The gateway at ``public_url``. Use it as ``async with``."""

    public_url: str
    transport: httpx.AsyncBaseTransport | None = None
    _client: httpx.AsyncClient = field(init=False)
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __aenter__(self) -> Self:
        self._client = httpx.AsyncClient(base_url=self.public_url, timeout=30.0, transport=self.transport)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def ask(
        self, who: str | None, method: str, path: str, body: Any = None, key: str = "", correlation: str = ""
    ) -> Answer:
        """Ask as one of the cast (None: as the public). A closed door is asked again, with the same key.

        Raises StoryStopped when it stays closed for a minute.
        """
        headers = {"Idempotency-Key": key} if key else {}
        if correlation:
            headers["X-Correlation-Id"] = correlation
        end, turn = time.monotonic() + PATIENCE, 0
        while True:
            answer = await self._once(who, method, path, body, headers)
            if answer is not None:
                return answer
            if time.monotonic() > end:
                raise StoryStopped(f"{self.public_url}{path} ne répond pas depuis une minute.")
            await asyncio.sleep(PAUSES[min(turn, len(PAUSES) - 1)])
            turn += 1

    async def _once(self, who: str | None, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer | None:
        """One try; None when the door is closed for now."""
        try:
            token = {"Authorization": f"Bearer {await self.token(who)}"} if who else {}
            found = await self._client.request(method, path, json=body, headers=headers | token)
        except httpx.TransportError:
            return None
        if found.status_code in CLOSED:
            return None
        return Answer(found.status_code, _json(found))

    async def token(self, who: str) -> str:
        """The token of one of the cast, renewed shortly before it ends. Raises StoryStopped for a stranger."""
        async with self._lock:
            token, until = self._tokens.get(who, ("", 0.0))
            if time.time() < until - SPARE:
                return token
            found = await self._client.get("/identite/jeton", params={"qui": who})
            if found.status_code in CLOSED:
                raise httpx.ConnectError("the identity provider is away")
            if found.status_code != httpx.codes.OK:
                raise StoryStopped(f"Le fournisseur d'identité ne connaît pas « {who} » ({found.status_code}).")
            token = token_in(found)
            self._tokens[who] = (token, ends_at(token))
            return token


def token_in(answer: httpx.Response) -> str:
    """The token of an answer of the identity provider."""
    return answer.text.strip()


def ends_at(token: str) -> float:
    """When a token ends, in seconds since 1970: what its own ``exp`` says."""
    part = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return float(claims["exp"])


def _json(found: httpx.Response) -> Any:
    try:
        return found.json()
    except ValueError:
        return {"detail": found.text[:300]}
