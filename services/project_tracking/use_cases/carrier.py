"""What members of the organisations that carry an experiment do: propose, start, follow, stop, report."""

from typing import Annotated

from pydantic import Field

from services.chassis.refusal import Invalid
from services.chassis.work import Work
from services.project_tracking import remembered
from services.project_tracking.description import Description, Scheme
from services.project_tracking.experiment import Experiment
from services.project_tracking.indicators import Baseline
from services.project_tracking.milestones import END, Cause, PlannedMilestone
from services.project_tracking.observation import Mark, observe
from services.project_tracking.report import Content, Report
from services.project_tracking.use_cases.clock import plan_reports
from services.project_tracking.values import Code, Day, Id, Label, Text, Value


class ProposeExperiment(Value):
    """A proposal in an open incubator, for an organisation that is its member."""

    carrier: Id
    incubator: Id
    description: Description


class TakeOverExperiment(Value):
    """An experiment of another scheme, with its reference."""

    carrier: Id
    scheme: Scheme
    description: Description


class AmendExperiment(Value):
    """The new text of a proposal that was returned."""

    description: Description


class StateBaseline(Value):
    """The prior state of an indicator, or its declared absence."""

    baseline: Baseline


class StartExperiment(Value):
    """The day the experiment started."""

    on: Day


class ReachMilestone(Value):
    """The day a milestone was reached."""

    on: Day


class RescheduleMilestone(Value):
    """A new forecast and its reason; the explanation is published."""

    forecast: Day
    cause: Cause
    explanation: Text


class StopExperiment(Value):
    """Why the experiment stops, and what was learnt; the lessons are published."""

    causes: Annotated[tuple[Cause, ...], Field(min_length=1, max_length=8)]
    lessons: Text


class RecordObservation(Value):
    """A filled observation grid."""

    on: Day
    territory: Code
    grid: Label
    marks: Annotated[tuple[Mark, ...], Field(min_length=1, max_length=60)]


class WriteReport(Value):
    """The whole content of a report, in place of what was written."""

    content: Content


async def propose_experiment(work: Work, command: ProposeExperiment) -> Experiment:
    """Propose an experiment in an open incubator."""
    await _check_referents(work, command.carrier, command.description)
    incubator = await remembered.incubator(work, command.incubator)
    experiment = Experiment.propose(work.new_id(), command.carrier, incubator, command.description, work.today)
    await work.save(experiment)
    return experiment


async def take_over_experiment(work: Work, command: TakeOverExperiment) -> Experiment:
    """Take an experiment over from another scheme; its reference there is taken over once."""
    await _check_referents(work, command.carrier, command.description)
    id = work.new_id()
    experiment = Experiment.take_over(id, command.carrier, command.scheme, command.description, work.today)
    await work.reserve(f"scheme:{command.scheme.origin}:{command.scheme.reference}", experiment.id)
    await work.save(experiment)
    return experiment


async def amend_experiment(work: Work, experiment: str, command: AmendExperiment) -> Experiment:
    """Change a proposal that was returned."""
    found = await work.get(Experiment, experiment)
    await _check_referents(work, found.carrier, command.description)
    found.amend(command.description, work.today)
    await work.save(found)
    return found


async def propose_experiment_again(work: Work, experiment: str) -> Experiment:
    """Propose what was amended."""
    found = await work.get(Experiment, experiment)
    found.propose_again(work.today, await remembered.incubator_of(work, found))
    await work.save(found)
    return found


async def state_baseline(work: Work, experiment: str, indicator: str, command: StateBaseline) -> Experiment:
    """State the prior state of an indicator, or declare that there is none."""
    found = await work.get(Experiment, experiment)
    found.state_baseline(indicator, command.baseline, work.today)
    await work.save(found)
    return found


async def start_experiment(work: Work, experiment: str, command: StartExperiment) -> Experiment:
    """Start, and set the calendar of reports."""
    found = await work.get(Experiment, experiment)
    found.start(command.on, work.today)
    await work.save(found)
    await plan_reports(work, found)
    return found


async def plan_milestone(work: Work, experiment: str, command: PlannedMilestone) -> Experiment:
    """Add a milestone to the plan."""
    found = await work.get(Experiment, experiment)
    found.plan_milestone(command)
    await work.save(found)
    return found


async def reach_milestone(work: Work, experiment: str, milestone: str, command: ReachMilestone) -> Experiment:
    """Say that a milestone was reached; the one called ``end`` ends the experiment."""
    found = await work.get(Experiment, experiment)
    found.reach_milestone(milestone, command.on, work.today)
    await work.save(found)
    if milestone == END:
        await plan_reports(work, found)
    return found


async def reschedule_milestone(work: Work, experiment: str, milestone: str, command: RescheduleMilestone) -> Experiment:
    """Forecast a milestone for another day; moving ``end`` moves the reports that are still to be asked for."""
    found = await work.get(Experiment, experiment)
    found.reschedule_milestone(milestone, command.forecast, command.cause, command.explanation, work.today)
    await work.save(found)
    if milestone == END:
        await plan_reports(work, found)
    return found


async def stop_experiment(work: Work, experiment: str, command: StopExperiment) -> Experiment:
    """Stop, with reasons and lessons; the last reports are still owed."""
    found = await work.get(Experiment, experiment)
    found.stop(command.causes, command.lessons, work.today)
    await work.save(found)
    await plan_reports(work, found)
    return found


async def record_observation(work: Work, experiment: str, command: RecordObservation) -> Experiment:
    """Keep a filled observation grid beside the experiment."""
    found = await work.get(Experiment, experiment)
    observer = work.actor.person
    grid = observe(work.new_id(), found.id, observer, **dict(command), today=work.today)
    found.observed()
    await work.add(grid)
    await work.save(found)
    return found


async def write_report(work: Work, report: str, command: WriteReport) -> Report:
    """Write a report; nothing leaves before a second person submits it."""
    found = await work.get(Report, report)
    found.write(command.content, work.actor.person)
    await work.save(found)
    return found


async def submit_report(work: Work, report: str) -> Report:
    """Submit what another person wrote."""
    found = await work.get(Report, report)
    found.submit(work.actor.person, work.today)
    await work.save(found)
    return found


async def _check_referents(work: Work, carrier: str, description: Description) -> None:
    await remembered.check_organisations(work, (carrier,), "carrier")
    await remembered.check_organisations(work, description.partners, "description/partners")
    adapted = description.adapts_experiment
    if adapted is not None and await work.find(Experiment, adapted) is None:
        raise Invalid("L'expérimentation adaptée n'existe pas ici.", field="description/adapts_experiment")
