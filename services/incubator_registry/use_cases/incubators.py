"""What is done about incubators: described by their lead, suspended and resumed by the Région."""

from services.chassis.refusal import Invalid
from services.chassis.values import Command, Text
from services.chassis.work import Work
from services.incubator_registry import mails
from services.incubator_registry.incubator import Description, Incubator, Pause
from services.incubator_registry.mails import french
from services.incubator_registry.person import Person


class DescribeIncubator(Command):
    """What the public reads of the incubator, whole."""

    description: Description


class SuspendIncubator(Command):
    """Why it takes no experiment for now; the explanation is published."""

    reason: Pause
    explanation: Text


async def describe_incubator(work: Work, incubator: str, command: DescribeIncubator) -> Incubator:
    """Change what the public reads."""
    found = await work.get(Incubator, incubator)
    await check_steering(work, command.description)
    found.describe(command.description)
    await work.save(found)
    return found


async def suspend_incubator(work: Work, incubator: str, command: SuspendIncubator) -> Incubator:
    """Suspend."""
    found = await work.get(Incubator, incubator)
    found.suspend(command.reason, command.explanation, work.today, work.actor.organisations())
    await work.save(found)
    await tell_members(work, found, "incubator-suspended", explanation=command.explanation)
    return found


async def resume_incubator(work: Work, incubator: str) -> Incubator:
    """Resume."""
    found = await work.get(Incubator, incubator)
    found.resume(work.today, work.actor.organisations())
    await work.save(found)
    await tell_members(work, found, "incubator-resumed")
    return found


async def check_steering(work: Work, description: Description, field: str = "description") -> None:
    """Raises Invalid for somebody who is not registered."""
    for number, person in enumerate(description.steering):
        if await work.find(Person, person) is None:
            raise Invalid("Cette personne n'est pas inscrite.", field=f"{field}/steering/{number}")


async def tell_members(work: Work, incubator: Incubator, template: str, **facts: str) -> None:
    """Write to the representatives of the lead and of the members."""
    known = {"name": incubator.description.name, "on": french(work.today), **facts}
    cause = f"{incubator.subject}|{template}|{incubator.version}"
    await mails.tell_representatives(work, sorted(incubator.organisations), template, cause, **known)
