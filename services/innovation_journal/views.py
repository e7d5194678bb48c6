"""What this service remembers of the others: persons, organisations, incubators and experiments."""

from contracts.envelope import Event
from contracts.incubator_registry import IncubatorDescribed
from contracts.project_tracking import ExperimentDescribed, ExperimentEvaluated, ExperimentStarted, ExperimentStopped
from services.chassis.learnt_people import organisation, person
from services.chassis.views import Row, view

__all__ = ["experiment", "incubator", "organisation", "person"]


@view(of="incubator", table="incubators")
def incubator(row: Row, event: Event) -> None:
    """Name, type and members."""
    if isinstance(event, IncubatorDescribed):
        row["name"], row["type"], row["lead"] = event.name, event.type, event.lead
        row["members"] = sorted({event.lead, *(member.organisation for member in event.members)})


@view(of="experiment", table="experiments")
def experiment(row: Row, event: Event) -> None:
    """The public snapshot of an experiment, and how far it is."""
    match event:
        case ExperimentDescribed():
            row["described"] = event.model_dump(mode="json")
            row["carriers"] = sorted({event.carrier, *event.partners})
        case ExperimentStarted():
            row["state"] = "running"
        case ExperimentStopped():
            row["state"] = "stopped"
        case ExperimentEvaluated():
            row["state"], row["verdict"], row["evidence"] = "evaluated", event.verdict, event.evidence
