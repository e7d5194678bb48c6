"""Articles, adaptations and gatherings put into the store as their own use cases put them, without the way there."""

from datetime import UTC, date, datetime
from typing import Any

from services.chassis.work import Cause, Work
from services.innovation_journal.adaptation import Account, Adaptation
from services.innovation_journal.article import Article
from services.innovation_journal.article_fields import WithdrawalKind
from services.innovation_journal.edition import Edition, EditionKind
from services.innovation_journal.gathering import Gathering
from services.innovation_journal.use_cases.keeping import save_article
from tests.services.innovation_journal import making
from tests.services.innovation_journal.cast import Ear
from tests.support.service import House

AT = datetime(2021, 6, 22, 8, tzinfo=UTC)
LATER = datetime(2022, 9, 20, 8, tzinfo=UTC)


async def keep(house: House, article: Article, *editions: Edition) -> Article:
    """Save an article with new editions, and have the public see it."""

    async def run(work: Work) -> None:
        for edition in editions[:-1]:
            await work.add(edition)
        await save_article(work, article, editions[-1] if editions else None)

    await house.runtime.store.within(Cause("print", "test"), run)
    return article


async def keep_other(house: House, dossier: Adaptation | Gathering) -> None:
    """Save an adaptation or a gathering."""
    await house.runtime.store.within(Cause("print", "test"), lambda work: work.save(dossier))


async def print_article(house: House, slug: str = "caravane", at: datetime = AT, **content: Any) -> Article:
    """A practice called ``slug``, published at an instant."""
    article, edition = published(slug, at, **content)
    return await keep(house, article, edition)


def published(slug: str = "caravane", at: datetime = AT, **content: Any) -> tuple[Article, Edition]:
    """A practice that was written, reviewed, accepted and published, with its edition."""
    article = making.practice(**{"title": slug.capitalize()} | content)
    article.id, article.slug = f"art-{slug}", slug
    return article, bring_out(article, at)


def bring_out(article: Article, at: datetime = AT) -> Edition:
    """Take an article that is written to its first edition."""
    article.send_for_review((making.RITA,), making.NOBODY)
    given = making.review_of(article)
    article.accept("Utile à d'autres.", [given], "bruno", making.NOBODY, at.date())
    return article.publish("Première publication.", "bruno", making.NOBODY, at)


async def print_caravane(house: House, at: datetime = AT, **content: Any) -> Article:
    """CARAVANE, of the experiment X3, with its figure: 41 of 120 before, 87 of 142 after."""
    article = Article.of_experiment("art-3", "caravane", making.heard(), making.EVALUATED_ON)
    article.write(making.content(**content), "ivan", making.EVALUATED_ON)
    return await keep(house, article, bring_out(article, at))


async def correct(house: House, article: Article, at: datetime = LATER, **content: Any) -> Article:
    """A second edition: a correction."""
    article.write(making.content(**content), "ivan", at.date())
    edition = article.publish_edition(
        EditionKind.CORRECTION, "84 parcours terminés, et non 87.", "bruno", making.NOBODY, at
    )
    return await keep(house, article, edition)


async def flag(house: House, article: Article, at: datetime = LATER) -> Article:
    """Its figure is corrected at its source."""
    told = making.corrected()
    article.take_correction(told.result, told.reason, at.date(), at)
    return await keep(house, article)


async def withdraw(house: House, article: Article, at: datetime = LATER) -> Article:
    """It is withdrawn: it was wrong."""
    article.withdraw(WithdrawalKind.ERROR, "Les données ne sont pas fiables.", making.NOBODY, at)
    return await keep(house, article)


async def adapt(house: House, article: Article, *, evaluated: bool = True) -> Adaptation:
    """CARAVANE Ponthieu adapts an article; evaluated, its result stands beside the original's."""
    ponthieu = making.heard(*making.ponthieu(), experiment="a1")
    account = Account(kept="Le camion et le code de la route.", changed="Des séances le soir, dans les médiathèques.")
    adaptation = Adaptation.of_experiment("ad-1", article.id, ponthieu, account, date(2021, 9, 6))
    if evaluated:
        adaptation.attach(ponthieu, making.heard(), date(2022, 10, 18))
    await keep_other(house, adaptation)
    return adaptation


async def fill(house: House) -> None:
    """A journal with one of everything: CARAVANE corrected, flagged and adapted, its adaptation's own article, a
    practice, a withdrawn article, a gathering to come and one that is cancelled.
    """
    await Ear(house).settle_in(date(2022, 10, 20))
    caravane = await print_caravane(house, testimonies=(making.TESTIMONY,))
    await adapt(house, caravane)
    await correct(house, caravane, findings="Six sur dix ; contre un sur trois.", testimonies=(making.TESTIMONY,))
    await flag(house, caravane, datetime(2022, 9, 25, 8, tzinfo=UTC))
    own = making.heard(*making.ponthieu(), experiment="a1")
    ponthieu = Article.of_experiment("art-a1", "caravane-ponthieu", own, date(2022, 10, 18))
    there = {"title": "CARAVANE Ponthieu", "territories": ("departement:80",), "authors": ("campus",)}
    ponthieu.write(making.content(**there), "carol", date(2022, 10, 18))
    await keep(house, ponthieu, bring_out(ponthieu, datetime(2022, 10, 20, 8, tzinfo=UTC)))
    await print_article(house, "bonduelle", datetime(2020, 12, 8, 8, tzinfo=UTC), sectors=("industrie",))
    await withdraw(house, await print_article(house, "retire", title="Un article <b>retiré</b>"))
    about = making.programme(articles=["art-3"], incubator="i3")
    await keep_other(house, Gathering.announce("g1", "journee-regionale", about, making.ANNOUNCED_AT))
    off = making.cancelled()
    off.id, off.slug = "g2", "annulee"
    await keep_other(house, off)
