"""What is done about persons: they register themselves; an administrator gives and withdraws duties, and erases."""

from typing import Annotated

from pydantic import Field

from services.chassis.actor import Duty, DutyName
from services.chassis.refusal import NotFound, Refusal, Taken
from services.chassis.values import Command, Count, Day, Label, Readable, Remark
from services.chassis.work import Work
from services.incubator_registry.organisation import Organisation
from services.incubator_registry.person import Person, State
from services.incubator_registry.use_cases import clock

Name = Annotated[str, Field(min_length=1, max_length=120), Readable]


class NamePerson(Command):
    """How a person is called; both are sealed under the person's own key."""

    given_name: Name
    usual_name: Name


class GiveDuty(Command):
    """A duty and the delegation that founds it: days both included, ceiling in cents."""

    duty: DutyName
    reference: Label
    scope: Annotated[str, Field(max_length=500)] = ""
    ceiling_cents: Count | None = None
    since: Day
    until: Day | None = None


class WithdrawDuty(Command):
    """Which duty ends. ``on``: the first day it no longer holds, today when left out."""

    duty: DutyName
    reference: Label
    on: Day | None = None


class ErasePerson(Command):
    """A request to be forgotten. ``evidence_until``: evidence must be kept until that day, so it is restricted first.

    ``archives_visa``: the archives' agreement, once the retention has ended.
    """

    evidence_until: Day | None = None
    archives_visa: Annotated[Remark, Field(max_length=200)] = ""


class LastAdministrator(Refusal):
    """Without an administrator nobody could give duties any more."""

    code, title = "last-administrator", "Dernier administrateur"


async def register_person(work: Work, command: NamePerson) -> Person:
    """Register the bearer who asks; a second time it answers the same person, name unchanged."""
    bearer = work.actor.bearer
    known = await work.holder(bearer_key(bearer))
    if known is not None:
        return await work.get(Person, known)
    person = Person(id=work.new_id(), bearer=bearer)
    await work.reserve(bearer_key(bearer), person.id)
    await _name(work, person, command)
    return person


async def rename_person(work: Work, person: str, command: NamePerson) -> Person:
    """Correct a name."""
    found = await work.get(Person, person)
    await _name(work, found, command)
    return found


async def give_duty(work: Work, person: str, command: GiveDuty) -> Person:
    """Give a duty with its delegation."""
    found = await work.get(Person, person)
    duty = command.model_dump(exclude={"duty"})
    found.give_duty(Duty(name=command.duty, **duty))
    await work.save(found)
    return found


async def withdraw_duty(work: Work, person: str, command: WithdrawDuty) -> Person:
    """End a duty. Raises LastAdministrator."""
    found = await work.get(Person, person)
    on = command.on or work.today
    found.withdraw_duty(command.duty, command.reference, on)
    await _check_administered(work, found)
    await work.save(found)
    return found


async def erase_person(work: Work, person: str, command: ErasePerson) -> Person:
    """Forget a person, or restrict while evidence must be kept: their access and memberships end in both cases."""
    found = await work.get(Person, person)
    bearer = found.bearer
    if command.evidence_until is not None and found.state is State.ACTIVE:
        found.restrict(command.evidence_until, work.today)
    else:
        found.erase(work.today, command.archives_visa)
        await work.release(bearer_key(bearer))
    await _check_administered(work, found)
    await work.deadline(found, clock.FORGET_KEY, work.now)
    for organisation in await work.where(Organisation, members__person=person):
        organisation.part_from(person, work.today)
        await work.save(organisation)
    await work.save(found)
    return found


def bearer_key(bearer: str) -> str:
    """The reservation that makes a bearer one person only."""
    return f"bearer:{bearer}"


async def registered(work: Work) -> Person:
    """Who asks, as a registered person. Raises NotFound (register first) or Taken (access ended)."""
    known = await work.find(Person, work.actor.person) if work.actor.person else None
    if known is None:
        raise NotFound("Inscrivez-vous d'abord : POST /persons avec votre prénom et votre nom.", kind="person")
    if known.state is not State.ACTIVE:
        raise Taken("Votre inscription est close : demandez à un administrateur.")
    return known


async def _name(work: Work, person: Person, command: NamePerson) -> None:
    person.rename(
        await work.seal(person.id, "given_name", command.given_name),
        await work.seal(person.id, "usual_name", command.usual_name),
    )
    await work.save(person)


async def _check_administered(work: Work, changed: Person) -> None:
    """Somebody still administers today, this person being as changed. Raises LastAdministrator."""
    if all(duty.name is not DutyName.ADMINISTER for duty in changed.duties):
        return
    holders = await work.where(Person, duties__name=DutyName.ADMINISTER, state=State.ACTIVE)
    held = [changed, *(holder for holder in holders if holder.id != changed.id)]
    if all(person.duty_on(DutyName.ADMINISTER, work.today) is None for person in held):
        raise LastAdministrator("Donnez d'abord l'administration à quelqu'un d'autre : la plateforme en a besoin.")
