"""What a use case is given: one transaction in which dossiers, events, audit and marks are written together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from uuid_utils import uuid7

from contracts.envelope import Envelope, Event
from services.chassis import audit
from services.chassis.clock import system_now
from services.chassis.dossier import Dossier, Record
from services.chassis.mongo import Binary, Database, Session
from services.chassis.reader import Reader, plain, to_document
from services.chassis.refusal import Invalid, StaleVersion, Taken

LARGEST = 256 * 1024


class TooLarge(Invalid):
    """A dossier or an event beyond 256 KB."""

    code, title = "too-large", "Dossier trop volumineux"


@dataclass
class Cause:
    """What made this work happen. ``ids`` are drawn once, so that a re-run of the transaction gives the same ones."""

    action: str
    correlation: str
    causation: str | None = None
    traceparent: str | None = None
    ids: list[str] = field(default_factory=list)


class Work(Reader):
    """One transaction. The driver may run it again: time and ids come from here, effects only through here."""

    def __init__(self, database: Database, now: datetime, session: Session, cause: Cause, source: str) -> None:
        super().__init__(database, now, session=session)
        self.cause = cause
        self.source = source
        self.announced = 0
        self.saves: dict[str, int] = {}
        self._drawn = 0

    async def seal(self, person: str, field: str, text: str) -> str:
        """A text that only this person's key opens, to be kept in a dossier."""
        if self.keyring is None:
            raise LookupError("this store has no keyring")
        return await self.keyring.seal(person, field, text)

    async def marks(self, owner: str, texts: Iterable[str]) -> list[str]:
        """Digests of texts under their owner's key: the same text gives the same one, which tells nothing of it."""
        if self.keyring is None:
            raise LookupError("this store has no keyring")
        return await self.keyring.marks(owner, texts)

    def new_id(self) -> str:
        """A UUIDv7, the same at every re-run of this command."""
        if self._drawn == len(self.cause.ids):
            self.cause.ids.append(str(uuid7()))
        self._drawn += 1
        return self.cause.ids[self._drawn - 1]

    async def save(self, dossier: Dossier) -> None:
        """Write the dossier where its version is the one that was read, with its events and its audit entry.

        Raises StaleVersion when another command saved it meanwhile, TooLarge beyond 256 KB.
        """
        read = dossier.version
        dossier.version = read + 1
        events = [self._numbered(dossier, event) for event in dossier.announced]
        entry = self._audit(dossier, events)
        dossier.settle()
        await self._write(dossier, read)
        if events:
            await self.database["events"].insert_many(events, session=self.session)
        await self.database["audit"].insert_one(entry, session=self.session)
        self.announced += len(events)
        self.saves[dossier.subject] = self.saves.get(dossier.subject, 0) + 1

    async def _write(self, dossier: Dossier, read: int) -> None:
        document = to_document(dossier)
        if len(audit.canonical(document)) > LARGEST:
            raise TooLarge("Ce dossier dépasse 256 Ko : allégez les textes ou déposez-les en pièces.")
        collection = self.database[dossier.kind]
        if read == 0:
            await collection.insert_one(document, session=self.session)
            return
        key = {"_id": dossier.id, "version": read}
        written = await collection.replace_one(key, document, session=self.session)
        if written.matched_count == 0:
            raise StaleVersion("Ce dossier vient d'être modifié par quelqu'un d'autre : relisez-le puis recommencez.")

    def _numbered(self, dossier: Dossier, event: Event) -> dict[str, Any]:
        dossier.sequence += 1
        # Monotone per dossier whatever the clocks of the replicas say: the relay sends in this order.
        dossier.stamp = max(dossier.stamp, int(system_now().timestamp() * 1000))
        data = event.model_dump_json().encode()
        if len(data) > LARGEST:
            raise TooLarge("Cette information dépasse 256 Ko et ne peut pas être publiée.")
        envelope = Envelope(
            id=self.new_id(),
            source=self.source,
            type=event.type_name(),
            subject=dossier.subject,
            time=self.now,
            sequence=dossier.sequence,
            correlation=self.cause.correlation,
            causation=self.cause.causation,
            traceparent=self.cause.traceparent,
        )
        return {
            "_id": envelope.id,
            "subject": envelope.subject,
            "sequence": envelope.sequence,
            "type": envelope.type,
            "time": envelope.time,
            "stamp": dossier.stamp,
            "headers": [[name, value.decode()] for name, value in envelope.headers()],
            "data": Binary(data),
            "unsent": True,
        }

    def _audit(self, dossier: Dossier, events: list[dict[str, Any]]) -> dict[str, Any]:
        entry = {
            "action": self.cause.action,
            "verbs": list(dossier.done),
            "actor": self.actor.person or self.actor.bearer[:16],
            "actor_kind": self.actor.kind,
            "rights_as_of": plain(self.actor.rights_as_of),
            "at": plain(self.now),
            "recorded": plain(system_now()),
            "correlation": self.cause.correlation,
            "version": dossier.version,
            "events": [[event["sequence"], event["type"], event["_id"]] for event in events],
            "explained": [explained.model_dump(mode="json") for explained in dossier.explained],
        }
        previous = dossier.audit_head or audit.GENESIS
        dossier.audit_count += 1
        dossier.audit_head = audit.entry_hash(previous, entry)
        number = dossier.audit_count
        identity = {"_id": f"{dossier.subject}#{number}", "subject": dossier.subject, "number": number}
        return {**identity, "previous": previous, "hash": dossier.audit_head, "entry": entry}

    async def add(self, record: Record) -> None:
        """Write a new record beside its dossier."""
        await self.database[record.collection].insert_one(to_document(record), session=self.session)

    async def replace(self, record: Record) -> None:
        """Write a record again, whole."""
        key = {"_id": record.id}
        await self.database[record.collection].replace_one(key, to_document(record), upsert=True, session=self.session)

    async def remove(self, record: Record) -> None:
        """Remove a record."""
        await self.database[record.collection].delete_one({"_id": record.id}, session=self.session)

    async def reserve(self, key: str, holder: str) -> None:
        """Hold something that must be unique (``siret:…``). Raises Taken when another dossier holds it."""
        held = await self.holder(key)
        if held is None:
            await self.database["reservations"].insert_one({"_id": key, "holder": holder}, session=self.session)
        elif held != holder:
            raise Taken("Un autre dossier porte déjà cette valeur.", reservation=key.partition(":")[0])

    async def release(self, key: str) -> None:
        """Give a reservation back."""
        await self.database["reservations"].delete_one({"_id": key}, session=self.session)

    async def deadline(self, dossier: Dossier, kind: str, due: datetime) -> None:
        """Have a deadline of that kind fall at an instant (UTC); asking twice is asking once."""
        identity = f"{dossier.subject}|{kind}|{plain(due)}"
        if await self.database["deadlines"].find_one({"_id": identity}, session=self.session) is None:
            row = {"_id": identity, "subject": dossier.subject, "kind": kind, "due": due}
            await self.database["deadlines"].insert_one(row, session=self.session)

    async def forget_deadlines(self, dossier: Dossier, *kinds: str) -> None:
        """Drop this dossier's deadlines of these kinds (all kinds when none is named)."""
        chosen: dict[str, Any] = {"subject": dossier.subject}
        if kinds:
            chosen["kind"] = {"$in": list(kinds)}
        await self.database["deadlines"].delete_many(chosen, session=self.session)

    async def mail(self, to_person: str, template: str, cause: str, **facts: Any) -> None:
        """Ask for one message to a person; the same cause never sends twice, not even after a replay."""
        identity = f"{cause}|{template}|{to_person}"
        if await self.database["outward"].find_one({"_id": identity}, session=self.session) is None:
            row = {"_id": identity, "to": to_person, "template": template, "facts": facts, "asked": self.now}
            await self.database["outward"].insert_one({**row, "pending": True}, session=self.session)
