"""Routes of articles and their review."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.chassis.web.answers import DONE, MADE, shows
from services.chassis.web.cursor import After, Limit
from services.chassis.web.door import Door, IdPath
from services.innovation_journal.article_lifecycle import State
from services.innovation_journal.article_shown import ArticleView, EditionView
from services.innovation_journal.queries import articles as queries
from services.innovation_journal.queries.articles import ArticleFilter
from services.innovation_journal.use_cases import publishing, reviewing, writing

router = APIRouter()

IdAsked = Annotated[str | None, Query(min_length=1, max_length=64)]


@router.get("/articles", tags=["articles"], summary="Les articles du journal")
async def list_articles(
    door: Door,
    state: State | None = None,
    experiment: IdAsked = None,
    mine: bool = False,
    reviewing: bool = False,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Page d'articles ; les brouillons ne se montrent qu'à la rédaction, à leurs auteurs et à leurs relecteurs."""
    asked = ArticleFilter(state=state, experiment=experiment, mine=mine, reviewing=reviewing)
    return await door.query(queries.list_articles, asked, door.after(after), limit)


@router.get("/articles/{article}", tags=["articles"], responses=shows(ArticleView))
async def show_article(door: Door, article: IdPath) -> Response:
    """Un article ; `inside` n'est rempli que pour la rédaction, les auteurs et les relecteurs."""
    return await door.query(queries.show_article, article)


@router.get("/articles/{article}/editions", tags=["articles"], responses=shows(list[EditionView]))
async def list_editions(door: Door, article: IdPath) -> Response:
    """Toutes les éditions publiées, avec leur note."""
    return await door.query(queries.list_editions, article)


# --- authors


@router.post("/practices", tags=["auteurs"], status_code=201, responses=MADE)
async def propose_practice(door: Door, command: writing.ProposePractice) -> Response:
    """Proposer un article sur une pratique sans expérimentation, d'ici ou d'ailleurs."""
    return await door.command(writing.propose_practice, command)


@router.put("/articles/{article}/content", tags=["auteurs"], responses=DONE)
async def write_article(door: Door, article: IdPath, command: writing.WriteArticle) -> Response:
    """Écrire le brouillon en entier, à partir de la version qui a été lue."""
    return await door.command(writing.write_article, article, command)


@router.post("/articles/{article}/testimonies/{testimony}/withdrawal", tags=["auteurs"], responses=DONE)
async def withdraw_testimony(door: Door, article: IdPath, testimony: IdPath) -> Response:
    """Retirer un témoignage dont la personne n'autorise plus la publication ; la page change aussitôt."""
    return await door.command(publishing.withdraw_testimony, article, testimony)


# --- reviewers


@router.post("/articles/{article}/reviews", tags=["relecteurs"], responses=DONE)
async def give_review(door: Door, article: IdPath, command: reviewing.GiveReview) -> Response:
    """Rendre sa relecture : recommandation, note, et déclaration d'absence de conflit d'intérêts."""
    return await door.command(reviewing.give_review, article, command)


# --- editors


@router.post("/articles/{article}/review", tags=["rédaction"], responses=DONE)
async def send_for_review(door: Door, article: IdPath, command: reviewing.NameReviewers) -> Response:
    """Ouvrir un tour de relecture."""
    return await door.command(reviewing.send_for_review, article, command)


@router.post("/articles/{article}/reviewers", tags=["rédaction"], responses=DONE)
async def name_reviewers(door: Door, article: IdPath, command: reviewing.NameReviewers) -> Response:
    """Désigner d'autres relecteurs pour le tour en cours."""
    return await door.command(reviewing.name_reviewers, article, command)


@router.post("/articles/{article}/revisions", tags=["rédaction"], responses=DONE)
async def ask_revisions(door: Door, article: IdPath, command: reviewing.Decision) -> Response:
    """Demander des révisions aux auteurs."""
    return await door.command(reviewing.ask_revisions, article, command)


@router.post("/articles/{article}/acceptance", tags=["rédaction"], responses=DONE)
async def accept_article(door: Door, article: IdPath, command: reviewing.Decision) -> Response:
    """Accepter après relecture ; qui a écrit ou relu ne décide pas."""
    return await door.command(reviewing.accept_article, article, command)


@router.post("/articles/{article}/refusal", tags=["rédaction"], responses=DONE)
async def decline_article(door: Door, article: IdPath, command: reviewing.Decision) -> Response:
    """Décliner un article, avec ses raisons."""
    return await door.command(reviewing.decline_article, article, command)


@router.post("/articles/{article}/reopening", tags=["rédaction"], responses=DONE)
async def reopen_article(door: Door, article: IdPath, command: reviewing.Decision) -> Response:
    """Reprendre un article décliné."""
    return await door.command(reviewing.reopen_article, article, command)


@router.post("/articles/{article}/publication", tags=["rédaction"], responses=DONE)
async def publish_article(door: Door, article: IdPath, command: publishing.PublishArticle) -> Response:
    """Publier la première édition, avec sa note publique."""
    return await door.command(publishing.publish_article, article, command)


@router.post("/articles/{article}/editions", tags=["rédaction"], responses=DONE)
async def publish_edition(door: Door, article: IdPath, command: publishing.PublishEdition) -> Response:
    """Publier une autre édition : erratum, correction, mise à jour ou mise en garde."""
    return await door.command(publishing.publish_edition, article, command)


@router.post("/articles/{article}/flag-answer", tags=["rédaction"], responses=DONE)
async def answer_flag(door: Door, article: IdPath, command: publishing.AnswerFlag) -> Response:
    """Répondre à un chiffre corrigé à la source : nouvelle édition, ou chiffre gardé avec une note publique."""
    return await door.command(publishing.answer_flag, article, command)


@router.post("/articles/{article}/withdrawal", tags=["rédaction"], responses=DONE)
async def withdraw_article(door: Door, article: IdPath, command: publishing.WithdrawArticle) -> Response:
    """Retirer un article ; sa page reste et dit pourquoi."""
    return await door.command(publishing.withdraw_article, article, command)
