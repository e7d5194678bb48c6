"""Persons register themselves; an administrator gives duties, withdraws them and erases."""

from tests.support.service import House

AGNES = {"given_name": "Agnès", "usual_name": "Thibaut"}


async def test_a_person_registers_once_however_often_they_ask(registry: House) -> None:
    first = await registry.post("agnes", "/persons", AGNES)
    again = await registry.post("agnes", "/persons", {"given_name": "A.", "usual_name": "T."})
    assert first["id"] == again["id"]
    assert (await registry.get("agnes", "/me"))["given_name"] == "Agnès"
