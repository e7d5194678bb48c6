"""What an employer does with its staff register: enter, correct, let go."""

from services.chassis.refusal import Invalid, Taken
from services.chassis.work import Work
from services.jobrotation_funding.staff import Particulars, Staff, matricule_key
from services.jobrotation_funding.values import Command, Day, Id, Label


class MatriculeTaken(Taken):
    """Somebody else of the same employer bears this matricule."""

    code, title = "matricule-taken", "Matricule déjà pris"


class RegisterStaff(Command):
    """Who is released or replaces. The name is sealed; only members of the employer and officers see it."""

    organisation: Id
    name: Label
    particulars: Particulars


class AmendStaff(Command):
    """The corrected entry, whole."""

    name: Label
    particulars: Particulars


class LeaveStaff(Command):
    """The last day."""

    on: Day


async def register_staff(work: Work, command: RegisterStaff) -> Staff:
    """Enter somebody in the register of their employer."""
    await _check_account(work, command.organisation, command.particulars)
    id = work.new_id()
    await _reserve(work, command.organisation, command.particulars.matricule, id)
    sealed = await work.seal(id, "name", command.name)
    staff = Staff.register(id, command.organisation, command.particulars, sealed, work.today)
    await work.save(staff)
    return staff


async def amend_staff(work: Work, staff: str, command: AmendStaff) -> Staff:
    """Correct what is said of somebody."""
    found = await work.get(Staff, staff)
    before = matricule_key(found.organisation, found.particulars.matricule)
    await _check_account(work, found.organisation, command.particulars)
    sealed = await work.seal(found.id, "name", command.name)
    found.amend(command.particulars, sealed, work.today, work.actor.person)
    if matricule_key(found.organisation, command.particulars.matricule) != before:
        await _reserve(work, found.organisation, command.particulars.matricule, found.id)
        await work.release(before)
    await work.save(found)
    return found


async def leave_staff(work: Work, staff: str, command: LeaveStaff) -> Staff:
    """Somebody left; their past hours stay."""
    found = await work.get(Staff, staff)
    found.leave(command.on, work.today)
    await work.save(found)
    return found


async def bring_staff_back(work: Work, staff: str) -> Staff:
    """Somebody is there again."""
    found = await work.get(Staff, staff)
    found.come_back()
    await work.save(found)
    return found


async def _reserve(work: Work, organisation: str, matricule: str, holder: str) -> None:
    try:
        await work.reserve(matricule_key(organisation, matricule), holder)
    except Taken:
        raise MatriculeTaken(
            f"Le matricule « {matricule} » est déjà celui d'une autre personne.", field="particulars/matricule"
        ) from None


async def _check_account(work: Work, organisation: str, particulars: Particulars) -> None:
    """An account that is nobody of the employer would keep nobody from approving their own hours. Raises Invalid."""
    if particulars.person is None:
        return
    row = await work.row("organisations", organisation) or {}
    if particulars.person not in row.get("people", ()):
        raise Invalid("Ce compte n'est pas (encore) celui d'un membre de l'organisme.", field="particulars/person")
