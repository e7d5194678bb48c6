"""What applicants do: write and deposit an application, gather their grouping, correct pieces, withdraw."""

from typing import Annotated

from pydantic import Field

from services.chassis.values import Code, Command, Id
from services.chassis.work import Work
from services.incubator_registry.application import Application
from services.incubator_registry.deposit import Content, DraftVersion, JoinedPiece, Proof
from services.incubator_registry.grouping import Roles
from services.incubator_registry.use_cases import seen


class StartApplication(Command):
    """The call, and the organisation that leads the grouping."""

    call: Id
    lead: Id


class WriteDraft(Command):
    """The whole draft as it stands on the applicant's screen; ``lead_roles``: what the lead is beside leading."""

    content: Content
    lead_roles: Annotated[tuple[Code, ...], Field(max_length=8)] = ()


class InvitePartner(Command):
    """An organisation and its roles in the grouping."""

    organisation: Id
    roles: Roles


class CompleteDeposit(Command):
    """The content that replaces what was deposited, before the closing instant."""

    content: Content


class SendPieces(Command):
    """The pieces that were asked for."""

    pieces: Annotated[tuple[JoinedPiece, ...], Field(min_length=1, max_length=60)]


async def start_application(work: Work, command: StartApplication) -> Application:
    """Begin a draft."""
    await seen.check_organisation(work, command.lead, "lead")
    rules = await seen.published_call(work, command.call)
    application = Application.start(work.new_id(), rules, command.lead, work.now)
    await work.save(application)
    return application


async def write_draft(work: Work, application: str, command: WriteDraft) -> Application:
    """Autosave the draft; each version is kept beside it."""
    found = await work.get(Application, application)
    rules = await seen.published_call(work, found.call)
    number = found.write(command.content, command.lead_roles, rules)
    version = DraftVersion(
        id=f"{found.id}.{number:06}",
        application=found.id,
        number=number,
        content=found.content,
        by=work.actor.person,
        at=work.now,
    )
    await work.add(version)
    await work.save(found)
    return found


async def invite_partner(work: Work, application: str, command: InvitePartner) -> Application:
    """Ask an organisation to join the grouping."""
    await seen.check_organisation(work, command.organisation, "organisation")
    found = await work.get(Application, application)
    found.invite_member(command.organisation, command.roles)
    await work.save(found)
    return found


async def remove_partner(work: Work, application: str, organisation: str) -> Application:
    """Take an organisation out: the lead does, or the organisation itself declines."""
    found = await work.get(Application, application)
    found.remove_member(organisation)
    await work.save(found)
    return found


async def assent_to_grouping(work: Work, application: str, organisation: str) -> Application:
    """A member's representative assents."""
    found = await work.get(Application, application)
    found.assent(organisation, work.actor.person, work.today)
    await work.save(found)
    return found


async def deposit_application(work: Work, application: str) -> Application:
    """Deposit what the draft holds."""
    found = await work.get(Application, application)
    proof = found.deposit(await seen.published_call(work, found.call), work.now)
    await work.save(found)
    await _acknowledge(work, found, proof)
    return found


async def complete_deposit(work: Work, application: str, command: CompleteDeposit) -> Application:
    """Deposit again before the closing instant."""
    found = await work.get(Application, application)
    proof = found.complete(command.content, await seen.published_call(work, found.call), work.now)
    await work.save(found)
    await _acknowledge(work, found, proof)
    return found


async def correct_application(work: Work, application: str, command: SendPieces) -> Application:
    """Send the pieces that were asked for."""
    found = await work.get(Application, application)
    found.correct(command.pieces, work.today)
    await work.save(found)
    return found


async def withdraw_application(work: Work, application: str) -> Application:
    """Take the application back."""
    found = await work.get(Application, application)
    found.withdraw(work.today)
    await work.save(found)
    return found


async def _acknowledge(work: Work, application: Application, proof: Proof) -> None:
    at = proof.at.isoformat(timespec="seconds")
    facts = {"at": at, "sha256": proof.sha256, "silence": proof.sentence}
    await seen.tell_grouping(work, application, "application-deposited", **facts)
