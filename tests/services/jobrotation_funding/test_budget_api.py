"""Envelopes and rate cards through the door, on the real database."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.chassis.clock import system_now
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.use_cases.booking import Entry
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_money import account, booked
from tests.support.service import House

ACT = {"number": "2020.00950", "on": "2020-05-28"}
LATE = {"number": "2021.00008", "on": "2021-01-28"}
PART = {"source": "region", "cents": 1_000_000, "reference": "Budget primitif 2020"}
OTHER = cast.ENVELOPE | {"line": "fonctionnement", "label": "Fonctionnement", "sources": [PART], "credits": []}


async def envelope(house: House, id: str = "") -> dict[str, Any]:
    """The fixture's envelope, or another one, as everyone sees it."""
    shown: dict[str, Any] = await house.get("", f"/envelopes/{id or (await cast.made(house))['envelope']}")
    return shown


async def path(house: House) -> str:
    """Where the fixture's envelope lies."""
    return f"/envelopes/{(await cast.made(house))['envelope']}"


async def test_the_story_begins_with_62_000_euros_voted_and_affected_and_a_rate_card(funding: House) -> None:
    ids = await cast.made(funding)
    shown = await envelope(funding)
    assert (shown["state"], shown["voted_cents"], shown["affected_cents"], shown["left_cents"]) == (
        "affected",
        6_200_000,
        6_200_000,
        6_200_000,
    )
    assert [fact for fact, _ in await funding.said(f"envelope/{ids['envelope']}")] == ["opened", "affected"]
    card = await funding.get("", f"/rate-cards/{ids['card']}")
    assert [(rate["code"], rate["cents"]) for rate in card["rates"]] == [
        ("trainer", 3_240),
        ("support", 2_480),
        ("tutor", 2_750),
        ("preparation", 42_000),
    ]
    assert [each["id"] for each in (await funding.get("", "/rate-cards"))["items"]] == [ids["card"]]


async def test_a_line_has_one_envelope_a_vintage_and_a_code_one_card(funding: House) -> None:
    twice = await funding.post("solene", "/envelopes", cast.ENVELOPE, expect=409)
    assert (twice["type"], twice["errors"][0]["field"]) == ("urn:pepiniere:probleme:taken", "vintage")
    again = await funding.post("solene", "/rate-cards", cast.CARD | {"code": "2020-a"}, expect=409)
    assert (again["type"], again["errors"][0]["field"]) == ("urn:pepiniere:probleme:taken", "code")
    state = cast.ENVELOPE["sources"][0] | {"agreement": {"year": 2021, "signed_on": "2020-05-04"}}
    await funding.post("solene", "/envelopes", cast.ENVELOPE | {"vintage": 2021, "sources": [state], "credits": []})
    assert [each["vintage"] for each in (await funding.get("", "/envelopes", line="mobilisation"))["items"]] == [
        2020,
        2021,
    ]


async def test_a_repeated_request_opens_one_envelope(funding: House) -> None:
    first = await funding.post("solene", "/envelopes", OTHER, Idempotency_Key="once")
    assert await funding.post("solene", "/envelopes", OTHER, Idempotency_Key="once") == first
    await funding.post("solene", "/envelopes", OTHER | {"label": "Autre"}, Idempotency_Key="once", expect=422)


