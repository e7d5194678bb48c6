"""Rights as learnt from the registry's events, and how fresh they are."""

from datetime import datetime, timedelta
from typing import Any

from services.chassis.actor import Actor, Duty, Role
from services.chassis.reader import Reader
from services.chassis.refusal import Unavailable

STALE_AFTER = timedelta(minutes=15)


async def learnt_rights(reader: Reader, bearer: str) -> Actor:
    """The actor behind a bearer, from the rows `persons` and `organisations`.

    A parked event about the person or an organisation closes that access: what we know of them may be wrong.
    """
    if not bearer:
        return Actor()
    as_of = await confirmed_as_of(reader)
    persons = await reader.rows("persons", bearer=bearer, limit=1)
    organisations = await reader.rows("organisations", bearers=bearer)
    person = persons[0]["_id"] if persons else _member_behind(organisations, bearer)
    known = (persons[0] if persons else await reader.row("persons", person)) if person else None
    blocked = await _blocked(reader, [f"person/{person}", *(f"organisation/{row['_id']}" for row in organisations)])
    if person is None or f"person/{person}" in blocked or (known or {}).get("erased"):
        return Actor(bearer=bearer, rights_as_of=as_of)
    return Actor(
        person=person,
        kind="person",
        bearer=bearer,
        duties=tuple(Duty.model_validate(duty) for duty in (known or {}).get("duties", [])),
        memberships={
            row["_id"]: frozenset(Role(role) for role in row["members"][person])
            for row in organisations
            if person in row.get("members", {}) and f"organisation/{row['_id']}" not in blocked
        },
        rights_as_of=as_of,
    )


def _member_behind(organisations: list[dict[str, Any]], bearer: str) -> str | None:
    """A person known by a membership only."""
    return next(
        (person for row in organisations for person, held in row.get("bearer_of", {}).items() if held == bearer), None
    )


async def _blocked(reader: Reader, subjects: list[str]) -> set[str]:
    chosen = {"subject": {"$in": subjects}, "status": "waiting"}
    return {row["subject"] async for row in reader.database["parked"].find(chosen, {"subject": 1})}


async def confirmed_as_of(reader: Reader) -> datetime:
    """When the views were last known to have seen all that was said; long ago when never."""
    found = await reader.database["meta"].find_one({"_id": "rights"}, session=reader.session)
    never = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return found["as_of"] if found else never


def require_confirmed(actor: Actor, now: datetime) -> None:
    """Raises Unavailable when learnt rights are older than 15 minutes; own rights (no date) are always fresh."""
    if actor.rights_as_of is not None and now - actor.rights_as_of > STALE_AFTER:
        raise Unavailable(
            "Vos droits n'ont pas pu être confirmés depuis 15 minutes : décider, certifier et ordonner attendent.",
            rights_as_of=actor.rights_as_of.isoformat(),
        )
