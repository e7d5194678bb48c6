"""Figures of an article: bound to (indicator, version), copied from what tracking announced, never typed."""

from collections.abc import Iterable, Sequence
from datetime import date

from contracts.tracking_parts import Figures, Result
from services.innovation_journal.values import Code, Day, Text, Value


class Flag(Value):
    """A figure that the page shows was corrected at its source; open until an editor has answered."""

    indicator: Code
    shown_version: int
    current_version: int
    reason: Text
    on: Day


class Kept(Value):
    """An editor kept a figure of an older version, and says publicly why."""

    indicator: Code
    shown_version: int
    current_version: int
    note: Text
    on: Day


def as_shown(result: Result) -> Result:
    """The result without its crossing of publics and territories: an article shows totals and their parts."""
    return result.model_copy(update={"before": _without_cells(result.before), "after": _without_cells(result.after)})


def figure(among: Iterable[Result], indicator: str) -> Result | None:
    """The figure of that indicator, if it is there."""
    return next((each for each in among if each.indicator == indicator), None)


def newest(known: Sequence[Result], learnt: Iterable[Result]) -> tuple[Result, ...]:
    """The figures with those that were learnt, of each indicator the highest version."""
    found = {each.indicator: each for each in known}
    for result in learnt:
        before = found.get(result.indicator)
        if before is None or before.version < result.version:
            found[result.indicator] = as_shown(result)
    return tuple(found.values())


def flag(shown: Sequence[Result], current: Result, reason: str, on: date) -> Flag | None:
    """The flag that a correction raises on what is shown; None when the page shows it already, or not at all."""
    seen = figure(shown, current.indicator)
    if seen is None or seen.version >= current.version:
        return None
    return Flag(
        indicator=current.indicator, shown_version=seen.version, current_version=current.version, reason=reason, on=on
    )


def raised(flags: Iterable[Flag], new: Flag) -> tuple[Flag, ...]:
    """The open flags with this one, in place of an older one on the same indicator."""
    return (*(each for each in flags if each.indicator != new.indicator), new)


def _without_cells(figures: Figures | None) -> Figures | None:
    return figures.model_copy(update={"cells": ()}) if figures else None
