"""The journal with 100 000 articles beside one with 1 000, in the same run: ``python -m tests.bench.journal``.

Both answer the same questions in turn, through the whole application in this process on a real database: words drawn
as they occur in a language (a few very common, most of them rare), filters that combine. What is told is the ratio.
"""

import asyncio
import os
import random
import statistics
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from services.chassis.mongo import PyMongoError, is_outage
from services.chassis.reader import to_document
from services.innovation_journal.main import SERVICE
from services.innovation_journal.public import INDEXES, FacetCount, Shown
from services.innovation_journal.search import TIERS, facet_tokens, offered, pairs, word_tokens
from services.innovation_journal.shown import shown
from services.innovation_journal.words import stems_of
from tests.servers import MONGO, Pair
from tests.services.innovation_journal import printing
from tests.support.service import House, opened

SMALL, LARGE = 1_000, 100_000
BATCH, ROUNDS = 2_000, 300
WORDS = 6_000
SYLLABLES = ("ba", "co", "di", "fu", "gra", "lo", "mi", "nu", "pra", "ri", "so", "ta", "vu", "zel", "ite")
START = datetime(2019, 2, 8, tzinfo=UTC)


def vocabulary() -> tuple[list[str], list[float]]:
    """Words, and how often each occurs: the second half as often as the first, and so on."""
    draw = random.Random(7)
    words = {"".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(WORDS * 2)}
    chosen = sorted(words)[:WORDS]
    draw.shuffle(chosen)
    return chosen, [1 / (rank + 5) for rank in range(len(chosen))]


VOCABULARY, WEIGHTS = vocabulary()
# Words that may be spelt in two ways, hence have two stems: their search is two walks in one.
TWOFOLD = [word for word in VOCABULARY if len(stems_of(word)) > 1]
TWOFOLD_WEIGHTS = [weight for word, weight in zip(VOCABULARY, WEIGHTS, strict=True) if len(stems_of(word)) > 1]


def text(draw: random.Random, length: int) -> str:
    """A text of so many words."""
    return " ".join(draw.choices(VOCABULARY, WEIGHTS, k=length))


def documents(count: int) -> Iterator[dict[str, Any]]:
    """Public documents of as many articles, an hour apart; a few are withdrawn."""
    article, edition = printing.published()
    model = to_document(shown(article, edition, ()))
    draw = random.Random(count)
    for number in range(count):
        yield document(model, draw, number)


def document(model: dict[str, Any], draw: random.Random, number: int) -> dict[str, Any]:
    """One article: its own words and codes in the shape of the model."""
    id, moment = f"art-{number:07}", START + timedelta(hours=number)
    title, brief, body = text(draw, 6), text(draw, 20), [text(draw, 60), text(draw, 60)]
    codes = {name: draw.sample(offered(name), draw.randint(1, 2)) for name in ("public", "territory", "sector")}
    strand, evidence = draw.choice(offered("strand")), draw.choice(offered("evidence"))
    facets = facet_tokens(codes["public"], codes["territory"], codes["sector"], strand, evidence, None)
    line = model["line"] | {"slug": id, "title": title, "brief": brief, "evidence": evidence}
    line |= {"publics": codes["public"], "territories": codes["territory"], "sectors": codes["sector"]}
    return model | {
        "_id": id,
        "slug": id,
        "withdrawn": number % 50 == 49,
        "order": f"{moment.date().isoformat()}|{id}",
        "changed": f"{moment:%Y-%m-%dT%H:%M:%SZ}|{id}",
        "facets": ["*", *facets],
        "tokens": ["*", *facets, *pairs(facets), *word_tokens(title, [brief, *body])],
        "line": line,
        "body": model["body"] | {"texts": {"context": body[0], "protocol": body[1]}},
    }


async def fill(house: House, count: int) -> None:
    """Put the articles in, then make the indexes at once: that is quicker, and they come out the same."""
    collection = house.runtime.store.database[Shown.collection]
    await collection.drop_indexes()
    shown_with, known_with = Counter[str](), Counter[str]()
    batch: list[dict[str, Any]] = []
    for each in documents(count):
        borne = [token for token in each["tokens"] if not token.startswith(TIERS)]
        known_with.update(borne)
        shown_with.update([] if each["withdrawn"] else borne)
        batch.append(each)
        if len(batch) == BATCH:
            await collection.insert_many(batch, ordered=False)
            batch = []
    if batch:
        await collection.insert_many(batch, ordered=False)
    for fields in INDEXES[Shown.collection]:
        await index(collection, [(name.lstrip("-"), -1 if name[0] == "-" else 1) for name in fields])
    counts = [{"_id": token, "shown": shown_with[token], "known": known} for token, known in known_with.items()]
    await house.runtime.store.database[FacetCount.collection].insert_many(counts)


