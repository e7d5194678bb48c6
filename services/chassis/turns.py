"""Turns: who goes after whom. ``one_at_a_time`` lines up commands inside this process, to save re-runs.

It is for economy only (200 racers on one envelope: 0.4 s instead of 3); Mongo decides, across all processes: it orders
transactions that write the same document, and ``in_line`` gives one to those that only read what the others write.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from services.chassis.work import Work

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


async def in_line(work: Work, key: str) -> None:
    """Have the transactions that name this key go one after the other: each sees what the one before wrote."""
    await work.database["lines"].update_one({"_id": key}, {"$inc": {"passed": 1}}, upsert=True, session=work.session)


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
