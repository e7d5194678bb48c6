"""Recoveries through the API: titles, instalments, offsets on other payments, reductions, votes; ledger and letters."""

from datetime import date
from typing import Any

from services.jobrotation_funding.balances import figures
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_payments import (
    AREP,
    BATIR,
    accounted,
    advanced,
    certified,
    claim,
    employers,
    engaged,
    month,
    overpaid,
    pay,
    step,
    work,
)
from tests.support.service import House

# In the year after the order: by a title. In its own year: the order is reduced.
SENT, ANSWERED, TITLED = date(2021, 1, 12), date(2021, 1, 20), date(2021, 2, 15)
SAME_YEAR: dict[str, Any] = {"sent": date(2020, 11, 12), "on": date(2020, 12, 15), "answer_by": "2020-12-14"}
UNFOUNDED = {"reason": "service-proved", "because": "Feuilles produites."}
LETTER = {
    "cents": 503_280,
    "reason": "advance-above-service",
    "motive": "L'avance de 7 754,40 € dépasse le service fait de 2 721,60 €.",
    "answer_by": "2021-02-12",
}
SEVEN_HOURS: dict[str, Any] = {
    "cents": 22_680,
    "reason": "service-not-done",
    "motive": "Sept heures non faites.",
    "claim": 2,
}


async def titled(
    house: House, grant: str, title: str = "T-1", *, sent: date = SENT, on: date = TITLED, **changes: Any
) -> str:
    """Letter, silence, title; its path."""
    await cast.on(house, sent)
    await house.post("helene", f"/grants/{grant}/recoveries", {"letter": LETTER | changes})
    await cast.on(house, on)
    await house.post("odile", f"/grants/{grant}/recoveries/1/title", {"title": title})
    return f"/grants/{grant}/recoveries/1"


async def ledger_of(house: House, grant: str) -> dict[str, int]:
    return await figures(await house.runtime.store.reader(), grant=grant)


async def letters(house: House, template: str) -> list[dict[str, Any]]:
    rows = house.runtime.store.database["outward"].find({"to": "bea", "template": template})
    return [row["facts"] async for row in rows]


async def test_a_letter_gives_time_to_answer_before_any_title(funding: House) -> None:
    await employers(funding)
    grant = await overpaid(funding)
    await cast.on(funding, SENT)
    await funding.post("helene", f"/grants/{grant}/recoveries", {"letter": LETTER})
    [letter] = await letters(funding, "recovery-opened")
    assert (letter["answer_by"], letter["motive"]) == ("12/02/2021", LETTER["motive"])
    early = await funding.post("odile", f"/grants/{grant}/recoveries/1/title", {"title": "T-1"}, expect=409)
    assert (early["type"].rpartition(":")[2], early["answer_by"]) == ("time-to-answer", "2021-02-12")
    await cast.on(funding, ANSWERED)
    await funding.post("helene", f"/grants/{grant}/recoveries/1/answer", {"answer": "Nous demandons un délai."})
    await funding.post("odile", f"/grants/{grant}/recoveries/1/title", {"title": "T-1"})
    assert (await ledger_of(funding, grant))["claimed_back"] == 503_280
    [seen] = await funding.get("bea", f"/grants/{grant}/recoveries")
    assert (seen["state_label"], seen["answer"], seen["left_cents"]) == (
        "Titre de recettes émis",
        "Nous demandons un délai.",
        503_280,
    )


async def test_a_title_has_a_number_of_its_own(funding: House) -> None:
    await employers(funding)
    grant = await overpaid(funding)
    await cast.on(funding, SENT)
    for cents in (3_280, 500_000):
        await funding.post("helene", f"/grants/{grant}/recoveries", {"letter": LETTER | {"cents": cents}})
    await cast.on(funding, TITLED)
    await funding.post("odile", f"/grants/{grant}/recoveries/1/title", {"title": "T-2020-0117"})
    second = f"/grants/{grant}/recoveries/2/title"
    taken = await funding.post("odile", second, {"title": "t-2020-0117 "}, expect=409)
    assert (taken["type"].rpartition(":")[2], taken["errors"][0]["field"]) == ("number-used", "title")
    await funding.post("odile", second, {"title": "T-2020-0118"})


async def test_a_transfer_counts_once_and_the_last_euro_settles(funding: House) -> None:
    await employers(funding)
    grant = await overpaid(funding)
    recovery = await titled(funding, grant)
    half = {"on": TITLED.isoformat(), "cents": 251_640, "reference": "VIR-1"}
    await funding.post("odile", f"{recovery}/returns", half)
    again = await funding.post("odile", f"{recovery}/returns", half, expect=422)
    assert again["errors"][0]["field"] == "reference"
    await funding.post("odile", f"{recovery}/returns", half | {"reference": "VIR-2"})
    found = await ledger_of(funding, grant)
    assert (found["recovered"], found["open_advance"], found["ordered"]) == (503_280, 0, 775_440)
    assert len(await letters(funding, "recovery-settled")) == 1