async def index(collection: Any, keys: list[tuple[str, int]]) -> None:
    """Make one index, however long it takes: who asks again waits for the same making."""
    while True:
        try:
            await collection.create_index(keys)
            return
        except PyMongoError as error:
            if not is_outage(error):
                raise


def questions(draw: random.Random, count: int) -> dict[str, str]:
    """One address of each kind."""
    word, other = draw.choices(VOCABULARY, WEIGHTS, k=2)
    public, territory = draw.choice(offered("public")), draw.choice(offered("territory"))
    article = f"art-{draw.randrange(count // 50) * 50:07}"
    return {
        "home": "/journal",
        "article page": f"/journal/articles/{article}",
        "search": f"/journal?q={word}",
        "search of two stems": f"/journal?q={draw.choices(TWOFOLD, TWOFOLD_WEIGHTS)[0]}",
        "search of two words": f"/journal?q={word}+{other}",
        "one filter": f"/journal?public={public}",
        "two filters": f"/journal?public={public}&territory={territory}",
        "filtered search": f"/journal?q={word}&public={public}",
        "feed": "/journal/atom.xml",
        "feed of a search": f"/journal/feed.json?q={word}&territory={territory}",
        "harvest of a set": f"/journal/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set=public.{public}",
    }


async def answered(house: House, path: str) -> float:
    """Milliseconds that an answer takes."""
    began = time.perf_counter()
    answer = await house.client.get(path)
    taken = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200, (path, answer.text[:500])
    return taken


async def measure(small: House, large: House) -> None:
    """Both journals in turn, the same kind of question to each; then the ratios."""
    taken: dict[str, tuple[list[float], list[float]]] = {}
    draw = random.Random(1)
    for turn in range(-20, ROUNDS):
        asked = questions(draw, SMALL)
        wider = questions(random.Random(turn), LARGE)["article page"]
        for kind, path in asked.items():
            first = await answered(small, path)
            second = await answered(large, wider if kind == "article page" else path)
            if turn >= 0:  # before that, warming up
                few, many = taken.setdefault(kind, ([], []))
                few.append(first)
                many.append(second)
    for kind, (few, many) in taken.items():
        print(f"{kind:20} p50 {told(few, many, 50)}   p99 {told(few, many, 99)}", flush=True)


def told(few: list[float], many: list[float], percent: int) -> str:
    """Both times and their ratio at a percentile."""
    one, other = (statistics.quantiles(each, n=100)[percent - 1] for each in (few, many))
    return f"{one:6.1f} ms, {other:6.1f} ms: {other / one:4.2f} x"


async def run(mongo_url: str) -> None:
    """Open two journals, fill them, measure, forget them."""
    prefix = f"bench{uuid.uuid4().hex[:8]}"
    async with opened(SERVICE, mongo_url, f"{prefix}s_") as small, opened(SERVICE, mongo_url, f"{prefix}l_") as large:
        try:
            for house, count in ((small, SMALL), (large, LARGE)):
                began = time.perf_counter()
                await fill(house, count)
                stats = await house.runtime.store.database.command({"collStats": Shown.collection})
                sizes = f"{stats['size'] / 1e6:.0f} MB, indexes {stats['totalIndexSize'] / 1e6:.0f} MB"
                print(f"{count} articles in {time.perf_counter() - began:.0f} s: {sizes}", flush=True)
            await measure(small, large)
        finally:
            for house in (small, large):
                await house.runtime.client.drop_database(house.runtime.store.database.name)
                await house.runtime.client.drop_database(house.runtime.keyring.database.name)


def main() -> None:
    """On the database named in the environment, or on one of our own."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(open(os.devnull, "w")))  # noqa: SIM115
    if os.environ.get(MONGO):
        asyncio.run(run(os.environ[MONGO]))
        return
    pair = Pair()
    pair.start()
    try:
        pair.wait_ready()
        asyncio.run(run(pair.mongod.url))
    finally:
        pair.stop()


if __name__ == "__main__":
    main()
