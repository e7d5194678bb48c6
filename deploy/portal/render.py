"""Templates of the portal on the base page of the chassis."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
WEB = HERE.parent.parent / "services" / "chassis" / "web"

ENVIRONMENT = Environment(
    loader=FileSystemLoader([HERE / "templates", WEB / "templates"]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.globals["styles"] = ["/static/portail.css"]


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page."""
    return HTMLResponse(ENVIRONMENT.get_template(template).render(**values), status_code=status)
