"""Every route about claims, payments, holds, recoveries and financial reports × every role × own or other, by hand."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.routing import APIRoute

from contracts.incubator_registry import DutyWithdrawn
from services.chassis.clock import system_now
from services.jobrotation_funding import access_financial_reports, access_payments, access_recoveries
from services.jobrotation_funding.api import financial_reports, payments, recoveries
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_payments import AREP, BATIR, account, certified, employers, step
from tests.support.service import House, hash_of

# nobody; another employer's writer and representative; the employer's reader, writer, representative; officers who
# instruct, prepare, decide, certify, order, edit, administer.
OFFICERS = ("ines", "paul", "solene", "karim", "odile", "bruno", "agnes")
ROLES = ("", "alan", "ada", "rita", "ben", "bea", *OFFICERS)
WRITERS = frozenset({"ben", "bea"})
PREPARES, CERTIFIES = frozenset({"ines", "paul"}), frozenset({"karim"})
ORDERS, DECIDES = frozenset({"odile"}), frozenset({"solene"})
READERS = frozenset({"rita", "ben", "bea", *OFFICERS})

G = "/grants/{grant}"
C, R, F = f"{G}/claims/2", f"{G}/recoveries/1", f"{G}/financial-reports"
LETTER = {"cents": 1, "reason": "advance-above-service", "motive": "Contrôle.", "answer_by": "2021-06-30"}
RETURNED = {"on": "2020-11-10", "cents": 1, "reference": "VIR-1"}
# (method, path) → who may, and a body that is understood. Written from RULES.md ("Who decides what", "Money") and the
# duties: members who write claim for their employer; who instructs or prepares prepares, sends back, opens a recovery
# and records its answer; who certifies certifies; who certifies or orders withdraws a certificate; who orders orders,
# records what the payeur answers and what comes back, and lifts a hold; a vote is recorded by who decides; members who
# write hand the account of a year in, who instructs or prepares accepts it or sends it back; officers and the employer
# read.
EXPECTED: dict[tuple[str, str], tuple[frozenset[str], Any]] = {
    ("GET", f"{G}/payments"): (READERS, None),
    ("GET", f"{G}/packs/{'0' * 64}"): (READERS, None),
    ("GET", f"{G}/recoveries"): (READERS, None),
    ("POST", f"{G}/claims/advance"): (WRITERS, None),
    ("POST", f"{G}/claims"): (WRITERS, {"kind": "interim", "since": "2020-10-01", "until": "2020-10-31"}),
    ("POST", f"{C}/preparation"): (PREPARES, None),
    ("POST", f"{C}/rejection"): (PREPARES, {"points": ["period"]}),
    ("POST", f"{C}/certification"): (CERTIFIES, None),
    ("POST", f"{C}/certificate-withdrawal"): (CERTIFIES | ORDERS, {"points": ["amount"], "reason": "Inexact."}),
    ("POST", f"{C}/order"): (ORDERS, {"order": "M-2"}),
    ("POST", f"{C}/payment"): (ORDERS, {"paid_on": "2020-11-10"}),
    ("POST", f"{C}/order-rejection"): (ORDERS, {"reason": "credits", "rejected_on": "2020-11-10"}),
    ("POST", f"{G}/holds/lifting"): (ORDERS, {"because": "Doublon."}),
    ("POST", f"{G}/recoveries"): (PREPARES, {"letter": LETTER}),
    ("POST", f"{R}/answer"): (PREPARES, {"answer": "Exact."}),
    ("POST", f"{R}/title"): (ORDERS, {"title": "T-1"}),
    ("POST", f"{R}/instalments"): (ORDERS, {"instalments": [{"due_on": "2021-01-01", "cents": 1}]}),
    ("POST", f"{R}/returns"): (ORDERS, RETURNED),
    ("POST", f"{R}/drop"): (ORDERS, {"reason": "amount-wrong", "because": "Erreur."}),
    ("POST", f"{R}/waiver"): (DECIDES, {"cents": 1, "act": {"number": "2020.1", "on": "2020-11-10"}}),
    ("GET", F): (READERS, None),
    ("POST", f"{F}/2020"): (WRITERS, {"account": account(1)}),
    ("POST", f"{F}/2020/return"): (PREPARES, {"points": ["piece"]}),
    ("POST", f"{F}/2020/acceptance"): (PREPARES, None),
}
# Certifying, ordering and deciding wait when rights were not confirmed for 15 minutes.
CONFIRMED = {key for key in EXPECTED if key[0] == "POST" and EXPECTED[key][0] <= CERTIFIES | ORDERS | DECIDES}


def routes() -> dict[tuple[str, str], str]:
    """Every route of mine at the places of the walk, and its function's name."""
    found: dict[tuple[str, str], str] = {}
    for route in (*payments.router.routes, *recoveries.router.routes, *financial_reports.router.routes):
        if isinstance(route, APIRoute):
            place = route.path.replace("{claim}", "2").replace("{recovery}", "1").replace("{digest}", "0" * 64)
            place = place.replace("{year}", "2020")
            found |= {(method, place): route.name for method in route.methods or ()}
    return found


def test_every_route_about_payments_has_its_row_and_every_row_its_route() -> None:
    rows = (*access_payments.ROWS, *access_recoveries.ROWS, *access_financial_reports.ROWS)
    assert sorted(routes().values()) == sorted(row.action for row in rows)


def test_every_route_about_payments_is_in_the_expectation() -> None:
    assert set(routes()) == set(EXPECTED)


@pytest.fixture(scope="module")
async def grant(house: House) -> str:
    """Two employers and their people, one officer a duty; October 2020 of Bâtir Ensemble is certified."""
    await cast.settle_in(house)
    await cast.budget(house)
    for who, duty in (("ines", "instruct"), ("paul", "prepare"), ("bruno", "edit")):
        await cast.officer(house, who, duty)
    await employers(house, BATIR, AREP)
    await cast.member(house, "batir", "rita", "reader")
    return await certified(house)


async def walked(house: House, grant: str, method: str, path: str) -> dict[str, int]:
    """How each role is answered, those who may come last."""
    allowed, body = EXPECTED[method, path]
    order = sorted(ROLES, key=lambda role: role in allowed)
    return {who: await house.status(method, who, path.format(grant=grant), body) for who in order}


@pytest.mark.parametrize(("method", "path"), EXPECTED)
async def test_who_may_do_what(house: House, grant: str, method: str, path: str) -> None:
    found = await walked(house, grant, method, path)
    assert max(found.values()) < 500, found
    assert {who for who, status in found.items() if status not in (401, 403)} == EXPECTED[method, path][0], found
    assert found[""] == 401


@pytest.mark.parametrize(("method", "path"), EXPECTED)
async def test_certifying_ordering_and_deciding_wait_for_confirmed_rights(
    house: House, grant: str, method: str, path: str
) -> None:
    allowed, body = EXPECTED[method, path]
    await cast.confirm_rights(house, system_now() - timedelta(minutes=16))
    try:
        status = await house.status(method, min(allowed), path.format(grant=grant), body)
    finally:
        await cast.confirm_rights(house)
    assert (status == 503) == ((method, path) in CONFIRMED)


async def test_a_duty_that_is_over_opens_nothing(house: House, grant: str) -> None:
    await cast.on(house, date(2020, 12, 1))
    over = {"duty": "order", "reference": "Arrêté 2019-order", "on": "2020-12-01"}
    await cast.hear(house, cast.example_of(DutyWithdrawn, person="odile", bearer=hash_of("odile"), **over))
    await step(house, "odile", grant, 2, "order", {"order": "M-3"}, expect=403)
