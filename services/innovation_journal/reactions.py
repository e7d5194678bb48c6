"""What this service does when others speak: each one calls a use case."""

from contracts.project_tracking import (
    ExperimentDescribed,
    ExperimentEvaluated,
    ExperimentStarted,
    ExperimentStopped,
    IndicatorCorrected,
)
from services.chassis.reactions import reaction
from services.chassis.work import Work
from services.innovation_journal.use_cases import hearing


@reaction(to=ExperimentDescribed)
async def experiment_described(work: Work, event: ExperimentDescribed) -> None:
    """What it is, and what it adapts."""
    await hearing.hear_described(work, event)


@reaction(to=ExperimentStarted)
async def experiment_started(work: Work, event: ExperimentStarted) -> None:
    """The article that it adapts is adapted from now on."""
    await hearing.hear_started(work, event)


@reaction(to=ExperimentStopped)
async def experiment_stopped(work: Work, event: ExperimentStopped) -> None:
    """« Pourquoi nous avons arrêté » is proposed."""
    await hearing.hear_stopped(work, event)


@reaction(to=ExperimentEvaluated)
async def experiment_evaluated(work: Work, event: ExperimentEvaluated) -> None:
    """An article is proposed, whatever the verdict; results stand beside what was adapted."""
    await hearing.hear_evaluated(work, event)


@reaction(to=IndicatorCorrected)
async def indicator_corrected(work: Work, event: IndicatorCorrected) -> None:
    """A page that shows the older figure says so."""
    await hearing.hear_corrected(work, event)
