"""Plays steps: one command each, as one person, under a key of its own, so that playing twice changes nothing."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from deploy.local.story.bar import Bar
from deploy.local.story.clocks import Clocks
from deploy.local.story.doors import Answer, Doors
from deploy.local.story.memory import Memory, Receipt
from deploy.local.story.trouble import StoryStopped

AT_ONCE = 8  # steps that wait for an answer at one time
KEY = "story:"
REFUSED = "refused"

Body = Mapping[str, Any]


class Player(Protocol):
    """What a chapter plays with. ``who`` is a user name of the cast; ``path`` is public; ``step`` names the step once
    and for all: later chapters call its dossier by it.
    """

    async def at(self, moment: datetime) -> None:
        """Bring the business clocks to an instant and let everything that falls due before it fall."""

    async def settled(self) -> None:
        """Wait until every service has heard all that was said."""

    async def do(self, who: str, step: str, path: str, body: Body | None = None, method: str = "POST") -> Receipt:
        """Play one step. Raises StoryStopped when it is refused."""

    async def refused(self, who: str, step: str, path: str, body: Body | None, expected: str) -> None:
        """Play one step that must be refused with this code. Raises StoryStopped when it is not."""

    async def lookup(self, who: str, paths: tuple[str, ...], **equals: str) -> str:
        """The id of the item whose fields are these, in the first list that has it. Raises StoryStopped."""

    def knows(self, step: str) -> bool:
        """Whether a step was played already."""

    def id(self, step: str) -> str:
        """The dossier that a step made or changed."""

    def told(self, step: str, name: str) -> str:
        """What only the caller of a step was told, such as an invitation's code."""

    def told_list(self, step: str, name: str) -> tuple[str, ...]:
        """The same, where several were told."""


@dataclass
class RealPlayer:
    """Plays on a running platform."""

    doors: Doors
    clocks: Clocks
    memory: Memory
    bar: Bar
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    async def at(self, moment: datetime) -> None:
        """Move the clocks; what was read before is forgotten."""
        self._lists.clear()
        await self.clocks.move(moment)

    async def settled(self) -> None:
        """The barrier."""
        await self.clocks.settled()

    async def do(self, who: str, step: str, path: str, body: Body | None = None, method: str = "POST") -> Receipt:
        """Play it, unless it is remembered. What is refused is asked once more when all that was said has arrived."""
        async with self._step(step) as known:
            if known:
                return self.memory[step]
            answer = await self._ask(who, method, step, path, body)
            if not answer.accepted:
                await self.clocks.settled()
                answer = await self._ask(who, method, step, path, body)
            if not answer.accepted:
                raise StoryStopped(f"L'étape « {step} » ({who}, {method} {path}) est refusée : {answer.why}")
            return self.memory.keep(step, Receipt.read(answer.body))

    async def refused(self, who: str, step: str, path: str, body: Body | None, expected: str) -> None:
        """Play it, unless it is remembered, and hold the refusal against what the story expects.

        Played again, it may be refused for another reason: its dossier has gone on since.
        """
        async with self._step(step) as known:
            if known:
                return
            answer = await self._ask(who, "POST", step, path, body)
            if answer.accepted or (answer.code != expected and not self.clocks.again):
                got = "elle est acceptée" if answer.accepted else answer.why
                raise StoryStopped(f"L'étape « {step} » devait être refusée ({expected}) : {got}")
            self.memory.keep(step, Receipt(REFUSED, state=expected))

    async def lookup(self, who: str, paths: tuple[str, ...], **equals: str) -> str:
        """Read each list once for an instant; all of them again when all that was said has arrived."""
        for again in (False, True):
            for path in paths:
                for each in await self._listed(who, path, again=again):
                    if equals.items() <= each.items():
                        return str(each["id"])
        raise StoryStopped(f"{' ou '.join(paths)} devait montrer {equals}, et ne le montre pas.")

    async def _listed(self, who: str, path: str, *, again: bool) -> list[dict[str, Any]]:
        async with self._reading:
            if again:
                await self.clocks.settled()
            if again or path not in self._lists:
                answer = await self.doors.ask(who, "GET", path)
                if not answer.accepted:
                    raise StoryStopped(f"La lecture de {path} ({who}) est refusée : {answer.why}")
                self._lists[path] = answer.body["items" if "items" in answer.body else "reports"]
            return self._lists[path]

    def knows(self, step: str) -> bool:
        """Whether it is remembered."""
        return step in self.memory

    def id(self, step: str) -> str:
        """From the receipt of the step."""
        return self.memory[step].id

    def told(self, step: str, name: str) -> str:
        """From the receipt of the step."""
        return str(self.memory[step].extra[name])

    def told_list(self, step: str, name: str) -> tuple[str, ...]:
        """From the receipt of the step."""
        return tuple(map(str, self.memory[step].extra[name]))

    @asynccontextmanager
    async def _step(self, step: str) -> AsyncIterator[bool]:
        """One step: whether it is remembered, and one more on the bar when it is done."""
        async with self._turn:
            yield step in self.memory
            self.bar.step()

    async def _ask(self, who: str, method: str, step: str, path: str, body: Body | None) -> Answer:
        self.clocks.stir()
        correlation = KEY + step.partition("/")[0]
        answer = await self.doors.ask(who, method, path, body, key=KEY + step, correlation=correlation)
        self.clocks.stir()  # others may have found all still while this was asked
        return answer
