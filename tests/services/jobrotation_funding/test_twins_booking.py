"""The twins of what the database keeps: each limit, the once-only cause, the grant's own invariant, taken away."""

from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from services.chassis.calendar import paris
from services.chassis.counters import Counter
from services.chassis.work import Cause, Work
from services.jobrotation_funding.balances import figures
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.ledger import Kind, line_id
from services.jobrotation_funding.money_counters import CAP, CREDITS, ENVELOPE
from services.jobrotation_funding.use_cases.booking import Entry, book
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_grants import asked_for
from tests.services.jobrotation_funding.making_money import account, booked, known
from tests.services.jobrotation_funding.test_booking import (
    ADVANCE,
    CEILING,
    CERTIFIED,
    ENGAGED,
    counted,
    ordered,
    voting,
)
from tests.services.jobrotation_funding.twinning import FUNDING
from tests.support.service import House
from tests.support.taking_away import nothing, nothing_awaited

BOOKING = f"{FUNDING}use_cases.booking."


def without(counter: Counter, *limits: str) -> Counter:
    """The counter without these limits."""
    return replace(counter, limits=tuple(limit for limit in counter.limits if limit.name not in limits))


# The step that each limit of an envelope stops (test_booking.py), and the limits that stop it.
STOPPED = [
    (Entry(Kind.ENGAGED, 6_199_001), ("affected",)),
    (Entry(Kind.CERTIFIED, 101), ("engaged",)),
    (Entry(Kind.ADVANCE_OPENED, 101), ("engaged",)),
    (ordered(401), ("certified",)),
    (Entry(Kind.DISENGAGED, 101), ("engaged",)),
    (Entry(Kind.PAID, 501), ("paid",)),
    (Entry(Kind.RECOVERED, 1), ("recovered",)),
    (Entry(Kind.AFFECTED, 1), ("voted",)),
    (Entry(Kind.VOTED, -1), ("voted",)),
]


@pytest.mark.parametrize(("entry", "limits"), STOPPED)
async def test_without_its_limit_a_step_passes_the_one_before(
    funding: House, monkeypatch: pytest.MonkeyPatch, entry: Entry, limits: tuple[str, ...]
) -> None:
    where = await account(funding, "g1", "batir")
    await booked(funding, where, ENGAGED, CERTIFIED, ADVANCE, ordered(500), cause="grant/g1/begin")
    monkeypatch.setattr(f"{BOOKING}ENVELOPE", without(ENVELOPE, *limits))
    monkeypatch.setattr(f"{BOOKING}check", nothing)
    await booked(funding, where, entry, cause="grant/g1/more")


