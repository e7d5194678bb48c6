"""The inbox: one watermark per (group, dossier). At or below it, skip; the next one, apply; beyond it, park.

A mark also remembers the lowest sequence parked in its dossier, so that later ones wait behind it. Parking, replay and
release all write the mark, so they cannot race arrivals.
"""

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.chassis.arrivals import Arrival
from services.chassis.clock import system_now
from services.chassis.mongo import Binary, Database, ReplaceOne, Session

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)


class Fate(enum.Enum):
    """What becomes of an arrival."""

    APPLY = "apply"
    OVER = "over"
    DUPLICATE = "duplicate"
    PARK = "park"


@dataclass
class Mark:
    """How far a group has come in one dossier. ``first`` is the lowest sequence parked there, 0 for none."""

    id: str
    applied: int = 0
    first: int = 0
    dirty: bool = False

    def fate(self, arrival: Arrival, handled: bool) -> tuple[Fate, str]:
        """What becomes of an arrival of this dossier, and the reason when it is parked."""
        if arrival.sequence <= self.applied:
            return Fate.DUPLICATE, ""
        if self.first and self.first < arrival.sequence:
            return Fate.PARK, "behind-a-parked-one"
        if arrival.sequence > self.applied + 1:
            return Fate.PARK, "gap"
        if arrival.trouble:
            return Fate.PARK, arrival.trouble
        return (Fate.APPLY if handled else Fate.OVER), ""

    def advance(self, sequence: int) -> None:
        """One more event of this dossier is done with."""
        self.applied, self.dirty = sequence, True

    def hold(self, sequence: int) -> None:
        """An event of this dossier is parked."""
        self.first, self.dirty = min(self.first or sequence, sequence), True


@dataclass
class Marks:
    """The marks of one group, read and written inside one transaction."""

    database: Database
    group: str
    session: Session
    known: dict[str, Mark] = field(default_factory=dict)
    aside: set[str] = field(default_factory=set)

    async def load(self, subjects: Iterable[str]) -> None:
        """Read the marks of these dossiers at once."""
        wanted = [f"{self.group}|{subject}" for subject in set(subjects) if subject not in self.known]
        async for row in self.database["watermarks"].find({"_id": {"$in": wanted}}, session=self.session):
            self.known[row["subject"]] = Mark(row["_id"], row["applied"], row["first"])

    def of(self, subject: str) -> Mark:
        """The mark of one dossier; a new one starts at 0."""
        return self.known.setdefault(subject, Mark(f"{self.group}|{subject}"))

    async def learn_decisions(self, subjects: Iterable[str]) -> None:
        """Read what persons have set aside of these dossiers, in any generation of this group."""
        every = rf"^{re.escape(self.group.partition('@')[0])}(@|$)"
        chosen = {"group": {"$regex": every}, "subject": {"$in": sorted(set(subjects))}, "status": "set-aside"}
        async for row in self.database["parked"].find(chosen, {"_id": 1}, session=self.session):
            self.aside.add(f"|{row['_id'].partition('|')[2]}")

    def is_aside(self, arrival: Arrival) -> bool:
        """Whether a person decided to go on without it (of those read by ``learn_decisions``)."""
        return parked_id("", arrival) in self.aside

    def fate(self, arrival: Arrival, handled: bool) -> tuple[Fate, str]:
        """What becomes of an arrival, and the reason when it is parked; what was set aside is passed over in turn."""
        fate, reason = self.of(arrival.subject).fate(arrival, handled)
        in_turn = fate is Fate.APPLY or reason == arrival.trouble
        return (Fate.OVER, "") if in_turn and self.is_aside(arrival) else (fate, reason)

    async def write(self) -> None:
        """Write the marks that moved."""
        writes = [
            ReplaceOne(
                {"_id": mark.id},
                {"group": self.group, "subject": subject, "applied": mark.applied, "first": mark.first},
                upsert=True,
            )
            for subject, mark in self.known.items()
            if mark.dirty
        ]
        if writes:
            await self.database["watermarks"].bulk_write(writes, ordered=False, session=self.session)


def parked_id(group: str, arrival: Arrival) -> str:
    """One place for one parked event however often it is delivered."""
    return f"{group}|{arrival.subject}|{arrival.sequence}" if arrival.placed else f"{group}|{arrival.place}"


def parked_row(group: str, arrival: Arrival, reason: str, detail: str = "") -> dict[str, Any]:
    """What is kept of a parked event: why, where from, which consumer, how often, and the message itself."""
    now = system_now()
    return {
        "_id": parked_id(group, arrival),
        "group": group,
        "subject": arrival.subject,
        "sequence": arrival.sequence,
        "type": arrival.envelope.type if arrival.envelope else "",
        "reason": reason,
        "detail": (detail or arrival.detail)[:1000],
        "topic": arrival.topic,
        "partition": arrival.partition,
        "offset": arrival.offset,
        "key": Binary(arrival.key),
        "value": None if arrival.value is None else Binary(arrival.value),
        "headers": [[name, Binary(value)] for name, value in arrival.headers],
        "timestamp": arrival.timestamp,
        "attempts": 0,
        "status": "waiting" if arrival.placed else "unplaced",
        "parked_at": now,
        "next_try": now + FIRST_PAUSE,
    }


def unparked(row: dict[str, Any]) -> Arrival:
    """The arrival that a parked row holds."""
    return Arrival(
        topic=row["topic"],
        partition=row["partition"],
        offset=row["offset"],
        key=bytes(row["key"]),
        value=None if row["value"] is None else bytes(row["value"]),
        headers=[(name, bytes(value)) for name, value in row["headers"]],
        timestamp=row["timestamp"],
        subject=row["subject"],
        sequence=row["sequence"],
    )


async def park(database: Database, session: Session, rows: list[dict[str, Any]]) -> None:
    """Keep these parked events; the same one delivered again stays as it was first parked."""
    for row in rows:
        if await database["parked"].find_one({"_id": row["_id"]}, {"_id": 1}, session=session) is None:
            await database["parked"].insert_one(row, session=session)


async def lowest_waiting(database: Database, session: Session, group: str, subject: str) -> int:
    """The lowest sequence still parked in a dossier, 0 for none: what its mark remembers."""
    chosen = {"group": group, "subject": subject, "status": "waiting"}
    found = await database["parked"].find_one(chosen, sort=[("sequence", 1)], session=session)
    return int(found["sequence"]) if found else 0


def next_try(attempts: int, now: datetime) -> datetime:
    """Growing pauses: 2 s, 4 s, 8 s … at most 10 minutes."""
    return now + min(FIRST_PAUSE * float(2 ** min(attempts, 12)), LONGEST_PAUSE)
