"""What the API and the pages show: public parts for everyone, ``inside`` for those whom a dossier concerns.

Figures are published ones, small cells hidden, except inside.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel

from contracts import tracking_parts as published
from services.project_tracking.description import Description
from services.project_tracking.evaluation import Evaluator
from services.project_tracking.experiment import Experiment, Opinion
from services.project_tracking.observation import Observation
from services.project_tracking.report import Content, Known, Report
from services.project_tracking.report_schedule import Lateness
from services.project_tracking.values import Act, Motive


class Verdict(BaseModel):
    """A published evaluation, without its figures."""

    verdict: str
    evidence: str
    on: date
    evaluator: str
    approach: str
    comparison_group: bool
    replicates: str | None
    summary: str
    protocol: str
    conditions: str
    cost: str
    limits: str


class ExperimentLine(BaseModel):
    """One experiment in a list."""

    id: str
    title: str
    state: str
    state_label: str
    carrier: str
    incubator: str | None
    axis: str
    strand: str
    nature: str
    publics: tuple[str, ...]
    territories: tuple[str, ...]
    sectors: tuple[str, ...]
    starts_on: date
    ends_on: date
    verdict: str | None
    evidence: str | None

    @classmethod
    def of(cls, experiment: Experiment) -> Self:
        """The line of an experiment."""
        return cls.model_validate(_line(experiment))


class Inside(BaseModel):
    """What only carriers, the evaluator and officers see; ``verbs`` is what the state allows now."""

    description: Description
    evaluator: Evaluator | None
    opinion: Opinion | None
    motives: tuple[Motive, ...]
    verbs: tuple[str, ...]


class AdaptedArticle(BaseModel):
    """An article of the journal that an experiment adapts, as last heard; ``outcome`` is None before a result."""

    article: str
    on: date
    kept: str
    changed: str
    outcome: str | None = None


class ExperimentView(ExperimentLine):
    """One experiment."""

    version: int
    sequence: int
    summary: str
    project_natures: tuple[str, ...]
    other_axes: tuple[str, ...]
    partners: tuple[str, ...]
    origin: str
    origin_reference: str | None
    adapts_article: str | None
    adapts_experiment: str | None
    adapts: tuple[AdaptedArticle, ...]
    evaluator: str | None
    started_on: date | None
    stopped_on: date | None
    stop_lessons: str | None
    milestones: tuple[published.Milestone, ...]
    indicators: tuple[published.Indicator, ...]
    results: tuple[published.Result, ...]
    evaluation: Verdict | None
    act: Act | None
    inside: Inside | None = None

    @classmethod
    def of(cls, experiment: Experiment, *, concerned: bool = False, adapts: Sequence[AdaptedArticle] = ()) -> Self:
        """What is shown of an experiment to the public, or to someone concerned."""
        same = ("version", "sequence", "origin", "origin_reference", "started_on", "stopped_on", "stop_lessons")
        told = ("summary", "project_natures", "other_axes", "partners", "adapts_article", "adapts_experiment")
        results = [each.result() for each in experiment.indicators]
        return cls.model_validate(
            _line(experiment)
            | {name: getattr(experiment, name) for name in same}
            | {name: getattr(experiment.description, name) for name in told}
            | {
                "evaluator": experiment.evaluator.organisation if experiment.evaluator else None,
                "milestones": tuple(each.public() for each in experiment.milestones),
                "indicators": tuple(each.public() for each in experiment.indicators),
                "results": tuple(each for each in results if each),
                "evaluation": _verdict(experiment),
                "act": experiment.act,
                "adapts": tuple(adapts),
                "inside": _inside(experiment) if concerned else None,
            }
        )


class ReportLine(BaseModel):
    """One report in a list."""

    id: str
    experiment: str
    title: str
    carrier: str
    label: str
    period: str
    since: date
    until: date
    state: str
    state_label: str
    due_on: date
    overdue: bool
    hold_on: date | None

    @classmethod
    def of(cls, report: Report) -> Self:
        """The line of a report."""
        return cls.model_validate(_report_line(report))


class ReportInside(BaseModel):
    """What only carriers, the evaluator and officers see of a report."""

    known: Known
    content: Content
    motives: tuple[Motive, ...]
    correct_by: date | None
    writers: tuple[str, ...]
    submitted_by: str | None
    lines: tuple[str, ...]
    verbs: tuple[str, ...]


class ReportView(ReportLine):
    """One report; ``results`` once it is accepted, small cells hidden."""

    version: int
    attempt: int
    lateness: Lateness
    submitted_on: date | None
    accepted_on: date | None
    notified_on: date | None
    results: tuple[published.PeriodFigures, ...]
    inside: ReportInside | None = None

    @classmethod
    def of(cls, report: Report, *, concerned: bool = False) -> Self:
        """What is shown of a report to the public, or to someone concerned."""
        same = ("version", "attempt", "lateness", "submitted_on", "accepted_on", "notified_on")
        return cls.model_validate(
            _report_line(report)
            | {name: getattr(report, name) for name in same}
            | {"results": report.results(), "inside": _report_inside(report) if concerned else None}
        )


class ReportsOf(BaseModel):
    """The reports of an experiment: those that were asked for, and those to come."""

    reports: tuple[ReportLine, ...]
    expected: tuple[published.PlannedReport, ...]


class Moment(BaseModel):
    """One fact of a dossier's timeline."""

    sequence: int
    type: str
    time: datetime
    data: dict[str, Any]


