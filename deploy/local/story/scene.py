"""A scene is what happens at one instant; scenes of the same instant are independent and are played together."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TypeVar
from zoneinfo import ZoneInfo

from deploy.local.story.player import Player

PARIS = ZoneInfo("Europe/Paris")

T = TypeVar("T")
Play = Callable[[Player], Awaitable[None]]


@dataclass(frozen=True)
class Scene:
    """When (legal time), the French sentence shown meanwhile, and what is played."""

    when: datetime
    words: str
    play: Play


def paris(moment: str) -> datetime:
    """A legal hour as people write it: ``2019-07-08 09:00`` or ``2019-09-30 12:00:01``."""
    return datetime.fromisoformat(moment).replace(tzinfo=PARIS)


def scene(when: str, words: str) -> Callable[[Play], Scene]:
    """Declare a scene."""
    return lambda play: Scene(paris(when), words, play)


def for_each(when: str, words: str, verb: Callable[[Player, T], Awaitable[None]], them: Iterable[T]) -> Scene:
    """A scene in which the same is done for several, together."""
    several = tuple(them)

    async def play(player: Player) -> None:
        await everyone(*(verb(player, each) for each in several))

    return Scene(paris(when), words, play)


async def conduct(scenes: Iterable[Scene], player: Player, announce: Callable[[str], None]) -> None:
    """Play all of them in the order of time."""
    in_order = sorted(scenes, key=lambda each: each.when)
    for moment, several in groupby(in_order, key=lambda each: each.when):
        together = list(several)
        announce(f"{moment:%d/%m/%Y} · {together[0].words}")
        await player.at(moment)
        await everyone(*(each.play(player) for each in together))


async def everyone(*parts: Awaitable[object]) -> None:
    """Play independent steps together; the first that fails ends the others and is raised by itself."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
