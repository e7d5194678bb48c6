"""The twins of what is said, taken or asked once: a code, an indicator, an axis, a carrier, a reference, a report."""

from datetime import date
from typing import Any

import pytest

from services.chassis.refusal import Invalid
from services.chassis.work import Cause, Work
from services.project_tracking import description, evaluation, figures, milestones, observation
from services.project_tracking.description import Description
from services.project_tracking.experiment import Experiment
from services.project_tracking.indicators import check_definitions
from services.project_tracking.milestones import PlannedMilestone, check_plan
from services.project_tracking.observation import Mark
from services.project_tracking.report import Content, Report
from services.project_tracking.report_schedule import Expected, Opened, still_expected
from services.project_tracking.use_cases import clock
from tests.services.project_tracking.house import House
from tests.services.project_tracking.making import (
    FREE,
    LATER,
    OPEN,
    SCHEME,
    TODAY,
    content,
    described,
    due,
    findings,
    proposed,
    running,
)
from tests.services.project_tracking.twinning import TRACKING, Twin
from tests.support.taking_away import each, goes_through, nothing_awaited, refused, struck, struck_out

COMPLETED = {"code": "completed", "label": "Parcours terminés", "unit": "personnes"}
FIRST_GROUP = {"code": "first-group", "label": "Premier groupe", "planned": "2019-11-04"}
SEEN = Mark(criterion="place", label="Lieu", level=2)
LINE = content().lines[0]
OUTCOME = findings().outcomes[0].model_dump(mode="json")
HALF = {"numerator": 15, "denominator": 20}
CELL = {"public": "rqth", "territory": "commune:02001", **HALF}
WHOLE = {"numerator": 30, "denominator": 40}
CROSSED = {
    "by_public": [{"code": "rqth", **WHOLE}],
    "by_territory": [{"code": "commune:02001", **WHOLE}],
    "cells": [CELL, CELL],
}


def written(**parts: Any) -> None:
    """A report with these parts of its 30 entries among 40."""
    due().write(content(**parts), "ana")


TWINS = (
    Twin(
        "a code of a list once",
        struck(description, "_check_codes", "donné deux fois"),
        lambda: proposed(publics=["rqth", "rqth"]),
        Invalid,
    ),
    Twin(
        "the principal axis is not repeated",
        struck(Description, "check", "principal"),
        lambda: proposed(other_axes=["2"]),
        Invalid,
    ),
    Twin(
        "the carrier is not its own partner",
        struck(Experiment, "_followed", "porteur"),
        lambda: proposed(partners=["institute"]),
        Invalid,
    ),
    Twin(
        "an indicator is defined once",
        {"description.check_definitions": struck_out(check_definitions, "déjà pris")},
        lambda: proposed(indicators=[COMPLETED, COMPLETED]),
        Invalid,
    ),
    Twin(
        "a milestone is planned once",
        {"description.check_plan": struck_out(check_plan, "déjà pris")},
        lambda: proposed(milestones=[FIRST_GROUP, FIRST_GROUP]),
        Invalid,
    ),
    Twin(
        "the end is no milestone like the others",
        {"description.check_plan": struck_out(check_plan, "déjà pris")},
        lambda: proposed(milestones=[FIRST_GROUP | {"code": "end"}]),
        Invalid,
    ),
    Twin(
        "a milestone is added under a code of its own",
        struck(milestones, "added", "déjà pris"),
        lambda: running().plan_milestone(PlannedMilestone.model_validate(FIRST_GROUP)),
        Invalid,
    ),
    Twin(
        "a report tells each indicator once",
        struck(Report, "write", "donné deux fois"),
        lambda: due().write(Content(lines=(LINE, LINE)), "ana"),
        Invalid,
    ),
    Twin(
        "a verdict tells each indicator once",
        struck(evaluation, "with_outcomes", "donné deux fois"),
        lambda: running().evaluate(findings(outcomes=[OUTCOME, OUTCOME]), FREE, OPEN, None, LATER),
        Invalid,
    ),
    Twin(
        "a public is counted once",
        struck(figures, "_check_codes", "donné deux fois"),
        lambda: written(by_public=[{"code": "rqth", **HALF}, {"code": "rqth", **HALF}]),
        Invalid,
    ),
    Twin(
        "a cell is counted once",
        struck(figures, "_check_crossing", "donnée deux fois"),
        lambda: written(**CROSSED),
        Invalid,
    ),
    Twin(
        "a criterion is marked once",
        struck(observation, "observe", "noté deux fois"),
        lambda: observation.observe("o1", "x3", "eva", TODAY, "commune:02001", "G1", [SEEN, SEEN], TODAY),
        Invalid,
    ),
)


@each(TWINS)
def test_with_the_rule_the_second_time_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_the_second_time_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)


# --- what only a database knows


async def take_over(house: House, title: str) -> tuple[int, str]:
    """The same reference of the other scheme, for an experiment of this title: how it is answered."""
    body = {
        "carrier": "institute",
        "scheme": SCHEME.model_dump(mode="json"),
        "description": described(title=title).model_dump(mode="json"),
    }
    answer = await house.post("ivan", "/experiments/taken-over", body)
    return answer.status_code, answer.json().get("type", "")


async def test_without_its_reservation_a_reference_is_taken_over_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await take_over(house, "CARAVANE") == (201, "")
    assert await take_over(house, "CARAVANE 2") == (409, "urn:pepiniere:probleme:taken")
    monkeypatch.setattr(Work, "reserve", nothing_awaited)
    assert await take_over(house, "CARAVANE 2") == (201, "")


async def reports_of(house: House) -> list[str]:
    """Ask for the reports whose period is over; the labels of all that were asked for since the start."""
    await house.runtime.store.within(Cause("test", "c"), lambda work: clock.open_reports(work, "x3"))
    reader = await house.runtime.store.reader()
    return [each.label for each in await reader.where(Report, experiment="x3")]


def forgetful(start: date, end: date, opened: list[Opened], registered: date) -> tuple[Expected, ...]:
    """The reports still to be asked for, as if none had been."""
    return still_expected(start, end, (), registered)


async def test_without_looking_back_and_reservation_a_period_has_two_reports(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.runtime.store.within(Cause("test", "c"), lambda work: work.save(running()))
    await house.on(date(2020, 1, 2))
    assert await reports_of(house) == ["T4 2019"]
    assert await reports_of(house) == ["T4 2019"]
    monkeypatch.setattr(TRACKING + "use_cases.clock.still_expected", forgetful)
    assert await reports_of(house) == ["T4 2019"], "a process that has not seen the report yet meets its reservation"
    for name in ("holder", "reserve"):
        monkeypatch.setattr(Work, name, nothing_awaited)
    assert await reports_of(house) == ["T4 2019", "T4 2019"]
