"""Writes again all that the public reads, and its counts, from the articles and their kept editions."""

from collections import Counter
from functools import partial

from services.chassis.mongo import UpdateOne
from services.chassis.store import Store
from services.chassis.work import Cause, Work
from services.innovation_journal.article import Article
from services.innovation_journal.article_lifecycle import State
from services.innovation_journal.edition import Edition
from services.innovation_journal.public import FacetCount, Shown, document, tokens_counted
from services.innovation_journal.shown import EditionLine

STEP = 200
PUBLIC = (State.PUBLISHED, State.WITHDRAWN)


async def show_again(store: Store) -> int:
    """Write every public document again, one transaction an article, then the counts. Answers how many documents.

    Articles may be published meanwhile: whoever shows one writes the same document, so that the later sees the other.
    """
    shown, after = 0, ""
    while ids := await _next(store, after):
        for id in ids:
            await store.within(Cause("reproject", id), partial(_show, id=id))
        shown, after = shown + len(ids), ids[-1]
    await store.within(Cause("reproject", "counts"), recount)
    return shown


async def _next(store: Store, after: str) -> list[str]:
    reader = await store.reader()
    return [each.id for each in await reader.where(Article, state=PUBLIC, after=after, limit=STEP)]


async def _show(work: Work, id: str) -> None:
    article = await work.get(Article, id)
    editions = sorted(await work.records(Edition, article=id), key=lambda edition: edition.number)
    lines = [EditionLine(**each.model_dump(include={"number", "kind", "note", "on"})) for each in editions]
    now = await document(work, article, lines)
    if now:
        await work.replace(now)


async def recount(work: Work) -> None:
    """Put every count to what the documents bear at this moment; one transaction, so that a publication waits or goes
    again.
    """
    known, read = Counter[str](), Counter[str]()
    found = work.database[Shown.collection].find({}, {"facets": 1, "withdrawn": 1}, session=work.session)
    async for row in found:
        tokens = tokens_counted(row["facets"])
        known.update(tokens)
        read.update(() if row["withdrawn"] else tokens)
    kept = {each.id: each for each in await work.records(FacetCount)}
    true = {token: {"shown": read[token], "known": known[token]} for token in {*known, *kept}}
    writes = [
        UpdateOne({"_id": token}, {"$set": counts}, upsert=True)
        for token, counts in sorted(true.items())
        if token not in kept or kept[token].model_dump(exclude={"id"}) != counts
    ]
    if writes:
        await work.database[FacetCount.collection].bulk_write(writes, session=work.session)
