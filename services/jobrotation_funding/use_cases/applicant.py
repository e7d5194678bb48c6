"""What members of an employer do: draft, complete, request, withdraw or give up a grant."""

from services.chassis.money import euros
from services.chassis.work import Work
from services.jobrotation_funding import mails
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Request
from services.jobrotation_funding.use_cases import seen
from services.jobrotation_funding.values import Command, Id


class DraftRequest(Command):
    """For which employer and which experiment (known here or not yet), and what is typed so far."""

    organisation: Id
    experiment: Id
    asked: Request = Request()


class EditRequest(Command):
    """The whole draft as it stands on the screen, and another experiment where it changes."""

    asked: Request
    experiment: Id | None = None


async def draft_request(work: Work, command: DraftRequest) -> Grant:
    """Begin a draft."""
    grant = Grant.draft(work.new_id(), command.organisation, command.experiment, command.asked, work.actor.person)
    await work.save(grant)
    return grant


async def edit_request(work: Work, grant: str, command: EditRequest) -> Grant:
    """Keep the draft as it is now."""
    found = await work.get(Grant, grant)
    found.edit(command.asked, work.actor.person, command.experiment)
    await work.save(found)
    return found


async def request_grant(work: Work, grant: str) -> Grant:
    """Ask the Région; a request that is refused here keeps its draft."""
    found = await work.get(Grant, grant)
    found.request(work.actor.person, work.today, await seen.siblings(work, found))
    await work.save(found)
    await tell(work, found, "grant-requested")
    return found


async def withdraw_grant(work: Work, grant: str) -> Grant:
    """No longer ask, or renounce what was granted and not engaged."""
    found = await work.get(Grant, grant)
    found.withdraw()
    await work.save(found)
    return found


async def abandon_grant(work: Work, grant: str) -> Grant:
    """Give a draft up."""
    found = await work.get(Grant, grant)
    found.abandon()
    await work.save(found)
    return found


async def tell(work: Work, grant: Grant, template: str, **facts: str) -> None:
    """Write to those who act for the employer, once for each event of the grant."""
    known = {"number": grant.id, "title": await seen.title(work, grant.experiment), **facts}
    if grant.terms is not None:
        known = {"cents": euros(grant.terms.cents), **known}
    await mails.tell(work, (grant.organisation,), template, f"{grant.subject}|{template}|{grant.sequence}", **known)
