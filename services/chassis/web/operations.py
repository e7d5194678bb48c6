"""What an administrator does about parked events, and how anyone who answers for a dossier reads its audit trail."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from services.chassis.reader import Reader, plain
from services.chassis.web.door import Door, IdPath

MOST = 200


class Chosen(BaseModel):
    """One parked event, by the id that the list shows."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=300)


class SetAside(Chosen):
    """Why the later events of that dossier go on without it."""

    why: str = Field(min_length=3, max_length=2_000)


async def list_parked(reader: Reader) -> list[dict[str, Any]]:
    """Parked events, oldest first: why, where from, which consumer, how often. Never their content."""
    fields = {"key": 0, "value": 0, "headers": 0}
    found = reader.database["parked"].find({}, fields).sort("parked_at", 1).limit(MOST)
    return [{"id": row.pop("_id"), **row} async for row in found]


async def show_trail(reader: Reader, kind: str, dossier: str) -> list[dict[str, Any]]:
    """The audit trail of one dossier: who did what, when, by which rule; each entry hashes the one before."""
    rows = await reader.trail(f"{kind}/{dossier}")
    return [{"number": row["number"], "hash": row["hash"], **row["entry"]} for row in rows]


async def list_acts_of(reader: Reader, person: str, since: datetime) -> list[dict[str, Any]]:
    """What a person did from an instant on: what to look at again after a late withdrawal of a duty."""
    # Stored instants are texts, with a fraction or without: begin a second early, then compare them as instants.
    chosen = {"entry.actor": {"$eq": person}, "entry.at": {"$gte": plain(since - timedelta(seconds=1))}}
    found = reader.database["audit"].find(chosen).sort("entry.at", 1).limit(MOST)
    acts = [{"subject": row["subject"], "number": row["number"], **row["entry"]} async for row in found]
    return [act for act in acts if datetime.fromisoformat(act["at"].replace("Z", "+00:00")) >= since]


async def list_messages(reader: Reader) -> list[dict[str, Any]]:
    """The messages that the platform addressed to who asks, newest first: what is expected of them, and when."""
    chosen = {"to": {"$eq": reader.actor.person or "-"}}
    found = reader.database["outward"].find(chosen).sort("asked", -1).limit(MOST)
    return [{"asked": row["asked"], "template": row["template"], "text": row.get("text", "")} async for row in found]


async def replay_parked(runtime: Any, _: str, chosen: Chosen) -> dict[str, Any]:
    """Try one parked event (and those behind it) again now."""
    return {"id": chosen.id, "done": await runtime.parking.replay(chosen.id)}


async def set_aside_parked(runtime: Any, who: str, chosen: SetAside) -> dict[str, Any]:
    """Go on without one event; who and why are kept with it."""
    await runtime.parking.set_aside(chosen.id, who, chosen.why)
    return {"id": chosen.id, "status": "set-aside"}


router = APIRouter(prefix="/operations", tags=["exploitation"])


@router.get("/parked")
async def get_parked(door: Door) -> Response:
    """Les événements mis en attente : pourquoi, d'où, quel consommateur, combien de fois."""
    return await door.query(list_parked)


@router.get("/messages")
async def get_messages(door: Door) -> Response:
    """Mes messages : ce que la plateforme m'a écrit, du plus récent au plus ancien."""
    return await door.query(list_messages)


@router.post("/parked/replay")
async def post_replay(door: Door, chosen: Chosen) -> Response:
    """Rejouer un événement mis en attente, et ceux qui le suivent dans son dossier."""
    return await door.operate(replay_parked, chosen)


@router.post("/parked/set-aside")
async def post_set_aside(door: Door, chosen: SetAside) -> Response:
    """Mettre un événement de côté : la suite de son dossier continue sans lui, le motif est gardé."""
    return await door.operate(set_aside_parked, chosen)


@router.get("/audit/{kind}/{dossier}")
async def get_trail(door: Door, kind: IdPath, dossier: IdPath) -> Response:
    """Le journal d'audit d'un dossier : qui a fait quoi, quand, selon quelle règle."""
    return await door.query(show_trail, kind, dossier)


@router.get("/acts")
async def get_acts(
    door: Door, person: Annotated[str, Query(min_length=1, max_length=64)], since: AwareDatetime
) -> Response:
    """Les actes d'une personne depuis un instant : à relire quand une mission est retirée après coup."""
    return await door.query(list_acts_of, person, since)
