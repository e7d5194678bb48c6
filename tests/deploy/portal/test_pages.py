"""The portal's pages: the whole catalogue, the strict policy, and links that lead somewhere."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import ValidationError

from contracts.catalogue import TYPES, consumers_of, example
from deploy.portal import words
from deploy.portal.fields import fields_of
from deploy.portal.main import build
from deploy.portal.settings import Settings

PAGES = ("/", "/evenements", "/etat", "/accessibilite")
HREF = re.compile(r'href="(/[^"#]*)')
ELSEWHERE = ("/registre", "/financements", "/journal", "/api/", "/identite", "/static/")
each_type = pytest.mark.parametrize("name", TYPES)


@pytest.fixture
async def portal() -> AsyncIterator[httpx.AsyncClient]:
    app = build(Settings(demo=True, services={"incubator_registry": "http://127.0.0.1:1"}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://portal") as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_whole_french_and_without_script(portal: httpx.AsyncClient, path: str) -> None:
    page = await portal.get(path)
    assert page.status_code == 200
    assert '<html lang="fr"' in page.text
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", PAGES)
async def test_every_link_of_a_page_leads_somewhere(portal: httpx.AsyncClient, path: str) -> None:
    links = set(HREF.findall((await portal.get(path)).text))
    own = [link for link in links if not link.startswith(ELSEWHERE)]
    assert {link: (await portal.get(link)).status_code for link in own} == dict.fromkeys(own, 200)


async def test_the_home_page_tells_the_chain_and_who_to_be(portal: httpx.AsyncClient) -> None:
    page = (await portal.get("/")).text
    places = [
        page.index(step) for step in ("Un appel", "Un incubateur", "Une expérimentation", "Un euro", "Un article")
    ]
    assert places == sorted(places)
    assert "Solène Marchal" in page


async def test_nobody_is_offered_a_part_to_play_outside_a_demonstration() -> None:
    app = build(Settings(demo=False))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://portal") as client:
        assert "Solène Marchal" not in (await client.get("/")).text


@each_type
async def test_an_event_has_its_page_with_every_field_and_its_example(portal: httpx.AsyncClient, name: str) -> None:
    page = (await portal.get(f"/evenements/{name}")).text
    assert name in page
    assert all(f"<code>{field.path}</code>" in page for field in fields_of(TYPES[name]))
    assert str(example(TYPES[name])[TYPES[name].dossier]) in page
    assert all(words.service(service) in page for service in consumers_of(TYPES[name]))


@each_type
async def test_an_event_has_its_schema(portal: httpx.AsyncClient, name: str) -> None:
    answer = await portal.get(f"/evenements/{name}/schema.json")
    assert answer.json()["title"] == name
    assert TYPES[name].dossier in answer.json()["properties"]


@each_type
def test_an_event_has_french_words(name: str) -> None:
    assert f"{TYPES[name].dossier}.{TYPES[name].fact}" in words.FACTS
    assert TYPES[name].dossier in words.KINDS


async def test_the_catalogue_lists_every_event(portal: httpx.AsyncClient) -> None:
    page = (await portal.get("/evenements")).text
    assert [name for name in TYPES if f'href="/evenements/{name}"' not in page] == []


async def test_the_document_for_machines_is_served(portal: httpx.AsyncClient) -> None:
    assert (await portal.get("/evenements/asyncapi.yaml")).text.startswith("asyncapi: ")


@pytest.mark.parametrize(
    "path", ["/nowhere", "/evenements/pepiniere.x.y.v1", "/evenements/x/schema.json", "/static/no"]
)
async def test_an_address_that_leads_nowhere_says_so_in_words(portal: httpx.AsyncClient, path: str) -> None:
    page = await portal.get(path)
    assert page.status_code == 404
    assert "Page introuvable" in page.text


async def test_the_declaration_says_that_the_site_is_not_conformant(portal: httpx.AsyncClient) -> None:
    assert "non conforme" in (await portal.get("/accessibilite")).text


def test_the_services_to_ask_are_read_from_one_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEPINIERE_SERVICES", "incubator_registry=http://127.0.0.1:9001/, project_tracking=http://b:2")
    assert Settings().services == {"incubator_registry": "http://127.0.0.1:9001", "project_tracking": "http://b:2"}


def test_a_service_without_an_address_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEPINIERE_SERVICES", "incubator_registry")
    with pytest.raises(ValidationError, match="no address for incubator_registry"):
        Settings()


async def test_robots_learn_where_the_site_map_of_the_journal_is() -> None:
    app = build(Settings(public_url="https://pepiniere.exemple.fr/"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://portal") as client:
        text = (await client.get("/robots.txt")).text
    assert "Disallow: /api/\n" in text
    assert text.splitlines()[-1] == "Sitemap: https://pepiniere.exemple.fr/journal/sitemap.xml"
