"""Twins of what is parked: replayed in the order of its dossier, set aside in its turn, and never again after that."""

import contextlib
from pathlib import Path
from typing import Any

import pytest

from services.chassis import rebuild
from services.chassis.arrivals import Arrival
from services.chassis.inbox import Fate, Mark, Marks
from services.chassis.parking import NotItsTurn, Parking
from services.chassis.reactions import ReactionGroup
from tests.messages.hearing import hear_all, said
from tests.messages.house import House
from tests.messages.toy.listener import BROKEN
from tests.support.taking_away import nothing_awaited, struck_out


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the words on which the handlers choke."""
    path = tmp_path / "broken"
    monkeypatch.setenv(BROKEN, str(path))
    return path


async def stuck_at_the_first(house: House, broken: Path, *lines: str) -> str:
    """A note whose first line the handlers choke on: it and those behind it are parked, in both groups."""
    broken.write_text("l1")
    note = await said(house, "l1", *lines)
    await hear_all(house)
    parked = await house.parked(note)
    assert [row["reason"] for row in parked] == 2 * ["handler-failed", *["behind-a-parked-one" for _ in lines]]
    return note


async def row_of(house: House, note: str, sequence: int, group: str) -> str:
    [found] = [row for row in await house.parked(note) if row["sequence"] == sequence and row["group"] == group]
    return str(found["_id"])


async def replayed(house: House, note: str, sequence: int) -> bool:
    """Replay one parked event of the reactions."""
    return await house.parking.replay(await row_of(house, note, sequence, house.reactions.group))


def without_order(mark: Mark, arrival: Arrival, handled: bool) -> tuple[Fate, str]:
    return (Fate.DUPLICATE, "") if arrival.sequence <= mark.applied else (Fate.APPLY, "")


async def test_without_its_order_a_replay_acts_on_the_second_and_loses_the_first(
    own_house: House, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = await stuck_at_the_first(own_house, broken, "l2")
    assert not await replayed(own_house, note, 2)
    assert await own_house.echoes(note) == []
    broken.write_text("")
    assert await replayed(own_house, note, 2)
    assert await own_house.echoes(note) == [f"{note}:1:l1", f"{note}:2:l2"]

    react = ReactionGroup.retry_one

    async def and_on_to_the_next(group: ReactionGroup, row: dict[str, Any], arrival: Arrival) -> bool:
        with contextlib.suppress(RuntimeError):
            await react(group, row, arrival)
        return True

    note = await stuck_at_the_first(own_house, broken, "l2")
    monkeypatch.setattr(ReactionGroup, "retry_one", and_on_to_the_next)
    assert not await replayed(own_house, note, 2), "the mark still keeps the second one waiting"
    monkeypatch.setattr(Mark, "fate", without_order)
    assert await replayed(own_house, note, 2)
    broken.write_text("")
    assert await replayed(own_house, note, 1)
    assert await own_house.echoes(note) == [f"{note}:2:l2"], "the first one is done with, and was never answered"


async def test_without_its_turn_setting_the_second_aside_loses_the_first(
    own_house: House, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def second_aside_then_mended() -> list[str]:
        note = await stuck_at_the_first(own_house, broken, "l2")
        try:
            second = await row_of(own_house, note, 2, own_house.reactions.group)
            await own_house.parking.set_aside(second, "agnes", "pas celui-là")
        finally:
            broken.write_text("")
            await replayed(own_house, note, 1)
            seen[:] = [echo.rpartition(":")[2] for echo in await own_house.echoes(note)]
        return seen

    seen: list[str] = []
    with pytest.raises(NotItsTurn):
        await second_aside_then_mended()
    assert seen == ["l1", "l2"]
    monkeypatch.setattr(Parking, "_step_over", struck_out(Parking._step_over, "NotItsTurn"))
    assert await second_aside_then_mended() == []


async def aside(house: House, note: str) -> None:
    """Agnès sets the first event aside, in both groups."""
    for group in {row["group"] for row in await house.parked(note)}:
        await house.parking.set_aside(await row_of(house, note, 1, group), "agnes", "refait à la main")
        await house.parking.try_dossier(group, f"note/{note}")


async def test_without_stepping_over_what_is_set_aside_the_dossier_waits_for_ever(
    own_house: House, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = await stuck_at_the_first(own_house, broken, "l2")
    await aside(own_house, note)
    assert await own_house.seen(note) == ["l2"]
    assert await own_house.echoes(note) == [f"{note}:2:l2"]

    monkeypatch.setattr(Parking, "_step_over", nothing_awaited)
    note = await stuck_at_the_first(own_house, broken, "l2")
    await aside(own_house, note)
    assert await own_house.seen(note) == []
    assert [(row["sequence"], row["reason"]) for row in await own_house.parked(note)] == 2 * [(2, "gap")]


async def rebuilt(house: House) -> None:
    await rebuild.rebuild(house.views, house.known, (house.topic,), house.kafka, tail_seconds=0.3)


async def test_without_the_decision_a_rebuilt_view_waits_behind_what_was_set_aside(
    own_house: House, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = await stuck_at_the_first(own_house, broken, "l2")
    await aside(own_house, note)
    for _ in range(2):  # the second one from the living generation that the first one made
        await rebuilt(own_house)
        assert await own_house.seen(note) == ["l2"]
        assert await own_house.parked(note) == []
    kept = await own_house.listener.database["parked"].find({"subject": f"note/{note}"}).to_list(None)
    assert [row["set_aside"]["why"] for row in kept] == 2 * ["refait à la main"]

    monkeypatch.setattr(Marks, "learn_decisions", nothing_awaited)
    await rebuilt(own_house)
    assert await own_house.seen(note) == []
    assert [row["reason"] for row in await own_house.parked(note)] == ["handler-failed", "behind-a-parked-one"]


async def test_without_saying_again_why_it_waits_a_broken_handler_passes_for_a_gap(
    own_house: House, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def why_the_second_waits() -> set[tuple[str, int]]:
        note = await stuck_at_the_first(own_house, broken, "l2")
        broken.write_text("l1 l2")
        await aside(own_house, note)
        return {(row["reason"], row["attempts"]) for row in await own_house.parked(note)}

    assert await why_the_second_waits() == {("handler-failed", 1)}
    monkeypatch.setattr(Parking, "_failed", nothing_awaited)
    monkeypatch.setattr(Parking, "_rest", nothing_awaited)
    assert await why_the_second_waits() == {("behind-a-parked-one", 0)}
