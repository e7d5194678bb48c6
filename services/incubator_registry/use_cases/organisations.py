"""What members do for their organisation: register it, describe it, invite, join, leave."""

import secrets
from typing import Annotated

from pydantic import Field

from services.chassis.actor import Role
from services.chassis.refusal import Forbidden
from services.chassis.values import Command, Id
from services.chassis.work import Work
from services.incubator_registry import identifiers
from services.incubator_registry.organisation import Identity, Organisation
from services.incubator_registry.use_cases.people import registered

CODE_BYTES = 24


class RegisterOrganisation(Command):
    """An establishment by its SIRET; who registers it becomes its representative."""

    siret: Annotated[str, Field(max_length=40)]
    identity: Identity


class DescribeOrganisation(Command):
    """What the organisation says of itself now; its SIRET never changes."""

    identity: Identity


class InviteMember(Command):
    """An invitation to a role."""

    role: Role


class JoinOrganisation(Command):
    """The code of an invitation."""

    code: Annotated[str, Field(min_length=1, max_length=100)]


class LeaveOrganisation(Command):
    """Which role ends. ``person``: another member, for a representative; who asks when left out."""

    role: Role
    person: Id | None = None


async def register_organisation(work: Work, command: RegisterOrganisation) -> Organisation:
    """Register an establishment once. Raises SiretInvalid, Taken, NdaRequired, NdaInvalid, NotFound (unregistered)."""
    person = await registered(work)
    siret = identifiers.siret(command.siret)
    organisation = Organisation(id=work.new_id(), siret=siret, identity=command.identity)
    await work.reserve(f"siret:{siret}", organisation.id)
    organisation.describe(command.identity)
    await _hold_nda(work, organisation)
    organisation.found(person.id, person.bearer, work.today)
    await work.save(organisation)
    return organisation


async def describe_organisation(work: Work, organisation: str, command: DescribeOrganisation) -> Organisation:
    """Change what the organisation says of itself."""
    found = await work.get(Organisation, organisation)
    before = found.identity.nda
    found.describe(command.identity)
    await _hold_nda(work, found, before)
    await work.save(found)
    return found


async def invite_member(work: Work, organisation: str, command: InviteMember) -> Organisation:
    """Invite to a role: the receipt alone carries the code, which works once and for 14 days."""
    found = await work.get(Organisation, organisation)
    code = secrets.token_urlsafe(CODE_BYTES)
    found.invite(command.role, code, work.now)
    found.tell(code=code)
    await work.save(found)
    return found


async def join_organisation(work: Work, organisation: str, command: JoinOrganisation) -> Organisation:
    """Join with the code that was received."""
    person = await registered(work)
    found = await work.get(Organisation, organisation)
    found.join(person.id, person.bearer, command.code, work.now, work.today)
    await work.save(found)
    return found


async def leave_organisation(work: Work, organisation: str, command: LeaveOrganisation) -> Organisation:
    """End a role: one's own, or another member's for a representative."""
    found = await work.get(Organisation, organisation)
    person = command.person or work.actor.person
    if person != work.actor.person and work.actor.person not in found.representatives:
        raise Forbidden("Seul un représentant met fin au rôle d'un autre membre.", field="person")
    found.leave(person, command.role, work.today)
    await work.save(found)
    return found


async def _hold_nda(work: Work, organisation: Organisation, before: str | None = None) -> None:
    """A declaration belongs to one legal unit, whatever its establishments. Raises Taken."""
    now = organisation.identity.nda
    if before is not None and before != now and await work.count(Organisation, identity__nda=before) <= 1:
        await work.release(f"nda:{before}")
    if now is not None:
        await work.reserve(f"nda:{now}", organisation.siren)
