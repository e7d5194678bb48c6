"""The OpenAPI document of a service, completed with what its doors do for every route.

Problems, the idempotency key, tags of versions, receipts, and who may: none of it is said again by a route.
"""

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.store import Receipt
from services.chassis.web.actions import handed
from services.chassis.web.cursor import Listing
from services.chassis.web.problems import CONTENT_TYPE, FieldError, Problem

BEARER = "jeton"
READING = ("query", "ask", "get")
ANSWERS = {
    200: "Fait",
    201: "Créé",
    304: "Inchangé : vous l'avez déjà",
    400: "Requête illisible : en-tête, curseur ou JSON",
    401: "Connexion requise",
    403: "Droit insuffisant",
    404: "Introuvable, ou hors de votre vue",
    409: "Refusé par une règle",
    412: "Le dossier a changé depuis que vous l'avez lu",
    413: "Plus de 256 Ko",
    415: "Autre chose que du JSON",
    422: "Données à corriger, ou clé d'idempotence déjà employée",
    500: "Erreur imprévue",
    503: "Momentanément impossible : réessayez",
}
ASKED = (400, 401, 403, 404, 422, 500, 503)
COMMANDED = (*ASKED, 409, 412, 413, 415)
HEADERS: dict[str, Any] = {
    "Idempotency-Key": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "Une clé par intention : la même, renvoyée, n'agit qu'une fois et rend la même réponse.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
    },
    "If-Match": {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "description": "L'ETag reçu à la lecture : refusé (412) si le dossier a changé depuis.",
        "schema": {"type": "string", "pattern": '^"[0-9]{1,15}(-[0-9a-f]{16})?"$'},
    },
    "If-None-Match": {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "L'ETag que vous avez : rien n'est renvoyé (304) si rien n'a changé.",
        "schema": {"type": "string", "pattern": '^"[0-9a-f-]{1,40}"$'},
    },
}
ETAG = {"ETag": {"description": "La version lue, pour If-Match et If-None-Match.", "schema": {"type": "string"}}}
LINK = {"Link": {"description": 'La page suivante (rel="next").', "schema": {"type": "string"}}}


def describe(app: FastAPI, service: Service, settings: Settings) -> None:
    """Have an application answer the completed document, made once."""
    made: list[dict[str, Any]] = []

    def document() -> dict[str, Any]:
        if not made:
            made.append(_document(app, service, settings))
        return made[0]

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI, service: Service, settings: Settings) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        description=app.description,
        routes=app.routes,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        servers=[{"url": settings.public_url.rstrip("/")}],
    )
    components = document.setdefault("components", {})
    _add_schemas(components)
    components["securitySchemes"] = {
        BEARER: {"type": "http", "scheme": "bearer", "description": "Jeton OpenID Connect de l'émetteur configuré."}
    }
    components["responses"] = {f"Probleme{status}": _problem(status) for status in sorted(set(COMMANDED))}
    reached = {(path, method): found for path, method, found in _routes(app)}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            _complete(operation, *reached[path, method], service)
            _say(operation)
    return document


def _routes(app: FastAPI) -> Iterator[tuple[str, str, tuple[str, str | None]]]:
    """(path, method, (how, action)) of every documented route."""
    for context in iter_route_contexts(app.routes):
        if getattr(context, "include_in_schema", False) and context.endpoint is not None:
            for method in context.methods or ():
                yield str(context.path_format), method.lower(), handed(context.endpoint) or (method.lower(), None)


def _add_schemas(components: dict[str, Any]) -> None:
    """Ours in, and out with the framework's own form of validation errors."""
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for model in (Problem, FieldError, Receipt, Listing[Any]):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        schemas[model.__name__.partition("[")[0]] = schema
    schemas["Problem"] |= {"additionalProperties": True}


def _problem(status: int) -> dict[str, Any]:
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": ANSWERS[status], "content": content}


def _complete(operation: dict[str, Any], how: str, action: str | None, service: Service) -> None:
    acts = how not in READING
    statuses = COMMANDED if acts else ASKED
    operation["responses"] = {
        **(_done(operation, how) if acts else _read(operation)),
        **{str(status): {"$ref": f"#/components/responses/Probleme{status}"} for status in statuses},
    }
    names = {"command": ("Idempotency-Key", "If-Match"), "operate": ("Idempotency-Key",)}.get(how, ("If-None-Match",))
    operation["parameters"] = [*operation.get("parameters", []), *(HEADERS[name] for name in names)]
    row = service.table.rows.get(action or "")
    public = row is not None and any(who.kind == "everyone" for who in row.who)
    operation["security"] = [{BEARER: []}, *([{}] if public else [])]
    operation["x-action"] = action
    operation["x-qui-peut"] = [who.words for who in row.who] if row else []


def _say(operation: dict[str, Any]) -> None:
    """The route's own summary; where it has none, the first sentence of its description instead of its name."""
    named = operation["operationId"].partition("_api_")[0].replace("_", " ").title()
    said = operation.get("description", "").partition("\n\n")[0].replace("\n", " ")
    if operation.get("summary", named) == named and said:
        operation["summary"] = re.split(r"\.(?: |$)| ;", said)[0]


def _told(operation: dict[str, Any]) -> dict[str, Any]:
    """The answers whose form the route tells itself, by status."""
    return {
        status: response
        for status, response in operation["responses"].items()
        if status.startswith("2") and any(media.get("schema") for media in response.get("content", {}).values())
    }


def _done(operation: dict[str, Any], how: str) -> dict[str, Any]:
    """What acting answers: what the route tells, or a receipt."""
    schema = {"$ref": "#/components/schemas/Receipt"} if how == "command" else {"type": "object"}
    receipt = {"content": {"application/json": {"schema": schema}}}
    told = _told(operation) or {"200": receipt, "201": receipt}
    return {
        status: {**response, "description": ANSWERS[int(status)], "headers": ETAG if how == "command" else {}}
        for status, response in told.items()
    }


def _read(operation: dict[str, Any]) -> dict[str, Any]:
    """What reading answers: what the route tells; a page of something where it takes a cursor."""
    paged = any(parameter["name"] == "after" for parameter in operation.get("parameters", []))
    otherwise = {"$ref": "#/components/schemas/Listing"} if paged else {}
    told = _told(operation).get("200") or {"content": {"application/json": {"schema": otherwise}}}
    headers = {**ETAG, **(LINK if paged else {})}
    return {
        "200": {**told, "description": ANSWERS[200], "headers": headers},
        "304": {"description": ANSWERS[304]},
    }
