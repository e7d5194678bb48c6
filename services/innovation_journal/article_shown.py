"""What the API shows of an article's dossier: the public part for everyone, ``inside`` for those whom it concerns."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel

from contracts.tracking_parts import Result
from services.chassis.dossier import Explanation
from services.innovation_journal.article import Article
from services.innovation_journal.article_content import Content
from services.innovation_journal.article_fields import Withdrawal
from services.innovation_journal.article_figures import Flag, Kept
from services.innovation_journal.article_lifecycle import State
from services.innovation_journal.article_review import Recommendation, Review
from services.innovation_journal.edition import EDITION_KINDS, Edition

# What the public no longer reads of a withdrawn article, beside its text and its figures.
GONE: dict[str, Any] = {"evidence_why": None, "kept": ()}


class ArticleLine(BaseModel):
    """One article in a list. ``title`` is the published one, or the draft's for those whom it concerns."""

    id: str
    slug: str
    title: str
    source: str
    experiment: str | None
    incubator: str | None
    organisation: str | None
    state: str
    state_label: str
    verdict: str | None
    evidence: str
    edition: int
    flagged: bool
    proposed_on: date
    first_published_on: date | None

    @classmethod
    def of(cls, article: Article, *, concerned: bool = False) -> Self:
        """The line of an article."""
        return cls.model_validate(_line(article, concerned=concerned))


class EditionView(BaseModel):
    """One edition as everyone may read it: not who brought it out, nor how those quoted agreed."""

    number: int
    kind: str
    kind_label: str
    note: str
    on: date
    content: dict[str, Any]
    figures: tuple[Result, ...]
    verdict: str | None
    evidence: str

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """What is shown of an edition."""
        content = edition.content.model_dump(mode="json", exclude={"testimonies": {"__all__": {"consent"}}})
        same = edition.model_dump(include={"number", "note", "on", "verdict"})
        return cls(
            **same,
            kind=edition.kind.value,
            kind_label=EDITION_KINDS[edition.kind],
            content=content,
            figures=edition.figures,
            evidence=edition.evidence.value,
        )


class ReviewView(BaseModel):
    """A review. ``reviewer`` is told to editors only."""

    round: int
    reviewer: str | None
    recommendation: Recommendation
    note: str
    on: date

    @classmethod
    def of(cls, review: Review, *, named: bool) -> Self:
        """What is shown of a review."""
        same = review.model_dump(exclude={"id", "article", "reviewer"})
        return cls(**same, reviewer=review.reviewer if named else None)


class Inside(BaseModel):
    """What only authors, reviewers and editors see. ``missing`` is still to be said; ``verbs`` is possible now."""

    content: Content
    figures: tuple[Result, ...]
    missing: tuple[str, ...]
    carriers: tuple[str, ...]
    round: int
    reviewers: tuple[str, ...]
    awaited: int
    reasons: str | None
    reviews: tuple[ReviewView, ...]
    verbs: tuple[str, ...]


class ArticleView(ArticleLine):
    """One article. ``published`` is what the public reads; None before it, and once it is withdrawn: then the reason
    is told, and neither its verdict, nor why its evidence was what it was, nor what was kept of its figures.
    """

    version: int
    sequence: int
    published: EditionView | None
    evidence_why: Explanation | None
    flags: tuple[Flag, ...]
    kept: tuple[Kept, ...]
    withdrawn: Withdrawal | None
    changed_at: datetime | None
    inside: Inside | None = None

    @classmethod
    def whole(cls, article: Article, inside: Inside | None) -> Self:
        """What is shown of an article, with what is inside for those whom it concerns."""
        same = ("version", "sequence", "evidence_why", "flags", "kept", "withdrawn", "changed_at")
        readable = article.published if article.state is State.PUBLISHED else None
        gone = article.state is State.WITHDRAWN and inside is None
        return cls.model_validate(
            _line(article, concerned=inside is not None)
            | {name: getattr(article, name) for name in same}
            | {"published": EditionView.of(readable) if readable else None, "inside": inside}
            | (GONE if gone else {})
        )


def inside(article: Article, reviews: Sequence[Review], *, editor: bool) -> Inside:
    """What those concerned see; who reviews is told to editors only."""
    same = ("content", "figures", "missing", "carriers", "round", "reasons")
    return Inside(
        **{name: getattr(article, name) for name in same},
        reviewers=article.reviewers if editor else (),
        awaited=len(set(article.reviewers) - set(article.reviewed)),
        reviews=tuple(ReviewView.of(each, named=editor) for each in reviews),
        verbs=article.lifecycle.verbs(article.state),
    )


def _line(article: Article, *, concerned: bool) -> dict[str, Any]:
    same = ("id", "slug", "experiment", "incubator", "organisation", "proposed_on", "first_published_on")
    public = article.published if not concerned else None
    gone = public is not None and article.state is State.WITHDRAWN
    verdict = public.verdict if public else article.verdict
    return {
        **{name: getattr(article, name) for name in same},
        "title": (public.content if public else article.content).title,
        "source": article.source.value,
        "state": article.state.value,
        "state_label": article.lifecycle.labels[article.state],
        "verdict": None if gone else verdict,
        "evidence": article.evidence.value,
        "edition": article.editions,
        "flagged": bool(article.flags),
    }
