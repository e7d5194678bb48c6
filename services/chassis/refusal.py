"""Named refusals: what a person asked and may not have, in their words, with the HTTP status the edge answers."""

from typing import Any, ClassVar


class Refusal(Exception):
    """A command or query that is refused. ``detail`` is French, tells what to do next and is shown as it is.

    ``field`` names the input at fault (a JSON pointer without its first slash: ``members/0/siret``); ``facts`` are
    machine-readable extras of the RFC 9457 answer.
    """

    status: ClassVar[int] = 409
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "Demande refusée"

    def __init__(self, detail: str, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.facts = facts


class Invalid(Refusal):
    """The input breaks a rule that its sender can mend."""

    status, code, title = 422, "invalid", "Donnée à corriger"


class OutOfTurn(Refusal):
    """A verb used in a state that does not know it."""

    code, title = "out-of-turn", "Action impossible dans cet état"


class NotFound(Refusal):
    """No such dossier, or none that this person may see."""

    status, code, title = 404, "not-found", "Introuvable"


class Unauthenticated(Refusal):
    """No token, or one that does not hold."""

    status, code, title = 401, "unauthenticated", "Connexion requise"


class Forbidden(Refusal):
    """A known person without the right to do this."""

    status, code, title = 403, "forbidden", "Droit insuffisant"


class Taken(Refusal):
    """Something that must be unique is already held by another dossier."""

    code, title = "taken", "Déjà pris"


class StaleVersion(Refusal):
    """The dossier changed since the person read it (If-Match)."""

    status, code, title = 412, "stale-version", "Le dossier a changé entre-temps"


class Unavailable(Refusal):
    """Refused for now: something the answer rests on cannot be confirmed."""

    status, code, title = 503, "unavailable", "Momentanément impossible"
