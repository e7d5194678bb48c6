"""The business clocks of all services, moved together and forward only, and the barrier: nothing is on its way."""

import asyncio
import time
from collections.abc import Mapping
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


def damage(flow: Mapping[str, Any]) -> str:
    """What a person has to look at before the story can go on; empty when all is well."""
    found = {"parked": "événement(s) mis de côté", "stuck": "échéance(s) en échec", "refused": "événement(s) refusé(s)"}
    return ", ".join(f"{flow[name]} {words}" for name, words in found.items() if flow.get(name))


@dataclass
class Clocks:
    """The inner addresses of the services by name. Use it as ``async with``."""

    services: Mapping[str, str]
    _client: httpx.AsyncClient = field(init=False)
    _stirred: bool = True
    _later: datetime | None = None

    async def __aenter__(self) -> Self:
        self._client = httpx.AsyncClient(timeout=30.0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    def stir(self) -> None:
        """Something was just said: it may be on its way."""
        self._stirred = True

    async def move(self, to: datetime) -> None:
        """Bring every service to this instant, once what was said before has arrived; a later clock stays."""
        if self._later and to <= self._later:
            return
        await self.settled()
        went_back = await asyncio.gather(*(self._put(address, to, running=False) for address in self.services.values()))
        if all(went_back):
            self._later = min([datetime.fromisoformat(each["now"]) for each in await self.flows()])
            return
        self._stirred = True
        await self.settled()

    async def run_on(self, since: datetime) -> None:
        """Let every clock run, from this instant on or from the later one where it stands."""
        await self.settled()
        for address in self.services.values():
            if await self._put(address, since, running=True):
                shown = (await self._client.get(f"{address}/flow")).json()["now"]
                await self._put(address, datetime.fromisoformat(shown), running=True)

    async def settled(self) -> None:
        """Wait until nothing is unsent, unheard or due, seen twice alike. Raises StoryStopped, naming who waits."""
        before: list[Any] | None = None
        end, pause = time.monotonic() + PATIENCE, SHORT
        while self._stirred:
            flows = await self.flows()
            if all(quiet(flow) for flow in flows):
                said = [flow["latest"] for flow in flows]
                if said == before:
                    self._stirred = False
                    _whole(flows)
                before = said
                continue
            before = None
            if time.monotonic() > end:
                raise StoryStopped(f"Les services n'ont pas fini de se parler : {_waiting(flows)}. Regardez /etat.")
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, LONG)

    async def flows(self) -> list[dict[str, Any]]:
        """What every service says of its flow; one that is away is asked again for a minute and a half."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                found = await asyncio.gather(*(self._client.get(f"{each}/flow") for each in self.services.values()))
                if all(each.status_code == httpx.codes.OK for each in found):
                    return [each.json() for each in found]
            except httpx.TransportError:
                pass
            if time.monotonic() > end:
                raise StoryStopped("Un service ne répond plus : regardez /etat et les journaux, puis relancez.")
            await asyncio.sleep(LONG)

    async def _put(self, address: str, to: datetime, *, running: bool) -> bool:
        """Set one clock; whether it stood later already."""
        said = {"now": to.isoformat(), "running": running}
        found = await self._client.put(f"{address}/clock", json=said)
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
