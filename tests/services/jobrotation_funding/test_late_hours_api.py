"""Hours around a claim, through the door: replaced later in the month, approved after it, done in the days after."""

import csv
import io
import zipfile
from datetime import date
from typing import Any

import pytest

from services.jobrotation_funding.use_cases import claims
from services.jobrotation_funding.use_cases.packing import HOURS
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.housing_hours import kinds
from tests.services.jobrotation_funding.making_payments import (
    BATIR,
    Worked,
    certify,
    claim,
    employers,
    engaged,
    step,
    work,
)
from tests.support.service import House

FREED, FILLED = "libéré", "remplaçant"
NOVEMBER = ("2020-11-01", "2020-11-30")


def day(number: int, side: str, hours: int = 7, month: int = 11, year: int = 2020) -> Worked:
    """Hours of one side on a day, of November 2020 unless said otherwise."""
    return Worked(date(year, month, number), hours, side)


@pytest.fixture
async def grant(funding: House) -> str:
    """G1, engaged; it is 5 December 2020."""
    await employers(funding)
    grant = await engaged(funding)
    await cast.on(funding, date(2020, 12, 5))
    return grant


async def entered(house: House, grant: str, *worked: Worked) -> list[str]:
    """Hours that wait for their approval; their sheets."""
    rows = ["matricule;cote;jour;debut;duree;remplace;paye_par", *(each.row(BATIR) for each in worked)]
    body = {"csv": "\n".join(rows), "submit": True}
    done = await house.post("ben", f"/grants/{grant}/week-sheets/import", body)
    sheets: list[str] = done["extra"]["sheets"]
    return sheets


async def claimed(house: House, grant: str, kind: str, since: str, until: str, **more: Any) -> Any:
    """A claim that says whether it leaves hours out."""
    expect = more.pop("expect", None)
    return await house.post(
        "bea", f"/grants/{grant}/claims", {"kind": kind, "since": since, "until": until} | more, expect=expect
    )


async def shown(house: House, grant: str) -> list[dict[str, Any]]:
    """The claims as they are shown."""
    found: list[dict[str, Any]] = (await house.get("bea", f"/grants/{grant}/payments"))["claims"]
    return found


async def test_an_hour_replaced_later_in_the_month_is_not_lost_between_two_claims(funding: House, grant: str) -> None:
    await work(funding, grant, BATIR, day(10, FREED, 10), day(20, FILLED, 10))
    half = await claim(funding, grant, "interim", "2020-11-01", "2020-11-15", expect=422)
    assert (kinds(half), half["days"]) == ([("part-of-month", "until")], ["2020-11-30"])
    assert "le 30/11/2020" in half["detail"]
    half = await claim(funding, grant, "interim", "2020-11-16", "2020-11-30", expect=422)
    assert (kinds(half), half["days"]) == ([("part-of-month", "since")], ["2020-11-01"])
    asked: dict[str, Any] = {"since": "2020-11-01", "until": "2020-11-15"}
    seen = await funding.get("bea", f"/grants/{grant}/hours/matching", expect=422, **asked)
    assert kinds(seen) == [("part-of-month", "until")]
    await claim(funding, grant, "interim", *NOVEMBER)
    assert [(each["matched_minutes"], each["claimed_cents"]) for each in await shown(funding, grant)] == [(600, 32_400)]


