"""A lifecycle is one table with one door: states, the verbs each knows, and where a verb leads."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from services.chassis.refusal import OutOfTurn

S = TypeVar("S", bound=StrEnum)


class Lifecycle(Generic[S]):
    """``{state: {verb: next state}}``; the first state is where a dossier begins.

    ``labels`` gives the French word users know for each state; it is what refusals, pages and diagrams show.
    """

    def __init__(self, table: Mapping[S, Mapping[str, S]], labels: Mapping[S, str]) -> None:
        missing = {target for verbs in table.values() for target in verbs.values()} - set(table)
        unnamed = set(table) - set(labels)
        if missing or unnamed:
            raise ValueError(f"states without a row: {sorted(missing)}; without a label: {sorted(unnamed)}")
        self.table = table
        self.labels = labels

    def after(self, state: S, verb: str) -> S:
        """The state after a verb. Raises OutOfTurn with the state in its message."""
        try:
            return self.table[state][verb]
        except KeyError:
            raise OutOfTurn(
                f"« {verb} » n'est pas possible : le dossier est à l'état « {self.labels[state]} ».",
                state=state.value,
                verb=verb,
                possible=sorted(self.table[state]),
            ) from None

    def verbs(self, state: S) -> tuple[str, ...]:
        """The verbs a state knows, in the order of the table."""
        return tuple(self.table[state])

    def all_verbs(self) -> tuple[str, ...]:
        """Every verb of the table once, in the order it first appears."""
        return tuple(dict.fromkeys(verb for verbs in self.table.values() for verb in verbs))

    def arrows(self) -> Iterator[tuple[S, str, S]]:
        """Every (state, verb, next state) of the table."""
        for state, verbs in self.table.items():
            for verb, target in verbs.items():
                yield state, verb, target

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, for the service's README."""
        first = next(iter(self.table))
        lines = ["stateDiagram-v2", f"    [*] --> {first.value}"]
        lines += [f"    {state.value} : {self.labels[state]}" for state in self.table]
        lines += [f"    {state.value} --> {target.value} : {verb}" for state, verb, target in self.arrows()]
        lines += [f"    {state.value} --> [*]" for state, verbs in self.table.items() if not verbs]
        return "\n".join(lines)
