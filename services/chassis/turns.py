"""Turns: commands that would fight for one document wait for each other inside this process, to save re-runs.

It is for economy only (200 racers on one envelope: 0.4 s instead of 3); Mongo decides, across all processes.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
MARK = "__turn__"


def one_at_a_time(turn: str) -> Callable[[F], F]:
    """Mark a use case: this process runs one command of this turn at a time."""

    def marked(use_case: F) -> F:
        setattr(use_case, MARK, turn)
        return use_case

    return marked


def turn_of(use_case: Callable[..., Any]) -> str:
    """The turn that a use case waits for; empty for none."""
    return str(getattr(use_case, MARK, ""))


class Turns:
    """The locks of one process."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def of(self, turn: str) -> AsyncIterator[None]:
        """Wait for this turn; the empty turn never waits."""
        if not turn:
            yield
            return
        async with self._locks.setdefault(turn, asyncio.Lock()):
            yield
