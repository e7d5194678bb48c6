"""Holds through the API: what other services say, the letters, the grant engaged late, and an officer's override."""

from collections.abc import Iterator
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from contracts.envelope import Event
from contracts.project_tracking import ReportAccepted, ReportDue, ReportOverdue, ReportReturned, ReportSubmitted
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_payments import (
    AREP,
    BATIR,
    certified,
    certify,
    claimed,
    employers,
    engaged,
    step,
)
from tests.support.service import House

REPORT = {"experiment": "x-batir", "carrier": "batir"}
LABELS = {"r5": "T3 2020", "r6": "T4 2020"}
# The third quarter of 2020: due on 31 October, notice Mon 9 November, hold Mon 16 November.
DAYS = {"due_on": "2020-10-31", "overdue_on": "2020-11-01", "notice_on": "2020-11-09", "hold_on": "2020-11-16"}
NOTICE, HOLD = date(2020, 11, 9), date(2020, 11, 16)


def overdue(report: str = "r5", **days: str) -> Event:
    return cast.example_of(ReportOverdue, report=report, label=LABELS[report], **REPORT, **(DAYS | days))


def sent(report: str = "r5", *, noticed: bool = True, on: str = "2020-11-20") -> Event:
    facts = {"attempt": 1, "late": True, "noticed": noticed, "on": on}
    return cast.example_of(ReportSubmitted, report=report, label=LABELS[report], **REPORT, **facts)


def returned(report: str = "r5", **days: str) -> Event:
    facts = {"attempt": 1, "notice_on": "2020-11-09", "hold_on": "2020-11-16", "on": "2020-11-23"} | days
    return cast.example_of(ReportReturned, report=report, label=LABELS[report], **REPORT, **facts)


def accepted(report: str = "r5", *, was_overdue: bool = True, on: str = "2020-11-25") -> Event:
    facts = {"attempt": 2, "was_overdue": was_overdue, "on": on}
    return cast.example_of(ReportAccepted, report=report, label=LABELS[report], **REPORT, **facts)


async def held(house: House) -> str:
    """The report lapsed before a claim is certified on 10 November, and holds payments since the 16th."""
    await employers(house)
    grant = await claimed(house)
    await cast.hear(house, overdue())
    await certify(house, grant, 2, NOTICE, date(2020, 11, 10))
    await cast.on(house, HOLD)
    return grant


async def order(house: House, grant: str, expect: int | None = None) -> Any:
    return await step(house, "odile", grant, 2, "order", {"order": "M-2"}, expect=expect)


async def letters(house: House, template: str) -> list[dict[str, Any]]:
    """What was written to Béa with a template."""
    rows = house.runtime.store.database["outward"].find({"to": "bea", "template": template})
    return [row["facts"] async for row in rows]


async def facts(house: House, grant: str) -> list[str]:
    return [fact for fact, _ in await house.said(f"grant/{grant}") if fact.startswith("payments-")]


async def test_a_lapse_holds_and_an_acceptance_lifts_each_with_its_letter(funding: House) -> None:
    grant = await held(funding)
    [notice] = await letters(funding, "payments-notice")
    assert (notice["label"], notice["due_on"], notice["hold_on"]) == ("T3 2020", "31/10/2020", "16/11/2020")
    assert notice["rule"] == "Règlement d'intervention 2020, article 9"
    [letter] = await letters(funding, "payments-held")
    assert (letter["labels"], letter["notice_on"], letter["since"]) == ("T3 2020", "09/11/2020", "16/11/2020")
    assert letter["rule"].startswith("Règlement d'intervention")
    refused = await order(funding, grant, expect=409)
    assert (refused["type"].rpartition(":")[2], refused["reports"], refused["since"]) == (
        "payments-held",
        ["r5"],
        "2020-11-16",
    )
    await cast.on(funding, date(2020, 11, 25))
    await cast.hear(funding, sent(), returned(), accepted())
    assert len(await letters(funding, "payments-released")) == 1
    assert await facts(funding, grant) == ["payments-held", "payments-released"]
    await order(funding, grant)


async def test_where_is_my_payment_says_which_report_holds_it_and_what_lifts_it(funding: House) -> None:
    grant = await held(funding)
    seen = await funding.get("ben", f"/grants/{grant}/payments")
    [blocking] = seen["held_by"]
    assert (blocking["label"], blocking["since"], blocking["due_on"]) == ("T3 2020", "2020-11-16", "2020-10-31")
    claim = seen["claims"][1]
    assert claim["steps"][-1]["what"] == "held"
    assert "« T3 2020 »" in claim["steps"][-1]["words"]
    assert claim["next"]["what"] == "report"
    assert "« T3 2020 »" in claim["next"]["words"]
    # What is paid is held no more.
    assert seen["claims"][0]["next"] is None


