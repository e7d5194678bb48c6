"""What an experiment announces: each function turns its state into one public fact, small cells hidden."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from contracts import project_tracking as events
from contracts import tracking_parts as published
from services.project_tracking.evaluation import Evaluation
from services.project_tracking.indicators import Indicator, Version
from services.project_tracking.milestones import Cause, Milestone
from services.project_tracking.report_schedule import schedule
from services.project_tracking.small_cells import publish
from services.project_tracking.values import Act

if TYPE_CHECKING:
    from services.project_tracking.experiment import Experiment

SAME_NAMES = {
    "title",
    "summary",
    "nature",
    "project_natures",
    "strand",
    "axis",
    "other_axes",
    "publics",
    "territories",
    "sectors",
    "partners",
    "adapts_article",
    "adapts_experiment",
    "starts_on",
}


def described(experiment: "Experiment") -> events.ExperimentDescribed:
    """The whole public snapshot."""
    evaluator = experiment.evaluator
    return events.ExperimentDescribed(
        experiment=experiment.id,
        **experiment.description.model_dump(include=SAME_NAMES),
        carrier=experiment.carrier,
        incubator=experiment.incubator,
        origin=experiment.origin,
        origin_reference=experiment.origin_reference,
        evaluator=evaluator.organisation if evaluator else None,
        ends_on=experiment.ends_on,
        milestones=tuple(each.public() for each in experiment.milestones),
        indicators=tuple(each.public() for each in experiment.indicators),
    )


def proposal(experiment: "Experiment", on: date) -> events.ExperimentEvent:
    """Proposed in its incubator, or taken over with its reference."""
    if experiment.origin_reference is None:
        return events.ExperimentProposed(
            experiment=experiment.id, carrier=experiment.carrier, incubator=str(experiment.incubator), on=on
        )
    return events.ExperimentTakenOver(
        experiment=experiment.id,
        carrier=experiment.carrier,
        incubator=experiment.incubator,
        origin=experiment.origin,
        reference=experiment.origin_reference,
        on=on,
    )


def validated(experiment: "Experiment", on: date) -> events.ExperimentValidated:
    """The Région validated."""
    return events.ExperimentValidated(
        experiment=experiment.id, carrier=experiment.carrier, incubator=experiment.incubator, on=on
    )


def returned(experiment: "Experiment", on: date) -> events.ExperimentReturned:
    """The Région asks for changes: the points, not the words."""
    return events.ExperimentReturned(experiment=experiment.id, points=_points(experiment), on=on)


def refused(experiment: "Experiment", on: date) -> events.ExperimentRefused:
    """The Région refused: the points, not the words."""
    return events.ExperimentRefused(experiment=experiment.id, points=_points(experiment), on=on)


def started(experiment: "Experiment", evaluator: str, on: date) -> events.ExperimentStarted:
    """It runs, and this is what it will report."""
    return events.ExperimentStarted(
        experiment=experiment.id,
        carrier=experiment.carrier,
        incubator=experiment.incubator,
        evaluator=evaluator,
        on=on,
        ends_on=experiment.ends_on,
        reports=tuple(each.public() for each in schedule(on, experiment.ends_on)),
    )


def stopped(experiment: "Experiment", causes: Iterable[Cause], lessons: str, on: date) -> events.ExperimentStopped:
    """It stopped, and what was learnt."""
    return events.ExperimentStopped(
        experiment=experiment.id,
        carrier=experiment.carrier,
        incubator=experiment.incubator,
        on=on,
        reasons=tuple(cause.value for cause in causes),
        lessons=lessons,
    )


def reached(experiment: "Experiment", milestone: Milestone, on: date) -> events.MilestoneReached:
    """A milestone was reached."""
    return events.MilestoneReached(
        experiment=experiment.id,
        milestone=milestone.code,
        label=milestone.label,
        planned=milestone.planned,
        forecast=milestone.forecast,
        actual=on,
    )


def rescheduled(experiment: "Experiment", milestone: Milestone) -> events.MilestoneRescheduled:
    """The last move of a milestone."""
    move = milestone.moves[-1]
    return events.MilestoneRescheduled(
        experiment=experiment.id,
        milestone=milestone.code,
        label=milestone.label,
        planned=milestone.planned,
        previous=move.previous,
        forecast=move.forecast,
        reason=move.cause.value,
        explanation=move.explanation,
    )


def evaluated(experiment: "Experiment", evaluation: Evaluation) -> events.ExperimentEvaluated:
    """The verdict with everything that an article needs."""
    results = [each.result() for each in experiment.indicators]
    return events.ExperimentEvaluated(
        experiment=experiment.id,
        title=experiment.description.title,
        carrier=experiment.carrier,
        incubator=experiment.incubator,
        on=evaluation.on,
        evaluator=evaluation.evaluator.organisation,
        approach=evaluation.evaluator.approach.value,
        comparison_group=evaluation.comparison_group,
        verdict=evaluation.verdict.value,
        evidence=evaluation.evidence.value,
        replicates=evaluation.replicates,
        adapts_article=experiment.description.adapts_article,
        results=tuple(result for result in results if result),
        **evaluation.model_dump(include={"summary", "protocol", "conditions", "cost", "limits"}),
    )


def corrected(
    experiment: "Experiment", before: Version, indicator: Indicator, reason: str, on: date
) -> events.IndicatorCorrected:
    """The new version of a result beside the one it replaces."""
    result, evaluation = indicator.result(), experiment.evaluation
    if result is None or evaluation is None:
        raise ValueError("only a published result is corrected")
    return events.IndicatorCorrected(
        experiment=experiment.id,
        indicator=indicator.code,
        previous=publish(before.figures, before.hidden),
        result=result,
        evidence=evaluation.evidence.value,
        reason=reason,
        on=on,
    )


def spread(
    experiment: "Experiment", territories: Sequence[str], adopters: Sequence[str], explanation: str, on: date
) -> events.ExperimentSpread:
    """Taken up elsewhere."""
    return events.ExperimentSpread(
        experiment=experiment.id,
        incubator=experiment.incubator,
        territories=tuple(territories),
        adopters=tuple(adopters),
        explanation=explanation,
        on=on,
    )


def in_ordinary_law(experiment: "Experiment", act: Act) -> events.ExperimentEnteredOrdinaryLaw:
    """By this act, in ordinary law."""
    return events.ExperimentEnteredOrdinaryLaw(
        experiment=experiment.id,
        incubator=experiment.incubator,
        act=published.Act(number=act.number, on=act.on),
    )


def _points(experiment: "Experiment") -> tuple[str, ...]:
    return tuple(dict.fromkeys(motive.point for motive in experiment.motives))
