"""What is recorded of the committee and of the commission permanente: one session or act speaks of many dossiers."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from services.chassis.refusal import Invalid
from services.chassis.values import Command, Day, Id, Label, Slug
from services.chassis.work import Work
from services.incubator_registry import scoring
from services.incubator_registry.application import Application
from services.incubator_registry.application_lifecycle import State
from services.incubator_registry.committee import Override, Ranked, Scored, Session, rank
from services.incubator_registry.decision import ActOfDecision, Decided, Decision, Recorded
from services.incubator_registry.deposit import PublishedCall
from services.incubator_registry.mails import french
from services.incubator_registry.use_cases import seen

TEMPLATES = {
    "accepted": "application-accepted",
    "reserve": "application-reserve",
    "refused": "application-refused",
    "closed": "application-closed",
}


class Priorities(Command):
    """The published priorities that an application answers, as the committee finds."""

    application: Id
    codes: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=20)]


class GiveOpinions(Command):
    """A session of the committee. ``cut_off``: how many are favourable; ``stood_aside``: functions, never names."""

    on: Day
    cut_off: Annotated[int, Field(strict=True, ge=0, le=1_000)]
    stood_aside: Annotated[tuple[Label, ...], Field(max_length=100)] = ()
    priorities: Annotated[tuple[Priorities, ...], Field(max_length=200)] = ()
    overrides: Annotated[tuple[Override, ...], Field(max_length=200)] = ()


class DecideApplications(Command):
    """A recorded act and what it decides of each application."""

    recorded: Recorded
    decided: Annotated[tuple[Decided, ...], Field(min_length=1, max_length=100)]


async def give_opinions(work: Work, call: str, command: GiveOpinions) -> Application:
    """Rank all eligible applications of a call and record the committee's opinion on each, in one session."""
    rules = await seen.published_call(work, call)
    if command.on > work.today:
        raise Invalid("Le comité est daté de l'avenir.", field="on")
    if not rules.is_closed(work.now):
        raise Invalid("Le comité se tient après la clôture de l'appel.", field="on")
    eligible = await work.where(Application, call=call, state=State.ELIGIBLE)
    if not eligible:
        raise Invalid("Aucune candidature éligible n'attend l'avis du comité.", field="call")
    ranked = rank(_scored(eligible, rules, command), rules.priorities, command.cut_off, command.overrides)
    await _record(work, call, command, ranked)
    by_id = {each.id: each for each in eligible}
    for each in ranked:
        by_id[each.application].give_opinion(each, rules, command.on, work.actor.organisations())
        await work.save(by_id[each.application])
    return by_id[ranked[0].application]


async def decide_applications(work: Work, command: DecideApplications) -> Application:
    """Record an act: each application it names is decided, all or none. Answers the first."""
    ids = [each.application for each in command.decided]
    if len(set(ids)) != len(ids):
        raise Invalid("Une candidature est décidée deux fois par le même acte.", field="decided")
    decided = [await _decide(work, each, command.recorded) for each in command.decided]
    act = ActOfDecision(
        id=work.new_id(), recorded=command.recorded, decided=command.decided, by=work.actor.person, at=work.now
    )
    await work.add(act)
    return decided[0]


def _scored(eligible: Sequence[Application], rules: PublishedCall, command: GiveOpinions) -> list[Scored]:
    answered = {each.application: frozenset(each.codes) for each in command.priorities}
    strangers = set(answered) - {each.id for each in eligible}
    if strangers:
        raise Invalid("Une priorité vise un dossier qui n'est pas au classement.", field="priorities")
    return [
        Scored(each.id, scoring.mean(each.totals(rules.criteria, command.on)), answered.get(each.id, frozenset()))
        for each in eligible
    ]


async def _record(work: Work, call: str, command: GiveOpinions, ranked: tuple[Ranked, ...]) -> None:
    session = Session(
        id=work.new_id(),
        call=call,
        on=command.on,
        cut_off=command.cut_off,
        stood_aside=command.stood_aside,
        ranked=ranked,
        recorded_at=work.now,
    )
    await work.add(session)


async def _decide(work: Work, each: Decided, recorded: Recorded) -> Application:
    found = await work.get(Application, each.application)
    own = work.actor.organisations()
    found.decide(each.outcome, recorded, work.today, own, rank=each.rank, motives=each.motives)
    await work.save(found)
    await _tell(work, found, found.decisions[-1])
    return found


async def _tell(work: Work, application: Application, decision: Decision) -> None:
    act = decision.recorded.act
    facts = {
        "act": act.number,
        "on": french(act.on),
        "rank": decision.rank,
        "reasons": " ; ".join(motive.reason for motive in decision.motives),
    }
    await seen.tell_grouping(work, application, TEMPLATES[decision.outcome.value], **facts)
