"""The reference page of an API, drawn from its OpenAPI document: French, server-rendered, without JavaScript."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.chassis.web.pages import render
from services.chassis.web.schema_words import fields, short_name, type_words

INTRODUCTION = (
    "Les commandes disent où en est leur dossier (état, version) ; les lectures montrent ce que la personne peut voir. "
    "Chaque commande porte une clé d'idempotence : renvoyée, elle n'agit qu'une fois. Chaque refus est un problème "
    "(RFC 9457) qui nomme le champ à corriger et dit quoi faire."
)
PLACES = {"path": "adresse", "query": "paramètre", "header": "en-tête"}


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    title: str
    text: str
    who: tuple[str, ...]
    public: bool
    inputs: tuple[dict[str, Any], ...]
    body: tuple[dict[str, Any], ...]
    answers: tuple[tuple[str, str, str], ...]


def router(root: str) -> APIRouter:
    """The addresses of the reference: ``…/v1/docs``, and what people type first."""
    made = APIRouter()

    @made.get(f"{root}/docs")
    async def show(request: Request) -> Response:
        """Every operation, field and refusal."""
        document = request.app.openapi()
        return render(
            request,
            "reference.html",
            info=document["info"],
            root=root,
            groups=groups(document),
            models=models(document),
        )

    @made.get(root)
    @made.get(f"{root}/")
    async def enter(request: Request) -> Response:
        """Lead on to the reference."""
        return RedirectResponse(f"{root}/docs", 307)

    return made


def groups(document: dict[str, Any]) -> dict[str, list[Operation]]:
    """The operations by tag, in the order of the document."""
    found: dict[str, list[Operation]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            tag = next(iter(operation.get("tags", [])), path.split("/")[4])
            found.setdefault(tag, []).append(_operation(path, method, operation, document))
    return found


def models(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The fields of every model of the document, by its name."""
    schemas = _schemas(document)
    return {
        short_name(name): fields(schema, schemas)
        for name, schema in sorted(schemas.items())
        if schema.get("properties")
    }


def _schemas(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document.get("components", {}).get("schemas", {})
    return found


def _operation(path: str, method: str, operation: dict[str, Any], document: dict[str, Any]) -> Operation:
    schemas = _schemas(document)
    responses = {status: _resolved(response, document) for status, response in operation["responses"].items()}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation.get("summary", operation["operationId"]),
        text=operation.get("description", "").replace("`", ""),
        who=tuple(operation.get("x-qui-peut", ())),
        public={} in operation.get("security", []),
        inputs=tuple(_input(parameter, schemas) for parameter in operation.get("parameters", [])),
        body=tuple(fields(_resolved(body, document), schemas)),
        answers=tuple(
            (status, response["description"], _content(response, schemas)) for status, response in responses.items()
        ),
    )


def _input(parameter: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": parameter["name"],
        "place": PLACES.get(parameter["in"], parameter["in"]),
        "required": parameter.get("required", False),
        # An input left out is how nothing is said: no need to say it twice.
        "type": type_words(parameter.get("schema", {}), schemas).removesuffix(" ou rien"),
        "text": parameter.get("description", ""),
    }


def _content(response: dict[str, Any], schemas: dict[str, Any]) -> str:
    media: list[dict[str, Any]] = list(response.get("content", {}).values())
    schema = media[0].get("schema") if media else None
    return type_words(schema, schemas) if schema else ""


def _resolved(part: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """What a local reference points to."""
    if "$ref" not in part:
        return part
    found: Any = document
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return found  # type: ignore[no-any-return]
