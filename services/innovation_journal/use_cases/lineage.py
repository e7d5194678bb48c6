"""How articles and the experiments that adapt them are tied: one link once, no loop, results beside the original.

What is known is kept in ``Heard``; whatever the order in which experiments speak, the same lineage comes out.
"""

from datetime import date
from typing import Any

from services.chassis.turns import in_line
from services.chassis.work import Work
from services.innovation_journal.adaptation import (
    Account,
    Adaptation,
    AlreadyDeclared,
    OwnArticle,
    State,
    check_descent,
)
from services.innovation_journal.article import Article
from services.innovation_journal.article_lifecycle import State as ArticleState
from services.innovation_journal.evidence import elsewhere
from services.innovation_journal.heard import Heard
from services.innovation_journal.use_cases.keeping import save_article, tell_authors

# Two links that together make a loop touch this one document, so that they cannot both be written unseen.
LINKS = "lineage"


async def article_of(work: Work, experiment: str) -> Article | None:
    """The one article of an experiment, if it was born."""
    held = await work.holder(f"article-of:{experiment}")
    return await work.find(Article, held) if held else None


async def link(work: Work, heard: Heard) -> None:
    """Put a running experiment on the lineage of what it said it adapts, once; a loop or a stranger is left alone."""
    if heard.described is None or heard.started is None:
        return
    article = await _adapted(work, heard)
    if article is None or article.state is ArticleState.DECLINED:
        return
    try:
        await declare(work, article, heard, None, heard.started.on)
    except (AlreadyDeclared, OwnArticle):
        return


async def link_waiting(work: Work, article: Article) -> None:
    """An article was born, or is taken up again: those that adapt it, and ran before, go on its lineage."""
    waiting = await work.records(Heard, described__adapts_article=article.id)
    if article.experiment:
        waiting += await work.records(Heard, described__adapts_experiment=article.experiment)
    for heard in {each.id: each for each in waiting}.values():
        await _hold(work, heard)
        await link(work, heard)


async def declare(
    work: Work, article: Article, heard: Heard, account: Account | None, on: date, by: str = ""
) -> Adaptation:
    """An experiment adapts an article; ``by``: the person who says so. Raises AlreadyDeclared, OwnArticle."""
    key = f"adaptation:{article.id}:{heard.id}"
    if await work.holder(key):
        raise AlreadyDeclared(
            "Cette expérimentation adapte déjà cet article : complétez la déclaration existante. Si la rédaction l'a "
            "retirée de la filiation, écrivez-lui."
        )
    await _touch_links(work)
    await _hold(work, heard)
    if original := await _heard(work, article.experiment):
        await _hold(work, original)
    check_descent(heard.id, await ancestors(work, article))
    adaptation = Adaptation.of_experiment(work.new_id(), article.id, heard, account, on, by)
    await work.reserve(key, adaptation.id)
    if heard.evaluated:
        adaptation.attach(heard, await _heard(work, article.experiment), heard.evaluated.on)
    await work.save(adaptation)
    await refresh_both(work, adaptation)
    await tell_authors(work, article, "adaptation-declared", adaptation=adaptation.title)
    return adaptation


async def ancestors(work: Work, article: Article) -> list[str]:
    """The experiments that an article comes from: its own, and those whose articles they adapt, all the way up."""
    found: list[str] = []
    waiting = [article]
    while waiting:
        experiment = waiting.pop().experiment
        if experiment is None or experiment in found:
            continue
        found.append(experiment)
        adapted = await work.where(Adaptation, experiment=experiment, state=State.DECLARED)
        waiting += [await work.get(Article, each.article) for each in adapted]
    return found


async def settle(work: Work, heard: Heard, on: date) -> None:
    """An experiment has results, or other ones: beside what it adapts, and beside those that adapt it."""
    article = await article_of(work, heard.id)
    mine = await work.where(Adaptation, experiment=heard.id, state=State.DECLARED)
    of_mine = await work.where(Adaptation, article=article.id, state=State.DECLARED) if article else []
    for adaptation in {each.id: each for each in (*mine, *of_mine)}.values():
        await _attach(work, adaptation, on)


