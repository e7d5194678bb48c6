"""Agreements, for officers and for the organisations that they bind."""

from datetime import date
from typing import Any

from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.values import Act, Value
from services.incubator_registry.agreement import Agreement, Ground, State, Terms
from services.incubator_registry.amendment import Amendment, Signature
from services.incubator_registry.queries.incubators import Partner, names_of, partners
from services.incubator_registry.queries.people import is_officer


class AgreementLine(Value):
    """An agreement in a list."""

    id: str
    number: str
    title: str
    state: State
    label: str
    lead: str
    incubator: str
    terms: Terms


class AgreementView(AgreementLine):
    """An agreement whole. ``verbs``: what its state allows, whoever may do it."""

    version: int
    application: str
    call: str
    act: Act
    members: tuple[Partner, ...]
    motives: tuple[str, ...]
    signatures: tuple[Signature, ...]
    signed_on: date | None
    pending: Amendment | None
    amendments: tuple[Amendment, ...]
    grounds: tuple[Ground, ...]
    ended_by: Act | None
    ended_on: date | None
    verbs: tuple[str, ...]


async def list_agreements(reader: Reader, state: State | None, after: str | None, limit: int) -> Page:
    """All agreements for officers; for the others those that bind their organisations."""
    equals: dict[str, Any] = {} if state is None else {"state": state}
    if not is_officer(reader):
        equals["members__organisation"] = sorted(reader.actor.organisations())
    found = await reader.where(Agreement, after=after, limit=limit + 1, **equals)
    return Page.of([AgreementLine.model_validate(_line(each)) for each in found], limit)


async def show_agreement(reader: Reader, agreement: str) -> AgreementView:
    """One agreement."""
    found = await reader.get(Agreement, agreement)
    names = await names_of(reader, found.organisations)
    kept = {"motives", "signatures", "pending", "amendments", "grounds", "ended_by", "ended_on", "version"}
    return AgreementView.model_validate(
        {
            **_line(found),
            **found.model_dump(include=kept),
            "application": found.accepted.application,
            "call": found.accepted.call,
            "act": found.accepted.act,
            "members": partners(found.members, names),
            "signed_on": found.signed_on,
            "verbs": Agreement.lifecycle.verbs(found.state),
        }
    )


def _line(found: Agreement) -> dict[str, object]:
    return {
        "id": found.id,
        "number": found.number,
        "title": found.accepted.title,
        "state": found.state,
        "label": Agreement.lifecycle.labels[found.state],
        "lead": found.lead,
        "incubator": found.incubator,
        "terms": found.terms,
    }
