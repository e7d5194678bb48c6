"""What the speaker says."""

from contracts.envelope import Code, Event, Id


class NoteWritten(Event):
    """A line was added to a note."""

    dossier, fact = "note", "written"

    note: Id
    number: int
    text: Code


class NoteClosed(Event):
    """A note takes no more lines."""

    dossier, fact = "note", "closed"

    note: Id


class LineEchoed(Event):
    """The listener answered a line."""

    dossier, fact = "echo", "line-echoed"

    echo: Id
