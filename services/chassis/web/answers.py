"""What the routes of an API answer, for its reference page."""

from typing import Any

from services.chassis.store import Receipt

Responses = dict[int | str, dict[str, Any]]

DONE: Responses = {200: {"model": Receipt, "description": "Fait : où en est le dossier."}}
MADE: Responses = {201: {"model": Receipt, "description": "Créé : où en est le dossier."}}


def shows(model: Any) -> Responses:
    """What a query answers."""
    return {200: {"model": model, "description": "Voici."}}
