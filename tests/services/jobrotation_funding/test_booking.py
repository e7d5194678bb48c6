"""How money is booked: counters, payment credits, cap and ledger together, once, within every limit."""

import asyncio
from datetime import date

import pytest

from services.chassis import counters
from services.chassis.calendar import paris
from services.chassis.counters import LimitReached
from services.chassis.work import Cause, Work
from services.jobrotation_funding.balances import figures
from services.jobrotation_funding.ledger import FIGURES, InvariantBroken, Kind, Line
from services.jobrotation_funding.money_counters import CREDITS, ENVELOPE, credits_key
from services.jobrotation_funding.use_cases.booking import SIGNED, Account, AlreadyBooked, Entry, book, envelope_moves
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_grants import granted, requested
from tests.services.jobrotation_funding.making_money import STORY, account, booked, known
from tests.support.service import House

ENGAGED, CERTIFIED, ADVANCE = Entry(Kind.ENGAGED, 1_000), Entry(Kind.CERTIFIED, 600), Entry(Kind.ADVANCE_OPENED, 300)


def ordered(cents: int, year: int = 2020) -> Entry:
    """A payment order."""
    return Entry(Kind.ORDERED, cents, year)


async def counted(house: House) -> dict[str, int]:
    """The envelope's counter."""
    reader = await house.runtime.store.reader()
    return await counters.totals(reader, ENVELOPE, (await cast.made(house))["envelope"])


async def credits_of(house: House, year: int) -> dict[str, int]:
    """The payment credits of a year."""
    reader = await house.runtime.store.reader()
    return await counters.totals(reader, CREDITS, credits_key(cast.LINE, year))


# --- pure


def test_counters_move_as_the_figures_of_the_ledger_do() -> None:
    told_only = {"disengaged", "claimed_back", "reduced", "waived", "credits"}
    for kind, moves in FIGURES.items():
        entry = Entry(kind, 7, 2021)
        assert envelope_moves([entry]) == {name: factor * 7 for name, factor in moves if name not in told_only}


def test_what_moves_together_is_moved_at_once() -> None:
    together = [Entry(Kind.CERTIFIED, 1_039_320), Entry(Kind.ADVANCE_DEDUCTED, 311_796)]
    assert envelope_moves(together) == {"certified": 1_039_320, "open_advance": -311_796}


@pytest.mark.parametrize("kind", sorted(set(Kind) - SIGNED))
def test_only_what_is_taken_again_is_booked_below_zero(kind: Kind) -> None:
    with pytest.raises(ValueError, match="no negative amount"):
        Entry(kind, -1, 2020)


@pytest.mark.parametrize("kind", [Kind.CREDITS, Kind.ORDERED, Kind.ORDER_REJECTED, Kind.ORDER_REDUCED])
def test_what_touches_payment_credits_names_its_year(kind: Kind) -> None:
    with pytest.raises(ValueError, match="payment year"):
        Entry(kind, 1)


# --- on the real database


async def test_a_cause_is_booked_once(funding: House) -> None:
    where = await account(funding, "g1", "batir")
    await booked(funding, where, ENGAGED, cause="grant/g1/engage")
    with pytest.raises(AlreadyBooked):
        await booked(funding, where, ENGAGED, cause="grant/g1/engage")
    with pytest.raises(AlreadyBooked):
        await booked(funding, where, Entry(Kind.ENGAGED, 5), Entry(Kind.VOTED, 1), cause="grant/g1/engage")
    assert (await counted(funding))["engaged"] == 1_000


async def test_two_who_book_the_same_cause_at_once_book_it_once(funding: House) -> None:
    where = await account(funding, "g1", "batir")
    both = [booked(funding, where, ENGAGED, cause="grant/g1/engage") for _ in range(2)]
    found = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["AlreadyBooked", "dict"]
    assert (await counted(funding))["engaged"] == 1_000


async def test_counter_and_ledger_agree_after_every_step(funding: House) -> None:
    for grant, (organisation, steps) in STORY.items():
        where = await account(funding, grant, organisation)
        for each in steps:
            totals = await booked(funding, where, *each.entries, cause=f"grant/{grant}/{each.name}", on=each.on)
            reader = await funding.runtime.store.reader()
            found = await figures(reader, envelope=where.envelope)
            assert {name: found[name] for name in totals} == totals


