"""The journal: practices told, reviewed and published; figures put right; what is adapted; where people meet."""

from collections.abc import Iterator
from typing import Any

from deploy.local.identity.cast import VISITOR
from deploy.local.story.addresses import JOURNAL
from deploy.local.story.chapters.agreements import incubator
from deploy.local.story.experiments import BY_KEY as EXPERIMENTS
from deploy.local.story.journal import ARTICLES, BY_KEY
from deploy.local.story.journal.articles_first import CARAVANE
from deploy.local.story.journal.gatherings import GATHERINGS, Gathering
from deploy.local.story.journal.lineage import (
    ANSWER,
    ANSWER_WHEN,
    BRETAGNE,
    BRETAGNE_WHEN,
    ISOLATION,
    PONTHIEU,
)
from deploy.local.story.journal.shape import BORN, FIRST_EDITION, Article, Opinion, Round
from deploy.local.story.people import BRUNO, writer
from deploy.local.story.player import Player
from deploy.local.story.scene import Scene, everyone, for_each, scene

CODES = ("publics", "territories", "sectors")


def scenes() -> list[Scene]:
    """All of it."""
    return [
        *(each for article in ARTICLES for each in life(article)),
        tell_ponthieu, declare_isolation, answer_flag, declare_from_elsewhere,
        *(for_each(each.announced, f"Annonce : {each.programme['title']}.", announce, [each]) for each in GATHERINGS),
    ]  # fmt: skip


def life(article: Article) -> Iterator[Scene]:
    """An article from its first words to its publication."""
    words = f"Journal : {article.title}."
    yield for_each(article.written, words, propose if article.practice else write, [article])
    for rank, asked in enumerate(article.rounds, 1):
        yield for_each(asked.asked, words, send, [(article, asked, rank)])
        yield for_each(asked.answered, words, review, [(article, asked, rank)])
    if mended := article.mended:
        yield for_each(mended.asked, words, ask_revisions, [article])
        yield for_each(mended.written, words, rewrite, [article])
    yield for_each(article.published, f"Publication : {article.title}.", publish, [article])


async def propose(player: Player, article: Article) -> None:
    """A member captures a practice that no experiment covers."""
    body = {"organisation": player.id(f"organisation/{article.carrier}"), "content": content(player, article)}
    await player.do(writer(article.carrier), article.step, f"{JOURNAL}/practices", body)


async def write(player: Player, article: Article) -> None:
    """The draft was born when the experiment was evaluated or stopped; a member of its carrier writes it."""
    experiment = player.id(EXPERIMENTS[article.key].step)
    mine = f"{JOURNAL}/articles?mine=true&experiment={experiment}"
    born = await player.lookup(writer(article.carrier), (mine,), experiment=experiment)
    body = {"version": BORN, "content": content(player, article), "slug": article.slug}
    address = f"{JOURNAL}/articles/{born}/content"
    await player.do(writer(article.carrier), article.step, address, body, method="PUT")


async def send(player: Player, sent: tuple[Article, Round, int]) -> None:
    """The editor asks persons who carry nothing in it."""
    article, asked, rank = sent
    body = {"reviewers": [player.id(f"person/{who}") for who in asked.reviewers]}
    await player.do(BRUNO, f"{article.step}/send-{rank}", f"{of(player, article)}/review", body)


async def review(player: Player, reviewed: tuple[Article, Round, int]) -> None:
    """Each reviewer answers."""
    article, asked, rank = reviewed

    async def answer(opinion: Opinion) -> None:
        step = f"{article.step}/review-{rank}/{opinion.who}"
        await player.do(opinion.who, step, f"{of(player, article)}/reviews", opinion.json())

    await everyone(*(answer(opinion) for opinion in asked.opinions))


async def ask_revisions(player: Player, article: Article) -> None:
    """The editor hands the reviewers' wishes on."""
    body = {"reasons": article.mended.reasons if article.mended else ""}
    await player.do(BRUNO, f"{article.step}/ask-revisions", f"{of(player, article)}/revisions", body)


