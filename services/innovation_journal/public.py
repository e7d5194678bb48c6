"""Writes what the public may read: one document an article, and the counts of its facets, with the article itself."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from services.chassis.dossier import Record
from services.chassis.mongo import UpdateOne
from services.chassis.reader import Reader
from services.chassis.work import Work
from services.innovation_journal.article import Article
from services.innovation_journal.search import TRACE, pairs
from services.innovation_journal.shown import EditionLine, Shown, shown, words_before

__all__ = ["INDEXES", "FacetCount", "Shown", "show", "traces_of"]


# Whose key makes the traces of this service, and how much of a mark is enough to tell words apart.
TRACES, DIGITS = "innovation_journal/traces", 24


class FacetCount(Record):
    """How many articles bear a facet or two (``id``): ``shown`` those one can read, ``known`` the withdrawn too."""

    collection: ClassVar[str] = "facet_counts"

    shown: int
    known: int


# Tokens lead to articles, in the order of pages and in that of feeds and harvesters; `experiment` leads to lineage.
INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    Shown.collection: (("withdrawn", "tokens", "-order"), ("tokens", "-changed"), ("slug",), ("experiment",)),
}


async def show(work: Work, article: Article) -> None:
    """Have the public see the article as it stands now: published, flagged, or withdrawn with its reason.

    Nothing happens before its first edition. Called in the transaction that saves the article.
    """
    before = await work.record(Shown, article.id)
    now = await document(work, article, before.body.editions if before else ())
    if now:
        await work.replace(now)
        await _count(work, before, now)


async def document(reader: Reader, article: Article, before: Iterable[EditionLine]) -> Shown | None:
    """What the public may read of an article; None before its first edition. ``before``: the editions until now."""
    if article.published is None or article.first_published_on is None or article.changed_at is None:
        return None
    said = await _names(reader, article)
    now = shown(article, article.published, before, said)
    if now.withdrawn:
        traces = await traces_of(reader, words_before(article, article.published, said))
        now = now.model_copy(update={"tokens": (*now.tokens, *(TRACE + trace for trace in traces.values()))})
    return now


def tokens_counted(facets: Sequence[str]) -> tuple[str, ...]:
    """What is counted of a document's facets: everything, each facet, and two of them together."""
    return (*facets, *pairs(facets[1:]))


async def traces_of(reader: Reader, words: Iterable[str]) -> dict[str, str]:
    """The trace that each word token leaves in a withdrawn article: a keyed hash, that no reader of the store turns
    back into a word. It leads the feed of a search to the withdrawal of what it had shown.
    """
    asked = tuple(words)
    if reader.keyring is None or not asked:
        return {}
    marks = await reader.keyring.marks(TRACES, asked)
    return {word: mark[:DIGITS] for word, mark in zip(asked, marks, strict=True)}


async def _names(reader: Reader, article: Article) -> list[str]:
    """The names of its authors and of its incubator, as far as they were learnt."""
    edition = article.published
    authors = [*edition.content.authors] if edition else []
    named = await reader.rows("organisations", id=authors)
    if article.incubator:
        named += await reader.rows("incubators", id=article.incubator)
    return [row["name"] for row in named if row.get("name")]


async def _count(work: Work, before: Shown | None, now: Shown) -> None:
    """Move the counts of the facets that it bore and bears."""
    moves: dict[str, dict[str, int]] = {}
    for each, step in ((before, -1), (now, 1)):
        for token in tokens_counted(each.facets) if each else ():
            move = moves.setdefault(token, {"shown": 0, "known": 0})
            move["known"] += step
            move["shown"] += 0 if each and each.withdrawn else step
    moved = {token: move for token, move in moves.items() if any(move.values())}
    writes = [UpdateOne({"_id": token}, {"$inc": move}, upsert=True) for token, move in moved.items()]
    if writes:
        await work.database[FacetCount.collection].bulk_write(writes, session=work.session)
