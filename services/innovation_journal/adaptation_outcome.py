"""What the result of an adaptation says of the original: confirmed, partly, inconclusive or not; with its reasons."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from contracts.tracking_parts import Figures, Result
from services.chassis.dossier import Explanation
from services.innovation_journal.article_figures import figure
from services.innovation_journal.values import Code, Label, Value

RULE, VERSION = "Charte du journal: outcome of an adaptation", "2019-02-08"
# How favourable a verdict is. Those that conclude nothing, or that we do not know, are not here.
FAVOUR = {"positive": 2, "mixed": 1, "negative": 0}
SHARE = "share"


class Outcome(StrEnum):
    """What an adaptation says of the practice it adapts."""

    CONFIRMED = "confirmed"
    PARTLY = "partly"
    NOT_CONFIRMED = "not-confirmed"
    INCONCLUSIVE = "inconclusive"


OUTCOMES = {
    Outcome.CONFIRMED: "Effet confirmé",
    Outcome.PARTLY: "Effet confirmé en partie",
    Outcome.NOT_CONFIRMED: "Effet non confirmé",
    Outcome.INCONCLUSIVE: "Non concluant",
}
# By how far two verdicts stand apart; and the order in which the weaker finding wins.
BY_DISTANCE = (Outcome.CONFIRMED, Outcome.PARTLY, Outcome.NOT_CONFIRMED)


class Size(StrEnum):
    """The adaptation's effect beside the original's, whatever its direction."""

    SMALLER = "smaller"
    SAME = "same"
    LARGER = "larger"


class Comparison(Value):
    """One indicator here and there. Effects are in points (hundredths of a share), or in the unit of a mean."""

    indicator: Code
    label: Label
    original_effect: float
    effect: float
    same_direction: bool
    size: Size


def compare(original: Sequence[Result], here: Sequence[Result]) -> tuple[Comparison, ...]:
    """The indicators that both measured against a prior state, in order; hidden figures are not compared."""
    found = []
    for result in here:
        model = figure(original, result.indicator)
        one = _effect(model) if model and model.measure == result.measure else None
        other = _effect(result)
        if one is not None and other is not None:
            found.append(_compared(result, one, other))
    return tuple(found)


def outcome(original: str | None, verdict: str, compared: Sequence[Comparison]) -> Explanation:
    """The outcome (``outcome``) with its inputs.

    Nothing is concluded when either verdict concludes nothing. Otherwise the weaker of two findings holds: how far
    the verdicts stand apart, and how many common indicators moved the same way. Without a common measured indicator
    an effect is confirmed in part at most. An original without a verdict (a captured practice) claims to work.
    """
    inputs = {
        "original_verdict": original,
        "verdict": verdict,
        "compared": [each.model_dump(mode="json", exclude={"label"}) for each in compared],
    }
    found = _found(original or "positive", verdict, compared)
    return Explanation(rule=RULE, version=VERSION, inputs=inputs, outcome=found.value)


def _found(original: str, verdict: str, compared: Sequence[Comparison]) -> Outcome:
    if original not in FAVOUR or verdict not in FAVOUR:
        return Outcome.INCONCLUSIVE
    by_verdict = BY_DISTANCE[abs(FAVOUR[original] - FAVOUR[verdict])]
    return max(by_verdict, _by_effect(compared), key=BY_DISTANCE.index)


def _by_effect(compared: Sequence[Comparison]) -> Outcome:
    same = sum(each.same_direction for each in compared)
    if not compared or 0 < same < len(compared):
        return Outcome.PARTLY
    return Outcome.CONFIRMED if same else Outcome.NOT_CONFIRMED


def _effect(result: Result) -> Fraction | None:
    before, after = _ratio(result.before), _ratio(result.after)
    return None if before is None or after is None else after - before


def _ratio(figures: Figures | None) -> Fraction | None:
    if figures is None or figures.numerator is None or not figures.denominator:
        return None
    return Fraction(figures.numerator, figures.denominator)


def _compared(result: Result, original: Fraction, here: Fraction) -> Comparison:
    return Comparison(
        indicator=result.indicator,
        label=result.label,
        original_effect=_shown(original, result.measure),
        effect=_shown(here, result.measure),
        same_direction=_sign(original) == _sign(here),
        size=_size(abs(original), abs(here)),
    )


def _shown(effect: Fraction, measure: str) -> float:
    return float(round(effect * 100, 1)) if measure == SHARE else float(round(effect, 2))


def _sign(effect: Fraction) -> int:
    return (effect > 0) - (effect < 0)


def _size(original: Fraction, here: Fraction) -> Size:
    if here == original:
        return Size.SAME
    return Size.SMALLER if here < original else Size.LARGER
