"""What the registry remembers of the experiments and of their reports: an incubator's activity and reporting state."""

from contracts.envelope import Event
from contracts.project_tracking import (
    ExperimentDescribed,
    ExperimentEnteredOrdinaryLaw,
    ExperimentEvaluated,
    ExperimentProposed,
    ExperimentRefused,
    ExperimentReturned,
    ExperimentSpread,
    ExperimentStarted,
    ExperimentStopped,
    ExperimentTakenOver,
    ExperimentValidated,
    ReportAccepted,
    ReportEvent,
    ReportOverdue,
    ReportReturned,
    ReportSubmitted,
)
from services.chassis.views import Row, view

STATES: dict[type[Event], str] = {
    ExperimentProposed: "proposed",
    ExperimentTakenOver: "proposed",
    ExperimentReturned: "returned",
    ExperimentRefused: "refused",
    ExperimentValidated: "validated",
    ExperimentStarted: "running",
    ExperimentStopped: "stopped",
    ExperimentEvaluated: "evaluated",
    ExperimentSpread: "spread",
    ExperimentEnteredOrdinaryLaw: "ordinary-law",
    ReportSubmitted: "submitted",
    ReportReturned: "returned",
    ReportAccepted: "accepted",
}


@view(of="experiment", table="experiments")
def experiment(row: Row, event: Event) -> None:
    """Title, incubator, carrier, and the state that the latest fact left."""
    match event:
        case ExperimentDescribed():
            row["title"], row["carrier"], row["incubator"] = event.title, event.carrier, event.incubator
            row["starts_on"], row["ends_on"] = event.starts_on.isoformat(), event.ends_on.isoformat()
        case ExperimentEvaluated():
            row["verdict"], row["evidence"] = event.verdict, event.evidence
    if type(event) is ExperimentSpread and row.get("state") == "ordinary-law":
        return
    row["state"] = STATES.get(type(event), row.get("state", "proposed"))


@view(of="report", table="reports")
def report(row: Row, event: Event) -> None:
    """Whose report it is, where it stands, and whether it is late now."""
    if isinstance(event, ReportEvent):
        row["experiment"], row["carrier"], row["label"] = event.experiment, event.carrier, event.label
    match event:
        case ReportOverdue():
            row["overdue"], row["due_on"] = True, event.due_on.isoformat()
        case ReportAccepted():
            row["overdue"] = False
    row["state"] = STATES.get(type(event), row.get("state", "due"))