async def rewrite(player: Player, article: Article) -> None:
    """The author mends the text that was read."""
    told = article.mended_content(codes(article), signers(player, article))
    body = {"version": article.mended_version, "content": told}
    step, address = f"{article.step}/rewrite", f"{of(player, article)}/content"
    await player.do(writer(article.carrier), step, address, body, method="PUT")


async def publish(player: Player, article: Article) -> None:
    """The editor, who has written nothing in it, accepts and publishes it."""
    accepted = {"reasons": article.accepted_because}
    await player.do(BRUNO, f"{article.step}/accept", f"{of(player, article)}/acceptance", accepted)
    await player.do(BRUNO, f"{article.step}/publish", f"{of(player, article)}/publication", {"note": FIRST_EDITION})


@scene(PONTHIEU.when, "CARAVANE Ponthieu dit ce qu'elle garde et ce qu'elle change.")
async def tell_ponthieu(player: Player) -> None:
    """The adaptation stands since A1 started: its proposal named the article."""
    who, experiment = writer(PONTHIEU.experiment.carrier), player.id(PONTHIEU.experiment.step)
    standing = await player.lookup(who, (f"{JOURNAL}/adaptations",), experiment=experiment)
    await player.do(who, PONTHIEU.step, f"{JOURNAL}/adaptations/{standing}/account", PONTHIEU.json())


@scene(ISOLATION.when, "Le GRETA déclare ce qu'il adapte.")
async def declare_isolation(player: Player) -> None:
    """A2 was proposed before the article of X6 was published: its carrier declares the adaptation."""
    body = {"experiment": player.id(ISOLATION.experiment.step), **ISOLATION.json()}
    address = f"{of(player, BY_KEY[ISOLATION.article])}/adaptations"
    await player.do(writer(ISOLATION.experiment.carrier), ISOLATION.step, address, body)


@scene(ANSWER_WHEN, "L'article de CARAVANE reçoit une deuxième édition.")
async def answer_flag(player: Player) -> None:
    """Flagged since the correction of 12 September; the second edition bears the new figure and says why."""
    await player.do(BRUNO, f"{CARAVANE.step}/answer-flag", f"{of(player, CARAVANE)}/flag-answer", ANSWER)


@scene(BRETAGNE_WHEN, "Une adaptation est déclarée depuis une autre région.")
async def declare_from_elsewhere(player: Player) -> None:
    """Nobody moderates it before the story ends: it is for whoever tries the platform as the editor."""
    await player.do(VISITOR.username, f"{CARAVANE.step}/elsewhere", f"{of(player, CARAVANE)}/declarations", BRETAGNE)


async def announce(player: Player, gathering: Gathering) -> None:
    """The editor announces a gathering to come."""
    programme = {
        **gathering.programme,
        "incubator": incubator(player, gathering.incubator),
        "articles": [player.id(BY_KEY[key].step) for key in gathering.articles],
    }
    await player.do(BRUNO, gathering.step, f"{JOURNAL}/gatherings", {"programme": programme})


def content(player: Player, article: Article) -> dict[str, Any]:
    """The text with the codes it is found by and the ids of those who sign it."""
    return article.content(codes(article), signers(player, article))


def codes(article: Article) -> dict[str, Any]:
    """Publics, territories, sectors and strand: the practice's own, or those of the experiment."""
    if article.practice:
        return dict(article.practice)
    experiment = EXPERIMENTS[article.key]
    return {name: list(getattr(experiment, name)) for name in CODES} | {"strand": experiment.strand}


def signers(player: Player, article: Article) -> list[str]:
    """The ids of the organisations that sign, the carrier first."""
    return [player.id(f"organisation/{key}") for key in (article.carrier, *article.authors)]


def of(player: Player, article: Article) -> str:
    """The address of an article."""
    return f"{JOURNAL}/articles/{player.id(article.step)}"
