"""The twins of what is read that need the store: lists, feeds, harvests, site maps, gatherings."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from itsdangerous import URLSafeSerializer
from lxml import etree
from oaipmh import common
from oaipmh.server import encodeResumptionToken

from services.chassis.page import Page
from services.chassis.refusal import Invalid
from services.chassis.work import Cause
from services.innovation_journal import pages, search
from services.innovation_journal.adaptation import State
from services.innovation_journal.formats import oai
from services.innovation_journal.queries import harvest
from services.innovation_journal.queries.walking import BY_ORDER
from services.innovation_journal.use_cases import gatherings
from tests.services.innovation_journal import making, printing
from tests.services.innovation_journal.twinning import JOURNAL
from tests.support import taking_away
from tests.support.service import House
from tests.support.taking_away import nothing_awaited


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


async def of_two_words(house: House) -> object:
    await printing.print_article(house, "camion", title="Le camion")
    await printing.print_article(house, "bateau", title="Le bateau")
    await printing.print_article(house, "les-deux", title="Le bateau sur le camion")
    return [each["slug"] for each in (await house.get("", "/search", q="bateau camion"))["items"]]


async def followed_search(house: House) -> object:
    await printing.withdraw(house, await printing.print_caravane(house))
    feed = (await house.client.get("/journal/feed.json?q=transport")).json()
    return [each["title"].partition("\u00a0")[0] for each in feed["items"]]


def harvested(bound: str) -> Callable[[House], Awaitable[object]]:
    """How many articles a harvest gives whose bound is the very second of the only change."""

    async def look(house: House) -> object:
        await printing.print_caravane(house)
        query = f"verb=ListIdentifiers&metadataPrefix=jats&{bound}={printing.AT:%Y-%m-%dT%H:%M:%SZ}"
        return len(list(etree.fromstring((await house.client.get(f"/journal/oai?{query}")).content).iter("{*}header")))

    return look


def spoiled(verb: str, prefix: str) -> Callable[[House], Awaitable[object]]:
    """What is wrong with a token of ours, made for records in Dublin Core, that serves something else."""

    async def look(house: House) -> object:
        await printing.print_caravane(house)
        key, hashed = house.runtime.settings.bearer_key, {"digest_method": hashlib.sha256}
        signer = URLSafeSerializer(key, salt="oai-pmh", signer_kwargs=hashed)
        page = signer.dumps(["ListRecords", "oai_dc", "*", "", "9999"])
        token = quote(encodeResumptionToken({"metadataPrefix": prefix, "page": page}, 0))
        answer = await house.client.get(f"/journal/oai?verb={verb}&resumptionToken={token}")
        return [each.get("code") for each in etree.fromstring(answer.content).iter("{*}error")]

    return look


async def mapped(house: House) -> object:
    await printing.withdraw(house, await printing.print_caravane(house))
    await printing.print_article(house, "bonduelle")
    await printing.keep_other(house, making.announced())
    found = etree.fromstring((await house.client.get("/journal/sitemap/1.xml")).content)
    return [str(each.text).rpartition("/")[2] for each in found.iter("{*}loc")][2:]


async def second_page_to_come(house: House) -> object:
    await house.move_to(making.ANNOUNCED_AT)
    for number in range(pages.PAGE + 1):
        meeting = making.announced()
        meeting.id, meeting.slug = f"g{number:02}", f"rencontre-{number}"
        await printing.keep_other(house, meeting)
    return "Rencontres suivantes" in (await house.client.get("/journal/rencontres")).text


async def draft_of_a_gathering(house: House) -> object:
    await printing.keep(house, making.accepted())
    await house.move_to(making.ANNOUNCED_AT)
    command = gatherings.AnnounceGathering(programme=making.programme(articles=["art-3"]))
    try:
        await house.runtime.store.within(
            Cause("announce", "test"), lambda work: gatherings.announce_gathering(work, command)
        )
    except Invalid as refusal:
        return refusal.field
    return "announced"


async def past_is_to_come(house: House) -> object:
    await printing.keep_other(house, making.announced())
    await house.move_to(datetime(2022, 12, 6, 16, tzinfo=UTC) + timedelta(minutes=1))
    return "Rencontres à venir" in (await house.client.get("/journal")).text


def read_unsigned(serializer: URLSafeSerializer, text: str) -> Any:
    """A signed text read without a look at its signature."""
    return serializer.load_payload(text.rpartition(".")[0].encode())


def never_deleted(*said: Any, header: Any = common.Header) -> Any:
    """A header that does not say what was deleted."""
    return header(*said[:-1], False)


# A token is refused where it was not made for what it serves.
NOT_OURS = taking_away.struck(oai.Source, "_resumed", "not one of ours")
MAPPED = ["journee-regionale", "bonduelle"]


async def no_traces(*_: object) -> dict[str, str]:
    """No word leaves a trace."""
    return {}


def one_page(found: list[Any], limit: int) -> Page:
    """A page that leads nowhere."""
    return Page(found[:limit])


async def no_addresses(*_: object) -> list[harvest.Address]:
    """No gathering is in the site map."""
    return []


KEPT = (
    Kept("every-word-must-be-there", {"search.borne": lambda choices: []}, of_two_words, ["les-deux"]),
    Kept("the-feed-of-a-search-hears-of-withdrawals", {"public.traces_of": no_traces}, followed_search, ["Retiré"]),
    Kept("a-harvest-holds-its-first-second", {"formats.oai.BEFORE_IDS": "}"}, harvested("from"), 1),
    Kept("a-harvest-holds-its-last-second", {"formats.oai.AFTER_IDS": ""}, harvested("until"), 1),
    Kept("a-token-serves-its-verb", NOT_OURS, spoiled("ListIdentifiers", "oai_dc"), ["badResumptionToken"]),
    Kept("a-token-serves-its-format", NOT_OURS, spoiled("ListRecords", "jats"), ["badResumptionToken"]),
    Kept("the-site-map-leaves-out-what-is-withdrawn", {"queries.harvest.READABLE": {}}, mapped, MAPPED),
    Kept("every-gathering-to-come-is-on-a-page", {"queries.agenda._page": one_page}, second_page_to_come, True),
    Kept("the-site-map-names-gatherings", {"queries.harvest._gatherings": no_addresses}, mapped, MAPPED),
    Kept(
        "a-gathering-tells-of-what-is-online",
        taking_away.struck(gatherings, "_check_referents", "pas en ligne"),
        draft_of_a_gathering,
        "programme/articles/0",
    ),
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
        monkeypatch.setattr(place if place.startswith(taking_away.SERVICES) else JOURNAL + place, instead)
    assert await kept.scenario(journal) != kept.answer
