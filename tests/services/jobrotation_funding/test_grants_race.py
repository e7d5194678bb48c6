"""Many at once: two hundred on the last euro, two hundred on one key, two acts, requests or vintages side by side."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
import pytest

from services.chassis.work import Cause, Work
from services.jobrotation_funding import money_counters
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.use_cases import booking, budget, seen
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding import making_grants as making
from tests.services.jobrotation_funding.making_grants import AGREEMENT, CARD, PURSE, RECORD, begin
from tests.support.service import House, token
from tests.support.taking_away import nothing_awaited

RACERS = 200
HUNDRED_HOURS = 6_000  # minutes: 3 240.00
FITTING, ENGAGED = 19, 19 * 324_000  # 61 560.00 of 62 000.00
BOUND = 60.0  # seconds for all racers, on two shared cores
BUSY = 503  # « renvoyez la même demande avec la même clé »


async def promised(house: House, number: int, minutes: int = HUNDRED_HOURS) -> list[str]:
    """So many grants of these hours, decided while the envelope was larger than it is now."""
    made = await cast.made(house)
    purse = PURSE.model_copy(update={"envelope": made["envelope"]})
    lines = [{"rate": "trainer", "minutes": minutes}]
    grants = [making.requested(f"g{place:03}", experiment=f"x{place:03}", lines=lines) for place in range(number)]
    for grant in grants:
        said = making.outcome(grant.id, envelope=made["envelope"], rate_card=made["card"])
        grant.grant(RECORD, said, CARD.model_copy(update={"id": made["card"]}), purse)

    async def save(work: Work, some: list[Grant]) -> None:
        for grant in some:
            await work.save(grant.model_copy(deep=True))

    for start in range(0, number, 50):
        await house.runtime.store.within(Cause("test", "race"), partial(save, some=grants[start : start + 50]))
    return [grant.id for grant in grants]


async def engage(house: House, grant: str, key: str) -> httpx.Response:
    """Odile asks to engage it, under a key, and again under the same key while the service is busy."""
    headers = {"Authorization": f"Bearer {house.tokens.setdefault('odile', token('odile'))}", "Idempotency-Key": key}
    while True:
        answer = await house.client.post(f"{house.root}/grants/{grant}/engagement", json=AGREEMENT, headers=headers)
        if answer.status_code != BUSY:
            return answer


async def race(house: House, grants: Sequence[str], key: str = "") -> list[httpx.Response]:
    """All at once, each under a key of its own unless one is given, in bounded time."""
    async with asyncio.timeout(BOUND):
        return await asyncio.gather(*(engage(house, grant, key or f"key-{grant}") for grant in grants))


async def books(house: House) -> tuple[int, int, int]:
    """The counter's engaged amount, and the lines of the ledger that engaged: how many, and their sum."""
    made = await cast.made(house)
    database = house.runtime.store.database
    counter = await database["counters"].find_one({"_id": f"envelope:{made['envelope']}"})
    lines = [row["cents"] async for row in database["ledger"].find({"kind": "engaged"})]
    return counter["engaged"], len(lines), sum(lines)


async def test_of_two_hundred_that_race_for_the_last_euro_exactly_those_that_fit_are_engaged(funding: House) -> None:
    await begin(funding)
    grants = await promised(funding, RACERS)
    answers = await race(funding, grants)
    assert Counter(answer.status_code for answer in answers) == {200: FITTING, 409: RACERS - FITTING}
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert {(each["type"], each["left"]) for each in refused[-5:]} == {("urn:pepiniere:probleme:limit-reached", 44_000)}
    assert await books(funding) == (ENGAGED, FITTING, ENGAGED)
    reader = await funding.runtime.store.reader()
    assert await reader.count(Grant, state="engaged") == FITTING


async def test_two_hundred_on_one_key_engage_once(funding: House) -> None:
    await begin(funding)
    (grant,) = await promised(funding, 1)
    answers = await race(funding, [grant] * RACERS, "one-key")
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
    assert await books(funding) == (324_000, 1, 324_000)
    facts = [fact for fact, _ in await funding.said(f"grant/{grant}")]
    assert facts == ["requested", "granted", "engaged", "agreement-signed"]


@pytest.fixture
def no_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """As between replicas: nobody waits for a turn, Mongo alone decides."""
    monkeypatch.setattr("services.chassis.web.door.turn_of", lambda use_case: "")


@pytest.mark.usefixtures("no_turns")
async def test_between_replicas_mongo_decides_who_engages(funding: House) -> None:
    await begin(funding)
    answers = await race(funding, await promised(funding, 8, 4 * HUNDRED_HOURS))  # 12 960.00 each
    assert Counter(answer.status_code for answer in answers) == {200: 4, 409: 4}
    assert await books(funding) == (5_184_000, 4, 5_184_000)


