"""Who reaches the budget's routes: every route × every role, against an expectation written by hand."""

from typing import Any

import pytest
from fastapi.routing import APIRoute

from services.jobrotation_funding.access_budget import ROWS
from services.jobrotation_funding.api.budget import router
from services.jobrotation_funding.main import SERVICE
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_money import known
from tests.support.service import House

# nobody; a stranger's representative; the beneficiary's writer and representative; officers by their duty.
ROLES = ("", "sam", "ben", "bea", "helene", "karim", "odile", "solene", "agnes")
ALL = frozenset(ROLES)
DECIDES = frozenset({"solene"})
OFFICERS = frozenset({"helene", "karim", "odile", "solene", "agnes"})
OWN = frozenset({"ben", "bea"})

ACT = {"number": "2020.00999", "on": "2020-05-28"}
PART = {"source": "region", "cents": 1_000, "reference": "Budget primitif 2020"}
AFFECTED = {"cents": 1, "scheme": "Job-rotation", "act": ACT}
YEAR = {"year": 2019, "cents": 1, "act": ACT}

# Written from RULES.md: public money is read by everyone; DECIDE records acts; what names pieces and persons' steps is
# for officers, and for the beneficiary of the grant.
EXPECTED: dict[tuple[str, str], tuple[frozenset[str], Any]] = {
    ("GET", "/envelopes"): (ALL, None),
    ("GET", "/envelopes/{envelope}"): (ALL, None),
    ("GET", "/credits/{line}"): (ALL, None),
    ("GET", "/cap"): (ALL, None),
    ("GET", "/rate-cards"): (ALL, None),
    ("GET", "/rate-cards/{card}"): (ALL, None),
    ("GET", "/balance"): (ALL, None),
    ("GET", "/money"): (ALL, None),
    ("GET", "/money/grants"): (ALL, None),
    ("GET", "/grants/{grant}/money"): (ALL, None),
    ("GET", "/ledger"): (OFFICERS, None),
    ("GET", "/accounting/{year}"): (OFFICERS, None),
    ("POST", "/rate-cards/{card}/quotes"): (ALL, {"lines": [{"rate": "trainer", "minutes": 60}]}),
    ("POST", "/envelopes"): (DECIDES, cast.ENVELOPE | {"line": "autre"}),
    ("POST", "/envelopes/{envelope}/votes"): (DECIDES, {"sources": [PART], "credits": [], "act": ACT}),
    ("POST", "/envelopes/{envelope}/transfers"): (DECIDES, {"to": "x", "sources": [PART], "credits": [], "act": ACT}),
    ("POST", "/envelopes/{envelope}/affectations"): (DECIDES, AFFECTED),
    ("POST", "/envelopes/{envelope}/affectations/withdrawals"): (DECIDES, AFFECTED),
    ("POST", "/envelopes/{envelope}/carry-overs"): (DECIDES, YEAR),
    ("POST", "/envelopes/{envelope}/lapses"): (DECIDES, YEAR),
    ("POST", "/rate-cards"): (DECIDES, cast.CARD | {"code": "2020-Z"}),
}
# The ledger of one grant: the beneficiary's own people too, whatever their role.
LEDGER_OF = {"g1": OFFICERS | OWN, "g5": OFFICERS | {"sam"}, "nothing": OFFICERS}


def routes() -> dict[tuple[str, str], str]:
    """Every route of the budget's API and its function's name, which is its use case's or query's."""
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


def test_what_records_an_act_asks_for_confirmed_rights() -> None:
    acts = {name for (method, path), name in routes().items() if method == "POST" and "quotes" not in path}
    assert {row.action for row in ROWS if row.confirmed} == acts
    assert all(SERVICE.table.rows[action].confirmed for action in acts)


@pytest.fixture(scope="module")
async def places(house: House) -> dict[str, str]:
    """The envelope, the card and two engaged grants."""
    await cast.settle_in(house)
    ids = await cast.budget(house)
    await cast.organisation(house, "batir", "bea", "ben")
    await cast.organisation(house, "arep", "sam")
    await known(house, g1="batir", g5="arep")
    return {**ids, "line": "mobilisation", "year": "2020", "grant": "g1"}


async def reached(house: House, method: str, path: str, body: Any) -> tuple[set[str], dict[str, int]]:
    """Who is not turned away at the door, and every status."""
    found = {who: await house.status(method, who, path, body) for who in ROLES}
    assert max(found.values()) < 500, found
    return {who for who, status in found.items() if status not in (401, 403)}, found


@pytest.mark.parametrize(("method", "path"), EXPECTED)
async def test_who_may_do_what(house: House, places: dict[str, str], method: str, path: str) -> None:
    allowed, body = EXPECTED[method, path]
    let_in, found = await reached(house, method, path.format(**places), body)
    assert let_in == allowed, found
    assert (found[""] == 401) == ("" not in allowed)


@pytest.mark.parametrize("grant", LEDGER_OF)
async def test_who_reads_the_ledger_of_a_grant(house: House, places: dict[str, str], grant: str) -> None:
    let_in, found = await reached(house, "GET", f"/ledger?grant={grant}", None)
    assert let_in == LEDGER_OF[grant], found
