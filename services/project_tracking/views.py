"""What this service remembers of the registry (persons, organisations, incubators) and of the journal (adaptations)."""

from contracts.envelope import Event
from contracts.incubator_registry import (
    IncubatorClosed,
    IncubatorDescribed,
    IncubatorOpened,
    IncubatorResumed,
    IncubatorSuspended,
)
from contracts.innovation_journal import (
    AdaptationDeclared,
    AdaptationEvent,
    AdaptationRemoved,
    AdaptationResultAttached,
)
from services.chassis.learnt_people import organisation, person
from services.chassis.views import Row, view

__all__ = ["adaptation", "incubator", "organisation", "person"]


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


@view(of="adaptation", table="adaptations")
def adaptation(row: Row, event: Event) -> None:
    """Which article of the journal an experiment adapts, and what came of it."""
    if isinstance(event, AdaptationEvent):
        row["article"] = event.article
    match event:
        case AdaptationDeclared():
            row["experiment"], row["on"] = event.experiment, event.on.isoformat()
            row["kept"], row["changed"] = event.kept, event.changed
        case AdaptationResultAttached():
            row["outcome"] = event.outcome
        case AdaptationRemoved():
            row["experiment"] = None
