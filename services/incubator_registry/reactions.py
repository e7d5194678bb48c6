"""What the registry does when a deadline falls or another service speaks: each one calls a use case."""

from services.chassis.deadlines import deadline
from services.chassis.work import Work
from services.incubator_registry.call import Call
from services.incubator_registry.incubator import Incubator
from services.incubator_registry.person import Person
from services.incubator_registry.use_cases import clock, opening


@deadline(of=Call, kind=clock.CALL_OPENS)
async def call_opens(work: Work, call: str) -> None:
    """At the opening instant."""
    await clock.open_call(work, call)


@deadline(of=Call, kind=clock.CALL_CLOSES)
async def call_closes(work: Work, call: str) -> None:
    """At the closing instant, the same for all."""
    await clock.close_call(work, call)


@deadline(of=Person, kind=clock.FORGET_KEY)
async def person_forgotten(work: Work, person: str) -> None:
    """Once an erasure is committed."""
    await clock.forget_key(work, person)


@deadline(of=Incubator, kind=opening.OPENING)
async def incubator_opens(work: Work, incubator: str) -> None:
    """On the opening day of an agreement that both have signed."""
    await opening.open_incubator(work, incubator)


@deadline(of=Incubator, kind=opening.AGREEMENT_END)
async def agreement_ends(work: Work, incubator: str) -> None:
    """On the day after the agreement's last one."""
    await opening.close_incubator(work, incubator)