async def counted(house: House, grant: str, number: int) -> dict[str, int]:
    """The minutes that the pack of a claim says it counts, by day."""
    await step(house, "odile", grant, number, "order", {"order": f"M-{number}"})
    digest = (await shown(house, grant))[number - 1]["pack_sha256"]
    answer = await house.client.get(f"{house.root}/grants/{grant}/packs/{digest}", headers=house._headers("odile"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        rows = csv.DictReader(io.StringIO(archive.read(HOURS).decode("utf-8-sig")), delimiter=";")
        return {row["debut"][:10]: int(row["minutes_decomptees"]) for row in rows if row["volet"] == "released"}


async def test_what_is_approved_after_a_claim_is_paid_by_another_of_the_same_month(funding: House, grant: str) -> None:
    """Rémi's second week waits: Ana's hours of the 12th find their substitute in the second claim only."""
    await work(funding, grant, BATIR, day(10, FREED), day(10, FILLED), day(12, FREED))
    [late] = await entered(funding, grant, day(18, FILLED))
    waits = await claim(funding, grant, "interim", *NOVEMBER, expect=409)
    assert (kinds(waits), waits["sheets"]) == ([("sheets-wait", "without_waiting")], [late])
    assert "semaines du 16/11/2020" in waits["detail"]
    await claimed(funding, grant, "interim", *NOVEMBER, without_waiting=True)
    await funding.post("bea", f"/grants/{grant}/week-sheets/approval", {"sheets": [late]})
    await certify(funding, grant, 1, date(2020, 12, 7), date(2020, 12, 8))
    await claim(funding, grant, "interim", *NOVEMBER)
    first, second = await shown(funding, grant)
    assert (first["left_out"], second["left_out"]) == ([late], [])
    assert (first["released_minutes"], first["matched_minutes"]) == (840, 420)
    assert [(each["reason"], each["minutes"]) for each in first["unmatched"]] == [("no-substitute", 420)]
    assert (second["released_minutes"], second["matched_minutes"], second["unmatched"]) == (420, 420, [])
    await certify(funding, grant, 2, date(2020, 12, 9), date(2020, 12, 10))
    nothing = await claim(funding, grant, "interim", *NOVEMBER, expect=409)
    assert (kinds(nothing), nothing["claim"]) == ([("overlapping-period", "since")], 1)
    # An hour has one payer: each pack says which hours its own claim counts.
    assert await counted(funding, grant, 1) == {"2020-11-10": 420, "2020-11-12": 0}
    assert await counted(funding, grant, 2) == {"2020-11-10": 0, "2020-11-12": 420}


async def test_the_days_of_a_week_after_a_claim_have_a_sheet_of_their_own(funding: House, grant: str) -> None:
    """March is claimed on Thursday 1 April; the week goes on."""
    await cast.on(funding, date(2021, 4, 1))
    march = [day(31, side, month=3, year=2021) for side in (FREED, FILLED)]
    held, _ = await work(funding, grant, BATIR, *march)
    await claim(funding, grant, "interim", "2021-03-01", "2021-03-31")
    await cast.on(funding, date(2021, 4, 6))
    before = await funding.get("bea", f"/week-sheets/{held}")
    refused = await funding.post("ben", f"/week-sheets/{held}/entries", {"entries": []}, expect=409)
    assert refused["type"].endswith("in-a-claim")
    sheet = {"staff": before["staff"], "side": before["side"], "week": "2021-03-29"}
    entry = {"since": "17:00", "until": "18:00", "replaces": before["entries"][0]["replaces"]}
    address = f"/grants/{grant}/week-sheets"
    refused = await funding.post("ben", address, sheet | {"entries": [entry | {"day": "2021-03-31"}]}, expect=422)
    assert kinds(refused) == [("day-claimed", "entries/0/day")]
    assert "décompte n° 1" in refused["detail"]
    rows = "matricule;cote;jour;debut;duree\nR1;libéré;31/03/2021;17:00;1\n"
    refused = await funding.post("ben", f"{address}/import", {"csv": rows}, expect=422)
    assert kinds(refused) == [("day-claimed", "csv/2/jour")]
    opened = await funding.post("ben", address, sheet | {"entries": [entry | {"day": "2021-04-01"}]})
    refused = await funding.post("ben", address, sheet | {"entries": []}, expect=409)
    assert refused["sheet"] == opened["id"]
    # The file of April goes into the sheet that is open, and opens the other side's.
    april = [day(2, side, month=4, year=2021) for side in (FREED, FILLED)]
    sheets = await entered(funding, grant, *april)
    assert opened["id"] in sheets
    assert held not in sheets
    await funding.post("bea", f"{address}/approval", {"sheets": sheets})
    assert await funding.get("bea", f"/week-sheets/{held}") == before
    await certify(funding, grant, 1, date(2021, 4, 7), date(2021, 4, 8))
    await cast.on(funding, date(2021, 5, 3))
    await claim(funding, grant, "interim", "2021-04-01", "2021-04-30")
    assert [each["matched_minutes"] for each in await shown(funding, grant)] == [420, 420]


async def test_a_balance_leaves_no_hours_behind_without_a_word(
    funding: House, grant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is claimed after it: hours of another month, or not approved yet, would never be paid."""
    october = ("2020-10-01", "2020-10-31")
    await work(funding, grant, BATIR, *(day(5, side, month=10) for side in (FREED, FILLED)))
    approved = await work(funding, grant, BATIR, *(day(3, side) for side in (FREED, FILLED)))
    waiting = await entered(funding, grant, day(10, FREED))
    refused = await claim(funding, grant, "balance", *october, expect=409)
    assert kinds(refused) == [("sheets-wait", "without_waiting")]
    assert sorted(refused["sheets"]) == sorted([*approved, *waiting])
    assert "jamais payées" in refused["detail"]
    refused = await claim(funding, grant, "balance", october[0], NOVEMBER[1], expect=409)
    assert refused["sheets"] == waiting
    # Without the rule, all of November is lost.
    monkeypatch.setattr(claims, "check_none_left_out", lambda *_: None)
    await claim(funding, grant, "balance", *october)
    assert [each["matched_minutes"] for each in await shown(funding, grant)] == [420]
