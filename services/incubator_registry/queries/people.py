"""Persons and organisations as those concerned may see them; names are unsealed here and nowhere kept."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from services.chassis.actor import Duty, DutyName, Role
from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import NotFound
from services.chassis.values import Value
from services.incubator_registry.organisation import Member, Organisation
from services.incubator_registry.person import Person, State

Names = dict[str, tuple[str, str]]
NAMELESS = ("", "")


class Membership(Value):
    """The roles that a person holds in one organisation."""

    organisation: str
    name: str
    roles: tuple[Role, ...]


class PersonView(Value):
    """A person, for themselves and for administrators. Names are empty once restricted or erased."""

    id: str
    version: int
    state: State
    given_name: str
    usual_name: str
    duties: tuple[Duty, ...]
    memberships: tuple[Membership, ...]
    evidence_until: date | None


class MemberView(Value):
    """A member, for the other members of the organisation."""

    person: str
    given_name: str
    usual_name: str
    roles: tuple[Role, ...]


class InvitationView(Value):
    """An invitation that waits; its code is known to the invited person only."""

    role: Role
    expires_at: datetime


class OrganisationView(Value):
    """An organisation. ``members`` and ``invitations`` are shown to its members and to officers only."""

    id: str
    version: int
    name: str
    kinds: tuple[str, ...]
    siret: str
    siren: str
    nda: str | None
    commune: str
    members: tuple[MemberView, ...] = ()
    invitations: tuple[InvitationView, ...] = ()


async def show_me(reader: Reader) -> PersonView:
    """Who asks. Raises NotFound before they have registered."""
    if not reader.actor.person:
        raise NotFound("Vous n'êtes pas encore inscrit : POST /persons avec votre prénom et votre nom.", kind="person")
    return await show_person(reader, reader.actor.person)


async def show_person(reader: Reader, person: str) -> PersonView:
    """One person."""
    found = await reader.get(Person, person)
    organisations = await reader.where(Organisation, members__person=person)
    theirs = (Membership(organisation=each.id, name=each.name, roles=each.roles_of(person)) for each in organisations)
    return _person(found, await person_names(reader, [found]), tuple(theirs))


async def list_persons(reader: Reader, duty: DutyName | None, after: str | None, limit: int) -> Page:
    """Registered persons, those who hold or held a duty when one is named."""
    equals = {"duties__name": duty} if duty is not None else {}
    found = await reader.where(Person, after=after, limit=limit + 1, **equals)
    names = await person_names(reader, found)
    return Page.of([_person(each, names) for each in found], limit)


async def show_organisation(reader: Reader, organisation: str) -> OrganisationView:
    """One organisation, with its members for those concerned."""
    found = await reader.get(Organisation, organisation)
    concerned = is_officer(reader) or found.id in reader.actor.organisations()
    return await _organisation(reader, found) if concerned else _public(found)


async def list_organisations(reader: Reader, siret: str | None, mine: bool, after: str | None, limit: int) -> Page:
    """Organisations, by SIRET when one is given, those of who asks with ``mine``."""
    equals: dict[str, Any] = {"siret": siret} if siret is not None else {}
    if mine:
        equals["id"] = sorted(reader.actor.organisations())
    found = await reader.where(Organisation, after=after, limit=limit + 1, **equals)
    return Page.of([_public(each) for each in found], limit)


def is_officer(reader: Reader) -> bool:
    """Whether who asks holds a duty of the Région today."""
    return any(duty.holds_on(reader.today) for duty in reader.actor.duties)


async def person_names(reader: Reader, persons: Sequence[Person]) -> Names:
    """Given and usual name by person, with one look at the keyring; those restricted or erased are not in it."""
    shown = [person for person in persons if person.state is State.ACTIVE]
    if reader.keyring is None or not shown:
        return {}
    asked = [(person.id, field, getattr(person, field)) for person in shown for field in ("given_name", "usual_name")]
    opened = [text or "" for text in await reader.keyring.unseal_all(asked)]
    return {person.id: (opened[2 * place], opened[2 * place + 1]) for place, person in enumerate(shown)}


def _person(person: Person, names: Names, memberships: tuple[Membership, ...] = ()) -> PersonView:
    given, usual = names.get(person.id, NAMELESS)
    return PersonView(
        id=person.id,
        version=person.version,
        state=person.state,
        given_name=given,
        usual_name=usual,
        duties=person.duties,
        memberships=memberships,
        evidence_until=person.evidence_until,
    )


def _public(found: Organisation) -> OrganisationView:
    return OrganisationView(
        id=found.id,
        version=found.version,
        siret=found.siret,
        siren=found.siren,
        **found.identity.model_dump(),
    )


async def _organisation(reader: Reader, found: Organisation) -> OrganisationView:
    names = await person_names(reader, await reader.where(Person, id=[member.person for member in found.members]))
    waiting = [each for each in found.invitations if reader.now < each.expires_at]
    return _public(found).model_copy(
        update={
            "members": tuple(_member(member, names) for member in found.members),
            "invitations": tuple(InvitationView(role=each.role, expires_at=each.expires_at) for each in waiting),
        }
    )


def _member(member: Member, names: Names) -> MemberView:
    given, usual = names.get(member.person, NAMELESS)
    return MemberView(person=member.person, given_name=given, usual_name=usual, roles=member.roles)
