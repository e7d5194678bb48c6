"""What reactions heard of one experiment, kept in the order it was said: articles and lineage are made from it.

Views may be behind or ahead of reactions; this record moves with them, in the same transaction.
"""

from typing import ClassVar

from contracts.project_tracking import ExperimentDescribed, ExperimentEvaluated, ExperimentStarted, ExperimentStopped
from contracts.tracking_parts import Result
from services.chassis.dossier import Record
from services.innovation_journal.article_figures import newest


class Heard(Record):
    """One experiment (``id``) as last heard. ``results`` are the evaluation's, as corrected since; ``links`` counts
    how often its lineage was looked at: whoever looks also writes, so that two at once do not miss each other.
    """

    collection: ClassVar[str] = "heard"

    described: ExperimentDescribed | None = None
    started: ExperimentStarted | None = None
    stopped: ExperimentStopped | None = None
    evaluated: ExperimentEvaluated | None = None
    results: tuple[Result, ...] = ()
    links: int = 0

    @property
    def title(self) -> str:
        """Its name, as well as it is known."""
        for said in (self.described, self.evaluated):
            if said:
                return said.title
        return "Expérimentation"

    @property
    def carrier(self) -> str | None:
        """Who carries it, if anything was heard."""
        said = self.described or self.evaluated or self.stopped or self.started
        return said.carrier if said else None

    @property
    def carriers(self) -> tuple[str, ...]:
        """The organisations that carry it: the carrier and its partners."""
        partners = self.described.partners if self.described else ()
        return tuple(sorted({*partners, *([self.carrier] if self.carrier else [])}))

    @property
    def incubator(self) -> str | None:
        """Its incubator, as last described."""
        said = self.described or self.evaluated or self.stopped
        return said.incubator if said else None

    @property
    def territories(self) -> tuple[str, ...]:
        """Where it takes place."""
        return self.described.territories if self.described else ()

    @property
    def verdict(self) -> str | None:
        """The evaluator's verdict."""
        return self.evaluated.verdict if self.evaluated else None

    def learn(self, *results: Result) -> None:
        """Keep of each indicator the highest version."""
        self.results = newest(self.results, results)
