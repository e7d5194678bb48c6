"""The listening service: remembers every line (view), and answers each with an echo and a mail (reaction)."""

import os
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from fastapi import APIRouter

from contracts.envelope import Event
from services.chassis.access import Table
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.reactions import reaction
from services.chassis.service import Service
from services.chassis.views import Row, view
from services.chassis.work import Work
from tests.messages.toy.events import LineEchoed, NoteClosed, NoteWritten
from tests.messages.toy.note import nobody

# While this file is there, the handlers fail on the lines it names: an own error that a later release would mend.
BROKEN = "TOY_BROKEN"


def broken(text: str) -> bool:
    """Whether the handlers choke on this line."""
    path = os.environ.get(BROKEN, "")
    return bool(path) and Path(path).exists() and text in Path(path).read_text().split()


class State(StrEnum):
    """An echo knows one state."""

    HEARD = "heard"


class Echo(Dossier):
    """What was heard of one line."""

    kind: ClassVar[str] = "echo"
    lifecycle = Lifecycle({State.HEARD: {}}, {State.HEARD: "Entendu"})

    state: State = State.HEARD
    text: str

    def sound(self) -> None:
        """Say that the line was heard."""
        self._announce(LineEchoed(echo=self.id))


@view(of="note", table="notes")
def note(row: Row, event: Event) -> None:
    """The lines of a note, in the order they came."""
    match event:
        case NoteWritten():
            if broken(event.text):
                raise RuntimeError("cannot see this line")
            row["texts"] = [*row.get("texts", []), event.text]
        case NoteClosed():
            row["closed"] = True


@reaction(to=NoteWritten)
async def echo_line(work: Work, event: NoteWritten) -> None:
    """One echo and one mail a line: its id names its cause, so a doubled effect would show."""
    if broken(event.text):
        raise RuntimeError("cannot answer this line")
    echo = Echo(id=work.new_id(), text=f"{event.note}:{event.number}:{event.text}")
    echo.sound()
    await work.save(echo)
    await work.mail("somebody", "echo", cause=f"{event.note}:{event.number}")


LISTENER = Service(
    name="toy_listener",
    title="Auditeur",
    dossiers=(Echo,),
    access=Table(),
    rights=nobody,
    api=APIRouter(),
    hears={"toy_speaker": (NoteWritten, NoteClosed)},
    views=(note,),
    reactions=(echo_line,),
    mails={"echo": "Écho\nEntendu."},
)
