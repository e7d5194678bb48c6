"""Views: what a service remembers of the others, one row per dossier of theirs, applied in one transaction per batch.

    @view(of="report", table="reports")
    def report(row: Row, event: Event) -> None:
        match event:
            case ReportOverdue(): row["overdue"] = True

A view writes its own rows and has no way to announce, mail or decide; so it can be thrown away and rebuilt.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import structlog

from contracts.envelope import Event
from services.chassis import metrics
from services.chassis.arrivals import Arrival
from services.chassis.inbox import Fate, Marks, park, parked_row
from services.chassis.logs import told
from services.chassis.mongo import Client, Database, ReplaceOne, Session, transaction
from services.chassis.reader import view_name

Row = dict[str, Any]
Apply = Callable[[Row, Any], None]
TRIES = 3

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class View:
    """One table: how a row of it follows the events of one kind of dossier."""

    of: str
    table: str
    apply: Apply


def view(*, of: str, table: str) -> Callable[[Apply], View]:
    """Declare the function that keeps a table's row up to date with one kind of dossier."""
    return lambda apply: View(of, table, apply)


def declared(module: ModuleType, kind: type[Any]) -> tuple[Any, ...]:
    """What a module declares of one kind (views, reactions, deadlines), in its order."""
    return tuple(value for value in vars(module).values() if isinstance(value, kind))


@dataclass
class Rows:
    """The rows that a batch touches, folded in memory and written once each."""

    database: Database
    session: Session
    generation: int
    known: dict[tuple[str, str], Row] = field(default_factory=dict)
    touched: set[tuple[str, str]] = field(default_factory=set)

    async def load(self, wanted: dict[str, set[str]]) -> None:
        """Read the rows of these ids, by table."""
        for table, ids in wanted.items():
            chosen = {"_id": {"$in": sorted(ids)}}
            async for row in self.database[view_name(table, self.generation)].find(chosen, session=self.session):
                self.known[table, row["_id"]] = row

    def apply(self, view: View, id: str, event: Event, sequence: int) -> None:
        """Have one view see one event; the row stays as it was when the view fails."""
        key = (view.table, id)
        row = copy.deepcopy(self.known.get(key, {"_id": id}))
        view.apply(row, event)
        row["_sequence"] = sequence
        self.known[key] = row
        self.touched.add(key)

    async def write(self) -> None:
        """Write the touched rows, one bulk per table."""
        by_table: dict[str, list[Any]] = {}
        for table, id in self.touched:
            by_table.setdefault(table, []).append(ReplaceOne({"_id": id}, self.known[table, id], upsert=True))
        for table, writes in by_table.items():
            collection = self.database[view_name(table, self.generation)]
            await collection.bulk_write(writes, ordered=False, session=self.session)


