"""The twins of the ledger as it is read: a past instant, a journal that balances, the account of the day."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from contracts.incubator_registry import OrganisationDescribed
from services.chassis.calendar import paris
from services.jobrotation_funding import accounting, cap
from services.jobrotation_funding.accounting import Beneficiary, Posting, journal
from services.jobrotation_funding.ledger import Kind, Line
from services.jobrotation_funding.use_cases import booking
from services.jobrotation_funding.use_cases.booking import Entry
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_money import G1, account, booked, lines, step
from tests.services.jobrotation_funding.test_booking import CERTIFIED, ENGAGED, counted, credits_of, ordered
from tests.services.jobrotation_funding.test_pages import page
from tests.services.jobrotation_funding.twinning import FUNDING, Fact
from tests.support.service import House
from tests.support.taking_away import each, holds, no_longer_holds, nothing_awaited

DAY = date(2021, 2, 8)
PUBLIC_NOW = {"batir": Beneficiary("Bâtir", public=True)}


def balance(*postings: Posting) -> int:
    """Debit minus credit, in cents."""
    return sum(posting.debit - posting.credit for posting in postings)


def one_side(line: Line, whose: Beneficiary) -> tuple[Posting, ...]:
    """Each line on the side of what it takes from only."""
    return (Posting(line, *accounting._account(accounting.SIDES[line.kind][0], False, line.on), line.cents, 0, ""),)


def account_of(was_public: bool) -> str:
    """The account of a service certified for a body that is public today, and was, or was not, that day."""
    [certified] = lines(step("x", DAY, (Kind.CERTIFIED, 1)))
    return journal([certified.model_copy(update={"public": was_public})], PUBLIC_NOW)[0].account


def todays(line: Line, whose: Beneficiary) -> tuple[Posting, ...]:
    """The entry by what the body is today."""
    return ENTRY(line.model_copy(update={"public": None}), whose)


ENTRY = accounting._entry
FACTS = (
    Fact("each entry has its debit and its credit", {"accounting._entry": one_side},
         lambda: balance(*journal(lines(*G1), {})), 0),
    Fact("a subsidy has the account of what the body was that day", {"accounting._entry": todays},
         lambda: (account_of(False), account_of(True)), ("6574", "65738")),
)  # fmt: skip


@each(FACTS)
def test_with_the_rule_it_is_so(twin: Fact) -> None:
    holds(twin)


@each(FACTS)
def test_without_the_rule_it_is_otherwise(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    no_longer_holds(twin, monkeypatch)


# --- on the real database


async def kept(house: House) -> AsyncIterator[tuple[str, bool | None]]:
    """Whether each line of the grant says that a public body received it."""
    async for row in house.runtime.store.database["ledger"].find({"grant": "g7"}):
        yield row["_id"].removeprefix("grant/g7/"), row["public"]


async def certify_while(house: House, name: str, *kinds: str) -> None:
    """A cent is certified and ordered while the register says so of the lycée."""
    await cast.hear(house, cast.example_of(OrganisationDescribed, organisation="greta", kinds=kinds))
    where = await account(house, "g7", "greta")
    await booked(house, where, Entry(Kind.CERTIFIED, 1), ordered(1), cause=f"grant/g7/{name}")


async def test_a_certified_line_keeps_whether_a_public_body_received_it(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = await account(funding, "g7", "greta")
    await booked(funding, where, ENGAGED, CERTIFIED, cause="grant/g7/unknown")
    await certify_while(funding, "public", "organisme-de-formation", "collectivite")
    await certify_while(funding, "private", "organisme-de-formation")
    monkeypatch.setattr(f"{FUNDING}use_cases.booking._public", nothing_awaited)
    await certify_while(funding, "without", "collectivite")
    found = {name: public async for name, public in kept(funding)}
    assert {name: public for name, public in found.items() if name.endswith("certified")} == {
        "unknown|certified": None,
        "public|certified": True,
        "private|certified": False,
        "without|certified": None,
    }
    assert {public for name, public in found.items() if not name.endswith("certified")} == {None}


async def test_without_its_instant_a_balance_is_todays_whatever_is_asked(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = await account(funding, "g1", "batir")
    envelope = where.envelope
    for day, entry in ((date(2020, 9, 24), ENGAGED), (date(2020, 11, 10), CERTIFIED)):
        await funding.move_to(paris(day, 10))
        await booked(funding, where, entry, cause=f"grant/g1/{day}")
    past: dict[str, Any] = {"envelope": envelope, "at": "2020-10-01T00:00:00Z"}
    assert (await funding.get("", "/balance", **past))["figures"]["certified"] == 0
    monkeypatch.setattr(f"{FUNDING}balances.moment_text", lambda at: "9999")
    assert (await funding.get("", "/balance", **past))["figures"]["certified"] == 600


async def test_without_their_move_the_payment_credits_of_a_rejected_order_are_lost(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ordered_after_a_rejection(name: str) -> int:
        where = await account(funding, "g1", "batir")
        await booked(funding, where, ordered(100), cause=f"grant/g1/{name}")
        await booked(funding, where, Entry(Kind.ORDER_REJECTED, 100, 2020), cause=f"grant/g1/{name}/reject")
        return (await credits_of(funding, 2020))["ordered"]

    await booked(funding, await account(funding, "g1", "batir"), ENGAGED, CERTIFIED, cause="grant/g1/begin")
    assert await ordered_after_a_rejection("first") == 0
    moves = {kind: move for kind, move in booking.CREDIT_MOVES.items() if kind is not Kind.ORDER_REJECTED}
    monkeypatch.setattr(f"{FUNDING}use_cases.booking.CREDIT_MOVES", moves)
    assert await ordered_after_a_rejection("second") == 100
    assert (await counted(funding))["ordered"] == 0, "what was ordered came back, its credits did not"


async def test_without_both_readings_the_cap_is_shown_as_if_nobody_read_it_otherwise(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def shown() -> tuple[list[str], bool]:
        html = await page(funding, "/financements")
        bases = [each["base"] for each in (await funding.get("", "/cap"))["readings"]]
        return bases, "107 832 514,30 €" in html and "52 175 305,00 €" in html

    assert await shown() == (["both", "state"], True)
    applied = cap.prudent(DAY)
    monkeypatch.setattr(cap, "readings", lambda _: (applied,))
    assert await shown() == (["state"], False)
