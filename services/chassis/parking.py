"""Parked events: tried again aside with growing pauses, replayed or set aside by a person. Order holds per dossier."""

import asyncio
from dataclasses import dataclass
from typing import Any

import structlog

from services.chassis.arrivals import Arrival, Known, understand
from services.chassis.clock import system_now
from services.chassis.inbox import Mark, lowest_waiting, next_try, unparked
from services.chassis.leases import Lease
from services.chassis.logs import told
from services.chassis.mongo import PyMongoError, Session, is_own_failure, transaction
from services.chassis.reactions import ReactionGroup
from services.chassis.refusal import NotFound, Refusal
from services.chassis.store import Store
from services.chassis.views import ViewGroup

POLL = 0.5
AT_ONCE = 200
# Waiting for an earlier one is no failed attempt: such rows are looked at often and never tire.
PATIENT = ("gap", "behind-a-parked-one")

log = structlog.get_logger(__name__)


class NotItsTurn(Refusal):
    """A parked event that is not the first of its dossier cannot be set aside."""

    code, title = "not-its-turn", "Un événement plus ancien attend encore"


@dataclass
class Parking:
    """The parked events of one service, of both its groups."""

    store: Store
    known: Known
    views: ViewGroup | None
    reactions: ReactionGroup | None

    def __post_init__(self) -> None:
        self.lease = Lease(self.store.database, "parking", 5.0)
        self.collection = self.store.database["parked"]

    async def run(self) -> None:
        """Try due ones again until cancelled; one replica at a time, for economy."""
        while True:
            try:
                await self.lease.prepare()
                if await self.lease.hold():
                    await self.try_due()
            except PyMongoError as trouble:
                log.warning("parking_waits", reason=told(trouble))
            await asyncio.sleep(POLL)

    async def try_due(self) -> None:
        """Try the dossiers whose pause is over."""
        chosen = {"status": "waiting", "next_try": {"$lte": system_now()}}
        heads = {(row["group"], row["subject"]): None async for row in self.collection.find(chosen).limit(AT_ONCE)}
        for group, subject in heads:
            await self.try_dossier(group, subject)

    async def try_dossier(self, group: str, subject: str) -> None:
        """Apply what is parked in one dossier, in order, as far as it goes."""
        chosen = {"group": group, "subject": subject, "status": "waiting"}
        rows = await self.collection.find(chosen).sort("sequence", 1).limit(AT_ONCE).to_list(AT_ONCE)
        if not rows:
            return
        pairs = [(row, understand(unparked(row), self.known)) for row in rows]
        try:
            if self.reactions is not None and group == self.reactions.group:
                await self._react(pairs)
            elif self.views is not None:
                await self._view(group, pairs)
        except Exception as error:
            if not is_own_failure(error):
                return
            await self._failed(rows[0], told(error))

    async def _view(self, group: str, pairs: list[tuple[dict[str, Any], Arrival]]) -> None:
        views = self.views
        assert views is not None  # noqa: S101 - said by the caller

        async def again(session: Session) -> list[tuple[dict[str, Any], Arrival]]:
            tried = [(dict(row), arrival) for row, arrival in pairs]
            done = await views.retry(group, tried, session)
            ids = [row["_id"] for row in done]
            await self.collection.delete_many({"_id": {"$in": ids}}, session=session)
            await self._point_at_next(group, pairs[0][1].subject, session)
            return tried

        await self._rest(await transaction(self.store.client, again))

    async def _react(self, pairs: list[tuple[dict[str, Any], Arrival]]) -> None:
        reactions = self.reactions
        assert reactions is not None  # noqa: S101 - said by the caller
        for row, arrival in pairs:
            try:
                done = await reactions.retry_one(row, arrival)
            except Exception as error:
                if not is_own_failure(error):
                    return
                await self._failed(row, told(error))
                return
            if not done:
                break
        await self._rest(pairs)

    async def _rest(self, pairs: list[tuple[dict[str, Any], Arrival]]) -> None:
        """Give those that are still there their next pause; only the head has failed, the others were waiting."""
        now_said = {row["_id"]: {"reason": row["reason"], "detail": row["detail"]} for row, _ in pairs}
        left = await self.collection.find({"_id": {"$in": list(now_said)}}).sort("sequence", 1).to_list(AT_ONCE)
        for position, row in enumerate(left):
            change = now_said[row["_id"]]
            tried = position == 0 and change["reason"] not in PATIENT
            pause = next_try(row["attempts"] + 1 if tried else 0, system_now())
            await self.collection.update_one(
                {"_id": row["_id"]}, {"$set": change | {"next_try": pause}, "$inc": {"attempts": int(tried)}}
            )

    async def _failed(self, row: dict[str, Any], detail: str) -> None:
        change = {"detail": detail[:1000], "reason": "handler-failed"}
        pause = next_try(row["attempts"] + 1, system_now())
        await self.collection.update_one(
            {"_id": row["_id"]}, {"$set": change | {"next_try": pause}, "$inc": {"attempts": 1}}
        )

    async def _point_at_next(self, group: str, subject: str, session: Session) -> None:
        """Have the mark remember the lowest one that still waits."""
        first = await lowest_waiting(self.store.database, session, group, subject)
        await self.store.database["watermarks"].update_one(
            {"_id": f"{group}|{subject}"}, {"$set": {"first": first}}, session=session
        )

    async def replay(self, id: str) -> bool:
        """Try one parked event's dossier now. True when it is done with. Raises NotFound."""
        row = await self._row(id)
        arrival = understand(unparked(row), self.known)
        if row["status"] == "unplaced" and arrival.placed and not arrival.trouble and self.views is not None:
            await self.views.take([arrival])
            await self.collection.delete_one({"_id": id})
        else:
            await self.try_dossier(row["group"], row["subject"])
        return await self.collection.find_one({"_id": id, "status": "waiting"}) is None

    async def set_aside(self, id: str, who: str, why: str) -> None:
        """Go on without this event: the decision, its author and its motive are kept. Raises NotFound, NotItsTurn."""
        row = await self._row(id)

        async def aside(session: Session) -> None:
            note = {"status": "set-aside", "set_aside": {"by": who, "why": why, "at": system_now()}}
            await self.collection.update_one({"_id": id}, {"$set": note}, session=session)
            if row["status"] == "waiting":
                await self._step_over(row, session)

        await transaction(self.store.client, aside)

    async def _step_over(self, row: dict[str, Any], session: Session) -> None:
        marks = self.store.database["watermarks"]
        found = await marks.find_one({"_id": f"{row['group']}|{row['subject']}"}, session=session)
        mark = Mark(found["_id"], found["applied"], found["first"]) if found else Mark("")
        if row["sequence"] > mark.applied + 1:
            raise NotItsTurn("Traitez d'abord les événements précédents de ce dossier.", first=mark.first)
        chosen = {"_id": mark.id}
        await marks.update_one(chosen, {"$set": {"applied": max(mark.applied, row["sequence"])}}, session=session)
        await self._point_at_next(row["group"], row["subject"], session)
        rest = {"group": row["group"], "subject": row["subject"], "status": "waiting"}
        await self.collection.update_many(rest, {"$set": {"next_try": system_now()}}, session=session)

    async def _row(self, id: str) -> dict[str, Any]:
        row: dict[str, Any] | None = await self.collection.find_one({"_id": {"$eq": id}})
        if row is None:
            raise NotFound("Cet événement n'est plus en attente.", id=id)
        return row