async def test_a_transfer_saves_both_envelopes_or_none(funding: House) -> None:
    ids, other = await cast.made(funding), await funding.post("solene", "/envelopes", OTHER)
    back = {"cents": 500_000, "scheme": "Job-rotation", "act": ACT}
    await funding.post("solene", f"{await path(funding)}/affectations/withdrawals", back)
    too_much = {"to": other["id"], "sources": [PART | {"cents": 500_001}], "credits": [{"year": 2021, "cents": 1}]}
    refused = await funding.post("solene", f"{await path(funding)}/transfers", too_much | {"act": ACT}, expect=422)
    assert refused["type"].endswith(":credits-above-voted")
    body = {
        "to": other["id"],
        "sources": [PART | {"cents": 500_000}],
        "credits": [{"year": 2021, "cents": 500_000}],
        "act": ACT,
    }
    await funding.post("solene", f"{await path(funding)}/transfers", body)
    gave, received = await envelope(funding), await envelope(funding, other["id"])
    assert (gave["voted_cents"], gave["totals"]["voted"]) == (5_700_000, 5_700_000)
    assert (received["voted_cents"], received["totals"]["voted"]) == (1_500_000, 1_500_000)
    assert (gave["changes"][-1]["other"], received["changes"][-1]["other"]) == (other["id"], ids["envelope"])
    credits = {(each["line"], each["year"]): each["open_cents"] for line in ("mobilisation", "fonctionnement")
               for each in await funding.get("", f"/credits/{line}")}  # fmt: skip
    assert credits == {
        ("mobilisation", 2020): 2_000_000,
        ("mobilisation", 2021): 3_700_000,
        ("fonctionnement", 2021): 500_000,
    }
    again = await funding.post("solene", f"{await path(funding)}/transfers", body, expect=409)
    assert again["type"].endswith(":act-already-applied")


async def test_no_vintage_of_a_capped_line_is_opened_beside_the_cap(funding: House) -> None:
    later = cast.ENVELOPE | {"vintage": 2021, "sources": [PART], "credits": []}
    refused = await funding.post("solene", "/envelopes", later | {"capped": False}, expect=409)
    assert (refused["type"], refused["capped"]) == ("urn:pepiniere:probleme:capped-otherwise", True)
    assert refused["errors"][0]["field"] == "capped"
    await funding.post("solene", "/envelopes", later)
    assert (await funding.get("", "/cap"))["opened_cents"] == 7_200_000


async def test_a_transfer_beside_the_cap_gives_its_room_back_and_one_under_it_takes_some(funding: House) -> None:
    free = await funding.post("solene", "/envelopes", OTHER | {"line": "libre", "capped": False})
    capped = await funding.post("solene", "/envelopes", OTHER)
    part = {"sources": [PART | {"cents": 400_000}], "credits": [], "act": ACT}
    await funding.post("solene", f"/envelopes/{capped['id']}/transfers", {"to": free["id"]} | part)
    assert (await funding.get("", "/cap"))["opened_cents"] == 6_800_000
    await funding.post("solene", f"/envelopes/{free['id']}/transfers", {"to": capped["id"]} | part, expect=409)
    part |= {"act": ACT | {"number": "2020.00951"}}
    await funding.post("solene", f"/envelopes/{free['id']}/transfers", {"to": capped["id"]} | part)
    assert (await funding.get("", "/cap"))["opened_cents"] == 7_200_000


async def test_what_is_engaged_is_not_taken_back_nor_voted_away(funding: House) -> None:
    where = await account(funding, "g1", "batir")
    await booked(funding, where, Entry(Kind.ENGAGED, 6_036_800), cause="grant/g1/engage")
    back = {"cents": 163_201, "scheme": "Job-rotation", "act": ACT}
    refused = await funding.post("solene", f"{await path(funding)}/affectations/withdrawals", back, expect=409)
    assert (refused["type"], refused["left"]) == ("urn:pepiniere:probleme:still-engaged", 163_200)
    await funding.post("solene", f"{await path(funding)}/affectations/withdrawals", back | {"cents": 163_200})
    vote = {"sources": [cast.ENVELOPE["sources"][0]], "credits": [], "act": ACT}
    refused = await funding.post("solene", f"{await path(funding)}/votes", vote, expect=409)
    assert (refused["type"], refused["left"]) == ("urn:pepiniere:probleme:below-affected", 163_200)


