"""Balances at any past instant, the ledger's lines and the accounting journal, on G1 and G5 of the story."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest

from services.jobrotation_funding.queries import ledger
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_money import known, play
from tests.support.service import House

END = "2021-12-31T22:59:59Z"
# Written from STORY.md: G1 and G5 alone, in the envelope of 62 000.00.
ENVELOPE_AT = {
    "2020-05-28T07:59:59Z": {"voted": 0},
    "2020-09-24T21:59:59Z": {"voted": 6_200_000, "affected": 6_200_000, "engaged": 3_640_800, "ordered": 0},
    "2020-12-31T22:59:59Z": {"engaged": 3_640_800, "certified": 0, "open_advance": 1_092_240, "paid": 1_092_240},
    "2021-06-21T21:59:59Z": {
        "engaged": 2_901_600,
        "disengaged": 739_200,
        "certified": 2_218_440,
        "open_advance": 240_900,
        "ordered": 2_459_340,
        "paid": 2_459_340,
        "recovered": 0,
    },
    END: {
        "engaged": 2_784_960,
        "disengaged": 855_840,
        "certified": 2_733_600,
        "open_advance": 0,
        "ordered": 2_784_960,
        "paid": 2_784_960,
        "recovered": 51_360,
    },
}  # fmt: skip
G1_AT = {
    "2021-05-17T21:59:59Z": {"engaged": 2_584_800, "certified": 1_953_000, "open_advance": 189_540, "paid": 1_502_964},
    "2021-06-21T21:59:59Z": {"paid": 2_142_540},
    END: {"engaged": 2_468_160, "certified": 2_468_160, "paid": 2_468_160, "open_advance": 0},
}


@pytest.fixture(scope="module")
async def played(house: House) -> House:
    """G1 and G5, step by step, played once: nothing here writes."""
    await cast.settle_in(house)
    await cast.budget(house)
    await cast.organisation(house, "batir", "bea")
    await cast.organisation(house, "arep", "alix")
    await known(house, g1="batir", g5="arep")
    await play(house)
    await cast.on(house, date(2022, 1, 3))
    return house


async def test_the_balance_of_an_envelope_a_line_and_a_grant_at_any_past_instant(played: House) -> None:
    envelope = (await cast.made(played))["envelope"]
    for chosen in ({"envelope": envelope}, {"line": "mobilisation"}, {"line": "mobilisation", "vintage": 2020}, {}):
        for at, expected in ENVELOPE_AT.items():
            found = (await played.get("", "/balance", at=at, **chosen))["figures"]
            assert {name: found[name] for name in expected} == expected, at
    for at, expected in G1_AT.items():
        found = (await played.get("", "/balance", at=at, grant="g1"))["figures"]
        assert {name: found[name] for name in expected} == expected, at
    # --- now, when no instant is named; nothing is in another line or vintage
    assert (await played.get("", "/balance", grant="g5"))["figures"]["recovered"] == 51_360
    assert set((await played.get("", "/balance", line="fonctionnement"))["figures"].values()) == {0}
    assert set((await played.get("", "/balance", line="mobilisation", vintage=2021))["figures"].values()) == {0}


async def test_a_balance_says_what_is_left_at_each_step(played: House) -> None:
    envelope = (await cast.made(played))["envelope"]
    found = await played.get("", "/balance", envelope=envelope, at="2021-09-30T10:00:00Z")
    assert [(step["step"], step["cents"], step["left_cents"]) for step in found["chain"]] == [
        ("voted", 6_200_000, 0),
        ("affected", 6_200_000, 3_298_400),
        ("engaged", 2_901_600, 442_260),
        ("certified", 2_459_340, 0),
        ("ordered", 2_459_340, 0),
        ("paid", 2_459_340, 442_260),
        ("recovered", 0, 51_360),
    ]
    of_a_grant = await played.get("", "/balance", grant="g1")
    assert [step["step"] for step in of_a_grant["chain"]] == ["engaged", "certified", "ordered", "paid", "recovered"]


async def test_an_instant_is_included_and_the_one_before_is_not(played: House) -> None:
    lines = (await played.get("helene", "/ledger", grant="g1", limit=200))["items"]
    (paid_at,) = [line["at"] for line in lines if line["cause"] == "grant/g1/4/pay"]
    before = datetime.fromisoformat(paid_at) - timedelta(microseconds=1)
    assert (await played.get("", "/balance", grant="g1", at=paid_at))["figures"]["paid"] == 2_468_160
    assert (await played.get("", "/balance", grant="g1", at=before.isoformat()))["figures"]["paid"] == 2_142_540


async def test_the_balance_of_an_instant_to_come_is_not_known(played: House) -> None:
    problem = await played.get("", "/balance", at="2090-01-01T00:00:00Z", expect=422)
    assert problem["errors"][0]["field"] == "at"


# --- lines


async def test_lines_come_in_the_order_they_were_booked_page_by_page(played: House) -> None:
    whole = (await played.get("helene", "/ledger", limit=200))["items"]
    assert [line["at"] for line in whole] == sorted(line["at"] for line in whole)
    page = await played.get("helene", "/ledger", limit=7)
    found = page["items"]
    while page["next"] is not None:
        page = await played.get("helene", "/ledger", limit=7, after=page["next"])
        found += page["items"]
    assert found == whole
    assert len(found) == len({line["id"] for line in found})


async def test_a_member_reads_the_lines_of_their_own_grants_only(played: House) -> None:
    lines = (await played.get("bea", "/ledger", grant="g1"))["items"]
    assert {line["organisation"] for line in lines} == {"batir"}
    await played.get("bea", "/ledger", grant="g5", expect=403)
    await played.get("bea", "/ledger", expect=403)
    await played.get("", "/ledger", grant="g1", expect=401)


# --- accounting


async def journal(house: House, year: int) -> list[dict[str, str]]:
    """The accounting journal of a year, read as a spreadsheet would."""
    answer = await house.client.get(f"{house.root}/accounting/{year}", headers=house._headers("karim"))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"journal-comptable-{year}.csv" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))


def total(rows: list[dict[str, str]], side: str) -> int:
    """The sum of a side in cents."""
    return sum(int(row[side].replace(",", "")) for row in rows if row[side])


async def test_a_long_year_is_exported_whole(played: House, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = await journal(played, 2021)
    monkeypatch.setattr(ledger, "MANY", 3)
    assert await journal(played, 2021) == whole
    # Nineteen lines of 2021 touch the accounts.
    assert len(whole) == 2 * 19


async def test_the_accounting_journal_of_each_year_balances(played: House) -> None:
    totals = {}
    for year in (2020, 2021, 2022):
        rows = await journal(played, year)
        totals[year] = (total(rows, "Débit"), total(rows, "Crédit"))
        paid = [row for row in rows if row["Compte"] == "515"]
        assert total(paid, "Crédit") == {2020: 1_092_240, 2021: 1_692_720, 2022: 0}[year]
    assert {debit - credit for debit, credit in totals.values()} == {0}
    # 2020: two advances certified, ordered and paid.
    assert totals[2020] == (3 * 1_092_240, 3 * 1_092_240)
    assert {row["Bénéficiaire"] for row in await journal(played, 2020)} == {"Batir", "Arep"}
