"""What the events of `project_tracking` are made of: figures with their parts, indicators, milestones, planned reports.

Figures are counts of persons by public and territory; a count that is None is hidden because it, or another of its
line, describes fewer than 5 persons. Days are legal days of Europe/Paris.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from contracts.envelope import Code, Contract, Text

Label = Annotated[str, Field(min_length=1, max_length=200)]
Count = int | None


class Part(Contract):
    """The persons of one public, or of one territory: ``code`` says which."""

    code: Code
    numerator: Count
    denominator: Count


class Cell(Contract):
    """The persons of one public in one territory."""

    public: Code
    territory: Code
    numerator: Count
    denominator: Count


class Figures(Contract):
    """A numerator and a denominator with their parts, which add up. Empty parts: not told apart."""

    numerator: Count
    denominator: Count
    by_public: tuple[Part, ...] = ()
    by_territory: tuple[Part, ...] = ()
    cells: tuple[Cell, ...] = ()


class Baseline(Contract):
    """The prior state of an indicator: ``figures`` with day and source, or None with ``absent_because``."""

    figures: Figures | None = None
    on: date | None = None
    source: Text | None = None
    absent_because: Text | None = None


class Indicator(Contract):
    """What is measured. ``measure``: ``share`` (numerator among denominator) or ``mean`` (quantity for a person)."""

    code: Code
    label: Label
    unit: Label
    measure: Code
    target: float | None = None
    baseline: Baseline | None = None


class Result(Contract):
    """An indicator after the experiment, beside its prior state. ``version`` rises at each correction, from 1."""

    indicator: Code
    label: Label
    unit: Label
    measure: Code
    version: int = Field(ge=1)
    before: Figures | None = None
    before_on: date | None = None
    before_source: Text | None = None
    after: Figures
    after_on: date
    after_source: Text


class PeriodFigures(Contract):
    """An indicator over the period of one accepted report."""

    indicator: Code
    label: Label
    unit: Label
    measure: Code
    figures: Figures


class Milestone(Contract):
    """A dated step. The milestone ``end`` is the end of the experiment."""

    code: Code
    label: Label
    planned: date
    forecast: date
    actual: date | None = None


class PlannedReport(Contract):
    """A report to come. ``period``: ``quarter``, ``last`` (the rest of the last one) or ``six-months`` after."""

    period: Code
    label: Label
    since: date
    until: date
    due_on: date


class Act(Contract):
    """The act that makes a decision: its number and date."""

    number: Code
    on: date
