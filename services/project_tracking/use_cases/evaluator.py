"""What the person named to evaluate an experiment does: hand in the findings, correct a published indicator."""

from services.chassis.work import Work
from services.project_tracking import remembered
from services.project_tracking.evaluation import Findings, Ties
from services.project_tracking.experiment import Experiment
from services.project_tracking.indicators import Outcome
from services.project_tracking.values import Text, Value


class CorrectIndicator(Value):
    """The right figures of a published indicator, and the reason, which is published."""

    outcome: Outcome
    reason: Text


async def evaluate_experiment(work: Work, experiment: str, command: Findings) -> Experiment:
    """Hand in the verdict and the figures; the level of evidence is computed."""
    found = await work.get(Experiment, experiment)
    ties = await remembered.ties(work, found.evaluator.person) if found.evaluator else Ties()
    found.evaluate(
        command,
        ties,
        await remembered.incubator_of(work, found),
        await remembered.original(work, found),
        work.today,
        await remembered.told_by_reports(work, found.id, (outcome.indicator for outcome in command.outcomes)),
    )
    await work.save(found)
    return found


async def correct_indicator(work: Work, experiment: str, command: CorrectIndicator) -> Experiment:
    """Publish a new version of an indicator."""
    found = await work.get(Experiment, experiment)
    found.correct_indicator(command.outcome, command.reason, await remembered.original(work, found), work.today)
    await work.save(found)
    return found
