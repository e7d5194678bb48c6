"""Who may do what about staff and week sheets."""

from collections.abc import Iterable

from services.chassis.access import Row, any_duty, member
from services.chassis.actor import Role
from services.chassis.reader import Reader
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.staff import Staff
from services.jobrotation_funding.use_cases.staff import RegisterStaff
from services.jobrotation_funding.week_sheet import WeekSheet

WRITERS = (Role.REPRESENTATIVE, Role.WRITER)


async def its_employer(reader: Reader, command: RegisterStaff) -> Iterable[str]:
    """The employer that enters somebody."""
    return (command.organisation,)


async def this_employer(reader: Reader, organisation: str, *_: object) -> Iterable[str]:
    """The employer whose register is read."""
    return (organisation,)


async def staff_employer(reader: Reader, staff: str, *_: object) -> Iterable[str]:
    """The employer of somebody."""
    return ((await reader.get(Staff, staff)).organisation,)


async def grant_employer(reader: Reader, grant: str, *_: object) -> Iterable[str]:
    """The employer that a grant was asked by."""
    return ((await reader.get(Grant, grant)).organisation,)


async def sheet_employer(reader: Reader, sheet: str, *_: object) -> Iterable[str]:
    """The employer of a sheet."""
    return ((await reader.get(WeekSheet, sheet)).organisation,)


ROWS: tuple[Row, ...] = (
    Row("register_staff", member(*WRITERS, of=its_employer)),
    Row("amend_staff", member(*WRITERS, of=staff_employer)),
    Row("leave_staff", member(*WRITERS, of=staff_employer)),
    Row("bring_staff_back", member(*WRITERS, of=staff_employer)),
    Row("open_week_sheet", member(*WRITERS, of=grant_employer)),
    Row("import_week_sheets", member(*WRITERS, of=grant_employer)),
    Row("write_week_sheet", member(*WRITERS, of=sheet_employer)),
    Row("submit_week_sheet", member(*WRITERS, of=sheet_employer)),
    Row("approve_week_sheets", member(Role.REPRESENTATIVE, of=grant_employer)),
    Row("return_week_sheet", member(Role.REPRESENTATIVE, of=sheet_employer)),
    Row("reopen_week_sheet", member(Role.REPRESENTATIVE, of=sheet_employer)),
    # reading
    Row("list_staff", member(of=this_employer), any_duty()),
    Row("show_staff", member(of=staff_employer), any_duty()),
    Row("list_week_sheets", member(of=grant_employer), any_duty()),
    Row("show_week_sheet", member(of=sheet_employer), any_duty()),
    Row("list_changes", member(of=sheet_employer), any_duty()),
    Row("show_hours", member(of=grant_employer), any_duty()),
    Row("preview_claim_hours", member(of=grant_employer), any_duty()),
)