async def test_at_the_years_end_what_nobody_ordered_is_carried_over_or_lost(funding: House) -> None:
    where = await account(funding, "g1", "batir")
    begin = [Entry(Kind.ENGAGED, 1_900_000), Entry(Kind.CERTIFIED, 1_900_000), Entry(Kind.ORDERED, 1_811_040, 2020)]
    await booked(funding, where, *begin, cause="grant/g1/begin")
    await cast.on(funding, date(2021, 1, 28))
    body = {"year": 2020, "cents": 188_961, "act": LATE}
    refused = await funding.post("solene", f"{await path(funding)}/carry-overs", body, expect=409)
    assert refused["left"] == 188_960
    await funding.post("solene", f"{await path(funding)}/carry-overs", body | {"cents": 100_000})
    await funding.post("solene", f"{await path(funding)}/lapses", body | {"cents": 88_960})
    assert [(each["year"], each["open_cents"], each["left_cents"]) for each in await funding.get(
        "", "/credits/mobilisation")] == [(2020, 1_811_040, 0), (2021, 4_300_000, 4_300_000)]  # fmt: skip
    facts = [(fact, data.get("reason")) for fact, data in await funding.said(f"envelope/{where.envelope}")]
    assert facts[2:] == [("amended", "carry-over"), ("amended", "lapse")]


async def test_a_change_of_the_vote_moves_counters_and_ledger_together(funding: House) -> None:
    more = cast.ENVELOPE["sources"][1] | {"cents": 3_000_000}
    body = {
        "sources": [cast.ENVELOPE["sources"][0], more],
        "credits": [{"year": 2020, "cents": 1_500_000}, {"year": 2022, "cents": 5_000_000}],
        "act": ACT,
    }
    await funding.post("solene", f"{await path(funding)}/votes", body)
    shown = await envelope(funding)
    balance = (await funding.get("", "/balance", envelope=shown["id"]))["figures"]
    assert (shown["totals"]["voted"], balance["voted"], balance["credits"]) == (6_720_000, 6_720_000, 6_500_000)
    assert [(each["year"], each["open_cents"]) for each in await funding.get("", "/credits/mobilisation")] == [
        (2020, 1_500_000),
        (2022, 5_000_000),
    ]


async def test_a_calculation_is_simulated_and_nothing_is_kept(funding: House) -> None:
    card = (await cast.made(funding))["card"]
    body = {"lines": [{"rate": "trainer", "minutes": 43_200}, {"rate": "preparation", "count": 6}]}
    found = await funding.post("", f"/rate-cards/{card}/quotes", body)
    assert (found["cents"], found["advance_cents"]) == (2_584_800, 775_440)
    assert [line["cents"] for line in found["lines"]] == [2_332_800, 252_000]
    wrong = await funding.post("", f"/rate-cards/{card}/quotes", {"lines": [{"rate": "x", "count": 1}]}, expect=422)
    assert wrong["errors"][0]["field"] == "lines/0/rate"


async def test_acts_wait_while_rights_are_not_confirmed(empty: House) -> None:
    await cast.confirm_rights(empty, system_now() - timedelta(minutes=16))
    refused = await empty.post("solene", "/envelopes", cast.ENVELOPE, expect=503)
    assert refused["type"].endswith(":unavailable")
    await cast.confirm_rights(empty)
    await empty.post("solene", "/envelopes", cast.ENVELOPE)


async def test_what_others_say_is_learnt(funding: House) -> None:
    await cast.organisation(funding, "batir", "bea", "ben")
    await cast.experiment(funding, "x5", "batir")
    reader = await funding.runtime.store.reader()
    batir, x5 = await reader.row("organisations", "batir"), await reader.row("experiments", "x5")
    assert batir
    assert x5
    assert batir["members"] == {"bea": ["representative"], "ben": ["writer"]}
    assert x5["state"] == "running"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sources": [PART | {"cents": 0}]}, "sources/0/cents"),
        ({"sources": [PART | {"cents": 1.5}]}, "sources/0/cents"),
        ({"sources": [PART | {"source": "europe"}]}, "sources/0/source"),
        ({"vintage": 2018}, "vintage"),
        ({"colour": "red"}, "colour"),
        ({"act": {"number": "", "on": "2020-01-30"}}, "act/number"),
    ],
)
async def test_an_opening_that_is_not_understood_names_the_field(
    funding: House, changes: dict[str, Any], field: str
) -> None:
    refused = await funding.post("solene", "/envelopes", OTHER | changes, expect=422)
    assert refused["errors"][0]["field"] == field
