"""Importing a file of hours through the door: all of it, or none and every error named."""

from typing import Any

import pytest

from services.jobrotation_funding.use_cases import hours_import
from tests.services.jobrotation_funding.housing_hours import MORNING, approve, begin, keep, opened, register, settle_in
from tests.services.jobrotation_funding.making_hours import granted
from tests.support.service import House

HEADER = "matricule;côté;jour;début;fin;durée;remplace;payé par;remarque\n"
FILE = HEADER + (
    "M-12;libérée;02/11/2020;9:00;12:00;;;;\n"
    "M-12;libérée;03/11/2020;9h;;3,5;;;Chantier\n"
    "M-12;libérée;11/11/2020;9h;12h;;;;\n"
    "M-40;remplaçant;02/11/2020;9:00;12:00;;M-12;;\n"
    "M-40;remplaçant;04/11/2020;9:00;12:30;;m-12;OPCO;\n"
)


@pytest.fixture(scope="module")
async def settled(house: House) -> House:
    """The people of the file."""
    await settle_in(house)
    return house


@pytest.fixture
async def batir(settled: House) -> House:
    """Bâtir Ensemble, with Ana who is released and Rémi who replaces."""
    await begin(settled)
    await register(settled, "M-12")
    await register(settled, "M-40", "replacing")
    return settled


async def imported(house: House, csv: str, *, who: str = "ben", expect: int = 200, **said: Any) -> Any:
    """A file handed in for G1."""
    return await house.post(who, "/grants/g1/week-sheets/import", {"csv": csv, **said}, expect=expect)


async def sheets(house: House) -> list[tuple[str, str, str, int]]:
    """Week, side, state and minutes of each sheet of G1."""
    items = (await house.get("bea", "/grants/g1/week-sheets"))["items"]
    return sorted((each["week"], each["side"], each["state"], each["minutes"]) for each in items)


def errors(problem: dict[str, Any]) -> list[tuple[str, str]]:
    """Field and kind of each error."""
    return [(error["field"], error["type"]) for error in problem["errors"]]


async def test_a_file_becomes_sheets_by_person_side_and_week(batir: House) -> None:
    done = await imported(batir, FILE)
    assert (done["kind"], done["id"], done["extra"]["rows"], len(done["extra"]["sheets"])) == ("grant", "g1", 5, 3)
    assert await sheets(batir) == [
        ("2020-11-02", "released", "draft", 390),
        ("2020-11-02", "replacing", "draft", 390),
        ("2020-11-09", "released", "draft", 180),
    ]


async def test_imported_sheets_may_be_submitted_at_once_and_another_person_approves_them(batir: House) -> None:
    done = await imported(batir, FILE, submit=True)
    assert {state for _, _, state, _ in await sheets(batir)} == {"submitted"}
    await approve(batir, *done["extra"]["sheets"])
    seen = await batir.get("bea", "/grants/g1/hours/matching", since="2020-11-01", until="2020-11-30")
    assert [(each["reason"], each["minutes"]) for each in seen["reasons"]] == [
        ("paid-by-another", 210),
        ("public-holiday", 180),
    ]
    assert seen["matched_minutes"] == 180


async def test_every_error_is_named_at_once_and_nothing_is_imported(batir: House) -> None:
    problem = await imported(
        batir,
        HEADER
        + "M-12;libérée;02/11/2020;9:00;12:00;;;;\n"  # 2: fine by itself
        + "M-12;libérée;02/11/2020;11:00;13:00;;;;\n"  # 3: overlaps row 2
        + "M-99;libérée;02/11/2020;9:00;12:00;;;;\n"  # 4: unknown
        + "M-40;remplaçant;02/11/2020;9:00;12:00;;M-99;;\n"  # 5: replaces somebody unknown
        + "M-40;remplaçant;03/11/2020;9:00;12:00;;;;\n"  # 6: replaces nobody
        + "M-40;libéré;04/11/2020;9:00;12:00;;;;\n"  # 7: other side
        + "M-12;libérée;27/11/2020;9:00;12:00;;;;\n"  # 8: to come
        + "M-12;libérée;hier;9:00;12:00;;;;\n",  # 9: no date
        expect=422,
    )  # fmt: skip
    assert problem["type"].endswith("import-refused")
    assert errors(problem) == [
        ("csv/3/debut", "overlap"),
        ("csv/4/matricule", "staff-unknown"),
        ("csv/5/remplace", "staff-unknown"),
        ("csv/6/remplace", "replaces-missing"),
        ("csv/7/cote", "other-side"),
        ("csv/8/fin", "to-come"),
        ("csv/9/jour", "unreadable-cell"),
    ]
    assert problem["errors"][0]["detail"] == (
        "Ligne 3, colonne « debut » : Ces heures sont déjà dans la ligne 2 : une heure n'a qu'un payeur."
    )
    assert problem["detail"].startswith("7 erreurs, rien n'est importé. Ligne 3")
    assert await sheets(batir) == []


