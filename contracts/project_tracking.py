"""What `project_tracking` announces: the life of experiments and of the reports they owe.

Days are legal days of Europe/Paris; free text is only what was written to be published; figures hide small cells.
"""

from datetime import date
from typing import ClassVar

from pydantic import ConfigDict, Field

from contracts.envelope import Code, Event, Id, Text
from contracts.tracking_examples import EXAMPLES
from contracts.tracking_parts import Act, Figures, Indicator, Label, Milestone, PeriodFigures, PlannedReport, Result


def _like(fact: str) -> ConfigDict:
    """The realistic example of a fact, which is frozen with its schema."""
    return ConfigDict(json_schema_extra={"examples": [EXAMPLES[fact]]})


class ExperimentEvent(Event):
    """Something about one experiment."""

    dossier: ClassVar[str] = "experiment"

    experiment: Id


class ExperimentDescribed(ExperimentEvent):
    """The whole public snapshot of an experiment; announced at its birth and whenever a part of it changes."""

    fact: ClassVar[str] = "described"

    title: Label
    summary: Text
    nature: Code
    project_natures: tuple[Code, ...]
    strand: Code
    axis: Code
    other_axes: tuple[Code, ...] = ()
    publics: tuple[Code, ...]
    territories: tuple[Code, ...]
    sectors: tuple[Code, ...] = ()
    carrier: Id
    partners: tuple[Id, ...] = ()
    incubator: Id | None = None
    origin: Code
    origin_reference: Label | None = None
    adapts_article: Id | None = None
    adapts_experiment: Id | None = None
    evaluator: Id | None = None
    starts_on: date
    ends_on: date
    milestones: tuple[Milestone, ...]
    indicators: tuple[Indicator, ...]

    model_config = _like("described")


class ExperimentProposed(ExperimentEvent):
    """A member of an open incubator proposed the experiment, for the first time or again after a return."""

    fact: ClassVar[str] = "proposed"

    carrier: Id
    incubator: Id
    on: date

    model_config = _like("proposed")


class ExperimentTakenOver(ExperimentEvent):
    """The experiment comes from another scheme, whose reference is kept; an incubator may be attached later."""

    fact: ClassVar[str] = "taken-over"

    carrier: Id
    incubator: Id | None = None
    origin: Code
    reference: Label
    on: date

    model_config = _like("taken-over")


class ExperimentReturned(ExperimentEvent):
    """The Région asks for changes before it decides. ``points`` names what is to be mended."""

    fact: ClassVar[str] = "returned"

    points: tuple[Code, ...]
    on: date

    model_config = _like("returned")


class ExperimentRefused(ExperimentEvent):
    """The Région refused the experiment. ``points`` names why."""

    fact: ClassVar[str] = "refused"

    points: tuple[Code, ...]
    on: date

    model_config = _like("refused")


class ExperimentValidated(ExperimentEvent):
    """The Région validated diagnosis, objectives, perimeter, public and calendar."""

    fact: ClassVar[str] = "validated"

    carrier: Id
    incubator: Id | None = None
    on: date

    model_config = _like("validated")


class ExperimentStarted(ExperimentEvent):
    """The experiment runs from this day; ``reports`` is what it owes if its end does not move."""

    fact: ClassVar[str] = "started"

    carrier: Id
    incubator: Id | None = None
    evaluator: Id
    on: date
    ends_on: date
    reports: tuple[PlannedReport, ...]

    model_config = _like("started")


class ExperimentStopped(ExperimentEvent):
    """The experiment stopped before its end; ``lessons`` was written to be published."""

    fact: ClassVar[str] = "stopped"

    carrier: Id
    incubator: Id | None = None
    on: date
    reasons: tuple[Code, ...]
    lessons: Text

    model_config = _like("stopped")


class MilestoneReached(ExperimentEvent):
    """A milestone was reached on ``actual``."""

    fact: ClassVar[str] = "milestone-reached"

    milestone: Code
    label: Label
    planned: date
    forecast: date
    actual: date

    model_config = _like("milestone-reached")


