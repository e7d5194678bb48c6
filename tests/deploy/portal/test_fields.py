"""An event's fields are shown in words, those of its parts behind a dot."""

from datetime import date
from typing import ClassVar

from contracts.envelope import Cents, Code, Contract, Event, Id, Instant, Text
from deploy.portal.fields import FieldRow, fields_of


class Part(Contract):
    organisation: Id
    roles: tuple[Code, ...] = ()


class Awarded(Event):
    """Something was awarded."""

    dossier: ClassVar[str] = "prize"
    fact: ClassVar[str] = "awarded"

    prize: Id
    amount_cents: Cents
    at: Instant
    on: date | None = None
    why: Text
    lead: Part
    others: tuple[Part, ...] = ()
    shared: bool = False


def test_every_field_has_its_path_its_form_and_its_presence() -> None:
    assert fields_of(Awarded) == (
        FieldRow("prize", "identifiant", True),
        FieldRow("amount_cents", "montant en centimes d'euro", True),
        FieldRow("at", "instant (UTC)", True),
        FieldRow("on", "date", False),
        FieldRow("why", "texte", True),
        FieldRow("lead", "objet", True),
        FieldRow("lead.organisation", "identifiant", True),
        FieldRow("lead.roles", "liste\u00a0: code", False),
        FieldRow("others", "liste\u00a0: objet", False),
        FieldRow("others[].organisation", "identifiant", True),
        FieldRow("others[].roles", "liste\u00a0: code", False),
        FieldRow("shared", "oui ou non", False),
    )
