"""What the services say of themselves right now, asked within a second whatever happens to them."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

# The page answers within a second, so nobody is awaited longer than this (seconds).
PATIENCE = 0.7
# Many visitors at once ask the services once (seconds).
FRESH = 1.0


class Latest(BaseModel):
    """The last event that a service announced."""

    type: str
    time: datetime


class Flow(BaseModel):
    """The part of a service's ``/flow`` that the page shows. ``lag`` by group; None when Kafka does not answer."""

    model_config = ConfigDict(extra="ignore")

    now: datetime | None = None
    unsent: int = 0
    refused: int = 0
    parked: int = 0
    due: int = 0
    stuck: int = 0
    latest: Latest | None = None
    lag: dict[str, int] | None = None

    @property
    def behind(self) -> int | None:
        """Messages of the others not read yet, in the slowest group."""
        return None if self.lag is None else max(self.lag.values(), default=0)

    @property
    def aside(self) -> int:
        """What waits for a person: events put aside, refused by the broker, deadlines that failed."""
        return self.parked + self.refused + self.stuck


@dataclass(frozen=True)
class ServiceState:
    """One service and its ``mood``: well, deaf (works, but does not hear the others), silent (alive), down."""

    name: str
    mood: str
    flow: Flow | None = None


@dataclass
class Watch:
    """What was seen last, shared by visitors for ``FRESH`` seconds: a public page must not weigh on the services."""

    services: Mapping[str, str]
    _seen: tuple[datetime, tuple[ServiceState, ...]] | None = None
    _until: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def now(self) -> tuple[datetime, tuple[ServiceState, ...]]:
        """When the services were looked at, and how they were."""
        async with self._lock:
            if self._seen is None or time.monotonic() >= self._until:
                self._seen = (datetime.now(UTC), await look(self.services))
                self._until = time.monotonic() + FRESH
            return self._seen


async def look(services: Mapping[str, str]) -> tuple[ServiceState, ...]:
    """Ask every service at once; answers within ``PATIENCE`` seconds, in the order given."""
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        return tuple(await asyncio.gather(*(_look_at(client, name, url) for name, url in services.items())))


async def _look_at(client: httpx.AsyncClient, name: str, url: str) -> ServiceState:
    live, ready, said = await asyncio.gather(*(_ask(client, f"{url}/{page}") for page in ("livez", "readyz", "flow")))
    if live is None and ready is None and said is None:
        return ServiceState(name, "down")
    flow = _flow(said)
    if flow is None:
        return ServiceState(name, "silent")
    heard = flow.lag is not None and ready is not None and ready.is_success
    return ServiceState(name, "well" if heard else "deaf", flow)


async def _ask(client: httpx.AsyncClient, url: str) -> httpx.Response | None:
    """The answer, or None: an answer that trickles in is none, so the whole of it has to come in time."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
        return None


def _flow(answer: httpx.Response | None) -> Flow | None:
    if answer is None or not answer.is_success:
        return None
    try:
        return Flow.model_validate_json(answer.content)
    except ValidationError:
        return None
