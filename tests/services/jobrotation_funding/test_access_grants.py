"""Every route about grants × every role × own or other organisation, against an expectation written by hand."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.routing import APIRoute

from services.chassis.clock import system_now
from services.jobrotation_funding.access_grants import ROWS
from services.jobrotation_funding.api.grants import router
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding import making_grants as making
from tests.support.service import House

# nobody; a stranger's representative; the employer's reader, writer, representative; officers who instruct and prepare,
# decide, certify, order, administer.
ROLES = ("", "sam", "rita", "ben", "bea", "helene", "solene", "karim", "odile", "agnes")
ALL = frozenset(ROLES)
WRITERS = frozenset({"ben", "bea"})
DECIDES, ORDERS = frozenset({"solene"}), frozenset({"odile"})

G = "/grants/{grant}"
DRAFT = {"organisation": "batir", "experiment": "x5"}
REFUSED = {"grant": "{grant}", "granted": False, "points": ["other"]}
CHANGE = {"act": making.ACT, "change": {"reason": "hours"}}
# (method, path) → who may, and a body that is understood. Written from RULES.md ("Money"): members who write ask for
# their employer; who decides records acts; who orders engages, records signatures, gives back and closes; subsidies
# are public.
EXPECTED: dict[tuple[str, str], tuple[frozenset[str], Any]] = {
    ("GET", "/grants"): (ALL, None),
    ("GET", G): (ALL, None),
    ("GET", f"{G}/timeline"): (ALL, None),
    ("GET", "/open-data/grants"): (ALL, None),
    ("GET", "/open-data/grants.csv"): (ALL, None),
    ("POST", "/grants"): (WRITERS, DRAFT),
    ("PUT", G): (WRITERS, {"asked": {}}),
    ("POST", f"{G}/request"): (WRITERS, None),
    ("POST", f"{G}/withdrawal"): (WRITERS, None),
    ("POST", f"{G}/abandonment"): (WRITERS, None),
    ("POST", "/decisions"): (DECIDES, {"act": making.ACT, "decided": [REFUSED]}),
    ("POST", f"{G}/amendments"): (DECIDES, CHANGE),
    ("POST", f"{G}/engagement"): (ORDERS, {}),
    ("POST", f"{G}/amendments/engagement"): (ORDERS, None),
    ("POST", f"{G}/signature"): (ORDERS, making.AGREEMENT),
    ("POST", f"{G}/disengagements"): (ORDERS, {"cents": 1, "reason": "other"}),
    ("POST", f"{G}/closing"): (ORDERS, None),
}
# Deciding and ordering wait when rights were not confirmed for 15 minutes.
CONFIRMED = {
    ("POST", "/decisions"),
    ("POST", f"{G}/amendments"),
    ("POST", f"{G}/engagement"),
    ("POST", f"{G}/amendments/engagement"),
    ("POST", f"{G}/signature"),
    ("POST", f"{G}/disengagements"),
    ("POST", f"{G}/closing"),
}


def routes() -> dict[tuple[str, str], str]:
    """Every route about grants and its function's name, which is its use case's or query's."""
    return {
        (method, route.path): route.name
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def test_every_route_about_grants_has_its_row_and_every_row_its_route() -> None:
    assert sorted(routes().values()) == sorted(row.action for row in ROWS)


def test_every_route_about_grants_is_in_the_expectation() -> None:
    assert set(routes()) == set(EXPECTED)


@pytest.fixture(scope="module")
async def places(house: House) -> dict[str, str]:
    """The employer with its people, a stranger, and an engaged grant."""
    await cast.settle_in(house)
    await cast.budget(house)
    await making.begin(house)
    await cast.member(house, "batir", "rita", "reader")
    await cast.organisation(house, "other", "sam")
    return {"grant": await making.engaged_grant(house)}


def filled(body: Any, found: dict[str, str]) -> Any:
    """The body with its ids."""
    if isinstance(body, dict):
        return {name: filled(value, found) for name, value in body.items()}
    if isinstance(body, list):
        return [filled(value, found) for value in body]
    return body.format_map(found) if isinstance(body, str) else body


@pytest.mark.parametrize(("method", "path"), EXPECTED)
async def test_who_may_do_what(house: House, places: dict[str, str], method: str, path: str) -> None:
    allowed, body = EXPECTED[method, path]
    order = sorted(ROLES, key=lambda role: role in allowed)
    found = {who: await house.status(method, who, path.format_map(places), filled(body, places)) for who in order}
    assert max(found.values()) < 500
    assert {who for who, status in found.items() if status == 401} <= {""}
    assert {who for who, status in found.items() if status not in (401, 403)} == allowed


@pytest.mark.parametrize(("method", "path"), EXPECTED)
async def test_deciding_and_ordering_wait_for_confirmed_rights(
    house: House, places: dict[str, str], method: str, path: str
) -> None:
    allowed, body = EXPECTED[method, path]
    await cast.confirm_rights(house, system_now() - timedelta(minutes=16))
    try:
        status = await house.status(method, min(allowed - {""}), path.format_map(places), filled(body, places))
    finally:
        await cast.confirm_rights(house)
    assert (status == 503) == ((method, path) in CONFIRMED)
