"""What is done about agreements: drafted, handed in by the lead, reviewed, signed by both, amended, ended."""

from typing import Annotated

from pydantic import Field

from contracts.registry_parts import GroupingMember
from services.chassis.refusal import Invalid
from services.chassis.values import Act, Code, Command, Day, Id, Label, Text
from services.chassis.work import Work
from services.incubator_registry import mails
from services.incubator_registry.agreement import Accepted, Agreement, Grounds, NotAccepted, State, Terms
from services.incubator_registry.amendment import Side
from services.incubator_registry.application import Application
from services.incubator_registry.application_lifecycle import State as ApplicationState
from services.incubator_registry.incubator import Codes, Description, Founding, Incubator, SomeCodes
from services.incubator_registry.organisation import Organisation
from services.incubator_registry.partners import check_free
from services.incubator_registry.use_cases import opening
from services.incubator_registry.use_cases.incubators import check_steering


class NewIncubator(Command):
    """What the register will say of the incubator. What is left out is taken from the application, said once."""

    name: Label | None = None
    summary: Text | None = None
    entries: SomeCodes
    functions: Codes = ()
    territories: SomeCodes | None = None
    sectors: Codes | None = None
    publics: Codes | None = None
    steering: Annotated[tuple[Id, ...], Field(max_length=40)] = ()

    def described(self, application: Application) -> Description:
        """The description, completed from the application. Raises Invalid when neither names a territory."""
        content, asked = application.content, self.model_dump(exclude_none=True)
        known = {"name": content.title, "summary": content.summary, "territories": content.territories}
        merged = {**known, "sectors": content.sectors, "publics": content.publics, **asked}
        if not merged["territories"]:
            raise Invalid("Dites sur quels territoires l'incubateur travaille.", field="incubator/territories")
        return Description.model_validate(merged)


class DraftAgreement(Command):
    """A project of agreement for an accepted application, and the incubator that it will found."""

    application: Id
    number: Annotated[str, Field(min_length=1, max_length=40)]
    terms: Terms
    incubator: NewIncubator


class ReviseAgreement(Command):
    """The dates of a project: the incubator opens on the first one."""

    terms: Terms


class RequestAgreementChanges(Command):
    """What is to be changed before it can be signed."""

    motives: Annotated[tuple[Text, ...], Field(min_length=1, max_length=30)]


class Partner(Command):
    """An organisation and one of its roles in the grouping."""

    organisation: Id
    role: Code


class ProposeAmendment(Command):
    """Another last day, or the whole list of members (the lead too), under the act that allows it."""

    act: Act
    until: Day | None = None
    members: Annotated[tuple[Partner, ...], Field(min_length=1, max_length=200)] | None = None


class EndAgreement(Command):
    """Why and from when it ends. ``act``: the Région's act, or the lead's letter; ``on``: the last day it holds."""

    grounds: Grounds
    act: Act
    on: Day


async def draft_agreement(work: Work, command: DraftAgreement) -> Agreement:
    """Draft the agreement and prepare its incubator. Raises NotAccepted, Taken, OwnOrganisation."""
    application = await work.get(Application, command.application)
    check_free(application.grouping.organisations, work.actor.organisations())
    accepted = _accepted(application)
    id, incubator_id = work.new_id(), work.new_id()
    await work.reserve(f"agreement-of:{application.id}", id)
    await work.reserve(f"agreement-number:{command.number}", id)
    agreement = Agreement.draft(id, command.number, incubator_id, accepted, command.terms)
    incubator = Incubator.prepare(
        incubator_id,
        Founding(
            type=accepted.incubator_type,
            call=accepted.call,
            application=application.id,
            agreement=id,
            lead=accepted.lead,
        ),
        agreement.members,
        agreement.terms.since,
        command.incubator.described(application),
    )
    await check_steering(work, incubator.description, "incubator")
    await work.save(incubator)
    agreement.tell(incubator=incubator_id)
    await work.save(agreement)
    await _tell_lead(work, agreement, "agreement-drafted")
    return agreement


async def revise_agreement(work: Work, agreement: str, command: ReviseAgreement) -> Agreement:
    """Change the dates of a project."""
    found = await work.get(Agreement, agreement)
    found.revise(command.terms)
    await work.save(found)
    return found


async def submit_agreement(work: Work, agreement: str) -> Agreement:
    """The lead hands the project to the Région."""
    found = await work.get(Agreement, agreement)
    found.submit()
    await work.save(found)
    return found


