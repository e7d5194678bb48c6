"""Bâtir Ensemble in a house on the real database: its people, a granted G1 and its staff, through the door."""

from datetime import date
from typing import Any

import httpx

from services.chassis.clock import CLOCK_ID
from services.chassis.work import Cause, Work
from services.jobrotation_funding.grant import Grant
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_hours import MONDAY, ON, TEAM, granted
from tests.support.service import House

MORNING = {"day": MONDAY.isoformat(), "since": "09:00", "until": "12:00"}


OURS = (
    *("staff", "week_sheet", "week_sheet_changes"),
    *("grant", "reservations", "requests", "events", "audit"),
)


async def settle_in(house: House) -> None:
    """Bea and Bob represent Bâtir Ensemble, Ben writes, Rod reads; Zoé represents another."""
    await cast.settle_in(house)
    await cast.organisation(house, "batir", "bea", "ben")
    await cast.member(house, "batir", "bob", "representative")
    await cast.member(house, "batir", "rod", "reader")
    await cast.organisation(house, "autre", "zoe")


async def begin(house: House) -> None:
    """G1 is granted to Bâtir Ensemble, without hours; it is 20 November 2020. People stay as they were."""
    database = house.runtime.store.database
    for name in OURS:
        await database[name].delete_many({})
    await database["meta"].delete_one({"_id": CLOCK_ID})
    await cast.on(house, ON)
    await keep(house, granted())


async def keep(house: House, grant: Grant) -> None:
    """A grant as its decision left it: what comes before is another file's test."""

    async def run(work: Work) -> None:
        await work.save(grant)

    await house.runtime.store.within(Cause("test", "test"), run)


async def change(house: House, grant: str, **changes: Any) -> None:
    """Fields of a grant that other phases set."""

    async def run(work: Work) -> None:
        found = await work.get(Grant, grant)
        for name, value in changes.items():
            setattr(found, name, value)
        await work.save(found)

    await house.runtime.store.within(Cause("test", "test"), run)


def particulars(matricule: str, *sides: str, **said: Any) -> dict[str, Any]:
    """What an employer says of somebody."""
    return {
        "matricule": matricule,
        "sides": sides or ("released",),
        "rate": "trainer",
        "team": TEAM,
        "informed_on": "2020-09-01",
        **said,
    }


async def register(house: House, matricule: str, *sides: str, who: str = "ben", **said: Any) -> str:
    """Somebody entered in the register; answers their id."""
    organisation = said.pop("organisation", "batir")
    name = said.pop("name", f"Nom de {matricule}")
    body = {"organisation": organisation, "name": name, "particulars": particulars(matricule, *sides, **said)}
    made = await house.post(who, "/staff", body)
    return str(made["id"])


def sheet_of(staff: str, *entries: dict[str, Any], side: str = "released", week: date = MONDAY) -> dict[str, Any]:
    """What opens a sheet."""
    return {"staff": staff, "side": side, "week": week.isoformat(), "entries": entries}


async def opened(house: House, staff: str, *entries: dict[str, Any], who: str = "ben", **said: Any) -> str:
    """A sheet in draft; answers its id."""
    grant = said.pop("grant", "g1")
    made = await house.post(who, f"/grants/{grant}/week-sheets", sheet_of(staff, *(entries or (MORNING,)), **said))
    return str(made["id"])


async def submitted(house: House, *said: Any, **more: Any) -> str:
    """A sheet that Ben wrote and submitted."""
    sheet = await opened(house, *said, **more)
    await house.post("ben", f"/week-sheets/{sheet}/submission")
    return sheet


async def approve(house: House, *sheets: str, who: str = "bea", **more: Any) -> Any:
    """Approved by Bea."""
    return await house.post(who, "/grants/g1/week-sheets/approval", {"sheets": sheets}, **more)


def kinds(problem: dict[str, Any]) -> list[tuple[str, str]]:
    """Kind and field of each error of a problem."""
    return [(error["type"], error["field"]) for error in problem["errors"]]


async def answer(house: House, method: str, who: str, path: str, body: Any = None) -> httpx.Response:
    """An answer as it comes, with its headers."""
    headers = {"Idempotency-Key": f"{method}-{path}-{who}", **house._headers(who)}
    return await house.client.request(method, house.root + path, json=body, headers=headers)
