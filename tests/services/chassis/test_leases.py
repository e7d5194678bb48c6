"""Leases on a real MongoDB: one holder at a time by the server's clock, an epoch that tells a change of hands."""

import asyncio

from services.chassis.leases import Lease
from services.chassis.store import Store


async def twins(store: Store, seconds: float = 30.0) -> tuple[Lease, Lease]:
    first, second = Lease(store.database, "job", seconds), Lease(store.database, "job", seconds)
    for each in (first, second):
        await each.prepare()
    return first, second


async def test_one_holds_it_and_the_twin_waits(store: Store) -> None:
    first, second = await twins(store)
    assert [await first.take(), await second.take(), await first.take()] == [True, False, True]
    assert (first.epoch, second.epoch) == (1, 0)


async def test_racers_are_settled_by_the_server(store: Store) -> None:
    racers = [Lease(store.database, "race", 30.0) for _ in range(10)]
    for each in racers:
        await each.prepare()
    assert sum(await asyncio.gather(*(each.take() for each in racers))) == 1


async def test_given_back_it_is_free_at_once_and_the_epoch_rises(store: Store) -> None:
    first, second = await twins(store)
    await first.take()
    await first.give_back()
    assert await second.take()
    assert second.epoch == 2
    assert not await first.hold()


async def test_a_holder_that_died_is_followed_once_the_lease_has_run_out(store: Store) -> None:
    first, second = await twins(store, 0.3)
    await first.take()
    assert not await second.take()
    await asyncio.sleep(0.4)
    assert await second.take()


async def test_the_server_is_not_asked_at_every_turn(store: Store) -> None:
    first, second = await twins(store)
    await first.take()
    await store.database["leases"].update_one({"_id": "job"}, {"$set": {"holder": second.holder}})
    assert await first.hold(), "ours until a third of the lease has gone by"
    first._taken -= 11
    assert not await first.hold()