async def test_a_draft_is_replaced_and_its_history_kept(batir: House) -> None:
    first = await imported(batir, FILE)
    again = await imported(batir, FILE.replace("12:00;;;;\nM-12;libérée;03", "13:00;;;;\nM-12;libérée;03"), who="bob")
    assert again["extra"]["sheets"] == first["extra"]["sheets"]
    assert ("2020-11-02", "released", "draft", 450) in await sheets(batir)
    changes = [
        each
        for sheet in first["extra"]["sheets"]
        for each in (await batir.get("bea", f"/week-sheets/{sheet}/changes"))["items"]
    ]
    assert [each["by"] for each in changes] == ["ben", "bob"] * 3


async def test_a_week_over_two_months_keeps_the_days_of_which_the_file_says_nothing(batir: House) -> None:
    """The file of October, then the one of November: the week from 26 October is in both."""
    row = "M-12;libérée;{}/2020;9:00;12:00;;;;\n"
    await imported(batir, HEADER + row.format("30/10") + row.format("31/10"))
    await imported(batir, HEADER + row.format("31/10").replace("9:00", "10:00") + row.format("01/11"))
    assert await sheets(batir) == [("2020-10-26", "released", "draft", 180 + 120 + 180)]
    night = HEADER + "M-12;libérée;29/10/2020;22:00;10:00;;;;\n"
    problem = await imported(batir, night, expect=422)
    assert errors(problem)[0] == ("csv/2/debut", "overlap")


async def test_a_sheet_that_was_submitted_is_not_imported_over(batir: House) -> None:
    await imported(batir, FILE, submit=True)
    problem = await imported(batir, FILE, expect=422)
    assert {kind for _, kind in errors(problem)} == {"out-of-turn"}
    assert "« Transmise » : demandez d'abord qu'elle vous soit rendue." in problem["errors"][0]["detail"]


async def test_a_sheet_that_came_back_is_imported_over_with_a_reason(batir: House) -> None:
    done = await imported(batir, FILE, submit=True)
    for sheet in done["extra"]["sheets"]:
        await batir.post("bea", f"/week-sheets/{sheet}/return", {"reason": "À revoir."})
    problem = await imported(batir, FILE, expect=422)
    assert errors(problem) == [("reason", "reason-missing")]
    await imported(batir, FILE, reason="Fichier corrigé.", submit=True)


async def test_hours_of_the_file_meet_those_of_other_grants_and_weeks(batir: House) -> None:
    await keep(batir, granted(id="g2"))
    ana = (await batir.get("bea", "/organisations/batir/staff"))["items"][0]["id"]
    await opened(batir, ana, MORNING, grant="g2")
    problem = await imported(batir, FILE, expect=422)
    assert errors(problem) == [("csv/2/debut", "overlap")]
    nights = HEADER + "M-12;libérée;08/11/2020;22:00;2:00;;;;\nM-12;libérée;09/11/2020;1:00;5:00;;;;\n"
    assert errors(await imported(batir, nights, expect=422)) == [("csv/2/debut", "overlap"), ("csv/3/debut", "overlap")]


async def test_both_sides_of_one_person_in_one_file_are_seen_together(batir: House) -> None:
    await register(batir, "M-50", "released", "replacing")
    file = HEADER + "M-50;libéré;02/11/2020;9:00;12:00;;;;\nM-50;remplaçant;02/11/2020;11:00;13:00;;M-12;;\n"
    problem = await imported(batir, file, expect=422)
    assert errors(problem) == [("csv/2/debut", "released-and-teaching"), ("csv/3/debut", "released-and-teaching")]


async def test_the_same_file_sent_twice_under_one_key_acts_once(batir: House) -> None:
    body = {"csv": FILE, "submit": True}
    first = await batir.post("ben", "/grants/g1/week-sheets/import", body, Idempotency_Key="one")
    assert await batir.post("ben", "/grants/g1/week-sheets/import", body, Idempotency_Key="one") == first


async def test_a_file_of_a_whole_year_is_imported_in_one_go(batir: House) -> None:
    weeks = [(day, month) for month in (10, 11) for day in range(1, 31)]
    rows = [
        f"{who};{side};{day:02}/{month}/2020;9:00;12:00;;{replaces};;\n"
        for day, month in weeks
        for who, side, replaces in (("M-12", "libérée", ""), ("M-40", "remplaçant", "M-12"))
        if (month, day) < (11, 20)
    ]
    done = await imported(batir, HEADER + "".join(rows), submit=True)
    assert (done["extra"]["rows"], len(done["extra"]["sheets"])) == (len(rows), 16)


async def test_a_file_of_more_sheets_than_are_approved_at_once_is_cut_up(
    batir: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hours_import, "MOST_SHEETS", 3)
    await imported(batir, FILE)
    monkeypatch.setattr(hours_import, "MOST_SHEETS", 2)
    assert errors(await imported(batir, FILE, expect=422)) == [("csv/1/jour", "too-many-sheets")]
