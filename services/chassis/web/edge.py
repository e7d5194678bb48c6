"""The outermost layer: correlation, a span, a log line and a measure a request, security headers, errors of ours."""

import re
import time

import structlog
from opentelemetry.trace import SpanKind
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils import uuid7

from services.chassis import metrics, telemetry
from services.chassis.web import problems

CORRELATION = "pepiniere.correlation"
NAMED = re.compile(r"[A-Za-z0-9._:-]{1,64}")
INNER = ("/livez", "/readyz", "/metrics", "/flow")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
KEPT_BY_NOBODY = {"Cache-Control": "no-store"}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}

log = structlog.get_logger(__name__)


class Edge:
    """The middleware. Plain ASGI, so that it sees every answer, those of other middlewares too."""

    def __init__(self, app: ASGIApp, https: bool = False) -> None:
        self.app = app
        self.headers = {**SECURITY, **(HTTPS_ONLY if https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the request's story, let it through, and watch the answer leave."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        asked = Headers(scope=scope)
        scope[CORRELATION] = correlation = _correlation(asked.get("x-correlation-id", ""))
        method = scope["method"] if scope["method"] in METHODS else "other"
        parent, attributes = asked.get("traceparent"), {telemetry.METHOD: method}
        with (
            structlog.contextvars.bound_contextvars(correlation=correlation),
            telemetry.span(method, parent, SpanKind.SERVER, **attributes) as span,
        ):
            began = time.perf_counter()
            status = await self._served(scope, receive, send)
            route = _route(scope)
            span.update_name(f"{method} {route}")
            span.set_attributes({telemetry.ROUTE: route, telemetry.STATUS: status})
            _count(method, route, status, time.perf_counter() - began)
        return None

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> int:
        """Serve and answer the status; an error of ours becomes a problem as long as nothing has left."""
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(scope, MutableHeaders(scope=message))
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if status:
                raise
            await problems.unexpected(error).answer(scope)(scope, receive, watched)
        return status

    def _dress(self, scope: Scope, headers: MutableHeaders) -> None:
        api = scope["path"].startswith("/api/")
        for name, value in {**self.headers, **(KEPT_BY_NOBODY if api else {})}.items():
            headers.setdefault(name, value)
        headers["X-Correlation-Id"] = scope[CORRELATION]


def _correlation(sent: str) -> str:
    """The story this request belongs to: the caller's word for it when it is one, or a new one."""
    return sent if NAMED.fullmatch(sent) else str(uuid7())


def _route(scope: Scope) -> str:
    """The address without the ids it holds, which may be persons'; « - » when nothing answers there."""
    if scope.get("route") is None:
        return "-"
    names = {str(value): f"{{{name}}}" for name, value in scope.get("path_params", {}).items()}
    return "/".join(names.get(part, part) for part in scope["path"].split("/"))


def _count(method: str, route: str, status: int, seconds: float) -> None:
    metrics.REQUEST.labels(method, str(status)).observe(seconds)
    if route not in INNER:
        log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))
