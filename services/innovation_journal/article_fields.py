"""The fields of an article and what its verbs share. ``content`` is the draft; the public reads ``published``."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from contracts.innovation_journal import ArticleDescribed
from contracts.tracking_parts import Result
from services.chassis.calendar import legal_day
from services.chassis.dossier import Dossier, Explanation
from services.chassis.lifecycle import Lifecycle
from services.innovation_journal import evidence as founding
from services.innovation_journal.article_content import Content
from services.innovation_journal.article_figures import Flag, Kept
from services.innovation_journal.article_lifecycle import LIFECYCLE, State
from services.innovation_journal.edition import Edition, EditionKind, edition_id
from services.innovation_journal.evidence import Evidence
from services.innovation_journal.values import (
    Code,
    Day,
    Id,
    Moment,
    OwnOrganisation,
    SecondPersonNeeded,
    Slug,
    Source,
    Text,
    Value,
)

EVERYWHERE = ("brief", "context", "public", "place", "publics", "authors")
SUCCESSFUL = ("protocol", "conditions", "cost", "limits")


class WithdrawalKind(StrEnum):
    """Why an article is withdrawn: its authors ask, it is wrong, or a person no longer agrees to be in it."""

    AUTHOR = "author"
    ERROR = "error"
    TESTIMONY = "testimony"


class Withdrawal(Value):
    """Why the article is withdrawn; the page says so. ``kind``: one of WithdrawalKind."""

    kind: Code
    reason: Text
    on: Day


class ArticleFields(Dossier):
    """What an article knows. ``writers`` wrote in the draft since the last edition; instants are UTC."""

    kind: ClassVar[str] = "article"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.PROPOSED
    source: Source
    experiment: Id | None = None
    incubator: Id | None = None
    organisation: Id | None = None
    carriers: tuple[Id, ...] = ()
    proposer: Id | None = None
    proposed_on: Day
    slug: Slug
    content: Content
    figures: tuple[Result, ...] = ()
    verdict: Code | None = None
    was_stopped: bool = False
    writers: tuple[Id, ...] = ()
    # review: the round counts from 1; ``reviewed`` are those of its reviewers who have given their review;
    # ``judges`` gave one in any round
    round: int = 0
    reviewers: tuple[Id, ...] = ()
    reviewed: tuple[Id, ...] = ()
    judges: tuple[Id, ...] = ()
    reasons: Text | None = None
    # what the public sees
    editions: int = 0
    published: Edition | None = None
    first_published_on: Day | None = None
    changed_at: Moment | None = None
    evidence: Evidence = Evidence.NONE
    evidence_why: Explanation | None = None
    confirmed_elsewhere: tuple[Id, ...] = ()
    flags: tuple[Flag, ...] = ()
    kept: tuple[Kept, ...] = ()
    withdrawn: Withdrawal | None = None
    # testimonies whose consent was withdrawn never come back: their codes, and marks of their words (keyed digests)
    silenced: tuple[Slug, ...] = ()
    silenced_words: tuple[Code, ...] = ()

    @property
    def public(self) -> bool:
        """Whether it has a page: published, or withdrawn with its reason."""
        return self.published is not None

    @property
    def in_error(self) -> bool:
        """Whether it was withdrawn because it was wrong: what it told proves nothing."""
        return self.withdrawn is not None and self.withdrawn.kind == WithdrawalKind.ERROR

    @property
    def wanted(self) -> tuple[str, ...]:
        """What must be said before others read it: a stopped experiment says why, an evaluated one how and at what
        price; a practice captured elsewhere may lie outside our territories.
        """
        wanted: tuple[str, ...] = EVERYWHERE
        if self.source is Source.EXPERIMENT:
            wanted += ("territories",)
        if self.was_stopped:
            wanted += ("lessons",)
        if self.verdict is not None or not self.was_stopped:
            wanted += SUCCESSFUL
        return wanted

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still to be said."""
        return self.content.missing(self.wanted)

    @property
    def shown_figures(self) -> tuple[Result, ...]:
        """The figures that its readers see: those of the published edition, else those of the draft."""
        return self.published.figures if self.published else self.figures

    @property
    def tied(self) -> frozenset[str]:
        """The organisations that carry or sign it: their members neither review it nor decide on it."""
        return frozenset({*self.carriers, *self.content.authors})

    # --- inside

    def _stand_aside(self, editor_of: Iterable[str]) -> None:
        if self.tied & set(editor_of):
            raise OwnOrganisation("Votre organisme porte cet article : laissez un collègue de la rédaction décider.")

    def _apart_from_writers(self, by: str) -> None:
        if by in self.writers:
            raise SecondPersonNeeded(
                "Vous avez écrit dans ce texte depuis sa dernière édition : une autre personne de la rédaction décide."
            )

    def _apart_from_reviewers(self, by: str) -> None:
        if by in {*self.reviewers, *self.judges}:
            raise SecondPersonNeeded(
                "Vous avez relu cet article, ou devez le relire : une autre personne de la rédaction décide."
            )

    def _weigh(self) -> bool:
        """Work out the level of evidence again; whether it changed."""
        why, before = founding.weigh(self.shown_figures, self.confirmed_elsewhere), self.evidence
        if why != self.evidence_why:
            self.evidence_why = why
            self.evidence = Evidence(why.outcome)
            self._explain(why.rule, why.version, why.outcome, **why.inputs)
        return self.evidence is not before

    def _bring_out(self, kind: EditionKind, note: str, by: str, at: datetime, *, draft: bool) -> Edition:
        """A new edition is public from now on: of the draft and its newest figures, or of what was public already."""
        before = None if draft else self.published
        figures = before.figures if before else self.figures
        self.editions += 1
        edition = Edition(
            id=edition_id(self.id, self.editions),
            article=self.id,
            number=self.editions,
            kind=kind,
            note=note,
            at=at,
            on=legal_day(at),
            by=by,
            content=before.content if before else self.content,
            figures=figures,
            verdict=before.verdict if before else self.verdict,
            evidence=Evidence(founding.weigh(figures, self.confirmed_elsewhere).outcome),
        )
        self.published, self.changed_at = edition, at
        self._weigh()
        return edition

    def _describe(self) -> None:
        if self.published is None:
            raise ValueError("an article is described once it is published")
        edition = self.published
        told = {"title", "brief", "publics", "territories", "sectors", "strand", "licence"}
        self._announce(
            ArticleDescribed(
                article=self.id,
                slug=self.slug,
                **edition.content.model_dump(include=told),
                source=self.source.value,
                experiment=self.experiment,
                incubator=self.incubator,
                organisation=self.organisation,
                verdict=edition.verdict,
                evidence=self.evidence.value,
                results=edition.figures,
                edition=edition.number,
            )
        )
