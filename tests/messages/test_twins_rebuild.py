"""Twins of rebuilding and republishing: a shadow that readers do not see, a tail, and events that are kept."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from services.chassis import rebuild
from services.chassis.relay import Relay
from services.chassis.republish import republish
from services.chassis.views import current_generation
from tests.messages.hearing import hear_all, said
from tests.messages.house import House
from tests.support.taking_away import nothing_awaited

LINES = ["l1", "l2", "l3"]


async def rebuilt(house: House, tail_seconds: float = 0.3) -> None:
    await rebuild.rebuild(house.views, house.known, (house.topic,), house.kafka, tail_seconds=tail_seconds)


async def seen_meanwhile(house: House, note: str, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What readers see of a note before and after each reading of a rebuild."""
    seen: list[list[str]] = []
    drain = rebuild._drain

    async def watched(*all_of_it: Any) -> None:
        seen.append(await house.seen(note))
        await drain(*all_of_it)
        seen.append(await house.seen(note))

    with monkeypatch.context() as watching:
        watching.setattr(rebuild, "_drain", watched)
        await rebuilt(house)
    return seen


async def test_without_a_shadow_readers_see_the_view_empty_while_it_is_rebuilt(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = await said(own_house, *LINES)
    await hear_all(own_house, own_house.views)
    seen = await seen_meanwhile(own_house, note, monkeypatch)
    assert seen == [LINES] * len(seen)

    async def the_one_before(database: Any) -> int:
        return await current_generation(database) - 1

    # The next generation is then the living one itself.
    monkeypatch.setattr(rebuild, "current_generation", the_one_before)
    assert (await seen_meanwhile(own_house, note, monkeypatch))[0] == []


async def a_line_while_it_swaps(house: House, note: str, tail_seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line arrives, and the living view takes it, after the shadow's first reading and before the swap."""
    drain = rebuild._drain
    drained: list[bool] = []

    async def then_a_line_comes(*all_of_it: Any) -> None:
        await drain(*all_of_it)
        if not drained:
            drained.append(True)
            with monkeypatch.context() as as_it_was:
                as_it_was.setattr(rebuild, "_drain", drain)
                await said(house, "late", note=note)
                await hear_all(house, house.views)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(rebuild, "_drain", then_a_line_comes)
        await rebuilt(house, tail_seconds)
    await said(house, "next", note=note)


async def taken(house: House, note: str, sequence: int) -> None:
    """Have the living view take one event by itself, as its group does, which has committed the earlier ones."""
    take = house.views.take

    class Late:
        async def take(self, arrivals: list[Any]) -> None:
            await take([each for each in arrivals if (each.subject, each.sequence) == (f"note/{note}", sequence)])

    await hear_all(house, Late())  # type: ignore[arg-type]


async def test_without_reading_on_after_the_swap_what_came_meanwhile_is_missing_for_ever(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = await said(own_house, *LINES)
    await a_line_while_it_swaps(own_house, note, 0.3, monkeypatch)
    await taken(own_house, note, 5)
    assert await own_house.seen(note) == [*LINES, "late", "next"]

    note = await said(own_house, *LINES)
    await a_line_while_it_swaps(own_house, note, 0.0, monkeypatch)
    await taken(own_house, note, 5)
    assert await own_house.seen(note) == LINES
    assert [row["reason"] for row in await own_house.parked(note)] == ["gap"]


async def test_what_overtakes_the_shadow_at_the_swap_waits_its_turn_and_is_seen_once(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, drain, parked = await said(own_house, *LINES), rebuild._drain, list[str]()
    await hear_all(own_house, own_house.views)
    before_the_swap = 1

    async def living_is_ahead(*all_of_it: Any) -> None:
        nonlocal before_the_swap
        with monkeypatch.context() as as_it_was:
            as_it_was.setattr(rebuild, "_drain", drain)
            if before_the_swap == 0:
                await said(own_house, "next", note=note)
                await taken(own_house, note, 5)
                parked.extend(row["reason"] for row in await own_house.parked(note))
            await drain(*all_of_it)
            if before_the_swap == 1:
                await said(own_house, "late", note=note)
                await taken(own_house, note, 4)
        before_the_swap -= 1

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(rebuild, "_drain", living_is_ahead)
        await rebuilt(own_house)
    assert parked == ["gap"], "the fourth line was in the old generation only"
    for row in await own_house.parked(note):
        await own_house.parking.try_dossier(row["group"], row["subject"])
    assert await own_house.parked(note) == []
    assert await own_house.seen(note) == [*LINES, "late", "next"]


async def way_to_the_rows(house: House) -> str:
    """How the database finds the rows of one text, after a rebuild."""
    await rebuilt(house)
    notes = house.listener.database[await (await house.listener.reader()).view_collection("notes")]
    plan = (await notes.find({"texts": "l1"}).explain())["queryPlanner"]["winningPlan"]
    return str(plan.get("inputStage", plan)["stage"])


async def test_without_its_indexes_a_rebuilt_view_is_read_row_by_row(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await said(own_house, *LINES)
    await own_house.listener.database["view_notes_g1"].create_index([("texts", 1)])
    assert await way_to_the_rows(own_house) == "IXSCAN"
    monkeypatch.setattr(rebuild, "_make_like", nothing_awaited)
    assert await way_to_the_rows(own_house) == "COLLSCAN"


async def filled_again(house: House, again: Callable[[Any], Awaitable[int]] = republish) -> tuple[int, list[str]]:
    """The topic is lost with three lines, a fourth is written, a reader begins: how many were republished, and read."""
    note = await said(house, *LINES)
    await house.drop_topic()
    await house.make_topic()
    count = await again(house.speaker.database)
    await said(house, "l4", note=note)
    await rebuilt(house)
    return count, await house.seen(note)


async def test_without_republishing_what_was_kept_a_reader_of_a_lost_topic_waits_for_ever(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await filled_again(own_house) == (3, [*LINES, "l4"])

    async def nothing(_: Any) -> int:
        return 0

    assert await filled_again(own_house, nothing) == (0, []), "its fourth line is there, the three before it are not"

    async def and_forget(relay: Relay, rows: list[dict[str, Any]], _: list[Any]) -> int:
        await relay.database["events"].delete_many({"_id": {"$in": [row["_id"] for row in rows]}})
        return len(rows)

    await own_house.speaker.database["events"].delete_many({})
    monkeypatch.setattr(Relay, "_mark", and_forget)
    assert await filled_again(own_house) == (0, []), "there is nothing left to republish"
