"""What this service remembers of the others: persons, organisations, incubators, experiments and their reports."""

from contracts.envelope import Event
from contracts.incubator_registry import (
    IncubatorClosed,
    IncubatorDescribed,
    IncubatorOpened,
    IncubatorResumed,
    IncubatorSuspended,
)
from contracts.project_tracking import (
    ExperimentDescribed,
    ExperimentEnteredOrdinaryLaw,
    ExperimentEvaluated,
    ExperimentRefused,
    ExperimentReturned,
    ExperimentSpread,
    ExperimentStarted,
    ExperimentStopped,
    ExperimentValidated,
    ReportAccepted,
    ReportDue,
    ReportEvent,
    ReportOverdue,
    ReportReturned,
    ReportSubmitted,
)
from services.chassis.learnt_people import organisation, person
from services.chassis.views import Row, view

__all__ = ["experiment", "incubator", "organisation", "person", "report"]

STATES: dict[type[Event], str] = {
    ExperimentReturned: "returned",
    ExperimentRefused: "refused",
    ExperimentValidated: "validated",
    ExperimentStarted: "running",
    ExperimentStopped: "stopped",
    ExperimentEvaluated: "evaluated",
    ExperimentSpread: "spread",
    ExperimentEnteredOrdinaryLaw: "ordinary-law",
}


@view(of="incubator", table="incubators")
def incubator(row: Row, event: Event) -> None:
    """Name, members, and whether it runs."""
    match event:
        case IncubatorDescribed():
            row["name"], row["lead"] = event.name, event.lead
            row["members"] = sorted({event.lead, *(member.organisation for member in event.members)})
        case IncubatorOpened() | IncubatorResumed():
            row["state"] = "open"
        case IncubatorSuspended():
            row["state"] = "suspended"
        case IncubatorClosed():
            row["state"] = "closed"


@view(of="experiment", table="experiments")
def experiment(row: Row, event: Event) -> None:
    """Title, carriers, days, and the state that the latest fact left."""
    if isinstance(event, ExperimentDescribed):
        row["title"], row["incubator"] = event.title, event.incubator
        row["carriers"] = sorted({event.carrier, *event.partners})
        row["starts_on"], row["ends_on"] = event.starts_on.isoformat(), event.ends_on.isoformat()
    row["state"] = STATES.get(type(event), row.get("state", "proposed"))


@view(of="report", table="reports")
def report(row: Row, event: Event) -> None:
    """Whose report it is, whether it is late now, and the days that follow."""
    if isinstance(event, ReportEvent):
        row["experiment"], row["label"] = event.experiment, event.label
    match event:
        case ReportDue():
            row["state"], row["overdue"] = "due", False
            row["due_on"] = event.due_on.isoformat()
        case ReportOverdue():
            row["overdue"] = True
            row["due_on"] = event.due_on.isoformat()
            row["notice_on"], row["hold_on"] = event.notice_on.isoformat(), event.hold_on.isoformat()
        case ReportSubmitted():
            row["state"] = "submitted"
            # Sent before any formal notice left: no hold rests on it until it is returned.
            if event.late and not event.noticed:
                row["unnoticed"] = event.attempt
        case ReportReturned():
            row["state"], row["returned"] = "returned", event.attempt
            if event.notice_on and event.hold_on:
                row["notice_on"], row["hold_on"] = event.notice_on.isoformat(), event.hold_on.isoformat()
        case ReportAccepted():
            row["state"], row["overdue"] = "accepted", False
            row["accepted_on"] = event.on.isoformat()
