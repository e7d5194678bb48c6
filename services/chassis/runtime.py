"""One process of one service: its store, and the loops that its role runs, each supervised on its own."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from services.chassis import consume, flow
from services.chassis.deadlines import Deadlines
from services.chassis.digest import Digests
from services.chassis.logs import told
from services.chassis.migrate import migrate
from services.chassis.mongo import PyMongoError, connect
from services.chassis.outward import Outward
from services.chassis.parking import Parking
from services.chassis.reactions import ReactionGroup
from services.chassis.relay import Relay
from services.chassis.sealing import Keyring
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.store import Store
from services.chassis.views import ViewGroup

PAUSE = 1.0
ROLES = ("api", "consumers", "relay", "all")

log = structlog.get_logger(__name__)


@dataclass
class Runtime:
    """What one process holds. ``role`` says which loops run here; the doors (`/livez`…) are always open."""

    service: Service
    settings: Settings
    role: str = "all"
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    ready: dict[str, bool] = field(default_factory=dict)
    migrated: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        prefix, name = self.settings.prefix, self.service.name
        self.client = connect(self.settings.mongo_url)
        self.keyring = Keyring.open(self.client, self.settings, name)
        self.store = Store(name, self.client, prefix, self.settings.demo, keyring=self.keyring)
        database = self.store.database
        self.topic = f"{prefix}{name}"
        self.topics = tuple(f"{prefix}{other}" for other in self.service.hears)
        self.views = ViewGroup(self.client, database, f"{prefix}{name}.views", self.service.views)
        self.reactions = ReactionGroup(self.store, f"{prefix}{name}.reactions", self.service.reactions)
        self.relay = Relay(database, self.topic, self.settings.kafka, self.store.bell)
        self.parking = Parking(self.store, self.service.known, self.views, self.reactions)
        self.deadlines = Deadlines(self.store, self.service.deadlines)
        self.outward = Outward(self.store, self.service.mails, self.settings)
        self.digests = Digests(self.store, tuple(dossier.kind for dossier in self.service.dossiers))
        self.listeners = [
            consume.Listener(group.group, self.topics, self.service.known, group.take)
            for group, wanted in ((self.views, self.service.views), (self.reactions, self.service.reactions))
            if wanted and self.topics
        ]
        groups = [each.group for each in self.listeners]
        self.flow = flow.Flow(self.store, self.settings.kafka, self.topics, groups, self.topic)

    async def start(self) -> None:
        """Start the loops of this role; Mongo and Kafka may be away, the loops wait for them."""
        self._spawn("migration", self._migrate)
        if self.role in ("relay", "all"):
            self._spawn("relay", self.relay.run)
            self._spawn("deadlines", self.deadlines.run)
            self._spawn("outward", self.outward.run)
            self._spawn("digests", self.digests.run)
        if self.role in ("consumers", "all") and self.listeners:
            self._spawn("consumers", self._consume)
            self._spawn("parking", self.parking.run)
            self._spawn("rights", self.flow.confirm_rights)

    async def needs(self) -> dict[str, bool]:
        """What this role needs, and whether it is there: an API replica is ready with Kafka down."""
        needs = {"migration": self.ready.get("migration", False), "mongo": await self._mongo_answers()}
        if self.role in ("consumers", "all") and self.listeners and self.role != "all":
            needs["consumers"] = self.ready.get("consumers", False)
        return needs

    async def _mongo_answers(self) -> bool:
        try:
            await asyncio.wait_for(self.client.admin.command("ping"), 2)
        except (PyMongoError, TimeoutError):
            return False
        return True

    async def stop(self) -> None:
        """Finish the batches at hand, give the leases back, close."""
        for listener in self.listeners:
            listener.stopping.set()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.flow.close()
        self.client.close()

    def _spawn(self, name: str, loop: Callable[[], Awaitable[Any]]) -> None:
        self.tasks.append(asyncio.create_task(self._supervised(name, loop), name=name))

    async def _supervised(self, name: str, loop: Callable[[], Awaitable[Any]]) -> None:
        """Run a loop again when it dies: a loop that ended by itself is done."""
        while True:
            try:
                await loop()
            except Exception as error:
                log.error("loop_died", loop=name, reason=told(error), exc_info=True)
                await asyncio.sleep(PAUSE)
            else:
                return

    async def _migrate(self) -> None:
        while True:
            try:
                await migrate(self.store.database, self.service)
                await self.keyring.prepare()
            except PyMongoError as error:
                log.warning("migration_waits", reason=told(error))
                await asyncio.sleep(PAUSE)
            else:
                self.ready["migration"] = True
                self.migrated.set()
                return

    async def _consume(self) -> None:
        """Hold the broker's connection: start it when Kafka is there, start again when its task has died."""
        await self.migrated.wait()
        await self.reactions.learn_beginnings()
        kafka = consume.broker(self.settings.kafka, self.topic)
        for listener in self.listeners:
            listener.subscribe(kafka)
        try:
            await kafka.start()
            for listener in self.listeners:
                listener.attend()
            while all(not task.done() for each in self.listeners for task in each.subscriber.tasks):
                self.ready["consumers"] = all(bool(each.subscriber.consumer.assignment()) for each in self.listeners)
                await asyncio.sleep(PAUSE / 2)
            raise RuntimeError("a consumer's task has ended")
        finally:
            self.ready["consumers"] = False
            with contextlib.suppress(Exception):
                await kafka.stop()
