"""Twins of the check inside the transaction: who may is looked at again whenever the command is run again."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from services.chassis import store
from services.chassis.actor import Actor
from services.chassis.reader import Reader
from services.chassis.web import door
from services.chassis.work import Work
from tests.services.chassis.web.asking import Garden
from tests.support.service import hash_of

Admit = Callable[[Work], Awaitable[Actor]]


@pytest.fixture
async def officers(garden: Garden) -> AsyncIterator[Any]:
    """The garden whose officers stand in its own database, read as rights are: in the reader's session."""
    service = garden.house.runtime.service
    believed = service.rights
    rows = garden.house.runtime.store.database["officers"]
    withdrawn: list[str] = []

    async def as_it_stands(reader: Reader, bearer: str) -> Actor:
        actor: Actor = await believed(reader, bearer)
        found = await rows.find_one({"_id": bearer}, session=reader.session)
        if reader.session is not None and withdrawn:
            # Here, after the look at the rights and before the command acts, they are withdrawn and the bed is sown.
            await rows.delete_one({"_id": bearer})
            beds = garden.house.runtime.store.database["bed"]
            await beds.update_one({"_id": withdrawn.pop()}, {"$set": {"name": "Semée"}})
        return actor if found else actor.model_copy(update={"duties": ()})

    object.__setattr__(service, "rights", as_it_stands)
    yield withdrawn
    object.__setattr__(service, "rights", believed)


async def closed_while_withdrawn(garden: Garden, withdrawn: list[str]) -> int:
    """Solène closes a bed; her duty is withdrawn, and the bed changed, between the look at her rights and the act."""
    bed = await garden.dig()
    await garden.house.runtime.store.database["officers"].insert_one({"_id": hash_of("solene")})
    withdrawn.append(bed["id"])
    return (await garden.ask("POST", f"/beds/{bed['id']}/closing", who="solene")).status_code


def admitted_before(cause: Any, admit: Admit, *rest: Any) -> Any:
    """The command of somebody who was admitted once, whatever becomes of its transaction."""
    before: list[Actor] = []

    async def as_before(work: Work) -> Actor:
        if not before:
            before.append(await admit(work))
        return before[0]

    return store.Request(cause, as_before, *rest)


async def test_without_the_check_in_the_transaction_somebody_acts_whose_duty_was_withdrawn(
    garden: Garden, officers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    beds = garden.house.runtime.store.database["bed"]
    assert await closed_while_withdrawn(garden, officers) == 403
    assert await beds.count_documents({"state": "closed"}) == 0
    monkeypatch.setattr(door, "Command", admitted_before)
    assert await closed_while_withdrawn(garden, officers) == 200
    assert await beds.count_documents({"state": "closed", "name": "Semée"}) == 1
