"""A call from its draft to its closing, by the clock. On the real database."""

from datetime import date

from services.chassis.calendar import paris
from tests.services.incubator_registry import cast
from tests.services.incubator_registry.making_calls import CALL, CLOSES, LATER, OPENS, SECOND
from tests.support.service import House

MOVE = {
    "closes_at": "2019-10-07T12:00:00+02:00",
    "act": {"number": "2019.01602", "on": "2019-09-24"},
    "published_at": "2019-09-25T10:00:00+02:00",
}


async def facts(house: House, call: str) -> list[str]:
    """What a call has announced."""
    return [fact for fact, _ in await house.said(f"call/{call}")]


async def test_an_officer_who_instructs_drafts_and_one_who_decides_publishes(registry: House) -> None:
    await registry.move_to(cast.BEGINS)
    await cast.officer(registry, "helene", "instruct")
    await cast.officer(registry, "solene", "decide")
    await registry.post("solene", "/calls", CALL, expect=403)
    made = await registry.post("helene", "/calls", CALL)
    await registry.post("helene", f"/calls/{made['id']}/publication", expect=403)
    await registry.post("solene", f"/calls/{made['id']}/publication")
    assert await facts(registry, made["id"]) == ["described", "published"]


async def test_a_draft_may_be_incomplete_and_is_kept(registry: House) -> None:
    await registry.move_to(cast.BEGINS)
    await cast.officer(registry, "helene", "instruct", "decide")
    made = await registry.post("helene", "/calls", {"title": "Appel", "summary": "À écrire"})
    problem = await registry.post("helene", f"/calls/{made['id']}/publication", expect=422)
    assert problem["type"].endswith("call-incomplete")
    await registry.put("helene", f"/calls/{made['id']}", CALL)
    await registry.post("helene", f"/calls/{made['id']}/publication")


async def test_a_draft_is_shown_to_officers_only(registry: House) -> None:
    await registry.move_to(cast.BEGINS)
    await cast.officer(registry, "helene", "instruct")
    made = await registry.post("helene", "/calls", CALL)
    await registry.get("", f"/calls/{made['id']}", expect=404)
    assert (await registry.get("", "/calls"))["items"] == []
    assert (await registry.get("", "/calls", state="draft"))["items"] == []
    assert (await registry.get("helene", f"/calls/{made['id']}"))["state"] == "draft"
    assert len((await registry.get("helene", "/calls"))["items"]) == 1


async def test_published_rules_no_longer_change(registry: House) -> None:
    call = await cast.published_call(registry)
    problem = await registry.put("helene", f"/calls/{call}", CALL, expect=409)
    assert problem["type"].endswith("out-of-turn")


async def test_a_call_opens_and_closes_by_itself_at_its_instants(registry: House) -> None:
    call = await cast.published_call(registry)
    await registry.move_to(OPENS - SECOND)
    assert await registry.fall() == 0
    await registry.move_to(OPENS)
    assert await registry.fall() == 1
    await registry.move_to(CLOSES)
    assert await registry.fall() == 1
    assert await facts(registry, call) == ["described", "published", "opened", "closed"]


async def test_when_the_clock_jumps_a_call_opens_before_it_closes(registry: House) -> None:
    call = await cast.published_call(registry)
    await registry.move_to(paris(date(2019, 12, 1), 9))
    assert await registry.fall() == 2
    rows = await (await registry.runtime.store.reader()).timeline(f"call/{call}")
    assert [(row["type"].split(".")[2], row["time"]) for row in rows[2:]] == [("opened", OPENS), ("closed", CLOSES)]


async def test_a_moved_closing_holds_for_all_and_the_former_instant_closes_nothing(registry: House) -> None:
    call = await cast.open_call(registry)
    await registry.move_to(paris(date(2019, 9, 26), 10))
    await registry.post("helene", f"/calls/{call}/closing", MOVE, expect=403)
    await registry.post("solene", f"/calls/{call}/closing", MOVE)
    await registry.move_to(CLOSES + SECOND)
    assert await registry.fall() == 0
    seen = await registry.get("", f"/calls/{call}")
    assert (seen["state"], seen["open_now"], seen["closes_at"]) == ("open", True, "2019-10-07T10:00:00Z")
    await registry.move_to(LATER)
    assert await registry.fall() == 1
    assert (await facts(registry, call))[-3:] == ["closing-moved", "described", "closed"]


async def test_after_the_closing_instant_nothing_moves_even_if_the_deadline_has_not_fired(registry: House) -> None:
    call = await cast.open_call(registry)
    await registry.move_to(CLOSES)
    problem = await registry.post("solene", f"/calls/{call}/closing", MOVE, expect=409)
    assert problem["type"].endswith("closing-passed")


async def test_open_now_is_exact_before_any_deadline_has_fired(registry: House) -> None:
    call = await cast.published_call(registry)
    for at, shown in ((OPENS - SECOND, False), (OPENS, True), (CLOSES, True), (CLOSES + SECOND, False)):
        await registry.move_to(at)
        assert (await registry.get("", f"/calls/{call}"))["open_now"] is shown


async def test_a_deadline_that_falls_twice_opens_once(registry: House) -> None:
    call = await cast.open_call(registry)
    row = {"_id": "again", "subject": f"call/{call}", "kind": "call-opens", "due": OPENS}
    await registry.runtime.store.database["deadlines"].insert_one(row)
    assert await registry.fall() == 1
    assert (await facts(registry, call)).count("opened") == 1


async def test_bad_rules_are_refused_by_their_field(registry: House) -> None:
    await registry.move_to(cast.BEGINS)
    await cast.officer(registry, "helene", "instruct")
    for wrong, field in (
        ({"closes_at": "2019-09-30T12:00:00"}, "closes_at"),
        ({"closes_at": 1569837600}, "closes_at"),
        ({"criteria": [{"code": "lieu", "weight": "30"}]}, "weight"),
        ({"criteria": [{"code": "lieu", "weight": 0}]}, "weight"),
        ({"eligibility": [{"code": "a", "label": "b"}]}, "article"),
        ({"budget": 1}, "budget"),
    ):
        body = CALL | {"rules": CALL["rules"] | wrong}
        problem = await registry.post("helene", "/calls", body, expect=422)
        assert field in str(problem["errors"])


async def test_a_publication_asked_twice_with_one_key_is_done_once(registry: House) -> None:
    await registry.move_to(cast.BEGINS)
    await cast.officer(registry, "helene", "instruct", "decide")
    made = await registry.post("helene", "/calls", CALL)
    path = f"/calls/{made['id']}/publication"
    first = await registry.post("helene", path, Idempotency_Key="once")
    assert await registry.post("helene", path, Idempotency_Key="once") == first
    await registry.post("helene", path, expect=409)
