"""Every route × every role: the whole table has its routes; persons, organisations and calls are walked here."""

from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from services.incubator_registry.access import ACCESS
from services.incubator_registry.api import PARTS, calls, organisations, people
from tests.services.incubator_registry import cast
from tests.services.incubator_registry.making_calls import CALL
from tests.support.service import House

# nobody; not registered; a stranger's representative; the organisation's reader, writer, representative; officers.
ROLES = ("", "new", "sam", "iris", "ivan", "ines", "agnes", "helene", "solene", "karim")
ALL = frozenset(ROLES)
SIGNED_IN = ALL - {""}
MEMBERS = frozenset({"iris", "ivan", "ines"})
REPRESENTS, INSTRUCTS, DECIDES = frozenset({"ines"}), frozenset({"helene"}), frozenset({"solene"})
ADMINISTERS = frozenset({"agnes"})
OFFICERS = ADMINISTERS | INSTRUCTS | DECIDES | {"karim"}
SELF = frozenset({"ivan"})

NAME = {"given_name": "Ivan", "usual_name": "Essai"}
DUTY = {"duty": "edit", "reference": "Arrêté", "since": "2019-01-01"}
MOVE = {
    "closes_at": "2019-10-07T12:00:00+02:00",
    "act": {"number": "2019.01602", "on": "2019-06-24"},
    "published_at": "2019-06-25T10:00:00+02:00",
}

# (method, path) → who may, and a body that is understood. Written from the charter: an administrator gives duties; a
# representative speaks for their organisation; who instructs prepares a call, who decides records its act.
EXPECTED: dict[tuple[str, str], tuple[frozenset[str], Any]] = {
    ("POST", "/persons"): (SIGNED_IN, NAME),
    ("GET", "/me"): (SIGNED_IN, None),
    ("GET", "/persons"): (OFFICERS, None),
    ("GET", "/persons/{person}"): (ADMINISTERS | SELF, None),
    ("POST", "/persons/{person}/name"): (ADMINISTERS | SELF, NAME),
    ("POST", "/persons/{person}/duties"): (ADMINISTERS, DUTY),
    ("POST", "/persons/{person}/duties/withdrawal"): (ADMINISTERS, {"duty": "edit", "reference": "Arrêté"}),
    ("POST", "/persons/{person}/erasure"): (ADMINISTERS, {}),
    ("POST", "/organisations"): (SIGNED_IN, {"siret": "1", "identity": cast.identity("X")}),
    ("GET", "/organisations"): (ALL, None),
    ("GET", "/organisations/{organisation}"): (ALL, None),
    ("PUT", "/organisations/{organisation}"): (REPRESENTS, {"identity": cast.identity("X")}),
    ("POST", "/organisations/{organisation}/invitations"): (REPRESENTS, {"role": "reader"}),
    ("POST", "/organisations/{organisation}/members"): (SIGNED_IN, {"code": "guess"}),
    ("POST", "/organisations/{organisation}/departures"): (MEMBERS, {"role": "representative"}),
    ("POST", "/calls"): (INSTRUCTS, CALL),
    ("GET", "/calls"): (ALL, None),
    ("GET", "/calls/{call}"): (ALL, None),
    ("PUT", "/calls/{call}"): (INSTRUCTS, CALL),
    ("POST", "/calls/{call}/publication"): (DECIDES, None),
    ("POST", "/calls/{call}/closing"): (DECIDES, MOVE),
}


def routes(*parts: APIRouter) -> dict[tuple[str, str], str]:
    """Every route of these routers and its function's name, which is its use case's or query's."""
    return {
        (method, route.path): route.name
        for part in parts
        for route in part.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def test_every_route_has_its_row_and_every_row_its_route() -> None:
    assert set(routes(*PARTS).values()) == set(ACCESS.rows)


def test_every_route_of_these_parts_is_in_the_expectation() -> None:
    assert set(routes(people.router, organisations.router, calls.router)) == set(EXPECTED)


async def places(house: House) -> dict[str, str]:
    """The cast, an organisation with three members, a published call."""
    call = await cast.published_call(house)
    await cast.officer(house, "karim", "certify")
    organisation = await cast.organisation(house, "ines", 1, "Formascarpe")
    await cast.organisation(house, "sam", 2, "Ailleurs")
    await cast.join(house, organisation, "ines", "iris", "reader")
    ivan = await cast.join(house, organisation, "ines", "ivan", "writer")
    return {"call": call, "organisation": organisation, "person": ivan}


async def walked(house: House, found: dict[str, str], method: str, path: str, body: Any) -> frozenset[str]:
    """Who was let in: a rule may still refuse them. Those who may come last, for they may change everything."""
    order = sorted(ROLES, key=lambda role: role in EXPECTED[method, path][0])
    answers = {who: await house.status(method, who, path.format_map(found), body) for who in order}
    assert max(answers.values()) < 500
    assert {who for who, status in answers.items() if status == 401} <= {""}
    return frozenset(who for who, status in answers.items() if status not in (401, 403))


@pytest.mark.parametrize(("method", "path"), EXPECTED)
async def test_who_may_do_what(registry: House, method: str, path: str) -> None:
    allowed, body = EXPECTED[method, path]
    assert await walked(registry, await places(registry), method, path, body) == allowed