async def test_a_repeated_fact_changes_nothing(funding: House) -> None:
    grant = await held(funding)
    await cast.hear(funding, overdue(), again=True)
    await cast.hear(funding, overdue())
    await cast.on(funding, date(2020, 11, 17))
    assert await facts(funding, grant) == ["payments-held"]
    assert len(await letters(funding, "payments-notice")) == 1
    await cast.hear(funding, accepted())
    await cast.hear(funding, overdue())
    await cast.on(funding, date(2020, 11, 26))
    assert await facts(funding, grant) == ["payments-held", "payments-released"]


async def test_every_engaged_grant_of_the_experiment_is_held_and_no_other(funding: House) -> None:
    await employers(funding, BATIR, AREP)
    grant = await certified(funding)
    small = {"lines": [{"rate": "support", "minutes": 600}], "starts_on": "2021-07-01", "ends_on": "2021-12-31"}
    second = await engaged(funding, BATIR, on=date(2020, 11, 10), **small)
    other = await engaged(funding, AREP, on=date(2020, 11, 10))
    await cast.hear(funding, overdue(notice_on="2020-11-12", hold_on="2020-11-19"))
    await cast.on(funding, date(2020, 11, 19))
    assert [await facts(funding, each) for each in (grant, second, other)] == [["payments-held"]] * 2 + [[]]


async def test_a_grant_that_is_engaged_after_the_lapse_has_its_notice_then_is_held(funding: House) -> None:
    await employers(funding)
    await cast.on(funding, date(2020, 11, 17))
    await cast.hear(funding, overdue())
    grant = await engaged(funding, on=date(2020, 11, 17))
    await funding.post("bea", f"/grants/{grant}/claims/advance")
    await step(funding, "helene", grant, 1, "preparation")
    await step(funding, "karim", grant, 1, "certification")
    await cast.on(funding, date(2020, 11, 24))
    [notice] = await letters(funding, "payments-notice")
    assert notice["hold_on"] == "24/11/2020"
    refused = await step(funding, "odile", grant, 1, "order", {"order": "M-1"}, expect=409)
    assert refused["since"] == "2020-11-24"
    await cast.hear(funding, accepted())
    await step(funding, "odile", grant, 1, "order", {"order": "M-1"})


async def test_an_order_that_sees_a_lapse_the_grant_missed_leaves_and_its_notice_with_it(funding: House) -> None:
    # The reaction heard it before the grant was engaged, and the view after: the order sees the view.
    await employers(funding)
    grant = await certified(funding)
    await cast.hear(funding, overdue(notice_on="2020-11-09", hold_on="2020-11-16"))
    database = funding.runtime.store.database
    await database["grant"].update_one({"_id": grant}, {"$set": {"watched": []}})
    await database["deadlines"].delete_many({})
    await database["outward"].delete_many({})
    await cast.on(funding, date(2020, 11, 20))
    await order(funding, grant)
    await cast.on(funding, date(2020, 11, 26))
    [notice] = await letters(funding, "payments-notice")
    assert (notice["hold_on"], await facts(funding, grant)) == ("27/11/2020", [])
    await cast.on(funding, date(2020, 11, 27))
    [letter] = await letters(funding, "payments-held")
    assert (letter["notice_on"], letter["since"]) == ("20/11/2020", "27/11/2020")


async def test_what_remains_is_held_since_its_own_day(funding: House) -> None:
    grant = await held(funding)
    await cast.hear(funding, overdue("r6", notice_on="2020-11-23", hold_on="2020-11-30"))
    await cast.on(funding, date(2020, 12, 2))
    await cast.hear(funding, accepted("r5", on="2020-12-02"))
    told = [(each["labels"], each["since"], each["notice_on"]) for each in await letters(funding, "payments-held")]
    assert sorted(told) == [
        ("T3 2020", "16/11/2020", "09/11/2020"),
        ("T3 2020, T4 2020", "16/11/2020", "23/11/2020"),
        ("T4 2020", "30/11/2020", "23/11/2020"),
    ]
    assert await facts(funding, grant) == ["payments-held"] * 3


