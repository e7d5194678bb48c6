"""Staff and week sheets through the door, on the real database."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from services.chassis.work import Cause, Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.matching import Days
from services.jobrotation_funding.queries.hours import hours_to_claim
from services.jobrotation_funding.use_cases.hours import lock_sheets, unlock_sheets
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.housing_hours import (
    MORNING,
    approve,
    begin,
    change,
    keep,
    kinds,
    opened,
    particulars,
    register,
    settle_in,
    sheet_of,
    submitted,
)
from tests.services.jobrotation_funding.making_hours import MONDAY, TEAM, claim, granted
from tests.support.service import House

ARMISTICE = {"day": "2020-11-11", "since": "09:00", "until": "12:00"}
NOVEMBER: dict[str, Any] = {"since": "2020-11-01", "until": "2020-11-30"}


@pytest.fixture(scope="module")
async def settled(house: House) -> House:
    """The people of the file."""
    await settle_in(house)
    return house


@pytest.fixture
async def batir(settled: House) -> House:
    """Bâtir Ensemble with its people and a granted G1, on 20 November 2020."""
    await begin(settled)
    return settled


# --- the register


async def test_a_name_is_sealed_and_shown_to_the_employer_and_to_officers(batir: House) -> None:
    ana = await register(batir, "M-12", name="Ana Lefèvre")
    for who in ("bea", "ben", "rod", "karim"):
        assert (await batir.get(who, f"/staff/{ana}"))["name"] == "Ana Lefèvre"
        assert [each["name"] for each in (await batir.get(who, "/organisations/batir/staff"))["items"]] == [
            "Ana Lefèvre"
        ]
    await batir.get("zoe", f"/staff/{ana}", expect=403)
    await batir.get("zoe", "/organisations/batir/staff", expect=403)
    stored = await batir.runtime.store.database["staff"].find_one({})
    assert "Lefèvre" not in str(stored)


async def test_a_name_whose_key_is_gone_is_shown_no_more_and_the_hours_stay(batir: House) -> None:
    ana = await register(batir, "M-12")
    sheet = await opened(batir, ana)
    await batir.runtime.keyring.erase(ana, "demande")
    assert (await batir.get("bea", f"/staff/{ana}"))["name"] == ""
    shown = await batir.get("bea", f"/week-sheets/{sheet}")
    assert (shown["name"], shown["minutes"]) == ("", 180)


async def test_a_matricule_is_unique_in_its_organisation(batir: House) -> None:
    ana = await register(batir, "M-12")
    taken = {"organisation": "batir", "name": "Ari", "particulars": particulars("m-12")}
    problem = await batir.post("ben", "/staff", taken, expect=409)
    assert kinds(problem) == [("matricule-taken", "particulars/matricule")]
    await register(batir, "M-12", who="zoe", organisation="autre")
    # Corrected, the old one is free again.
    await batir.post("ben", f"/staff/{ana}/description", {"name": "Ana", "particulars": particulars("M-13")})
    ari = await register(batir, "M-12")
    again = {"name": "Ari", "particulars": particulars("M-13")}
    assert kinds(await batir.post("ben", f"/staff/{ari}/description", again, expect=409)) == [
        ("matricule-taken", "particulars/matricule")
    ]


async def test_an_account_is_that_of_a_member(batir: House) -> None:
    body = {"organisation": "batir", "name": "Ana", "particulars": particulars("M-12", person="zoe")}
    assert kinds(await batir.post("ben", "/staff", body, expect=422)) == [("invalid", "particulars/person")]


async def test_who_unlinks_their_own_entry_would_approve_their_own_hours(batir: House) -> None:
    """Neither oneself today, nor through what the register said when the hours were written."""
    rose = await register(batir, "M-12", person="bea")
    sheet = await submitted(batir, rose)
    alone = {"name": "Rose", "particulars": particulars("M-12")}
    problem = await batir.post("bea", f"/staff/{rose}/description", alone, expect=409)
    assert kinds(problem) == [("own-account", "particulars/person")]
    assert kinds(await approve(batir, sheet, expect=409)) == [("own-hours", "sheets/0")]
    await batir.post("ben", f"/staff/{rose}/description", alone)
    assert kinds(await approve(batir, sheet, expect=409)) == [("own-hours", "sheets/0")]
    await approve(batir, sheet, who="bob")


async def test_somebody_leaves_and_comes_back(batir: House) -> None:
    ana = await register(batir, "M-12")
    await batir.post("ben", f"/staff/{ana}/departure", {"on": "2020-11-01"})
    problem = await batir.post("ben", "/grants/g1/week-sheets", sheet_of(ana, MORNING), expect=422)
    assert kinds(problem) == [("staff-left", "entries/0/day")]
    await batir.post("ben", f"/staff/{ana}/return")
    await opened(batir, ana)
    shown = await batir.get("bea", f"/staff/{ana}")
    assert (shown["state"], shown["left_on"], shown["version"]) == ("active", None, 3)


# --- sheets


async def test_hours_go_from_draft_to_approved_by_two_persons_and_are_announced(batir: House) -> None:
    ana = await register(batir, "M-12", name="Ana Lefèvre")
    sheet = await submitted(batir, ana)
    done = await approve(batir, sheet)
    assert (done["kind"], done["id"], done["sequence"]) == ("grant", "g1", 1)
    [(fact, data)] = await batir.said("grant/g1")
    assert (fact, data["week_sheet"], data["minutes"], data["on"]) == ("hours-approved", sheet, 180, "2020-11-20")
    shown = await batir.get("rod", f"/week-sheets/{sheet}")
    expected = {
        "state": "approved", "side": "released", "week": "2020-11-02", "rate": "trainer", "team": TEAM,
        "name": "Ana Lefèvre", "minutes": 180, "not_counting": [], "submitted_by": "ben", "approved_by": "bea",
        "submitted_on": "2020-11-20", "approved_on": "2020-11-20", "claims": 0,
    }  # fmt: skip
    assert {name: shown[name] for name in expected} == expected
    assert shown["entries"][0] | MORNING == shown["entries"][0]


async def test_there_is_one_sheet_for_a_grant_a_person_a_side_and_a_week(batir: House) -> None:
    both = await register(batir, "M-12", "released", "replacing")
    ari = await register(batir, "M-13")
    sheet = await opened(batir, both)
    problem = await batir.post("ben", "/grants/g1/week-sheets", sheet_of(both), expect=409)
    assert (problem["sheet"], kinds(problem)) == (sheet, [("sheet-exists", "week")])
    await opened(batir, both, {**MORNING, "since": "13:00", "until": "14:00", "replaces": ari}, side="replacing")
    await opened(batir, both, {**MORNING, "day": "2020-11-09"}, week=MONDAY + timedelta(days=7))
    await keep(batir, granted(id="g2"))
    await opened(batir, both, {**MORNING, "since": "15:00", "until": "16:00"}, grant="g2")


async def test_a_change_says_which_version_it_read(batir: House) -> None:
    ana = await register(batir, "M-12")
    sheet = await opened(batir, ana)
    later = {"entries": [{**MORNING, "until": "13:00"}]}
    await batir.post("ben", f"/week-sheets/{sheet}/entries", later, If_Match='"1"')
    await batir.post("bea", f"/week-sheets/{sheet}/entries", {"entries": [MORNING]}, If_Match='"1"', expect=412)
    assert (await batir.get("ben", f"/week-sheets/{sheet}"))["minutes"] == 240


async def test_the_history_keeps_each_change(batir: House) -> None:
    ana = await register(batir, "M-12")
    sheet = await submitted(batir, ana)
    await batir.post("bea", f"/week-sheets/{sheet}/return", {"reason": "Le 3 manque."})
    tuesday = {"entries": [MORNING, {**MORNING, "day": "2020-11-03"}]}
    problem = await batir.post("ben", f"/week-sheets/{sheet}/entries", tuesday, expect=422)
    assert kinds(problem) == [("reason-missing", "reason")]
    await batir.post("ben", f"/week-sheets/{sheet}/entries", tuesday | {"reason": "Le 3 ajouté."})
    first = await batir.get("rod", f"/week-sheets/{sheet}/changes", limit=2)
    rest = await batir.get("rod", f"/week-sheets/{sheet}/changes", after=first["next"])
    told = [
        (each["number"], each["verb"], each["by"], len(each["before"]), len(each["after"]), each["reason"])
        for each in [*first["items"], *rest["items"]]
    ]
    assert told == [
        (1, "write", "ben", 0, 1, ""),
        (2, "return", "bea", 1, 1, "Le 3 manque."),
        (3, "write", "ben", 1, 2, "Le 3 ajouté."),
    ]


async def test_impossible_hours_are_all_named_and_nothing_is_kept(batir: House) -> None:
    ana, zed = await register(batir, "M-12"), await register(batir, "Z-1", who="zoe", organisation="autre")
    body = sheet_of(ana, MORNING, {**MORNING, "until": "10:00"}, {**MORNING, "day": "2020-11-23"})
    problem = await batir.post("ben", "/grants/g1/week-sheets", body, expect=422)
    assert problem["type"].endswith("hours-impossible")
    assert sorted(kinds(problem)) == [
        ("outside-week", "entries/2/day"),
        ("overlap", "entries/1/since"),
        ("to-come", "entries/2/until"),
    ]
    problem = await batir.post("ben", "/grants/g1/week-sheets", sheet_of(zed, MORNING), expect=422)
    assert kinds(problem) == [("staff-unknown", "staff")]
    problem = await batir.post("ben", "/grants/g1/week-sheets", sheet_of("nobody"), expect=422)
    assert kinds(problem) == [("staff-unknown", "staff")]
    assert (await batir.get("bea", "/grants/g1/week-sheets"))["items"] == []


async def test_an_hour_has_one_payer_across_grants(batir: House) -> None:
    ana = await register(batir, "M-12")
    await opened(batir, ana)
    await keep(batir, granted(id="g2"))
    problem = await batir.post("ben", "/grants/g2/week-sheets", sheet_of(ana, MORNING), expect=422)
    assert kinds(problem) == [("overlap", "entries/0/since")]
    assert "semaine du 02/11/2020" in problem["detail"]


async def test_two_grants_that_take_the_same_hour_at_once_do_not_both_get_it(batir: House) -> None:
    ana = await register(batir, "M-12")
    await keep(batir, granted(id="g2"))
    answers = await asyncio.gather(
        *(batir.status("POST", "ben", f"/grants/{grant}/week-sheets", sheet_of(ana, MORNING)) for grant in ("g1", "g2"))
    )
    assert sorted(answers) == [201, 422]


async def test_a_submission_is_looked_at_again(batir: House) -> None:
    ana = await register(batir, "M-12")
    sheet = await opened(batir, ana)
    terms = granted(ends_on=date(2020, 10, 31)).terms
    await change(batir, "g1", terms=terms)
    problem = await batir.post("ben", f"/week-sheets/{sheet}/submission", expect=422)
    assert kinds(problem) == [("outside-grant", "entries/0/day")]
    await change(batir, "g1", state=State.CLOSED)
    problem = await batir.post("ben", f"/week-sheets/{sheet}/submission", expect=409)
    assert problem["type"].endswith("not-open-for-hours")


async def test_many_sheets_are_approved_at_once_all_or_none(batir: House) -> None:
    ana, ari = await register(batir, "M-12"), await register(batir, "M-13", person="bea")
    first, own = await submitted(batir, ana), await submitted(batir, ari)
    problem = await approve(batir, first, own, expect=409)
    assert kinds(problem) == [("own-hours", "sheets/1")]
    assert (await batir.get("bea", f"/week-sheets/{first}"))["state"] == "submitted"
    assert kinds(await approve(batir, first, "nowhere", expect=404)) == [("not-found", "sheets/1")]
    assert kinds(await approve(batir, first, first, expect=422)) == [("invalid", "sheets")]
    await approve(batir, first, own, who="bob")
    assert [data["week_sheet"] for _, data in await batir.said("grant/g1")] == [first, own]
    assert kinds(await approve(batir, first, expect=409)) == [("out-of-turn", "sheets/0")]


async def test_who_submitted_does_not_approve(batir: House) -> None:
    ana = await register(batir, "M-12")
    sheet = await opened(batir, ana, who="bea")
    await batir.post("bea", f"/week-sheets/{sheet}/submission")
    assert kinds(await approve(batir, sheet, expect=409)) == [("another-person-needed", "sheets/0")]
    await approve(batir, sheet, who="bob")


async def test_sheets_of_another_grant_are_not_approved_through_ones_own(batir: House) -> None:
    await keep(batir, granted(id="g9", organisation="autre"))
    zed = await register(batir, "Z-1", who="zoe", organisation="autre")
    theirs = await opened(batir, zed, who="zoe", grant="g9")
    await batir.post("zoe", f"/week-sheets/{theirs}/submission")
    assert kinds(await approve(batir, theirs, expect=404)) == [("not-found", "sheets/0")]


async def test_sheets_are_listed_by_what_is_asked(batir: House) -> None:
    ana, ari = await register(batir, "M-12"), await register(batir, "M-13")
    first = await submitted(batir, ana)
    second = await opened(batir, ari)

    async def listed(**asked: Any) -> list[str]:
        return [each["id"] for each in (await batir.get("karim", "/grants/g1/week-sheets", **asked))["items"]]

    assert await listed() == sorted([first, second])
    assert await listed(state="draft") == [second]
    assert await listed(staff=ana) == [first]
    assert await listed(side="replacing") == await listed(week="2020-11-09") == []
    page = await batir.get("karim", "/grants/g1/week-sheets", limit=1)
    assert page["next"]


async def test_the_hours_of_a_grant_are_shown_week_by_week(batir: House) -> None:
    ana, remi = await register(batir, "M-12"), await register(batir, "M-40", "replacing")
    await opened(batir, ana)
    await opened(batir, ana, ARMISTICE, week=MONDAY + timedelta(days=7))
    await opened(batir, remi, {**MORNING, "until": "11:00", "replaces": ana}, side="replacing")
    weeks = await batir.get("rod", "/grants/g1/hours")
    summed = [
        (each["week"], each["released_minutes"], each["replacing_minutes"], each["not_counting_minutes"])
        for each in weeks
    ]
    assert summed == [("2020-11-02", 180, 120, 0), ("2020-11-09", 180, 0, 180)]
    assert [each["side"] for each in weeks[0]["sheets"]] == ["released", "replacing"]
    assert await batir.get("rod", "/grants/g1/hours", since="2020-11-09", until="2020-11-15") == weeks[1:]
    assert await batir.get("rod", "/grants/g1/hours", since="2020-10-01", until="2020-10-31") == []


# --- towards a claim


async def test_what_a_claim_would_hold_is_seen_before_any_claim_and_can_be_mended(batir: House) -> None:
    ana, remi = await register(batir, "M-12"), await register(batir, "M-40", "replacing")
    released = await submitted(batir, ana)
    holiday = await submitted(batir, ana, ARMISTICE, week=MONDAY + timedelta(days=7))
    replacing = await submitted(batir, remi, {**MORNING, "until": "11:00", "replaces": ana}, side="replacing")
    seen = await batir.get("rod", "/grants/g1/hours/matching", **NOVEMBER)
    assert (seen["sheets"], sorted(seen["waiting"])) == ([], sorted([released, holiday, replacing]))
    await approve(batir, released, holiday, replacing)
    seen = await batir.get("karim", "/grants/g1/hours/matching", **NOVEMBER)
    assert (seen["released_minutes"], seen["matched_minutes"], seen["waiting"]) == (360, 120, [])
    assert seen["lines"] == [{"rate": "trainer", "minutes": 120, "rate_card_code": "2020-A"}]
    assert [(each["reason"], each["minutes"]) for each in seen["reasons"]] == [
        ("no-substitute", 60),
        ("public-holiday", 180),
    ]
    assert all(each["label"] for each in seen["reasons"])
    missing = next(each for each in seen["unmatched"] if each["reason"] == "no-substitute")
    assert (missing["sheet"], missing["entry"], missing["staff"], missing["day"]) == (released, 0, ana, "2020-11-02")
    assert (seen["period"], seen["scope"], seen["parts"][0]["month"]) == ("month", "team", "2020-11")
    # The hour that the substitute forgot is added, and approved again.
    await batir.post("bob", f"/week-sheets/{replacing}/reopening", {"reason": "Une heure oubliée."})
    whole = {"entries": [{**MORNING, "replaces": ana}], "reason": "L'heure de 11 h ajoutée."}
    await batir.post("ben", f"/week-sheets/{replacing}/entries", whole)
    await batir.post("ben", f"/week-sheets/{replacing}/submission")
    await approve(batir, replacing)
    assert (await batir.get("bea", "/grants/g1/hours/matching", **NOVEMBER))["matched_minutes"] == 180
    minutes = [data["minutes"] for _, data in await batir.said("grant/g1") if data["week_sheet"] == replacing]
    assert minutes == [120, 180]


async def test_a_period_that_ends_before_it_begins_is_refused(batir: House) -> None:
    backwards: dict[str, Any] = {"since": "2020-11-30", "until": "2020-11-01"}
    problem = await batir.get("bea", "/grants/g1/hours/matching", expect=422, **backwards)
    assert kinds(problem) == [("invalid", "until")]


async def within(house: House, run: Any) -> Any:
    """A part of another phase's transaction."""
    return await house.runtime.store.within(Cause("test", "test"), run)


