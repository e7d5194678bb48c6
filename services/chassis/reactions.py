"""Reactions: what a service does when others speak. One transaction per event, with the mark and the use case together.

    @reaction(to=ReportOverdue)
    async def hold_payments(work: Work, event: ReportOverdue) -> None:
        await use_cases.announce_holds(work, event.experiment)

A reaction added later starts at today: it never acts on what was said before it existed.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import stamina
import structlog
from opentelemetry.trace import SpanKind

from contracts.envelope import Event
from services.chassis import metrics, telemetry
from services.chassis.actor import reaction_actor
from services.chassis.arrivals import Arrival
from services.chassis.clock import system_now
from services.chassis.inbox import Fate, Mark, Marks, lowest_waiting, park, parked_row
from services.chassis.logs import told
from services.chassis.mongo import is_own_failure
from services.chassis.store import Store
from services.chassis.work import Cause, Work

React = Callable[[Work, Any], Awaitable[None]]
TRIES = 3

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Reaction:
    """What to do when one type of event arrives."""

    to: type[Event]
    name: str
    react: React


def reaction(*, to: type[Event]) -> Callable[[React], Reaction]:
    """Declare what the service does at this event; the function's name is the actor in the audit."""
    return lambda react: Reaction(to, react.__name__, react)


@dataclass
class ReactionGroup:
    """The reactions of one service as one consumer group. ``since`` is when each began to listen (ms)."""

    store: Store
    group: str
    reactions: tuple[Reaction, ...]
    since: dict[str, int] = field(default_factory=dict)

    async def learn_beginnings(self) -> None:
        """Read, or set for new reactions, from when on each one listens; the first ones of a service listen to all."""
        document = await self.store.database["meta"].find_one({"_id": "reactions"})
        known: dict[str, int] = dict(document["since"]) if document else {}
        start = int(system_now().timestamp() * 1000) if document else 0
        missing = {reaction.name: start for reaction in self.reactions if reaction.name not in known}
        if missing or document is None:
            await self.store.database["meta"].update_one(
                {"_id": "reactions"}, {"$set": {"since": known | missing}}, upsert=True
            )
        self.since = known | missing

    def of(self, arrival: Arrival) -> list[Reaction]:
        """The reactions to this event that were listening when it was sent."""
        return [
            reaction
            for reaction in self.reactions
            if isinstance(arrival.event, reaction.to) and arrival.timestamp >= self.since.get(reaction.name, 0)
        ]

    async def take(self, arrivals: list[Arrival]) -> None:
        """React to each event in its own transaction; one that fails three times is parked."""
        for arrival in arrivals:
            await self._take_one(arrival)

    async def _take_one(self, arrival: Arrival) -> None:
        try:
            async for attempt in stamina.retry_context(
                on=is_own_failure, attempts=TRIES, wait_initial=0.05, wait_max=0.5, timeout=None
            ):
                with attempt, self._traced(arrival):
                    await self.store.within(self._cause(arrival), lambda work: self._settle(work, arrival))
        except Exception as error:
            if not is_own_failure(error):
                raise
            reason, detail = "handler-failed", told(error)
            await self.store.within(self._cause(arrival), lambda work: self._hold(work, arrival, reason, detail))

    def _cause(self, arrival: Arrival) -> Cause:
        envelope = arrival.envelope
        return Cause(
            action="react",
            correlation=envelope.correlation if envelope else "",
            causation=envelope.id if envelope else None,
            traceparent=telemetry.current(),
        )

    def _traced(self, arrival: Arrival) -> AbstractContextManager[Any]:
        """A child span of the command that caused this event: its own events continue the trace."""
        envelope = arrival.envelope
        name = f"react to {envelope.family if envelope else arrival.topic}"
        parent = envelope.traceparent if envelope else None
        return telemetry.span(name, parent, SpanKind.CONSUMER, **{telemetry.GROUP: self.group})

    async def _settle(self, work: Work, arrival: Arrival) -> None:
        if not arrival.placed:
            return await self._hold(work, arrival, arrival.trouble or "unplaced", arrival.detail)
        marks = Marks(self.store.database, self.group, work.session)
        await marks.load([arrival.subject])
        mark = marks.of(arrival.subject)
        fate, reason = mark.fate(arrival, bool(self.of(arrival)))
        metrics.ARRIVALS.labels(self.group, fate.value).inc()
        if fate is Fate.PARK:
            return await self._hold(work, arrival, reason, arrival.detail)
        if fate is not Fate.DUPLICATE:
            await self._react(work, arrival, mark, fate)
        return await marks.write()

    async def _react(self, work: Work, arrival: Arrival, mark: Mark, fate: Fate) -> None:
        if fate is Fate.APPLY:
            for chosen in self.of(arrival):
                work.actor = reaction_actor(chosen.name)
                await chosen.react(work, arrival.event)
        mark.advance(arrival.sequence)

    async def _hold(self, work: Work, arrival: Arrival, reason: str, detail: str) -> None:
        log.warning("event_parked", group=self.group, place=arrival.place, subject=arrival.subject, reason=reason)
        metrics.PARKED.labels(self.group, reason).inc()
        await park(self.store.database, work.session, [parked_row(self.group, arrival, reason, detail)])
        if arrival.placed:
            marks = Marks(self.store.database, self.group, work.session)
            await marks.load([arrival.subject])
            marks.of(arrival.subject).hold(arrival.sequence)
            await marks.write()

    async def retry_one(self, row: dict[str, Any], arrival: Arrival) -> bool:
        """React to one parked event again when it is its turn; True when it is done with."""

        async def again(work: Work) -> bool:
            marks = Marks(self.store.database, self.group, work.session)
            await marks.load([arrival.subject])
            mark = marks.of(arrival.subject)
            mark.first = 0
            fate, reason = mark.fate(arrival, bool(self.of(arrival)))
            if fate is Fate.PARK:
                row["reason"] = reason
                return False
            if fate is not Fate.DUPLICATE:
                await self._react(work, arrival, mark, fate)
            mark.dirty = True
            await self.store.database["parked"].delete_one({"_id": row["_id"]}, session=work.session)
            mark.first = await lowest_waiting(work.database, work.session, self.group, arrival.subject)
            await marks.write()
            return True

        return await self.store.within(self._cause(arrival), again)
