"""The lineage of an article both ways: what it adapts, and what adapts it, with results beside the original's."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel

from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import NotFound
from services.innovation_journal.adaptation import Adaptation, AttachedResult, State
from services.innovation_journal.adaptation_outcome import OUTCOMES
from services.innovation_journal.article import Article
from services.innovation_journal.queries.articles import PUBLIC, is_editor
from services.innovation_journal.values import Value

LARGEST = 500


class ArticleAt(BaseModel):
    """A public article at one end of a link. ``in_error``: it was withdrawn because it was wrong."""

    id: str
    slug: str
    title: str
    evidence: str
    withdrawn: bool
    in_error: bool


class AdaptationView(BaseModel):
    """One adaptation. ``original`` is the article it adapts; ``told_in`` the public article of its own experiment."""

    id: str
    version: int
    article: str
    original: ArticleAt | None
    experiment: str | None
    told_in: ArticleAt | None
    title: str
    place: str
    territories: tuple[str, ...]
    kept: str
    changed: str
    on: date
    state: str
    state_label: str
    outcome_label: str | None
    result: AttachedResult | None
    stopped_on: date | None
    reasons: str | None = None


class Lineage(BaseModel):
    """Both ways: ``originals`` are the adaptations by which this article's experiment took up others'.

    ``outcomes`` counts the results of adaptations, but for those whose article is withdrawn because it was wrong.
    """

    article: str
    originals: tuple[AdaptationView, ...]
    adaptations: tuple[AdaptationView, ...]
    outcomes: dict[str, int]


class AdaptationFilter(Value):
    """Which declarations are asked for; ``mine``: those I made, or of my organisations' experiments."""

    state: State | None = None
    mine: bool = False


async def show_lineage(reader: Reader, article: str) -> Lineage:
    """The lineage of a public article. Raises NotFound."""
    found = await reader.find(Article, article)
    if found is None or not (found.public or is_editor(reader)):
        raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.", kind="article", id=article)
    return await lineage_of(reader, found)


async def lineage_of(reader: Reader, article: Article) -> Lineage:
    """What an article adapts and what adapts it, whoever asks; only declared adaptations are on it."""
    down = await reader.where(Adaptation, article=article.id, state=State.DECLARED, limit=LARGEST)
    up = (
        await reader.where(Adaptation, experiment=article.experiment, state=State.DECLARED)
        if article.experiment
        else []
    )
    adaptations = await views(reader, down)
    sound = [each for each in adaptations if not (each.told_in and each.told_in.in_error)]
    labels = [each.result.outcome.value for each in sound if each.result]
    return Lineage(
        article=article.id,
        originals=tuple(await views(reader, up)),
        adaptations=tuple(adaptations),
        outcomes={name: labels.count(name) for name in dict.fromkeys(labels)},
    )


async def list_adaptations(reader: Reader, asked: AdaptationFilter, after: str | None, limit: int) -> Page:
    """Declarations: every one for editors, the declared ones and one's own for the others."""
    states = frozenset(State) if asked.mine or is_editor(reader) else frozenset({State.DECLARED})
    chosen = sorted(states & {asked.state} if asked.state else states)
    ends = _mine(reader) if asked.mine else ({},)
    found = [
        each
        for end in ends
        for each in await reader.where(Adaptation, after=after, limit=limit + 1, state=chosen, **end)
    ]
    once = {each.id: each for each in sorted(found, key=lambda each: each.id)}
    found = list(once.values())[: limit + 1]
    page = Page.of(found, limit)
    return Page(await views(reader, page.items, told=asked.mine or is_editor(reader)), page.next)


async def show_adaptation(reader: Reader, adaptation: str) -> AdaptationView:
    """One adaptation. Raises NotFound for one that is not declared, except for editors and those whose it is."""
    found = await reader.get(Adaptation, adaptation)
    concerned = is_editor(reader) or _is_mine(reader, found)
    if found.state is not State.DECLARED and not concerned:
        raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.", kind="adaptation", id=adaptation)
    return (await views(reader, [found], told=concerned))[0]


async def views(reader: Reader, adaptations: Sequence[Adaptation], *, told: bool = False) -> list[AdaptationView]:
    """Adaptations with the public articles at both ends, read at once; ``told``: with the reasons of a refusal."""
    ids, experiments = [each.article for each in adaptations], [each.experiment for each in adaptations]
    originals = {each.id: each for each in await reader.where(Article, id=ids, state=sorted(PUBLIC))}
    wanted = [each for each in experiments if each]
    tellings = {each.experiment: each for each in await reader.where(Article, experiment=wanted, state=sorted(PUBLIC))}
    return [
        AdaptationView(
            **each.model_dump(include={"id", "version", "article", "experiment", "title", "place", "territories"}),
            **each.model_dump(include={"kept", "changed", "on", "stopped_on"}),
            original=_at(originals.get(each.article)),
            told_in=_at(tellings.get(each.experiment)) if each.experiment else None,
            state=each.state.value,
            state_label=each.lifecycle.labels[each.state],
            outcome_label=OUTCOMES[each.result.outcome] if each.result else None,
            result=each.result,
            reasons=each.reasons if told else None,
        )
        for each in adaptations
    ]


def _at(article: Article | None) -> ArticleAt | None:
    if article is None or article.published is None:
        return None
    return ArticleAt(
        id=article.id,
        slug=article.slug,
        title=article.published.content.title,
        evidence=article.evidence.value,
        withdrawn=article.withdrawn is not None,
        in_error=article.in_error,
    )


def _mine(reader: Reader) -> tuple[dict[str, Any], ...]:
    """What one's own adaptations have in common: who declared them, or who carries them; each is an index."""
    who, organisations = _who(reader), sorted(reader.actor.organisations())
    return (*([{"declared_by": who}] if who else []), *([{"carriers": organisations}] if organisations else []))


def _is_mine(reader: Reader, adaptation: Adaptation) -> bool:
    who = _who(reader)
    return bool(who and who == adaptation.declared_by) or bool(reader.actor.organisations() & set(adaptation.carriers))


def _who(reader: Reader) -> str:
    return reader.actor.person or reader.actor.bearer
