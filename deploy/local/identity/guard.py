"""Keeps the development provider to this machine: it hands out tokens without a password."""

from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from fastapi import Request
from starlette.responses import PlainTextResponse, Response

HEADERS = {
    # The form's answer leads back to the client, on a port of its own; browsers hold that to form-action too.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self' http://127.0.0.1:* http://localhost:*",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def is_here(address: str) -> bool:
    """Whether a web address leads to this machine, and nowhere else whatever a browser makes of it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and "\\" not in address and "@" not in parts.netloc
    return plain and parts.scheme in ("http", "https") and not parts.fragment and is_loopback(parts.hostname)


def with_query(address: str, answer: Mapping[str, str]) -> str:
    """The address with these parameters beside its own; empty ones are left out."""
    parts = urlsplit(address)
    pairs = [
        *parse_qsl(parts.query, keep_blank_values=True),
        *((name, value) for name, value in answer.items() if value),
    ]
    return urlunsplit(parts._replace(query=urlencode(pairs)))


async def local_only(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse what comes from another machine, or under another name (DNS rebinding); harden every answer."""
    # A gateway tells whom it speaks for; it may be opened to a network, this door never is.
    behind = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    if not is_loopback(request.url.hostname) or not all(is_loopback(each) for each in behind):
        return PlainTextResponse("L'identité de développement ne sert que cette machine.\n", status_code=403)
    response = await answer(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