async def test_what_is_owed_is_offset_on_a_later_payment_of_the_same_employer(funding: House) -> None:
    await employers(funding, BATIR, AREP)
    owing = await overpaid(funding)
    recovery = await titled(funding, owing)
    small = {
        "lines": [{"rate": "trainer", "minutes": 60_000}],
        "starts_on": "2021-07-01",
        "ends_on": "2021-12-31",
    }
    paying = await engaged(funding, BATIR, on=date(2021, 2, 16), **small)
    await funding.post("bea", f"/grants/{paying}/claims/advance")
    await step(funding, "helene", paying, 1, "preparation")
    await step(funding, "karim", paying, 1, "certification")
    back = {"on": "2021-02-18", "cents": 503_280, "reference": "COMP-1", "offset": {"grant": paying, "claim": 1}}
    await cast.on(funding, date(2021, 2, 17))
    unpaid = await funding.post("odile", f"{recovery}/returns", back | {"on": "2021-02-17"}, expect=422)
    assert unpaid["errors"][0]["field"] == "offset/claim"
    await pay(funding, paying, 1, "M-20", date(2021, 2, 17), date(2021, 2, 18))
    before = {"grant": owing, "claim": 1}
    refused = await funding.post("odile", f"{recovery}/returns", back | {"offset": before}, expect=422)
    assert "précède le titre" in refused["detail"]
    await funding.post("odile", f"{recovery}/returns", back | {"cents": 300_000})
    second = back | {"cents": 203_280, "reference": "COMP-2"}
    taken = await funding.post("odile", f"{recovery}/returns", second, expect=409)
    assert taken["type"].endswith("offset-taken")
    assert (await ledger_of(funding, owing))["recovered"] == 300_000
    # The order was paid whole: an offset is a payment.
    found = await ledger_of(funding, paying)
    assert found["paid"] == found["ordered"] == 972_000


async def test_nothing_is_offset_on_the_payment_of_another_employer(funding: House) -> None:
    await employers(funding, BATIR, AREP)
    owing = await overpaid(funding)
    recovery = await titled(funding, owing)
    other = await engaged(funding, AREP, on=date(2021, 2, 16))
    back = {"on": "2021-02-16", "cents": 1, "reference": "COMP-1"}
    for grant in (other, "nowhere"):
        offset = {"grant": grant, "claim": 1}
        refused = await funding.post("odile", f"{recovery}/returns", back | {"offset": offset}, expect=422)
        assert refused["errors"][0]["field"] == "offset/grant"


async def test_in_the_same_year_the_order_is_reduced_and_its_credits_come_back(funding: House) -> None:
    await employers(funding)
    grant = await overpaid(funding)
    recovery = await titled(funding, grant, "R-1", **SAME_YEAR)
    body = {"on": "2020-12-15", "cents": 503_280, "reference": "VIR-1"}
    await funding.post("odile", f"{recovery}/returns", body)
    found = await ledger_of(funding, grant)
    assert (found["ordered"], found["paid"], found["recovered"], found["open_advance"]) == (272_160, 272_160, 0, 0)
    years = await funding.get("helene", f"/credits/{cast.LINE}")
    assert next(each["ordered_cents"] for each in years if each["year"] == 2020) == 272_160
    said = dict(await funding.said(f"grant/{grant}"))["recovery-settled"]
    assert (said["reduced_cents"], said["recovered_cents"]) == (503_280, 0)
    # What is reduced keeps no AE: it may be given back.
    gives = {"cents": 2_584_800 - 272_160, "reason": "hours-not-done"}
    await funding.post("odile", f"/grants/{grant}/disengagements", gives)
    await funding.post("odile", f"/grants/{grant}/closing")


async def test_what_is_recovered_by_a_title_keeps_its_ae(funding: House) -> None:
    await employers(funding)
    grant = await overpaid(funding)
    recovery = await titled(funding, grant)
    await funding.post("odile", f"{recovery}/returns", {"on": "2021-02-15", "cents": 503_280, "reference": "VIR-1"})
    gives = {"cents": 2_584_800 - 775_439, "reason": "hours-not-done"}
    refused = await funding.post("odile", f"/grants/{grant}/disengagements", gives, expect=409)
    assert refused["left"] == 2_584_800 - 775_440


async def test_a_vote_waives_what_is_left_and_the_grant_can_be_closed(funding: House) -> None:
    await employers(funding)
    grant = await overpaid(funding)
    recovery = await titled(funding, grant)
    await funding.post("odile", f"{recovery}/returns", {"on": "2021-02-15", "cents": 303_280, "reference": "VIR-1"})
    vote = {"cents": 200_000, "act": {"number": "2021.02100", "on": "2021-02-15"}}
    await funding.post("odile", f"{recovery}/waiver", vote, expect=403)
    await funding.post("solene", f"{recovery}/waiver", vote)
    found = await ledger_of(funding, grant)
    assert (found["waived"], found["recovered"], found["open_advance"]) == (200_000, 303_280, 200_000)
    [seen] = await funding.get("bea", f"/grants/{grant}/recoveries")
    assert (seen["state"], seen["waived_cents"]) == ("settled", 200_000)
    gives = {"cents": 2_584_800 - 775_440, "reason": "hours-not-done"}
    await funding.post("odile", f"/grants/{grant}/disengagements", gives)
    await accounted(funding, grant, 2020)
    await funding.post("odile", f"/grants/{grant}/closing")


