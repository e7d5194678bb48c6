"""The portal put together: read-only pages behind the door. It is no service and decides nothing."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles

from deploy.portal.pages import missing, router
from deploy.portal.render import TEMPLATES
from deploy.portal.settings import Settings
from deploy.portal.state import Watch
from services.chassis.web.pages import STATIC

SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


def build(settings: Settings) -> FastAPI:
    """The program, ready to serve."""
    app = FastAPI(title="Portail de Pépinière", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.state.templates = TEMPLATES
    app.state.watch = Watch(settings.services)
    app.include_router(router)
    app.add_api_route("/static/portail.css", stylesheet)
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_exception_handler(404, not_found)
    app.middleware("http")(guarded)
    return app


async def stylesheet() -> Response:
    """What the portal's own pages add to the common style sheet."""
    return FileResponse(Path(__file__).parent / "portail.css", media_type="text/css")


async def not_found(request: Request, problem: Exception) -> Response:
    """A page for people, also where nothing is."""
    return missing(request)


async def guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """Every answer carries the strict policy: no script, nothing from elsewhere."""
    response = await answer(request)
    for name, value in SAFE.items():
        response.headers.setdefault(name, value)
    return response