@pytest.mark.parametrize(
    ("entry", "limit", "left"),
    [
        (Entry(Kind.ENGAGED, 6_199_001), "affected", 6_199_000),
        (Entry(Kind.CERTIFIED, 101), "engaged", 100),
        (Entry(Kind.ADVANCE_OPENED, 101), "engaged", 100),
        (ordered(401), "certified", 400),
        (Entry(Kind.DISENGAGED, 101), "engaged", 100),
        (Entry(Kind.PAID, 501), "paid", 500),
        (Entry(Kind.RECOVERED, 1), "recovered", 0),
        (Entry(Kind.AFFECTED, 1), "voted", 0),
        (Entry(Kind.VOTED, -1), "voted", 0),
    ],
)  # fmt: skip
async def test_no_step_passes_the_one_before(funding: House, entry: Entry, limit: str, left: int) -> None:
    where = await account(funding, "g1", "batir")
    await booked(funding, where, ENGAGED, CERTIFIED, ADVANCE, ordered(500), cause="grant/g1/begin")
    with pytest.raises(LimitReached) as refusal:
        await booked(funding, where, entry, cause="grant/g1/more")
    assert (refusal.value.facts["limit"], refusal.value.facts["left"]) == (limit, left)


async def test_nothing_is_disengaged_below_what_was_ordered(funding: House) -> None:
    where = await account(funding, "g1", "batir")
    begin = [ENGAGED, Entry(Kind.CERTIFIED, 600), ordered(600), Entry(Kind.PAID, 600)]
    await booked(funding, where, *begin, cause="grant/g1/begin")
    back = [Entry(Kind.RECOVERED, 200), Entry(Kind.CERTIFIED, -200)]
    await booked(funding, where, *back, cause="grant/g1/recover")
    with pytest.raises(LimitReached) as refusal:
        await booked(funding, where, Entry(Kind.DISENGAGED, 401), cause="grant/g1/disengage")
    assert (refusal.value.facts["limit"], refusal.value.facts["left"]) == ("ordered", 400)


async def test_an_order_stays_within_the_payment_credits_of_its_year(funding: House) -> None:
    where = await account(funding, "g1", "batir")
    begin = [Entry(Kind.ENGAGED, 3_000_000), Entry(Kind.CERTIFIED, 3_000_000)]
    await booked(funding, where, *begin, cause="grant/g1/begin")
    with pytest.raises(LimitReached) as refusal:
        await booked(funding, where, ordered(2_000_001), cause="grant/g1/order/1")
    assert (refusal.value.facts["limit"], refusal.value.facts["left"]) == ("credits", 2_000_000)
    assert (await counted(funding))["ordered"] == 0
    with pytest.raises(LimitReached):
        await booked(funding, where, ordered(1, 2022), cause="grant/g1/order/1")
    await booked(funding, where, ordered(2_000_000), cause="grant/g1/order/1")
    assert await credits_of(funding, 2020) == {"open": 2_000_000, "ordered": 2_000_000}


async def test_a_rejected_order_gives_its_payment_credits_back(funding: House) -> None:
    where = await account(funding, "g1", "batir")
    await booked(funding, where, ENGAGED, CERTIFIED, ordered(600), cause="grant/g1/begin")
    await booked(funding, where, Entry(Kind.ORDER_REJECTED, 600, 2020), cause="grant/g1/reject")
    assert (await credits_of(funding, 2020))["ordered"] == 0
    assert (await counted(funding))["ordered"] == 0


async def test_a_grant_keeps_its_own_invariant_where_its_envelope_has_room(funding: House) -> None:
    rich, poor = await account(funding, "g1", "batir"), await account(funding, "g5", "arep")
    await booked(funding, rich, Entry(Kind.ENGAGED, 10_000), cause="grant/g1/engage")
    await booked(funding, poor, Entry(Kind.ENGAGED, 100), cause="grant/g5/engage")
    with pytest.raises(InvariantBroken):
        await booked(funding, poor, Entry(Kind.CERTIFIED, 101), cause="grant/g5/certify")
    assert (await counted(funding))["certified"] == 0


async def test_what_is_nothing_is_not_booked(funding: House) -> None:
    where = await account(funding, "g1", "batir")
    await booked(funding, where, ENGAGED, Entry(Kind.ADVANCE_DEDUCTED, 0), cause="grant/g1/engage")
    reader = await funding.runtime.store.reader()
    assert [line.kind for line in await reader.records(Line, grant="g1")] == [Kind.ENGAGED]


