"""What this service remembers of the registry: persons with their duties, organisations with members, incubators.

Rows hold JSON values; ``bearers`` and ``people`` are lists so that a row is found by one of them.
"""

from datetime import date, timedelta

from contracts.envelope import Event
from contracts.incubator_registry import (
    DutyGiven,
    DutyWithdrawn,
    IncubatorClosed,
    IncubatorDescribed,
    IncubatorOpened,
    IncubatorResumed,
    IncubatorSuspended,
    MemberJoined,
    MemberLeft,
    OrganisationDescribed,
    PersonErased,
)
from services.chassis.views import Row, view

ONE_DAY = timedelta(days=1)


@view(of="person", table="persons")
def person(row: Row, event: Event) -> None:
    """Duties with their delegation, and the bearer whose token this person presents."""
    match event:
        case DutyGiven():
            row["bearer"] = event.bearer
            kept = [duty for duty in row.get("duties", []) if not _same(duty, event.duty.name, event.duty.reference)]
            row["duties"] = [*kept, event.duty.model_dump(mode="json")]
        case DutyWithdrawn():
            last = (event.on - ONE_DAY).isoformat()
            row["bearer"] = event.bearer
            row["duties"] = [
                duty | {"until": _earlier(duty["until"], last)} if _same(duty, event.duty, event.reference) else duty
                for duty in row.get("duties", [])
                if not _never_held(duty, event)
            ]
        case PersonErased():
            # The bearer stays in the row so that a token of theirs meets the erasure, and no membership.
            row["erased"] = True
            row["duties"] = []


@view(of="organisation", table="organisations")
def organisation(row: Row, event: Event) -> None:
    """Name, kinds, and who acts for it with which roles."""
    match event:
        case OrganisationDescribed():
            row["name"], row["kinds"], row["commune"] = event.name, list(event.kinds), event.commune
        case MemberJoined():
            roles = row.setdefault("members", {}).get(event.person, [])
            row["members"][event.person] = sorted({*roles, event.role})
            row.setdefault("bearer_of", {})[event.person] = event.bearer
        case MemberLeft():
            roles = [role for role in row.get("members", {}).get(event.person, []) if role != event.role]
            row.setdefault("members", {})[event.person] = roles
            if not roles:
                del row["members"][event.person]
                row.get("bearer_of", {}).pop(event.person, None)
    row["people"] = sorted(row.get("members", {}))
    row["bearers"] = sorted(set(row.get("bearer_of", {}).values()))


@view(of="incubator", table="incubators")
def incubator(row: Row, event: Event) -> None:
    """Name, lead and members, and whether it takes experiments."""
    match event:
        case IncubatorDescribed():
            row["name"], row["type"], row["lead"] = event.name, event.type, event.lead
            row["members"] = sorted({event.lead, *(member.organisation for member in event.members)})
        case IncubatorOpened() | IncubatorResumed():
            row["state"] = "open"
        case IncubatorSuspended():
            row["state"] = "suspended"
        case IncubatorClosed():
            row["state"] = "closed"


def _same(duty: Row, name: str, reference: str) -> bool:
    return bool(duty["name"] == name and duty["reference"] == reference)


def _earlier(until: str | None, last: str) -> str:
    return min(until, last) if until else last


def _never_held(duty: Row, event: DutyWithdrawn) -> bool:
    return _same(duty, event.duty, event.reference) and event.on <= date.fromisoformat(duty["since"])
