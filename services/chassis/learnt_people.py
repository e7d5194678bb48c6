"""The two views that every service but the registry keeps: persons with their duties, organisations with members.

`learnt_rights` reads them. Rows hold JSON values; ``bearers`` and ``people`` are lists so that a row is found by one of
them. The chassis knows no service's contract: it reads the registry's events by their fact and their fields.
"""

from datetime import date, timedelta
from typing import Any

from services.chassis.views import Row, view

ONE_DAY = timedelta(days=1)
INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "persons": (("bearer",),),
    "organisations": (("bearers",), ("people",)),
}


@view(of="person", table="persons")
def person(row: Row, event: Any) -> None:
    """Duties with their delegation, and the bearer whose token this person presents."""
    match event.fact:
        case "duty-given":
            row["bearer"] = event.bearer
            kept = [duty for duty in row.get("duties", []) if not _same(duty, event.duty.name, event.duty.reference)]
            row["duties"] = [*kept, event.duty.model_dump(mode="json")]
        case "duty-withdrawn":
            last = (event.on - ONE_DAY).isoformat()
            row["bearer"] = event.bearer
            row["duties"] = [
                duty | {"until": _earlier(duty["until"], last)} if _same(duty, event.duty, event.reference) else duty
                for duty in row.get("duties", [])
                if not _never_held(duty, event)
            ]
        case "erased":
            # The bearer stays in the row so that a token of theirs meets the erasure, and no membership.
            row["erased"] = True
            row["duties"] = []


@view(of="organisation", table="organisations")
def organisation(row: Row, event: Any) -> None:
    """Name, identifiers, kinds, and who acts for it with which roles."""
    match event.fact:
        case "described":
            row["name"], row["kinds"], row["commune"] = event.name, list(event.kinds), event.commune
            row["siret"], row["siren"] = event.siret, event.siren
        case "member-joined":
            roles = row.setdefault("members", {}).get(event.person, [])
            row["members"][event.person] = sorted({*roles, event.role})
            row.setdefault("bearer_of", {})[event.person] = event.bearer
        case "member-left":
            roles = [role for role in row.get("members", {}).get(event.person, []) if role != event.role]
            row.setdefault("members", {})[event.person] = roles
            if not roles:
                del row["members"][event.person]
                row.get("bearer_of", {}).pop(event.person, None)
    row["people"] = sorted(row.get("members", {}))
    row["bearers"] = sorted(set(row.get("bearer_of", {}).values()))


def _same(duty: Row, name: str, reference: str) -> bool:
    return bool(duty["name"] == name and duty["reference"] == reference)


def _earlier(until: str | None, last: str) -> str:
    return min(until, last) if until else last


def _never_held(duty: Row, event: Any) -> bool:
    return _same(duty, event.duty, event.reference) and event.on <= date.fromisoformat(duty["since"])
