"""The evaluation: an evaluator apart from what is evaluated, a verdict, and the level of evidence it reaches."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictBool

from services.chassis.refusal import Invalid, Refusal
from services.project_tracking.figures import Measure
from services.project_tracking.indicators import Indicator, Outcome, indicator
from services.project_tracking.rules import number
from services.project_tracking.small_cells import NOTHING, Hidden, pattern
from services.project_tracking.values import Day, Id, IncubatorSeen, Text, Value


class Approach(StrEnum):
    """An impact evaluation measures differences and admits no agent of the Région; a process one follows the way."""

    IMPACT = "impact"
    PROCESS = "process"


class Verdict(StrEnum):
    """What the evaluator concludes."""

    POSITIVE = "positive"
    MIXED = "mixed"
    INCONCLUSIVE = "inconclusive"
    NEGATIVE = "negative"


class Evidence(StrEnum):
    """How well a verdict is founded; computed, never declared."""

    NONE = "none"
    OBSERVED = "observed"
    MEASURED = "measured"
    REPLICATED = "replicated"


VERDICTS = {
    Verdict.POSITIVE: "Positif",
    Verdict.MIXED: "Mitigé",
    Verdict.INCONCLUSIVE: "Non concluant",
    Verdict.NEGATIVE: "Négatif",
}


class EvaluatorNotIndependent(Refusal):
    """The evaluator is tied to what is evaluated."""

    code, title = "evaluator-not-independent", "Évaluateur non indépendant"


class EvaluatorMissing(Refusal):
    """Nobody was named to evaluate before the start."""

    code, title = "evaluator-missing", "Évaluateur à désigner"


class Evaluator(Value):
    """Who evaluates: a person, for an organisation."""

    person: Id
    organisation: Id
    approach: Approach = Approach.IMPACT


class Ties(Value):
    """What is known of the evaluator's person: organisations they belong to, and whether they hold a duty."""

    organisations: frozenset[Id] = frozenset()
    officer: StrictBool = False


class Original(Value):
    """The experiment that this one adapts, as it was evaluated."""

    experiment: Id
    verdict: Verdict
    evidence: Evidence


class Findings(Value):
    """What the evaluator hands in. Every text is written to be published."""

    verdict: Verdict
    outcomes: Annotated[tuple[Outcome, ...], Field(max_length=12)] = ()
    comparison_group: StrictBool = False
    summary: Text
    protocol: Text
    conditions: Text
    cost: Text
    limits: Text


class Evaluation(Findings):
    """The findings with what was computed from them, the day, and who evaluated."""

    on: Day
    evaluator: Evaluator
    evidence: Evidence
    replicates: Id | None = None


def check_independence(
    evaluator: Evaluator, ties: Ties, carriers: Iterable[str], incubator: IncubatorSeen | None
) -> None:
    """Raises EvaluatorNotIndependent when the evaluator carries the experiment, belongs to its incubator, or is an
    agent of the Région in an impact evaluation (RULES.md, "Experiments").
    """
    theirs = ties.organisations | {evaluator.organisation}
    if theirs & set(carriers):
        raise EvaluatorNotIndependent(
            "L'évaluateur appartient à un organisme qui porte l'expérimentation : désignez quelqu'un d'extérieur.",
            field="organisation",
            organisations=sorted(theirs & set(carriers)),
        )
    if incubator and theirs & incubator.members:
        raise EvaluatorNotIndependent(
            "L'évaluateur appartient à l'incubateur de l'expérimentation : désignez quelqu'un d'extérieur.",
            field="organisation",
            organisations=sorted(theirs & incubator.members),
        )
    if ties.officer and evaluator.approach is Approach.IMPACT:
        raise EvaluatorNotIndependent(
            "Une évaluation d'impact n'est pas confiée à un agent de la Région.", field="person"
        )


def evidence(indicators: Sequence[Indicator], verdict: Verdict, original: Original | None) -> Evidence:
    """The level of evidence of results: none without figures, observed without a prior state for each of them,
    measured against their baselines, replicated when a measured success is confirmed elsewhere.
    """
    measured = [each for each in indicators if each.latest]
    if not measured:
        return Evidence.NONE
    if not all(each.baseline and each.baseline.stated for each in measured):
        return Evidence.OBSERVED
    return Evidence.REPLICATED if confirms(verdict, original) else Evidence.MEASURED


def confirms(verdict: Verdict, original: Original | None) -> bool:
    """Whether a positive verdict confirms the measured success of the experiment it adapts."""
    return (
        original is not None
        and verdict is Verdict.POSITIVE
        and original.verdict is Verdict.POSITIVE
        and original.evidence in (Evidence.MEASURED, Evidence.REPLICATED)
    )


def with_outcomes(
    indicators: Sequence[Indicator], outcomes: Sequence[Outcome], on: date, hidden_before: Hidden = NOTHING
) -> tuple[Indicator, ...]:
    """The indicators with their results, small cells hidden together since they describe the same persons.

    Raises Invalid for an indicator that is unknown or given twice, FiguresDoNotAddUp naming the cell.
    """
    found: dict[str, Outcome] = {}
    for rank, outcome in enumerate(outcomes):
        field = f"outcomes/{rank}"
        known = indicator(indicators, outcome.indicator, f"{field}/indicator")
        if outcome.indicator in found:
            raise Invalid("Cet indicateur est donné deux fois.", field=f"{field}/indicator")
        if outcome.on > on:
            raise Invalid("Un résultat se constate : sa date ne peut pas être à venir.", field=f"{field}/on")
        outcome.figures.check(known.measure, f"{field}/figures")
        found[outcome.indicator] = outcome
    measures: dict[str, Measure] = {each.code: each.measure for each in indicators}
    together = [(outcome.figures, measures[code]) for code, outcome in found.items()]
    hidden = pattern(together, number("small-cell", on), hidden_before)
    return tuple(each.with_result(found[each.code], hidden, on) if each.code in found else each for each in indicators)
