"""What queries are given: reads of dossiers, records and remembered rows, with filters built from typed values only."""

from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from contracts.envelope import in_utc
from services.chassis.actor import ANONYMOUS, Actor
from services.chassis.calendar import legal_day
from services.chassis.dossier import Dossier, Record
from services.chassis.mongo import ASCENDING, Database, Session
from services.chassis.refusal import NotFound
from services.chassis.sealing import Keyring

D = TypeVar("D", bound=Dossier)
R = TypeVar("R", bound=Record)

INTERNAL = ("version", "sequence", "audit_head", "audit_count", "stamp")


def plain(value: Any) -> Any:
    """A value as it is stored: JSON types, ids as ``_id``. Raises TypeError for what no filter may hold."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return in_utc(value).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case list() | tuple() | set() | frozenset():
            return [plain(part) for part in value]
    raise TypeError(f"a filter holds plain values, not {type(value).__name__}")


def selection(equals: Mapping[str, Any], after: str | None = None) -> dict[str, Any]:
    """A Mongo filter of equalities: ``lead__id="x"`` looks into ``lead.id``; several values mean one of them."""
    chosen: dict[str, Any] = {}
    for name, value in equals.items():
        stored = plain(value)
        key = "_id" if name == "id" else name.replace("__", ".")
        chosen[key] = {"$in": stored} if isinstance(stored, list) else {"$eq": stored}
    if after is not None:
        chosen = {"$and": [chosen, {"_id": {"$gt": str(after)}}]} if chosen else {"_id": {"$gt": str(after)}}
    return chosen


def to_document(model: Dossier | Record) -> dict[str, Any]:
    """A dossier or record as a Mongo document: JSON values, ``_id`` for ``id``."""
    document = model.model_dump(mode="json")
    return {"_id": document.pop("id"), **document}


def from_document(cls: type[Any], document: dict[str, Any]) -> Any:
    """The dossier or record that a document holds."""
    return cls.model_validate({"id": document["_id"], **{key: part for key, part in document.items() if key != "_id"}})


class Reader:
    """Reads of one service's database at one moment. ``now`` is the business time in UTC, ``actor`` who asks."""

    def __init__(self, database: Database, now: datetime, actor: Actor = ANONYMOUS, session: Session = None) -> None:
        self.database = database
        self.now = now
        self.actor = actor
        self.session = session
        self.keyring: Keyring | None = None
        self._generation: int | None = None

    @property
    def today(self) -> date:
        """The legal day (Europe/Paris)."""
        return legal_day(self.now)

    async def find(self, cls: type[D], id: str) -> D | None:
        """The dossier of that id, or None."""
        document = await self.database[cls.kind].find_one({"_id": {"$eq": str(id)}}, session=self.session)
        return from_document(cls, document) if document else None

    async def get(self, cls: type[D], id: str) -> D:
        """The dossier of that id. Raises NotFound."""
        found = await self.find(cls, id)
        if found is None:
            raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.", kind=cls.kind, id=str(id))
        return found

    async def where(
        self, cls: type[D], *, after: str | None = None, limit: int | None = None, order: str = "_id", **equals: Any
    ) -> list[D]:
        """Dossiers whose fields equal these values, by id, from after one id on."""
        return [from_document(cls, found) async for found in self._find(cls.kind, equals, after, limit, order)]

    async def count(self, cls: type[D], **equals: Any) -> int:
        """How many dossiers have these values."""
        found: int = await self.database[cls.kind].count_documents(selection(equals), session=self.session)
        return found

    async def records(
        self, cls: type[R], *, after: str | None = None, limit: int | None = None, order: str = "_id", **equals: Any
    ) -> list[R]:
        """Records whose fields equal these values."""
        return [from_document(cls, found) async for found in self._find(cls.collection, equals, after, limit, order)]

    async def record(self, cls: type[R], id: str) -> R | None:
        """The record of that id, or None."""
        document = await self.database[cls.collection].find_one({"_id": {"$eq": str(id)}}, session=self.session)
        return from_document(cls, document) if document else None

    async def row(self, table: str, id: str) -> dict[str, Any] | None:
        """What we remember of one dossier of another service, or None when it has not arrived yet."""
        name = await self.view_collection(table)
        found: dict[str, Any] | None = await self.database[name].find_one(
            {"_id": {"$eq": str(id)}}, session=self.session
        )
        return found

    async def rows(
        self, table: str, *, after: str | None = None, limit: int | None = None, order: str = "_id", **equals: Any
    ) -> list[dict[str, Any]]:
        """Remembered rows whose fields equal these values."""
        name = await self.view_collection(table)
        return [row async for row in self._find(name, equals, after, limit, order)]

    async def holder(self, reservation: str) -> str | None:
        """Which dossier holds a reservation, or None."""
        document = await self.database["reservations"].find_one({"_id": {"$eq": reservation}}, session=self.session)
        return str(document["holder"]) if document else None

    async def timeline(self, subject: str) -> list[dict[str, Any]]:
        """The events of one of our own dossiers, in sequence; ``data`` is JSON text."""
        return [found async for found in self._find("events", {"subject": subject}, None, None, "sequence")]

    async def trail(self, subject: str) -> list[dict[str, Any]]:
        """The audit entries of one dossier, in order: ``number``, ``previous``, ``hash``, ``entry``."""
        return [found async for found in self._find("audit", {"subject": subject}, None, None, "number")]

    async def unseal(self, person: str, field: str, sealed: str) -> str | None:
        """A person's sealed text, or None once their key was erased."""
        return await self.keyring.unseal(person, field, sealed) if self.keyring else None

    async def view_collection(self, table: str) -> str:
        """The collection that holds a view now: rebuilding fills the next generation and swaps."""
        if self._generation is None:
            document = await self.database["meta"].find_one({"_id": "views"}, session=self.session)
            self._generation = int(document["generation"]) if document else 1
        return view_name(table, self._generation)

    def _find(
        self, collection: str, equals: Mapping[str, Any], after: str | None, limit: int | None, order: str
    ) -> AsyncIterator[dict[str, Any]]:
        cursor = self.database[collection].find(selection(equals, after), session=self.session).sort(order, ASCENDING)
        return cursor.limit(limit) if limit else cursor  # type: ignore[no-any-return]


def view_name(table: str, generation: int) -> str:
    """The collection of a view's generation."""
    return f"view_{table}_g{generation}"
