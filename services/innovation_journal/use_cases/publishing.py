"""What editors do once an article is accepted: publish, bring out editions, answer flags, withdraw."""

from services.chassis.refusal import NotFound
from services.chassis.work import Work
from services.innovation_journal.article import Article
from services.innovation_journal.article_fields import WithdrawalKind
from services.innovation_journal.article_public import Answer
from services.innovation_journal.edition import Edition, EditionKind
from services.innovation_journal.use_cases.keeping import save_article, tell_authors
from services.innovation_journal.use_cases.lineage import touch_kin
from services.innovation_journal.values import Command, Text


class PublishArticle(Command):
    """The public note of the first edition."""

    note: Text


class PublishEdition(Command):
    """What kind of edition, and the public note on what changed."""

    kind: EditionKind
    note: Text


class AnswerFlag(Command):
    """A new edition with the corrected figures, or what is shown kept; the note is public."""

    answer: Answer
    note: Text


class WithdrawArticle(Command):
    """Why the article is withdrawn; the reason is public."""

    kind: WithdrawalKind
    reason: Text


async def publish_article(work: Work, article: str, command: PublishArticle) -> Article:
    """Make the first edition public."""
    found = await work.get(Article, article)
    edition = found.publish(command.note, work.actor.person, work.actor.organisations(), work.now)
    await save_article(work, found, edition)
    await touch_kin(work, found)
    await tell_authors(work, found, "article-published", note=command.note)
    return found


async def publish_edition(work: Work, article: str, command: PublishEdition) -> Article:
    """Bring out another edition."""
    found = await work.get(Article, article)
    before = found.published
    edition = found.publish_edition(command.kind, command.note, work.actor.person, work.actor.organisations(), work.now)
    await save_article(work, found, edition)
    await _tell_kin(work, found, before)
    await tell_authors(work, found, "article-published", note=command.note)
    return found


async def answer_flag(work: Work, article: str, command: AnswerFlag) -> Article:
    """Answer the open flags, by an edition or by keeping what is shown."""
    found = await work.get(Article, article)
    before = found.published
    edition = found.answer_flag(command.answer, command.note, work.actor.person, work.actor.organisations(), work.now)
    await save_article(work, found, edition)
    await _tell_kin(work, found, before)
    await tell_authors(work, found, "article-published", note=command.note)
    return found


async def withdraw_article(work: Work, article: str, command: WithdrawArticle) -> Article:
    """Withdraw the article; its page stays, with the reason."""
    found = await work.get(Article, article)
    found.withdraw(command.kind, command.reason, work.actor.organisations(), work.now)
    await save_article(work, found)
    await touch_kin(work, found)
    await tell_authors(work, found, "article-withdrawn", reason=command.reason)
    return found


async def withdraw_testimony(work: Work, article: str, testimony: str) -> Article:
    """A person no longer agrees to be quoted: the passage leaves the draft, the page and every kept edition."""
    found = await work.get(Article, article)
    editions = await work.records(Edition, article=found.id)
    texts = [found.content, *(each.content for each in editions)]
    words = sorted({each for text in texts for each in text.words_of(testimony)})
    if not words:
        raise NotFound("Ce témoignage n'est pas dans l'article, ou n'y est plus.", kind="testimony", id=testimony)
    said = dict(zip(words, await work.marks(found.subject, words), strict=True))
    edition = found.withdraw_testimony(testimony, work.actor.person, work.now, said)
    for each in editions:
        if each.content.quotes(testimony, said):
            await work.replace(each.without(testimony, said))
    await save_article(work, found, edition)
    return found


async def _tell_kin(work: Work, article: Article, before: Edition | None) -> None:
    """The pages of its kin name it by its title: another one changes them too."""
    if before and article.published and before.content.title != article.published.content.title:
        await touch_kin(work, article)
