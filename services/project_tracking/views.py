"""What this service remembers of the registry: persons with their duties, organisations with members, incubators."""

from contracts.envelope import Event
from contracts.incubator_registry import (
    IncubatorClosed,
    IncubatorDescribed,
    IncubatorOpened,
    IncubatorResumed,
    IncubatorSuspended,
)
from services.chassis.learnt_people import organisation, person
from services.chassis.views import Row, view

__all__ = ["incubator", "organisation", "person"]


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
