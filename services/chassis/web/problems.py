"""Renders every refusal as RFC 9457 problem details: French, with the field at fault, and no inner detail."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from uuid_utils import uuid4

from services.chassis import metrics
from services.chassis.mongo import PyMongoError, is_outage
from services.chassis.refusal import Refusal, Unavailable

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER = "2"

log = structlog.get_logger(__name__)

# What pydantic says, in the words of the person who fills a form; {…} are its own context values.
SENTENCES: dict[str, str] = {
    "missing": "Ce champ est obligatoire.",
    "extra_forbidden": "Ce champ n'est pas attendu ici.",
    "json_invalid": "Le corps de la requête n'est pas du JSON lisible.",
    "string_type": "Un texte est attendu.",
    "string_too_short": "Au moins {min_length} caractère(s) attendu(s).",
    "string_too_long": "Au plus {max_length} caractères.",
    "string_pattern_mismatch": "La forme attendue est {pattern}.",
    "int_type": "Un nombre entier est attendu.",
    "int_parsing": "Un nombre entier est attendu.",
    "int_from_float": "Un nombre entier est attendu.",
    "greater_than_equal": "Au moins {ge}.",
    "greater_than": "Plus de {gt}.",
    "less_than_equal": "Au plus {le}.",
    "less_than": "Moins de {lt}.",
    "bool_type": "Vrai ou faux est attendu.",
    "list_type": "Une liste est attendue.",
    "tuple_type": "Une liste est attendue.",
    "dict_type": "Un objet est attendu.",
    "model_type": "Un objet est attendu.",
    "model_attributes_type": "Un objet est attendu.",
    "too_long": "Au plus {max_length} éléments.",
    "too_short": "Au moins {min_length} élément(s).",
    "enum": "Valeurs possibles : {expected}.",
    "literal_error": "Valeurs possibles : {expected}.",
    "date_type": "Une date AAAA-MM-JJ est attendue.",
    "date_parsing": "Une date AAAA-MM-JJ est attendue.",
    "date_from_datetime_parsing": "Une date AAAA-MM-JJ est attendue.",
    "datetime_type": "Un instant avec son décalage horaire est attendu (2019-09-30T12:00:00+02:00).",
    "datetime_parsing": "Un instant avec son décalage horaire est attendu (2019-09-30T12:00:00+02:00).",
    "datetime_from_date_parsing": "Un instant avec son décalage horaire est attendu (2019-09-30T12:00:00+02:00).",
    "timezone_aware": "L'instant doit porter son décalage horaire.",
}


class FieldError(BaseModel):
    """One field at fault: its JSON pointer (without the first slash), the kind of fault, and what to do."""

    field: str
    type: str
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem details, as every 4xx and 5xx answer carries them."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = Field(default_factory=list)


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    **facts: Any,
) -> Response:
    """A problem answer. ``facts`` join the body, for machines."""
    metrics.REFUSALS.labels(code).inc()
    body = {"type": f"urn:pepiniere:probleme:{code}", "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = [error.model_dump() for error in errors]
    return JSONResponse(facts | body, status_code=status, media_type=CONTENT_TYPE, headers=dict(headers or {}))


def of_refusal(refusal: Refusal) -> Response:
    """The answer to a named refusal."""
    headers: dict[str, str] = {}
    if refusal.status == 503:
        headers["Retry-After"] = RETRY_AFTER
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    errors = [FieldError(field=refusal.field, type=refusal.code, detail=refusal.detail)] if refusal.field else []
    return problem(
        refusal.status, refusal.code, refusal.title, refusal.detail, errors=errors, headers=headers, **refusal.facts
    )


def of_validation(faults: Sequence[Any]) -> Response:
    """The answer to input that does not fit its model: every field at fault at once."""
    if any(fault["type"] == "json_invalid" for fault in faults):
        return problem(400, "unreadable-json", "JSON illisible", SENTENCES["json_invalid"])
    errors = [_field_error(fault) for fault in faults]
    named = ", ".join(dict.fromkeys(error.field or "corps" for error in errors))
    return problem(422, "invalid", "Données à corriger", f"À corriger : {named}.", errors=errors)


def _field_error(fault: Any) -> FieldError:
    where = [str(part) for part in fault["loc"]]
    inside = where[1:] if where and where[0] in ("body", "query", "path", "header") else where
    return FieldError(field="/".join(inside), type=fault["type"], detail=_sentence(fault))


def _sentence(fault: Any) -> str:
    template = SENTENCES.get(fault["type"])
    if template is None:
        return str(fault["msg"]).removeprefix("Value error, ")
    try:
        return template.format(**fault.get("ctx", {}))
    except (KeyError, IndexError):
        return template


def install(app: FastAPI) -> None:
    """Have every error of an application leave as problem details."""

    @app.exception_handler(Refusal)
    async def refused(_: Request, refusal: Refusal) -> Response:
        return of_refusal(refusal)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        return of_validation(error.errors())

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> Response:
        code, title, detail = HTTP_WORDS.get(error.status_code, ("http", "Requête refusée", str(error.detail)))
        return problem(error.status_code, code, title, detail, headers=error.headers)

    @app.exception_handler(PyMongoError)
    async def database(_: Request, error: PyMongoError) -> Response:
        if is_outage(error):
            return of_refusal(Unavailable("La base de données ne répond pas : réessayez dans quelques secondes."))
        return _unexpected(error)

    @app.exception_handler(Exception)
    async def unexpected(_: Request, error: Exception) -> Response:
        return _unexpected(error)


HTTP_WORDS: dict[int, tuple[str, str, str]] = {
    400: ("bad-request", "Requête illisible", "La requête ne peut pas être lue."),
    404: ("not-found", "Introuvable", "Cette adresse n'existe pas."),
    405: ("method-not-allowed", "Méthode refusée", "Cette adresse ne connaît pas cette méthode."),
}


def _unexpected(error: Exception) -> Response:
    reference = str(uuid4())
    log.error("unexpected", reference=reference, reason=repr(error), exc_info=error)
    detail = f"Une erreur imprévue est survenue ; rien n'a été enregistré. Référence à citer : {reference}."
    return problem(500, "unexpected", "Erreur imprévue", detail, reference=reference)
