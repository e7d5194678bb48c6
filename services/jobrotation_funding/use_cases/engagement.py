"""What who orders does with a decided grant: engage it, give back what will not be spent, close it."""

from typing import Annotated

from pydantic import Field

from services.chassis.actor import DutyName
from services.chassis.money import euros
from services.chassis.turns import one_at_a_time
from services.chassis.work import Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_engagement import DISENGAGEMENT_REASONS, Papers
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.separation import delegation
from services.jobrotation_funding.use_cases import holds, seen
from services.jobrotation_funding.use_cases.applicant import tell
from services.jobrotation_funding.use_cases.booking import Account, Entry, book
from services.jobrotation_funding.values import Code, Command

Some = Annotated[int, Field(strict=True, ge=1, le=100_000_000_000)]


class DisengageGrant(Command):
    """What goes back to the envelope, in cents, and why (a reason code)."""

    cents: Some
    reason: Code


@one_at_a_time("engage")
async def engage_grant(work: Work, grant: str, command: Papers) -> Grant:
    """Commit a grant in its envelope, before or with the signature of the agreement."""
    found = await work.get(Grant, grant)
    on = command.on or work.today
    under = delegation(work.actor, DutyName.ORDER, work.today, found.terms.cents if found.terms else 0)
    found.engage(command, await seen.body(work, found, on), work.actor.person, work.today, _own(work), under)
    await book(
        work,
        Account.of(found),
        Entry(Kind.ENGAGED, found.engaged_cents),
        cause=f"grant/{found.id}/engage",
        reference=found.act_number,
        on=on,
    )
    # A report that was late before the engagement counts as one that comes later.
    await holds.cover(work, found)
    await work.save(found)
    await tell(work, found, "grant-engaged", agreement=command.agreement or "sans convention")
    return found


@one_at_a_time("engage")
async def disengage_grant(work: Work, grant: str, command: DisengageGrant) -> Grant:
    """Give back to the envelope what will not be spent; never below what was ordered."""
    found = await work.get(Grant, grant)
    delegation(work.actor, DutyName.ORDER, work.today, command.cents)
    found.disengage(command.cents, command.reason, work.today, _own(work))
    await book(
        work,
        Account.of(found),
        Entry(Kind.DISENGAGED, command.cents),
        cause=f"grant/{found.id}/disengage/{found.sequence + 1}",
        reference=DISENGAGEMENT_REASONS[command.reason],
    )
    await work.save(found)
    facts = {"back": euros(command.cents), "reason": DISENGAGEMENT_REASONS[command.reason]}
    await tell(work, found, "grant-disengaged", left=euros(found.engaged_cents), **facts)
    return found


async def close_grant(work: Work, grant: str) -> Grant:
    """Close a grant that is settled."""
    found = await work.get(Grant, grant)
    found.close(work.today, _own(work))
    await work.save(found)
    return found


def _own(work: Work) -> frozenset[str]:
    return work.actor.organisations()
