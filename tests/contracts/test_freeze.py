"""Freezing keeps every structure and example, and lets no break pass without its line in the changelog."""

from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import ConfigDict, JsonValue, create_model

from contracts.envelope import Code, Event, Id
from contracts.freeze import Frozen, History, UndeclaredBreak, digest, freeze, undeclared
from contracts.schemas import bare, closed_words, only_adds, structure

NAME = "pepiniere.seed.sown.v1"


class SeedEvent(Event):
    dossier: ClassVar[str] = "seed"
    fact: ClassVar[str] = "sown"

    seed: Id


def sown(**fields: object) -> type[Event]:
    """The event `seed sown` with these further fields, as a later hand would write it."""
    given: dict[str, JsonValue] = {"seed": "s1", **dict.fromkeys(fields, "oak")}
    event = create_model("SeedSown", __base__=SeedEvent, **fields)  # type: ignore[call-overload]
    event.model_config = ConfigDict(frozen=True, extra="ignore", json_schema_extra={"examples": [given]})
    event.model_rebuild(force=True)
    found: type[Event] = event
    return found


@pytest.fixture
def frozen(tmp_path: Path) -> Frozen:
    return Frozen(tmp_path)


def frozen_with(frozen: Frozen, *events: type[Event], changelog: str = "") -> History:
    history: History = {}
    for event in events:
        freeze(event, frozen, history, changelog)
    return history


SOWN = sown(species=(Code, ...))
WITH_PLACE = sown(species=(Code, ...), place=(Code | None, None))
RENAMED = sown(kind=(Code, ...))
REQUIRED = sown(species=(Code, ...), place=(Code, ...))


def test_a_first_freeze_writes_the_structure_and_the_example(frozen: Frozen) -> None:
    history = frozen_with(frozen, SOWN)
    assert frozen.schema(NAME) == structure(SOWN)
    assert frozen.examples(NAME) == {f"{NAME}.example.json": {"seed": "s1", "species": "oak"}}
    assert [step["change"] for step in history[NAME]] == ["first"]


def test_freezing_twice_changes_nothing(frozen: Frozen) -> None:
    assert frozen_with(frozen, SOWN, SOWN) == frozen_with(frozen, SOWN)


def test_an_optional_field_is_added_and_the_old_example_kept(frozen: Frozen) -> None:
    history = frozen_with(frozen, SOWN, WITH_PLACE)
    assert [step["change"] for step in history[NAME]] == ["first", "added"]
    assert len(frozen.examples(NAME)) == 2
    for example in frozen.examples(NAME).values():
        WITH_PLACE.model_validate(example)


@pytest.mark.parametrize("later", [RENAMED, REQUIRED])
def test_a_break_without_its_line_is_refused_and_writes_nothing(frozen: Frozen, later: type[Event]) -> None:
    with pytest.raises(UndeclaredBreak, match=NAME):
        frozen_with(frozen, SOWN, later)
    assert frozen.schema(NAME) == structure(SOWN)


def test_a_break_with_its_line_is_frozen_and_its_old_examples_go(frozen: Frozen) -> None:
    line = f"- Contract break `{NAME}` {digest(structure(RENAMED))}: seeds have kinds\n"
    history = frozen_with(frozen, SOWN, RENAMED, changelog=line)
    assert frozen.schema(NAME) == structure(RENAMED)
    assert list(frozen.examples(NAME)) == [f"{NAME}.example.json"]
    assert undeclared(history, {NAME: RENAMED}, line) == []


def test_a_line_that_disappears_from_the_changelog_is_missed(frozen: Frozen) -> None:
    mark = digest(structure(RENAMED))
    history = frozen_with(frozen, SOWN, RENAMED, changelog=f"- Contract break `{NAME}` {mark}: why")
    assert undeclared(history, {NAME: RENAMED}, "") == [f"- Contract break `{NAME}` {mark}: why"]


def test_an_event_that_is_no_more_needs_its_line(frozen: Frozen) -> None:
    history = frozen_with(frozen, SOWN)
    assert undeclared(history, {}, "") == [f"- Contract break `{NAME}` removed: why"]
    assert undeclared(history, {}, f"- Contract break `{NAME}` removed: nobody sows any more") == []


def test_a_reworded_docstring_is_no_change(frozen: Frozen) -> None:
    reworded = sown(species=(Code, ...))
    reworded.__doc__ = "Other words for the same fact."
    reworded.model_rebuild(force=True)
    assert len(frozen_with(frozen, SOWN, reworded)[NAME]) == 1


def test_a_property_named_like_an_annotation_is_kept() -> None:
    schema = {"properties": {"title": {"type": "string", "title": "Title"}}, "title": "T"}
    assert bare(schema) == {"properties": {"title": {"type": "string"}}}


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ({"type": "string"}, True),
        ({"type": "integer"}, False),
        ({"type": "string", "maxLength": 3}, False),
    ],
)
def test_a_narrower_value_is_a_break(new: dict[str, object], expected: bool) -> None:
    assert only_adds({"type": "string"}, new) is expected


def test_closed_words_are_found_wherever_they_hide() -> None:
    schema = {"$defs": {"enum": {"enum": ["a"]}}, "properties": {"const": {"type": "array", "items": {"const": 1}}}}
    assert closed_words(schema) == [["a"], 1]
