"""Rights as learnt from the registry's events: whose they are, what closes them, and how fresh they are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from services.chassis.access import Table
from services.chassis.actor import Actor, Duty, DutyName, Role
from services.chassis.calendar import PARIS
from services.chassis.reader import Reader, plain
from services.chassis.refusal import Unavailable

STALE_AFTER = timedelta(minutes=15)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# An event set aside is one that an administrator has judged: it closes nothing any more.
CLOSING = ("waiting", "unplaced")

Row = Mapping[str, Any]


async def learnt_rights(reader: Reader, bearer: str) -> Actor:
    """The actor behind a bearer, from the rows `persons` and `organisations`.

    A parked event about the person or an organisation closes that access: what we know of them may be wrong.
    """
    if not bearer:
        return Actor()
    as_of = await confirmed_as_of(reader)
    persons = await reader.rows("persons", bearer=bearer)
    organisations = await reader.rows("organisations", bearers=bearer)
    person = who_is(bearer, persons, organisations)
    if not person:
        return Actor(bearer=bearer, rights_as_of=as_of)
    known = await reader.row("persons", person)
    closed = await closed_among(reader, [f"person/{person}", *(f"organisation/{row['_id']}" for row in organisations)])
    return build_actor(bearer, person, known, organisations, closed, as_of)


def who_is(bearer: str, persons: Iterable[Row], organisations: Iterable[Row]) -> str:
    """The person behind a bearer, by their duties or by a membership alone; empty for a stranger."""
    by_duty = sorted(persons, key=lambda row: (bool(row.get("erased")), row["_id"]))
    by_membership = (id for row in organisations for id, held in row.get("bearer_of", {}).items() if held == bearer)
    return next((str(row["_id"]) for row in by_duty), "") or next(by_membership, "")


def build_actor(
    bearer: str,
    person: str,
    known: Row | None,
    organisations: Iterable[Row],
    closed: Collection[str] = (),
    as_of: datetime | None = None,
) -> Actor:
    """The actor that rows make; ``closed`` are subjects (``organisation/…``) of which nothing is believed.

    Duties and roles that this version does not know give no right.
    """
    said = known or {}
    if f"person/{person}" in closed or said.get("erased"):
        return Actor(bearer=bearer, rights_as_of=as_of)
    believed = [row for row in organisations if f"organisation/{row['_id']}" not in closed]
    memberships = {row["_id"]: _roles(row.get("members", {}).get(person, ())) for row in believed}
    return Actor(
        person=person,
        kind="person",
        bearer=bearer,
        duties=tuple(Duty.model_validate(duty) for duty in said.get("duties", ()) if duty["name"] in set(DutyName)),
        memberships={organisation: roles for organisation, roles in memberships.items() if roles},
        rights_as_of=as_of,
    )


def _roles(names: Iterable[str]) -> frozenset[Role]:
    return frozenset(Role(name) for name in names if name in set(Role))


async def closed_among(reader: Reader, subjects: list[str]) -> frozenset[str]:
    """Those of these subjects that have a parked event, in any group: it may be the one that takes a right away."""
    chosen = {"subject": {"$in": subjects}, "status": {"$in": CLOSING}}
    return frozenset(await reader.database["parked"].distinct("subject", chosen))


async def confirmed_as_of(reader: Reader) -> datetime:
    """When the views were last known to have seen all that was said; long ago when never."""
    found = await reader.database["meta"].find_one({"_id": "rights"}, session=reader.session)
    return found["as_of"] if found else NEVER


def require_confirmed(actor: Actor, now: datetime) -> None:
    """Raises Unavailable when learnt rights are older than 15 minutes; own rights (no date) are always fresh."""
    if actor.rights_as_of is not None and now - actor.rights_as_of > STALE_AFTER:
        raise Unavailable(
            "Vos droits n'ont pas pu être confirmés depuis 15 minutes : décider, certifier et ordonner attendent.",
            rights_as_of=actor.rights_as_of.isoformat(),
        )


@dataclass(frozen=True)
class Withdrawal:
    """A duty that ended: ``on`` is the first day (Europe/Paris) on which it no longer held."""

    person: str
    duty: DutyName
    on: date

    @property
    def instant(self) -> datetime:
        """The midnight in Paris from which acts had no such duty behind them, UTC."""
        return datetime.combine(self.on, time(), PARIS).astimezone(UTC)


def to_look_at_again(withdrawal: Withdrawal, trail: Iterable[Row], table: Table) -> list[Row]:
    """The audit entries of what the person did on the strength of that duty when it no longer held, oldest first.

    ``trail`` are stored entries (``subject``, ``number``, ``entry``). An act that another right may have allowed as
    well is listed too: a person judges.
    """
    late = [row for row in trail if _rested_on(withdrawal, row["entry"], table)]
    return sorted(late, key=lambda row: (_at(row["entry"]), row["subject"], row["number"]))


def _rested_on(withdrawal: Withdrawal, entry: Row, table: Table) -> bool:
    if entry["actor"] != withdrawal.person or _at(entry) < withdrawal.instant:
        return False
    row = table.rows.get(entry["action"])
    return row is not None and any(who.duty is withdrawal.duty for who in row.who)


def _at(entry: Row) -> datetime:
    return datetime.fromisoformat(entry["at"])


async def acts_after(reader: Reader, withdrawal: Withdrawal, table: Table) -> list[Row]:
    """The same, read from this service's audit."""
    # Stored instants are texts, with a fraction or without: begin a second early, then compare them as instants.
    early = plain(withdrawal.instant - timedelta(seconds=1))
    chosen = {"entry.actor": {"$eq": withdrawal.person}, "entry.at": {"$gte": early}}
    found = [row async for row in reader.database["audit"].find(chosen, session=reader.session)]
    return to_look_at_again(withdrawal, found, table)
