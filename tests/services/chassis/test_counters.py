"""Guarded counters on a real database: no move passes a limit, also when many come at once."""

import asyncio
from dataclasses import replace

import pytest

from services.chassis import counters
from services.chassis.counters import Counter, Limit, LimitReached
from services.chassis.money import euros, half_up, percent
from services.chassis.refusal import NotFound
from services.chassis.store import Store
from services.chassis.turns import in_line, one_at_a_time, turn_of
from services.chassis.work import Cause, Work

WITHIN = Limit("voted", {"engaged": 1, "voted": -1}, "Vous demandez {asked}, il reste {left}.")
PURSE = Counter("purse", ("voted", "engaged"), (WITHIN,))
UNGUARDED = replace(PURSE, limits=())


async def opened(store: Store, voted: int) -> None:
    async def run(work: Work) -> None:
        await counters.open_counter(work, PURSE, "p", voted=voted)

    await store.within(Cause("open", "c"), run)


async def moved(store: Store, counter: Counter = PURSE, **moves: int) -> dict[str, int]:
    async def run(work: Work) -> dict[str, int]:
        return await counters.move(work, counter, "p", **moves)

    return await store.within(Cause("move", "c"), run)


async def test_a_move_within_the_limits_is_added(store: Store) -> None:
    await opened(store, 100)
    assert await moved(store, engaged=60) == {"voted": 100, "engaged": 60}
    assert await moved(store, engaged=-10, voted=5) == {"voted": 105, "engaged": 50}


async def test_the_last_euro_too_many_is_refused_with_what_is_left(store: Store) -> None:
    await opened(store, 163_200)
    with pytest.raises(LimitReached) as seen:
        await moved(store, engaged=215_600)
    assert seen.value.facts == {"limit": "voted", "asked": 215_600, "left": 163_200}
    assert seen.value.detail == f"Vous demandez {euros(215_600)}, il reste {euros(163_200)}."
    assert (await counters.totals(await store.reader(), PURSE, "p"))["engaged"] == 0


async def test_lowering_a_ceiling_below_what_is_used_is_refused(store: Store) -> None:
    await opened(store, 100)
    await moved(store, engaged=80)
    with pytest.raises(LimitReached):
        await moved(store, voted=-21)
    await moved(store, voted=-20)


async def test_no_field_goes_below_zero(store: Store) -> None:
    await opened(store, 100)
    with pytest.raises(LimitReached) as seen:
        await moved(store, engaged=-1)
    assert seen.value.facts["limit"] == "engaged-floor"


async def test_a_counter_that_was_never_opened_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        await moved(store, engaged=1)


async def test_a_counter_is_not_born_beyond_its_limit(store: Store) -> None:
    async def run(work: Work) -> None:
        await counters.open_counter(work, PURSE, "p", voted=1, engaged=2)

    with pytest.raises(LimitReached):
        await store.within(Cause("open", "c"), run)


async def race(store: Store, counter: Counter) -> int:
    """Forty racers who ask 10 of 100 each; what the counter says afterwards."""
    await opened(store, 100)
    tried = await asyncio.gather(*(moved(store, counter, engaged=10) for _ in range(40)), return_exceptions=True)
    assert all(isinstance(one, dict | LimitReached) for one in tried)
    return (await counters.totals(await store.reader(), PURSE, "p"))["engaged"]


async def test_forty_racers_share_what_there_is_and_no_more(store: Store) -> None:
    assert await race(store, PURSE) == 100


async def test_twin_without_the_limit_the_racers_pass_it(store: Store) -> None:
    assert await race(store, UNGUARDED) == 400


def test_a_use_case_says_which_turn_it_waits_for() -> None:
    @one_at_a_time("engage")
    async def engage() -> None: ...

    async def other() -> None: ...

    assert (turn_of(engage), turn_of(other)) == ("engage", "")


async def test_commands_of_one_turn_wait_for_each_other(store: Store) -> None:
    inside: list[int] = []

    async def one(turn: str) -> int:
        async with store.turns.of(turn):
            inside.append(1)
            await asyncio.sleep(0)
            seen = len(inside)
            inside.pop()
            return seen

    assert max(await asyncio.gather(*(one("engage") for _ in range(5)))) == 1
    assert max(await asyncio.gather(*(one("") for _ in range(5)))) == 5


@pytest.mark.parametrize(("n", "d", "expected"), [(5, 2, 3), (-5, 2, -3), (7, 3, 2), (8, 3, 3), (0, 9, 0)])
def test_a_quotient_is_rounded_half_up(n: int, d: int, expected: int) -> None:
    assert half_up(n, d) == expected


def test_thirty_percent_of_the_story_s_first_grant() -> None:
    assert percent(2_584_800, 30) == 775_440


async def looks_then_adds(store: Store, lined_up: bool) -> int:
    """Twenty transactions each add a row unless they see one: how many rows there are in the end."""

    async def run(work: Work) -> None:
        if lined_up:
            await in_line(work, "rows")
        rows = work.database["rows"]
        if await rows.count_documents({}, session=work.session) == 0:
            await asyncio.sleep(0.01)
            await rows.insert_one({"_id": work.new_id()}, session=work.session)

    await store.database.create_collection("rows")
    await asyncio.gather(*(store.within(Cause("add", "c"), run) for _ in range(20)))
    return int(await store.database["rows"].count_documents({}))


async def test_transactions_in_one_line_see_what_the_one_before_wrote(store: Store) -> None:
    assert await looks_then_adds(store, lined_up=True) == 1


async def test_twin_out_of_line_they_do_not_see_each_other(store: Store) -> None:
    assert await looks_then_adds(store, lined_up=False) > 1
