"""Observations: filled grids of how an innovative action is carried out, written by people who saw it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from services.chassis import reference
from services.chassis.dossier import Record
from services.chassis.refusal import Invalid
from services.project_tracking.values import Code, Day, Id, Label, Remark, Slug, Value

HIGHEST = 4


class Mark(Value):
    """One line of the grid: from 0 (not seen) to 4 (fully in place), and what was seen. Never about one person."""

    criterion: Slug
    label: Label
    level: Annotated[int, Field(strict=True, ge=0, le=HIGHEST)]
    remark: Remark = ""


class Observation(Record):
    """One visit: where, when, the grid, and who filled it in (an opaque id)."""

    collection: ClassVar[str] = "observations"

    experiment: Id
    observer: Id
    on: Day
    territory: Code
    grid: Label
    marks: tuple[Mark, ...]


def observe(
    id: str, experiment: str, observer: str, on: date, territory: str, grid: str, marks: Sequence[Mark], today: date
) -> Observation:
    """A filled grid. Raises Invalid for a day to come, an unknown territory or a criterion marked twice."""
    if on > today:
        raise Invalid("Une observation se fait avant de s'écrire : sa date ne peut pas être à venir.", field="on")
    reference.check("territories", territory, field="territory", on=on)
    for rank, mark in enumerate(marks):
        if mark.criterion in {other.criterion for other in marks[:rank]}:
            raise Invalid("Ce critère est noté deux fois.", field=f"marks/{rank}/criterion")
    return Observation(
        id=id,
        experiment=experiment,
        observer=observer,
        on=on,
        territory=territory,
        grid=grid,
        marks=tuple(marks),
    )
