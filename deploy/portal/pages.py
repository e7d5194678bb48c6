"""The portal's addresses: home, catalogue of events, live state, accessibility."""

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from contracts import asyncapi, catalogue
from contracts.schemas import DIALECT
from deploy.portal import events, home, mood
from deploy.portal.render import page
from deploy.portal.settings import Settings
from deploy.portal.state import Watch
from services.chassis.web.french import instant

router = APIRouter()


@router.get("/")
async def welcome(request: Request) -> Response:
    """What this is, for whom, and where it leads."""
    settings: Settings = request.app.state.settings
    return page(
        request,
        "accueil.html",
        chain=home.CHAIN,
        links=home.LINKS,
        apis=home.apis(),
        cast=home.CAST,
        demo=settings.demo,
    )


@router.get("/evenements")
async def list_events(request: Request) -> Response:
    """Every event, by service and dossier."""
    return page(
        request,
        "evenements.html",
        services=events.services(),
        count=len(catalogue.TYPES),
        partitions=catalogue.PARTITIONS,
    )


@router.get("/evenements/asyncapi.yaml")
async def asyncapi_document() -> Response:
    """The catalogue for machines."""
    return FileResponse(asyncapi.FILE, media_type="application/yaml")


@router.get("/evenements/{type_name}")
async def show_event(request: Request, type_name: str) -> Response:
    """One event: who says it, who hears it, its fields and its example."""
    event = catalogue.TYPES.get(type_name)
    return page(request, "evenement.html", event=events.sheet(event)) if event else missing(request)


@router.get("/evenements/{type_name}/schema.json")
async def event_schema(request: Request, type_name: str) -> Response:
    """The JSON Schema of one event, with its descriptions."""
    event = catalogue.TYPES.get(type_name)
    if event is None:
        return missing(request)
    schema = {"$schema": DIALECT} | event.model_json_schema() | {"title": type_name}
    return JSONResponse(schema, media_type="application/schema+json")


@router.get("/etat")
async def state(request: Request) -> Response:
    """How the services are, right now."""
    watch: Watch = request.app.state.watch
    seen, states = await watch.now()
    cards = [mood.card(each) for each in states]
    return page(request, "etat.html", services=cards, verdict=mood.verdict(states), seen=instant(seen))


@router.get("/accessibilite")
async def accessibility(request: Request) -> Response:
    """The declaration, which says « non conforme » until a real audit says otherwise."""
    return page(request, "accessibilite.html")


@router.get("/robots.txt")
async def robots(request: Request) -> Response:
    """Public pages may be read by robots, which find the journal's by its site map; the APIs are for their users."""
    settings: Settings = request.app.state.settings
    site_map = f"{settings.public_url.rstrip('/')}/journal/sitemap.xml"
    return PlainTextResponse(f"User-agent: *\nDisallow: /api/\n\nSitemap: {site_map}\n")


@router.get("/favicon.ico")
async def icon() -> Response:
    """No icon at the address that old browsers ask unasked: the pages name their own."""
    return Response(status_code=204)


@router.get("/livez")
async def alive() -> Response:
    """The process answers; it needs nothing else."""
    return PlainTextResponse("ok")


def missing(request: Request) -> Response:
    """The page of an address that leads nowhere."""
    return page(request, "introuvable.html", status=404)
