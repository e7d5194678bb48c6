"""What instructing officers do: follow a dossier, look at its pieces and its eligibility, name its assessors."""

from typing import Annotated

from pydantic import Field

from services.chassis.values import Command, Day, Id
from services.chassis.work import Work
from services.incubator_registry.admissibility import AskedPiece, Finding, RuleCheck
from services.incubator_registry.application import Application
from services.incubator_registry.application_lifecycle import State
from services.incubator_registry.mails import french
from services.incubator_registry.use_cases import seen


class RequestCorrection(Command):
    """Which pieces to send again, why, and until when."""

    asked: Annotated[tuple[AskedPiece, ...], Field(min_length=1, max_length=60)]
    due_on: Day


class FindInadmissible(Command):
    """The pieces that lack or are wrong, each with its reason."""

    reasons: Annotated[tuple[Finding, ...], Field(min_length=1, max_length=60)]


class CheckEligibility(Command):
    """An answer to each rule of the call."""

    checks: Annotated[tuple[RuleCheck, ...], Field(max_length=60)]


class NameAssessors(Command):
    """The persons who assess the application, in place of those named before who have not begun."""

    assessors: Annotated[tuple[Id, ...], Field(min_length=1, max_length=12)]


async def follow_application(work: Work, application: str) -> Application:
    """Take a dossier among those one follows."""
    found = await work.get(Application, application)
    found.follow(work.actor.person, work.actor.organisations())
    await work.save(found)
    return found


async def request_correction(work: Work, application: str, command: RequestCorrection) -> Application:
    """Ask for pieces; the silence stops running."""
    found = await work.get(Application, application)
    rules = await seen.published_call(work, found.call)
    found.request_correction(command.asked, command.due_on, rules, work.now, work.actor.organisations())
    await work.save(found)
    pieces = ", ".join(each.piece for each in command.asked)
    await seen.tell_grouping(work, found, "application-correction", pieces=pieces, due_on=french(command.due_on))
    return found


async def find_admissible(work: Work, application: str) -> Application:
    """Find the pieces complete."""
    found = await work.get(Application, application)
    rules = await seen.published_call(work, found.call)
    found.find_admissible(rules, work.today, work.actor.organisations())
    await work.save(found)
    return found


async def find_inadmissible(work: Work, application: str, command: FindInadmissible) -> Application:
    """Find pieces missing or wrong: the application goes no further."""
    found = await work.get(Application, application)
    rules = await seen.published_call(work, found.call)
    found.find_inadmissible(command.reasons, rules, work.today, work.actor.organisations())
    await work.save(found)
    await _tell_findings(work, found)
    return found


async def check_eligibility(work: Work, application: str, command: CheckEligibility) -> Application:
    """Answer each rule of the call; one that is not met ends the examination."""
    found = await work.get(Application, application)
    rules = await seen.published_call(work, found.call)
    found.check_eligibility(command.checks, rules, work.today, work.actor.organisations())
    await work.save(found)
    if found.state is State.ELIGIBLE:
        await seen.tell_grouping(work, found, "application-in-review")
    else:
        await _tell_findings(work, found)
    return found


async def name_assessors(work: Work, application: str, command: NameAssessors) -> Application:
    """Name the assessors; conflicts are found from their organisations."""
    found = await work.get(Application, application)
    ties = {
        person: await seen.ties_of(work, person, f"assessors/{number}")
        for number, person in enumerate(command.assessors)
    }
    found.name_assessors(ties, work.today, work.actor.organisations())
    await work.save(found)
    return found


async def _tell_findings(work: Work, application: Application) -> None:
    reasons = " ; ".join(finding.reason for finding in application.findings)
    await seen.tell_grouping(work, application, "application-inadmissible", reasons=reasons)
