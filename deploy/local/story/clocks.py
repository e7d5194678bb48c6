"""The business clocks of all services, moved together and forward only, and the barrier: nothing is on its way."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx

from deploy.local.story.trouble import StoryStopped

PATIENCE = 90.0  # seconds for everything to arrive
SHORT, LONG = 0.02, 0.2  # seconds between two looks, growing
GOES_BACK = "clock-goes-back"


def quiet(flow: Mapping[str, Any]) -> bool:
    """Whether a service has nothing to send, nothing to hear and no deadline to let fall."""
    lag = flow["lag"]
    return not flow["unsent"] and not flow["due"] and lag is not None and not any(lag.values())


def still(flows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether nothing is on its way: all are quiet, and each has heard as far as the others have spoken.

    One look is enough, though it is not one instant: the chassis's ``Flow.report`` says why. A topic whose speaker says
    nothing of it (Kafka went away in the middle of the look) is not known to be still.
    """
    said = {topic: end for flow in flows for topic, end in flow["said"].items()}
    far = all(said.get(topic) == end for flow in flows for topic, end in flow["heard"].items())
    return all(map(quiet, flows)) and far


def damage(flow: Mapping[str, Any]) -> str:
    """What a person has to look at before the story can go on; empty when all is well."""
    found = {"parked": "événement(s) mis de côté", "stuck": "échéance(s) en échec", "refused": "événement(s) refusé(s)"}
    return ", ".join(f"{flow[name]} {words}" for name, words in found.items() if flow.get(name))


@dataclass
class Clocks:
    """The inner addresses of the services by name. Use it as ``async with``.

    ``again``: the services had come further already, so that what is asked now was asked before.
    ``_calm``: nothing was said since all was still.
    """

    services: Mapping[str, str]
    transport: httpx.AsyncBaseTransport | None = None
    again: bool = False
    _client: httpx.AsyncClient = field(init=False)
    _calm: bool = False
    _later: datetime | None = None

    async def __aenter__(self) -> Self:
        self._client = httpx.AsyncClient(timeout=30.0, transport=self.transport)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    def stir(self) -> None:
        """Something was just said: it may be on its way."""
        self._calm = False

    async def move(self, to: datetime) -> None:
        """Bring every service to this instant and wait until all is still; a later clock stays.

        What was said before is heard first, by the clock of the day it was said.
        """
        if self._later and to <= self._later:
            return
        await self.settled()
        stood_later = await asyncio.gather(*(self._put(each, to, running=False) for each in self.services.values()))
        self.again = all(stood_later)
        if self.again:
            self._later = min([datetime.fromisoformat(each["now"]) for each in await self.flows()])
        else:
            await self._still()

    async def run_on(self, since: datetime) -> None:
        """Let every clock run, from this instant on or from the later one where it stands."""
        await self.settled()
        for address in self.services.values():
            if await self._put(address, since, running=True):
                shown = (await self._flow(address))["now"]
                await self._put(address, datetime.fromisoformat(shown), running=True)

    async def settled(self) -> None:
        """Wait until all is still, unless nothing was said since it was. Raises StoryStopped, naming who waits."""
        if not self._calm:
            await self._still()

    async def _still(self) -> None:
        """Wait until nothing is unsent, unheard, due or on its way."""
        end, pause = time.monotonic() + PATIENCE, SHORT
        while not still(flows := await self.flows()):
            if time.monotonic() > end:
                raise StoryStopped(f"Les services n'ont pas fini de se parler : {_waiting(flows)}. Regardez /etat.")
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, LONG)
        _whole(flows)
        self._calm = True

    async def flows(self) -> list[dict[str, Any]]:
        """What every service says of its flow."""
        return list(await asyncio.gather(*(self._flow(each) for each in self.services.values())))

    async def _flow(self, address: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self._patiently(lambda: self._client.get(f"{address}/flow"))).json()
        return found

    async def _patiently(self, ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """Ask a service that may be restarting. Raises StoryStopped when it stays away."""
        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(httpx.TransportError):
                found = await ask()
                if found.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                    return found
            if time.monotonic() > end:
                raise StoryStopped("Un service ne répond plus : regardez /etat et les journaux, puis relancez.")
            await asyncio.sleep(LONG)

    async def _put(self, address: str, to: datetime, *, running: bool) -> bool:
        """Set one clock; whether it stood later already."""
        said = {"now": to.isoformat(), "running": running}
        found = await self._patiently(lambda: self._client.put(f"{address}/clock", json=said))
        if found.status_code == httpx.codes.CONFLICT and found.json()["type"].endswith(GOES_BACK):
            return True
        if found.status_code != httpx.codes.OK:
            raise StoryStopped(f"L'horloge de {address} ne se règle pas : {found.text[:300]}")
        return False


def _waiting(flows: list[dict[str, Any]]) -> str:
    names = ("unsent", "due", "lag")
    return " ; ".join(f"{flow['service']} {[flow[name] for name in names]}" for flow in flows if not quiet(flow))


def _whole(flows: list[dict[str, Any]]) -> None:
    """Raises StoryStopped when something was set aside: what follows would rest on half of what was said."""
    if hurt := [f"{flow['service']} : {words}" for flow in flows if (words := damage(flow))]:
        raise StoryStopped(f"{' ; '.join(hurt)}. Regardez /etat, puis relancez.")
