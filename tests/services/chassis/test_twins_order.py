"""Twins of the dossier's order: one table with one door, a clock that never goes back, ids that a re-run keeps."""

import ast
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from uuid_utils import uuid7

from services.chassis import clock as clock_module
from services.chassis.clock import CLOCK_ID, Clock, ClockGoesBack
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import OutOfTurn
from services.chassis.store import Store
from services.chassis.work import Cause, Work
from tests.messages.toy.note import Line, Note, State, close_note, start_note, write_line
from tests.services.chassis.test_twins_trust import keyring
from tests.support.taking_away import struck_out

SERVICES = Path(clock_module.__file__).parent.parent
NOON = datetime(2019, 9, 30, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def started(store: Store) -> str:
    return (await store.within(Cause("start_note", "c"), lambda work: start_note(work, Line(text="un")))).id


async def written(store: Store, id: str) -> Note:
    return await store.within(Cause("write_line", "c"), lambda work: write_line(work, id, Line(text="encore")))


async def closed(store: Store) -> str:
    id = await started(store)
    await store.within(Cause("close_note", "c"), lambda work: close_note.fall(work, id))
    return id


async def test_without_its_table_a_dossier_does_what_its_state_does_not_know(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await closed(store)
    with pytest.raises(OutOfTurn):
        await written(store, id)

    def whatever_is_asked(table: Lifecycle[Any], state: StrEnum, verb: str) -> Any:
        return next(target for _, known, target in table.arrows() if known == verb)

    monkeypatch.setattr(Lifecycle, "after", whatever_is_asked)
    reopened = await written(store, id)
    assert (reopened.state, reopened.lines) == (State.OPEN, 2)


class Reopened(Note):
    """A note with a second door to its state."""

    def reopen(self) -> None:
        """Set the state by hand."""
        self.state = State.OPEN


def doors(source: Path) -> Iterator[str]:
    """The files that set the state of something, once for each time they do."""
    for node in ast.walk(ast.parse(source.read_text())):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        yield from (source.name for target in targets if isinstance(target, ast.Attribute) and target.attr == "state")


async def test_without_the_one_door_a_closed_note_opens_and_its_audit_names_no_verb(store: Store) -> None:
    assert [door for path in SERVICES.rglob("*.py") for door in doors(path)] == ["dossier.py"], "_become, and no other"
    assert list(doors(Path(__file__))) == [Path(__file__).name], "the second door above would be seen"

    id = await closed(store)

    async def by_the_second_door(work: Work) -> None:
        note = await work.get(Reopened, id)
        note.reopen()
        await work.save(note)

    await store.within(Cause("reopen", "c"), by_the_second_door)
    assert (await written(store, id)).lines == 2
    trail = await (await store.reader()).trail(f"note/{id}")
    assert [entry["entry"]["verbs"] for entry in trail] == [["write"], ["close"], [], ["write"]]


async def dated_backwards(store: Store) -> bool:
    """A line is added to a note of noon after the clock was put an hour back: whether it is dated before it."""
    await store.clock.move(NOON)
    id = await started(store)
    await store.clock.move(NOON - HOUR)
    await written(store, id)
    first, second = await (await store.reader()).timeline(f"note/{id}")
    return bool(second["time"] < first["time"])


async def test_without_its_refusal_the_clock_goes_back_and_what_follows_is_dated_before(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ClockGoesBack):
        await dated_backwards(store)
    monkeypatch.setattr(Clock, "move", struck_out(Clock.move, "ClockGoesBack"))
    assert await dated_backwards(store)


Replaced = Callable[[Clock, Any, dict[str, Any]], Awaitable[bool]]


async def two_move_it(store: Store, replaced: Replaced, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Somebody sets the clock to one, having seen noon; before it is written, another sets it to two. What it shows."""
    await store.clock.move(noon)

    async def slowly(clock: Clock, seen: Any, value: dict[str, Any]) -> bool:
        if value["at"] == noon + HOUR and seen["at"] == noon:
            await store.clock.move(noon + 2 * HOUR)
        return await replaced(clock, seen, value)

    with monkeypatch.context() as at_once, contextlib.suppress(ClockGoesBack):
        at_once.setattr(Clock, "_replaced", slowly)
        await store.clock.move(noon + HOUR)
    return await store.clock.now()


async def test_without_looking_at_what_it_replaces_two_who_move_the_clock_put_it_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await two_move_it(store, Clock._replaced, NOON, monkeypatch) == NOON + 2 * HOUR

    async def whatever_is_there(clock: Clock, seen: Any, value: dict[str, Any]) -> bool:
        await clock.database["meta"].replace_one({"_id": CLOCK_ID}, value, upsert=True)
        return True

    tomorrow = NOON + 24 * HOUR
    assert await two_move_it(store, whatever_is_there, tomorrow, monkeypatch) == tomorrow + HOUR, "it was two"


async def named_and_run_again(store: Store) -> tuple[set[str], set[str]]:
    """A person is named in a transaction that runs twice: whose key the keyring holds, and whom the note names."""
    runs: list[str] = []
    other = str(uuid7())

    async def name_somebody(work: Work) -> Note:
        person = work.new_id()
        await work.seal(person, "name", "Hélène")
        await work.database["note"].find_one({"_id": other}, session=work.session)
        if not runs:
            # Another command writes what this one read and is about to write: the driver runs this one again.
            await store.database["note"].update_one({"_id": other}, {"$set": {"by": "another"}}, upsert=True)
        runs.append(person)
        await work.database["note"].update_one(
            {"_id": other}, {"$set": {"by": person}}, upsert=True, session=work.session
        )
        return await start_note(work, Line(text="un"))

    await store.within(Cause("name", "c"), name_somebody)
    assert len(runs) == 2
    keys = await keyring(store).database["keys"].distinct("_id")
    return set(keys), {runs[-1]}


async def test_without_the_same_ids_at_a_rerun_the_keyring_keeps_a_key_of_nobody(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keyring = keyring(store)
    keys, named = await named_and_run_again(store)
    assert keys == named
    await store.keyring.database["keys"].delete_many({})
    monkeypatch.setattr(Work, "new_id", lambda _: str(uuid7()))
    keys, named = await named_and_run_again(store)
    assert named < keys
    assert len(keys) == 2
