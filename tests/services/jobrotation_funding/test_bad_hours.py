"""Input that no field takes, on every door of hours: a problem in French that names the field, nothing kept."""

import re
from typing import Any

import pytest

from tests.services.jobrotation_funding.housing_hours import (
    MORNING,
    begin,
    kinds,
    opened,
    particulars,
    register,
    settle_in,
    sheet_of,
)
from tests.support.service import House

ENGLISH = re.compile(r"\b(the|is|must|should|value|field|input|invalid|expected|error)\b", re.IGNORECASE)
STAFF = {"organisation": "batir", "name": "Léa", "particulars": particulars("L-1")}
SHEETS, ENTRIES = "/grants/g1/week-sheets", "/week-sheets/{sheet}/entries"
MANY = [MORNING] * 61


def said(**changes: Any) -> dict[str, Any]:
    """Somebody to register, one thing of whom is wrong."""
    return STAFF | {"particulars": particulars("L-1") | changes}


def written(**changes: Any) -> dict[str, Any]:
    """One entry, one thing of which is wrong."""
    return {"entries": [MORNING | changes]}


# What is sent, where, and the field that the answer names.
BAD: list[tuple[str, str, Any, str]] = [
    ("a name of blanks", "/staff", STAFF | {"name": "  "}, "name"),
    ("a name without end", "/staff", STAFF | {"name": "a" * 201}, "name"),
    ("a matricule with a blank", "/staff", said(matricule="L 1"), "particulars/matricule"),
    ("a matricule of an operator", "/staff", said(matricule={"$ne": ""}), "particulars/matricule/$ne"),
    ("no side", "/staff", said(sides=[]), "particulars/sides"),
    ("a side that is none", "/staff", said(sides=["absent"]), "particulars/sides/0"),
    ("three sides", "/staff", said(sides=["released"] * 3), "particulars/sides"),
    ("a day that does not exist", "/staff", said(informed_on="2020-02-30"), "particulars/informed_on"),
    ("a day to come", "/staff", said(informed_on="2020-11-21"), "particulars/informed_on"),
    ("a field that is none", "/staff", said(salary=1), "particulars/salary"),
    ("a week that is no day", SHEETS, sheet_of("x") | {"week": "2020-W45"}, "week"),
    ("a week far away", SHEETS, sheet_of("x") | {"week": "1999-12-27"}, "week"),
    ("a staff that is no id", SHEETS, sheet_of("a b"), "staff"),
    ("too many entries", SHEETS, sheet_of("x", *MANY), "entries"),
    ("entries that are no list", ENTRIES, {"entries": "09:00-12:00"}, "entries"),
    ("an hour of 24", ENTRIES, written(until="24:00"), "entries/0/until"),
    ("an hour in letters", ENTRIES, written(since="midi"), "entries/0/since"),
    ("an hour in Arabic figures", ENTRIES, written(since="٠٩:٠٠"), "entries/0/since"),
    ("a second that is no yes or no", ENTRIES, written(until_second="peut-être"), "entries/0/until_second"),
    ("a payer that is none", ENTRIES, written(paid_by="moi"), "entries/0/paid_by"),
    ("a remark without end", ENTRIES, written(remark="a" * 501), "entries/0/remark"),
    ("minutes said beside the hours", ENTRIES, written(minutes=180), "entries/0/minutes"),
    ("nothing to approve", f"{SHEETS}/approval", {"sheets": []}, "sheets"),
    ("too much to approve", f"{SHEETS}/approval", {"sheets": ["s"] * 201}, "sheets"),
    ("no file", f"{SHEETS}/import", {"csv": ""}, "csv"),
    ("a file without end", f"{SHEETS}/import", {"csv": "a" * 200_001}, "csv"),
    ("a file that is a list", f"{SHEETS}/import", {"csv": ["a"]}, "csv"),
    ("no reason", "/week-sheets/{sheet}/return", {"reason": " "}, "reason"),
    ("no reason at all", "/week-sheets/{sheet}/reopening", {}, "reason"),
    ("a departure to come", "/staff/{staff}/departure", {"on": "2020-11-21"}, "on"),
]
MATCHING, LIST = "/grants/g1/hours/matching", "/grants/g1/week-sheets"
# Queries that ask for nothing, and the field that the answer names.
ASKED: list[tuple[str, dict[str, Any], str]] = [
    (MATCHING, {}, "since"),
    (MATCHING, {"since": "2020-11-31", "until": "2020-12-01"}, "since"),
    ("/grants/g1/hours", {"since": "hier"}, "since"),
    (LIST, {"state": "perdu"}, "state"),
    (LIST, {"week": "45"}, "week"),
    (LIST, {"staff": "a b"}, "staff"),
    (LIST, {"limit": "0"}, "limit"),
]


@pytest.fixture(scope="module")
async def places(house: House) -> dict[str, str]:
    """A person and a sheet of Bâtir Ensemble."""
    await settle_in(house)
    await begin(house)
    ana = await register(house, "M-12")
    return {"staff": ana, "sheet": await opened(house, ana)}


async def kept(house: House) -> list[int]:
    """How much is written."""
    return [await house.runtime.store.database[name].count_documents({}) for name in ("staff", "week_sheet", "audit")]


def in_french(problem: dict[str, Any]) -> bool:
    """Whether all that a person reads is French."""
    texts = [problem["title"], problem["detail"], *(error["detail"] for error in problem["errors"])]
    return all(text and not ENGLISH.search(text) for text in texts)


@pytest.mark.parametrize(("path", "body", "field"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
async def test_what_a_field_does_not_take_is_refused_by_its_name(
    house: House, places: dict[str, str], path: str, body: Any, field: str
) -> None:
    before = await kept(house)
    expected = 400 if "$" in field else 422
    problem = await house.post("bea", path.format(**places), body, expect=expected)
    assert field in [place for _, place in kinds(problem)], problem
    assert in_french(problem)
    assert await kept(house) == before


@pytest.mark.parametrize(("path", "asked", "field"), ASKED)
async def test_a_query_that_asks_for_nothing_is_refused(
    house: House, places: dict[str, str], path: str, asked: dict[str, Any], field: str
) -> None:
    problem = await house.get("bea", path, expect=422, **asked)
    assert field in [place for _, place in kinds(problem)]
    assert in_french(problem)
