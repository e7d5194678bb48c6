"""What deadlines do in the registry: open and close calls at their instant, forget a person's key.

Each looks at the state again, and does nothing when it is no longer its turn.
"""

from services.chassis.work import Work
from services.incubator_registry.call import Call, State
from services.incubator_registry.person import Person
from services.incubator_registry.person import State as PersonState

CALL_OPENS, CALL_CLOSES, FORGET_KEY = "call-opens", "call-closes", "forget-key"


async def plan_call(work: Work, call: Call) -> None:
    """Set the instants at which a published call opens and closes; called again when its closing moves."""
    await work.forget_deadlines(call, CALL_CLOSES)
    if call.state is State.PUBLISHED:
        await work.deadline(call, CALL_OPENS, call.opens_at)
    await work.deadline(call, CALL_CLOSES, call.closes_at)


async def open_call(work: Work, call: str) -> None:
    """The opening instant has come."""
    found = await work.get(Call, call)
    if found.state is State.PUBLISHED and work.now >= found.opens_at:
        found.open(work.now)
        await work.save(found)


async def close_call(work: Work, call: str) -> None:
    """The closing instant has come, unless it has moved since."""
    found = await work.get(Call, call)
    if found.state is State.OPEN and work.now >= found.closes_at:
        found.close(work.now)
        await work.save(found)


async def forget_key(work: Work, person: str) -> None:
    """The request is committed: forget the key that opens the person's name, or keep it shut while evidence is kept."""
    found = await work.get(Person, person)
    if found.state is not PersonState.ACTIVE and work.keyring is not None:
        await work.keyring.forget(person, "erase_person", today=work.today, evidence_until=found.evidence_until)
