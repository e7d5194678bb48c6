"""What who orders does with a decided grant: engage it, record its signature, give back what is left, close it."""

from typing import Annotated

from pydantic import Field

from services.chassis.actor import DutyName
from services.chassis.money import euros
from services.chassis.turns import one_at_a_time
from services.chassis.work import Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_engagement import DISENGAGEMENT_REASONS, Papers
from services.jobrotation_funding.grant_signature import Signature
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.mails import french
from services.jobrotation_funding.separation import delegation
from services.jobrotation_funding.use_cases import holds, seen, steps
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
    under = delegation(work.actor, DutyName.ORDER, work.today, found.terms.cents if found.terms else 0)
    body = await seen.body(work, found, work.today)
    found.engage(command, body, work.actor.person, work.today, _own(work), under)
    engaged = Entry(Kind.ENGAGED, found.engaged_cents)
    await book(work, Account.of(found), engaged, cause=f"grant/{found.id}/engage", reference=found.act_number)
    # A report that was late before the agreement says so counts as one that comes later.
    await holds.cover(work, found)
    await work.save(found)
    await tell(work, found, "grant-engaged", agreement=_agreement(found))
    return found


@one_at_a_time("engage")
async def engage_amendment(work: Work, grant: str) -> Grant:
    """Commit what amendments added, by somebody whose delegation reaches the new total."""
    found = await work.get(Grant, grant)
    total = found.engaged_cents + found.awaiting_cents
    under = delegation(work.actor, DutyName.ORDER, work.today, total)
    body = await seen.body(work, found, work.today)
    cents = found.engage_amendment(body, work.actor.person, work.today, _own(work), under)
    cause = f"grant/{found.id}/engage/{len(found.committed.more)}"
    act = found.amendments[-1].act.number
    await book(work, Account.of(found), Entry(Kind.ENGAGED, cents), cause=cause, reference=act)
    await work.save(found)
    await tell(work, found, "amendment-engaged", more=euros(cents), engaged=euros(found.engaged_cents))
    return found


async def sign_agreement(work: Work, grant: str, command: Signature) -> Grant:
    """Record the signature of the agreement, or of an amendment, once the money is engaged."""
    found = await work.get(Grant, grant)
    under = delegation(work.actor, DutyName.ORDER, work.today, found.engaged_cents)
    found.sign(command, work.actor.person, work.today, _own(work), under)
    await holds.cover(work, found)
    await work.save(found)
    await tell(work, found, "agreement-signed", agreement=command.agreement, on=french(command.signed_on))
    return found


@one_at_a_time("engage")
async def disengage_grant(work: Work, grant: str, command: DisengageGrant) -> Grant:
    """Give back to the envelope what will not be spent; never below what was ordered."""
    found = await work.get(Grant, grant)
    under = delegation(work.actor, DutyName.ORDER, work.today, command.cents)
    found.disengage(command.cents, command.reason, work.today, _own(work), work.actor.person, under)
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
    steps.cite(work, found, DutyName.ORDER)
    found.close(work.today, _own(work))
    await work.save(found)
    return found


def _agreement(grant: Grant) -> str:
    """What the employer is told of the agreement."""
    engagement = grant.committed
    return engagement.agreement or ("convention à signer" if engagement.agreement_due else "sans convention")


def _own(work: Work) -> frozenset[str]:
    return work.actor.organisations()
