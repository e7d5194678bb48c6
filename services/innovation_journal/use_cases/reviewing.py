"""What editors and reviewers do before publication: name reviewers, review, ask for revisions, accept, decline."""

from typing import Annotated

from pydantic import Field, StrictBool

from services.chassis.work import Work
from services.innovation_journal import mails, remembered
from services.innovation_journal.article import Article
from services.innovation_journal.article_review import Recommendation, Review, Reviewer
from services.innovation_journal.use_cases import lineage
from services.innovation_journal.use_cases.keeping import save_article, tell_authors, tell_editors
from services.innovation_journal.values import Command, Id, Text


class NameReviewers(Command):
    """The persons who are asked to review."""

    reviewers: Annotated[tuple[Id, ...], Field(min_length=1, max_length=6)]


class GiveReview(Command):
    """A recommendation with its note, for the editors and the authors; ``no_conflict`` is a declaration."""

    recommendation: Recommendation
    note: Text
    no_conflict: StrictBool


class Decision(Command):
    """Why the editors decide so; for the authors."""

    reasons: Text


async def send_for_review(work: Work, article: str, command: NameReviewers) -> Article:
    """Begin a round of review."""
    found = await work.get(Article, article)
    found.send_for_review(await _reviewers(work, command), work.actor.organisations())
    return await _asked(work, found)


async def name_reviewers(work: Work, article: str, command: NameReviewers) -> Article:
    """Name other reviewers for the round; those who have given their review stay."""
    found = await work.get(Article, article)
    found.name_reviewers(await _reviewers(work, command), work.actor.organisations())
    return await _asked(work, found)


async def give_review(work: Work, article: str, command: GiveReview) -> Article:
    """Give the review that is expected of the person."""
    found = await work.get(Article, article)
    reviewer = Reviewer(person=work.actor.person, organisations=work.actor.organisations())
    review = found.give_review(reviewer, command.recommendation, command.note, command.no_conflict, work.today)
    await work.add(review)
    await save_article(work, found)
    await tell_editors(work, found, "article-reviewed")
    return found


async def ask_revisions(work: Work, article: str, command: Decision) -> Article:
    """Ask the authors for changes."""
    found = await work.get(Article, article)
    found.ask_revisions(command.reasons, work.actor.organisations())
    return await _decided(work, found, "article-revisions")


async def accept_article(work: Work, article: str, command: Decision) -> Article:
    """Accept after the reviews of the round."""
    found = await work.get(Article, article)
    reviews = await work.records(Review, article=found.id)
    found.accept(command.reasons, reviews, work.actor.person, work.actor.organisations(), work.today)
    return await _decided(work, found, "article-accepted")


async def decline_article(work: Work, article: str, command: Decision) -> Article:
    """Decline, with reasons."""
    found = await work.get(Article, article)
    found.decline(command.reasons, work.actor.person, work.actor.organisations(), work.today)
    return await _decided(work, found, "article-declined")


async def reopen_article(work: Work, article: str, command: Decision) -> Article:
    """Take up again what was declined."""
    found = await work.get(Article, article)
    found.reopen(command.reasons, work.actor.organisations())
    await _decided(work, found, "article-reopened")
    await lineage.link_waiting(work, found)
    # What was linked wrote the article again: the receipt is of the latest.
    return await work.get(Article, article)


async def _reviewers(work: Work, command: NameReviewers) -> list[Reviewer]:
    return [
        await remembered.reviewer(work, person, f"reviewers/{rank}") for rank, person in enumerate(command.reviewers)
    ]


async def _asked(work: Work, article: Article) -> Article:
    await save_article(work, article)
    awaited = [person for person in article.reviewers if person not in article.reviewed]
    cause = f"{article.subject}|review|{article.round}"
    await mails.tell(work, awaited, "article-to-review", cause, title=article.content.title)
    return article


async def _decided(work: Work, article: Article, template: str) -> Article:
    await save_article(work, article)
    await tell_authors(work, article, template)
    return article
