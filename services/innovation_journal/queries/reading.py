"""Lists of articles, latest or best matches first, with how many bear each facet; each is a walk along an index."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.values import Value
from services.innovation_journal.public import FacetCount, Shown
from services.innovation_journal.search import DIMENSIONS, EVERYTHING, Asked, conjunction, offered, tier_filter
from services.innovation_journal.shown import Line
from services.innovation_journal.values import Id

# No search looks at more articles than this to say how many there are, or to weigh which word is rarest.
COUNTED = 1_000
READABLE = {"withdrawn": False}
# Named, so that no plan remembered from a rare word serves a common one.
BY_ORDER = [("withdrawn", 1), ("tokens", 1), ("order", -1)]


class Seen(Line):
    """An article in a list, with the names of its authors and of its incubator as last learnt (empty: not yet)."""

    id: Id
    author_names: tuple[str, ...] = ()
    incubator_name: str = ""


class Counts(Value):
    """How many articles answer, and bear each facet, by token. ``more``: only the latest ``total`` were counted."""

    total: int
    more: bool = False
    facets: dict[str, int]


async def search_articles(reader: Reader, asked: Asked, after: str | None, limit: int) -> Page:
    """The articles that answer, those that say it in their title first, then the latest first. Raises Invalid."""
    asked.check()
    rank, _, order = (after or "0|").partition("|")
    found: list[dict[str, Any]] = []
    for tier in range(int(rank), len(asked.tiers)):
        rest = limit + 1 - len(found)
        page = await _walk(reader, await tier_of(reader, asked, tier), order, rest)
        found += [{**document, "rank": tier} for document in page]
        order = ""
        if len(found) > limit:
            break
    last = found[limit - 1] if len(found) > limit else None
    return Page(await seen(reader, found[:limit]), f"{last['rank']}|{last['order']}" if last else None)


async def count_facets(reader: Reader, asked: Asked) -> Counts:
    """How many articles answer, and how they divide. Raises Invalid."""
    asked.check()
    if not asked.filters:
        tokens = [f"{name}:{code}" for name in DIMENSIONS for code in offered(name)]
        rows = await reader.records(FacetCount, id=[EVERYTHING, *tokens])
        return counted({row.id: row.shown for row in rows})
    chosen = await tier_of(reader, asked)
    pipeline = [
        {"$match": READABLE | chosen},
        {"$sort": {"order": -1}},
        {"$limit": COUNTED},
        {"$project": {"facets": 1}},
        {"$unwind": "$facets"},
        {"$group": {"_id": "$facets", "count": {"$sum": 1}}},
    ]
    found = await reader.database[Shown.collection].aggregate(pipeline, hint=dict(BY_ORDER)).to_list(None)
    return counted({row["_id"]: row["count"] for row in found}, most=COUNTED)


def counted(by_token: Mapping[str, int], most: int | None = None) -> Counts:
    """The counts of tokens that are borne at all."""
    total = by_token.get(EVERYTHING, 0)
    facets = {token: count for token, count in by_token.items() if token != EVERYTHING and count > 0}
    return Counts(total=total, more=most is not None and total >= most, facets=facets)


async def tier_of(reader: Reader, asked: Asked, rank: int | None = None) -> dict[str, Any]:
    """The filter of one tier (without one: of all that answers), its rarest token first."""
    if rank is None:
        tokens = asked.tokens()
        return conjunction(tokens, await _frequency(reader, tokens))
    return tier_filter(asked, rank, await _frequency(reader, asked.tokens(asked.tiers[rank])))


async def seen(reader: Reader, documents: Sequence[Mapping[str, Any]]) -> list[Seen]:
    """Stored lines with the names that they need."""
    lines = [(document["_id"], document["line"]) for document in documents]
    organisations = await names_of(reader, "organisations", [id for _, line in lines for id in line["authors"]])
    incubators = await names_of(reader, "incubators", [line["incubator"] for _, line in lines if line["incubator"]])
    return [
        Seen(
            id=id,
            author_names=tuple(organisations[author] for author in line["authors"] if author in organisations),
            incubator_name=incubators.get(line["incubator"], ""),
            **line,
        )
        for id, line in lines
    ]


async def names_of(reader: Reader, table: str, ids: Iterable[str]) -> dict[str, str]:
    """The names of remembered organisations or incubators, by id; those not learnt yet are left out."""
    wanted = sorted(set(ids))
    rows = await reader.rows(table, id=wanted) if wanted else []
    return {row["_id"]: row["name"] for row in rows if row.get("name")}


async def _walk(reader: Reader, chosen: dict[str, Any], order: str, limit: int) -> list[dict[str, Any]]:
    """The next documents of a tier, latest first, from before an order on."""
    bounds = READABLE | ({"order": {"$lt": order}} if order else {}) | chosen
    cursor = reader.database[Shown.collection].find(bounds, {"line": 1, "order": 1}, hint=BY_ORDER)
    return [document async for document in cursor.sort("order", -1).limit(limit)]


async def _frequency(reader: Reader, tokens: Sequence[str]) -> dict[str, int]:
    """How many articles bear each token, as far as we count; of one token nobody needs to know."""
    if len(tokens) == 1:
        return {}
    collection = reader.database[Shown.collection]
    counts = (
        collection.count_documents({**READABLE, "tokens": token}, limit=COUNTED, hint=dict(BY_ORDER))
        for token in tokens
    )
    return dict(zip(tokens, await asyncio.gather(*counts), strict=True))
