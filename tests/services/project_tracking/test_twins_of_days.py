"""The twins of days: what is found happened before it is written, and what follows leaves time and comes after."""

from datetime import date
from typing import Any

import pytest

from services.chassis.refusal import Invalid
from services.project_tracking import observation
from services.project_tracking.description import Description
from services.project_tracking.experiment import Experiment
from services.project_tracking.milestones import Cause, Milestone
from services.project_tracking.observation import Mark
from services.project_tracking.report import Report
from services.project_tracking.values import Motive
from tests.services.project_tracking.making import LATER, START, proposed, running, submitted, validated
from tests.services.project_tracking.twinning import Twin
from tests.support.taking_away import each, goes_through, refused, struck

NEXT_DAY = date(2019, 10, 8)
SIXTH_YEAR = date(2025, 10, 7)
SEEN = Mark(criterion="place", label="Lieu", level=2)
SHORT = Motive(point="narrative", text="Court.")
JUNE = date(2021, 6, 1)


def observed(on: date, today: date) -> None:
    """A grid filled in on a day, written on another."""
    observation.observe("o1", "x3", "eva", on, "commune:02001", "G1", [SEEN], today)


def moved(code: str, to: date) -> None:
    """A milestone forecast for another day."""
    running().reschedule_milestone(code, to, Cause.OTHER, "Autre date.", LATER)


def lasting(starts_on: date, ends_on: date) -> None:
    """Proposed from one day to another."""
    days: dict[str, Any] = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    proposed(**days, milestones=[])


TWINS = (
    Twin(
        "a start has come",
        struck(Experiment, "start", "à venir"),
        lambda: validated().start(NEXT_DAY, START),
        Invalid,
    ),
    Twin(
        "a milestone that is reached has come",
        struck(Milestone, "reach", "à venir"),
        lambda: running().reach_milestone("first-group", date(2019, 11, 13), date(2019, 11, 12)),
        Invalid,
    ),
    Twin(
        "an observation is written after it was made",
        struck(observation, "observe", "à venir"),
        lambda: observed(NEXT_DAY, START),
        Invalid,
    ),
    Twin(
        "a milestone that moves changes its day",
        struck(Milestone, "move", "déjà prévue"),
        lambda: moved("first-group", date(2019, 11, 4)),
        Invalid,
    ),
    Twin(
        "a returned report has a day at least to be corrected",
        struck(Report, "send_back", "au moins un jour"),
        lambda: submitted().send_back([SHORT], JUNE, JUNE),
        Invalid,
    ),
    Twin(
        "an end is planned after the start",
        struck(Description, "check", "La fin vient après"),
        lambda: lasting(START, START),
        Invalid,
    ),
    Twin(
        "an end is forecast after the start",
        struck(Experiment, "reschedule_milestone", "La fin vient après"),
        lambda: moved("end", START),
        Invalid,
    ),
    Twin(
        "an experiment lasts six years at most",
        struck(Description, "check", "ans au plus"),
        lambda: lasting(START, date(2025, 10, 8)),
        Invalid,
    ),
)


@each(TWINS)
def test_with_the_rule_the_day_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_the_same_day_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)


def test_the_nearest_day_on_the_right_side_goes_through() -> None:
    validated().start(START, START)
    running().reach_milestone("first-group", date(2019, 11, 12), date(2019, 11, 12))
    observed(START, START)
    moved("first-group", date(2019, 11, 5))
    submitted().send_back([SHORT], date(2021, 6, 2), JUNE)
    lasting(START, NEXT_DAY)
    moved("end", NEXT_DAY)
    lasting(START, SIXTH_YEAR)