async def test_a_claim_locks_its_sheets_and_a_rejected_one_frees_them(batir: House) -> None:
    ana = await register(batir, "M-12")
    sheet = await submitted(batir, ana)
    await approve(batir, sheet)
    made = claim(1, date(2020, 11, 1), date(2020, 11, 30), sheet)
    await within(batir, lambda work: lock_sheets(work, made, ()))
    assert (await batir.get("bea", f"/week-sheets/{sheet}"))["state"] == "locked"
    problem = await batir.post("bea", f"/week-sheets/{sheet}/reopening", {"reason": "Trop tard."}, expect=409)
    assert "Dans une demande de paiement" in problem["detail"]
    await within(batir, lambda work: unlock_sheets(work, made))
    await batir.post("bea", f"/week-sheets/{sheet}/reopening", {"reason": "À reprendre."})
    shown = await batir.get("bea", f"/week-sheets/{sheet}")
    assert (shown["state"], shown["returned_because"], shown["approved_by"]) == ("draft", "À reprendre.", None)


async def test_hours_that_a_live_claim_holds_are_in_no_other_and_late_sheets_are(batir: House) -> None:
    """A week over two quarters: the first claim holds its days, the second one the others, and what came late."""
    await cast.on(batir, date(2021, 1, 20))
    ana, ari = await register(batir, "M-12"), await register(batir, "M-13")
    days = ({**MORNING, "day": "2020-12-31"}, {**MORNING, "day": "2021-01-02"})
    week = await submitted(batir, ana, *days, week=date(2020, 12, 28))
    await approve(batir, week)
    autumn, winter = (date(2020, 10, 1), date(2020, 12, 31)), (date(2021, 1, 1), date(2021, 3, 31))

    async def held(work: Work, since: date, until: date) -> tuple[int, list[str]]:
        found = await hours_to_claim(work, await work.get(Grant, "g1"), Days(since, until))
        return found.matched.released_minutes, [sheet.id for sheet in found.sheets]

    assert await within(batir, lambda work: held(work, *autumn)) == (180, [week])
    made = claim(1, *autumn, week)
    await within(batir, lambda work: lock_sheets(work, made, ()))
    await change(batir, "g1", claims=(made,))
    late = await submitted(batir, ari)
    await approve(batir, late)
    assert await within(batir, lambda work: held(work, *autumn)) == (180, [late])
    assert await within(batir, lambda work: held(work, *winter)) == (180, [week])
    assert await within(batir, lambda work: held(work, autumn[0], winter[1])) == (360, [late, week])


async def test_a_night_of_the_week_before_is_found_in_the_month_it_ends_in(batir: House) -> None:
    await cast.on(batir, date(2021, 3, 20))
    ana = await register(batir, "M-12")
    night = {"day": "2021-02-28", "since": "22:00", "until": "02:00"}
    sheet = await submitted(batir, ana, night, week=date(2021, 2, 22))
    await approve(batir, sheet)
    seen = await batir.get("bea", "/grants/g1/hours/matching", since="2021-03-01", until="2021-03-31")
    assert (seen["released_minutes"], seen["sheets"]) == (120, [sheet])
