"""The twins of what is read: each answer is so because of one rule, and otherwise once that rule is taken away."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from itsdangerous import URLSafeSerializer
from lxml import etree
from oaipmh import common
from oaipmh.server import encodeResumptionToken

from services.innovation_journal import pages_words, search, shown, words
from services.innovation_journal.adaptation import State
from services.innovation_journal.figure_words import row
from services.innovation_journal.formats import atom, citation, entries, linked
from services.innovation_journal.formats.site import Site
from services.innovation_journal.queries.reading import Seen
from services.innovation_journal.queries.walking import BY_ORDER
from services.innovation_journal.search import Asked
from tests.services.innovation_journal import making, printing
from tests.services.innovation_journal.twinning import JOURNAL, Fact
from tests.support import taking_away
from tests.support.service import House
from tests.support.taking_away import each, nothing_awaited

SITE = Site("https://journal.exemple.fr")
NEVER = re.compile("(?!)")


def as_seen(**content: Any) -> Seen:
    """A published article in a list, without a store."""
    article, edition = printing.published(**content)
    return Seen(id=article.id, **shown.shown(article, edition, ()).line.model_dump())


def of_withdrawn() -> bool:
    """Whether a withdrawn article still says in its public document what it said."""
    article = making.withdrawn(testimonies=(making.TESTIMONY,))
    assert article.published is not None
    text = json.dumps(shown.shown(article, article.published, ()).model_dump(mode="json"), ensure_ascii=False)
    return "osé" in text or "faute de transport" in text


def of_draft() -> bool:
    """Whether what was written since the last edition is public."""
    article, edition = printing.published()
    article.write(making.content(title="Titre à venir"), "ivan", making.CORRECTED_ON)
    return "venir" in shown.shown(article, edition, ()).line.title


def of_consent() -> bool:
    """Whether the public document says how a person agreed."""
    article = making.published(testimonies=(making.TESTIMONY,))
    assert article.published is not None
    return "Accord signé" in shown.shown(article, article.published, ()).model_dump_json()


def feed_is_sound() -> bool:
    """Whether a feed holds a title with a sign that XML refuses."""
    entry = entries.of_article(SITE, as_seen(title="a\ufffe"))
    try:
        atom.write(entries.Feed("a", SITE.home, SITE.home, [entry], entry.updated))
    except ValueError:
        return False
    return True


def line_of_draft(article: Any, edition: Any, line: Any = shown._line) -> Any:
    """The line of an article made of its draft."""
    return line(article, edition.model_copy(update={"content": article.content}))


def never_deleted(*said: Any, header: Any = common.Header) -> Any:
    """A header that does not say what was deleted."""
    return header(*said[:-1], False)


def as_if_none(figures: Any, result: Any) -> str:
    """A hidden number shown as zero."""
    return f"{figures.numerator or 0} sur {figures.denominator or 0}"


def loose_quotes(edition: Any) -> tuple[Any, ...]:
    """Testimonies with the consent in their text."""
    said = edition.content.testimonies
    return tuple(shown.Quote(name=q.name, pseudonym=q.pseudonym, text=q.text + q.consent.how) for q in said)


FACTS = (
    Fact(
        "a-word-is-found-in-its-other-forms",
        {"words._stem": lambda word: word, "words._stems": lambda word: (word,)},
        lambda: set(words.asked_stems("évaluées")) <= words.stems("évaluation"),
        True,
    ),
    Fact(
        "a-word-without-accents-finds-the-one-with",
        {"words._stems": lambda word: (str(words.STEMMER.stemWord(word)),)},
        lambda: set(words.asked_stems("preparee")) <= words.stems("préparée"),
        True,
    ),
    Fact("words-that-name-nothing-are-not-looked-for", {"words.EMPTY": frozenset()}, lambda: Asked(q="des").stems, ()),
    Fact(
        "a-territory-brings-those-around-it",
        {"search.wider_than": lambda code: ()},
        lambda: "territory:region:32" in search.facet_tokens((), ("commune:02381",), (), None, "none", None),
        True,
    ),
    Fact(
        "a-withdrawn-article-keeps-no-text",
        {"shown.State": SimpleNamespace(WITHDRAWN="never")},
        of_withdrawn,
        False,
    ),
    Fact("a-draft-is-not-public", {"shown._line": line_of_draft}, of_draft, False),
    Fact("how-a-person-agreed-is-not-public", {"shown.quotes_of": loose_quotes}, of_consent, False),
    Fact(
        "few-persons-are-hidden",
        {"figure_words.shown": as_if_none},
        lambda: (lambda said: (said.after, said.hides))(row(making.result().model_copy(update={"after": few()}))),
        ("masqué (secret statistique)", True),
    ),
    Fact(
        "nothing-is-compared-with-no-prior-state",
        {"figure_words._ratio": lambda figures: Fraction(figures.numerator if figures else 0, 142)},
        lambda: row(making.result(before=None)).effect,
        "—",
    ),
    Fact(
        "linked-data-end-no-block",
        {"formats.linked.INERT": {}},
        lambda: "</script>" in linked.inert({"name": "</script>"}),
        False,
    ),
    Fact("signs-that-xml-refuses-are-left-out", {"formats.site.NOT_XML": NEVER}, feed_is_sound, True),
    Fact(
        "tex-obeys-no-title",
        {"formats.citation.TEX": {}},
        lambda: r"100 \% \& \{" in citation.bibtex(SITE, as_seen(title="100 % & {")),
        True,
    ),
    Fact(
        "a-line-s-end-begins-no-field",
        {"formats.citation._line": lambda text: text},
        lambda: "\nER  - x" in citation.ris(SITE, as_seen(title="a\nER  - x")),
        False,
    ),
    Fact("french-spaces-do-not-break", {"pages_words.SPACES": ()}, lambda: pages_words.spaced("a : b"), "a\u00a0: b"),
    Fact(
        "a-feed-says-what-was-withdrawn",
        {"formats.entries.notices": lambda article: []},
        lambda: "pas fiables" in " ".join(entries.of_article(SITE, gone()).lines),
        True,
    ),
    Fact(
        "a-withdrawn-article-is-cited-as-such",
        {"formats.citation.status": lambda article: ""},
        lambda: "retiré" in citation.sentence(SITE, gone()),
        True,
    ),
)


def few() -> Any:
    """A figure about fewer than five persons."""
    return making.result().after.model_copy(update={"numerator": None, "denominator": None})


def gone() -> Seen:
    """A withdrawn article in a list."""
    article = making.withdrawn()
    assert article.published is not None
    return Seen(id=article.id, **shown.shown(article, article.published, ()).line.model_dump())


@each(FACTS)
def test_with_the_rule_it_is_so(twin: Fact) -> None:
    taking_away.holds(twin)


@each(FACTS)
def test_without_the_rule_it_is_otherwise(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    taking_away.no_longer_holds(twin, monkeypatch)


# --- rules that need the store


@pytest.fixture
async def journal(house: House) -> AsyncIterator[House]:
    """An empty journal."""
    yield house
    await house.forget()


@dataclass(frozen=True)
class Kept:
    """A rule with the store: what stands in its place, a scenario, and how it answers with the rule."""

    rule: str
    away: dict[str, Any]
    scenario: Callable[[House], Awaitable[object]]
    answer: object


async def withdrawn_is_listed(house: House) -> object:
    await printing.withdraw(house, await printing.print_caravane(house))
    return [each["slug"] for each in (await house.get("", "/search"))["items"]]


async def old_edition_of_withdrawn(house: House) -> object:
    await printing.withdraw(house, await printing.print_caravane(house))
    return (await house.client.get("/journal/articles/caravane/editions/1")).status_code


def flagged_at(path: str) -> Callable[[House], Awaitable[object]]:
    """Whether a form of an article says that its figure was corrected at its source."""

    async def ask(house: House) -> object:
        await printing.flag(house, await printing.print_caravane(house))
        return "corrigé à sa source le" in (await house.client.get(f"/journal/articles/caravane{path}")).text

    return ask


def bare_body(edition: Any, today: Any, _: bool) -> Any:
    """What an edition said, and nothing that happened since."""
    return today.model_copy(update={"flags": (), "kept": ()})


async def title_before_text(house: House) -> object:
    await printing.print_article(house, "titre", printing.AT, title="Le camion")
    await printing.print_article(house, "texte", printing.LATER, title="Autre", context="Un camion.")
    return [each["slug"] for each in (await house.get("", "/search", q="camions"))["items"]]


async def met_in_two_tiers(house: House) -> object:
    await printing.print_article(house, "titre", title="Le camion", brief="Un camion.")
    return len((await house.get("", "/search", q="camion"))["items"])


async def total_after_publishing(house: House) -> object:
    await printing.print_caravane(house)
    return (await house.get("", "/facets"))["total"]


async def pending_on_the_page(house: House) -> object:
    await printing.print_caravane(house)
    await printing.keep_other(house, making.pending())
    return "Le camion du Finistère" in (await house.client.get("/journal/articles/caravane")).text


async def forged_token(house: House) -> object:
    await printing.print_caravane(house)
    forger = URLSafeSerializer("another key", salt="oai-pmh")
    page = forger.dumps(["ListRecords", "oai_dc", "*", "", "9999"])
    token = quote(encodeResumptionToken({"metadataPrefix": "oai_dc", "page": page}, 0))
    answer = await house.client.get(f"/journal/oai?verb=ListRecords&resumptionToken={token}")
    return [each.get("code") for each in etree.fromstring(answer.content).iter("{*}error")]


async def deleted_stays(house: House) -> object:
    await printing.withdraw(house, await printing.print_caravane(house))
    answer = await house.client.get("/journal/oai?verb=ListIdentifiers&metadataPrefix=oai_dc")
    return [each.get("status") for each in etree.fromstring(answer.content).iter("{*}header")]


async def past_is_to_come(house: House) -> object:
    await printing.keep_other(house, making.announced())
    await house.move_to(datetime(2022, 12, 6, 16, tzinfo=UTC) + timedelta(minutes=1))
    return "Rencontres à venir" in (await house.client.get("/journal")).text


def read_unsigned(serializer: URLSafeSerializer, text: str) -> Any:
    """A signed text read without a look at its signature."""
    return serializer.load_payload(text.rpartition(".")[0].encode())


KEPT = (
    Kept(
        "withdrawn-articles-are-not-listed",
        {"queries.reading.BY_ORDER": replace(BY_ORDER, among={})},
        withdrawn_is_listed,
        [],
    ),
    Kept(
        "editions-of-a-withdrawn-article-are-not-read",
        {"queries.articles_read._hidden": lambda document: False},
        old_edition_of_withdrawn,
        404,
    ),
    Kept(
        "the-edition-that-holds-is-flagged",
        {"queries.articles_read._body_of": bare_body},
        flagged_at("/editions/1"),
        True,
    ),
    Kept("an-archive-is-flagged", {"formats.jats.remarks": lambda _: []}, flagged_at("/jats"), True),
    Kept("linked-data-are-flagged", {"formats.linked.remarks": lambda _: []}, flagged_at("/linked-data"), True),
    Kept(
        "a-title-counts-more-than-a-text", {"search.TIERS": (search.ANYWHERE,)}, title_before_text, ["titre", "texte"]
    ),
    Kept(
        "an-article-is-met-in-its-best-tier-only",
        {
            "queries.reading.question_of": lambda asked, rank, seen: search.question(
                asked.tokens(asked.tiers[rank]), seen
            )
        },
        met_in_two_tiers,
        1,
    ),
    Kept("counts-move-with-publication", {"public._count": nothing_awaited}, total_after_publishing, 1),
    Kept(
        "what-is-not-moderated-is-not-shown", {"queries.kinship.ON_LINEAGE": tuple(State)}, pending_on_the_page, False
    ),
    Kept(
        "resumptions-are-signed",
        {"formats.oai.URLSafeSerializer.loads": read_unsigned},
        forged_token,
        ["badResumptionToken"],
    ),
    Kept("what-is-withdrawn-stays-known", {"formats.oai.common.Header": never_deleted}, deleted_stays, ["deleted"]),
    Kept("what-is-over-is-not-to-come", {"queries.agenda.plain": lambda moment: "2000"}, past_is_to_come, False),
)


@pytest.mark.parametrize("kept", KEPT, ids=[kept.rule for kept in KEPT])
async def test_with_the_rule_the_journal_answers_so(journal: House, kept: Kept) -> None:
    assert await kept.scenario(journal) == kept.answer


@pytest.mark.parametrize("kept", KEPT, ids=[kept.rule for kept in KEPT])
async def test_without_the_rule_the_journal_answers_otherwise(
    journal: House, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, instead in kept.away.items():
        monkeypatch.setattr(JOURNAL + place, instead)
    assert await kept.scenario(journal) != kept.answer
