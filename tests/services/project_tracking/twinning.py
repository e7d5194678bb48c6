"""How a twin takes one rule away: what it puts in the rule's place, and for how long."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import pytest

from services.chassis.lifecycle import Lifecycle

S = TypeVar("S", bound=StrEnum)
Away = Mapping[str, object]

TRACKING = "services.project_tracking."


class Forgotten:
    """Put over a field of a class: whatever was stored, a reader of the field finds this value."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __get__(self, instance: object, owner: type | None = None) -> object:
        return self.value

    def __set__(self, instance: object, value: object) -> None:
        """What is stored is forgotten."""


@dataclass(frozen=True)
class Rule:
    """A rule by its name, what takes it away (dotted names below the service, each with its stand-in), a scenario."""

    name: str
    away: Away
    scenario: Callable[[], object]

    def take_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Until the end of the test, the service runs without this rule."""
        for place, stand_in in self.away.items():
            monkeypatch.setattr(TRACKING + place, stand_in, raising=not isinstance(stand_in, Forgotten))


def nothing(*_: object, **__: object) -> None:
    """A check that checks nothing."""


def loosened(lifecycle: Lifecycle[S], state: S, **verbs: S) -> Lifecycle[S]:
    """A lifecycle that lets one state use more verbs."""
    return Lifecycle({**lifecycle.table, state: {**lifecycle.table[state], **verbs}}, lifecycle.labels)


def finish(waiting: Coroutine[Any, Any, object]) -> None:
    """Run to its end what waits for nothing outside."""
    try:
        waiting.send(None)
    except StopIteration:
        return
    raise AssertionError("a pure scenario waits for nothing")
