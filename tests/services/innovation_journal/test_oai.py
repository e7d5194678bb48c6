"""OAI-PMH 2.0, looked at with an outside client (sickle) over HTTP, and request by request where it is wrong."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote

import pytest
from lxml import etree

from services.innovation_journal.article import Article
from services.innovation_journal.formats import oai
from tests.services.innovation_journal import making, printing
from tests.services.innovation_journal.serving import serving
from tests.support.service import House

with warnings.catch_warnings():  # of the client's own regular expressions
    warnings.simplefilter("ignore", DeprecationWarning)
    from sickle import Sickle
    from sickle.oaiexceptions import (
        BadArgument,
        BadResumptionToken,
        CannotDisseminateFormat,
        IdDoesNotExist,
        NoRecordsMatch,
    )

OAI = {"o": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/"}
MANY = 7
FIRST = datetime(2021, 1, 1, 12, tzinfo=UTC)
CARAVANE = "oai:127.0.0.1:art-3"

T = TypeVar("T")


@pytest.fixture(scope="module")
async def journal(house: House) -> House:
    """CARAVANE with its adaptation, seven practices a day apart, and one that was withdrawn."""
    for day in range(MANY):
        codes: dict[str, Any] = {"publics": ("neet",), "strand": "digital"} if day % 2 else {}
        await printing.print_article(house, f"practice-{day}", FIRST + timedelta(days=day), **codes)
    caravane = await printing.print_caravane(house)
    await printing.adapt(house, caravane)
    await printing.withdraw(house, await printing.print_article(house, "retire"))
    return house


@pytest.fixture(scope="module")
async def address(journal: House) -> AsyncIterator[str]:
    """The base address of a running server."""
    async with serving(journal) as root:
        yield f"{root}/journal/oai"


async def ask(address: str, ask: Callable[[Sickle], T]) -> T:
    """What the outside client makes of the server; it waits, so it works aside."""
    return await asyncio.to_thread(lambda: ask(Sickle(address)))


async def get(journal: House, query: str) -> etree._Element:
    """One request, parsed."""
    answer = await journal.client.get(f"/journal/oai{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    return etree.fromstring(answer.content)


def ids(records: Any) -> list[str]:
    """The short names of what was harvested, in order."""
    headers = [getattr(each, "header", each) for each in records]
    return [each.identifier.rpartition("art-")[2] for each in headers]


async def test_it_identifies_itself(address: str) -> None:
    said = await ask(address, lambda client: client.Identify())
    assert (said.repositoryName, said.protocolVersion) == ("Journal des innovations", "2.0")
    assert (said.deletedRecord, said.granularity) == ("persistent", "YYYY-MM-DDThh:mm:ssZ")
    assert (said.baseURL, said.earliestDatestamp) == ("http://127.0.0.1:8080/journal/oai", "2021-01-01T12:00:00Z")


async def test_it_offers_dublin_core_and_jats(address: str) -> None:
    formats = await ask(address, lambda client: list(client.ListMetadataFormats()))
    assert [each.metadataPrefix for each in formats] == ["oai_dc", "jats"]
    of_one = await ask(address, lambda client: list(client.ListMetadataFormats(identifier=CARAVANE)))
    assert [each.metadataPrefix for each in of_one] == ["oai_dc", "jats"]


async def test_it_has_sets_by_public_territory_strand_and_incubator(address: str) -> None:
    sets = await ask(address, lambda client: {each.setSpec: each.setName for each in client.ListSets()})
    assert sets["public.neet"].startswith("Public : Jeunes")
    assert sets["territory.departement.02"] == "Territoire : Aisne"
    assert sets["strand.digital"] == "Volet : Digital"
    assert {"territory.region.32", "public.rsa", "strand.engagement", "incubator.i3"} <= set(sets)


@pytest.mark.parametrize("batch", [1, 2, 3, 50])
async def test_everything_is_harvested_once_over_several_resumptions(
    address: str, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(oai, "BATCH", batch)
    expected = [f"practice-{day}" for day in range(MANY)] + ["3", "retire"]
    records = await ask(address, lambda client: list(client.ListRecords(metadataPrefix="oai_dc")))
    headers = await ask(address, lambda client: list(client.ListIdentifiers(metadataPrefix="jats")))
    assert ids(records) == ids(headers) == expected


async def test_a_set_is_harvested_alone_over_several_resumptions(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oai, "BATCH", 1)
    records = await ask(address, lambda client: list(client.ListRecords(metadataPrefix="oai_dc", set="strand.digital")))
    assert ids(records) == ["practice-1", "practice-3", "practice-5"]
    assert all("strand.digital" in each.header.setSpecs for each in records)


@pytest.mark.parametrize(
    ("bounds", "days"),
    [
        ({"from": "2021-01-03"}, [2, 3, 4, 5, 6]),
        ({"until": "2021-01-03"}, [0, 1, 2]),
        ({"from": "2021-01-02", "until": "2021-01-03"}, [1, 2]),
        ({"from": "2021-01-02T12:00:00Z", "until": "2021-01-03T12:00:00Z"}, [1, 2]),
    ],
)
async def test_from_and_until_hold_the_second_they_name(
    address: str, monkeypatch: pytest.MonkeyPatch, bounds: dict[str, str], days: list[int]
) -> None:
    monkeypatch.setattr(oai, "BATCH", 1)
    headers = await ask(address, lambda client: list(client.ListIdentifiers(metadataPrefix="oai_dc", **bounds)))
    assert [name for name in ids(headers) if "practice" in name] == [f"practice-{day}" for day in days]


async def test_between_two_changes_nothing_matches(address: str) -> None:
    bounds = {"from": "2021-01-02T12:00:01Z", "until": "2021-01-03T11:59:59Z"}
    with pytest.raises(NoRecordsMatch):
        await ask(address, lambda client: list(client.ListIdentifiers(metadataPrefix="oai_dc", **bounds)))


async def test_a_withdrawn_article_is_deleted_for_ever_and_stays_in_its_sets(address: str) -> None:
    def look(client: Sickle) -> Any:
        return client.GetRecord(identifier="oai:127.0.0.1:art-retire", metadataPrefix="oai_dc")

    record = await ask(address, look)
    assert record.deleted
    assert record.header.datestamp == "2022-09-20T08:00:00Z"
    assert "public.rsa" in record.header.setSpecs
    since = await ask(
        address, lambda client: list(client.ListIdentifiers(metadataPrefix="jats", **{"from": "2022-09-20"}))
    )
    assert [each.deleted for each in since] == [True]
    assert ids(
        await ask(address, lambda client: list(client.ListRecords(metadataPrefix="jats", ignore_deleted=True)))
    ) == [
        *(f"practice-{day}" for day in range(MANY)),
        "3",
    ]


async def test_a_withdrawn_testimony_is_harvested_as_a_change(house: House, address: str) -> None:
    article = Article.of_experiment("art-quoted", "quoted", making.heard(experiment="x9"), making.EVALUATED_ON)
    article.write(making.content(testimonies=(making.TESTIMONY,)), "ivan", making.EVALUATED_ON)
    await printing.keep(house, article, printing.bring_out(article))
    edition = article.withdraw_testimony("marie", "bruno", datetime(2023, 1, 1, tzinfo=UTC))
    assert edition is not None
    await printing.keep(house, article, edition)
    [record] = await ask(
        address, lambda client: list(client.ListRecords(metadataPrefix="jats", **{"from": "2023-01-01"}))
    )
    assert (ids([record]), record.deleted) == (["quoted"], False)
    assert "osé" not in record.raw


async def test_dublin_core_names_what_adapts_it(address: str) -> None:
    record = await ask(address, lambda client: client.GetRecord(identifier=CARAVANE, metadataPrefix="oai_dc"))
    core = record.metadata
    assert core["title"] == [making.content().title]
    assert core["identifier"] == ["http://127.0.0.1:8080/journal/articles/caravane"]
    assert core["rights"][0] == "Licence Ouverte 2.0"
    assert "Aisne" in core["coverage"]


async def test_jats_is_a_whole_article_in_a_namespace(journal: House) -> None:
    found = await get(journal, f"?verb=GetRecord&metadataPrefix=jats&identifier={CARAVANE}")
    article = found.find(".//{http://jats.nlm.nih.gov}article")
    assert article is not None
    assert article.findtext(".//{http://jats.nlm.nih.gov}article-title") == making.content().title


async def test_the_answer_that_completes_a_list_says_so(journal: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oai, "BATCH", 6)
    first = await get(journal, "?verb=ListIdentifiers&metadataPrefix=oai_dc")
    token = first.findtext(".//o:resumptionToken", namespaces=OAI)
    last = await get(journal, f"?verb=ListIdentifiers&resumptionToken={quote(str(token))}")
    [end] = last.findall(".//o:resumptionToken", OAI)
    assert not end.text


async def test_an_article_that_changes_during_a_harvest_is_met_again_at_its_end(
    journal: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oai, "BATCH", 3)
    first = await get(journal, "?verb=ListIdentifiers&metadataPrefix=oai_dc")
    token = quote(str(first.findtext(".//o:resumptionToken", namespaces=OAI)))
    moved = await printing.print_article(journal, "moved", FIRST - timedelta(days=1))
    await printing.withdraw(journal, moved, datetime(2024, 1, 1, tzinfo=UTC))
    seen: list[str] = []
    while token:
        page = await get(journal, f"?verb=ListIdentifiers&resumptionToken={token}")
        seen += [str(each.text) for each in page.findall(".//o:identifier", OAI)]
        token = quote(page.findtext(".//o:resumptionToken", namespaces=OAI) or "")
    assert seen[-1] == "oai:127.0.0.1:art-moved"


async def test_it_answers_post_as_get(journal: House) -> None:
    answer = await journal.client.post(
        "/journal/oai", data={"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": CARAVANE}
    )
    assert answer.status_code == 200
    assert making.content().title in answer.text


REFUSED = [
    ("", "badVerb"),
    ("?verb=", "badVerb"),
    ("?verb=Nothing", "badVerb"),
    ("?verb=GetMetadata&identifier=a&metadataPrefix=jats", "badVerb"),
    ("?verb=Identify&verb=Identify", "badArgument"),
    ("?verb=Identify&set=public.rsa", "badArgument"),
    ("?verb=GetRecord&identifier=oai:127.0.0.1:art-3", "badArgument"),
    ("?verb=GetRecord&identifier=oai:127.0.0.1:art-3&metadataPrefix=marc", "cannotDisseminateFormat"),
    ("?verb=GetRecord&identifier=oai:127.0.0.1:none&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("?verb=GetRecord&identifier=oai:elsewhere:art-3&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("?verb=GetRecord&identifier=none&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("?verb=GetRecord&identifier=%EF%BF%BE&metadataPrefix=oai_dc", "badArgument"),
    ("?verb=ListMetadataFormats&identifier=oai:127.0.0.1:none", "idDoesNotExist"),
    ("?verb=ListMetadataFormats&identifier=oai:127.0.0.1:art-retire", "noMetadataFormats"),
    ("?verb=ListRecords", "badArgument"),
    ("?verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
    ("?verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
    ("?verb=ListRecords&metadataPrefix=oai_dc&set=", "noRecordsMatch"),
    ("?verb=ListRecords&metadataPrefix=oai_dc&set=%7B%22$ne%22:1%7D", "noRecordsMatch"),
    ("?verb=ListRecords&metadataPrefix=oai_dc&set=w.camion", "noRecordsMatch"),
    ("?verb=ListRecords&metadataPrefix=oai_dc&from=2021", "badArgument"),
    ("?verb=ListRecords&metadataPrefix=oai_dc&from=2021-02-30", "badArgument"),
    ("?verb=ListRecords&metadataPrefix=oai_dc&from=99999999999999999999-01-01", "badArgument"),
    ("?verb=ListRecords&metadataPrefix=oai_dc&from=2021-01-01&until=2021-01-01T00:00:00Z", "badArgument"),
    ("?verb=ListRecords&metadataPrefix=oai_dc&from=2022-01-02&until=2022-01-01", "badArgument"),
    ("?verb=ListRecords&metadataPrefix=oai_dc&from=0001-01-01&until=0001-01-02", "noRecordsMatch"),
    ("?verb=ListRecords&metadataPrefix=oai_dc&surprise=1", "badArgument"),
    ("?verb=ListRecords&resumptionToken=zzz", "badResumptionToken"),
    ("?verb=ListRecords&resumptionToken=metadataPrefix%3Doai_dc%26cursor%3D0", "badResumptionToken"),
    ("?verb=ListRecords&resumptionToken=metadataPrefix%3Doai_dc%26cursor%3D0%26page%3DAAAA.BBBB", "badResumptionToken"),
    ("?verb=ListRecords&resumptionToken=from_%3Dzzz%26cursor%3D0", "badResumptionToken"),
    ("?verb=ListRecords&resumptionToken=cursor%3D" + "9" * 5000, "badResumptionToken"),
    ("?verb=ListRecords&resumptionToken=a&metadataPrefix=oai_dc", "badArgument"),
    ("?verb=ListSets&resumptionToken=a", "badResumptionToken"),
]


@pytest.mark.parametrize(("query", "code"), REFUSED)
async def test_what_is_asked_wrongly_is_answered_by_an_error_of_the_protocol(
    journal: House, query: str, code: str
) -> None:
    found = await get(journal, query)
    assert [each.get("code") for each in found.findall("o:error", OAI)] == [code]


async def test_a_token_serves_the_verb_and_format_it_was_made_for(
    journal: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oai, "BATCH", 1)
    first = await get(journal, "?verb=ListIdentifiers&metadataPrefix=oai_dc")
    token = str(first.findtext(".//o:resumptionToken", namespaces=OAI))
    for spoiled, verb in ((token, "ListRecords"), (token.replace("oai_dc", "jats"), "ListIdentifiers")):
        found = await get(journal, f"?verb={verb}&resumptionToken={quote(spoiled)}")
        assert [each.get("code") for each in found.findall("o:error", OAI)] == ["badResumptionToken"]


@pytest.mark.parametrize("query", ["?verb[$ne]=1", "?$where=1", "?verb=%00", "?a.b=1"])
async def test_names_that_a_database_would_obey_are_refused_at_the_edge(journal: House, query: str) -> None:
    assert (await journal.client.get(f"/journal/oai{query}")).status_code == 400


async def test_the_outside_client_understands_our_errors(address: str) -> None:
    with pytest.raises(IdDoesNotExist):
        await ask(address, lambda client: client.GetRecord(identifier="oai:127.0.0.1:none", metadataPrefix="oai_dc"))
    with pytest.raises(CannotDisseminateFormat):
        await ask(address, lambda client: list(client.ListRecords(metadataPrefix="marc")))
    with pytest.raises(BadArgument):
        await ask(address, lambda client: list(client.ListRecords(metadataPrefix="oai_dc", **{"from": "hier"})))
    with pytest.raises(BadResumptionToken):
        await ask(address, lambda client: list(client.ListRecords(resumptionToken="zzz")))
