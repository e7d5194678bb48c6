"""What happens when experiments speak: articles are born and completed, figures corrected, links and results made."""

from datetime import date

from contracts.project_tracking import (
    ExperimentDescribed,
    ExperimentEvaluated,
    ExperimentStarted,
    ExperimentStopped,
    IndicatorCorrected,
)
from services.chassis.work import Work
from services.innovation_journal.article import Article
from services.innovation_journal.article_drafting import draft
from services.innovation_journal.heard import Heard
from services.innovation_journal.use_cases import lineage
from services.innovation_journal.use_cases.keeping import free_slug, save_article, tell_authors, tell_editors


async def hear_described(work: Work, event: ExperimentDescribed) -> None:
    """Remember it; its article follows its carriers, and what it adapts may be known now."""
    heard = await _heard(work, event.experiment)
    heard.described = event
    await work.replace(heard)
    article = await lineage.article_of(work, heard.id)
    if article and article.follow(heard):
        await save_article(work, article)
    await lineage.link(work, heard)


async def hear_started(work: Work, event: ExperimentStarted) -> None:
    """It runs: what it adapts is adapted from now on."""
    heard = await _heard(work, event.experiment)
    heard.started = event
    await work.replace(heard)
    await lineage.link(work, heard)


async def hear_stopped(work: Work, event: ExperimentStopped) -> None:
    """It stopped: what was learnt is worth an article, and what it adapts waits for no result."""
    heard = await _heard(work, event.experiment)
    heard.stopped = event
    await work.replace(heard)
    await _write_up(work, heard, event.on)
    await lineage.stop(work, heard, event.on)


async def hear_evaluated(work: Work, event: ExperimentEvaluated) -> None:
    """It was evaluated, well or not: an article is proposed, and its results stand beside what it adapts."""
    heard = await _heard(work, event.experiment)
    heard.evaluated = event
    heard.learn(*event.results)
    await work.replace(heard)
    await _write_up(work, heard, event.on)
    await lineage.settle(work, heard, event.on)


async def hear_corrected(work: Work, event: IndicatorCorrected) -> None:
    """A result was corrected: drafts take it, a page that shows the older one says so."""
    heard = await _heard(work, event.experiment)
    heard.learn(event.result)
    await work.replace(heard)
    article = await lineage.article_of(work, heard.id)
    if article and article.take_correction(event.result, event.reason, event.on, work.now):
        await save_article(work, article)
        await _tell_of_correction(work, article, event.reason)
    await lineage.settle(work, heard, event.on)


async def _heard(work: Work, experiment: str) -> Heard:
    return await work.record(Heard, experiment) or Heard(id=experiment)


async def _write_up(work: Work, heard: Heard, on: date) -> None:
    """One article for each experiment: the first news makes it, later news complete it."""
    article = await lineage.article_of(work, heard.id)
    if article is None:
        await _propose(work, heard, on)
    elif article.complete(heard, work.today):
        await save_article(work, article)
        await tell_authors(work, article, "article-completed")


async def _propose(work: Work, heard: Heard, on: date) -> None:
    id = work.new_id()
    await work.reserve(f"article-of:{heard.id}", id)
    slug = await free_slug(work, "article", draft(heard, on).title, id)
    article = Article.of_experiment(id, slug, heard, on)
    await save_article(work, article)
    await tell_authors(work, article, "article-proposed")
    await lineage.link_waiting(work, article)


async def _tell_of_correction(work: Work, article: Article, reason: str) -> None:
    template = "article-flagged" if article.flags else "figures-corrected"
    await tell_authors(work, article, template, reason=reason)
    if article.flags:
        await tell_editors(work, article, template, reason=reason)
