"""What `innovation_journal` announces: articles, adaptations of them, and gatherings.

Everything here was written to be published. Days are legal days of Europe/Paris, instants are UTC.
"""

from datetime import date
from typing import ClassVar

from pydantic import ConfigDict, Field

from contracts.envelope import Code, Event, Id, Instant, Text
from contracts.journal_examples import EXAMPLES
from contracts.tracking_parts import Label, Result


def _like(fact: str) -> ConfigDict:
    """The realistic example of a fact, which is frozen with its schema."""
    return ConfigDict(json_schema_extra={"examples": [EXAMPLES[fact]]})


class ArticleEvent(Event):
    """Something about one article of the journal."""

    dossier: ClassVar[str] = "article"

    article: Id


class ArticleDescribed(ArticleEvent):
    """The whole public snapshot of an article; announced at each published version and whenever a part of it changes.

    ``source``: ``experiment`` or ``practice`` (captured without one). ``edition`` counts published versions from 1.
    ``evidence``: none, observed, measured, replicated: computed from the evaluation and from its adaptations.
    """

    fact: ClassVar[str] = "described"

    slug: Code
    title: Label
    brief: Text
    source: Code
    experiment: Id | None = None
    incubator: Id | None = None
    organisation: Id | None = None
    publics: tuple[Code, ...]
    territories: tuple[Code, ...]
    sectors: tuple[Code, ...] = ()
    strand: Code | None = None
    verdict: Code | None = None
    evidence: Code
    results: tuple[Result, ...] = ()
    licence: Code
    edition: int = Field(ge=1)

    model_config = _like("article.described")


class ArticleProposed(ArticleEvent):
    """An article is proposed: from an evaluated experiment, a stopped one, or a captured practice."""

    fact: ClassVar[str] = "proposed"

    source: Code
    experiment: Id | None = None
    on: date

    model_config = _like("article.proposed")


class ArticlePublished(ArticleEvent):
    """An edition of the article is public, with its note on what changed."""

    fact: ClassVar[str] = "published"

    slug: Code
    experiment: Id | None = None
    edition: int = Field(ge=1)
    note: Text
    on: date

    model_config = _like("article.published")


class ArticleCorrected(ArticleEvent):
    """A typed correction of a published article. ``kind``: ``erratum``, ``correction``, ``update`` or ``concern``."""

    fact: ClassVar[str] = "corrected"

    slug: Code
    edition: int = Field(ge=1)
    kind: Code
    note: Text
    on: date

    model_config = _like("article.corrected")


class ArticleWithdrawn(ArticleEvent):
    """The article is withdrawn; its page stays, with the reason. ``kind``: ``author``, ``error`` or ``testimony``."""

    fact: ClassVar[str] = "withdrawn"

    slug: Code
    kind: Code
    reason: Text
    on: date

    model_config = _like("article.withdrawn")


class ArticleFlagged(ArticleEvent):
    """A figure of the article was corrected at its source: the page says so until an editor has answered."""

    fact: ClassVar[str] = "flagged"

    experiment: Id
    indicator: Code
    shown_version: int = Field(ge=1)
    current_version: int = Field(ge=1)
    on: date

    model_config = _like("article.flagged")


class AdaptationEvent(Event):
    """Something about one adaptation: somebody takes up what an article describes."""

    dossier: ClassVar[str] = "adaptation"

    adaptation: Id
    article: Id


class AdaptationDeclared(AdaptationEvent):
    """An adaptation stands on its article's lineage: an experiment of the programme, or one accepted from elsewhere."""

    fact: ClassVar[str] = "declared"

    experiment: Id | None = None
    title: Label
    place: Label
    territories: tuple[Code, ...] = ()
    kept: Text
    changed: Text
    on: date

    model_config = _like("adaptation.declared")


class AdaptationResultAttached(AdaptationEvent):
    """What the adaptation achieved. ``outcome``: confirmed, partly, inconclusive or not-confirmed."""

    fact: ClassVar[str] = "result-attached"

    experiment: Id | None = None
    verdict: Code
    outcome: Code
    results: tuple[Result, ...]
    on: date

    model_config = _like("adaptation.result-attached")


class AdaptationRemoved(AdaptationEvent):
    """The adaptation is taken off its article's lineage: what was declared proved false. The reasons stay home."""

    fact: ClassVar[str] = "removed"

    experiment: Id | None = None
    on: date

    model_config = _like("adaptation.removed")


class GatheringAnnounced(Event):
    """A gathering (study day, visit, hackathon) is announced, or announced anew with other data."""

    dossier: ClassVar[str] = "gathering"
    fact: ClassVar[str] = "announced"

    gathering: Id
    slug: Code
    title: Label
    summary: Text
    kind: Code
    starts_at: Instant
    ends_at: Instant
    place: Label
    territories: tuple[Code, ...] = ()
    incubator: Id | None = None
    articles: tuple[Id, ...] = ()
    cancelled: bool = False
    on: date

    model_config = _like("gathering.announced")
