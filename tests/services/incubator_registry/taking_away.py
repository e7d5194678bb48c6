"""What a twin is: a rule, a scenario that it refuses, and how to take that one rule away to see the scenario go by."""

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

Away = Mapping[str, Any]


@dataclass(frozen=True)
class Twin:
    """One rule. ``away``: what stands in its place while it is taken away, by dotted name."""

    rule: str
    scenario: Callable[[], object]
    refusal: type[Exception]
    away: Away


def ids(twins: tuple[Twin, ...]) -> dict[str, Any]:
    """The arguments of ``pytest.mark.parametrize`` for these twins."""
    return {"argnames": "twin", "argvalues": twins, "ids": [twin.rule for twin in twins]}


def refused(twin: Twin) -> None:
    """With the rule, the scenario is refused."""
    with pytest.raises(twin.refusal) as seen:
        twin.scenario()
    assert type(seen.value) is twin.refusal, "another refusal than the rule's own"


def goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rule, nothing else refuses the same scenario."""
    for name, instead in twin.away.items():
        monkeypatch.setattr(name, instead)
    twin.scenario()


def nothing(*_: object, **__: object) -> None:
    """A check that checks nothing."""


def struck_out(function: Callable[..., Any], words: str) -> Callable[..., Any]:
    """The function without the one ``if`` that raises with these words: for a check written inside a verb."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    pen = _Pen(words)
    tree = ast.fix_missing_locations(pen.visit(tree))
    assert pen.struck == 1, f"« {words} » is raised by {pen.struck} conditions of {function.__qualname__}"
    scope: dict[str, Any] = {}
    exec(compile(tree, f"<{function.__qualname__} without its rule>", "exec"), _names_of(function), scope)
    made: Callable[..., Any] = scope[function.__name__]
    return made


def struck(owner: Any, function: str, words: str) -> dict[str, Any]:
    """The function of a module or class without the condition that raises with these words."""
    name = f"{owner.__module__}.{owner.__qualname__}" if isinstance(owner, type) else owner.__name__
    return {f"{name}.{function}": struck_out(getattr(owner, function), words)}


class _Pen(ast.NodeTransformer):
    def __init__(self, words: str) -> None:
        self.words, self.struck = words, 0

    def visit_If(self, node: ast.If) -> ast.AST:
        raised = [ast.unparse(each) for each in node.body if isinstance(each, ast.Raise)]
        if any(self.words in each for each in raised):
            self.struck += 1
            return ast.Pass()
        return self.generic_visit(node)


def _names_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The living names of the function's module, so that other parts taken away are away for it too."""
    return vars(sys.modules[function.__module__])