async def request_agreement_changes(work: Work, agreement: str, command: RequestAgreementChanges) -> Agreement:
    """The Région asks for changes."""
    found = await work.get(Agreement, agreement)
    found.request_changes(command.motives, work.actor.organisations())
    await work.save(found)
    await _tell_lead(work, found, "agreement-changes")
    return found


async def approve_agreement(work: Work, agreement: str) -> Agreement:
    """The project is ready to be signed by both."""
    found = await work.get(Agreement, agreement)
    found.approve(work.actor.organisations())
    await work.save(found)
    await _tell_lead(work, found, "agreement-to-sign")
    return found


async def sign_agreement_for_lead(work: Work, agreement: str) -> Agreement:
    """The lead's representative signs for the grouping."""
    return await _sign(work, agreement, Side.LEAD)


async def sign_agreement_for_region(work: Work, agreement: str) -> Agreement:
    """The Région signs."""
    return await _sign(work, agreement, Side.REGION)


async def propose_amendment(work: Work, agreement: str, command: ProposeAmendment) -> Agreement:
    """Propose an amendment."""
    found = await work.get(Agreement, agreement)
    members = await _known(work, command.members) if command.members is not None else None
    found.propose_amendment(command.act, command.until, members, work.today, work.actor.organisations())
    await work.save(found)
    await _tell_lead(work, found, "amendment-to-sign")
    return found


async def sign_amendment_for_lead(work: Work, agreement: str) -> Agreement:
    """The lead's representative signs the amendment."""
    return await _sign_amendment(work, agreement, Side.LEAD)


async def sign_amendment_for_region(work: Work, agreement: str) -> Agreement:
    """The Région signs the amendment."""
    return await _sign_amendment(work, agreement, Side.REGION)


async def drop_amendment(work: Work, agreement: str) -> Agreement:
    """Give up an amendment that is not signed by both."""
    found = await work.get(Agreement, agreement)
    found.drop_amendment()
    await work.save(found)
    return found


async def terminate_agreement(work: Work, agreement: str, command: EndAgreement) -> Agreement:
    """The Région ends the agreement; its incubator closes the day after."""
    found = await work.get(Agreement, agreement)
    found.terminate(command.grounds, command.act, command.on, work.today, work.actor.organisations())
    await work.save(found)
    await opening.plan_end(work, found)
    await _tell_lead(work, found, "agreement-terminated")
    return found


async def denounce_agreement(work: Work, agreement: str, command: EndAgreement) -> Agreement:
    """The lead ends the agreement; its incubator closes the day after."""
    found = await work.get(Agreement, agreement)
    found.denounce(command.grounds, command.act, command.on, work.today)
    await work.save(found)
    await opening.plan_end(work, found)
    return found


async def _sign(work: Work, agreement: str, side: Side) -> Agreement:
    found = await work.get(Agreement, agreement)
    found.sign(side, work.actor.person, work.today, work.actor.organisations())
    await work.save(found)
    if found.state is State.SIGNED:
        await opening.found_incubator(work, found)
        await _tell_lead(work, found, "agreement-signed")
    return found


async def _sign_amendment(work: Work, agreement: str, side: Side) -> Agreement:
    found = await work.get(Agreement, agreement)
    found.sign_amendment(side, work.actor.person, work.today, work.actor.organisations())
    await work.save(found)
    if found.pending is None:
        await opening.renew_incubator(work, found)
    return found


def _accepted(application: Application) -> Accepted:
    if application.state is not ApplicationState.ACCEPTED:
        label = Application.lifecycle.labels[application.state]
        raise NotAccepted(
            f"Cette candidature est à l'état « {label} » : seule une candidature retenue se conventionne."
        )
    return Accepted(
        application=application.id,
        call=application.call,
        title=application.content.title,
        incubator_type=application.content.incubator_type,
        lead=application.lead,
        members=application.grouping.told(),
        act=application.decisions[-1].recorded.act,
    )


async def _known(work: Work, members: tuple[Partner, ...]) -> tuple[GroupingMember, ...]:
    """Raises Invalid for an organisation that is not registered."""
    for number, each in enumerate(members):
        if await work.find(Organisation, each.organisation) is None:
            raise Invalid("Cet organisme n'est pas inscrit.", field=f"members/{number}/organisation")
    return tuple(GroupingMember(organisation=each.organisation, role=each.role) for each in members)


async def _tell_lead(work: Work, agreement: Agreement, template: str) -> None:
    cause = f"{agreement.subject}|{template}|{agreement.version}"
    facts = {"number": agreement.number, "title": agreement.accepted.title}
    await mails.tell_representatives(work, [agreement.lead], template, cause, **facts)
