"""What officers do about calls for projects: prepare one, publish it, move its closing for all."""

from services.chassis.values import Act, Command, Label, Moment, Text
from services.chassis.work import Work
from services.incubator_registry.call import Call
from services.incubator_registry.call_rules import CallRules
from services.incubator_registry.use_cases.clock import plan_call


class DraftCall(Command):
    """A draft as far as it is written."""

    title: Label
    summary: Text
    rules: CallRules = CallRules()


class MoveClosing(Command):
    """The new closing instant, by an act published before the previous one."""

    closes_at: Moment
    act: Act
    published_at: Moment


async def draft_call(work: Work, command: DraftCall) -> Call:
    """Begin the draft of a call."""
    call = Call(id=work.new_id(), title=command.title, summary=command.summary)
    call.edit(command.title, command.summary, command.rules)
    await work.save(call)
    return call


async def edit_call(work: Work, call: str, command: DraftCall) -> Call:
    """Write the draft again."""
    found = await work.get(Call, call)
    found.edit(command.title, command.summary, command.rules)
    await work.save(found)
    return found


async def publish_call(work: Work, call: str) -> Call:
    """Make a call public and its rules immutable; it opens and closes at its instants by itself."""
    found = await work.get(Call, call)
    found.publish(work.now)
    await plan_call(work, found)
    await work.save(found)
    return found


async def move_closing(work: Work, call: str, command: MoveClosing) -> Call:
    """Move the closing for all."""
    found = await work.get(Call, call)
    found.move_closing(command.closes_at, command.act, command.published_at, work.now)
    await plan_call(work, found)
    await work.save(found)
    return found
