"""The twins of what the use cases of recoveries look up: on which payment it is offset, under which delegation."""

from datetime import date
from typing import Any

import pytest

from services.chassis.refusal import Refusal
from services.chassis.work import Cause, Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.use_cases import recoveries
from services.jobrotation_funding.use_cases.recoveries import OffsetOn, RecordReturned
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_claims import ORDERS, certify, order, pay, titled
from tests.services.jobrotation_funding.making_grants import engaged
from tests.services.jobrotation_funding.making_payments import employers, overpaid
from tests.services.jobrotation_funding.test_recoveries_api import LETTER, SENT, TITLED, UNFOUNDED
from tests.support.service import House
from tests.support.taking_away import nothing_awaited, struck

BEFORE, AFTER = date(2021, 9, 8), date(2021, 10, 1)  # the title is of 9 September


class Undone(Exception):
    """The offset would be taken; nothing of it is kept."""


def advance(id: str, on: date, organisation: str = "batir", *, is_paid: bool = True) -> Grant:
    """Another grant whose advance of 7 754.40 was ordered on a day, and paid unless said otherwise."""
    grant = engaged(id, organisation=organisation)
    grant.claim_advance("bea", on)
    certify(grant, 1, on)
    (pay if is_paid else order)(grant, 1, on)
    return grant


def reduced() -> Grant:
    """One cent of its order was taken back in the year."""
    grant = advance("reduced", AFTER)
    owed = titled().recovery(1).model_copy(update={"claim": 1})
    back = {"on": AFTER, "cents": 1, "way": "reduction", "reference": "R-1"}
    grant.recoveries = (type(owed).model_validate({**owed.model_dump(), "cents": 1, "returned": (back,)}),)
    return grant


OTHERS = (
    advance("other", AFTER, "arep"),
    advance("ordered", AFTER, is_paid=False),
    advance("early", BEFORE),
    advance("paid", AFTER),
    reduced(),
)


@pytest.fixture(scope="module")
async def owing(house: House) -> House:
    """G1 owes by a title of 9 September; its employer, and another, have other grants."""

    async def run(work: Work) -> None:
        for grant in (titled(), *OTHERS):
            await work.save(grant)

    await house.runtime.store.within(Cause("known", "test"), run)
    return house


async def tried(house: House, grant: str, cents: int) -> None:
    """Offset so much on the first claim of a grant. Raises Undone when it may be."""
    offset = OffsetOn(grant=grant, claim=1)
    command = RecordReturned(on=AFTER, cents=cents, reference="COMP-1", offset=offset)

    async def run(work: Work) -> None:
        owed = await work.get(Grant, "g1")
        await recoveries._check_offset(work, owed, owed.recovery(1), offset, command)
        raise Undone

    await house.runtime.store.within(Cause("offset", "test"), run)


@pytest.mark.parametrize(
    ("grant", "cents", "words"),
    [
        ("other", 1, "même organisme"),
        ("ordered", 1, "sur un décompte payé"),
        ("early", 1, "précède le titre"),
        ("paid", 775_441, "n'a payé que"),
        ("reduced", 775_440, "n'a payé que"),
    ],
)
async def test_an_offset_rests_on_a_payment_to_the_same_employer_of_at_most_what_it_paid(
    owing: House, monkeypatch: pytest.MonkeyPatch, grant: str, cents: int, words: str
) -> None:
    with pytest.raises(Undone):
        await tried(owing, "paid", 775_440)
    with pytest.raises(Refusal, match=words):
        await tried(owing, grant, cents)
    for name, instead in struck(recoveries, "_check_offset", words).items():
        monkeypatch.setattr(name, instead)
    with pytest.raises(Undone):
        await tried(owing, grant, cents)


async def test_unless_it_is_reserved_a_payment_serves_two_offsets(
    owing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(work: Work) -> None:
        await work.reserve("offset:paid/1", "g9/1")

    await owing.runtime.store.within(Cause("taken", "test"), run)
    with pytest.raises(recoveries.OffsetTaken):
        await tried(owing, "paid", 1)
    for name, instead in struck(recoveries, "_check_offset", "déjà une autre compensation").items():
        monkeypatch.setattr(name, instead)
    monkeypatch.setattr(Work, "reserve", nothing_awaited)
    with pytest.raises(Undone):
        await tried(owing, "paid", 1)


async def test_unless_it_is_looked_up_a_delegation_reaches_any_sum(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await employers(funding)
    grant = await overpaid(funding)
    await cast.officer(funding, "omar", "order", ceiling_cents=1)
    await cast.on(funding, SENT)
    for cents in (3_280, 500_000):
        await funding.post("helene", f"/grants/{grant}/recoveries", {"letter": LETTER | {"cents": cents}})
    await cast.on(funding, TITLED)
    steps: dict[str, Any] = {"1/title": {"title": "T-1"}, "2/drop": UNFOUNDED}
    for step, body in steps.items():
        await funding.post("omar", f"/grants/{grant}/recoveries/{step}", body, expect=409)
    monkeypatch.setattr(recoveries, "delegation", lambda *_: ORDERS)
    for step, body in steps.items():
        await funding.post("omar", f"/grants/{grant}/recoveries/{step}", body)
