"""The house of the message tests: one speaking and one listening service in processes of their own.

Commands are committed by the test's own process straight into the speaker's store (as its API would); the relay, the
consumers and the loops run in separate processes that tests may kill.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from uuid_utils import uuid7

from services.chassis.actor import Actor
from services.chassis.arrivals import Known
from services.chassis.flow import Flow
from services.chassis.migrate import migrate
from services.chassis.mongo import connect
from services.chassis.parking import Parking
from services.chassis.reactions import ReactionGroup
from services.chassis.store import Request, Store
from services.chassis.views import ViewGroup
from services.chassis.work import Cause, Work
from tests.messages.toy.listener import BROKEN, LISTENER
from tests.messages.toy.note import Line, Note, start_note, write_line
from tests.messages.toy.speaker import SPEAKER
from tests.support.ports import free_port

PATIENCE = 60.0


@dataclass
class Process:
    """One service process: killed or stopped by its own id only."""

    process: subprocess.Popen[bytes]
    port: int

    def kill(self) -> None:
        """No farewell."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> None:
        """SIGTERM, then wait."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass
class House:
    """Two services on one broker and one database, under a prefix of their own."""

    mongo_url: str
    kafka: str
    prefix: str
    logs: Path
    broken: str = ""
    processes: list[Process] = field(default_factory=list)

    async def build(self) -> None:
        """Make topic, collections and readers."""
        self.client = connect(self.mongo_url)
        self.speaker = Store(SPEAKER.name, self.client, self.prefix)
        self.listener = Store(LISTENER.name, self.client, self.prefix)
        self.topic = f"{self.prefix}{SPEAKER.name}"
        await self.make_topic()
        await self.make_topic(f"{self.prefix}{LISTENER.name}")
        await migrate(self.speaker.database, SPEAKER)
        await migrate(self.listener.database, LISTENER)
        name = f"{self.prefix}{LISTENER.name}"
        self.known: Known = LISTENER.known
        self.views = ViewGroup(self.client, self.listener.database, f"{name}.views", LISTENER.views)
        self.reactions = ReactionGroup(self.listener, f"{name}.reactions", LISTENER.reactions)
        await self.reactions.learn_beginnings()
        self.parking = Parking(self.listener, self.known, self.views, self.reactions)
        self.groups = [self.views.group, self.reactions.group]
        self.flow = Flow(self.listener, self.kafka, (self.topic,), self.groups)

    async def make_topic(self, name: str = "") -> None:
        """A topic (the speaker's unless named), as deploy/topics.yaml has them: 12 partitions."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka)
        await admin.start()
        try:
            await admin.create_topics([NewTopic(name or self.topic, 12, 1)])
        finally:
            await admin.close()

    async def drop_topic(self) -> None:
        """Lose the topic, as a lost broker would."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka)
        await admin.start()
        try:
            await admin.delete_topics([self.topic])
        finally:
            await admin.close()
        await asyncio.sleep(1)

    async def start(self, who: str, role: str = "all") -> Process:
        """Start a process of the speaker or the listener and await its readiness."""
        port = free_port()
        environment = os.environ | {
            "PEPINIERE_MONGO_URL": self.mongo_url,
            "PEPINIERE_KAFKA": self.kafka,
            "PEPINIERE_PREFIX": self.prefix,
            "PEPINIERE_HTTP_PORT": str(port),
            "PEPINIERE_ISSUER": "http://127.0.0.1:1/identite",
            "PEPINIERE_BEARER_KEY": "k" * 64,
            "PEPINIERE_MASTER_KEY": "0" * 64,
            BROKEN: self.broken,
        }
        command = [sys.executable, "-m", "tests.messages.toy", who, "--role", role]
        with (self.logs / f"{who}-{port}.log").open("wb") as log:
            started = Process(subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT), port)
        self.processes.append(started)
        await self._ready(started)
        return started

    async def _ready(self, started: Process) -> None:
        end = time.monotonic() + PATIENCE
        async with httpx.AsyncClient() as client:
            while time.monotonic() < end:
                assert started.process.poll() is None, "the process died at start"
                try:
                    if (await client.get(f"http://127.0.0.1:{started.port}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)
        raise AssertionError("the process was never ready")

    async def close(self) -> None:
        """Stop the processes and forget the data."""
        for process in self.processes:
            process.stop()
        await self.flow.close()
        for store in (self.speaker, self.listener):
            await self.client.drop_database(store.database.name)
        self.client.close()

    async def write(self, text: str, note: str | None = None) -> str:
        """Commit one line (in a new note, or in that one); answers the note's id."""

        async def anyone(work: Work) -> Actor:
            return Actor(person="somebody", kind="person")

        async def run(work: Work) -> Note:
            if note is None:
                return await start_note(work, Line(text=text))
            return await write_line(work, note, Line(text=text))

        request = Request(Cause("test", correlation=str(uuid7())), anyone)
        return (await self.speaker.command(request, run)).id

    async def settled(self) -> None:
        """The one barrier: nothing unsent, no lag, nothing due; parked ones may stay."""
        await self.until(self._still)

    async def _still(self) -> bool:
        if await self.speaker.database["events"].count_documents({"unsent": True}):
            return False
        lag = await self.flow.lag()
        return lag is not None and set(lag) == set(self.groups) and not any(lag.values())

    async def until(self, condition: Any) -> None:
        """Wait for a condition. Fails after a minute."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if await condition():
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"not reached: {condition.__name__}; {await self.flow.report()}; logs in {self.logs}")

    async def seen(self, note: str) -> list[str]:
        """The lines of a note as the listener's view has them."""
        row = await (await self.listener.reader()).row("notes", note)
        return list(row["texts"]) if row else []

    async def echoes(self, note: str) -> list[str]:
        """The effects of the listener's reaction to a note, with repeats."""
        chosen = {"text": {"$regex": f"^{note}:"}}
        return sorted([row["text"] async for row in self.listener.database["echo"].find(chosen)])

    async def mails(self, note: str) -> int:
        """How many messages were asked for because of a note."""
        return int(await self.listener.database["outward"].count_documents({"_id": {"$regex": f"^{note}:"}}))

    async def parked(self, note: str) -> list[dict[str, Any]]:
        """What is parked of a note, lowest first."""
        chosen = {"subject": f"note/{note}", "status": "waiting"}
        rows = self.listener.database["parked"].find(chosen).sort([("group", 1), ("sequence", 1)])
        return list(await rows.to_list(None))

    async def message(
        self, note: str, sequence: int, text: str = "x", **headers: bytes
    ) -> tuple[bytes, list[tuple[str, bytes]], bytes]:
        """Key, headers and value of a hand-made message, as the relay would send it, with some headers replaced."""
        usual = {
            "ce_specversion": b"1.0",
            "ce_id": str(uuid7()).encode(),
            "ce_source": b"/toy_speaker",
            "ce_type": b"pepiniere.note.written.v1",
            "ce_subject": f"note/{note}".encode(),
            "ce_time": b"2019-09-30T10:00:00Z",
            "ce_sequence": str(sequence).encode(),
            "ce_correlationid": b"c",
        }
        value = f'{{"note":"{note}","number":{sequence},"text":"{text}"}}'.encode()
        return f"note/{note}".encode(), list((usual | headers).items()), value

    async def send(self, *messages: tuple[bytes, list[tuple[str, bytes]], bytes | None]) -> None:
        """Put messages into the topic by hand: the fault that a test injects."""
        producer = AIOKafkaProducer(bootstrap_servers=self.kafka, acks="all", enable_idempotence=True)
        await producer.start()
        try:
            for key, headers, value in messages:
                await producer.send_and_wait(self.topic, value=value, key=key, headers=headers)
        finally:
            await producer.stop()

    async def in_topic(self) -> list[tuple[str, int]]:
        """(subject, sequence) of every message of the topic, in the order of each partition."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.kafka, enable_auto_commit=False)
        await consumer.start()
        try:
            partitions = [TopicPartition(self.topic, number) for number in range(12)]
            consumer.assign(partitions)
            await consumer.seek_to_beginning(*partitions)
            ends = await consumer.end_offsets(partitions)
            found: list[tuple[str, int]] = []
            while any([await consumer.position(p) < end for p, end in ends.items()]):
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    headers = [dict(record.headers) for record in records]
                    # What a test put there by hand may bear no headers at all.
                    placed = [h for h in headers if "ce_subject" in h and "ce_sequence" in h]
                    found += [(h["ce_subject"].decode(), int(h["ce_sequence"])) for h in placed]
            return found
        finally:
            await consumer.stop()
