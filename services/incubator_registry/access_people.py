"""Who may do what about persons and organisations."""

from collections.abc import Iterable

from services.chassis.access import Row, any_duty, duty, everyone, member, named, signed_in
from services.chassis.actor import DutyName, Role
from services.chassis.reader import Reader


async def this_person(reader: Reader, person: str, *_: object) -> Iterable[str]:
    """The person whom the address names."""
    return (person,)


async def this_organisation(reader: Reader, organisation: str, *_: object) -> Iterable[str]:
    """The organisation that the address names."""
    return (organisation,)


ADMINISTRATOR = duty(DutyName.ADMINISTER)

ROWS = (
    Row("register_person", signed_in()),
    Row("rename_person", named(this_person), ADMINISTRATOR),
    Row("give_duty", ADMINISTRATOR, confirmed=True),
    Row("withdraw_duty", ADMINISTRATOR, confirmed=True),
    Row("erase_person", ADMINISTRATOR, confirmed=True),
    Row("show_me", signed_in()),
    Row("show_person", named(this_person), ADMINISTRATOR),
    Row("list_persons", any_duty()),
    Row("register_organisation", signed_in()),
    Row("describe_organisation", member(Role.REPRESENTATIVE, of=this_organisation)),
    Row("invite_member", member(Role.REPRESENTATIVE, of=this_organisation)),
    Row("join_organisation", signed_in()),
    Row("leave_organisation", member(of=this_organisation)),
    Row("show_organisation", everyone()),
    Row("list_organisations", everyone()),
)
