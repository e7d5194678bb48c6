"""Templates of the portal on the base page of the chassis."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse

from services.chassis.web import pages

HERE = Path(__file__).parent
WEB = pages.HERE
PAGES = pages.Pages(HERE / "templates")
STYLES = ("/static/portail.css",)


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page."""
    return PAGES.render(template, status, styles=STYLES, **values)