def _line(experiment: Experiment) -> dict[str, Any]:
    told = ("title", "axis", "strand", "nature", "publics", "territories", "sectors", "starts_on")
    evaluation = experiment.evaluation
    return {
        "id": experiment.id,
        "state": experiment.state.value,
        "state_label": experiment.lifecycle.labels[experiment.state],
        "carrier": experiment.carrier,
        "incubator": experiment.incubator,
        "ends_on": experiment.ends_on,
        "verdict": evaluation.verdict.value if evaluation else None,
        "evidence": evaluation.evidence.value if evaluation else None,
        **{name: getattr(experiment.description, name) for name in told},
    }


def _verdict(experiment: Experiment) -> dict[str, Any] | None:
    evaluation = experiment.evaluation
    if evaluation is None:
        return None
    return evaluation.model_dump(mode="json", exclude={"outcomes", "evaluator"}) | {
        "evaluator": evaluation.evaluator.organisation,
        "approach": evaluation.evaluator.approach.value,
    }


def _inside(experiment: Experiment) -> Inside:
    return Inside(
        description=experiment.description,
        evaluator=experiment.evaluator,
        opinion=experiment.opinion,
        motives=experiment.motives,
        verbs=experiment.lifecycle.verbs(experiment.state),
    )


def _report_line(report: Report) -> dict[str, Any]:
    late = report.overdue or report.lateness
    return {
        "id": report.id,
        "experiment": report.experiment,
        "title": report.known.title,
        "carrier": report.carrier,
        "label": report.label,
        "period": report.period.value,
        "since": report.since,
        "until": report.until,
        "state": report.state.value,
        "state_label": report.lifecycle.labels[report.state],
        "due_on": late.due_on,
        "overdue": report.overdue is not None and report.accepted_on is None,
        "hold_on": late.hold_on if report.overdue else None,
    }


def _report_inside(report: Report) -> ReportInside:
    same = ("known", "content", "motives", "correct_by", "writers", "submitted_by")
    return ReportInside(
        **{name: getattr(report, name) for name in same},
        lines=report.lines(),
        verbs=report.lifecycle.verbs(report.state),
    )


class ObservationView(BaseModel):
    """One filled grid; the observer is an opaque id."""

    id: str
    on: date
    territory: str
    grid: str
    observer: str
    marks: tuple[dict[str, Any], ...]

    @classmethod
    def of(cls, observation: Observation) -> Self:
        """What those concerned see of an observation."""
        return cls.model_validate(observation.model_dump(mode="json"))
