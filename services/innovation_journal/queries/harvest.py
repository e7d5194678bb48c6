"""What machines follow: articles by their last public change, withdrawn ones too, and the addresses of what is read."""

from typing import Any

from services.chassis import reference
from services.chassis.page import Page
from services.chassis.reader import Reader, plain
from services.innovation_journal.gathering import Gathering
from services.innovation_journal.public import FacetCount, Shown
from services.innovation_journal.queries.articles_read import Article, whole
from services.innovation_journal.queries.reading import names_of, seen
from services.innovation_journal.queries.walking import BY_CHANGE, BY_ORDER, READABLE, followed_question, walk
from services.innovation_journal.search import DIMENSIONS, EVERYTHING, Asked
from services.innovation_journal.values import Value

# A sitemap may name 50 000 addresses; smaller parts are read faster and change less often.
PART = 10_000
# The facets that make sets of harvesters, and their French names.
SETS = {
    "public": "Public",
    "territory": "Territoire",
    "sector": "Secteur",
    "strand": "Volet",
    "incubator": "Incubateur",
}
# Sorts after every instant.
LAST = "9999"


class Address(Value):
    """The address of an article, or of a gathering, and the instant of its last change."""

    slug: str
    changed: str
    gathering: bool = False


async def list_changes(reader: Reader, asked: Asked, after: str | None, limit: int) -> Page:
    """The articles that answer, the latest changed first; withdrawn ones are among them. Raises Invalid."""
    asked.check()
    walked = await walk(reader, BY_CHANGE, await followed_question(reader, asked), after or "", limit + 1)
    last = walked.found[limit - 1]["changed"] if len(walked.found) > limit else walked.stopped
    return Page(await seen(reader, walked.found[:limit]), last or None)


async def harvest(reader: Reader, token: str, since: str, until: str, limit: int) -> Page:
    """Whole articles that bear a token, the oldest change first, between two bounds of ``changed`` (both excluded)."""
    bounds: dict[str, Any] = {"tokens": token, "changed": {"$gt": since, "$lt": until}}
    cursor = reader.database[Shown.collection].find(bounds, {"tokens": 0}, hint=list(BY_CHANGE.index))
    found = [document async for document in cursor.sort("changed", 1).limit(limit + 1)]
    last = found[limit - 1]["changed"] if len(found) > limit else None
    return Page(await whole(reader, found[:limit]), last)


async def list_sets(reader: Reader) -> list[tuple[str, str]]:
    """Every facet that makes a set and that an article bears, or bore when it was withdrawn, with its French name."""
    spans = [{"_id": {"$gte": f"{kind}:", "$lt": f"{kind};"}, "known": {"$gt": 0}} for kind in SETS]
    rows = reader.database[FacetCount.collection].find({"$or": spans}, {"_id": 1}).sort("_id", 1)
    facets = [row["_id"].partition(":") async for row in rows]
    incubators = await names_of(reader, "incubators", [code for kind, _, code in facets if kind == "incubator"])
    return [
        (
            f"{kind}:{code}",
            f"{SETS[kind]} : {incubators.get(code) or reference.label(DIMENSIONS.get(kind, 'axes'), code)}",
        )
        for kind, _, code in facets
    ]


async def find_article(reader: Reader, id: str) -> Article | None:
    """A public article by its id, or None."""
    found = await reader.database[Shown.collection].find_one({"_id": {"$eq": id}}, {"tokens": 0})
    return (await whole(reader, [found]))[0] if found else None


async def earliest_change(reader: Reader) -> str:
    """The instant before which no article changed (now, while there is none)."""
    page = await harvest(reader, EVERYTHING, "", LAST, 1)
    return str(plain(page.items[0].seen.changed_at if page.items else reader.now))


async def count_parts(reader: Reader) -> int:
    """How many parts the sitemap has; one at least."""
    everything = await reader.record(FacetCount, EVERYTHING)
    return max(1, -(-(everything.shown if everything else 0) // PART))


async def list_addresses(reader: Reader, part: int) -> list[Address]:
    """The addresses of one part of the sitemap, counted from 1, the oldest article first: old parts do not change.

    The first part begins with the gatherings, those that begin last first, as many as a part may hold.
    """
    chosen = {**READABLE, "tokens": EVERYTHING}
    cursor = reader.database[Shown.collection].find(chosen, {"slug": 1, "changed": 1}, hint=list(BY_ORDER.index))
    page = cursor.sort("order", 1).skip((part - 1) * PART).limit(PART)
    articles = [Address(slug=row["slug"], changed=row["changed"].partition("|")[0]) async for row in page]
    return [*(await _gatherings(reader) if part == 1 else []), *articles]


async def _gatherings(reader: Reader) -> list[Address]:
    chosen = {"programme.starts_at": {"$exists": True}}
    cursor = reader.database[Gathering.kind].find(chosen, {"slug": 1, "changed_at": 1})
    page = cursor.sort([("programme.starts_at", -1), ("_id", -1)]).limit(PART)
    return [Address(slug=row["slug"], changed=row["changed_at"], gathering=True) async for row in page]
