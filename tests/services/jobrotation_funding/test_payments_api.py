"""Claims and payment orders through the API on the real database: locks, evidence, credits, numbers, ceilings."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from services.chassis.clock import system_now
from services.jobrotation_funding.balances import figures
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_payments import (
    AREP,
    BATIR,
    certified,
    certify,
    claim,
    claimed,
    employers,
    engaged,
    month,
    preparations,
    step,
    to_later_card,
    work,
)
from tests.support.service import House

NOVEMBER = date(2020, 11, 16)


async def ledger_of(house: House, grant: str) -> dict[str, int]:
    """The figures of a grant."""
    return await figures(await house.runtime.store.reader(), grant=grant)


async def credits_of(house: House, year: int) -> int:
    """What is ordered of a year's payment credits."""
    years = await house.get("helene", f"/credits/{cast.LINE}")
    return next(int(each["ordered_cents"]) for each in years if each["year"] == year)


async def payments(house: House, grant: str, who: str = "bea") -> Any:
    """Where the money is."""
    return await house.get(who, f"/grants/{grant}/payments")


async def test_a_claim_locks_its_sheets_and_a_rejection_opens_them_to_be_mended(funding: House) -> None:
    await employers(funding)
    grant = await claimed(funding)
    [sheet, *_] = (await funding.get("ben", f"/grants/{grant}/week-sheets", state="locked", side="released"))["items"]
    reason = {"reason": "Une heure de trop."}
    await funding.post("bea", f"/week-sheets/{sheet['id']}/reopening", reason, expect=409)
    await step(funding, "helene", grant, 2, "rejection", {"points": ["hours-to-mend"], "remark": "Voir le 5."})
    await funding.post("bea", f"/week-sheets/{sheet['id']}/reopening", reason)
    whole = await funding.get("ben", f"/week-sheets/{sheet['id']}")
    kept = [
        {name: each[name] for name in ("day", "since", "until", "replaces")}
        for each in whole["entries"]
        if each["day"] != "2020-10-01"
    ]
    await funding.post("ben", f"/week-sheets/{sheet['id']}/entries", {"entries": kept, **reason})
    await funding.post("ben", f"/week-sheets/{sheet['id']}/submission")
    await funding.post("bea", f"/grants/{grant}/week-sheets/approval", {"sheets": [sheet["id"]]})
    # The same pieces serve again, the day that was taken away is no longer released.
    prepared = preparations(2, "attestation batir")
    await claim(funding, grant, "interim", "2020-10-01", "2020-10-31", prepared)
    seen = (await payments(funding, grant))["claims"]
    assert [each["released_minutes"] // 60 for each in seen[1:]] == [91, 84]
    assert [each["state"] for each in seen[1:]] == ["rejected", "submitted"]
    assert (seen[1]["next"]["whose"], seen[2]["next"]["what"]) == ("employer", "prepare")


async def test_hours_done_before_an_amendment_are_paid_at_the_card_of_their_day(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    await to_later_card(funding, grant)
    await cast.on(funding, date(2020, 12, 3))
    # Seven hours a working day, from the 2nd to the 20th: six days before the act of the 10th, seven from it on.
    await work(funding, grant, BATIR, *month("2020-11", 91, 91))
    await claim(funding, grant, "interim", "2020-11-01", "2020-11-30")
    found = (await payments(funding, grant))["claims"][2]["lines"]
    assert [(line["rate_card_code"], line["minutes"] // 60, line["cents"]) for line in found] == [
        ("2020-A", 42, 136_080),
        ("2020-B", 49, 162_190),
    ]


async def test_a_piece_proves_one_claim_of_any_grant(funding: House) -> None:
    await employers(funding, BATIR, AREP)
    await claimed(funding)
    other = await engaged(funding, AREP, on=date(2020, 11, 6))
    prepared = preparations(2, "attestation batir")
    refused = await claim(funding, other, "interim", "2020-10-01", "2020-10-31", prepared, who="ada", expect=409)
    assert refused["type"].endswith("evidence-used")
    assert refused["errors"][0]["field"] == "preparations/0/pieces/0/sha256"


async def test_a_rejected_order_gives_its_credits_back_and_keeps_its_number(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    before = await credits_of(funding, 2020)
    await cast.on(funding, NOVEMBER)
    await step(funding, "odile", grant, 2, "order", {"order": "M-2020-77"})
    assert await credits_of(funding, 2020) == before + 249_312
    rejection = {"reason": "bank-details", "rejected_on": "2020-11-16"}
    await step(funding, "odile", grant, 2, "order-rejection", rejection)
    assert await credits_of(funding, 2020) == before
    assert (await ledger_of(funding, grant))["ordered"] == 775_440
    taken = await step(funding, "odile", grant, 2, "order", {"order": " m-2020-77 "}, expect=409)
    assert taken["type"].endswith("number-used")
    await step(funding, "odile", grant, 2, "order", {"order": "M-2020-78"})
    await step(funding, "odile", grant, 2, "payment", {"paid_on": "2020-11-16"})
    steps = [(each["what"], each["words"]) for each in (await payments(funding, grant))["claims"][1]["steps"][3:]]
    assert steps == [
        ("ordered", "Mandat M-2020-77 parti au payeur"),
        ("order-rejected", "Mandat M-2020-77 rejeté : Coordonnées bancaires à corriger"),
        ("ordered", "Mandat M-2020-78 parti au payeur"),
        ("paid", "Mandat M-2020-78 payé"),
    ]


async def test_an_order_stays_within_the_payment_credits_of_its_year(empty: House) -> None:
    credits = [{"year": 2020, "cents": 775_439}, {"year": 2021, "cents": 5_424_561}]
    await cast.budget(empty, credits=credits)
    await employers(empty)
    grant = await engaged(empty)
    await cast.on(empty, date(2020, 10, 5))
    await empty.post("bea", f"/grants/{grant}/claims/advance")
    await certify(empty, grant, 1, date(2020, 10, 6), date(2020, 10, 8))
    refused = await step(empty, "odile", grant, 1, "order", {"order": "M-1"}, expect=409)
    assert (refused["type"].rpartition(":")[2], refused["left"]) == ("limit-reached", 775_439)
    assert (await ledger_of(empty, grant))["ordered"] == 0
    assert await empty.runtime.store.database["packs"].count_documents({}) == 0
    await cast.on(empty, date(2021, 1, 4))
    await step(empty, "odile", grant, 1, "order", {"order": "M-1"})
    assert await credits_of(empty, 2021) == 775_440


async def test_a_delegation_that_does_not_reach_is_named_with_its_ceiling(funding: House) -> None:
    await employers(funding)
    await cast.officer(funding, "paul", "prepare", ceiling_cents=356_159)
    await cast.officer(funding, "kim", "certify", ceiling_cents=356_159)
    await cast.officer(funding, "omar", "order", ceiling_cents=249_311)
    grant = await claimed(funding)
    refused = await step(funding, "paul", grant, 2, "preparation", expect=409)
    assert (refused["ceiling"], refused["asked"]) == (356_159, 356_160)
    await step(funding, "helene", grant, 2, "preparation")
    refused = await step(funding, "kim", grant, 2, "certification", expect=409)
    assert (refused["ceiling"], refused["asked"]) == (356_159, 356_160)
    await step(funding, "karim", grant, 2, "certification")
    refused = await step(funding, "omar", grant, 2, "order", {"order": "M-2"}, expect=409)
    assert refused["ceiling"] == 249_311
    await step(funding, "odile", grant, 2, "order", {"order": "M-2"})


async def test_three_steps_are_three_persons_whatever_duties_they_hold(funding: House) -> None:
    await employers(funding)
    await cast.officer(funding, "toto", "instruct", "certify", "order")
    grant = await claimed(funding)
    await step(funding, "toto", grant, 2, "preparation")
    refused = await step(funding, "toto", grant, 2, "certification", expect=409)
    assert refused["type"].endswith("second-person-needed")
    await step(funding, "karim", grant, 2, "certification")
    await cast.officer(funding, "karim", "order")
    refused = await step(funding, "karim", grant, 2, "order", {"order": "M-2"}, expect=409)
    assert refused["type"].endswith("second-person-needed")
    refused = await step(funding, "toto", grant, 2, "order", {"order": "M-2"}, expect=409)
    assert refused["type"].endswith("second-person-needed")
    await step(funding, "odile", grant, 2, "order", {"order": "M-2"})


async def test_an_officer_of_the_employer_stands_aside(funding: House) -> None:
    await employers(funding)
    grant = await claimed(funding)
    for who in ("helene", "karim", "odile"):
        await cast.member(funding, "batir", who, "reader")
    await step(funding, "helene", grant, 2, "preparation", expect=409)
    await cast.leaves(funding, "batir", "helene", "reader")
    await step(funding, "helene", grant, 2, "preparation")
    refused = await step(funding, "karim", grant, 2, "certification", expect=409)
    assert refused["type"].endswith("own-organisation")
    await cast.leaves(funding, "batir", "karim", "reader")
    await step(funding, "karim", grant, 2, "certification")
    await step(funding, "odile", grant, 2, "order", {"order": "M-2"}, expect=409)


async def test_certifying_and_ordering_wait_for_rights_that_are_confirmed(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    await cast.confirm_rights(funding, system_now() - timedelta(minutes=16))
    for verb, body in (("order", {"order": "M-2"}), ("payment", {"paid_on": "2020-11-10"})):
        await step(funding, "odile", grant, 2, verb, body, expect=503)
    await step(funding, "karim", grant, 2, "certification", expect=503)


async def test_two_orders_at_once_are_one(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    await cast.officer(funding, "omar", "order")
    path = f"/grants/{grant}/claims/2/order"
    tries = (funding.status("POST", who, path, {"order": f"M-{who}"}) for who in ("odile", "omar"))
    found = sorted(await asyncio.gather(*tries))
    assert found[0] == 200
    assert found[1] in (409, 412)
    assert (await ledger_of(funding, grant))["ordered"] == 775_440 + 249_312
    assert await funding.runtime.store.database["packs"].count_documents({"claim": 2}) == 1


async def test_the_employer_is_told_of_each_step_once(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    await step(funding, "odile", grant, 2, "order", {"order": "M-2"})
    rows = funding.runtime.store.database["outward"].find({"to": "ben"})
    told = sorted([row["template"] async for row in rows if row["template"].startswith(("claim", "payment"))])
    assert told == ["claim-certified"] * 2 + ["payment-ordered"] * 2 + ["payment-paid"]


async def test_hours_that_are_not_approved_are_in_no_claim(funding: House) -> None:
    await employers(funding)
    grant = await engaged(funding)
    await cast.on(funding, date(2020, 11, 5))
    rows = ["matricule;cote;jour;debut;duree;remplace;paye_par", *(each.row(BATIR) for each in month("2020-10", 7, 7))]
    await funding.post("ben", f"/grants/{grant}/week-sheets/import", {"csv": "\n".join(rows), "submit": True})
    refused = await claim(funding, grant, "interim", "2020-10-01", "2020-10-31", expect=409)
    assert refused["type"].endswith("sheets-wait")
    body = {"kind": "interim", "since": "2020-10-01", "until": "2020-10-31", "without_waiting": True}
    refused = await funding.post("bea", f"/grants/{grant}/claims", body, expect=409)
    assert refused["type"].endswith("nothing-to-claim")


# --- bad input

POSITIVE = {"cents": 1, "reason": "service-not-done", "motive": "Contrôle.", "answer_by": "2021-09-30"}
CLAIM = {"kind": "interim", "since": "2020-10-01", "until": "2020-10-31"}
PIECE = {"name": "Attestation", "sha256": "0" * 64}
FIRST = "preparations/0"


def claiming(**changes: Any) -> dict[str, Any]:
    """A claim with one preparation, spoiled."""
    return CLAIM | {"preparations": [{"rate": "preparation", "count": 1, "pieces": [PIECE]} | changes]}


RETURNED = {"on": "2020-11-10", "cents": 1, "reference": "VIR-1"}
BAD: list[tuple[str, str, str, Any, str]] = [
    ("a kind that is none", "bea", "claims", CLAIM | {"kind": "advance"}, "kind"),
    ("no day", "bea", "claims", CLAIM | {"since": 20201001}, "since"),
    ("a digest that is none", "bea", "claims", claiming(pieces=[PIECE | {"sha256": "x"}]), f"{FIRST}/pieces/0/sha256"),
    ("no piece", "bea", "claims", claiming(pieces=[]), f"{FIRST}/pieces"),
    ("none prepared", "bea", "claims", claiming(count=0), f"{FIRST}/count"),
    ("half a preparation", "bea", "claims", claiming(count=0.5), f"{FIRST}/count"),
    ("a field too many", "bea", "claims", CLAIM | {"claimed_cents": 1}, "claimed_cents"),
    ("no point", "helene", "claims/2/rejection", {"points": []}, "points"),
    ("no number", "odile", "claims/2/order", {"order": ""}, "order"),
    ("a blank number", "odile", "claims/2/order", {"order": "  "}, "order"),
    ("an endless number", "odile", "claims/2/order", {"order": "9" * 61}, "order"),
    ("another amount", "odile", "claims/2/order", {"order": "M-2", "cents": 1}, "cents"),
    ("a negative amount", "helene", "recoveries", {"letter": POSITIVE | {"cents": -1}}, "letter/cents"),
    ("nothing", "helene", "recoveries", {"letter": POSITIVE | {"cents": 0}}, "letter/cents"),
    ("a text for cents", "helene", "recoveries", {"letter": POSITIVE | {"cents": "1"}}, "letter/cents"),
    ("a fraction of a cent", "helene", "recoveries", {"letter": POSITIVE | {"cents": 1.5}}, "letter/cents"),
    ("too many cents", "helene", "recoveries", {"letter": POSITIVE | {"cents": 10**12}}, "letter/cents"),
    ("an unknown reason", "helene", "recoveries", {"letter": POSITIVE | {"reason": "greed"}}, "letter/reason"),
    ("no motive", "helene", "recoveries", {"letter": POSITIVE | {"motive": " "}}, "letter/motive"),
    ("an unknown way", "helene", "recoveries", {"letter": POSITIVE | {"way": "cash"}}, "letter/way"),
    ("money taken back", "odile", "recoveries/1/returns", RETURNED | {"cents": -1}, "cents"),
    ("an offset on nothing", "odile", "recoveries/1/returns", RETURNED | {"offset": {"grant": "g"}}, "offset/claim"),
    ("a way of one's own", "odile", "recoveries/1/returns", RETURNED | {"way": "reduction"}, "way"),
    ("no instalment", "odile", "recoveries/1/instalments", {"instalments": []}, "instalments"),
    ("no reason to lift", "odile", "holds/lifting", {"because": ""}, "because"),
    ("no act", "solene", "recoveries/1/waiver", {"cents": 1}, "act"),
]  # fmt: skip


async def test_what_no_field_takes_is_refused_by_its_name_and_nothing_is_written(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    database = funding.runtime.store.database
    before = {name: await database[name].count_documents({}) for name in ("ledger", "events", "audit", "packs")}
    for what, who, path, body, field in BAD:
        refused = await funding.post(who, f"/grants/{grant}/{path}", body, expect=422)
        assert field in [each["field"] for each in refused["errors"]], (what, refused)
    assert before == {name: await database[name].count_documents({}) for name in before}


@pytest.mark.parametrize("number", ["0", "-1", "1001", "two", "2.5"])
async def test_a_claim_has_a_number(house: House, number: str) -> None:
    await cast.settle_in(house)
    await house.post("helene", f"/grants/g1/claims/{number}/preparation", expect=422)
