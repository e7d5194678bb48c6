"""Templates of the portal on the base page of the chassis."""

from pathlib import Path
from typing import Any

from fastapi import Request, Response

from services.chassis.web import pages

TEMPLATES = pages.environment(Path(__file__).parent / "templates")


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A whole page."""
    return pages.render(request, template, status, **values)
