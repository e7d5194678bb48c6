"""The addresses for machines: feeds of the site and of any search, citations, linked data, harvesting, site maps."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import APIRouter, Path
from itsdangerous import URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.refusal import NotFound
from services.chassis.web import etag
from services.chassis.web.cursor import After, Cursors
from services.chassis.web.door import Door, OpenDoor
from services.innovation_journal.asking import Search, SlugPath, site_of
from services.innovation_journal.formats import (
    atom,
    catalogue,
    citation,
    entries,
    ical,
    jats,
    jsonfeed,
    linked,
    oai,
    sitemap,
)
from services.innovation_journal.formats.entries import Feed
from services.innovation_journal.formats.site import NAME, Site
from services.innovation_journal.pages_words import described
from services.innovation_journal.queries import agenda, articles_read, harvest
from services.innovation_journal.search import Asked

router = APIRouter()

ENTRIES, MEETINGS = 30, 200
PartPath = Annotated[int, Path(ge=1, le=100_000)]
JSON = "application/json"
# Public data: any page may read it.
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

T = TypeVar("T")


@router.get("/journal/atom.xml")
async def atom_feed(request: Request, door: Door, asked: Search, after: After = None) -> Response:
    """The latest changes in Atom: of everything, or of a search."""
    return answered(request, atom.write(await _changes(request, door, asked, after)), atom.TYPE)


@router.get("/journal/feed.json")
async def json_feed(request: Request, door: Door, asked: Search, after: After = None) -> Response:
    """The same in JSON Feed."""
    feed = await _changes(request, door, asked, after)
    return answered(request, _json(jsonfeed.write(feed)), jsonfeed.TYPE)


@router.get("/journal/rencontres/atom.xml")
async def gatherings_atom(request: Request, door: Door) -> Response:
    """Gatherings in Atom."""
    return answered(request, atom.write(await _gatherings(request, door)), atom.TYPE)


@router.get("/journal/rencontres/feed.json")
async def gatherings_json(request: Request, door: Door) -> Response:
    """Gatherings in JSON Feed."""
    return answered(request, _json(jsonfeed.write(await _gatherings(request, door))), jsonfeed.TYPE)


@router.get("/journal/rencontres/calendrier.ics")
async def calendar(request: Request, door: Door) -> Response:
    """Gatherings in iCalendar, to subscribe to."""
    found = await door.ask(agenda.list_all_gatherings, None, MEETINGS)
    return answered(request, ical.write(site_of(door), found.items), ical.TYPE)


@router.get("/journal/rencontres/{slug}/calendrier.ics")
async def calendar_of_one(request: Request, door: Door, slug: SlugPath) -> Response:
    """One gathering in iCalendar."""
    found = await door.ask(agenda.read_gathering, slug)
    return answered(request, ical.write(site_of(door), [found.meeting]), ical.TYPE, f"{slug}.ics")


@router.get("/journal/articles/{slug}/bibtex")
async def bibtex(request: Request, door: Door, slug: SlugPath) -> Response:
    """How to cite an article, in BibTeX."""
    found = await door.ask(articles_read.read_article, slug)
    body = citation.bibtex(site_of(door), found.seen).encode()
    return answered(request, body, "application/x-bibtex", f"{slug}.bib")


@router.get("/journal/articles/{slug}/ris")
async def ris(request: Request, door: Door, slug: SlugPath) -> Response:
    """How to cite an article, in RIS."""
    found = await door.ask(articles_read.read_article, slug)
    body = citation.ris(site_of(door), found.seen).encode()
    return answered(request, body, "application/x-research-info-systems", f"{slug}.ris")


@router.get("/journal/articles/{slug}/csl")
async def csl(request: Request, door: Door, slug: SlugPath) -> Response:
    """How to cite an article, in CSL-JSON."""
    found = await door.ask(articles_read.read_article, slug)
    body = _json(citation.csl(site_of(door), found.seen))
    return answered(request, body, "application/vnd.citationstyles.csl+json", f"{slug}.csl.json")


@router.get("/journal/articles/{slug}/jats")
async def jats_file(request: Request, door: Door, slug: SlugPath) -> Response:
    """An article in JATS."""
    found = await door.ask(articles_read.read_article, slug)
    return answered(request, jats.write(site_of(door), found), jats.TYPE, f"{slug}.xml")


@router.get("/journal/articles/{slug}/linked-data")
async def linked_data(request: Request, door: Door, slug: SlugPath) -> Response:
    """An article in JSON-LD."""
    found = await door.ask(articles_read.read_article, slug)
    return answered(request, _json(linked.article(site_of(door), found)), linked.TYPE)


@router.get("/journal/catalogue.jsonld")
async def open_data(request: Request, door: Door) -> Response:
    """The open data of the journal in DCAT."""
    latest = (await door.ask(harvest.list_changes, Asked(), None, 1)).items
    changed = latest[0].changed_at if latest else entries.BEGINNING
    return answered(request, _json(catalogue.write(site_of(door), changed)), catalogue.TYPE)


@router.get("/journal/sitemap.xml")
async def sitemap_index(request: Request, door: Door) -> Response:
    """The parts of the site map."""
    site, parts = site_of(door), await door.ask(harvest.count_parts)
    addresses = [f"{site.home}/sitemap/{number}.xml" for number in range(1, parts + 1)]
    return answered(request, sitemap.index(addresses), sitemap.TYPE)


@router.get("/journal/sitemap/{number}.xml")
async def sitemap_part(request: Request, door: Door, number: PartPath) -> Response:
    """One part of the site map; the first one names the lists and the gatherings too."""
    site, found = site_of(door), await door.ask(harvest.list_addresses, number)
    first = [(site.home, ""), (f"{site.home}/rencontres", "")] if number == 1 else []
    if not found and not first:
        raise NotFound("Cette partie du plan n'existe pas.", part=number)
    rows = [*first, *((_page_of(site, each), each.changed) for each in found)]
    return answered(request, sitemap.part(rows), sitemap.TYPE)


@router.api_route("/journal/oai", methods=["GET", "POST"])
async def oai_pmh(request: Request, door: Door) -> Response:
    """OAI-PMH 2.0, by GET or by POST."""
    arguments = request.query_params.multi_items()
    if request.method == "POST":
        arguments += parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True)
    # The library waits for what it asks, so it works beside the loop that answers it.
    repository = _repository(door, asyncio.get_running_loop())
    body = await asyncio.to_thread(oai.answer, repository, arguments)
    return Response(body, headers={**OPEN, "Cache-Control": "no-cache"}, media_type=oai.TYPE)


def _page_of(site: Site, address: harvest.Address) -> str:
    return site.gathering(address.slug) if address.gathering else site.article(address.slug)


def answered(request: Request, body: bytes, media_type: str, filename: str = "") -> Response:
    """What a machine asked for, or 304 when it has it already."""
    headers = {**OPEN, "Cache-Control": "no-cache", "ETag": etag.tag(body)}
    if etag.has_already(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    named = {"Content-Disposition": f'attachment; filename="{filename}"'} if filename else {}
    return Response(body, headers=headers | named, media_type=f"{media_type}; charset=utf-8")


async def _changes(request: Request, door: OpenDoor, asked: Asked, after: str | None) -> Feed:
    site, path = site_of(door), request.url.path
    marks = Cursors(door.runtime.settings.bearer_key, path)
    found = await door.ask(harvest.list_changes, asked, marks.read(after), ENTRIES)
    written = [entries.of_article(site, each) for each in found.items]
    words = described(asked)
    return Feed(
        title=f"{NAME}\u00a0: {words}" if words else NAME,
        page=site.at(asked.address("/journal")),
        url=site.at(asked.address(path, **({"after": after} if after else {}))),
        entries=written,
        updated=entries.latest(written),
        more=site.at(asked.address(path, after=marks.write(found.next))) if found.next else "",
    )


async def _gatherings(request: Request, door: OpenDoor) -> Feed:
    site = site_of(door)
    found = await door.ask(agenda.list_all_gatherings, None, ENTRIES)
    written = [entries.of_gathering(site, each) for each in found.items]
    return Feed(
        title=f"{NAME}\u00a0: rencontres",
        page=f"{site.home}/rencontres",
        url=site.at(request.url.path),
        entries=written,
        updated=entries.latest(written),
    )


def _repository(door: OpenDoor, loop: asyncio.AbstractEventLoop) -> oai.Repository:
    def waiting(query: Callable[..., Awaitable[T]]) -> Callable[..., T]:
        return lambda *asked: asyncio.run_coroutine_threadsafe(door.ask(query, *asked), loop).result()

    settings = door.runtime.settings
    hashed = {"digest_method": hashlib.sha256}
    return oai.Repository(
        site=site_of(door),
        mail=settings.smtp_from,
        signer=URLSafeSerializer(settings.bearer_key, salt="oai-pmh", signer_kwargs=hashed),
        page=waiting(harvest.harvest),
        article=waiting(harvest.find_article),
        sets=waiting(harvest.list_sets),
        earliest=waiting(harvest.earliest_change),
    )


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()
