"""The public pages of the journal, whole without JavaScript and printable."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.page import Page
from services.chassis.web.cursor import After, Cursors
from services.chassis.web.door import Door, OpenDoor
from services.chassis.web.pages import render
from services.innovation_journal import pages_machines
from services.innovation_journal.asking import NumberPath, Search, SlugPath, site_of
from services.innovation_journal.figure_words import row
from services.innovation_journal.formats import citation, linked, meta
from services.innovation_journal.formats.site import Site
from services.innovation_journal.pages_words import WORDS, described, facets
from services.innovation_journal.queries import agenda, articles_read, reading, walking

PAGE, AGENDA = 20, 3
# What a cursor of the gatherings begins with: it goes on with those to come, or with those of the past.
SOON, PAST = "soon ", "past "
STYLES = ("/static/journal.css",)

router = APIRouter()
router.include_router(pages_machines.router)


def cursors(door: OpenDoor, path: str) -> Cursors:
    """The cursors of a list of pages."""
    return Cursors(door.runtime.settings.bearer_key, path)


def shown(request: Request, door: OpenDoor, template: str, **context: Any) -> Response:
    """A page of the journal."""
    return render(request, template, styles=STYLES, site=site_of(door), **WORDS, **context)


@router.get("/journal")
async def home(request: Request, door: Door, asked: Search, after: After = None) -> Response:
    """The latest articles, or those that answer a search, with filters; what is to come."""
    path = request.url.path
    marks = cursors(door, path)
    found = await door.ask(reading.search_articles, asked, marks.read(after), PAGE)
    counts = await door.ask(reading.count_facets, asked)
    to_come = [] if asked.filters or after else (await door.ask(agenda.list_agenda, None, AGENDA)).items
    incubator = next((each.incubator_name for each in found.items if asked.incubator), "") or asked.incubator
    return shown(
        request,
        door,
        "journal.html",
        asked=asked,
        articles=found.items,
        counts=counts,
        examined=walking.EXAMINED,
        facets=facets(asked, counts, path),
        incubator=incubator,
        described=described(asked, incubator),
        to_come=to_come,
        first=asked.address(path) if after else "",
        next=asked.address(path, after=marks.write(found.next)) if found.next else "",
    )


@router.get("/journal/articles/{slug}")
async def article_page(request: Request, door: Door, slug: SlugPath) -> Response:
    """One article as it stands now, or why it was withdrawn."""
    found = await door.ask(articles_read.read_article, slug)
    site = site_of(door)
    answer = shown(
        request,
        door,
        "article.html",
        article=found.seen,
        body=found.body,
        kin=found.kin,
        current=None,
        rows=[row(each) for each in found.body.figures],
        confirmed=sum(link.confirms for link in found.kin.adaptations),
        cite=citation.sentence(site, found.seen),
        tags=[*meta.highwire(site, found.seen), *meta.core_tags(site, found)],
        dublin_core=meta.CORE,
        data=linked.inert(linked.article(site, found)),
    )
    answer.headers["Link"] = _links(site, slug)
    return answer


@router.get("/journal/articles/{slug}/editions/{number}")
async def edition_page(request: Request, door: Door, slug: SlugPath, number: NumberPath) -> Response:
    """One edition at its own address, with a notice when it is not the one that holds."""
    found = await door.ask(articles_read.read_edition, slug, number)
    return shown(
        request,
        door,
        "edition.html",
        article=found.seen,
        body=found.body,
        current=found.current,
        rows=[row(each) for each in found.body.figures],
    )


@router.get("/journal/rencontres")
async def gatherings_page(request: Request, door: Door, after: After = None) -> Response:
    """The gatherings to come, and those of the past; each of the two lists leads on by itself."""
    path = request.url.path
    marks = cursors(door, path)
    which, place = _place(marks.read(after))
    soon = await door.ask(agenda.list_agenda, place, PAGE) if which in ("", SOON) else Page([])
    past = await door.ask(agenda.list_all_gatherings, place, PAGE, True) if which in ("", PAST) else Page([])
    return shown(
        request,
        door,
        "rencontres.html",
        which=which,
        to_come=soon.items,
        past=past.items,
        first=path if after else "",
        sooner=f"{path}?after={marks.write(SOON + soon.next)}" if soon.next else "",
        older=f"{path}?after={marks.write(PAST + past.next)}" if past.next else "",
    )


@router.get("/journal/rencontres/{slug}")
async def gathering_page(request: Request, door: Door, slug: SlugPath) -> Response:
    """One gathering."""
    found = await door.ask(agenda.read_gathering, slug)
    return shown(
        request,
        door,
        "rencontre.html",
        meeting=found.meeting,
        articles=found.articles,
        data=linked.inert(linked.gathering(site_of(door), found.meeting)),
    )


def _place(after: str | None) -> tuple[str, str | None]:
    """Which of the two lists of gatherings is gone on with (empty: both begin), and from where."""
    which = next((each for each in (SOON, PAST) if after and after.startswith(each)), "")
    return which, after.removeprefix(which) if after and which else None


def _links(site: Site, slug: str) -> str:
    """What machines find beside the page (RFC 8288, signposting)."""
    address = site.article(slug)
    found = {
        "linked-data": ("describedby", "application/ld+json"),
        "jats": ("describedby", "application/xml"),
        "bibtex": ("describedby", "application/x-bibtex"),
    }
    said = [f'<{address}/{name}>; rel="{rel}"; type="{kind}"' for name, (rel, kind) in found.items()]
    return ", ".join([f'<{address}>; rel="cite-as"', *said])
