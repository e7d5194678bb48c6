"""Marks, weights and totals: exact arithmetic in hundredths of a point, blind until submitted. Pure.

A mark is 0 to 5 in half points; a criterion of weight w brings w × mark ÷ 5 points of 100.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from contracts.registry_parts import Criterion
from services.chassis.refusal import Invalid, Refusal
from services.chassis.values import Code, Id, Moment, Text, Value

HIGHEST = 5
# Half points are exact in binary: a mark never carries a rounding error.
Points = Annotated[float, Field(strict=True, ge=0, le=HIGHEST, multiple_of=0.5, allow_inf_nan=False)]


class AssessorInConflict(Refusal):
    """The assessor's organisation is in the grouping, or they declared an interest."""

    code, title = "assessor-in-conflict", "Conflit d'intérêts"


class NotAnAssessor(Refusal):
    """The person is not named on this application."""

    code, title = "not-an-assessor", "Personne non désignée"


class InterestNotDeclared(Refusal):
    """Interests are declared before the application is read."""

    code, title = "interest-not-declared", "Déclaration d'intérêts manquante"


class AlreadySubmitted(Refusal):
    """Submitted marks no longer change."""

    code, title = "already-submitted", "Évaluation déjà remise"


class Mark(Value):
    """The points given to one criterion, and why."""

    criterion: Code
    points: Points
    justification: Text

    @property
    def halves(self) -> int:
        """The mark in half points, from 0 to 10."""
        return int(self.points * 2)


class Assessment(Value):
    """What one assessor declared and submitted. ``interest``: None until declared, then whether there is one."""

    assessor: Id
    interest: bool | None = None
    declared_at: Moment | None = None
    marks: tuple[Mark, ...] = ()
    submitted_at: Moment | None = None

    @property
    def counts(self) -> bool:
        """Whether this assessor takes part: no interest declared."""
        return self.interest is not True

    @property
    def settled(self) -> bool:
        """Whether this assessor said something that must be kept: an interest, or marks."""
        return self.interest is True or self.submitted_at is not None

    def declare(self, interest: bool, at: datetime) -> "Assessment":
        """With the declaration, which is made once. Raises AlreadySubmitted."""
        if self.interest is not None:
            raise AlreadySubmitted("La déclaration d'intérêts est déjà faite ; demandez à l'instructeur de la revoir.")
        return self.model_copy(update={"interest": interest, "declared_at": at})

    def submit(self, marks: Sequence[Mark], criteria: Sequence[Criterion], at: datetime) -> "Assessment":
        """With marks on every criterion. Raises AssessorInConflict, InterestNotDeclared, AlreadySubmitted, Invalid."""
        if self.interest is None:
            raise InterestNotDeclared("Déclarez vos intérêts avant de lire et de noter le dossier.")
        if self.interest:
            raise AssessorInConflict("Vous avez déclaré un intérêt dans ce dossier : vous ne pouvez pas le noter.")
        if self.submitted_at is not None:
            raise AlreadySubmitted("Vos notes sont remises : elles ne changent plus.")
        check_marks(marks, criteria)
        return self.model_copy(update={"marks": tuple(marks), "submitted_at": at})


def check_marks(marks: Sequence[Mark], criteria: Sequence[Criterion]) -> None:
    """Raises Invalid unless every criterion of the call has one mark and nothing else has."""
    given, wanted = [mark.criterion for mark in marks], {criterion.code for criterion in criteria}
    unknown = [number for number, code in enumerate(given) if code not in wanted or code in given[:number]]
    if unknown:
        raise Invalid(
            "Ce critère n'est pas de l'appel, ou il est noté deux fois.", field=f"marks/{unknown[0]}/criterion"
        )
    missing = sorted(wanted - set(given))
    if missing:
        raise Invalid(f"Notez tous les critères : il manque {', '.join(missing)}.", field="marks", missing=missing)


def total(marks: Iterable[Mark], criteria: Sequence[Criterion]) -> int:
    """One assessor's weighted total in hundredths of a point of 100; exact."""
    halves = {mark.criterion: mark.halves for mark in marks}
    return sum(criterion.weight * halves[criterion.code] * 10 for criterion in criteria)


def mean(totals: Sequence[int]) -> Fraction:
    """The exact mean of the totals, in hundredths; ranks compare it, nothing is rounded before."""
    return Fraction(sum(totals), len(totals))


def rounded(exact: Fraction) -> int:
    """To the hundredth, half up, where a person or an event is shown it."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def spread(totals: Sequence[int]) -> int:
    """How far apart the assessors are, in hundredths of a point of 100."""
    return max(totals) - min(totals) if totals else 0