class MilestoneRescheduled(ExperimentEvent):
    """The forecast of a milestone moved, and why; ``explanation`` was written to be published."""

    fact: ClassVar[str] = "milestone-rescheduled"

    milestone: Code
    label: Label
    planned: date
    previous: date
    forecast: date
    reason: Code
    explanation: Text

    model_config = _like("milestone-rescheduled")


class IndicatorCorrected(ExperimentEvent):
    """A published result was wrong: its next version (``result.version``), with the reason, written to be published."""

    fact: ClassVar[str] = "indicator-corrected"

    indicator: Code
    previous: Figures
    result: Result
    evidence: Code
    reason: Text
    on: date

    model_config = _like("indicator-corrected")


class ExperimentEvaluated(ExperimentEvent):
    """The evaluator's verdict, with everything an article needs; all texts were written to be published.

    ``verdict``: positive, mixed, inconclusive, negative. ``evidence``: none, observed, measured, replicated.
    """

    fact: ClassVar[str] = "evaluated"

    title: Label
    carrier: Id
    incubator: Id | None = None
    on: date
    evaluator: Id
    approach: Code
    comparison_group: bool = False
    verdict: Code
    evidence: Code
    replicates: Id | None = None
    adapts_article: Id | None = None
    results: tuple[Result, ...]
    summary: Text
    protocol: Text
    conditions: Text
    cost: Text
    limits: Text

    model_config = _like("evaluated")


class ExperimentSpread(ExperimentEvent):
    """What succeeded is taken up elsewhere: where, and by whom when they are known."""

    fact: ClassVar[str] = "spread"

    incubator: Id | None = None
    territories: tuple[Code, ...]
    adopters: tuple[Id, ...] = ()
    explanation: Text
    on: date

    model_config = _like("spread")


class ExperimentEnteredOrdinaryLaw(ExperimentEvent):
    """By an act, what was tried becomes a part of the regular training programme (*droit commun*)."""

    fact: ClassVar[str] = "entered-ordinary-law"

    incubator: Id | None = None
    act: Act

    model_config = _like("entered-ordinary-law")


class ReportEvent(Event):
    """Something about one report that an experiment owes. ``label`` is what officers call it: ``T1 2021``."""

    dossier: ClassVar[str] = "report"

    report: Id
    experiment: Id
    carrier: Id
    label: Label


class ReportDue(ReportEvent):
    """The period is over and its report is expected; the later days are those that follow if it does not come."""

    fact: ClassVar[str] = "due"

    period: Code
    since: date
    until: date
    due_on: date
    overdue_on: date
    notice_on: date
    hold_on: date

    model_config = _like("due")


class ReportOverdue(ReportEvent):
    """The due day passed without a report. It stays a fact when dates move later."""

    fact: ClassVar[str] = "overdue"

    due_on: date
    overdue_on: date
    notice_on: date
    hold_on: date

    model_config = _like("overdue")


class ReportSubmitted(ReportEvent):
    """A second person sent the report. ``attempt`` counts from 1; ``noticed``: a formal notice had left before."""

    fact: ClassVar[str] = "submitted"

    attempt: int = Field(ge=1)
    late: bool
    noticed: bool = False
    on: date

    model_config = _like("submitted")


class ReportReturned(ReportEvent):
    """The report is to be mended. ``lines`` names where; the motives are for its writers only.

    ``notice_on`` and ``hold_on`` are the days that follow if it does not come back, never before ``correct_by`` unless
    a notice had left.
    """

    fact: ClassVar[str] = "returned"

    attempt: int = Field(ge=1)
    lines: tuple[Code, ...]
    correct_by: date
    notice_on: date | None = None
    hold_on: date | None = None
    on: date

    model_config = _like("returned-report")


class ReportAccepted(ReportEvent):
    """The report is accepted and locked. ``was_overdue``: a hold that rested on it is lifted."""

    fact: ClassVar[str] = "accepted"

    period: Code
    since: date
    until: date
    attempt: int = Field(ge=1)
    was_overdue: bool
    results: tuple[PeriodFigures, ...] = ()
    on: date

    model_config = _like("accepted")
