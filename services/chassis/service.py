"""How a service is put together: what it owns, who may do what, what it hears and what it does about it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fastapi import APIRouter

from contracts.envelope import Event
from services.chassis.access import OPERATIONS, Table
from services.chassis.actor import Actor
from services.chassis.arrivals import Known
from services.chassis.deadlines import Deadline
from services.chassis.dossier import Dossier, Record
from services.chassis.reactions import Reaction
from services.chassis.reader import Reader
from services.chassis.store import Store
from services.chassis.views import View

Rights = Callable[[Reader, str], Awaitable[Actor]]


@dataclass(frozen=True)
class Service:
    """One service, declared in its ``main.py``.

    ``rights`` answers the actor behind a bearer's keyed hash; ``hears`` gives, by service, the events it can read;
    ``indexes`` gives, by collection, the fields of each index (``-field`` for descending), made before replicas start;
    ``mails`` the French text of each message template (``str.format`` fields); ``projections`` write again what the
    service keeps beside its dossiers to be read (each answers how many documents).
    """

    name: str
    title: str
    dossiers: tuple[type[Dossier], ...]
    access: Table
    rights: Rights
    api: APIRouter
    pages: APIRouter | None = None
    records: tuple[type[Record], ...] = ()
    hears: Mapping[str, tuple[type[Event], ...]] = field(default_factory=dict)
    views: tuple[View, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    indexes: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    mails: Mapping[str, str] = field(default_factory=dict)
    projections: tuple[Callable[[Store], Awaitable[int]], ...] = ()

    @property
    def known(self) -> Known:
        """The reader of all events that this service hears."""
        return Known.of(tuple(event for events in self.hears.values() for event in events))

    @cached_property
    def table(self) -> Table:
        """The service's own rows and those of the operations that every service has."""
        return Table(*self.access.rows.values(), *OPERATIONS)

    def lifecycles(self) -> dict[str, Any]:
        """The lifecycle table of each kind of dossier, for diagrams and pages."""
        return {dossier.kind: dossier.lifecycle for dossier in self.dossiers}
