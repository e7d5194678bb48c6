"""The two clocks: ``system_now`` for tokens, leases and retries; ``business_now`` for everything the rules date.

Only a demonstration may move the business clock; it is kept in the service's own database and never goes back.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.chassis.mongo import Database, DuplicateKeyError, Session
from services.chassis.refusal import Forbidden, Refusal

CLOCK_ID = "clock"


class ClockGoesBack(Refusal):
    """The business clock was asked to go back."""

    code, title = "clock-goes-back", "L'horloge ne recule pas"


def system_now() -> datetime:
    """The machine's time, UTC."""
    return datetime.now(UTC)


@dataclass
class Clock:
    """The business clock of one service. ``movable`` is true in a demonstration only."""

    database: Database
    movable: bool = False

    async def now(self, session: Session = None) -> datetime:
        """The business time, UTC; the system's unless a demonstration set it."""
        if not self.movable:
            return system_now()
        document = await self.database["meta"].find_one({"_id": CLOCK_ID}, session=session)
        return _shown(document) if document else system_now()

    async def move(self, to: datetime, *, running: bool = False) -> datetime:
        """Set the business time; it stands still there, or runs on from there. Raises ClockGoesBack, Forbidden."""
        if not self.movable:
            raise Forbidden("L'horloge ne se règle que dans une démonstration.")
        value = {"at": to, "since": system_now() if running else None}
        while True:
            seen = await self.database["meta"].find_one({"_id": CLOCK_ID})
            if seen and to < _shown(seen):
                raise ClockGoesBack(f"Il est déjà {_shown(seen).isoformat()} : l'horloge ne recule pas.", field="now")
            if await self._replaced(seen, value):
                return to

    async def _replaced(self, seen: dict[str, Any] | None, value: dict[str, Any]) -> bool:
        """Set the clock where it is still the one that was looked at: another may have moved it on meanwhile."""
        if seen is not None:
            done = await self.database["meta"].replace_one(seen, value)
            return bool(done.matched_count)
        try:
            await self.database["meta"].insert_one({"_id": CLOCK_ID, **value})
        except DuplicateKeyError:
            return False
        return True


def _shown(document: dict[str, Any]) -> datetime:
    at: datetime = document["at"]
    since: datetime | None = document["since"]
    return at + (system_now() - since) if since else at
