"""The staff register as its employer's members and officers may see it; names are unsealed here and nowhere kept."""

from collections.abc import Collection, Sequence

from services.chassis.page import Page
from services.chassis.reader import Reader
from services.jobrotation_funding.hours_shown import StaffView
from services.jobrotation_funding.staff import Staff


async def list_staff(reader: Reader, organisation: str, after: str | None, limit: int) -> Page:
    """The staff of an employer."""
    found = await reader.where(Staff, organisation=organisation, after=after, limit=limit + 1)
    names = await _names(reader, found)
    return Page.of([StaffView.of(staff, names) for staff in found], limit)


async def show_staff(reader: Reader, staff: str) -> StaffView:
    """Somebody of the register."""
    found = await reader.get(Staff, staff)
    return StaffView.of(found, await _names(reader, [found]))


async def names_of(reader: Reader, staff: Collection[str]) -> dict[str, str]:
    """Names by id, with one look at the register and one at the keyring."""
    return await _names(reader, await reader.where(Staff, id=sorted(staff))) if staff else {}


async def _names(reader: Reader, staff: Sequence[Staff]) -> dict[str, str]:
    if reader.keyring is None or not staff:
        return {}
    opened = await reader.keyring.unseal_all([(each.id, "name", each.name) for each in staff])
    return {each.id: name for each, name in zip(staff, opened, strict=True) if name is not None}
