"""The twins of what is not known: an indicator that is not followed, and what the registry has not told us yet."""

from collections.abc import Coroutine
from typing import Any, cast

import pytest

from services.chassis.refusal import Invalid, NotFound
from services.chassis.work import Work
from services.project_tracking import remembered
from services.project_tracking.evaluation import Evaluator
from services.project_tracking.experiment import Experiment
from services.project_tracking.indicators import Baseline, Indicator, Outcome
from services.project_tracking.remembered import NotKnownYet
from services.project_tracking.report import Content, Line, Report
from services.project_tracking.use_cases import carrier, officer
from services.project_tracking.values import IncubatorSeen
from tests.services.project_tracking.making import (
    LATER,
    OPEN,
    TODAY,
    described,
    due,
    evaluated,
    findings,
    proposed,
    validated,
)
from tests.services.project_tracking.twinning import Twin
from tests.support.taking_away import each, finish, goes_through, refused, struck

UNTOLD = Line(indicator="joy", remark="Pas encore mesurée.")
JOY = Outcome.model_validate(findings().outcomes[0].model_dump() | {"indicator": "joy"})
NO_PRIOR_STATE = Baseline(absent_because="Pas suivi.")
KNOWN: dict[str, dict[str, dict[str, Any]]] = {
    "organisations": {
        "institute": {"_id": "institute", "people": ["ines"]},
        "third-party": {"_id": "third-party", "people": ["eva"]},
    },
    "incubators": {
        "i3": {"_id": "i3", "state": "open", "members": ["institute", "newcomer"]},
        "named-only": {"_id": "named-only", "members": ["institute"]},
    },
    "persons": {},
}


class Memory:
    """What this service remembers and keeps in a scenario, without a database."""

    today = LATER

    def __init__(self, *kept: Experiment) -> None:
        self.kept = {each.id: each for each in kept}

    async def row(self, table: str, id: str) -> dict[str, Any] | None:
        return KNOWN[table].get(id)

    async def rows(self, table: str, people: str) -> list[dict[str, Any]]:
        return [row for row in KNOWN[table].values() if people in row["people"]]

    async def find(self, kind: type[Experiment], id: str) -> Experiment | None:
        return self.kept.get(id)

    async def get(self, kind: type[Experiment], id: str) -> Experiment:
        return self.kept[id]

    async def save(self, experiment: Experiment) -> None:
        self.kept[experiment.id] = experiment

    def new_id(self) -> str:
        return "x9"


def remembering(*kept: Experiment) -> Work:
    """The transaction of a scenario."""
    return cast(Work, Memory(*kept))


def propose(by: str = "institute", incubator: str = "i3", **changes: Any) -> Coroutine[Any, Any, Experiment]:
    """Propose what refers to others."""
    command = carrier.ProposeExperiment(carrier=by, incubator=incubator, description=described(**changes))
    return carrier.propose_experiment(remembering(), command)


def spread_to(adopter: str) -> Coroutine[Any, Any, Experiment]:
    """A success taken up by an organisation."""
    command = officer.SpreadExperiment(territories=("departement:80",), adopters=(adopter,), explanation="Repris.")
    return officer.spread_experiment(remembering(evaluated()), "x3", command)


def name_evaluator(person: str) -> Coroutine[Any, Any, Experiment]:
    """A person named to evaluate for the third party."""
    command = Evaluator(person=person, organisation="third-party")
    return officer.name_evaluator(remembering(proposed()), "x3", command)


def the_first(among: tuple[Indicator, ...], code: str, field: str | None = None) -> Indicator:
    """Whatever indicator is named, the first one is meant."""
    return among[0]


async def any_incubator(reader: object, id: str, field: str = "incubator") -> IncubatorSeen:
    """Whatever incubator is named, it is open to all."""
    return OPEN


ORGANISATION = struck(remembered, "check_organisations", "NotKnownYet")
TWINS = (
    Twin(
        "a report tells of the indicators that are followed",
        struck(Report, "write", "n'est pas suivi"),
        lambda: due().write(Content(lines=(UNTOLD,)), "ana"),
        Invalid,
    ),
    Twin(
        "a correction is of an indicator that is followed",
        {"indicators.indicator": the_first},
        lambda: evaluated().correct_indicator(JOY, "Doublons.", None, LATER),
        Invalid,
    ),
    Twin(
        "a prior state is of an indicator that is followed",
        {"indicators.indicator": the_first},
        lambda: validated().state_baseline("joy", NO_PRIOR_STATE, TODAY),
        NotFound,
    ),
    Twin(
        "an incubator that we have heard of",
        {"remembered.incubator": any_incubator},
        lambda: finish(propose(incubator="i9")),
        NotKnownYet,
    ),
    Twin(
        "an incubator whose opening we have heard of",
        {"remembered.incubator": any_incubator},
        lambda: finish(propose(incubator="named-only")),
        NotKnownYet,
    ),
    Twin(
        "a carrier that we have heard of",
        ORGANISATION,
        lambda: finish(propose(by="newcomer")),
        NotKnownYet,
    ),
    Twin(
        "a partner that we have heard of",
        ORGANISATION,
        lambda: finish(propose(partners=["newcomer"])),
        NotKnownYet,
    ),
    Twin(
        "an adopter that we have heard of",
        ORGANISATION,
        lambda: finish(spread_to("newcomer")),
        NotKnownYet,
    ),
    Twin(
        "an evaluator that we have heard of as a member",
        struck(officer, "_known_ties", "NotKnownYet"),
        lambda: finish(name_evaluator("zoe")),
        NotKnownYet,
    ),
    Twin(
        "an adapted experiment that is followed here",
        struck(carrier, "_check_referents", "adaptée"),
        lambda: finish(propose(adapts_experiment="x0")),
        Invalid,
    ),
)


@each(TWINS)
def test_with_the_rule_what_is_unknown_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_what_is_unknown_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)


def test_what_is_known_goes_through() -> None:
    assert finish(propose(partners=["third-party"])).incubator == "i3"
    finish(spread_to("third-party"))
    finish(name_evaluator("eva"))
    due().write(Content(lines=(Line(indicator="entered", remark="Pas encore."),)), "ana")
