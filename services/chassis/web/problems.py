"""Renders every refusal as RFC 9457 problem details (a page for people who read pages), with no inner detail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope
from uuid_utils import uuid4

from services.chassis import logs, metrics
from services.chassis.mongo import DuplicateKeyError, PyMongoError, is_outage, is_write_conflict
from services.chassis.refusal import Refusal, Taken, Unavailable
from services.chassis.web.sentences import SENTENCES, place, sentence

CONTENT_TYPE = "application/problem+json"
NAMESPACE = "urn:pepiniere:probleme:"
RETRY_AFTER = "2"
MOST_ERRORS, MOST_NAMED = 50, 10

log = structlog.get_logger(__name__)


class FieldError(BaseModel):
    """One field at fault: its JSON pointer (without the first slash), the kind of fault, and what to do."""

    field: str = Field(description="Le champ à corriger, par exemple members/0/siret.")
    type: str = Field(description="Le genre de faute, pour les machines.")
    detail: str = Field(description="Ce qu'il faut faire.")


class Problem(BaseModel):
    """RFC 9457 problem details, as every 4xx and 5xx answer carries them."""

    type: str = Field(description="Le genre de refus : urn:pepiniere:probleme:…")
    title: str = Field(description="Le refus en quelques mots.")
    status: int = Field(description="Le code HTTP.")
    detail: str = Field(description="Ce qui s'est passé et ce qu'il faut faire.")
    errors: list[FieldError] = Field(default=[], description="Les champs à corriger.")


@dataclass(frozen=True)
class Trouble:
    """A refusal before it is rendered. ``facts`` join the JSON body, for machines."""

    status: int
    code: str
    title: str
    detail: str
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The members of the problem details."""
        told = {"type": NAMESPACE + self.code, "title": self.title, "status": self.status, "detail": self.detail}
        errors = {"errors": [error.model_dump() for error in self.errors]} if self.errors else {}
        return {**self.facts, **told, **errors}

    def answer(self, scope: Scope) -> Response:
        """The answer to this request: JSON, or a page where a person was reading pages."""
        metrics.REFUSALS.labels(self.code).inc()
        templates = getattr(scope["app"].state, "templates", None) if "app" in scope else None
        if templates is None or not _reads_pages(scope):
            return JSONResponse(self.body(), self.status, dict(self.headers), CONTENT_TYPE)
        html = templates.get_template("probleme.html").render(trouble=self, path=scope["path"])
        return Response(html, self.status, dict(self.headers), "text/html")


def _reads_pages(scope: Scope) -> bool:
    accept = next((value for name, value in scope["headers"] if name == b"accept"), b"")
    return not scope["path"].startswith("/api/") and b"text/html" in accept


def of_refusal(refusal: Refusal) -> Trouble:
    """A named refusal."""
    headers = {503: {"Retry-After": RETRY_AFTER}, 401: {"WWW-Authenticate": "Bearer"}}.get(refusal.status, {})
    errors = [FieldError(field=refusal.field, type=refusal.code, detail=refusal.detail)] if refusal.field else []
    return Trouble(refusal.status, refusal.code, refusal.title, refusal.detail, errors, headers, refusal.facts)


def of_validation(faults: Sequence[Any]) -> Trouble:
    """Input that does not fit its model: every field at fault at once."""
    if any(fault["type"] == "json_invalid" for fault in faults):
        return Trouble(400, "unreadable-json", "JSON illisible", SENTENCES["json_invalid"])
    errors = [FieldError(field=place(each), type=each["type"], detail=sentence(each)) for each in faults[:MOST_ERRORS]]
    named = list(dict.fromkeys(error.field or "corps de la requête" for error in errors))
    more = " …" if len(named) > MOST_NAMED else "."
    return Trouble(422, "invalid", "Données à corriger", f"À corriger : {', '.join(named[:MOST_NAMED])}{more}", errors)


def of_database(error: PyMongoError) -> Trouble:
    """The database is away or busy: come back soon. Anything else is ours to mend."""
    if is_outage(error) or is_write_conflict(error):
        return of_refusal(Unavailable("La base de données ne répond pas : réessayez dans quelques secondes."))
    if isinstance(error, DuplicateKeyError):
        return of_refusal(Taken("La même chose vient d'être enregistrée par une autre demande : relisez avant d'agir."))
    return unexpected(error)


def unexpected(error: Exception) -> Trouble:
    """An error of ours: logged under a reference that the person can quote, and nothing of it shown."""
    reference = str(uuid4())
    log.error("unexpected", reference=reference, reason=logs.told(error), exc_info=error)
    detail = (
        "Une erreur imprévue est survenue. Une demande renvoyée avec la même clé d'idempotence n'agit qu'une fois. "
        f"Référence à citer : {reference}."
    )
    return Trouble(500, "unexpected", "Erreur imprévue", detail, facts={"reference": reference})


HTTP_WORDS: dict[int, tuple[str, str, str]] = {
    400: ("bad-request", "Requête illisible", "La requête ne peut pas être lue."),
    404: ("not-found", "Introuvable", "Rien n'existe à cette adresse."),
    405: ("method-not-allowed", "Méthode refusée", "Cette adresse ne connaît pas cette méthode."),
}


def of_http(error: HTTPException) -> Trouble:
    """What the framework refuses by itself."""
    code, title, detail = HTTP_WORDS.get(error.status_code, ("http", "Requête refusée", "La requête est refusée."))
    return Trouble(error.status_code, code, title, detail, headers=error.headers or {})


def install(app: FastAPI) -> None:
    """Have every error of an application leave as problem details; what is unforeseen is caught by the edge."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        return of_refusal(refusal).answer(request.scope)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return of_validation(error.errors()).answer(request.scope)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        return of_http(error).answer(request.scope)

    @app.exception_handler(PyMongoError)
    async def database(request: Request, error: PyMongoError) -> Response:
        return of_database(error).answer(request.scope)
