"""The store of one service: runs a use case in one transaction, once per idempotency key, and opens readers."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from services.chassis.actor import ANONYMOUS, Actor
from services.chassis.clock import Clock, system_now
from services.chassis.dossier import Dossier
from services.chassis.mongo import Client, Database, DuplicateKeyError, Session, database, transaction
from services.chassis.reader import Reader
from services.chassis.refusal import Refusal, StaleVersion
from services.chassis.sealing import Keyring
from services.chassis.turns import Turns
from services.chassis.work import Cause, Work

T = TypeVar("T")
TRIES = 5


class KeyReused(Refusal):
    """The same idempotency key with another request."""

    status, code, title = 422, "idempotency-key-reused", "Clé d'idempotence déjà employée"


class Receipt(BaseModel):
    """What a command answers: where its dossier stands now."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    state: str
    version: int
    sequence: int
    # Whatever a use case adds for its caller only (a one-time invitation code); kept with the mark.
    extra: dict[str, Any] = {}

    @classmethod
    def of(cls, dossier: Dossier) -> "Receipt":
        """The receipt of a saved dossier."""
        return cls(
            id=dossier.id,
            kind=dossier.kind,
            state=str(dossier.state),
            version=dossier.version,
            sequence=dossier.sequence,
            extra=dossier.told,
        )


@dataclass(frozen=True)
class Request:
    """One command as it came: who, what, under which key, against which version.

    ``admit`` answers the actor after checking that they may (it raises a Refusal); it reads in the same transaction.
    """

    cause: Cause
    admit: Callable[[Work], Awaitable[Actor]]
    key: str = ""
    fingerprint: str = ""
    expected_version: int | None = None
    # Commands of one turn wait for each other inside this process; see turns.py.
    turn: str = ""


@dataclass
class Store:
    """One service's database and what commits there ring: ``bell`` wakes this process's relay."""

    service: str
    client: Client
    prefix: str = ""
    movable_clock: bool = False
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    keyring: Keyring | None = None
    turns: Turns = field(default_factory=Turns)

    def __post_init__(self) -> None:
        self.database: Database = database(self.client, f"{self.prefix}{self.service}")
        self.clock = Clock(self.database, self.movable_clock)

    async def reader(self, actor: Actor = ANONYMOUS) -> Reader:
        """A reader at this moment, outside a transaction."""
        reader = Reader(self.database, await self.clock.now(), actor)
        reader.keyring = self.keyring
        return reader

    async def command(self, request: Request, run: Callable[[Work], Awaitable[Dossier]]) -> Receipt:
        """Run a person's command once per key: a repeat answers the first receipt. Raises Refusals."""
        mark = _mark(request)

        async def once(work: Work) -> Receipt:
            known = await self.database["requests"].find_one({"_id": mark}, session=work.session) if mark else None
            if known is not None:
                # The key is bound to its bearer: the same person gets the same answer, whatever changed since.
                return _repeated(known, request.fingerprint)
            work.actor = await request.admit(work)
            dossier = await run(work)
            receipt = Receipt.of(dossier)
            _check_version(request.expected_version, receipt, work)
            if mark:
                row = {"_id": mark, "fingerprint": request.fingerprint, "receipt": receipt.model_dump(mode="json")}
                await self.database["requests"].insert_one({**row, "at": system_now()}, session=work.session)
            return receipt

        async with self.turns.of(request.turn):
            return await self._once_per_key(request, once)

    async def _once_per_key(self, request: Request, once: Callable[[Work], Awaitable[Receipt]]) -> Receipt:
        now = await self.clock.now()
        for attempt in range(TRIES):
            try:
                return await self.within(request.cause, once, now)
            except DuplicateKeyError:
                # A twin took the same unique key between our snapshot and our insert: look again, it is there now.
                request.cause.ids.clear()
                if attempt == TRIES - 1:
                    raise
        raise AssertionError("unreachable")

    async def within(self, cause: Cause, run: Callable[[Work], Awaitable[T]], now: datetime | None = None) -> T:
        """Run in one transaction; commits before it answers, then rings the relay's bell."""
        at = now if now is not None else await self.clock.now()
        last: list[Work] = []

        async def attempt(session: Session) -> T:
            work = Work(self.database, at, session, cause, source=f"/{self.service}")
            work.keyring = self.keyring
            last[:] = [work]
            return await run(work)

        result = await transaction(self.client, attempt)
        if last[0].announced:
            self.bell.set()
        return result


def _mark(request: Request) -> str:
    return hashlib.sha256(request.key.encode()).hexdigest() if request.key else ""


def _repeated(known: dict[str, Any], fingerprint: str) -> Receipt:
    if known["fingerprint"] != fingerprint:
        raise KeyReused(
            "Cette clé d'idempotence a déjà servi à une autre demande : envoyez la nouvelle avec une clé neuve.",
            field="Idempotency-Key",
        )
    return Receipt.model_validate(known["receipt"])


def _check_version(expected: int | None, receipt: Receipt, work: Work) -> None:
    """If-Match: refused (and rolled back) when the dossier was not at the version the person had read."""
    if expected is not None and receipt.version != expected + work.saves.get(f"{receipt.kind}/{receipt.id}", 0):
        raise StaleVersion("Le dossier a changé depuis que vous l'avez lu : relisez-le puis recommencez.")
