"""The one mongod and the one broker of a test run, and how a test gets a pair of its own to kill."""

import asyncio
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local import jars
from deploy.local.kafka import Kafka
from deploy.local.mongod import Mongod
from deploy.local.place import cache, free_port
from deploy.local.program import Server, lift_limits

MONGO, KAFKA = "PEPINIERE_TEST_MONGO", "PEPINIERE_TEST_KAFKA"
OURS = "PEPINIERE_TEST_OURS"  # set while these two are servers of this run, which vanish with it


class Pair:
    """A database and a broker in a folder of their own, on free ports; addresses are known before they are started."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pepiniere-tests-"))
        self.mongod = Mongod(self.folder / "mongod", free_port(), cache_gb=0.5)
        checked = jars.ensure(cache() / "kafka", lambda _: lambda _: None)
        self.kafka = Kafka(self.folder / "kafka", free_port(), free_port(), tuple(checked))
        self.database = Server(self.mongod.program(), self.folder / "mongod.log")
        self.broker: Server | None = None

    def start(self) -> None:
        """Start both, without waiting for them."""
        lift_limits()
        self.database.start()
        self.kafka.prepare()
        self.broker = Server(self.kafka.program(), self.folder / "kafka.log")
        self.broker.start()

    def wait_ready(self) -> None:
        """Wait until both serve."""
        self.database.wait_ready()
        if self.broker is not None:
            self.broker.wait_ready()

    def stop(self) -> None:
        """Stop both and forget what they kept."""
        for server in (self.broker, self.database):
            if server is not None:
                server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def remove(mongo: str, kafka: str, prefixes: tuple[str, ...]) -> None:
    """Drop the databases and the topics whose names begin so. Not from inside an event loop."""
    with MongoClient[dict[str, Any]](mongo, serverSelectionTimeoutMS=2_000) as client, suppress(PyMongoError):
        for name in client.list_database_names():
            if name.startswith(prefixes):
                client.drop_database(name)
    with suppress(KafkaError):
        asyncio.run(remove_topics(kafka, prefixes))


async def remove_topics(kafka: str, prefixes: tuple[str, ...]) -> None:
    """Delete the topics whose names begin so."""
    client = AIOKafkaAdminClient(bootstrap_servers=kafka)
    try:
        await client.start()
        if ours := [name for name in await client.list_topics() if name.startswith(prefixes)]:
            await client.delete_topics(ours)
    finally:
        await client.close()


class Shared:
    """The pair of the whole run: named in the environment, or started once and named there for the workers."""

    def __init__(self) -> None:
        self._pair: Pair | None = None

    def start(self) -> None:
        """Start what the environment does not name, and wait for nothing."""
        if os.environ.get(MONGO) and os.environ.get(KAFKA):
            return
        self._pair = Pair()
        self._pair.start()
        Thread(target=self._pair.database.wait_ready, daemon=True).start()  # makes the replica set meanwhile
        os.environ[MONGO] = self._pair.mongod.url
        os.environ[KAFKA] = self._pair.kafka.address
        os.environ[OURS] = "1"

    def forget(self, prefixes: list[str]) -> None:
        """Remove what tests left on servers that live on; a server of our own is about to vanish whole."""
        if OURS not in os.environ and os.environ.get(MONGO) and os.environ.get(KAFKA):
            with ThreadPoolExecutor(1) as aside:
                aside.submit(remove, os.environ[MONGO], os.environ[KAFKA], tuple(prefixes)).result()

    def stop(self) -> None:
        """Stop what `start` started, and only that."""
        if self._pair is not None:
            self._pair.stop()
            del os.environ[MONGO], os.environ[KAFKA], os.environ[OURS]
            self._pair = None
