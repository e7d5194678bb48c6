"""What an outsider can work out about a hidden count from the counts that are shown, and the cheapest way to stop it.

A table with its margins is a network: every count is an arc, and at every node what comes in goes out (a line's cells
and its total). Hidden counts are the arcs whose flow an outsider does not know. A hidden count may be higher than it
is when a unit more can flow round through other hidden arcs: over them forwards without limit (they may be higher),
backwards up to what they hold (they may be lower, never below zero). That is exact for counts that are whole.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

Key = tuple[str, ...]
TOTAL: Key = ("total",)
UNLIMITED = 10**12

Cost = Callable[[Key], int | None]


@dataclass(frozen=True)
class Arc:
    """One count of a table, between the two lines that it belongs to."""

    tail: str
    head: str
    value: int


@dataclass(frozen=True)
class Table:
    """One table of whole counts, none negative, with the sums that tie them."""

    arcs: Mapping[Key, Arc]

    def rise(self, key: Key, hidden: frozenset[Key], enough: int) -> int:
        """By how much, up to ``enough``, a hidden count could be above its value for someone who sees the others."""
        others = hidden - {key}
        flows = {other: self.arcs[other].value for other in others if other in self.arcs}
        found = 0
        while found < enough:
            path = self._path(key, flows, 1, lambda step: 0 if step in others else None)
            if path is None:
                return found
            amount = min([enough - found, *(flows[step] for step, forwards in path if not forwards)])
            for step, forwards in path:
                flows[step] += amount if forwards else -amount
            found += amount
        return found

    def cover(self, key: Key, hidden: frozenset[Key], amount: int, cost: Cost) -> frozenset[Key] | None:
        """The cheapest counts to hide so that a hidden one could be ``amount`` higher; None when nothing helps."""
        flows = {other: arc.value for other, arc in self.arcs.items() if other != key}
        path = self._path(key, flows, amount, lambda step: 0 if step in hidden else cost(step))
        return None if path is None else frozenset(step for step, _ in path) - hidden

    def _path(self, key: Key, flows: Mapping[Key, int], amount: int, cost: Cost) -> list[tuple[Key, bool]] | None:
        """The cheapest way round from the head of an arc to its tail; each step with whether it goes forwards."""
        start, goal = self.arcs[key].head, self.arcs[key].tail
        best: dict[str, int] = {start: 0}
        came: dict[str, tuple[str, Key, bool]] = {}
        waiting = [(0, start)]
        while waiting:
            spent, node = heappop(waiting)
            if node == goal:
                return _back(came, start, goal)
            if spent > best[node]:
                continue
            for step, forwards, beyond in self._steps(node, flows, amount):
                price = cost(step)
                if price is not None and spent + price < best.get(beyond, UNLIMITED * UNLIMITED):
                    best[beyond] = spent + price
                    came[beyond] = (node, step, forwards)
                    heappush(waiting, (best[beyond], beyond))
        return None

    def _steps(self, node: str, flows: Mapping[Key, int], amount: int) -> list[tuple[Key, bool, str]]:
        forwards = [(key, True, self.arcs[key].head) for key in flows if self.arcs[key].tail == node]
        backwards = [
            (key, False, self.arcs[key].tail)
            for key, value in flows.items()
            if self.arcs[key].head == node and value >= amount
        ]
        return forwards + backwards


def _back(came: Mapping[str, tuple[str, Key, bool]], start: str, goal: str) -> list[tuple[Key, bool]]:
    steps: list[tuple[Key, bool]] = []
    node = goal
    while node != start:
        node, key, forwards = came[node]
        steps.append((key, forwards))
    return steps


def table(
    total: int, publics: Mapping[str, int], territories: Mapping[str, int], cells: Mapping[tuple[str, str], int]
) -> Table:
    """The network of a table: cells flow from their public to their territory, margins into and out of them.

    Without cells, one breakdown is a bundle of arcs between the two ends of the total; two would be two tables.
    """
    arcs: dict[Key, Arc] = {TOTAL: Arc("out", "in", total)}
    crossed = bool(cells)
    for code, value in publics.items():
        arcs["public", code] = Arc("in", f"public {code}" if crossed else "out", value)
    for code, value in territories.items():
        arcs["territory", code] = Arc(f"territory {code}" if crossed else "in", "out", value)
    for (public, territory), value in cells.items():
        arcs["cell", public, territory] = Arc(f"public {public}", f"territory {territory}", value)
    return Table(arcs)
