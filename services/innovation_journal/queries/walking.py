"""Walks along an index of tokens: in order, from the rarest of what is asked on, and never past a bound."""

import asyncio
from dataclasses import dataclass
from typing import Any

from services.chassis.reader import Reader
from services.innovation_journal.public import FacetCount, Shown, traces_of
from services.innovation_journal.search import ANYWHERE, TIERS, Asked, Choice, Question, question, with_traces

# No walk looks at more candidates than this before it answers what it has, and where it stopped.
EXAMINED = 500
READABLE = {"withdrawn": False}


@dataclass(frozen=True)
class Way:
    """An index by tokens and the field that orders it. Its index is named, so that no plan remembered from a rare
    word serves a common one.
    """

    field: str
    index: tuple[tuple[str, int], ...]
    among: dict[str, Any]

    @property
    def hint(self) -> dict[str, int]:
        """The index as Mongo wants it named."""
        return dict(self.index)

    def candidates(self, lead: Choice, before: str) -> dict[str, Any]:
        """What bears one of these tokens, from before a place on (empty: from the beginning).

        Several are as many walks along the index, merged in its order.
        """
        borne = lead[0] if len(lead) == 1 else {"$in": list(lead)}
        return {**self.among, "tokens": borne, **({self.field: {"$lt": before}} if before else {})}


BY_ORDER = Way("order", (("withdrawn", 1), ("tokens", 1), ("order", -1)), READABLE)
BY_CHANGE = Way("changed", (("tokens", 1), ("changed", -1)), {})


@dataclass(frozen=True)
class Walked:
    """What a walk found, and where it stopped looking (empty: at the end, or with all that was wanted)."""

    found: list[dict[str, Any]]
    stopped: str = ""


async def walk(reader: Reader, way: Way, asked: Question, before: str, wanted: int) -> Walked:
    """The next documents that answer, the latest first: their lines and places."""
    stages = [*_candidates(way, asked, before), {"$limit": wanted}, {"$project": {"line": 1, way.field: 1}}]
    cursor = reader.database[Shown.collection].aggregate(stages, hint=way.hint)
    found = await cursor.to_list(None)
    return Walked(found, await _last_candidate(reader, way, asked, before) if len(found) < wanted else "")


async def count_along(reader: Reader, way: Way, asked: Question) -> dict[str, int]:
    """How many of the latest candidates answer, and bear each facet."""
    stages = [
        *_candidates(way, asked, ""),
        {"$project": {"facets": 1}},
        {"$unwind": "$facets"},
        {"$group": {"_id": "$facets", "count": {"$sum": 1}}},
    ]
    found = await reader.database[Shown.collection].aggregate(stages, hint=way.hint).to_list(None)
    return {row["_id"]: row["count"] for row in found}


async def is_long(reader: Reader, way: Way, asked: Question) -> bool:
    """Whether there are more candidates than a walk looks at."""
    return bool(await _last_candidate(reader, way, asked, ""))


async def frequency_of(reader: Reader, asked: Asked) -> dict[Choice, int]:
    """How many articles bear each choice, words as far as a walk looks; of a single one nobody needs to know."""
    choices = asked.tokens()
    if len(choices) == 1:
        return {}
    words = [choice for choice in choices if choice[0].startswith(TIERS)]
    kept = await reader.records(FacetCount, id=[facet for facet, *_ in choices if not facet.startswith(TIERS)])
    counts = await asyncio.gather(*(_up_to_bound(reader, word) for word in words))
    return {(row.id,): row.known for row in kept} | dict(zip(words, counts, strict=True))


async def whole_question(reader: Reader, asked: Asked) -> Question:
    """All that answers, whatever its tier, led by its rarest choice."""
    return question(asked.tokens(), await frequency_of(reader, asked))


async def followed_question(reader: Reader, asked: Asked) -> Question:
    """All that answers, and what answered until it was withdrawn."""
    traces = await traces_of(reader, (token for choice in asked.words(ANYWHERE) for token in choice))
    frequency = await frequency_of(reader, asked)
    choices = dict(zip(with_traces(asked.tokens(), traces), asked.tokens(), strict=True))
    return question(choices, {traced: frequency.get(bare, 0) for traced, bare in choices.items()})


def _candidates(way: Way, asked: Question, before: str) -> list[dict[str, Any]]:
    latest: list[dict[str, Any]] = [
        {"$match": way.candidates(asked.lead, before)},
        {"$sort": {way.field: -1}},
        {"$limit": EXAMINED},
    ]
    return [*latest, {"$match": asked.rest}] if asked.rest else latest


async def _last_candidate(reader: Reader, way: Way, asked: Question, before: str) -> str:
    """The place of the last candidate that a walk looks at; empty when there are fewer."""
    chosen = way.candidates(asked.lead, before)
    cursor = reader.database[Shown.collection].find(chosen, {way.field: 1, "_id": 0}, hint=list(way.index))
    places = [row[way.field] async for row in cursor.sort(way.field, -1).skip(EXAMINED - 1).limit(1)]
    return str(places[0]) if places else ""


async def _up_to_bound(reader: Reader, choice: Choice) -> int:
    chosen = BY_ORDER.candidates(choice, "")
    collection = reader.database[Shown.collection]
    return int(await collection.count_documents(chosen, limit=EXAMINED, hint=BY_ORDER.hint))
