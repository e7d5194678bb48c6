"""Twins of a reaction's beginning: a reaction that is added acts from then on, and remembers when that was."""

import asyncio
from typing import Any

import pytest

from services.chassis.actor import Actor
from services.chassis.reactions import Reaction, ReactionGroup
from tests.messages.hearing import hear_all, said
from tests.messages.house import House
from tests.messages.toy.events import NoteWritten
from tests.messages.toy.listener import echo_line


async def start(house: House, release: str) -> ReactionGroup:
    """A process of the listener begins, in a release that has a reaction which the earlier ones had not."""
    added = Reaction(NoteWritten, f"answer_{release}", echo_line.react)
    group = ReactionGroup(house.listener, f"{house.reactions.group}.{release}", (added,))
    await asyncio.sleep(0.005)  # the broker dates messages to the millisecond
    await group.learn_beginnings()
    return group


async def answered(house: House, release: str) -> list[str]:
    """Which lines a reaction answers that was added between them; and how many persons were written to."""
    note = await said(house, "hier", "avant-hier")
    added = await start(house, release)
    await said(house, "demain", note=note)
    await hear_all(house, added)
    echoes = [echo.rpartition(":")[2] for echo in await house.echoes(note)]
    assert await house.mails(note) == len(echoes)
    return echoes


async def test_without_its_beginning_a_new_reaction_writes_to_persons_about_the_past(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await answered(own_house, "one") == ["demain"]

    async def from_the_first_day(group: ReactionGroup) -> None:
        group.since = {}

    monkeypatch.setattr(ReactionGroup, "learn_beginnings", from_the_first_day)
    assert await answered(own_house, "two") == ["hier", "avant-hier", "demain"]


async def answered_after_a_restart(house: House, release: str) -> list[str]:
    """What is answered of a line that was written while no process ran."""
    await start(house, release)
    note = await said(house, "la nuit")
    await hear_all(house, await start(house, release))
    return [echo.rpartition(":")[2] for echo in await house.echoes(note)]


async def test_without_remembering_its_beginning_what_is_said_during_a_restart_is_never_answered(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await answered_after_a_restart(own_house, "one") == ["la nuit"]
    learn = ReactionGroup.learn_beginnings

    async def anew_at_each_start(group: ReactionGroup) -> None:
        gone = {f"since.{each.name}": "" for each in group.reactions}
        await group.store.database["meta"].update_one({"_id": "reactions"}, {"$unset": gone})
        await learn(group)

    monkeypatch.setattr(ReactionGroup, "learn_beginnings", anew_at_each_start)
    assert await answered_after_a_restart(own_house, "two") == []


async def test_without_its_name_as_the_actor_nobody_can_tell_which_reaction_acted(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def who() -> Any:
        note = await said(own_house, "un")
        await hear_all(own_house, own_house.reactions)
        echo = await own_house.listener.database["echo"].find_one({"text": f"{note}:1:un"})
        entry = await own_house.listener.database["audit"].find_one({"subject": f"echo/{echo['_id']}"})
        return entry["entry"]["actor"]

    assert "echo_line" in await who()
    monkeypatch.setattr("services.chassis.reactions.reaction_actor", lambda _: Actor())
    assert await who() == ""
