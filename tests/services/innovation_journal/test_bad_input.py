"""Bad input at the journal's door: a 4xx in French that names the field, nothing written, never a 5xx."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.services.bad_input import KEYS, VALUES
from tests.services.innovation_journal.cast import Ear
from tests.services.innovation_journal.making import TESTIMONY, content, described, evaluated, started
from tests.services.innovation_journal.playing import article_of
from tests.services.test_bad_input import Door, named, refused, spoiled
from tests.support.service import ISSUER, House

# Where a draft has a text, a number, a day, a list, a code and a part of its own.
PLACES = {
    "text": "content/title",
    "number": "version",
    "day": "content/testimonies/0/consent/on",
    "list": "content/publics",
    "code": "content/publics/0",
    "part": "content/testimonies/0",
}


@pytest.fixture(scope="module")
async def door(house: House) -> AsyncIterator[Door]:
    """Ivan writes the draft of CARAVANE."""
    ear = Ear(house)
    await ear.settle_in()
    await ear.hear(described(), started(), evaluated())
    path = f"/articles/{await article_of(ear, 'x3')}/content"
    whole = content(testimonies=(TESTIMONY,)).model_dump(mode="json")
    body = {"version": 1, "content": whole}
    yield Door(house, ISSUER, "ivan", path, body, PLACES, path, ("PUT", "ivan", path, body))
    await house.forget()


@pytest.mark.parametrize(("where", "value", "status", "ending"), named(VALUES))
async def test_a_value_that_is_not_what_its_field_takes_is_refused(
    door: Door, where: str, value: Any, status: int, ending: str | None
) -> None:
    before, place = await door.written(), door.places[where]
    answer = await door.ask("PUT", door.path, spoiled(door.body, place, value))
    await refused(door, answer, status, None if ending is None else place + ending, before)


@pytest.mark.parametrize(("key", "status"), KEYS)
async def test_a_key_that_no_field_has_is_refused(door: Door, key: str, status: int) -> None:
    # The version of a draft is a field of its own here.
    spoilt, before = door.body["content"] | {key: 1}, await door.written()
    answer = await door.ask("PUT", door.path, json.dumps(door.body | {"content": spoilt}).encode())
    await refused(door, answer, status, f"content/{key}" if status == 422 else None, before)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("content/brief", "é" * 4_001),
        ("content/brief", "une ligne\n" * 6),
        ("content/licence", "cc-by-nd"),
        ("content/testimonies/0/pseudonym", "oui"),
        ("content/testimonies/0/consent/how", ""),
        ("content/territories/0", "departement:2A"),
        ("slug", "Avec Majuscules"),
        ("slug", "../../etc"),
        ("version", 0),
    ],
)
async def test_what_only_an_article_has_is_checked_too(door: Door, where: str, value: Any) -> None:
    before = await door.written()
    answer = await door.ask("PUT", door.path, spoiled(door.body | {"slug": "caravane"}, where, value))
    await refused(door, answer, 422, where, before)
