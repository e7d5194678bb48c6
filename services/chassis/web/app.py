"""Puts a service's doors together: API under its version, its reference, pages, inner doors, problems, limits, edge."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.staticfiles import StaticFiles

from services.chassis.identity import Tokens
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.web import health, openapi, operations, pages, problems, reference
from services.chassis.web.edge import Edge
from services.chassis.web.limits import Limits

API_VERSION = "v1"
# The edge traces and measures; the framework's own spans would tell addresses with the ids of persons in them.
OURS_ALONE: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def api_root(service: str) -> str:
    """Where a service's API lies, at the public door as in the process."""
    return f"/api/{service}/{API_VERSION}"


def build_app(service: Service, settings: Settings, runtime: Any, *, lifespan: Lifespan | None = None) -> FastAPI:
    """The ASGI application of one process of a service."""
    root = api_root(service.name)
    app = FastAPI(
        title=service.title,
        version=API_VERSION,
        description=reference.INTRODUCTION,
        openapi_url=f"{root}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=OURS_ALONE,
        lifespan=_closing(lifespan),
    )
    app.state.runtime = runtime
    app.state.tokens = Tokens(settings)
    app.state.templates = pages.of_service(service.name)
    app.include_router(service.api, prefix=root)
    app.include_router(operations.router, prefix=root)
    if service.pages is not None:
        app.include_router(service.pages, include_in_schema=False)
    app.include_router(reference.router(root), include_in_schema=False)
    app.include_router(health.router)
    app.mount("/static", StaticFiles(directory=pages.STATIC))
    openapi.describe(app, service, settings)
    problems.install(app)
    app.add_middleware(Limits)
    app.add_middleware(Edge, https=settings.public_url.startswith("https://"))
    return app


def _closing(lifespan: Lifespan | None) -> Lifespan:
    """The lifespan of the process, and the connections to the issuer dropped at its end."""

    @asynccontextmanager
    async def lived(app: FastAPI) -> AsyncIterator[None]:
        async with lifespan(app) if lifespan else nullcontext():
            yield
        await app.state.tokens.close()

    return lived
