"""Lifecycle tables and dossiers, without any I/O."""

from enum import StrEnum

import pytest

from contracts.envelope import Event, Id
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import OutOfTurn
from tests.messages.toy.note import LIFECYCLE, Note, State


class Foreign(Event):
    """An event about another kind of dossier."""

    dossier, fact = "letter", "posted"

    letter: Id


def test_a_verb_out_of_turn_is_refused_by_name_and_changes_nothing() -> None:
    note = Note(id="n", state=State.CLOSED)
    with pytest.raises(OutOfTurn, match=r"« write ».*« Close »") as refused:
        note.write("encore")
    assert refused.value.facts == {"state": "closed", "verb": "write", "possible": []}
    assert (note.state, note.lines, note.announced) == (State.CLOSED, 0, ())


def test_a_dossier_speaks_of_itself_only() -> None:
    with pytest.raises(TypeError, match="Foreign speaks of a letter"):
        Note(id="n")._announce(Foreign(letter="l"))


def test_a_lifecycle_without_a_row_or_a_label_is_refused_at_import() -> None:
    class Half(StrEnum):
        ONE = "one"
        TWO = "two"

    with pytest.raises(ValueError, match="two"):
        Lifecycle({Half.ONE: {"go": Half.TWO}}, {Half.ONE: "Un", Half.TWO: "Deux"})
    with pytest.raises(ValueError, match="two"):
        Lifecycle({Half.ONE: {"go": Half.TWO}, Half.TWO: {}}, {Half.ONE: "Un"})


def test_the_diagram_is_drawn_from_the_table() -> None:
    diagram = LIFECYCLE.diagram().splitlines()
    assert diagram[:2] == ["stateDiagram-v2", "    [*] --> open"]
    assert "    open --> closed : close" in diagram
    assert diagram[-1] == "    closed --> [*]"
