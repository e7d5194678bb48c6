"""Twins of what a body may be: its size as it comes, its depth, its names."""

from collections.abc import AsyncIterator

import pytest

from services.chassis.web import limits
from tests.services.chassis.web.asking import Garden

KB = 1024


async def swallowed(garden: Garden, pieces: int) -> tuple[int, int]:
    """A body of so many KB that announces no size: how it is answered, and how many KB of it were taken in."""
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(pieces):
            taken += 1
            yield b" " * KB

    sent = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    answer = await garden.house.client.post(garden.house.root + "/beds", content=body(), headers=sent)
    return answer.status_code, taken


async def test_without_measuring_as_it_comes_a_body_without_a_size_is_taken_in_whole(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, taken = await swallowed(garden, 4 * KB)
    assert status == 413
    assert taken <= limits.LARGEST // KB + 1
    monkeypatch.setattr(limits, "LARGEST", 2**40)
    assert await swallowed(garden, 4 * KB) == (400, 4 * KB)


async def digging(garden: Garden, remarks: str) -> int:
    """The status of a bed dug with these remarks."""
    body = f'{{"name": "Carré", "remarks": {remarks}}}'.encode()
    return (await garden.ask("POST", "/beds", body)).status_code


async def test_without_the_limit_of_a_body_a_person_has_a_megabyte_read(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = f'{{"sol": "{"x" * KB * KB}"}}'
    assert await digging(garden, large) == 413
    monkeypatch.setattr(limits, "LARGEST", 2**40)
    assert await digging(garden, large) == 201


@pytest.mark.parametrize("remarks", ['{"$where": "1"}', '{"a.b": "1"}', '{"a": "1", "a": "2"}', '{"a": "\\u0000"}'])
async def test_without_the_check_of_a_body_what_means_something_to_a_database_reaches_the_use_case(
    garden: Garden, monkeypatch: pytest.MonkeyPatch, remarks: str
) -> None:
    assert await digging(garden, remarks) == 400
    monkeypatch.setattr(limits, "check", lambda _: None)
    assert await digging(garden, remarks) == 201
