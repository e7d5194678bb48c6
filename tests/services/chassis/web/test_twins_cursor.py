"""Twins of the cursor: signed, and for one list only."""

import base64
import json
from typing import Any

import pytest
from itsdangerous import URLSafeSerializer

from services.chassis.web.cursor import Cursors
from tests.services.chassis.web.asking import Garden


class Unsigned:
    """Cursors that are written, and not signed."""

    def dumps(self, after: str) -> str:
        return base64.urlsafe_b64encode(json.dumps(after).encode()).decode().rstrip("=")

    def loads(self, text: str) -> Any:
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


async def begun_after(garden: Garden, bed: str) -> tuple[int, list[str]]:
    """Somebody writes a cursor after a bed of their choice: how it is answered, and which beds they see."""
    answer = await garden.ask("GET", f"/beds?limit=200&after={Unsigned().dumps(bed)}")
    return answer.status_code, [item["id"] for item in answer.json().get("items", [])]


async def test_without_its_signature_anyone_writes_a_cursor_and_begins_where_they_like(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = [(await garden.dig())["id"] for _ in range(2)]
    assert await begun_after(garden, first) == (400, [])
    monkeypatch.setattr(Cursors, "_serializer", lambda _: Unsigned())
    assert await begun_after(garden, first) == (200, [second])


async def carried_over(garden: Garden) -> int:
    """The status of one list asked with the cursor of another."""
    made = (await garden.ask("GET", "/beds?limit=1")).json()["next"]
    return (await garden.ask("GET", f"/beds-too?after={made}")).status_code


async def test_without_its_list_in_the_signature_a_cursor_serves_for_another_list(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        await garden.dig()
    assert await carried_over(garden) == 400
    monkeypatch.setattr(Cursors, "_serializer", lambda cursors: URLSafeSerializer(cursors.key))
    assert await carried_over(garden) == 200
