"""Who may do what in project_tracking: one row for each thing a person can do."""

from collections.abc import Iterable

from services.chassis.access import Row, Table, any_duty, duty, everyone, member, named, signed_in
from services.chassis.actor import DutyName, Role
from services.chassis.reader import Reader
from services.project_tracking.experiment import Experiment
from services.project_tracking.report import Report
from services.project_tracking.use_cases.carrier import ProposeExperiment, TakeOverExperiment

WRITERS = (Role.REPRESENTATIVE, Role.WRITER)


async def its_carrier(reader: Reader, command: ProposeExperiment | TakeOverExperiment) -> Iterable[str]:
    """The organisation that a proposal is made for."""
    return (command.carrier,)


async def its_carriers(reader: Reader, experiment: str, *_: object) -> Iterable[str]:
    """The organisations that carry an experiment."""
    return (await reader.get(Experiment, experiment)).carriers


async def its_evaluator(reader: Reader, experiment: str, *_: object) -> Iterable[str]:
    """The person named to evaluate an experiment."""
    evaluator = (await reader.get(Experiment, experiment)).evaluator
    return (evaluator.person,) if evaluator else ()


async def report_carriers(reader: Reader, report: str, *_: object) -> Iterable[str]:
    """The organisations that owe a report."""
    return (await reader.get(Report, report)).carriers


ACCESS = Table(
    # carriers
    Row("propose_experiment", member(*WRITERS, of=its_carrier)),
    Row("take_over_experiment", member(*WRITERS, of=its_carrier), duty(DutyName.INSTRUCT)),
    Row("amend_experiment", member(*WRITERS, of=its_carriers)),
    Row("propose_experiment_again", member(*WRITERS, of=its_carriers)),
    Row("state_baseline", member(*WRITERS, of=its_carriers)),
    Row("start_experiment", member(*WRITERS, of=its_carriers)),
    Row("plan_milestone", member(*WRITERS, of=its_carriers)),
    Row("reach_milestone", member(*WRITERS, of=its_carriers)),
    Row("reschedule_milestone", member(*WRITERS, of=its_carriers)),
    Row("stop_experiment", member(Role.REPRESENTATIVE, of=its_carriers), duty(DutyName.INSTRUCT)),
    Row("record_observation", member(*WRITERS, of=its_carriers), named(its_evaluator)),
    Row("write_report", member(*WRITERS, of=report_carriers)),
    Row("submit_report", member(*WRITERS, of=report_carriers)),
    # the Région
    Row("validate_experiment", duty(DutyName.INSTRUCT), confirmed=True),
    Row("return_experiment", duty(DutyName.INSTRUCT)),
    Row("refuse_experiment", duty(DutyName.INSTRUCT), confirmed=True),
    Row("attach_incubator", duty(DutyName.INSTRUCT)),
    Row("name_evaluator", duty(DutyName.INSTRUCT)),
    Row("replace_evaluator", duty(DutyName.INSTRUCT)),
    Row("spread_experiment", duty(DutyName.INSTRUCT)),
    Row("enter_ordinary_law", duty(DutyName.DECIDE), confirmed=True),
    Row("return_report", duty(DutyName.INSTRUCT)),
    Row("accept_report", duty(DutyName.INSTRUCT), confirmed=True),
    # the evaluator
    Row("evaluate_experiment", named(its_evaluator)),
    Row("correct_indicator", named(its_evaluator), duty(DutyName.INSTRUCT)),
    # reading
    Row("list_experiments", everyone()),
    Row("show_experiment", everyone()),
    Row("show_timeline", everyone()),
    Row("list_reports_of", everyone()),
    Row("list_reports", signed_in()),
    Row("show_report", everyone()),
    Row("list_observations", any_duty(), member(of=its_carriers), named(its_evaluator)),
)
