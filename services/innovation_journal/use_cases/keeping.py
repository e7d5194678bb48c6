"""How an article is kept: saved with its new edition, shown to the public in the same transaction, its people told."""

from typing import Any

from services.chassis.work import Work
from services.innovation_journal import mails, public, remembered
from services.innovation_journal.article import Article
from services.innovation_journal.article_content import numbered, slug_of
from services.innovation_journal.edition import Edition


async def save_article(work: Work, article: Article, edition: Edition | None = None) -> None:
    """Save, keep the edition for ever, and have the public see the article as it stands."""
    if edition is not None:
        await work.add(edition)
    await work.save(article)
    await public.show(work, article)


async def tell_authors(work: Work, article: Article, template: str, **facts: Any) -> None:
    """Write to those who write for the article: its carriers' writers, or its proposer."""
    persons = await remembered.writers(work, article.carriers)
    persons += [article.proposer] if article.proposer else []
    cause = f"{article.subject}|{template}|{article.version}"
    await mails.tell(work, persons, template, cause, title=article.content.title, **facts)


async def tell_editors(work: Work, article: Article, template: str, **facts: Any) -> None:
    """Write to the editors of the journal."""
    cause = f"{article.subject}|{template}|{article.version}"
    await mails.tell(work, await remembered.editors(work), template, cause, title=article.content.title, **facts)


async def free_slug(work: Work, kind: str, title: str, holder: str) -> str:
    """An address made of a title that no other dossier of this kind holds, now reserved for this one."""
    rank, wished = 1, slug_of(title)
    while await work.holder(f"{kind}-slug:{numbered(wished, rank)}") not in (None, holder):
        rank += 1
    slug = numbered(wished, rank)
    await work.reserve(f"{kind}-slug:{slug}", holder)
    return slug
