"""What authors do: propose a practice, write and rewrite the draft."""

from typing import Annotated

from pydantic import Field

from services.chassis.refusal import StaleVersion
from services.chassis.work import Work
from services.innovation_journal import remembered
from services.innovation_journal.article import Article
from services.innovation_journal.article_content import Content
from services.innovation_journal.use_cases.keeping import free_slug, save_article, tell_editors
from services.innovation_journal.values import Command, Id, Slug


class ProposePractice(Command):
    """A practice captured without an experiment. ``organisation``: who captured it; none for the journal's editors."""

    organisation: Id | None = None
    content: Content


class WriteArticle(Command):
    """The whole draft in place of the one that was read at ``version``; ``slug`` to change its address."""

    version: Annotated[int, Field(strict=True, ge=1, le=100_000_000)]
    content: Content
    slug: Slug | None = None


async def propose_practice(work: Work, command: ProposePractice) -> Article:
    """Propose an article on a practice from here, another region or another country."""
    if command.organisation is not None:
        await remembered.check_known(work, "organisations", (command.organisation,), "organisation")
    await _check_authors(work, command.content)
    id = work.new_id()
    slug = await free_slug(work, "article", command.content.title, id)
    proposer = work.actor.person
    article = Article.of_practice(id, slug, command.content, proposer, command.organisation, work.today)
    await save_article(work, article)
    await tell_editors(work, article, "practice-proposed")
    return article


async def write_article(work: Work, article: str, command: WriteArticle) -> Article:
    """Write the draft; refused when somebody else wrote meanwhile, so that no text is lost."""
    found = await work.get(Article, article)
    if found.version != command.version:
        raise StaleVersion(
            "Ce texte vient d'être modifié par quelqu'un d'autre : relisez-le, puis reportez vos changements."
        )
    await _check_authors(work, command.content)
    # Only where something was withdrawn: an article has no key of its own before.
    words = [each.words for each in command.content.testimonies] if found.silenced_words else []
    marks = await work.marks(found.subject, words) if words else []
    found.write(command.content, work.actor.person, work.today, marks)
    if command.slug is not None and command.slug != found.slug:
        await _rename(work, found, command.slug)
    await save_article(work, found)
    return found


async def _rename(work: Work, article: Article, slug: str) -> None:
    before = article.slug
    article.rename(slug)
    await work.reserve(f"article-slug:{slug}", article.id)
    await work.release(f"article-slug:{before}")


async def _check_authors(work: Work, content: Content) -> None:
    await remembered.check_known(work, "organisations", content.authors, "content/authors/{rank}")