async def test_the_answer_may_end_it(funding: House) -> None:
    await employers(funding)
    grant = await overpaid(funding)
    await cast.on(funding, SENT)
    await funding.post("helene", f"/grants/{grant}/recoveries", {"letter": LETTER})
    await funding.post("helene", f"/grants/{grant}/recoveries/1/answer", {"answer": "Voici les feuilles."})
    await funding.post("odile", f"/grants/{grant}/recoveries/1/drop", UNFOUNDED)
    assert (await ledger_of(funding, grant))["claimed_back"] == 0
    said = dict(await funding.said(f"grant/{grant}"))["recovery-settled"]
    assert (said["dropped_cents"], said["dropped_because"], said["title"]) == (503_280, "service-proved", None)


async def test_an_employer_with_a_title_running_claims_once_it_is_settled(funding: House) -> None:
    await employers(funding)
    grant = await advanced(funding)
    # The period is over, and nothing was done.
    await cast.on(funding, date(2021, 7, 1))
    letter = LETTER | {"cents": 700_000, "answer_by": "2021-08-02"}
    await funding.post("helene", f"/grants/{grant}/recoveries", {"letter": letter})
    await cast.on(funding, date(2021, 8, 3))
    await funding.post("odile", f"/grants/{grant}/recoveries/1/title", {"title": "T-1"})
    await work(funding, grant, BATIR, *month("2021-06", 7, 7))
    refused = await claim(funding, grant, "balance", "2021-06-01", "2021-06-30", expect=409)
    assert refused["type"].endswith("title-runs")
    back = {"on": "2021-08-03", "cents": 700_000, "reference": "VIR-1"}
    await funding.post("odile", f"/grants/{grant}/recoveries/1/returns", back)
    await claim(funding, grant, "balance", "2021-06-01", "2021-06-30")


async def test_a_service_found_not_done_comes_back_on_a_paid_claim(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    await pay(funding, grant, 2, "M-2", date(2020, 11, 10), date(2020, 11, 11))
    recovery = await titled(funding, grant, **SEVEN_HOURS)
    await funding.post("odile", f"{recovery}/returns", {"on": "2021-02-15", "cents": 22_680, "reference": "VIR-1"})
    found = await ledger_of(funding, grant)
    assert (found["certified"], found["recovered"]) == (356_160 - 22_680, 22_680)
    assert found["ordered"] - found["recovered"] == 775_440 + 249_312 - 22_680


async def test_the_order_of_this_year_is_reduced_though_the_advance_is_of_the_last(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    await pay(funding, grant, 2, "M-2", date(2021, 1, 5), date(2021, 1, 6))
    await cast.on(funding, SENT)
    path = f"/grants/{grant}/recoveries"
    refused = await funding.post("helene", path, {"letter": LETTER | SEVEN_HOURS | {"way": "title"}}, expect=422)
    assert refused["errors"][0]["field"] == "way"
    recovery = await titled(funding, grant, "R-1", **SEVEN_HOURS)
    assert [each["title_number"] for each in await letters(funding, "recovery-reduced")] == ["R-1"]
    await funding.post("odile", f"{recovery}/returns", {"on": "2021-02-15", "cents": 22_680, "reference": "VIR-1"})
    years = {each["year"]: each for each in await funding.get("helene", f"/credits/{cast.LINE}")}
    assert (years[2020]["ordered_cents"], years[2021]["ordered_cents"]) == (775_440, 249_312 - 22_680)
    found = await ledger_of(funding, grant)
    assert (found["paid"], found["recovered"], found["certified"]) == (1_024_752 - 22_680, 0, 356_160 - 22_680)


async def test_a_title_is_issued_within_the_ceiling_of_a_delegation(funding: House) -> None:
    await employers(funding)
    grant = await overpaid(funding)
    await cast.officer(funding, "omar", "order", ceiling_cents=503_279)
    await cast.on(funding, SENT)
    await funding.post("helene", f"/grants/{grant}/recoveries", {"letter": LETTER})
    await cast.on(funding, TITLED)
    for step_of, body in (("title", {"title": "T-1"}), ("drop", UNFOUNDED)):
        path = f"/grants/{grant}/recoveries/1/{step_of}"
        refused = await funding.post("omar", path, body, expect=409)
        assert (refused["type"].rpartition(":")[2], refused["ceiling"]) == ("delegation-ceiling", 503_279)
    await funding.post("odile", f"/grants/{grant}/recoveries/1/title", {"title": "T-1"})
