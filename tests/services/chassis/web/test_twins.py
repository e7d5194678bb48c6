"""Twins of the door: who may, If-Match and the key are seen to hold, taken away, and missed."""

import uuid
from typing import Any

import pytest

from services.chassis import rights, store
from services.chassis.access import Row, Table, everyone
from services.chassis.actor import Actor
from services.chassis.clock import system_now
from services.chassis.reader import Reader
from services.chassis.rights import STALE_AFTER
from services.chassis.web import door, etag
from tests.services.chassis.web.asking import Garden


async def closing(garden: Garden, who: str, **headers: str) -> int:
    """The status of closing a new bed."""
    bed = await garden.dig()
    return (await garden.ask("POST", f"/beds/{bed['id']}/closing", who=who, **headers)).status_code


async def let_pass(table: Table, action: str, *_: Any) -> Row:
    return Row(action, everyone())


async def test_without_the_check_a_stranger_acts(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [await closing(garden, who) for who in ("", "lea", "solene")] == [401, 403, 200]
    monkeypatch.setattr(Table, "check", let_pass)
    assert [await closing(garden, who) for who in ("", "lea", "solene")] == [200, 200, 200]


async def test_without_the_check_an_action_that_has_no_row_is_reached(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = Table.check

    async def without_its_row(table: Table, action: str, *rest: Any) -> Row:
        others = Table(*(row for row in table.rows.values() if row.action != "close_bed"))
        return await checked(others, action, *rest)

    monkeypatch.setattr(Table, "check", without_its_row)
    assert await closing(garden, "solene") == 500, "not even by who may"
    monkeypatch.setattr(Table, "check", let_pass)
    assert await closing(garden, "lea") == 200


async def test_without_the_row_that_asks_for_confirmed_rights_old_ones_decide(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    believed = garden.house.runtime.service.rights

    async def learnt_long_ago(reader: Reader, bearer: str) -> Actor:
        actor: Actor = await believed(reader, bearer)
        return actor.model_copy(update={"rights_as_of": system_now() - 2 * STALE_AFTER})

    bed = await garden.dig()
    object.__setattr__(garden.house.runtime.service, "rights", learnt_long_ago)
    try:
        address = f"/beds/{bed['id']}/closing"
        assert (await garden.ask("POST", address, who="solene")).status_code == 503
        monkeypatch.setattr(rights, "require_confirmed", lambda *_: None)
        assert (await garden.ask("POST", address, who="solene")).status_code == 200
    finally:
        object.__setattr__(garden.house.runtime.service, "rights", believed)


async def test_without_reading_if_match_a_change_goes_over_what_was_not_read(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await closing(garden, "solene", If_Match='"7"') == 412
    monkeypatch.setattr(etag, "expected_version", lambda _: None)
    assert await closing(garden, "solene", If_Match='"7"') == 200


async def test_without_its_bearer_in_the_key_one_reads_the_answer_given_to_another(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def one_key_by_two() -> int:
        key = str(uuid.uuid4())
        made = [await garden.ask("POST", "/beds", {"name": "Carré"}, key=key, who=who) for who in ("lea", "tom")]
        return len({each.json()["id"] for each in made})

    assert await one_key_by_two() == 2

    def nobodys(cause: Any, admit: Any, key: str, *rest: Any) -> Any:
        return asked_as_it_was(cause, admit, key.partition("|")[2], *rest)

    asked_as_it_was = store.Request
    monkeypatch.setattr(door, "Command", nobodys)
    assert await one_key_by_two() == 1
