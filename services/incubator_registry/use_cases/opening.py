"""How an incubator follows its agreement: founded at the second signature, opened on its day, closed after its last.

Deadlines look at the state again, and do nothing when it is no longer their turn.
"""

from datetime import timedelta

from services.chassis.calendar import paris
from services.chassis.work import Work
from services.incubator_registry.agreement import Agreement
from services.incubator_registry.incubator import Ending, Incubator, State
from services.incubator_registry.use_cases.incubators import tell_members

OPENING, AGREEMENT_END = "opening", "agreement-end"
NEXT_DAY = timedelta(days=1)


async def found_incubator(work: Work, agreement: Agreement) -> None:
    """Both have signed: the incubator is public; it opens on its day, at once when that day has come."""
    incubator = await work.get(Incubator, agreement.incubator)
    if agreement.signed_on is None:
        return
    incubator.rest_on(agreement.members, agreement.terms.since, agreement.signed_on)
    await work.save(incubator)
    await plan_end(work, agreement)
    if work.today >= incubator.opens_on:
        await open_incubator(work, incubator.id)
    else:
        await work.deadline(incubator, OPENING, paris(incubator.opens_on))


async def open_incubator(work: Work, incubator: str) -> None:
    """Its opening day has come."""
    found = await work.get(Incubator, incubator)
    if found.state is State.PREPARED and found.public and work.today >= found.opens_on:
        found.open(work.today)
        await work.save(found)
        await tell_members(work, found, "incubator-opened")


async def renew_incubator(work: Work, agreement: Agreement) -> None:
    """An amendment was signed by both."""
    incubator = await work.get(Incubator, agreement.incubator)
    if incubator.state is State.CLOSED:
        return
    if incubator.members != agreement.members:
        incubator.renew(agreement.members)
        await work.save(incubator)
    await plan_end(work, agreement)


async def plan_end(work: Work, agreement: Agreement) -> None:
    """Have the incubator close on the day after the agreement's last one; called again whenever that day moves."""
    incubator = await work.get(Incubator, agreement.incubator)
    await work.forget_deadlines(incubator, AGREEMENT_END)
    await work.deadline(incubator, AGREEMENT_END, paris(agreement.last_day + NEXT_DAY))


async def close_incubator(work: Work, incubator: str) -> None:
    """The agreement's last day is over."""
    found = await work.get(Incubator, incubator)
    agreement = await work.get(Agreement, found.founding.agreement)
    if found.state is State.CLOSED or work.today <= agreement.last_day:
        return
    found.close(Ending.AGREEMENT_TERMINATED if agreement.ended_on else Ending.AGREEMENT_ENDED, work.today)
    await work.forget_deadlines(found, OPENING)
    await work.save(found)
    await tell_members(work, found, "incubator-closed")
