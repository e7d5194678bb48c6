"""Renders the pages of a service: its templates over the common base page, in French, whole without JavaScript.

A service keeps its templates in ``services/<service>/templates``; a page is
``return render(request, "registre.html", incubators=…)``.
"""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.chassis.web import etag
from services.chassis.web.french import FILTERS

HERE = Path(__file__).parent
SERVICES = HERE.parent.parent
STATIC = HERE / "static"


def environment(*folders: Path) -> Environment:
    """Templates of these folders over those of the chassis; everything shown is escaped, nothing may be missing."""
    made = Environment(
        loader=FileSystemLoader([*folders, HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


def of_service(name: str) -> Environment:
    """The templates of one service."""
    return environment(SERVICES / name / "templates")


def render(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A whole page, or 304 when the reader has it already. ``path`` tells the base page where it is."""
    templates: Environment = request.app.state.templates
    html = templates.get_template(template).render(path=request.url.path, **context)
    answer = HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-cache"})
    if status == 200 and request.method in ("GET", "HEAD"):
        answer.headers["ETag"] = etag.tag(bytes(answer.body))
        if etag.has_already(request.headers.get("if-none-match"), answer.headers["ETag"]):
            return Response(status_code=304, headers={"ETag": answer.headers["ETag"], "Cache-Control": "no-cache"})
    return answer