@dataclass
class ViewGroup:
    """The views of one service as one consumer group. ``generation`` pins a rebuild; None follows the living one."""

    client: Client
    database: Database
    group: str
    views: tuple[View, ...]
    generation: int | None = None

    def of(self, arrival: Arrival) -> list[View]:
        """The views that look at this kind of dossier."""
        kind = arrival.subject.partition("/")[0]
        return [view for view in self.views if view.of == kind and arrival.event is not None]

    async def take(self, arrivals: list[Arrival]) -> None:
        """Apply a batch in one transaction: marks, rows and parked ones together."""
        await transaction(self.client, lambda session: self._take(arrivals, session))

    async def _take(self, arrivals: list[Arrival], session: Session) -> None:
        generation = self.generation or await current_generation(self.database, session)
        marks = Marks(self.database, mark_group(self.group, generation), session)
        rows = Rows(self.database, session, generation)
        await marks.load(arrival.subject for arrival in arrivals if arrival.placed)
        if self.generation is not None:
            await marks.learn_decisions(arrival.subject for arrival in arrivals)
        await rows.load(self._wanted(arrivals))
        parked = [row for arrival in arrivals for row in self._settle(arrival, marks, rows)]
        await rows.write()
        await marks.write()
        await park(self.database, session, parked)

    def _wanted(self, arrivals: list[Arrival]) -> dict[str, set[str]]:
        wanted: dict[str, set[str]] = {}
        for arrival in arrivals:
            for view in self.of(arrival):
                wanted.setdefault(view.table, set()).add(arrival.subject.partition("/")[2])
        return wanted

    def _settle(self, arrival: Arrival, marks: Marks, rows: Rows) -> list[Row]:
        """Apply, pass over or park one arrival; answers the row to park, if any."""
        if not arrival.placed:
            aside = marks.is_aside(arrival)
            return [] if aside else [self._parked(marks.group, arrival, arrival.trouble or "unplaced")]
        mark = marks.of(arrival.subject)
        fate, reason = marks.fate(arrival, bool(self.of(arrival)))
        metrics.ARRIVALS.labels(self.group, fate.value).inc()
        if fate is Fate.DUPLICATE:
            return []
        if fate is Fate.APPLY:
            reason = self._apply(arrival, rows)
        if fate is Fate.PARK or reason:
            mark.hold(arrival.sequence)
            name, _, detail = reason.partition(": ")
            return [self._parked(marks.group, arrival, name, detail)]
        mark.advance(arrival.sequence)
        return []

    def _apply(self, arrival: Arrival, rows: Rows) -> str:
        """Why the views could not see this event; empty when they did. Three quick tries, as for every handler."""
        if arrival.event is None:
            return ""
        id = arrival.subject.partition("/")[2]
        for attempt in range(TRIES):
            before = dict(rows.known)
            try:
                for view in self.of(arrival):
                    rows.apply(view, id, arrival.event, arrival.sequence)
            except Exception as error:
                rows.known = before
                if attempt == TRIES - 1:
                    return f"handler-failed: {told(error)}"
            else:
                return ""
        return ""

    def _parked(self, group: str, arrival: Arrival, reason: str, detail: str = "") -> Row:
        log.warning("event_parked", group=group, place=arrival.place, subject=arrival.subject, reason=reason)
        metrics.PARKED.labels(self.group, reason).inc()
        return parked_row(group, arrival, reason, detail)

    async def retry(self, group: str, parked: list[tuple[Row, Arrival]], session: Session) -> list[Row]:
        """Apply parked arrivals of one dossier again, in order; answers the rows that are done with."""
        generation = self.generation or await current_generation(self.database, session)
        marks, rows = Marks(self.database, group, session), Rows(self.database, session, generation)
        arrivals = [arrival for _, arrival in parked]
        await marks.load({arrival.subject for arrival in arrivals})
        await marks.learn_decisions({arrival.subject for arrival in arrivals})
        await rows.load(self._wanted(arrivals))
        done: list[Row] = []
        for row, arrival in parked:
            mark = marks.of(arrival.subject)
            mark.first, mark.dirty = 0, True
            fate, reason = marks.fate(arrival, bool(self.of(arrival)))
            if fate is Fate.APPLY:
                reason = self._apply(arrival, rows)
            if fate is Fate.PARK or reason:
                row["reason"], _, detail = reason.partition(": ")
                row["detail"] = (detail or arrival.detail)[:1000]
                mark.hold(arrival.sequence)
                break
            if fate is not Fate.DUPLICATE:
                mark.advance(arrival.sequence)
            done.append(row)
        await rows.write()
        await marks.write()
        return done


def mark_group(group: str, generation: int) -> str:
    """The group name of a generation's marks: a rebuilt view counts from the beginning."""
    return f"{group}@{generation}"


async def current_generation(database: Database, session: Session = None) -> int:
    """The generation of views that is read now."""
    document = await database["meta"].find_one({"_id": "views"}, session=session)
    return int(document["generation"]) if document else 1
