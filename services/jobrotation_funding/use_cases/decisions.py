"""What is recorded of the commission permanente about grants: one act decides many requests, another amends one."""

from typing import Annotated

from pydantic import Field

from services.chassis.actor import DutyName
from services.chassis.refusal import Invalid
from services.chassis.turns import one_at_a_time
from services.chassis.work import Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_amendment import Cards, Change
from services.jobrotation_funding.grant_decision import REFUSAL_POINTS, Outcome, Recording
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.mails import french
from services.jobrotation_funding.queries.hours import hours_entered
from services.jobrotation_funding.separation import delegation
from services.jobrotation_funding.use_cases import seen
from services.jobrotation_funding.use_cases.applicant import tell
from services.jobrotation_funding.use_cases.booking import Account, Entry, book
from services.jobrotation_funding.values import Act, Command


class DecideGrants(Command):
    """A recorded act and what it decides of each request."""

    act: Act
    decided: Annotated[tuple[Outcome, ...], Field(min_length=1, max_length=100)]


class AmendGrant(Command):
    """A recorded act and what it changes of a grant."""

    act: Act
    change: Change


@one_at_a_time("engage")
async def decide_grants(work: Work, command: DecideGrants) -> Grant:
    """Record an act: each request it names is granted or refused, all or none. Answers the first."""
    ids = [each.grant for each in command.decided]
    if len(set(ids)) != len(ids):
        raise Invalid("Une demande est décidée deux fois par le même acte.", field="decided")
    record = _record(work, command.act)
    decided = [await _decide(work, record, each, f"decided/{place}/") for place, each in enumerate(command.decided)]
    return decided[0]


@one_at_a_time("engage")
async def amend_grant(work: Work, grant: str, command: AmendGrant) -> Grant:
    """Record an amendment; what is engaged goes down with it, and up once somebody engages what it adds."""
    found = await work.get(Grant, grant)
    # What is looked up rests on the terms: a state without them refuses first.
    found.lifecycle.after(found.state, "amend")
    terms, change, record = found.agreed, command.change, _record(work, command.act)
    before = await seen.card(work, terms.rate_card, "rate_card")
    after = await seen.card(work, change.rate_card, "change/rate_card") if change.rate_card else before
    found.amend(
        record,
        change,
        Cards(before=before, after=after),
        await seen.purse(work, terms.envelope, "envelope"),
        await seen.aid_held(work, found.organisation),
        await seen.siblings(work, found),
        await hours_entered(work, found),
    )
    if back := found.amendments[-1].disengaged_cents:
        cause = f"grant/{found.id}/amend/{len(found.amendments)}"
        await book(work, Account.of(found), Entry(Kind.DISENGAGED, back), cause=cause, reference=record.act.number)
    await work.save(found)
    await tell(work, found, "grant-amended", act=record.act.number, on=french(record.act.on))
    return found


def _record(work: Work, act: Act) -> Recording:
    under = delegation(work.actor, DutyName.DECIDE, work.today)
    return Recording(act=act, by=work.actor.person, on=work.today, own=work.actor.organisations(), under=under)


async def _decide(work: Work, record: Recording, outcome: Outcome, field: str) -> Grant:
    found = await work.get(Grant, outcome.grant)
    if outcome.granted:
        await _grant(work, found, record, outcome, field)
    else:
        found.refuse(record, outcome, field)
    await work.save(found)
    points = " ; ".join(REFUSAL_POINTS[point] for point in outcome.points)
    template = "grant-granted" if outcome.granted else "grant-refused"
    facts = {"act": record.act.number, "on": french(record.act.on), "points": points}
    await tell(work, found, template, explanation=outcome.explanation, **facts)
    return found


async def _grant(work: Work, found: Grant, record: Recording, outcome: Outcome, field: str) -> None:
    card = await seen.card(work, outcome.rate_card or "", f"{field}rate_card")
    purse = await seen.purse(work, outcome.envelope or "", f"{field}envelope")
    given = await seen.aid_held(work, found.organisation)
    found.grant(record, outcome, card, purse, given, field)
