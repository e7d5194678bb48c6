"""What a twin is: a rule, a scenario that needs it, and how to take that one rule away to see what then happens.

TWINS = (Twin("a-start-has-come", struck(Experiment, "start", "à venir"), start_tomorrow, Invalid),)

@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)

@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)
"""

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

import pytest

from services.chassis.lifecycle import Lifecycle

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T")
Away = Mapping[str, Any]
SERVICES = "services."


@dataclass(frozen=True)
class Rule:
    """One rule. ``away``: what stands in its place while it is taken away, by dotted name below ``home``.

    A service's tests give their ``home`` in a subclass; a name that starts at ``services`` is whole already.
    """

    rule: str
    away: Away
    scenario: Callable[[], object]
    home: ClassVar[str] = ""

    def take_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Until the end of the test, everything runs without this rule."""
        for place, instead in self.away.items():
            name = place if place.startswith(SERVICES) else self.home + place
            monkeypatch.setattr(name, instead, raising=not isinstance(instead, Forgotten))


@dataclass(frozen=True)
class Twin(Rule):
    """A rule that refuses its scenario, with the class of the refusal."""

    refusal: type[Exception]


@dataclass(frozen=True)
class Fact(Rule):
    """A rule that makes its scenario answer so."""

    answer: object


def each(rules: Sequence[Rule]) -> pytest.MarkDecorator:
    """A test for each rule, called by its name; two rules do not bear the same."""
    names = [twin.rule for twin in rules]
    assert len(set(names)) == len(names), "two rules bear the same name"
    return pytest.mark.parametrize("twin", rules, ids=names)


def refused(twin: Twin) -> None:
    """With the rule, the scenario is refused."""
    with pytest.raises(twin.refusal) as seen:
        twin.scenario()
    assert type(seen.value) is twin.refusal, "another refusal than the rule's own"


def goes_through(twin: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rule, nothing else refuses the same scenario."""
    twin.take_away(monkeypatch)
    twin.scenario()


def holds(fact: Fact) -> None:
    """With the rule, the scenario answers as the rule says."""
    assert fact.scenario() == fact.answer


def no_longer_holds(fact: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rule, the same scenario answers something else."""
    fact.take_away(monkeypatch)
    assert fact.scenario() != fact.answer


# --- what stands in a rule's place


class Forgotten:
    """Put over a field of a class: whatever was stored, a reader of the field finds this value."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __get__(self, instance: object, owner: type | None = None) -> object:
        return self.value

    def __set__(self, instance: object, value: object) -> None:
        """What is stored is forgotten."""


def nothing(*_: object, **__: object) -> None:
    """A check that checks nothing."""


async def nothing_awaited(*_: object, **__: object) -> None:
    """A check that checks nothing, where it is awaited."""


def loosened(lifecycle: Lifecycle[S], state: S, **verbs: S) -> Lifecycle[S]:
    """A lifecycle that lets one state use more verbs."""
    return Lifecycle({**lifecycle.table, state: {**lifecycle.table[state], **verbs}}, lifecycle.labels)


def struck_out(function: Callable[..., Any], words: str) -> Any:
    """The function without the one ``if`` that raises with these words: for a check written inside a verb."""
    return _rewritten(function, _Pen(words), words)


def left_out(function: Callable[..., Any], words: str) -> Any:
    """The function without its one statement that has these words (a fact announced), or its one entry of a table."""
    return _rewritten(function, _Scissors(words), words)


def _rewritten(function: Callable[..., Any], pen: "_Pen", words: str) -> Any:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    tree = ast.fix_missing_locations(pen.visit(tree))
    assert pen.struck == 1, f"« {words} » stands in {pen.struck} places of {function.__qualname__}"
    scope: dict[str, Any] = {}
    exec(compile(tree, f"<{function.__qualname__} without its rule>", "exec"), _names_of(function), scope)
    return scope[function.__name__]


def struck(owner: Any, function: str, words: str) -> dict[str, Any]:
    """The function of a module or class without the condition that raises with these words, under its dotted name."""
    return {_name(owner, function): struck_out(getattr(owner, function), words)}


def cut(owner: Any, function: str, words: str) -> dict[str, Any]:
    """The function of a module or class without its statement that has these words, under its dotted name."""
    return {_name(owner, function): left_out(getattr(owner, function), words)}


def _name(owner: Any, function: str) -> str:
    home = f"{owner.__module__}.{owner.__qualname__}" if isinstance(owner, type) else owner.__name__
    return f"{home}.{function}"


class _Pen(ast.NodeTransformer):
    def __init__(self, words: str) -> None:
        self.words, self.struck = words, 0

    def visit_If(self, node: ast.If) -> Any:
        raised = [ast.unparse(each) for each in node.body if isinstance(each, ast.Raise)]
        if any(self.words in each for each in raised):
            self.struck += 1
            return node.orelse or ast.Pass()
        return self.generic_visit(node)


class _Scissors(_Pen):
    def visit_If(self, node: ast.If) -> Any:
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> Any:
        if self.words not in ast.unparse(node) or isinstance(node.value, ast.Constant):
            return node
        self.struck += 1
        return ast.Pass()

    def visit_Dict(self, node: ast.Dict) -> Any:
        kept = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if not self._has(key)]
        self.struck += len(node.keys) - len(kept)
        node.keys, node.values = [key for key, _ in kept], [value for _, value in kept]
        return self.generic_visit(node)

    def _has(self, key: ast.expr | None) -> bool:
        return key is not None and ast.unparse(key) == self.words


def _names_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The living names of the function's module, so that other parts taken away are away for it too."""
    return vars(sys.modules[function.__module__])


# --- how a scenario is run


def finish(waiting: Coroutine[Any, Any, T]) -> T:
    """Run to its end what waits for nothing outside; its answer."""
    try:
        waiting.send(None)
    except StopIteration as stop:
        answer: T = stop.value
        return answer
    raise AssertionError("a pure scenario waits for nothing")
