"""The level of evidence of an article: computed from its figures and its adaptations elsewhere, never declared."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from contracts.tracking_parts import Result
from services.chassis import reference
from services.chassis.dossier import Explanation

RULE, VERSION = "CONVENTIONS Journal: evidence level", "2019-02-08"


class Evidence(StrEnum):
    """How well what an article says is founded."""

    NONE = "none"
    OBSERVED = "observed"
    MEASURED = "measured"
    REPLICATED = "replicated"


def weigh(figures: Sequence[Result], confirmed_elsewhere: Sequence[str]) -> Explanation:
    """The level (``outcome``) with its inputs: none without figures, observed when a figure lacks its prior state,
    measured when all have one, replicated when moreover an adaptation (by id) in another place confirmed the effect.
    """
    without = [figure.indicator for figure in figures if figure.before is None]
    level = Evidence.MEASURED
    if not figures:
        level = Evidence.NONE
    elif without:
        level = Evidence.OBSERVED
    elif confirmed_elsewhere:
        level = Evidence.REPLICATED
    shown = [f"{figure.indicator} v{figure.version}" for figure in figures]
    inputs = {"figures": shown, "without_baseline": without, "confirmed_elsewhere": list(confirmed_elsewhere)}
    return Explanation(rule=RULE, version=VERSION, inputs=inputs, outcome=level.value)


def elsewhere(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two lists of territories are known to have no ground in common: then it is another place.

    Without a territory, or with one whose perimeter is not known, nobody can say so.
    """
    here, there = tuple(one), tuple(other)
    return bool(here and there) and all(reference.apart(a, b) for a in here for b in there)
