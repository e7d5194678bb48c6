"""Where a journey acts: the played platform, its doors as any of the cast, and what was said on its topics."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import MongoClient

from deploy.local.story.addresses import FUNDING as FUNDING_API
from deploy.local.story.addresses import JOURNAL as JOURNAL_API
from deploy.local.story.addresses import REGISTRY as REGISTRY_API
from deploy.local.story.addresses import TRACKING as TRACKING_API
from deploy.local.story.clocks import Clocks
from deploy.local.story.doors import Answer, Doors
from tests.journeys.platform import Platform
from tests.journeys.told import Fact, Told

__all__ = ["FUNDING_API", "JOURNAL_API", "REGISTRY_API", "TRACKING_API", "Stage"]


@dataclass
class Stage:
    """One platform on which the story was played. ``told`` is what its topics held when it had ended."""

    platform: Platform
    doors: Doors
    clocks: Clocks
    told: Told
    receipts: Mapping[str, Mapping[str, Any]]

    def id(self, step: str) -> str:
        """The dossier of a step of the story."""
        return str(self.receipts[step]["id"])

    def incubator(self, key: str) -> str:
        """The incubator that an agreement founded."""
        return str(self.receipts[f"agreement/{key}"]["extra"]["incubator"])

    def facts(self, kind: str, step: str) -> tuple[Fact, ...]:
        """What the story said of the dossier of a step, in order."""
        return self.told.of(kind, self.id(step))

    async def get(self, path: str, who: str | None = None) -> Any:
        """Read; it must be allowed."""
        answer = await self.doors.ask(who, "GET", path)
        assert answer.accepted, f"{path}: {answer.why}"
        return answer.body

    async def ask(self, who: str, path: str, body: Any = None, method: str = "POST") -> Answer:
        """One command with a key of its own, whatever is answered."""
        self.clocks.stir()
        return await self.doors.ask(who, method, path, body, key=str(uuid.uuid4()))

    async def do(self, who: str, path: str, body: Any = None, method: str = "POST") -> dict[str, Any]:
        """One command that must be accepted; its receipt."""
        answer = await self.ask(who, path, body, method)
        assert answer.accepted, f"{who} {path}: {answer.why}"
        receipt: dict[str, Any] = answer.body
        return receipt

    async def experiment(self, key: str, who: str | None = None) -> dict[str, Any]:
        """One experiment of the story as it is shown."""
        found: dict[str, Any] = await self.get(f"{TRACKING_API}/experiments/{self.id(f'{key}/propose')}", who)
        return found

    async def at(self, moment: datetime) -> None:
        """Move the clocks of all services and wait until all is still."""
        await self.clocks.move(moment)

    async def now_told(self) -> Told:
        """What the topics hold now."""
        await self.clocks.settled()
        return await asyncio.to_thread(Told.on, self.platform)

    def database(self, service: str) -> "Rows":
        """A service's database, to look into."""
        return Rows(self.platform.wiring.mongo_url, f"{self.platform.prefix}{service}")


@dataclass
class Rows:
    """Documents of one service, read behind its back."""

    url: str
    name: str

    def of(self, collection: str) -> list[dict[str, Any]]:
        """All documents of a collection, by id."""
        with MongoClient[dict[str, Any]](self.url) as client:
            return list(client[self.name][collection].find().sort("_id"))
