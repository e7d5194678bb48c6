"""Everything that was said on the topics, as a consumer that nobody knows would hear it."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from contracts.catalogue import MODULES
from contracts.envelope import Envelope
from services.chassis.calendar import legal_day
from tests.journeys.platform import Platform


@dataclass(frozen=True)
class Fact:
    """One event: what it says of its dossier, when, and at which place of that dossier's order."""

    id: str
    subject: str
    sequence: int
    type: str
    time: datetime
    data: dict[str, Any]

    @property
    def name(self) -> str:
        """``application/accepted``: the dossier's kind and the fact."""
        _, dossier, fact, _ = self.type.split(".")
        return f"{dossier}/{fact}"

    @property
    def day(self) -> date:
        """The legal day it was said."""
        return legal_day(self.time)


@dataclass(frozen=True)
class Told:
    """All facts, in the order of each dossier, each once: a topic promises *at least* once."""

    facts: tuple[Fact, ...]

    @classmethod
    def on(cls, platform: Platform) -> "Told":
        """What the platform's topics hold now. (Aside: tests have an event loop of their own.)"""
        with ThreadPoolExecutor(1) as aside:
            return cls(aside.submit(lambda: asyncio.run(_read(platform))).result())

    def of(self, kind: str, id: str) -> tuple[Fact, ...]:
        """The facts of one dossier, in order."""
        return tuple(fact for fact in self.facts if fact.subject == f"{kind}/{id}")

    def named(self, name: str) -> tuple[Fact, ...]:
        """All facts of a name."""
        return tuple(fact for fact in self.facts if fact.name == name)

    def names(self) -> frozenset[str]:
        """Every name that was said."""
        return frozenset(fact.name for fact in self.facts)


async def _read(platform: Platform) -> tuple[Fact, ...]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=platform.wiring.kafka, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        topics = [f"{platform.prefix}{name}" for name in MODULES]
        partitions = [TopicPartition(topic, number) for topic in topics for number in range(12)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[Fact] = []
        while any([await consumer.position(each) < end for each, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += [_fact(record) for record in records]
        return once(found)
    finally:
        await consumer.stop()


def once(found: list[Fact]) -> tuple[Fact, ...]:
    """What was said, in the order of each dossier. What was said again must be the same in every word."""
    facts: dict[str, Fact] = {}
    for fact in found:
        assert facts.setdefault(fact.id, fact) == fact, f"{fact.name} was said twice, and not the same"
    return tuple(sorted(facts.values(), key=lambda fact: (fact.subject, fact.sequence)))


def _fact(record: Any) -> Fact:
    envelope = Envelope.from_headers({name: value.decode() for name, value in record.headers})
    return Fact(
        envelope.id, envelope.subject, envelope.sequence, envelope.type, envelope.time, json.loads(record.value)
    )


def in_time(facts: tuple[Fact, ...]) -> Iterator[tuple[str, date]]:
    """Each fact's name and its legal day."""
    return ((fact.name, fact.day) for fact in facts)
