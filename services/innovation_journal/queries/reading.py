"""Lists of articles, latest or best matches first, with how many bear each facet; each is a walk along an index."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.values import Value
from services.innovation_journal.public import FacetCount
from services.innovation_journal.queries.walking import (
    BY_ORDER,
    count_along,
    frequency_of,
    is_long,
    walk,
    whole_question,
)
from services.innovation_journal.search import DIMENSIONS, EVERYTHING, Asked, offered, pair, question_of
from services.innovation_journal.shown import Line
from services.innovation_journal.values import Id


class Seen(Line):
    """An article in a list, with the names of its authors and of its incubator as last learnt (empty: not yet)."""

    id: Id
    author_names: tuple[str, ...] = ()
    incubator_name: str = ""


class Counts(Value):
    """How many articles answer, and bear each facet. ``more``: only the latest candidates were counted."""

    total: int
    more: bool = False
    facets: dict[str, int]


async def search_articles(reader: Reader, asked: Asked, after: str | None, limit: int) -> Page:
    """The articles that answer, those that say it in their title first, then the latest first. Raises Invalid.

    A page may be short, or empty, and still lead on: its walk stopped at its bound.
    """
    asked.check()
    began, _, before = (after or "0|").partition("|")
    found: list[dict[str, Any]] = []
    frequency = await frequency_of(reader, asked)
    for rank in range(int(began), len(asked.tiers)):
        along = question_of(asked, rank, frequency)
        walked = await walk(reader, BY_ORDER, along, before, limit + 1 - len(found))
        found += [{**document, "place": f"{rank}|{document['order']}"} for document in walked.found]
        if walked.stopped:
            return Page(await seen(reader, found), f"{rank}|{walked.stopped}")
        if len(found) > limit:
            return Page(await seen(reader, found[:limit]), found[limit - 1]["place"])
        before = ""
    return Page(await seen(reader, found))


async def count_facets(reader: Reader, asked: Asked) -> Counts:
    """How many articles answer, and how they divide. Raises Invalid.

    Counts without words and of one filter at most are kept; others are made of the latest candidates.
    """
    asked.check()
    if asked.stems or len(asked.facets) > 1:
        return await _counted(reader, asked)
    offers = [f"{name}:{code}" for name in DIMENSIONS for code in offered(name)]
    [chosen] = asked.facets or (EVERYTHING,)
    borne_with = {facet if chosen == EVERYTHING else pair(chosen, facet): facet for facet in offers}
    rows = await reader.records(FacetCount, id=[chosen, *borne_with])
    kept = {borne_with.get(row.id, row.id): row.shown for row in rows}
    return counted(kept.get(chosen, 0), {facet: kept.get(facet, 0) for facet in (*offers, *asked.facets)})


async def _counted(reader: Reader, asked: Asked) -> Counts:
    along = await whole_question(reader, asked)
    found, long = await asyncio.gather(count_along(reader, BY_ORDER, along), is_long(reader, BY_ORDER, along))
    return counted(found.pop(EVERYTHING, 0), found, more=long)


def counted(total: int, facets: Mapping[str, int], more: bool = False) -> Counts:
    """The counts of facets that are borne at all."""
    return Counts(total=total, more=more, facets={facet: count for facet, count in facets.items() if count > 0})


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
