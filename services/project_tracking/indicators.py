"""Indicators: what is measured, the prior state (stated, or declared absent), and each version of the result."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from contracts import tracking_parts as published
from services.chassis.refusal import Invalid, NotFound, Refusal
from services.project_tracking.disclosure import Key
from services.project_tracking.figures import Figures, Measure
from services.project_tracking.rules import number
from services.project_tracking.small_cells import NOTHING, Hidden, pattern, publish
from services.project_tracking.values import Day, Label, Slug, Text, Value

LARGEST = 12


class BaselineMissing(Refusal):
    """An indicator has neither a prior state nor the declaration that there is none."""

    code, title = "baseline-missing", "État des lieux manquant"


class NotMeasured(Refusal):
    """An indicator has no published result that could be corrected."""

    code, title = "not-measured", "Aucun résultat publié"


class Baseline(Value):
    """The prior state: figures with their day and source, or the reason why there is none (which is not zero)."""

    figures: Figures | None = None
    on: Day | None = None
    source: Text | None = None
    absent_because: Text | None = None

    @model_validator(mode="after")
    def _stated_or_absent(self) -> "Baseline":
        stated = [self.figures, self.on, self.source]
        if (all(stated) and self.absent_because is None) or (not any(stated) and self.absent_because is not None):
            return self
        raise ValueError("donner les chiffres avec leur date et leur source, ou déclarer l'absence avec sa raison")

    @property
    def stated(self) -> bool:
        """Whether there are figures to compare with."""
        return self.figures is not None


class Definition(Value):
    """An indicator as it is proposed. ``target`` is the ratio hoped for (0.6 is 60 % of a share)."""

    code: Slug
    label: Label
    unit: Label
    measure: Measure = Measure.SHARE
    target: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] | None = None
    baseline: Baseline | None = None


class Outcome(Value):
    """The figures of one indicator after the experiment."""

    indicator: Slug
    figures: Figures
    on: Day
    source: Text


class Version(Value):
    """One published version of a result; the first has no reason, the others say why they replace the one before."""

    number: int
    figures: Figures
    on: Day
    source: Text
    reason: Text | None = None
    published_on: Day
    hidden: frozenset[Key] = NOTHING


class Indicator(Definition):
    """An indicator as it is followed, with every version of its result."""

    baseline_hidden: frozenset[Key] = NOTHING
    versions: tuple[Version, ...] = ()

    @property
    def latest(self) -> Version | None:
        """The version in force."""
        return self.versions[-1] if self.versions else None

    def with_baseline(self, baseline: Baseline) -> "Indicator":
        """The indicator with its prior state. Raises Invalid when figures do not add up."""
        hidden = NOTHING
        if baseline.figures and baseline.on:
            baseline.figures.check(self.measure, "baseline/figures")
            hidden = pattern([(baseline.figures, self.measure)], number("small-cell", baseline.on))
        return self.model_copy(update={"baseline": baseline, "baseline_hidden": hidden})

    def with_result(self, outcome: Outcome, hidden: Hidden, on: date, reason: str | None = None) -> "Indicator":
        """The indicator with one version more."""
        version = Version(
            number=len(self.versions) + 1,
            figures=outcome.figures,
            on=outcome.on,
            source=outcome.source,
            reason=reason,
            published_on=on,
            hidden=hidden,
        )
        return self.model_copy(update={"versions": (*self.versions, version)})

    def public(self) -> published.Indicator:
        """The definition and the prior state as everyone may see them."""
        return published.Indicator(
            **self.model_dump(include={"code", "label", "unit", "target"}),
            measure=self.measure.value,
            baseline=self._public_baseline(),
        )

    def result(self) -> published.Result | None:
        """The version in force beside the prior state, small cells hidden; None without a result."""
        latest, prior = self.latest, self.baseline
        if latest is None:
            return None
        figures = prior.figures if prior else None
        return published.Result(
            indicator=self.code,
            label=self.label,
            unit=self.unit,
            measure=self.measure.value,
            version=latest.number,
            before=publish(figures, self.baseline_hidden) if figures else None,
            before_on=prior.on if prior else None,
            before_source=prior.source if prior else None,
            after=publish(latest.figures, latest.hidden),
            after_on=latest.on,
            after_source=latest.source,
        )

    def _public_baseline(self) -> published.Baseline | None:
        if self.baseline is None:
            return None
        figures = self.baseline.figures
        return published.Baseline(
            figures=publish(figures, self.baseline_hidden) if figures else None,
            **self.baseline.model_dump(include={"on", "source", "absent_because"}),
        )


def check_definitions(definitions: Sequence[Definition]) -> None:
    """Raises Invalid for a repeated code or a baseline whose parts do not add up."""
    for rank, definition in enumerate(definitions):
        if definition.code in {other.code for other in definitions[:rank]}:
            raise Invalid("Ce code d'indicateur est déjà pris.", field=f"description/indicators/{rank}/code")
        if definition.baseline and definition.baseline.figures:
            definition.baseline.figures.check(definition.measure, f"description/indicators/{rank}/baseline/figures")


def follow(definitions: Sequence[Definition]) -> tuple[Indicator, ...]:
    """The indicators of a proposal, with the small cells of their prior states worked out."""
    bare = [Indicator(**dict(definition) | {"baseline": None}) for definition in definitions]
    return tuple(
        indicator.with_baseline(definition.baseline) if definition.baseline else indicator
        for indicator, definition in zip(bare, definitions, strict=True)
    )


def indicator(among: Sequence[Indicator], code: str, field: str | None = None) -> Indicator:
    """The indicator of that code. Raises NotFound, or Invalid when a field of the input names it."""
    for each in among:
        if each.code == code:
            return each
    words = f"L'indicateur « {code} » n'existe pas dans cette expérimentation."
    raise Invalid(words, field=field) if field else NotFound(words)


def check_baselines(among: Sequence[Indicator]) -> None:
    """Raises BaselineMissing, naming the indicators, unless each has a prior state or its absence declared."""
    missing = [each.label for each in among if each.baseline is None]
    if missing:
        named = ", ".join(missing)
        raise BaselineMissing(
            f"Donnez l'état des lieux (chiffres, date, source) ou déclarez son absence pour : {named}.",
            indicators=[each.code for each in among if each.baseline is None],
        )


def hidden_together(known: Indicator, outcome: Outcome, others: Sequence[Indicator], on: date) -> Hidden:
    """What to hide in a corrected result: what its last version hid, and what the other results need."""
    before = known.latest.hidden if known.latest else NOTHING
    rest = [(each.latest.figures, each.measure) for each in others if each.latest]
    return pattern([(outcome.figures, known.measure), *rest], number("small-cell", on), before)
