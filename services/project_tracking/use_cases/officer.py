"""What officers of the Région do: decide on proposals, attach, name the evaluator, return or accept reports, record
what follows from an evaluation.
"""

from typing import Annotated

from pydantic import Field

from services.chassis.work import Work
from services.project_tracking import mails, remembered
from services.project_tracking.evaluation import Evaluator, Ties
from services.project_tracking.experiment import Experiment, Opinion
from services.project_tracking.mails import french
from services.project_tracking.report import Report
from services.project_tracking.use_cases.clock import set_deadlines
from services.project_tracking.values import Act, Code, Day, Id, Motive, Text, Value

Motives = Annotated[tuple[Motive, ...], Field(min_length=1, max_length=60)]


class ValidateExperiment(Value):
    """The steering group's opinion; only an experiment without incubator is validated without one."""

    opinion: Opinion | None = None


class ReturnExperiment(Value):
    """What is to be changed, point by point."""

    motives: Motives


class RefuseExperiment(Value):
    """Why the proposal is refused, point by point, and the steering group's opinion."""

    motives: Motives
    opinion: Opinion | None = None


class AttachIncubator(Value):
    """The open incubator that an experiment joins."""

    incubator: Id


class ReplaceEvaluator(Value):
    """Who evaluates from now on, and why the one named before the start cannot."""

    evaluator: Evaluator
    reason: Text


class SpreadExperiment(Value):
    """Where a success is taken up, and by whom; the explanation is published."""

    territories: Annotated[tuple[Code, ...], Field(min_length=1, max_length=30)]
    adopters: Annotated[tuple[Id, ...], Field(max_length=30)] = ()
    explanation: Text


class EnterOrdinaryLaw(Value):
    """The act by which an experiment becomes a part of the regular programme."""

    act: Act


class ReturnReport(Value):
    """What is to be corrected, line by line, and by when."""

    motives: Motives
    correct_by: Day


async def validate_experiment(work: Work, experiment: str, command: ValidateExperiment) -> Experiment:
    """Validate a proposal."""
    found = await work.get(Experiment, experiment)
    found.validate_proposal(work.today, command.opinion, work.actor.organisations())
    await work.save(found)
    await _tell(work, found, "experiment-validated")
    return found


async def return_experiment(work: Work, experiment: str, command: ReturnExperiment) -> Experiment:
    """Return a proposal with its motives."""
    found = await work.get(Experiment, experiment)
    found.send_back(command.motives, work.today, work.actor.organisations())
    await work.save(found)
    await _tell(work, found, "experiment-returned")
    return found


async def refuse_experiment(work: Work, experiment: str, command: RefuseExperiment) -> Experiment:
    """Refuse a proposal with its motives."""
    found = await work.get(Experiment, experiment)
    found.refuse(command.motives, work.today, command.opinion, work.actor.organisations())
    await work.save(found)
    await _tell(work, found, "experiment-refused")
    return found


async def attach_incubator(work: Work, experiment: str, command: AttachIncubator) -> Experiment:
    """Attach an experiment to an open incubator of which its carrier is a member."""
    found = await work.get(Experiment, experiment)
    ties = await remembered.ties(work, found.evaluator.person) if found.evaluator else None
    found.attach(await remembered.incubator(work, command.incubator), ties)
    await work.save(found)
    return found


async def name_evaluator(work: Work, experiment: str, command: Evaluator) -> Experiment:
    """Name who will evaluate, before the start."""
    found = await work.get(Experiment, experiment)
    ties = await _known_ties(work, command, "")
    found.name_evaluator(command, ties, await remembered.incubator_of(work, found))
    await work.save(found)
    return found


async def replace_evaluator(work: Work, experiment: str, command: ReplaceEvaluator) -> Experiment:
    """Name another evaluator for an experiment that runs."""
    found = await work.get(Experiment, experiment)
    ties = await _known_ties(work, command.evaluator, "evaluator/")
    incubator = await remembered.incubator_of(work, found)
    found.replace_evaluator(command.evaluator, ties, incubator, command.reason)
    await work.save(found)
    return found


async def spread_experiment(work: Work, experiment: str, command: SpreadExperiment) -> Experiment:
    """Record that a success is taken up elsewhere."""
    found = await work.get(Experiment, experiment)
    await remembered.check_organisations(work, command.adopters, "adopters")
    found.spread(command.territories, command.adopters, command.explanation, work.today)
    await work.save(found)
    return found


async def enter_ordinary_law(work: Work, experiment: str, command: EnterOrdinaryLaw) -> Experiment:
    """Record the act that brings an experiment into ordinary law."""
    found = await work.get(Experiment, experiment)
    found.enter_ordinary_law(command.act, work.today)
    await work.save(found)
    return found


async def return_report(work: Work, report: str, command: ReturnReport) -> Report:
    """Return a report line by line; one that was not overdue has until the new date."""
    found = await work.get(Report, report)
    found.send_back(command.motives, command.correct_by, work.today, work.actor.organisations())
    await work.save(found)
    await set_deadlines(work, found)
    await mails.tell(
        work,
        found.carriers,
        "report-returned",
        f"{found.subject}|returned|{found.attempt}",
        title=found.known.title,
        label=found.label,
        correct_by=french(command.correct_by),
    )
    return found


async def accept_report(work: Work, report: str) -> Report:
    """Accept and lock a report."""
    found = await work.get(Report, report)
    found.accept(work.today, work.actor.organisations())
    await work.save(found)
    await work.forget_deadlines(found)
    await mails.tell(
        work,
        found.carriers,
        "report-accepted",
        f"{found.subject}|accepted",
        title=found.known.title,
        label=found.label,
    )
    return found


async def _known_ties(work: Work, evaluator: Evaluator, where: str) -> Ties:
    await remembered.check_organisations(work, (evaluator.organisation,), f"{where}organisation")
    ties = await remembered.ties(work, evaluator.person)
    if evaluator.organisation not in ties.organisations:
        raise remembered.NotKnownYet(
            "Cette personne n'est pas (encore) connue ici comme membre de cet organisme.", field=f"{where}person"
        )
    return ties


async def _tell(work: Work, experiment: Experiment, template: str) -> None:
    points = ", ".join(dict.fromkeys(motive.point for motive in experiment.motives))
    cause = f"{experiment.subject}|{template}|{experiment.sequence}"
    await mails.tell(work, experiment.carriers, template, cause, title=experiment.description.title, points=points)