async def two_acts(house: House) -> list[int]:
    """Two acts at once, each of which fits alone: how each is answered, the lower first."""
    await begin(house)
    large = [{"rate": "trainer", "minutes": 66_000}]  # 35 640.00 of 62 000.00
    grants = [await making.asked_for(house, experiment=f"x{place}", lines=large) for place in range(2)]
    bodies = [{"act": making.ACT, "decided": [await making.granting(house, grant)]} for grant in grants]
    return sorted(await asyncio.gather(*(house.status("POST", "solene", "/decisions", body) for body in bodies)))


async def two_requests(house: House) -> list[int]:
    """Two requests at once for the same days of the same experiment."""
    await begin(house)
    drafts = [await making.drafted_for(house) for _ in range(2)]
    paths = [f"/grants/{draft}/request" for draft in drafts]
    return sorted(await asyncio.gather(*(house.status("POST", "bea", path) for path in paths)))


async def two_vintages(house: House) -> list[int]:
    """Two vintages of a new line at once, one under the cap and one beside it."""
    part = {"source": "region", "cents": 1_000, "reference": "Budget primitif"}
    line = cast.ENVELOPE | {"line": "nouvelle", "sources": [part], "credits": []}
    bodies = [line | {"vintage": 2021}, line | {"vintage": 2022, "capped": False}]
    answers = await asyncio.gather(*(house.status("POST", "solene", "/envelopes", body) for body in bodies))
    return sorted(200 if status == 201 else status for status in answers)


async def two_of_one_body(house: House) -> list[int]:
    """Two grants of 12 960.00 to one association in two envelopes, engaged at once: is an agreement due (409)?"""
    await begin(house)
    part = {"source": "region", "cents": 2_000_000, "reference": "Budget primitif"}
    other = cast.ENVELOPE | {"line": "autre", "sources": [part], "credits": []}
    opened = await house.post("solene", "/envelopes", other)
    set_aside = {"cents": 2_000_000, "scheme": "Job-rotation", "act": cast.ACT}
    await house.post("solene", f"/envelopes/{opened['id']}/affectations", set_aside)
    lines, envelopes = [{"rate": "trainer", "minutes": 24_000}], [(await cast.made(house))["envelope"], opened["id"]]
    asked = [await making.asked_for(house, experiment=f"x{place}", lines=lines) for place in range(2)]
    pairs = zip(asked, envelopes, strict=True)
    await making.decide(house, *[await making.granting(house, grant, envelope=each) for grant, each in pairs])
    paths = [f"/grants/{grant}/engagement" for grant in asked]
    await asyncio.gather(*(house.post("odile", path, {}) for path in paths))
    shown = [(await house.get("odile", f"/grants/{grant}"))["inside"]["engagement"] for grant in asked]
    return sorted(409 if each["agreement_due"] else 200 for each in shown)


RACES: list[Any] = [
    pytest.param(two_acts, [200, 409], id="two acts"),
    pytest.param(two_requests, [200, 409], id="two requests"),
    pytest.param(two_vintages, [200, 409], id="two vintages"),
    pytest.param(two_of_one_body, [200, 409], id="two of one body"),
]


@pytest.mark.usefixtures("no_turns")
@pytest.mark.parametrize(("both", "one"), RACES)
async def test_of_two_side_by_side_one_sees_the_other(
    funding: House, both: Callable[[House], Any], one: list[int]
) -> None:
    assert await both(funding) == one


@pytest.mark.usefixtures("no_turns")
@pytest.mark.parametrize(("both", "one"), RACES)
async def test_without_their_line_both_go_through(
    funding: House, both: Callable[[House], Any], one: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "in_line", nothing_awaited)
    monkeypatch.setattr(budget, "in_line", nothing_awaited)
    assert await both(funding) == [200, 200] != one


@pytest.mark.usefixtures("no_turns")
async def test_without_the_guard_of_the_counter_more_is_engaged_than_there_is(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [limit for limit in money_counters.ENVELOPE.limits if limit.name != "affected"]
    monkeypatch.setattr(booking, "ENVELOPE", replace(money_counters.ENVELOPE, limits=tuple(kept)))
    await begin(funding)
    answers = await race(funding, await promised(funding, 8, 4 * HUNDRED_HOURS))
    assert {answer.status_code for answer in answers} == {200}
    assert await books(funding) == (10_368_000, 8, 10_368_000)


async def test_without_the_mark_of_its_key_what_is_sent_again_gives_money_back_twice(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def given_back_twice(key: str) -> int:
        headers = {**funding._headers("odile"), "Idempotency-Key": key}
        for _ in range(2):
            path, back = f"{funding.root}/grants/{grant}/disengagements", {"cents": 10_000, "reason": "other"}
            assert (await funding.client.post(path, json=back, headers=headers)).status_code == 200
        return int((await funding.get("", "/balance", grant=grant))["figures"]["disengaged"])

    await begin(funding)
    (grant,) = await promised(funding, 1)
    await engage(funding, grant, "engaged")
    assert await given_back_twice("one-key") == 10_000
    monkeypatch.setattr("services.chassis.store._mark", lambda _: "")
    assert await given_back_twice("another-key") == 30_000
