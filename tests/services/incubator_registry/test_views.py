"""What the registry remembers of experiments and reports, fed with the frozen examples of their events."""

from typing import Any

from contracts import project_tracking as told
from contracts.catalogue import example
from contracts.envelope import Event
from services.incubator_registry import views


def after(apply: Any, *facts: type[Event], **changes: Any) -> dict[str, Any]:
    """The row after these facts."""
    row: dict[str, Any] = {"_id": "x"}
    for fact in facts:
        apply(row, fact.model_validate(example(fact) | changes))
    return row


def test_an_experiment_is_known_by_its_title_incubator_and_state() -> None:
    row = after(views.experiment.apply, told.ExperimentDescribed, told.ExperimentTakenOver, told.ExperimentValidated)
    assert row["title"] == "CARAVANE"
    assert row["state"] == "validated"
    assert row["incubator"] == example(told.ExperimentDescribed)["incubator"]


def test_an_experiment_that_moves_to_another_incubator_is_counted_there() -> None:
    row = after(views.experiment.apply, told.ExperimentDescribed, told.ExperimentDescribed, incubator="i9")
    assert row["incubator"] == "i9"


def test_what_entered_ordinary_law_stays_there_when_it_is_spread_again() -> None:
    facts = (told.ExperimentEvaluated, told.ExperimentEnteredOrdinaryLaw, told.ExperimentSpread)
    assert after(views.experiment.apply, *facts)["state"] == "ordinary-law"


def test_a_milestone_changes_no_state() -> None:
    facts = (told.ExperimentStarted, told.MilestoneReached, told.IndicatorCorrected)
    assert after(views.experiment.apply, *facts)["state"] == "running"


def test_a_report_is_late_from_the_day_after_its_due_day_until_it_is_accepted() -> None:
    assert "overdue" not in after(views.report.apply, told.ReportDue)
    late = (told.ReportDue, told.ReportOverdue)
    assert after(views.report.apply, *late)["overdue"] is True
    assert after(views.report.apply, *late, told.ReportSubmitted, told.ReportReturned)["overdue"] is True
    accepted = after(views.report.apply, *late, told.ReportSubmitted, told.ReportAccepted)
    assert (accepted["overdue"], accepted["state"]) == (False, "accepted")


def test_every_state_that_an_experiment_may_leave_is_known() -> None:
    silent = {told.ExperimentDescribed, told.MilestoneReached, told.MilestoneRescheduled, told.IndicatorCorrected}
    silent |= {told.ReportDue, told.ReportOverdue}
    facts = {value for value in vars(told).values() if isinstance(value, type) and issubclass(value, Event)}
    heard = {fact for fact in facts if "fact" in vars(fact)}
    assert set(views.STATES) == heard - silent
