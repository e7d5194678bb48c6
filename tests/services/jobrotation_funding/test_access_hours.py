"""Who reaches staff and hours: every route × every role × own or other organisation, as written by hand."""

from typing import Any

import pytest
from fastapi.routing import APIRoute

from services.jobrotation_funding.access_hours import ROWS
from services.jobrotation_funding.api.hours import router
from tests.services.jobrotation_funding.housing_hours import (
    MORNING,
    begin,
    opened,
    particulars,
    register,
    settle_in,
    sheet_of,
)
from tests.support.service import House

# nobody; a stranger's representative; the employer's reader, writer, representative; officers by their duty.
ROLES = ("", "zoe", "rod", "ben", "bea", "helene", "karim", "odile", "solene", "agnes")
OFFICERS = frozenset({"helene", "karim", "odile", "solene", "agnes"})
REPRESENTS = frozenset({"bea"})
WRITES = frozenset({"bea", "ben"})
READS = WRITES | {"rod"} | OFFICERS

REASON = {"reason": "À revoir."}
PERIOD = "?since=2020-11-01&until=2020-11-30"

# Written from RULES.md: names and hours are the employer's, and the Région's who checks them; members write, those who
# represent approve; no officer enters, corrects or approves anything for an employer.
EXPECTED: dict[tuple[str, str], tuple[frozenset[str], Any]] = {
    ("GET", "/organisations/{organisation}/staff"): (READS, None),
    ("POST", "/staff"): (WRITES, {"organisation": "batir", "name": "Léa", "particulars": particulars("L-1")}),
    ("GET", "/staff/{staff}"): (READS, None),
    ("POST", "/staff/{staff}/description"): (WRITES, {"name": "Ana", "particulars": particulars("M-12")}),
    ("POST", "/staff/{staff}/departure"): (WRITES, {"on": "2020-11-19"}),
    ("POST", "/staff/{staff}/return"): (WRITES, None),
    ("GET", "/grants/{grant}/hours"): (READS, None),
    ("GET", "/grants/{grant}/hours/matching"): (READS, None),
    ("GET", "/grants/{grant}/week-sheets"): (READS, None),
    ("POST", "/grants/{grant}/week-sheets"): (WRITES, sheet_of("nobody")),
    ("POST", "/grants/{grant}/week-sheets/import"): (WRITES, {"csv": "matricule"}),
    ("POST", "/grants/{grant}/week-sheets/approval"): (REPRESENTS, {"sheets": ["nothing"]}),
    ("GET", "/week-sheets/{sheet}"): (READS, None),
    ("GET", "/week-sheets/{sheet}/changes"): (READS, None),
    ("POST", "/week-sheets/{sheet}/entries"): (WRITES, {"entries": [MORNING]}),
    ("POST", "/week-sheets/{sheet}/submission"): (WRITES, None),
    ("POST", "/week-sheets/{sheet}/return"): (REPRESENTS, REASON),
    ("POST", "/week-sheets/{sheet}/reopening"): (REPRESENTS, REASON),
}


def routes() -> dict[tuple[str, str], str]:
    """Every route of hours and its function's name, which is its use case's or query's."""
    return {
        (method, route.path): route.name
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def test_every_route_has_its_row_and_every_row_its_route() -> None:
    assert set(routes().values()) == {row.action for row in ROWS}


def test_every_route_is_in_the_expectation() -> None:
    assert set(routes()) == set(EXPECTED)


@pytest.fixture(scope="module")
async def places(house: House) -> dict[str, str]:
    """A person and a sheet of Bâtir Ensemble, on its grant."""
    await settle_in(house)
    await begin(house)
    ana = await register(house, "M-12")
    return {"organisation": "batir", "grant": "g1", "staff": ana, "sheet": await opened(house, ana)}


@pytest.mark.parametrize(("method", "path"), EXPECTED)
async def test_who_may_do_what(house: House, places: dict[str, str], method: str, path: str) -> None:
    allowed, body = EXPECTED[method, path]
    address = path.format(**places) + (PERIOD if path.endswith("matching") else "")
    found = {who: await house.status(method, who, address, body) for who in ROLES}
    assert max(found.values()) < 500, found
    assert {who for who, status in found.items() if status not in (401, 403)} == allowed, found
    assert found[""] == 401