async def stop(work: Work, heard: Heard, on: date) -> None:
    """An experiment stopped: what it adapts no longer waits for its result."""
    for adaptation in await work.where(Adaptation, experiment=heard.id, state=State.DECLARED):
        if adaptation.stop(on):
            await work.save(adaptation)
            await refresh_both(work, adaptation)


async def refresh(work: Work, article: str) -> None:
    """What an article's page shows of its lineage changed: weigh its evidence again and say when."""
    found = await work.get(Article, article)
    if found.reconsider(await _confirmed_elsewhere(work, found), work.now) or found.lineage_changed(work.now):
        await save_article(work, found)


async def touch_kin(work: Work, article: Article) -> None:
    """What an article shows of itself changed (a title, an edition, its end): so do the pages that lead to it."""
    for kin in await _kin_of(work, article):
        await refresh(work, kin)


async def _kin_of(work: Work, article: Article) -> list[str]:
    """The articles at the other ends of its links: what it adapts, and those that tell of what adapts it."""
    down = await work.where(Adaptation, article=article.id, state=State.DECLARED)
    tellings = [await article_of(work, each.experiment) for each in down if each.experiment]
    found = [telling.id for telling in tellings if telling]
    if article.experiment:
        up = await work.where(Adaptation, experiment=article.experiment, state=State.DECLARED)
        found += [each.article for each in up]
    return sorted({*found} - {article.id})


async def _attach(work: Work, adaptation: Adaptation, on: date) -> None:
    here = await _heard(work, adaptation.experiment)
    article = await work.get(Article, adaptation.article)
    original = await _heard(work, article.experiment)
    if here is None or not adaptation.attach(here, original, on):
        return
    await work.save(adaptation)
    await refresh_both(work, adaptation)


async def refresh_both(work: Work, adaptation: Adaptation) -> None:
    """The article that is adapted, and the one that tells of the adapting experiment."""
    await refresh(work, adaptation.article)
    own = await article_of(work, adaptation.experiment) if adaptation.experiment else None
    if own is not None:
        await refresh(work, own.id)


async def _confirmed_elsewhere(work: Work, article: Article) -> list[str]:
    """The adaptations that tie this article to another place with the same effect: of it, or by its experiment.

    What an article withdrawn for an error told confirms nothing any more.
    """
    here, confirmed = await _ground(work, article), []
    for each in await _confirming(work, article=article.id):
        own = await article_of(work, each.experiment) if each.experiment else None
        if elsewhere(each.territories, here) and not (own and own.in_error):
            confirmed.append(each.id)
    for each in await _confirming(work, experiment=article.experiment) if article.experiment else ():
        original = await work.get(Article, each.article)
        if elsewhere(here, await _ground(work, original)) and not original.in_error:
            confirmed.append(each.id)
    return confirmed


async def _confirming(work: Work, **ends: Any) -> list[Adaptation]:
    """Declared adaptations at that end of the lineage whose result confirmed the original's."""
    return [each for each in await work.where(Adaptation, state=State.DECLARED, **ends) if each.confirms]


async def _ground(work: Work, article: Article) -> tuple[str, ...]:
    """The territories of what an article tells: its experiment's, whatever its text says."""
    heard = await _heard(work, article.experiment)
    return heard.territories if heard else article.content.territories


async def _adapted(work: Work, heard: Heard) -> Article | None:
    described = heard.described
    if described and described.adapts_article:
        return await work.find(Article, described.adapts_article)
    return await article_of(work, described.adapts_experiment) if described and described.adapts_experiment else None


async def _heard(work: Work, experiment: str | None) -> Heard | None:
    return await work.record(Heard, experiment) if experiment else None


async def _hold(work: Work, heard: Heard) -> None:
    """Who hears of this experiment at the same moment is run again, and sees what was linked."""
    heard.links += 1
    await work.replace(heard)


async def _touch_links(work: Work) -> None:
    await in_line(work, LINKS)
