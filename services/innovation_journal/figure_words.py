"""Figures as a French reader sees them: before, after, the difference, and what is hidden or was never measured."""

from datetime import date
from fractions import Fraction

from contracts.tracking_parts import Figures, Part, Result
from services.chassis import reference
from services.chassis.values import Value
from services.chassis.web.french import NOTHING, WIDE, day, number, percent

SHARE = "share"
# A cell may be hidden for itself, or so that nobody works out another one: which of the two is not said.
HIDDEN = "masqué (secret statistique)"
WHY_HIDDEN = (
    "Secret statistique\u00a0: un chiffre qui porte sur trop peu de personnes est masqué, et d'autres avec lui, "
    "pour que personne ne le retrouve par différence."
)
NO_BASELINE = "pas d'état des lieux"
MINUS = "\u2212"


class PartRow(Value):
    """The share of one public or of one territory in a figure."""

    label: str
    before: str
    after: str


class FigureRow(Value):
    """One line of the table of figures. ``effect`` is « + 27,1 points », or « — » when nothing can be compared.

    ``hides``: one of its cells is hidden, or one of its parts'.
    """

    indicator: str
    label: str
    unit: str
    version: int
    before: str
    before_when: str
    after: str
    after_when: str
    effect: str
    parts: tuple[PartRow, ...] = ()
    hides: bool = False


def row(result: Result) -> FigureRow:
    """One figure in words."""
    parts = (*_parts(result, "by_public", "publics"), *_parts(result, "by_territory", "territories"))
    cells = (result.before, result.after)
    said = [shown(cell, result) for cell in cells if cell] + [
        word for part in parts for word in (part.before, part.after)
    ]
    return FigureRow(
        indicator=result.indicator,
        label=result.label,
        unit=result.unit,
        version=result.version,
        before=shown(result.before, result) if result.before else NO_BASELINE,
        before_when=_when(result.before_on, result.before_source) if result.before else "",
        after=shown(result.after, result),
        after_when=_when(result.after_on, result.after_source),
        effect=effect(result),
        parts=parts,
        hides=HIDDEN in said,
    )


def shown(figures: Figures | Part, result: Result) -> str:
    """« 87 sur 142 (61,3 %) » of a share, « 12,5 heures (142 personnes) » of a mean; hidden when it tells of few."""
    part, whole = figures.numerator, figures.denominator
    if part is None or whole is None:
        return HIDDEN
    if result.measure == SHARE:
        return f"{number(part)} sur {number(whole)} ({percent(part, whole)})"
    mean = number(round(Fraction(part, whole) * 1000) / 1000) if whole else NOTHING
    return f"{mean}{WIDE}{result.unit} ({number(whole)}{WIDE}personnes)"


def effect(result: Result) -> str:
    """The difference between after and before, in points of a share or in the unit of a mean."""
    before, after = _ratio(result.before), _ratio(result.after)
    if before is None or after is None:
        return NOTHING
    return signed(after - before, result.measure, result.unit)


def signed(difference: Fraction | float, measure: str, unit: str) -> str:
    """« +27,1 points » or « −2,5 heures »."""
    share = measure == SHARE
    rounded = round(float(difference) * (100 if share else 1), 1 if share else 2)
    sign = MINUS if rounded < 0 else "+"
    word = ("point" if abs(rounded) < 2 else "points") if share else unit
    return f"{sign}{number(abs(rounded))}{WIDE}{word}"


def _ratio(figures: Figures | None) -> Fraction | None:
    if figures is None or figures.numerator is None or not figures.denominator:
        return None
    return Fraction(figures.numerator, figures.denominator)


def _parts(result: Result, name: str, codes: str) -> list[PartRow]:
    """The parts of what was found after, each beside the same one before."""
    before = {part.code: part for part in getattr(result.before, name, ())}
    return [
        PartRow(
            label=reference.label(codes, part.code),
            before=shown(before[part.code], result) if part.code in before else NOTHING,
            after=shown(part, result),
        )
        for part in getattr(result.after, name)
    ]


def _when(on: date | None, source: str | None) -> str:
    return ", ".join(part for part in (day(on) if on else "", source or "") if part)
