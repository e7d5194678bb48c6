"""Deadlines: rows that fall at their due time, in order, also when the clock jumps.

Firing is a use case that looks at the state again and removes the row in one transaction, so any replica may fire it;
the event's time is the due time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from uuid_utils import uuid4

from services.chassis import metrics, telemetry
from services.chassis.actor import deadline_actor
from services.chassis.clock import system_now
from services.chassis.dossier import Dossier
from services.chassis.inbox import next_try
from services.chassis.leases import Lease
from services.chassis.logs import told
from services.chassis.mongo import PyMongoError, is_outage, is_write_conflict
from services.chassis.store import Store
from services.chassis.work import Cause, Work

Fall = Callable[[Work, str], Awaitable[None]]
POLL = 0.25
TRIES = 3

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Deadline:
    """What happens when a kind of deadline of a kind of dossier falls."""

    of: type[Dossier]
    kind: str
    fall: Fall


def deadline(*, of: type[Dossier], kind: str) -> Callable[[Fall], Deadline]:
    """Declare what happens; the function is given the dossier's id, and ``work.now`` is the due time."""
    return lambda fall: Deadline(of, kind, fall)


@dataclass
class Deadlines:
    """The deadlines of one service. ``bell`` rings when the business clock was moved."""

    store: Store
    declared: tuple[Deadline, ...]
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.lease = Lease(self.store.database, "deadlines", 5.0)
        self.by_name = {(each.of.kind, each.kind): each for each in self.declared}

    async def run(self) -> None:
        """Fire what is due until cancelled."""
        while True:
            try:
                await self.lease.prepare()
                while await self.lease.hold() and await self.fire_next():
                    pass
            except PyMongoError as trouble:
                log.warning("deadlines_wait", reason=told(trouble))
            try:
                await asyncio.wait_for(self.bell.wait(), POLL)
            except TimeoutError:
                continue
            self.bell.clear()

    async def due(self) -> list[dict[str, Any]]:
        """The earliest rows whose time has come, one more than is needed to know whether some are left."""
        chosen = {"due": {"$lte": await self.store.clock.now()}, "stuck": {"$exists": False}}
        rows: list[dict[str, Any]] = await self.store.database["deadlines"].find(chosen).sort("due", 1).to_list(1)
        return rows

    async def fire_next(self) -> bool:
        """Fire the earliest due deadline; False when none is due."""
        rows = await self.due()
        if not rows:
            return False
        await self._fire(rows[0])
        return True

    async def _fire(self, row: dict[str, Any]) -> None:
        for attempt in range(TRIES):
            try:
                with telemetry.span(f"deadline {row['kind']}"):
                    await self.store.within(self._cause(row), lambda work: self._fall(work, row), now=row["due"])
            except Exception as error:
                if is_outage(error):
                    raise
                if not is_write_conflict(error) and attempt == TRIES - 1:
                    await self._stuck(row, error)
            else:
                metrics.DEADLINES.labels(row["kind"]).inc()
                return

    async def _fall(self, work: Work, row: dict[str, Any]) -> None:
        gone = await work.database["deadlines"].delete_one({"_id": row["_id"]}, session=work.session)
        kind, _, id = row["subject"].partition("/")
        declared = self.by_name.get((kind, row["kind"]))
        if gone.deleted_count and declared is not None:
            work.actor = deadline_actor(row["kind"])
            await declared.fall(work, id)

    def _cause(self, row: dict[str, Any]) -> Cause:
        return Cause(f"deadline:{row['kind']}", correlation=str(uuid4()), traceparent=telemetry.current())

    async def _stuck(self, row: dict[str, Any], error: Exception) -> None:
        """Three failures: named and kept aside, so that it never blocks the others; a person sees it in /etat."""
        log.error("deadline_stuck", deadline=row["_id"], reason=told(error))
        attempts = int(row.get("attempts", 0)) + 1
        change = {"stuck": told(error)[:1000], "attempts": attempts}
        await self.store.database["deadlines"].update_one(
            {"_id": row["_id"]}, {"$set": change | {"next_try": next_try(attempts, system_now())}}
        )
