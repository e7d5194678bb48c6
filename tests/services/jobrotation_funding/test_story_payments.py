"""G1 and G5 of the story, through the API on the real database: every euro from the advance to the last one back."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.project_tracking import ReportAccepted, ReportOverdue, ReportReturned, ReportSubmitted
from services.chassis.calendar import paris
from services.jobrotation_funding import ledger
from services.jobrotation_funding.balances import figures
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_grants import ASKED, engaged_grant
from tests.services.jobrotation_funding.making_payments import (
    AREP,
    BATIR,
    certify,
    claim,
    month,
    pay,
    preparations,
    staff,
    step,
    work,
)
from tests.support.service import House

G5_ASKED = {"lines": [{"rate": "trainer", "minutes": 18_000}, {"rate": "preparation", "count": 2}]}
LATE = {"report": "r5", "experiment": "x5", "carrier": "batir", "label": "T1 2021"}
LATE_DAYS = {"due_on": "2021-04-30", "overdue_on": "2021-05-01", "notice_on": "2021-05-10", "hold_on": "2021-05-17"}
SINCE, UNTIL = date(2020, 10, 5), date(2021, 12, 10)


@pytest.fixture(scope="module")
async def story(house: House) -> AsyncIterator[dict[str, str]]:
    """Both grants, played from 24 September 2020 to 10 December 2021."""
    await cast.settle_in(house)
    await cast.budget(house)
    for employer, experiment, number in ((BATIR, "x5", "11"), (AREP, "x10", "12")):
        people = (employer.representative, employer.writer)
        await cast.organisation(house, employer.id, *people, siren=f"9990000{number}", siret=f"9990000{number}00019")
        await cast.experiment(house, experiment, employer.id)
        await staff(house, employer)
    await cast.on(house, date(2020, 9, 24))
    grants = {
        "g1": await engaged_grant(house),
        "g5": await engaged_grant(house, "arep", "ada", experiment="x10", **(ASKED | G5_ASKED)),
    }
    await _advances(house, grants)
    await _winter(house, grants)
    await _lapse(house, grants)
    await _balances(house, grants)
    yield grants
    await house.forget()


async def _advances(house: House, grants: dict[str, str]) -> None:
    """The day, who, the step of the advance, and what it says."""
    days: tuple[tuple[date, str, str], ...] = (
        (date(2020, 10, 6), "helene", "preparation"),
        (date(2020, 10, 8), "karim", "certification"),
        (date(2020, 10, 12), "odile", "order"),
        (date(2020, 10, 20), "odile", "payment"),
    )
    await cast.on(house, SINCE)
    await house.post("bea", f"/grants/{grants['g1']}/claims/advance")
    await house.post("ada", f"/grants/{grants['g5']}/claims/advance")
    for day, who, verb in days:
        await cast.on(house, day)
        for name, grant in grants.items():
            bodies = {"order": {"order": f"M-2020-{name}"}, "payment": {"paid_on": day.isoformat()}}
            await step(house, who, grant, 1, verb, bodies.get(verb))


async def _winter(house: House, grants: dict[str, str]) -> None:
    """The last quarter of 2020 is paid, the first of 2021 is certified on 6 May."""
    g1 = grants["g1"]
    await cast.on(house, date(2021, 1, 14))
    autumn = (*month("2020-10", 91, 84), *month("2020-11", 91, 77, "2020-11-11"), *month("2020-12", 82, 82))
    await work(house, g1, BATIR, *autumn)
    await claim(house, g1, "interim", "2020-10-01", "2020-12-31", preparations(6))
    await certify(house, g1, 2, date(2021, 1, 25), date(2021, 2, 1))
    await pay(house, g1, 2, "M-2021-000042", date(2021, 2, 8), date(2021, 2, 16))
    await cast.on(house, date(2021, 4, 12))
    winter = (*month("2021-01", 98, 98), *month("2021-02", 98, 87, paid=7), *month("2021-03", 104, 97))
    await work(house, g1, BATIR, *winter)
    await claim(house, g1, "interim", "2021-01-01", "2021-03-31")
    await certify(house, g1, 3, date(2021, 4, 26), date(2021, 5, 6))


async def _lapse(house: House, grants: dict[str, str]) -> None:
    """The report of X5 is due on 30 April, and accepted on 10 June; the claim is ordered on the 14th."""
    g1, g5 = grants["g1"], grants["g5"]
    await cast.hear(house, cast.example_of(ReportOverdue, **LATE, **LATE_DAYS))
    await cast.on(house, date(2021, 5, 11))
    await work(house, g5, AREP, *month("2021-02", 56, 56))
    await claim(house, g5, "balance", "2020-10-01", "2021-04-30", preparations(2, "arep"), who="ada")
    await certify(house, g5, 2, date(2021, 5, 12), date(2021, 5, 14))
    await cast.on(house, date(2021, 5, 18))
    refused = await step(house, "odile", g1, 3, "order", {"order": "M-2021-000117"}, expect=409)
    assert refused["type"].endswith("payments-held")
    await house.post("odile", f"/grants/{g5}/disengagements", {"cents": 739_200, "reason": "experiment-stopped"})
    letter = {
        "cents": 51_360,
        "reason": "advance-above-service",
        "motive": "L'avance de 3 168,00 € dépasse le service fait de 2 654,40 €.",
        "answer_by": "2021-06-18",
    }
    await house.post("helene", f"/grants/{g5}/recoveries", {"letter": letter})
    await cast.on(house, date(2021, 5, 27))
    await cast.hear(house, cast.example_of(ReportSubmitted, **LATE, attempt=1, late=True, noticed=True))
    await cast.on(house, date(2021, 6, 1))
    returned = {"attempt": 1, "correct_by": "2021-06-08", "notice_on": "2021-05-10", "hold_on": "2021-05-17"}
    await cast.hear(house, cast.example_of(ReportReturned, **LATE, **returned))
    await cast.on(house, date(2021, 6, 10))
    await cast.hear(house, cast.example_of(ReportAccepted, **LATE, attempt=2, was_overdue=True, on="2021-06-10"))
    await pay(house, g1, 3, "M-2021-000117", date(2021, 6, 14), date(2021, 6, 21))


async def _balances(house: House, grants: dict[str, str]) -> None:
    """G5 gives back what is above its service in two instalments; G1 is paid its balance."""
    g1, g5 = grants["g1"], grants["g5"]
    await cast.on(house, date(2021, 7, 15))
    await work(house, g1, BATIR, *month("2021-04", 63, 63), *month("2021-05", 56, 52), *month("2021-06", 49, 44))
    await claim(house, g1, "balance", "2021-04-01", "2021-06-30")
    await certify(house, g1, 4, date(2021, 9, 6), date(2021, 9, 7))
    await cast.on(house, date(2021, 9, 9))
    await house.post("odile", f"/grants/{g5}/recoveries/1/title", {"title": "T-2021-0117"})
    parts = [{"due_on": "2021-10-11", "cents": 25_680}, {"due_on": "2021-12-10", "cents": 25_680}]
    await house.post("odile", f"/grants/{g5}/recoveries/1/instalments", {"instalments": parts})
    await cast.on(house, date(2021, 10, 11))
    await _returned(house, g5, "2021-10-11", "VIR-1")
    await pay(house, g1, 4, "M-2021-000301", date(2021, 11, 25), date(2021, 12, 2))
    await house.post("odile", f"/grants/{g1}/disengagements", {"cents": 116_640, "reason": "hours-not-done"})
    await cast.on(house, UNTIL)
    await _returned(house, g5, "2021-12-10", "VIR-2")


async def _returned(house: House, grant: str, on: str, reference: str) -> None:
    body = {"on": on, "cents": 25_680, "reference": reference}
    await house.post("odile", f"/grants/{grant}/recoveries/1/returns", body)


async def _balance(house: House, grant: str, day: date | None = None) -> dict[str, int]:
    reader = await house.runtime.store.reader()
    return await figures(reader, paris(day, 23) if day else None, grant=grant)


PAID = {date(2020, 10, 20): 775_440, date(2021, 2, 16): 1_502_964, date(2021, 6, 21): 2_142_540, UNTIL: 2_468_160}


@pytest.mark.parametrize(("day", "cents"), PAID.items())
async def test_g1_is_paid_to_the_cent_on_its_days(house: House, story: dict[str, str], day: date, cents: int) -> None:
    assert (await _balance(house, story["g1"], day))["paid"] == cents
    assert (await _balance(house, story["g1"], day - timedelta(days=1)))["paid"] == (
        cents if day == UNTIL else max((each for each in PAID.values() if each < cents), default=0)
    )


async def test_g1_ends_with_its_service_paid_and_thirty_six_hours_given_back(
    house: House, story: dict[str, str]
) -> None:
    found = await _balance(house, story["g1"])
    assert found["certified"] == found["ordered"] == found["paid"] == found["engaged"] == 2_468_160
    assert (found["disengaged"], found["open_advance"], found["recovered"]) == (116_640, 0, 0)


async def test_the_claims_of_g1_say_what_counts_and_why_the_rest_does_not(house: House, story: dict[str, str]) -> None:
    seen = await house.get("bea", f"/grants/{story['g1']}/payments")
    advance, *periods = seen["claims"]
    assert (advance["certified_cents"], advance["payable_cents"]) == (0, 775_440)
    amounts = [(each["certified_cents"], each["deducted_cents"], each["payable_cents"]) for each in periods]
    assert amounts == [
        (1_039_320, 311_796, 727_524),
        (913_680, 274_104, 639_576),
        (515_160, 189_540, 325_620),
    ]
    hours = [(each["released_minutes"] // 60, each["matched_minutes"] // 60) for each in periods]
    assert hours == [(264, 243), (300, 282), (168, 159)]
    unmatched = [{each["reason"]: each["minutes"] // 60 for each in period["unmatched"]} for period in periods]
    assert unmatched == [
        {"no-substitute": 14, "public-holiday": 7},
        {"no-substitute": 11, "paid-by-another": 7},
        {"no-substitute": 9},
    ]


async def test_the_hold_of_g1_starts_and_ends_on_its_days(house: House, story: dict[str, str]) -> None:
    seen = await house.get("bea", f"/grants/{story['g1']}/payments")
    steps = [(each["what"], each["on"]) for each in seen["claims"][2]["steps"]]
    assert steps == [
        ("deposited", "2021-04-12"),
        ("prepared", "2021-04-26"),
        ("certified", "2021-05-06"),
        ("held", "2021-05-17"),
        ("released", "2021-06-10"),
        ("ordered", "2021-06-14"),
        ("paid", "2021-06-21"),
    ]
    said = dict(await house.said(f"grant/{story['g1']}"))
    held, released = said["payments-held"], said["payments-released"]
    assert (held["notice_on"], held["on"], held["rule"]) == (
        "2021-05-10",
        "2021-05-17",
        "Règlement d'intervention 2020, article 9",
    )
    assert (released["on"], released["because"], released["reports"]) == ("2021-06-10", "reports-accepted", ["r5"])


async def test_g5_gives_back_what_the_advance_was_above_its_service(house: House, story: dict[str, str]) -> None:
    before = await _balance(house, story["g5"], date(2021, 9, 8))
    assert (before["certified"], before["open_advance"], before["ordered"]) == (265_440, 51_360, 316_800)
    assert (before["disengaged"], before["engaged"], before["claimed_back"]) == (739_200, 316_800, 0)
    between = await _balance(house, story["g5"], date(2021, 10, 11))
    assert (between["claimed_back"], between["recovered"], between["open_advance"]) == (51_360, 25_680, 25_680)
    after = await _balance(house, story["g5"])
    assert (after["recovered"], after["open_advance"], after["paid"]) == (51_360, 0, 316_800)
    assert after["ordered"] - after["recovered"] == after["certified"] == 265_440


async def test_the_recovery_of_g5_is_settled_with_its_last_instalment(house: House, story: dict[str, str]) -> None:
    [seen] = await house.get("ada", f"/grants/{story['g5']}/recoveries")
    assert (seen["state"], seen["left_cents"], seen["settled_on"]) == ("settled", 0, "2021-12-10")
    said = [data for fact, data in await house.said(f"grant/{story['g5']}") if fact == "recovery-settled"]
    assert [(each["recovered_cents"], each["title"]) for each in said] == [(51_360, "T-2021-0117")]


async def test_what_a_grant_keeps_is_what_the_ledger_says(house: House, story: dict[str, str]) -> None:
    for grant in story.values():
        seen: dict[str, Any] = await house.get("helene", f"/grants/{grant}/payments")
        found = await _balance(house, grant)
        names = ("engaged", "certified", "open_advance", "ordered", "paid", "recovered")
        assert {name: seen[f"{name}_cents"] for name in names} == {name: found[name] for name in names}
        ledger.check(found, of_an_envelope=False)
