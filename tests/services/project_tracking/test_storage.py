"""What a dossier says as JSON is read back as the same dossier, in every state."""

import json

import pytest

from services.project_tracking.experiment import Experiment
from services.project_tracking.experiment_lifecycle import State
from services.project_tracking.report import Report
from services.project_tracking.report import State as ReportState
from tests.services.project_tracking.making import IN_STATE, REPORT_IN_STATE


@pytest.mark.parametrize("state", State)
def test_an_experiment_comes_back_from_json_as_it_was(state: State) -> None:
    experiment = IN_STATE[state]()
    assert Experiment.model_validate(json.loads(experiment.model_dump_json())) == experiment_without_news(experiment)


@pytest.mark.parametrize("state", ReportState)
def test_a_report_comes_back_from_json_as_it_was(state: ReportState) -> None:
    report = REPORT_IN_STATE[state]()
    report.settle()
    assert Report.model_validate(json.loads(report.model_dump_json())) == report


def experiment_without_news(experiment: Experiment) -> Experiment:
    """The dossier once what it announced is written."""
    experiment.settle()
    return experiment
