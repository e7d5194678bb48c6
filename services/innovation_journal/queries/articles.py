"""Articles as their dossiers: what is public for everyone, drafts and reviews for those whom they concern."""

from typing import Any

from services.chassis.actor import DutyName
from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import NotFound
from services.innovation_journal.article import Article
from services.innovation_journal.article_lifecycle import State
from services.innovation_journal.article_review import Review
from services.innovation_journal.article_shown import ArticleLine, ArticleView, EditionView, Inside, inside
from services.innovation_journal.edition import Edition
from services.innovation_journal.values import Value

PUBLIC = frozenset({State.PUBLISHED, State.WITHDRAWN})
LARGEST_HISTORY = 200


class ArticleFilter(Value):
    """Which articles are asked for. ``mine``: of my organisations; ``reviewing``: those I am named to review."""

    state: State | None = None
    experiment: str | None = None
    mine: bool = False
    reviewing: bool = False


async def list_articles(reader: Reader, asked: ArticleFilter, after: str | None, limit: int) -> Page:
    """The articles that the public can read; drafts for editors, and for their own authors and reviewers."""
    own = asked.mine or asked.reviewing
    states = frozenset(State) if own or is_editor(reader) else PUBLIC
    equals: dict[str, Any] = {"state": sorted(states & {asked.state} if asked.state else states)}
    if asked.experiment:
        equals["experiment"] = asked.experiment
    if asked.mine:
        equals["carriers"] = sorted(reader.actor.organisations())
    if asked.reviewing:
        equals["reviewers"] = reader.actor.person or "nobody"
    found = await reader.where(Article, after=after, limit=limit + 1, **equals)
    return Page.of([ArticleLine.of(each, concerned=own or is_editor(reader)) for each in found], limit)


async def show_article(reader: Reader, article: str) -> ArticleView:
    """One article. Raises NotFound, also for one that is not public and does not concern who asks."""
    found = await reader.get(Article, article)
    within = await _inside(reader, found)
    if within is None and not found.public:
        raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.", kind="article", id=article)
    return ArticleView.whole(found, within)


async def list_editions(reader: Reader, article: str) -> list[EditionView]:
    """Every edition of an article, the first one first; those of a withdrawn article are for editors."""
    found = await reader.get(Article, article)
    if found.state is State.WITHDRAWN and not is_editor(reader):
        return []
    return [EditionView.of(each) for each in await editions_of(reader, found.id)]


async def editions_of(reader: Reader, article: str) -> list[Edition]:
    """The editions of an article in their order, whoever asks."""
    found = await reader.records(Edition, article=article, limit=LARGEST_HISTORY)
    return sorted(found, key=lambda edition: edition.number)


def is_editor(reader: Reader) -> bool:
    """Whether who asks holds the duty to edit the journal today."""
    return reader.actor.duty(DutyName.EDIT, reader.today) is not None


def is_author(reader: Reader, article: Article) -> bool:
    """Whether who asks belongs to a carrier, or proposed the practice."""
    person = reader.actor.person
    return bool(reader.actor.organisations() & set(article.carriers)) or bool(person and person == article.proposer)


async def _inside(reader: Reader, article: Article) -> Inside | None:
    """Editors see every review with its author; authors those of rounds that are decided; reviewers their own.

    An editor of an organisation that carries or signs the article, or who proposed it, sees what authors see.
    """
    person = reader.actor.person
    editor, author = is_editor(reader), is_author(reader, article)
    tied = author or bool(reader.actor.organisations() & article.tied)
    reviews = await reader.records(Review, article=article.id)
    if editor and not tied:
        return inside(article, reviews, editor=True)
    if author or editor:
        open_round = article.round if article.state is State.IN_REVIEW else 0
        return inside(article, [each for each in reviews if each.round != open_round], editor=False)
    if person and person in article.reviewers:
        return inside(article, [each for each in reviews if each.reviewer == person], editor=False)
    return None
