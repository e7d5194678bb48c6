"""What an experiment is: diagnosis, objectives, perimeter, publics, calendar, indicators; checked as a whole."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from services.chassis import reference
from services.chassis.calendar import months_later
from services.chassis.refusal import Invalid
from services.project_tracking.indicators import LARGEST, Definition, check_definitions
from services.project_tracking.milestones import PlannedMilestone, check_plan
from services.project_tracking.values import Code, Day, Id, Label, Text, Value

LONGEST_YEARS = 6

Codes = Annotated[tuple[Code, ...], Field(max_length=30)]
SomeCodes = Annotated[tuple[Code, ...], Field(min_length=1, max_length=30)]


class Scheme(Value):
    """Where an experiment that is taken over comes from, and its reference there."""

    origin: Code
    reference: Label


class Description(Value):
    """The content of a proposal. ``title`` and ``summary`` are public; ``diagnosis`` and ``objectives`` are for those
    who decide. Codes are of the reference lists; ``adapts_experiment`` is an experiment followed here.
    """

    title: Label
    summary: Text
    diagnosis: Text
    objectives: Text
    nature: Code
    project_natures: SomeCodes
    strand: Code
    axis: Code
    other_axes: Codes = ()
    publics: SomeCodes
    territories: SomeCodes
    sectors: Codes = ()
    partners: Annotated[tuple[Id, ...], Field(max_length=30)] = ()
    adapts_article: Id | None = None
    adapts_experiment: Id | None = None
    starts_on: Day
    ends_on: Day
    milestones: Annotated[tuple[PlannedMilestone, ...], Field(max_length=40)] = ()
    indicators: Annotated[tuple[Definition, ...], Field(min_length=1, max_length=LARGEST)]

    def check(self, on: date) -> None:
        """Raises Invalid naming the field: an unknown or repeated code, dates out of order, parts that don't add up."""
        for name, field, codes in self._coded():
            _check_codes(name, field, codes, on)
        if self.axis in self.other_axes:
            raise Invalid("L'axe principal n'est pas à répéter.", field="description/other_axes")
        if self.ends_on <= self.starts_on:
            raise Invalid("La fin vient après le début.", field="description/ends_on")
        if self.ends_on > months_later(self.starts_on, 12 * LONGEST_YEARS):
            raise Invalid(f"Une expérimentation dure {LONGEST_YEARS} ans au plus.", field="description/ends_on")
        check_plan(self.milestones, self.starts_on, self.ends_on)
        check_definitions(self.indicators)

    def _coded(self) -> Iterable[tuple[str, str, tuple[str, ...]]]:
        yield "natures", "nature", (self.nature,)
        yield "project_natures", "project_natures", self.project_natures
        yield "strands", "strand", (self.strand,)
        yield "axes", "axis", (self.axis,)
        yield "axes", "other_axes", self.other_axes
        yield "publics", "publics", self.publics
        yield "territories", "territories", self.territories
        yield "sectors", "sectors", self.sectors


def check_scheme(scheme: Scheme) -> None:
    """Raises Invalid unless the origin is another scheme than an open incubator."""
    reference.check("origins", scheme.origin, field="scheme/origin")
    if scheme.origin == "incubateur":
        raise Invalid("Une expérimentation d'incubateur se propose, elle ne se reprend pas.", field="scheme/origin")


def _check_codes(name: str, field: str, codes: tuple[str, ...], on: date) -> None:
    several = field in ("project_natures", "other_axes", "publics", "territories", "sectors")
    for rank, code in enumerate(codes):
        place = f"description/{field}/{rank}" if several else f"description/{field}"
        reference.check(name, code, field=place, on=on)
        if code in codes[:rank]:
            raise Invalid(f"« {reference.label(name, code)} » est donné deux fois.", field=place)
