"""The reference page of an API, rendered here from its own OpenAPI document: no script, no asset from elsewhere."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.responses import Response

from services.chassis.web.pages import Pages

PAGES = Pages(Path(__file__).parent / "templates")
METHODS = ("get", "post", "put", "patch", "delete")


def router(app: FastAPI, root: str) -> APIRouter:
    """The page at ``<root>/docs``."""
    routes = APIRouter(include_in_schema=False)

    @routes.get(f"{root}/docs")
    async def reference() -> Response:
        document = app.openapi()
        shown: dict[str, Any] = {
            "title": app.title,
            "openapi": app.openapi_url,
            "routes": described(document, app.state.runtime.service),
        }
        return PAGES.render("reference.html", **shown)

    return routes


def described(document: dict[str, Any], service: Any) -> list[dict[str, Any]]:
    """One entry an address and method, in the order of the document."""
    schemas = document.get("components", {}).get("schemas", {})
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("description") or operation.get("summary", ""),
            "who": _who(operation, service),
            "parameters": [each["name"] for each in operation.get("parameters", [])],
            "fields": _fields(operation, schemas),
        }
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in METHODS
    ]


def _who(operation: dict[str, Any], service: Any) -> str:
    row = service.table.rows.get(operation.get("x-action", ""))
    return " ou ".join(who.words for who in row.who) if row else ""


def _fields(operation: dict[str, Any], schemas: dict[str, Any]) -> list[dict[str, Any]]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = _resolved(body, schemas)
    required = schema.get("required", [])
    return [
        {"name": name, "shape": _shape(part, schemas), "required": name in required}
        for name, part in schema.get("properties", {}).items()
    ]


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schemas.get(name, schema)
    return found


def _shape(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """A field's shape in a few words."""
    if "$ref" in schema:
        inner = _resolved(schema, schemas)
        return " | ".join(map(str, inner["enum"])) if "enum" in inner else str(inner.get("title", "objet"))
    if "anyOf" in schema:
        return " ou ".join(_shape(each, schemas) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"liste de {_shape(schema.get('items', {}), schemas)}"
    if "enum" in schema or "const" in schema:
        return " | ".join(map(str, schema.get("enum", [schema.get("const")])))
    return " ".join(filter(None, [WORDS.get(schema.get("type", ""), "valeur"), schema.get("format", "")]))


WORDS = {
    "string": "texte",
    "integer": "entier",
    "number": "nombre",
    "boolean": "vrai ou faux",
    "object": "objet",
    "null": "vide",
}