async def test_without_its_limit_what_was_ordered_is_disengaged(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = await account(funding, "g1", "batir")
    begin = [ENGAGED, Entry(Kind.CERTIFIED, 600), ordered(600), Entry(Kind.PAID, 600)]
    await booked(funding, where, *begin, cause="grant/g1/begin")
    back = [Entry(Kind.RECOVERED, 200), Entry(Kind.CERTIFIED, -200)]
    await booked(funding, where, *back, cause="grant/g1/recover")
    monkeypatch.setattr(f"{BOOKING}ENVELOPE", without(ENVELOPE, "ordered"))
    await booked(funding, where, Entry(Kind.DISENGAGED, 401), cause="grant/g1/disengage")


async def test_without_its_limit_an_order_passes_the_credits_of_the_year(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = await account(funding, "g1", "batir")
    begin = [Entry(Kind.ENGAGED, 3_000_000), Entry(Kind.CERTIFIED, 3_000_000)]
    await booked(funding, where, *begin, cause="grant/g1/begin")
    monkeypatch.setattr(f"{BOOKING}CREDITS", without(CREDITS, "credits"))
    await booked(funding, where, ordered(2_000_001), cause="grant/g1/order/1")


async def test_without_its_check_a_grant_spends_the_room_of_another(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rich, poor = await account(funding, "g1", "batir"), await account(funding, "g5", "arep")
    await booked(funding, rich, Entry(Kind.ENGAGED, 10_000), cause="grant/g1/engage")
    await booked(funding, poor, Entry(Kind.ENGAGED, 100), cause="grant/g5/engage")
    monkeypatch.setattr(f"{BOOKING}check", nothing)
    await booked(funding, poor, Entry(Kind.CERTIFIED, 101), cause="grant/g5/certify")


async def test_without_their_natural_keys_lines_are_booked_twice(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, numbers = await account(funding, "g1", "batir"), count()
    monkeypatch.setattr(f"{BOOKING}line_id", lambda cause, kind: f"{line_id(cause, kind)}{next(numbers)}")
    for _ in range(2):
        await booked(funding, where, ENGAGED, cause="grant/g1/engage")
    assert (await counted(funding))["engaged"] == 2_000


async def test_without_its_guard_a_clock_that_lags_tears_the_order_of_the_lines(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def own_clock(work: Work, _: str) -> object:
        return work.now

    where = await account(funding, "g1", "batir")
    await funding.move_to(paris(date(2020, 9, 24), 12))
    await booked(funding, where, ENGAGED, cause="grant/g1/engage")
    monkeypatch.setattr(f"{BOOKING}_moment", own_clock)

    async def late(work: Work) -> None:
        await book(work, where, CERTIFIED, cause="grant/g1/certify", reference="Décompte")

    await funding.runtime.store.within(Cause("book", "test"), late, now=paris(date(2020, 9, 24), 11))
    reader = await funding.runtime.store.reader()
    found = await figures(reader, paris(date(2020, 9, 24), 11), grant="g1")
    assert (found["certified"], found["engaged"]) == (600, 0)


async def test_without_the_cap_a_capped_line_opens_more(funding: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{BOOKING}CAP", without(CAP, "cap"))
    await funding.post("solene", "/envelopes", voting("fonctionnement", CEILING))
    assert (await funding.get("", "/cap"))["left_cents"] == -6_200_000


async def test_without_its_move_the_cap_misses_what_a_transfer_takes_from_it(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = await funding.post("solene", "/envelopes", voting("libre", 1_000, capped=False))
    capped = await funding.post("solene", "/envelopes", voting("fonctionnement", 1_000))
    monkeypatch.setattr(f"{BOOKING}_move_cap", nothing_awaited)
    source = {"source": "region", "cents": 400, "reference": "Budget primitif 2020"}
    body = {"to": free["id"], "sources": [source], "credits": [], "act": cast.ACT}
    await funding.post("solene", f"/envelopes/{capped['id']}/transfers", body)
    assert (await funding.get("", "/cap"))["opened_cents"] == 6_201_000


async def test_without_its_reservation_a_line_has_two_envelopes_a_vintage(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{FUNDING}use_cases.budget._hold", nothing_awaited)
    await funding.post("solene", "/envelopes", cast.ENVELOPE)
    await funding.post("solene", "/rate-cards", cast.CARD)
    assert [each["vintage"] for each in (await funding.get("", "/envelopes"))["items"]] == [2020, 2020]


async def test_without_its_check_a_balance_that_breaks_the_invariant_is_shown(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known(funding, g1="batir")
    await booked(funding, await account(funding, "g1", "batir"), ENGAGED, cause="grant/g1/engage")
    rows = funding.runtime.store.database["ledger"]
    await rows.update_one({"_id": "grant/g1/engage|engaged"}, {"$set": {"kind": "certified"}})
    monkeypatch.setattr(f"{FUNDING}queries.ledger.check", nothing)
    assert (await funding.get("", "/balance", grant="g1"))["figures"]["certified"] == 1_000


async def test_with_every_state_public_a_request_has_a_public_balance(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cast.organisation(funding, "secret", "sam")
    await cast.experiment(funding, "x6", "secret")
    asked = await asked_for(funding, "secret", "sam", "x6")
    await funding.get("", "/balance", grant=asked, expect=404)
    monkeypatch.setattr(f"{FUNDING}queries.ledger.PUBLIC", frozenset(State))
    await funding.get("", "/balance", grant=asked)
