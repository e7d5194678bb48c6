"""Searching the journal: stems, filters that combine, best matches first, pages that follow, and how many there are."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from services.chassis.refusal import Invalid
from services.innovation_journal.queries import walking
from services.innovation_journal.search import Asked, Choice, facet_tokens, offered, pairs, question, question_of
from tests.services.innovation_journal import printing
from tests.support.service import House

# slug, month of 2021, and what makes it different: the summary and the context of all others speak of no boat.
ARTICLES: list[tuple[str, int, dict[str, Any]]] = [
    ("bateau-ecole", 1, {"title": "Le bateau-école", "brief": "Apprendre sur l'eau.", "sectors": ("btp",)}),
    ("canal", 2, {"title": "Le long du canal", "brief": "Un bateau va de ville en ville.", "publics": ("rsa",)}),
    ("port", 3, {"title": "Au port", "brief": "Des ateliers.", "context": "Les bateaux passent l'hiver à quai."}),
    ("quai", 4, {"title": "Le quai des métiers", "brief": "Des bateaux et des métiers.", "strand": "digital"}),
    ("thierache", 5, {"title": "En Thiérache", "territories": ("fragile:thierache",), "publics": ("neet",)}),
    ("hirson", 6, {"title": "À Hirson", "territories": ("commune:02381",)}),
]


@pytest.fixture(scope="module")
async def journal(house: House) -> House:
    """A journal of six articles, and one that was withdrawn."""
    for slug, month, content in ARTICLES:
        await printing.print_article(house, slug, datetime(2021, month, 1, tzinfo=UTC), **content)
    gone = await printing.print_article(house, "naufrage", title="Le naufrage du bateau")
    await printing.withdraw(house, gone)
    return house


async def found(journal: House, **asked: Any) -> list[str]:
    """The addresses of what answers, in order."""
    return [each["slug"] for each in (await journal.get("", "/search", **asked))["items"]]


async def counts(journal: House, **asked: Any) -> dict[str, Any]:
    """How many answer."""
    answer: dict[str, Any] = await journal.get("", "/facets", **asked)
    return answer


async def test_without_a_question_the_latest_come_first(journal: House) -> None:
    assert await found(journal) == ["hirson", "thierache", "quai", "port", "canal", "bateau-ecole"]


async def test_those_that_say_it_in_their_title_come_first_then_the_latest(journal: House) -> None:
    assert await found(journal, q="bateaux") == ["bateau-ecole", "quai", "port", "canal"]


async def test_every_word_must_be_there_in_any_form(journal: House) -> None:
    assert await found(journal, q="métier bateau") == ["quai"]
    assert await found(journal, q="METIERS des bateaux") == ["quai"]
    assert await found(journal, q="bateau zèbre") == []


async def test_filters_combine_with_each_other_and_with_words(journal: House) -> None:
    assert await found(journal, public="rsa", strand="engagement") == ["hirson", "port", "canal", "bateau-ecole"]
    assert await found(journal, public="rsa", strand="digital") == ["quai"]
    assert await found(journal, q="bateau", sector="btp") == ["bateau-ecole"]
    assert await found(journal, q="bateau", sector="btp", strand="digital") == []


async def test_an_article_is_found_in_the_territories_around_its_own(journal: House) -> None:
    assert (await found(journal, territory="departement:02"))[0] == "hirson"
    assert "thierache" in await found(journal, territory="region:32")
    assert await found(journal, territory="commune:02381") == ["hirson"]
    assert await found(journal, territory="departement:80") == []
    assert await found(journal, territory="epci:240200600") == ["hirson"]


async def test_the_names_of_codes_are_words_too(journal: House) -> None:
    assert await found(journal, q="bâtiment et travaux publics") == ["bateau-ecole"]


async def test_a_withdrawn_article_is_found_no_more(journal: House) -> None:
    assert await found(journal, q="naufrage") == []


async def followed(journal: House, **asked: Any) -> list[str]:
    """What answers, page after page."""
    names, after = [], None
    for _ in range(50):
        page = await journal.get("", "/search", **asked, **({"after": after} if after else {}))
        names += [each["slug"] for each in page["items"]]
        after = page["next"]
        if after is None:
            return names
    raise AssertionError("the pages go on for ever")


@pytest.mark.parametrize("asked", [{}, {"q": "bateau"}, {"public": "rsa"}, {"q": "bateau", "public": "rsa"}])
async def test_pages_follow_each_other_without_a_gap_or_a_repeat(journal: House, asked: dict[str, Any]) -> None:
    assert await followed(journal, **asked, limit=1) == await found(journal, **asked)


async def test_counts_say_how_the_answers_divide(journal: House) -> None:
    everything = await counts(journal)
    assert everything["total"] == 6
    assert everything["facets"]["public:rsa"] == 5
    assert everything["facets"]["territory:departement:02"] == 6
    assert everything["facets"]["territory:region:32"] == 6
    boats = await counts(journal, q="bateau")
    assert (boats["total"], boats["more"]) == (4, False)
    assert boats["facets"]["strand:engagement"] == 3
    assert boats["facets"]["strand:digital"] == 1
    assert "public:neet" not in boats["facets"]


async def test_counts_of_everything_are_those_of_counting_one_by_one(journal: House) -> None:
    kept = (await counts(journal))["facets"]
    for token, count in kept.items():
        name, _, code = token.partition(":")
        assert len(await found(journal, **{name: code})) == count, token


async def test_beyond_a_bound_only_the_latest_are_counted_and_said_so(
    journal: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "EXAMINED", 2)
    some = await counts(journal, q="auto")
    assert (some["total"], some["more"]) == (2, True)
    assert some["facets"]["territory:departement:02"] == 2


@pytest.mark.parametrize(
    "asked", [{}, {"q": "auto"}, {"q": "bateau"}, {"q": "bateau quai"}, {"q": "bateau", "strand": "engagement"}]
)
async def test_a_walk_that_stops_at_its_bound_is_gone_on_with_by_the_next_page(
    journal: House, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any]
) -> None:
    whole = await found(journal, **asked)
    monkeypatch.setattr(walking, "EXAMINED", 1)
    assert await followed(journal, **asked, limit=20) == whole


async def test_a_counter_follows_an_article_that_changes_and_goes(house: House) -> None:
    before = await counts(house)
    article = await printing.print_article(house, "eclair", sectors=("artisanat",), territories=("departement:80",))
    assert (await counts(house))["facets"]["sector:artisanat"] == 1
    await printing.withdraw(house, article)
    assert await counts(house) == before


# --- every question is a walk along an index

QUESTIONS = [
    Asked(),
    Asked(public="rsa"),
    Asked(public="rsa", territory="departement:02", strand="engagement"),
    Asked(q="bateau"),
    Asked(q="bateau métier"),
    Asked(q="mobilité"),
    Asked(q="mobilité bateau"),
    Asked(q="bateau", public="rsa", evidence="none"),
]


def stages(plan: Any) -> list[str]:
    """Every stage of a plan, however deep."""
    if isinstance(plan, list):
        return [stage for each in plan for stage in stages(each)]
    if not isinstance(plan, dict):
        return []
    own = [plan["stage"]] if isinstance(plan.get("stage"), str) else []
    return own + [stage for each in plan.values() for stage in stages(each)]


@pytest.mark.parametrize("way", [walking.BY_ORDER, walking.BY_CHANGE], ids=["pages", "feeds"])
@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.address("") or "everything")
async def test_no_question_reads_the_whole_collection_or_sorts_what_it_found(
    journal: House, asked: Asked, way: walking.Way
) -> None:
    reader = await journal.runtime.store.reader()
    frequency = await walking.frequency_of(reader, asked)
    asked_so = [question_of(asked, rank, frequency) for rank in range(len(asked.tiers))]
    followed = await walking.followed_question(reader, asked)
    for along in (await walking.whole_question(reader, asked), followed, *asked_so):
        for before in ("", "2021-06-30"):
            pipeline = walking._candidates(way, along, before)
            command = {"aggregate": "published", "pipeline": pipeline, "cursor": {}, "hint": way.hint}
            plan = await reader.database.command({"explain": command, "verbosity": "queryPlanner"})
            used = stages(plan)
            assert "IXSCAN" in used
            assert not {"COLLSCAN", "SORT"} & set(used)


@pytest.mark.parametrize(("asked", "walks"), [(Asked(q="bateau", public="neet"), 1), (Asked(q="mobilité"), 2)])
async def test_a_walk_looks_at_no_more_candidates_than_its_bound(
    journal: House, monkeypatch: pytest.MonkeyPatch, asked: Asked, walks: int
) -> None:
    monkeypatch.setattr(walking, "EXAMINED", 2)
    reader = await journal.runtime.store.reader()
    along = await walking.whole_question(reader, asked)
    command: dict[str, Any] = {"aggregate": "published", "cursor": {}, "hint": walking.BY_ORDER.hint}
    command["pipeline"] = walking._candidates(walking.BY_ORDER, along, "")
    plan = await reader.database.command({"explain": command, "verbosity": "executionStats"})
    examined = re.findall(r"'totalKeysExamined': (\d+)", str(plan))
    assert examined
    assert max(int(each) for each in examined) <= 2 + 2 * (walks - 1)


async def test_whatever_a_reader_asks_nothing_reads_a_whole_collection(journal: House) -> None:
    database = journal.runtime.store.database
    await database.command({"profile": 2})
    try:
        for path in ("/search", "/search?q=bateau+m%C3%A9tier&public=rsa", "/facets", "/facets?q=bateau&public=rsa"):
            await journal.get("", path)
        pages = ("", "?q=bateau", "/articles/port", "/articles/port/editions/1", "/rencontres", "/atom.xml?q=bateau")
        for path in (*pages, "/rencontres/atom.xml", "/sitemap.xml", "/sitemap/1.xml", "/oai?verb=ListSets"):
            assert (await journal.client.get(f"/journal{path}")).status_code == 200
        await journal.client.get("/journal/oai?verb=ListRecords&metadataPrefix=oai_dc&set=public.rsa&from=2021-01-01")
        await journal.client.get("/journal/rencontres/none")
    finally:
        await database.command({"profile": 0})
    scans = {"planSummary": "COLLSCAN", "ns": {"$not": {"$regex": "system|leases"}}}
    assert [row["ns"] async for row in database["system.profile"].find(scans)] == []


def test_the_rarest_token_leads_the_walk() -> None:
    frequency: dict[Choice, int] = {("public:rsa",): 900, ("w.bateau",): 3, ("strand:digital",): 7}
    asked = question(frequency, frequency)
    assert asked.lead == ("w.bateau",)
    assert asked.rest == {"$and": [{"tokens": {"$all": ["strand:digital", "public:rsa"]}}]}


def test_a_word_is_any_of_its_stems() -> None:
    asked = question_of(Asked(q="mobilité bateau"), 1, {("w.mobil", "w.mobilit"): 9, ("w.bateau",): 3})
    told = [{"tokens": {"$all": ["t.bateau"]}}, {"tokens": {"$in": ["t.mobil", "t.mobilit"]}}]
    assert asked.lead == ("w.bateau",)
    assert asked.rest == {"$and": [{"tokens": {"$in": ["w.mobil", "w.mobilit"]}}, {"$nor": [{"$and": told}]}]}


def test_two_filters_are_one_token() -> None:
    asked = Asked(strand="digital", public="rsa")
    assert asked.tokens() == (("&public:rsa&strand:digital",),)
    assert pairs(("public:rsa", "public:neet", "strand:digital")) == (
        "&public:rsa&strand:digital",
        "&public:neet&strand:digital",
    )


def test_a_lower_tier_leaves_out_what_the_one_above_found() -> None:
    above = {"$and": [{"tokens": {"$all": ["t.bateau"]}}]}
    assert question_of(Asked(q="bateau"), 1, {}).rest == {"$and": [{"$nor": [above]}]}


def test_a_territory_bears_those_that_readers_choose_from() -> None:
    tokens = facet_tokens((), ("commune:02381",), (), None, "none", None)
    assert set(tokens) >= {"territory:commune:02381", "territory:departement:02", "territory:region:32"}


def test_an_epci_finds_what_lies_in_its_communes_and_is_not_offered() -> None:
    tokens = facet_tokens((), ("commune:59350",), (), None, "none", None)
    assert "territory:epci:200093201" in tokens
    assert not [code for code in offered("territory") if code.startswith("epci")]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked(public="rsaa"), "rsa"),
        (Asked(territory="departement:2"), "n'existe pas"),
        (Asked(evidence="zzz"), "Niveaux de preuve"),
        (Asked(q="le la"), "Aucun mot"),
    ],
)
def test_what_no_list_knows_is_refused_with_what_comes_near(asked: Asked, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        asked.check()
