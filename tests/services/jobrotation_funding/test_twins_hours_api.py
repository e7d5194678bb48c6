"""The twins of what only the database and the door guard: taken away, two get one hour, a name lies open."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from services.chassis.access import Row, everyone
from services.chassis.work import Work
from services.jobrotation_funding.main import SERVICE
from services.jobrotation_funding.use_cases import hours, hours_import, roll, staff
from services.jobrotation_funding.week_sheet import WeekSheet
from tests.services.jobrotation_funding.housing_hours import (
    MORNING,
    approve,
    begin,
    keep,
    opened,
    particulars,
    register,
    settle_in,
    sheet_of,
    submitted,
)
from tests.services.jobrotation_funding.making_hours import granted
from tests.support.service import House
from tests.support.taking_away import nothing_awaited, struck_out

ANA = "Ana Lefèvre"
HEADER = "matricule;cote;jour;debut;fin\n"
ONE_UNKNOWN = HEADER + "M-12;libérée;02/11/2020;9:00;12:00\nM-99;libérée;02/11/2020;9:00;12:00\n"


@pytest.fixture(scope="module")
async def settled(house: House) -> House:
    """The people of the file."""
    await settle_in(house)
    return house


@pytest.fixture
async def batir(settled: House) -> House:
    """Bâtir Ensemble with two grants."""
    await begin(settled)
    await keep(settled, granted(id="g2"))
    return settled


async def both_at_once(house: House) -> list[int]:
    """One hour of Ana on two grants, in the same moment."""
    ana = await register(house, "M-12")
    body = sheet_of(ana, MORNING)
    asked = (house.status("POST", "ben", f"/grants/{grant}/week-sheets", body) for grant in ("g1", "g2"))
    return sorted(await asyncio.gather(*asked))


async def meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have both read what there is before either writes."""
    gate, load = asyncio.Barrier(2), roll.roll_of

    async def together(*args: Any) -> Any:
        found = await load(*args)
        # Once run again after a conflict, there is nobody to wait for.
        with suppress(TimeoutError, asyncio.BrokenBarrierError):
            await asyncio.wait_for(gate.wait(), 1)
        return found

    monkeypatch.setattr(hours, "roll_of", together)


async def test_sheets_of_one_person_are_written_one_after_the_other(
    batir: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await meeting(monkeypatch)
    assert await both_at_once(batir) == [201, 422]


async def test_without_turns_one_hour_gets_two_payers(batir: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await meeting(monkeypatch)
    monkeypatch.setattr(hours, "take_turns", nothing_awaited)
    assert await both_at_once(batir) == [201, 201]


async def test_without_its_reservation_a_matricule_has_two_bearers(
    batir: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"organisation": "batir", "name": "Ari", "particulars": particulars("M-12")}
    await register(batir, "M-12")
    assert await batir.status("POST", "ben", "/staff", body) == 409
    monkeypatch.setattr(staff, "_reserve", nothing_awaited)
    assert await batir.status("POST", "ben", "/staff", body) == 201


async def test_without_its_reservation_a_week_has_two_sheets(batir: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await register(batir, "M-12")
    await opened(batir, ana)
    other = sheet_of(ana, {**MORNING, "since": "13:00", "until": "14:00"})
    assert await batir.status("POST", "ben", "/grants/g1/week-sheets", other) == 409
    monkeypatch.setattr(hours, "check_free", nothing_awaited)
    assert await batir.status("POST", "ben", "/grants/g1/week-sheets", other) == 409
    monkeypatch.setattr(Work, "reserve", nothing_awaited)
    assert await batir.status("POST", "ben", "/grants/g1/week-sheets", other) == 201


async def stored(house: House) -> str:
    """The register as the database has it."""
    return str([row async for row in house.runtime.store.database["staff"].find()])


async def test_unless_it_is_sealed_a_name_lies_open(batir: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await register(batir, "M-12", name=ANA)
    assert ANA not in await stored(batir)

    async def plainly(work: Work, person: str, field: str, text: str) -> str:
        return text

    monkeypatch.setattr(Work, "seal", plainly)
    await register(batir, "M-13", name=ANA)
    assert ANA in await stored(batir)


async def test_unless_they_are_the_grants_own_another_employers_sheets_are_approved(
    batir: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(batir, granted(id="g9", organisation="autre"))
    theirs = await opened(batir, await register(batir, "Z-1", who="zoe", organisation="autre"), who="zoe", grant="g9")
    await batir.post("zoe", f"/week-sheets/{theirs}/submission")
    await approve(batir, theirs, expect=404)

    async def any_grants(work: Work, grant: Any, ids: Any) -> list[WeekSheet]:
        return await work.where(WeekSheet, id=list(ids))

    monkeypatch.setattr(hours, "_in_order", any_grants)
    await approve(batir, theirs)


async def test_unless_all_rows_hold_a_part_of_a_file_is_imported(batir: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await register(batir, "M-12")
    address, body = "/grants/g1/week-sheets/import", {"csv": ONE_UNKNOWN}
    assert await batir.status("POST", "ben", address, body) == 422
    partly = struck_out(hours_import.import_week_sheets, "ImportRefused(cells)")
    monkeypatch.setattr(hours_import, "import_week_sheets", partly)
    assert await batir.status("POST", "ben", address, body) == 200


async def test_without_its_row_a_writer_approves(batir: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = await opened(batir, await register(batir, "M-12"), who="bob")
    await batir.post("bob", f"/week-sheets/{sheet}/submission")
    await approve(batir, sheet, who="ben", expect=403)
    monkeypatch.setitem(SERVICE.table.rows, "approve_week_sheets", Row("approve_week_sheets", everyone()))
    await approve(batir, sheet, who="ben")


async def test_without_its_employer_a_stranger_reads_the_names(batir: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await register(batir, "M-12", name=ANA)
    await batir.get("zoe", f"/staff/{ana}", expect=403)
    monkeypatch.setitem(SERVICE.table.rows, "show_staff", Row("show_staff", everyone()))
    assert (await batir.get("zoe", f"/staff/{ana}"))["name"] == ANA


async def test_unless_it_is_written_down_a_change_leaves_no_history(
    batir: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = await submitted(batir, await register(batir, "M-12"))
    monkeypatch.setattr(Work, "add", nothing_awaited)
    await batir.post("bea", f"/week-sheets/{sheet}/return", {"reason": "À revoir."})
    assert [each["verb"] for each in (await batir.get("bea", f"/week-sheets/{sheet}/changes"))["items"]] == ["write"]
