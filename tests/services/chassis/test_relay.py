"""A relay that is stopped finishes the batch under way: what has left is marked, and the next start says it no more."""

import asyncio
from typing import Any

import pytest

from services.chassis.actor import Actor
from services.chassis.relay import FAREWELL, Relay
from services.chassis.store import Request, Store
from services.chassis.work import Cause, Work
from tests.messages.toy.note import Line, start_note


async def anyone(work: Work) -> Actor:
    return Actor(person="somebody", kind="person")


class Slow(Relay):
    """A relay whose broker takes the events and acknowledges them only when it is told to."""

    async def _hand_over(self, sender: Any, row: dict[str, Any]) -> "asyncio.Future[Any]":
        self.taken.set()
        return self.acknowledged

    async def _started(self) -> Any:
        return None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.taken, self.acknowledged = asyncio.Event(), asyncio.get_running_loop().create_future()


async def stopped_while_sending(store: Store, *, answers: bool = True) -> int:
    """A relay is stopped between the leaving of an event and its acknowledgement: how many are still to be sent."""
    await store.command(Request(Cause("test", "c"), anyone), lambda work: start_note(work, Line(text="un")))
    relay = Slow(store.database, "topic", "127.0.0.1:1")
    running = asyncio.create_task(relay.run())
    await relay.taken.wait()
    running.cancel()
    await asyncio.sleep(0)
    if answers and not relay.acknowledged.cancelled():
        relay.acknowledged.set_result(None)
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await relay.lease.take(), "the lease was not given back"
    waiting: int = await store.database["events"].count_documents({"unsent": True})
    return waiting


async def test_what_has_left_is_not_said_again_by_the_next_start(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await stopped_while_sending(store) == 0
    monkeypatch.setattr(Relay, "_whole_batch", Relay.send_batch)
    assert await stopped_while_sending(store) == 1


async def test_a_broker_that_says_nothing_does_not_hold_a_stop(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert FAREWELL < 10, "a stop may take ten seconds in all"
    monkeypatch.setattr("services.chassis.relay.FAREWELL", 0.05)
    assert await stopped_while_sending(store, answers=False) == 1