async def test_a_grant_whose_agreement_is_signed_after_the_notice_has_its_own_and_seven_days(funding: House) -> None:
    await employers(funding)
    await cast.on(funding, date(2020, 11, 17))
    await cast.hear(funding, overdue())
    grant = await engaged(funding, on=date(2020, 11, 17), papers={})
    await cast.on(funding, date(2020, 11, 30))
    assert await letters(funding, "payments-notice") == []
    signature = {"agreement": "JR-1", "signed_on": "2020-11-18"}
    await funding.post("odile", f"/grants/{grant}/signature", signature)
    await cast.on(funding, date(2020, 12, 6))
    [notice] = await letters(funding, "payments-notice")
    assert (notice["hold_on"], await facts(funding, grant)) == ("07/12/2020", [])
    await cast.on(funding, date(2020, 12, 7))
    assert await facts(funding, grant) == ["payments-held"]


async def test_an_order_sees_an_acceptance_that_the_grant_missed(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    await cast.hear(funding, overdue(), accepted(on="2020-11-12"))
    late = {"report": "r5", "label": "T3 2020", "due_on": "2020-10-31", "notice_on": "2020-11-09"}
    row = {
        **late,
        "noticed_on": "2020-11-09",
        "hold_on": "2020-11-16",
        "unnoticed": 0,
        "returned": 0,
        "lifted_because": "",
    }
    await funding.runtime.store.database["grant"].update_one({"_id": grant}, {"$set": {"watched": [row]}})
    await cast.on(funding, HOLD)
    await order(funding, grant)


async def test_a_report_that_was_sent_before_its_notice_holds_nothing_until_it_comes_back(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    await cast.hear(funding, overdue(notice_on="2020-11-12", hold_on="2020-11-19"), sent(noticed=False))
    await cast.on(funding, date(2020, 11, 19))
    assert (await letters(funding, "payments-notice"), await facts(funding, grant)) == ([], [])
    await cast.hear(funding, returned(notice_on="2020-11-27", hold_on="2020-12-04"))
    await cast.on(funding, date(2020, 12, 4))
    assert await facts(funding, grant) == ["payments-held"]


async def test_reports_that_are_in_time_leave_no_trace(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    before = await funding.get("helene", f"/grants/{grant}/payments")
    in_time = cast.example_of(ReportDue, report="r6", label="T4 2020", **REPORT)
    await cast.hear(funding, in_time, accepted("r6", was_overdue=False))
    assert await funding.get("helene", f"/grants/{grant}/payments") == before


async def test_who_orders_lifts_a_hold_with_a_reason_and_the_employer_is_told(funding: House) -> None:
    grant = await held(funding)
    because = {"because": "Le bilan est bien arrivé : accusé de réception n° 12."}
    await funding.post("helene", f"/grants/{grant}/holds/lifting", because, expect=403)
    await funding.post("odile", f"/grants/{grant}/holds/lifting", because)
    [letter] = await letters(funding, "payments-released")
    assert letter["because"] == "un agent a levé la suspension, avec sa raison"
    said = dict(await funding.said(f"grant/{grant}"))["payments-released"]
    assert (said["because"], said["on"]) == ("lifted-by-officer", "2020-11-16")
    trail = await funding.get("agnes", f"/operations/audit/grant/{grant}")
    assert because["because"] in [each["outcome"] for entry in trail for each in entry["explained"]]
    await cast.hear(funding, returned())
    await cast.on(funding, date(2020, 11, 30))
    await order(funding, grant)


def orders() -> Iterator[tuple[Event, ...]]:
    """Ways in which the facts of two reports may arrive, each report's own in their order."""
    first = (
        overdue("r5"),
        returned("r5", notice_on="2020-11-12", hold_on="2020-11-19"),
        accepted("r5", on="2020-11-13"),
    )
    second = (overdue("r6"), returned("r6", notice_on="2020-11-13", hold_on="2020-11-20"))
    for places in sorted(set(permutations((0, 0, 0, 1, 1)))):
        one, other = iter(first), iter(second)
        yield tuple(next(other if place else one) for place in places)


@pytest.mark.parametrize("told", list(orders())[::4], ids=lambda told: "-".join(each.report for each in told))
async def test_the_facts_of_two_reports_end_in_the_same_state_however_they_arrive(
    funding: House, told: tuple[Event, ...]
) -> None:
    await employers(funding)
    grant = await engaged(funding)
    await cast.on(funding, date(2020, 11, 2))
    await cast.hear(funding, *told)
    await cast.on(funding, date(2020, 11, 20))
    seen = await funding.get("bea", f"/grants/{grant}/payments")
    assert [(each["report"], each["since"]) for each in seen["held_by"]] == [("r6", "2020-11-20")]
    assert await facts(funding, grant) == ["payments-held"]
