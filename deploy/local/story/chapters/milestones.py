"""Milestones: moved with their reason when Covid comes, reached, and said at the next round of reports."""

from collections import defaultdict
from datetime import date

from deploy.local.story.chapters.proposals import of
from deploy.local.story.days import WRITTEN
from deploy.local.story.experiments import EXPERIMENTS
from deploy.local.story.experiments.shape import Experiment, Milestone, Move
from deploy.local.story.people import writer
from deploy.local.story.player import Body, Player
from deploy.local.story.scene import Scene, for_each
from services.chassis.calendar import next_working_day

Reached = tuple[Experiment, Milestone, str]
Moved = tuple[Experiment, Milestone, Move]


def scenes() -> list[Scene]:
    """Every move on the day it was said, every milestone reached at the next round of reports."""
    moved: dict[str, list[Moved]] = defaultdict(list)
    reached: dict[str, list[Reached]] = defaultdict(list)
    for experiment in EXPERIMENTS:
        for milestone in experiment.milestones:
            for move in milestone.moves:
                moved[move.said_on].append((experiment, milestone, move))
            if milestone.reached:
                reached[round_after(milestone.reached)].append((experiment, milestone, milestone.reached))
    return [
        *(for_each(f"{day} 10:00", "Jalons reportés, avec leur raison.", reschedule, them)
          for day, them in moved.items()),
        *(for_each(f"{day} 10:00", "Jalons constatés.", reach, them) for day, them in reached.items()),
    ]  # fmt: skip


def round_after(day: str) -> str:
    """The next day on which quarterly reports are written."""
    reached = date.fromisoformat(day)
    year, month = divmod(12 * reached.year + 3 * ((reached.month + 2) // 3), 12)
    return next_working_day(date(year, month + 1, WRITTEN)).isoformat()


async def reschedule(player: Player, moved: Moved) -> None:
    """The carrier says the new forecast and why."""
    experiment, milestone, move = moved
    body = {"forecast": move.to, "cause": move.cause, "explanation": move.explanation}
    await _say(player, experiment, milestone, "forecast", body)


async def reach(player: Player, reached: Reached) -> None:
    """The carrier says when it was reached."""
    experiment, milestone, on = reached
    await _say(player, experiment, milestone, "reached", {"on": on})


async def _say(player: Player, experiment: Experiment, milestone: Milestone, what: str, body: Body) -> None:
    address = f"{of(player, experiment)}/milestones/{milestone.code}/{what}"
    await player.do(writer(experiment.carrier), f"{experiment.key}/{milestone.code}/{what}", address, body)
