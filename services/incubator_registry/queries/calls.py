"""Calls for projects as published; drafts are shown to officers only."""

from datetime import datetime

from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import NotFound
from services.chassis.values import Value
from services.incubator_registry.call import Call, ClosingMove, State
from services.incubator_registry.call_rules import CallRules
from services.incubator_registry.queries.people import is_officer

PUBLIC = frozenset(State) - {State.DRAFT}


class CallView(Value):
    """A call. ``open_now`` is exact to the second; ``closes_at`` is the closing as moved, ``moves`` says how."""

    id: str
    version: int
    state: State
    label: str
    title: str
    summary: str
    rules_version: int
    rules: CallRules
    opens_at: datetime | None
    closes_at: datetime | None
    moves: tuple[ClosingMove, ...]
    open_now: bool


async def show_call(reader: Reader, call: str) -> CallView:
    """One call. Raises NotFound, also for a draft that is not for who asks."""
    found = await reader.get(Call, call)
    if found.state is State.DRAFT and not is_officer(reader):
        raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.", kind="call", id=call)
    return _view(reader, found)


async def list_calls(reader: Reader, state: State | None, after: str | None, limit: int) -> Page:
    """The calls that who asks may see."""
    states = frozenset(State) if is_officer(reader) else PUBLIC
    if state is not None:
        states &= {state}
    found = await reader.where(Call, after=after, limit=limit + 1, state=sorted(states))
    return Page.of([_view(reader, each) for each in found], limit)


def _view(reader: Reader, call: Call) -> CallView:
    return CallView(
        id=call.id,
        version=call.version,
        state=call.state,
        label=Call.lifecycle.labels[call.state],
        title=call.title,
        summary=call.summary,
        rules_version=call.rules_version,
        rules=call.rules,
        opens_at=call.rules.opens_at,
        closes_at=call.closes_at if call.rules.closes_at else None,
        moves=call.moves,
        open_now=call.is_open(reader.now),
    )
