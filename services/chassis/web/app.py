"""Puts a service's doors together: API under its version, pages, health, problem details, security headers."""

import time
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis import metrics
from services.chassis.identity import Tokens
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.web import health, operations, problems, reference
from services.chassis.web.actions import name_actions
from services.chassis.web.limits import Limits

API_VERSION = "v1"
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PROBLEM: dict[str, Any] = {"content": {problems.CONTENT_TYPE: {"schema": problems.Problem.model_json_schema()}}}
WORDS = {
    400: "Requête illisible",
    401: "Connexion requise",
    403: "Droit insuffisant",
    404: "Introuvable",
    405: "Méthode refusée",
    409: "Refusé par une règle",
    412: "Le dossier a changé",
    413: "Trop volumineux",
    415: "Format refusé",
    422: "Données à corriger",
    503: "Momentanément impossible",
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": word, **PROBLEM} for status, word in WORDS.items()
}

log = structlog.get_logger(__name__)


def api_root(service: str) -> str:
    """Where a service's API lies, at the public door as in the process."""
    return f"/api/{service}/{API_VERSION}"


def build_app(service: Service, settings: Settings, runtime: Any, *, lifespan: Any = None) -> FastAPI:
    """The ASGI application of one process of a service."""
    root = api_root(service.name)
    app = FastAPI(
        title=service.title,
        version=API_VERSION,
        openapi_url=f"{root}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.runtime = runtime
    app.state.tokens = Tokens(settings)
    for routes in (service.api, operations.router):
        name_actions(routes)
    app.include_router(service.api, prefix=root, responses=RESPONSES)
    app.include_router(operations.router, prefix=root, responses=RESPONSES)
    if service.pages is not None:
        app.include_router(service.pages, include_in_schema=False)
    app.include_router(health.router)
    app.include_router(reference.router(app, root))
    problems.install(app)
    app.add_middleware(Limits)
    app.add_middleware(Edge)
    return app


class Edge:
    """The outermost layer: security headers, one log line and one measure a request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Watch the answer leave."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, watched)
        seconds = time.perf_counter() - began
        metrics.REQUEST.labels(scope["method"], str(status)).observe(seconds)
        if status >= 400 or scope["method"] != "GET":
            log.info("request", method=scope["method"], path=scope["path"], status=status, ms=round(seconds * 1000))
        return None