async def test_a_clock_that_lags_does_not_tear_the_order_of_the_lines(funding: House) -> None:
    where = await account(funding, "g1", "batir")
    await funding.move_to(paris(date(2020, 9, 24), 12))
    await booked(funding, where, ENGAGED, cause="grant/g1/engage")

    async def late(work: Work) -> None:
        await book(work, where, CERTIFIED, cause="grant/g1/certify", reference="Décompte")

    await funding.runtime.store.within(Cause("book", "test"), late, now=paris(date(2020, 9, 24), 11))
    reader = await funding.runtime.store.reader()
    (before, after) = [await figures(reader, paris(date(2020, 9, 24), hour), grant="g1") for hour in (11, 12)]
    assert (before["certified"], before["engaged"]) == (0, 0)
    assert (after["certified"], after["engaged"]) == (600, 1_000)


# --- what is shown of it


async def test_a_grant_that_is_not_public_has_no_public_balance(funding: House) -> None:
    await funding.get("", "/balance", grant="nothing", expect=404)
    await funding.get("", "/balance", envelope="nothing", expect=404)


async def test_a_balance_that_breaks_the_invariant_is_never_shown(funding: House) -> None:
    await known(funding, g1="batir")
    await booked(funding, await account(funding, "g1", "batir"), Entry(Kind.ENGAGED, 100), cause="grant/g1/engage")
    rows = funding.runtime.store.database["ledger"]
    await rows.update_one({"_id": "grant/g1/engage|engaged"}, {"$set": {"kind": "certified"}})
    problem = await funding.get("", "/balance", grant="g1", expect=500)
    assert problem["type"].endswith(":ledger-invariant")


# --- the cap of the Pacte

CEILING = 5_217_530_500


def voting(line: str, cents: int, *, capped: bool = True) -> dict[str, object]:
    """An envelope of a line paid by the Région alone."""
    source = {"source": "region", "cents": cents, "reference": "Budget primitif 2020"}
    return cast.ENVELOPE | {"line": line, "capped": capped, "sources": [source], "credits": []}


async def test_the_prudent_reading_of_the_cap_holds_over_all_capped_lines(funding: House) -> None:
    left = CEILING - 6_200_000
    refused = await funding.post("solene", "/envelopes", voting("fonctionnement", left + 1), expect=409)
    assert (refused["limit"], refused["left"]) == ("cap", left)
    assert "7 %" in refused["detail"]
    await funding.post("solene", "/envelopes", voting("fonctionnement", left))
    await funding.post("solene", "/envelopes", voting("autre", 1), expect=409)
    await funding.post("solene", "/envelopes", voting("libre", 1, capped=False))


async def test_what_a_vote_takes_away_can_be_opened_again_under_the_cap(funding: House) -> None:
    big = await funding.post("solene", "/envelopes", voting("fonctionnement", CEILING - 6_200_000))
    less = voting("fonctionnement", 1_000)["sources"]
    body = {"sources": less, "credits": [], "act": {"number": "2020.00940", "on": "2020-05-28"}}
    await funding.post("solene", f"/envelopes/{big['id']}/votes", body)
    shown = await funding.get("", "/cap")
    assert (shown["opened_cents"], shown["left_cents"]) == (6_201_000, CEILING - 6_201_000)


async def test_both_readings_are_shown_and_the_audit_keeps_the_one_that_blocked(funding: House) -> None:
    shown = await funding.get("", "/cap")
    assert [(each["base"], each["ceiling_cents"], each["blocks"]) for each in shown["readings"]] == [
        ("both", 10_783_251_430, False),
        ("state", CEILING, True),
    ]
    reader = await funding.runtime.store.reader()
    envelope = (await cast.made(funding))["envelope"]
    explained, cited = (await reader.trail(f"envelope/{envelope}"))[0]["entry"]["explained"]
    assert (cited["rule"], cited["outcome"]) == ("delegation", "Arrêté 2019-decide")
    assert explained["inputs"] == {
        "base": "state",
        "base_cents": 74_536_150_000,
        "ceiling_cents": CEILING,
        "opened_cents": 6_200_000,
    }


def test_an_account_is_of_a_grant_that_was_decided() -> None:
    assert Account.of(granted()).line == "mobilisation"
    with pytest.raises(ValueError, match="not decided"):
        Account.of(requested())
