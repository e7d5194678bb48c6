"""Every route × every role × own or other organisation, against an expectation written by hand."""

from datetime import date
from typing import Any

import pytest
from fastapi.routing import APIRoute

from services.project_tracking.access import ACCESS
from services.project_tracking.api import router
from tests.services.project_tracking.house import House
from tests.services.project_tracking.making import BASELINE, findings
from tests.services.project_tracking.test_api import (
    ACT,
    EVALUATOR,
    OPINION,
    PROPOSAL,
    report_of,
    running,
    written,
)

# nobody; a stranger's representative; the carrier's reader, writer, representative; officers; the evaluator.
ROLES = ("", "sam", "iris", "ivan", "ines", "helene", "solene", "karim", "eva")
ALL = frozenset(ROLES)
SIGNED_IN = ALL - {""}
WRITERS = frozenset({"ivan", "ines"})
INSTRUCTS, DECIDES = frozenset({"helene"}), frozenset({"solene"})
OFFICERS = frozenset({"helene", "solene", "karim"})
EVALUATES = frozenset({"eva"})

MOTIVES = {"motives": [{"point": "diagnosis", "text": "À chiffrer."}]}
TAKEN_OVER = {
    "carrier": "institute",
    "scheme": {"origin": "marche", "reference": "M-1"},
    "description": PROPOSAL["description"],
}
GRID = {
    "on": "2019-10-07",
    "territory": "commune:02001",
    "grid": "Engagement",
    "marks": [{"criterion": "welcome", "label": "Accueil", "level": 3}],
}
OUTCOME = findings().outcomes[0].model_dump(mode="json")
FORECAST = {"forecast": "2019-12-12", "cause": "other", "explanation": "Décalage."}
STEP = {"code": "second", "label": "Second groupe", "planned": "2020-01-06"}

# (method, path) → who may, and a body that is understood. Written from RULES.md: carriers act for their own
# organisation, officers by their duty, the evaluator on the experiment they were named for; the public reads.
EXPECTED: dict[tuple[str, str], tuple[frozenset[str], Any]] = {
    ("GET", "/experiments"): (ALL, None),
    ("GET", "/experiments/{experiment}"): (ALL, None),
    ("GET", "/experiments/{experiment}/timeline"): (ALL, None),
    ("GET", "/experiments/{experiment}/reports"): (ALL, None),
    ("GET", "/experiments/{experiment}/observations"): (OFFICERS | WRITERS | {"iris"} | EVALUATES, None),
    ("GET", "/reports"): (SIGNED_IN, None),
    ("GET", "/reports/{report}"): (ALL, None),
    ("POST", "/experiments"): (WRITERS, PROPOSAL),
    ("POST", "/experiments/taken-over"): (WRITERS | INSTRUCTS, TAKEN_OVER),
    ("POST", "/experiments/{experiment}/description"): (WRITERS, {"description": PROPOSAL["description"]}),
    ("POST", "/experiments/{experiment}/proposal"): (WRITERS, None),
    ("POST", "/experiments/{experiment}/baselines/{indicator}"): (WRITERS, {"baseline": BASELINE}),
    ("POST", "/experiments/{experiment}/start"): (WRITERS, {"on": "2019-10-07"}),
    ("POST", "/experiments/{experiment}/milestones"): (WRITERS, STEP),
    ("POST", "/experiments/{experiment}/milestones/{milestone}/reached"): (WRITERS, {"on": "2019-12-12"}),
    ("POST", "/experiments/{experiment}/milestones/{milestone}/forecast"): (WRITERS, FORECAST),
    ("POST", "/experiments/{experiment}/stop"): (
        frozenset({"ines"}) | INSTRUCTS,
        {"causes": ["cost"], "lessons": "Trop cher."},
    ),
    ("POST", "/experiments/{experiment}/observations"): (WRITERS | EVALUATES, GRID),
    ("POST", "/experiments/{experiment}/validation"): (INSTRUCTS, OPINION),
    ("POST", "/experiments/{experiment}/return"): (INSTRUCTS, MOTIVES),
    ("POST", "/experiments/{experiment}/refusal"): (INSTRUCTS, MOTIVES | OPINION),
    ("POST", "/experiments/{experiment}/incubator"): (INSTRUCTS, {"incubator": "i3"}),
    ("POST", "/experiments/{experiment}/evaluator"): (INSTRUCTS, EVALUATOR),
    ("POST", "/experiments/{experiment}/evaluator/replacement"): (
        INSTRUCTS,
        {"evaluator": EVALUATOR, "reason": "Départ."},
    ),
    ("POST", "/experiments/{experiment}/spread"): (
        INSTRUCTS,
        {"territories": ["departement:80"], "explanation": "Repris."},
    ),
    ("POST", "/experiments/{experiment}/ordinary-law"): (DECIDES, ACT),
    ("POST", "/experiments/{experiment}/evaluation"): (EVALUATES, findings().model_dump(mode="json")),
    ("POST", "/experiments/{experiment}/corrections"): (
        EVALUATES | INSTRUCTS,
        {"outcome": OUTCOME, "reason": "Doublons."},
    ),
    ("POST", "/reports/{report}/content"): (WRITERS, written()),
    ("POST", "/reports/{report}/submission"): (WRITERS, None),
    ("POST", "/reports/{report}/return"): (
        INSTRUCTS,
        {"motives": [{"point": "narrative", "text": "Trop court."}], "correct_by": "2020-02-01"},
    ),
    ("POST", "/reports/{report}/acceptance"): (INSTRUCTS, None),
}


def routes() -> dict[tuple[str, str], str]:
    """Every route of the API and its function's name, which is its use case's or query's."""
    return {
        (method, route.path): route.name
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def test_every_route_has_its_row_and_every_row_its_route() -> None:
    assert set(routes().values()) == set(ACCESS.rows)


def test_every_route_is_in_the_expectation() -> None:
    assert set(routes()) == set(EXPECTED)


@pytest.fixture(scope="module")
async def places(empty_house: House) -> dict[str, str]:
    """A running experiment with a report that is due."""
    await empty_house.empty()
    await empty_house.runtime.reactions.learn_beginnings()
    await empty_house.settle_in()
    await empty_house.on(date(2019, 9, 20))
    path = await running(empty_house)
    await empty_house.on(date(2020, 1, 2))
    report = await report_of(empty_house, path, "T4 2019")
    return {
        "experiment": path.rpartition("/")[2],
        "report": report.rpartition("/")[2],
        "indicator": "completed",
        "milestone": "first-group",
    }


@pytest.mark.parametrize(("method", "path"), EXPECTED)
async def test_who_may_do_what(empty_house: House, places: dict[str, str], method: str, path: str) -> None:
    allowed, body = EXPECTED[method, path]
    found = {}
    for who in ROLES:
        place = path.format(**places)
        answer = await (empty_house.get(who, place) if method == "GET" else empty_house.post(who, place, body))
        found[who] = answer.status_code
        assert answer.status_code < 500, answer.text
    assert {who for who, status in found.items() if status not in (401, 403)} == allowed, found
    assert found[""] == (401 if "" not in allowed else 200)
