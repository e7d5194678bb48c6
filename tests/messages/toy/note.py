"""A note that takes lines, one event a line: the domain and the use cases of the speaking service."""

from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from services.chassis.actor import Actor
from services.chassis.deadlines import deadline
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.reader import Reader
from services.chassis.work import Work
from tests.messages.toy.events import NoteClosed, NoteWritten


class State(StrEnum):
    """Where a note stands."""

    OPEN = "open"
    CLOSED = "closed"


LIFECYCLE = Lifecycle(
    {State.OPEN: {"write": State.OPEN, "close": State.CLOSED}, State.CLOSED: {}},
    {State.OPEN: "Ouverte", State.CLOSED: "Close"},
)


class Note(Dossier):
    """A note and how many lines it has."""

    kind: ClassVar[str] = "note"
    lifecycle = LIFECYCLE

    state: State = State.OPEN
    lines: int = 0

    def write(self, text: str) -> None:
        """Add a line."""
        self._become("write")
        self.lines += 1
        self._announce(NoteWritten(note=self.id, number=self.lines, text=text))

    def close(self) -> None:
        """Take no more lines."""
        self._become("close")
        self._announce(NoteClosed(note=self.id))


class Line(BaseModel):
    """A line to write."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str = Field(min_length=1, max_length=80)


async def start_note(work: Work, command: Line) -> Note:
    """A note with its first line."""
    note = Note(id=work.new_id())
    note.write(command.text)
    await work.save(note)
    return note


async def write_line(work: Work, note_id: str, command: Line) -> Note:
    """One more line."""
    note = await work.get(Note, note_id)
    note.write(command.text)
    await work.save(note)
    return note


async def show_note(reader: Reader, note_id: str) -> Note:
    """A note as it stands."""
    return await reader.get(Note, note_id)


@deadline(of=Note, kind="close")
async def close_note(work: Work, note_id: str) -> None:
    """A note closes by itself."""
    note = await work.get(Note, note_id)
    if note.state is State.OPEN:
        note.close()
        await work.save(note)


async def nobody(reader: Reader, bearer: str) -> Actor:
    """No rights here: everyone may do everything."""
    return Actor(bearer=bearer)
