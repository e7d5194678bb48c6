"""Financial reports through the API: asked for, reminded, overdue, handed in, returned, accepted; and the closing."""

from datetime import date
from typing import Any

import pytest

from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.use_cases import financial_reports
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_payments import account, advanced, certified, employers, pay
from tests.support.service import House
from tests.support.taking_away import nothing_awaited

BEFORE, JANUARY, MAY, LATE = date(2020, 12, 31), date(2021, 1, 1), date(2021, 5, 31), date(2021, 7, 1)
WHOLE = account(775_440)


async def letters(house: House, *templates: str) -> list[str]:
    """The letters to who represents the employer, those about financial reports or of these templates."""
    rows = house.runtime.store.database["outward"].find({"to": "bea"}).sort("_id", 1)
    found = [row["template"] async for row in rows]
    return [each for each in found if each in templates or (not templates and each.startswith("financial-report"))]


async def shown(house: House, grant: str, who: str = "bea") -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = await house.get(who, f"/grants/{grant}/financial-reports")
    return seen


async def waits(house: House, grant: str) -> list[str]:
    """What is expected of whom."""
    inside = (await house.get("bea", f"/grants/{grant}"))["inside"]
    return [each["what"] for each in inside["expected"]]


async def test_the_account_of_a_year_is_asked_for_reminded_and_overdue(funding: House) -> None:
    await employers(funding)
    grant = await advanced(funding)
    await cast.on(funding, BEFORE)
    assert [(each["state"], each["due_on"]) for each in await shown(funding, grant)] == [("running", "2021-06-30")]
    assert await letters(funding) == []
    await cast.on(funding, JANUARY)
    assert await letters(funding) == ["financial-report-asked"]
    facts = (await funding.runtime.store.database["outward"].find_one({"template": "financial-report-asked"}))["facts"]
    assert (facts["year"], facts["due_on"], facts["paid"]) == (2020, "30/06/2021", "7\u202f754,40\u00a0€")
    assert "loi n° 2000-321, art. 10" in facts["rule"]
    assert (await waits(funding, grant))[0] == "Remettre le compte rendu financier 2020, au plus tard le 30/06/2021."
    await cast.on(funding, MAY)
    await cast.on(funding, LATE)
    assert sorted(await letters(funding)) == [
        "financial-report-asked",
        "financial-report-overdue",
        "financial-report-reminder",
    ]
    [seen] = await shown(funding, grant, "helene")
    assert (seen["state_label"], seen["overdue"]) == ("À remettre", True)
    refused = await funding.post("odile", f"/grants/{grant}/closing", expect=409)
    assert refused["type"].endswith("not-settled")
    said = [fact for fact, _ in await funding.said(f"grant/{grant}")]
    assert said.count("financial-report-due") == 1


async def test_it_is_handed_in_returned_and_accepted_and_nobody_is_reminded(funding: House) -> None:
    await employers(funding)
    grant = await advanced(funding)
    path = f"/grants/{grant}/financial-reports/2020"
    await cast.on(funding, BEFORE)
    early = await funding.post("bea", path, {"account": WHOLE}, expect=409)
    assert "Exercice en cours" in early["detail"]
    await cast.on(funding, date(2021, 3, 22))
    unequal = await funding.post("ben", path, {"account": account(700_000)}, expect=422)
    assert (unequal["errors"][0]["field"], unequal["paid"]) == ("account/difference", 775_440)
    await funding.post("ben", path, {"account": account(700_000, difference="Le reste servira en 2021.")})
    await funding.post("helene", f"{path}/return", {"points": ["piece"], "remark": "La pièce n'est pas signée."})
    await funding.post("bea", path, {"account": WHOLE})
    await funding.post("helene", f"{path}/acceptance")
    [seen] = await shown(funding, grant)
    assert (seen["state"], [each["points_words"] for each in seen["versions"]]) == (
        "accepted",
        [["La pièce manque, n'est pas signée ou n'est pas lisible"], []],
    )
    where = await funding.get("bea", f"/grants/{grant}/payments")
    assert where["financial_reports"] == [seen]
    public = await funding.get("", f"/grants/{grant}/money")
    assert [each["what"] for each in public["moments"] if "Compte rendu" in each["what"]] == [
        "Compte rendu financier 2020 remis",
        "Compte rendu financier 2020 accepté",
    ]
    await cast.on(funding, LATE)
    assert sorted(await letters(funding)) == [
        "financial-report-accepted",
        "financial-report-asked",
        "financial-report-returned",
    ]
    said = [fact for fact, _ in await funding.said(f"grant/{grant}") if fact.startswith("financial-report")]
    assert said == [
        "financial-report-due",
        "financial-report-submitted",
        "financial-report-returned",
        "financial-report-submitted",
        "financial-report-accepted",
    ]
    timeline = await funding.get("", f"/grants/{grant}/timeline")
    assert "pepiniere.grant.financial-report-accepted.v1" in [each["type"] for each in timeline]


async def test_nobody_accepts_the_account_of_their_own_organisation(funding: House) -> None:
    await employers(funding)
    grant = await advanced(funding)
    path = f"/grants/{grant}/financial-reports/2020"
    await cast.on(funding, date(2021, 3, 22))
    await cast.officer(funding, "ben", "instruct")
    await funding.post("bea", path, {"account": WHOLE})
    refused = await funding.post("ben", f"{path}/acceptance", expect=409)
    assert refused["type"].endswith("own-organisation")


async def test_a_payment_of_the_year_that_is_recorded_later_opens_its_account_again(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    await cast.on(funding, date(2020, 12, 30))
    await funding.post("odile", f"/grants/{grant}/claims/2/order", {"order": "M-2"})
    await cast.on(funding, date(2021, 1, 4))
    path = f"/grants/{grant}/financial-reports/2020"
    await funding.post("bea", path, {"account": WHOLE})
    await funding.post("helene", f"{path}/acceptance")
    await funding.post("odile", f"/grants/{grant}/claims/2/payment", {"paid_on": "2020-12-31"})
    [seen] = await shown(funding, grant)
    assert (seen["state"], seen["paid_cents"]) == ("due", 1_024_752)
    await cast.on(funding, MAY)
    assert await letters(funding, "financial-report-reminder") == ["financial-report-reminder"]


async def test_unless_a_payment_makes_it_owed_nobody_is_asked_for_anything(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(financial_reports, "owe", nothing_awaited)
    await employers(funding)
    await advanced(funding)
    await cast.on(funding, LATE)
    assert await letters(funding) == []


async def test_each_year_has_its_own_account(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    await pay(funding, grant, 2, "M-2", date(2021, 1, 5), date(2021, 1, 6))
    found = await (await funding.runtime.store.reader()).get(Grant, grant)
    assert [(each.year, found.paid_in(each.year)) for each in found.financial_reports] == [
        (2020, 775_440),
        (2021, 249_312),
    ]
