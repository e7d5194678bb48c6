"""Starts programs in their order, waits until each is ready, keeps them alive, and stops all, the last one first."""

import asyncio
import signal
import time
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any

from deploy.local.child import Child
from deploy.local.program import Program, signal_group
from deploy.local.screen import Screen
from deploy.local.trouble import Trouble

GIVE_UP = 3  # deaths before the first readiness: this will not get better by itself
ASK_FIRST, ASK_LAST = 0.05, 1.0  # seconds between two questions, growing: a program in trouble is not pestered


async def together(*parts: Coroutine[Any, Any, None]) -> None:
    """All of these at once; the first `Trouble` ends the others and is raised by itself, not in a group."""
    try:
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(part)
    except* Trouble as several:
        first: BaseException = several
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        raise first from None


class Supervisor:
    """Holds what runs. Programs that are started together are stopped together.

    Use it as `async with`: whatever ends the block, nothing that was started in it is left behind.
    """

    def __init__(self, logs: Path, screen: Screen) -> None:
        self._logs, self._screen = logs, screen
        self._waves: list[list[Child]] = []

    async def __aenter__(self) -> "Supervisor":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self, *programs: Program) -> None:
        """Start these together; returns when all are ready. Raises `Trouble` when one does not get there."""
        wave = [self._child(program) for program in programs]
        self._waves.append(wave)
        for child in wave:
            child.start()
        await together(*(self._until_ready(child) for child in wave))

    async def play(self, program: Program) -> int:
        """Run a program once, on our own terminal, to its end; its exit code."""
        process = await asyncio.create_subprocess_exec(
            *program.tied(), env=program.environment(), cwd=program.folder, start_new_session=True
        )
        try:
            return await process.wait()
        finally:
            if process.returncode is None:
                signal_group(process.pid, signal.SIGTERM)
                await process.wait()

    async def stop(self) -> None:
        """Stop everything, the last wave first."""
        while self._waves:
            wave = self._waves[-1]
            await asyncio.gather(*(child.stop() for child in wave))
            self._waves.pop()

    def kill(self) -> None:
        """SIGKILL to everything at once, for a person who cannot wait."""
        for child in self.children():
            child.signal(signal.SIGKILL)

    def children(self) -> list[Child]:
        """All that was started, in order."""
        return [child for wave in self._waves for child in wave]

    def _child(self, program: Program) -> Child:
        def on_line(line: str) -> None:
            self._screen.log(program.name, line, program.console)

        def on_event(sentence: str) -> None:
            self._screen.say(program.name, sentence, "bold yellow")

        return Child(program, self._logs, on_line, on_event)

    async def _until_ready(self, child: Child) -> None:
        begun, pause = time.monotonic(), ASK_FIRST
        while not await asyncio.to_thread(child.program.ready):
            if child.deaths >= GIVE_UP or time.monotonic() - begun > child.program.patience:
                raise Trouble(self._not_started(child))
            await asyncio.sleep(pause)
            pause = min(pause * 1.1, ASK_LAST)
        self._screen.say(child.program.name, f"prêt en {time.monotonic() - begun:.1f} s", "green")

    def _not_started(self, child: Child) -> str:
        name = child.program.name
        ending = "\n".join(f"    {line}" for line in child.last) or "    (il n'a rien écrit)"
        return (
            f"{name} n'a pas démarré. Son journal est {self._logs / name}.log et finit ainsi :\n{ending}\n"
            "Corrigez ce qu'il dit, puis relancez la même commande."
        )
