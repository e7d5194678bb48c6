"""What the API and the pages read: experiments, their reports, observations and timelines, for whoever asks."""

import json
from typing import Any

from services.chassis.calendar import legal_day
from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import NotFound
from services.project_tracking.experiment import Experiment
from services.project_tracking.experiment_lifecycle import State
from services.project_tracking.observation import Observation
from services.project_tracking.report import Report
from services.project_tracking.report_schedule import Expected, Opened, still_expected
from services.project_tracking.shown import (
    AdaptedArticle,
    ExperimentLine,
    ExperimentView,
    Moment,
    ObservationView,
    ReportLine,
    ReportsOf,
    ReportView,
)
from services.project_tracking.values import Value

# A proposal belongs to those concerned until the Région has validated it.
PUBLIC = frozenset(State) - {State.PROPOSED, State.RETURNED, State.REFUSED}


class ExperimentFilter(Value):
    """Which experiments are asked for; ``mine`` is those of the person's own organisations, in every state."""

    state: State | None = None
    incubator: str | None = None
    carrier: str | None = None
    public: str | None = None
    territory: str | None = None
    sector: str | None = None
    axis: str | None = None
    mine: bool = False

    def equals(self) -> dict[str, str]:
        """The filter as equalities of stored fields."""
        asked = {
            "incubator": self.incubator,
            "carrier": self.carrier,
            "description__publics": self.public,
            "description__territories": self.territory,
            "description__sectors": self.sector,
            "description__axis": self.axis,
        }
        return {name: value for name, value in asked.items() if value is not None}


async def list_experiments(reader: Reader, asked: ExperimentFilter, after: str | None, limit: int) -> Page:
    """The experiments of the programme; those not validated yet for officers, and for their own carriers."""
    states = frozenset(State) if asked.mine or is_officer(reader) else PUBLIC
    if asked.state is not None:
        states &= {asked.state}
    equals: dict[str, Any] = {**asked.equals(), "state": sorted(states)}
    if asked.mine:
        mine = reader.actor.organisations()
        equals["carrier"] = sorted(mine & {asked.carrier} if asked.carrier else mine)
    found = await reader.where(Experiment, after=after, limit=limit + 1, **equals)
    return Page.of([ExperimentLine.of(each) for each in found], limit)


async def show_experiment(reader: Reader, experiment: str) -> ExperimentView:
    """One experiment. Raises NotFound, also for a proposal that does not concern who asks."""
    found = await _visible(reader, experiment)
    return ExperimentView.of(found, concerned=concerns(reader, found), adapts=await _adapted(reader, found.id))


async def show_timeline(reader: Reader, experiment: str) -> list[Moment]:
    """Every public fact of an experiment, in order."""
    found = await _visible(reader, experiment)
    rows = await reader.timeline(found.subject)
    return [
        Moment(sequence=row["sequence"], type=row["type"], time=row["time"], data=json.loads(row["data"]))
        for row in rows
    ]


async def list_reports_of(reader: Reader, experiment: str) -> ReportsOf:
    """The reports of an experiment that were asked for, and those to come."""
    found = await _visible(reader, experiment)
    reports = sorted(await reader.where(Report, experiment=found.id), key=lambda report: (report.until, report.id))
    expected: tuple[Expected, ...] = ()
    if found.started_on and found.started_recorded_on:
        opened = [Opened(each.period, each.until) for each in reports]
        expected = still_expected(found.started_on, found.ends_on, opened, found.started_recorded_on)
    return ReportsOf(
        reports=tuple(ReportLine.of(each) for each in reports), expected=tuple(each.public() for each in expected)
    )


async def list_reports(reader: Reader, state: str | None, after: str | None, limit: int) -> Page:
    """The reports that the person has to do with: all for officers, those of their organisations for the others."""
    equals: dict[str, Any] = {"state": state} if state else {}
    if not is_officer(reader):
        equals["carrier"] = sorted(reader.actor.organisations())
    found = await reader.where(Report, after=after, limit=limit + 1, **equals)
    return Page.of([ReportLine.of(each) for each in found], limit)


async def show_report(reader: Reader, report: str) -> ReportView:
    """One report; what is written is for those concerned, its figures are public once accepted."""
    found = await reader.get(Report, report)
    experiment = await reader.get(Experiment, found.experiment)
    return ReportView.of(found, concerned=concerns(reader, experiment))


async def list_observations(reader: Reader, experiment: str, after: str | None, limit: int) -> Page:
    """The observation grids of an experiment."""
    found = await reader.records(Observation, experiment=experiment, after=after, limit=limit + 1)
    return Page.of([ObservationView.of(each) for each in found], limit)


def is_officer(reader: Reader) -> bool:
    """Whether who asks holds a duty of the Région today."""
    return any(duty.holds_on(legal_day(reader.now)) for duty in reader.actor.duties)


def concerns(reader: Reader, experiment: Experiment) -> bool:
    """Whether who asks is an officer, belongs to a carrier, or evaluates it."""
    evaluates = experiment.evaluator is not None and experiment.evaluator.person == reader.actor.person
    return is_officer(reader) or evaluates or bool(reader.actor.organisations() & experiment.carriers)


async def _adapted(reader: Reader, experiment: str) -> list[AdaptedArticle]:
    rows = await reader.rows("adaptations", experiment=experiment)
    return [AdaptedArticle.model_validate(row) for row in rows]


async def _visible(reader: Reader, experiment: str) -> Experiment:
    found = await reader.get(Experiment, experiment)
    if found.state not in PUBLIC and not concerns(reader, found):
        raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.", kind="experiment", id=experiment)
    return found
