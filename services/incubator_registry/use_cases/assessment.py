"""What assessors do, each blind to the others until they have submitted: declare interests, then score."""

from typing import Annotated

from pydantic import Field

from services.chassis.values import Command
from services.chassis.work import Work
from services.incubator_registry.application import Application
from services.incubator_registry.scoring import Mark
from services.incubator_registry.use_cases import seen


class DeclareInterest(Command):
    """Whether the assessor has an interest in the application; said before reading it."""

    interest: Annotated[bool, Field(strict=True)]


class SubmitScores(Command):
    """One mark for each criterion of the call, with its justification."""

    marks: Annotated[tuple[Mark, ...], Field(min_length=1, max_length=20)]


async def declare_interest(work: Work, application: str, command: DeclareInterest) -> Application:
    """Declare, once."""
    found = await work.get(Application, application)
    found.declare_interest(work.actor.person, command.interest, work.actor.organisations(), work.now)
    await work.save(found)
    return found


async def submit_scores(work: Work, application: str, command: SubmitScores) -> Application:
    """Submit, for good."""
    found = await work.get(Application, application)
    rules = await seen.published_call(work, found.call)
    found.submit_scores(work.actor.person, command.marks, rules, work.actor.organisations(), work.now)
    await work.save(found)
    return found
