"""The rules of an organisation: its official numbers, and who acts for it by invitation and role."""

import hashlib
import hmac
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.incubator_registry import MemberJoined, MemberLeft, OrganisationDescribed
from services.chassis import reference
from services.chassis.actor import Role
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Invalid, NotFound, Refusal
from services.chassis.values import Code, Id, Label, Moment, Value
from services.incubator_registry import identifiers

TRAINING = "organisme-de-formation"
INVITATION_LASTS = timedelta(days=14)
MOST_INVITATIONS = 50
MOST_MEMBERS = 500


class State(StrEnum):
    """An organisation knows one state."""

    ACTIVE = "active"


LIFECYCLE = Lifecycle(
    {State.ACTIVE: dict.fromkeys(("describe", "invite", "join", "leave"), State.ACTIVE)}, {State.ACTIVE: "Actif"}
)


class NdaRequired(Invalid):
    """A training organisation without its declaration of activity."""

    code, title = "nda-required", "Numéro de déclaration d'activité requis"


class InvitationRefused(Refusal):
    """A code that opens nothing: unknown, used or too old. The answer is the same, so that guessing learns nothing."""

    status, code, title = 422, "invitation-refused", "Invitation non valable"


class TooManyInvitations(Refusal):
    """More open invitations than anybody needs."""

    code, title = "too-many-invitations", "Trop d'invitations en attente"


class AlreadyMember(Refusal):
    """The person holds this role already."""

    code, title = "already-member", "Déjà membre"


class NotAMember(NotFound):
    """The person does not hold that role here."""

    code, title = "not-a-member", "Pas membre de l'organisme"


class LastRepresentative(Refusal):
    """Without a representative nobody could act for the organisation."""

    code, title = "last-representative", "Dernier représentant"


class Identity(Value):
    """What an organisation says of itself. ``commune``: a code of the territories (``commune:59350``)."""

    name: Label
    kinds: Annotated[tuple[Code, ...], Field(min_length=1, max_length=5)]
    nda: Annotated[str, Field(max_length=20)] | None = None
    commune: Code

    def checked(self) -> "Identity":
        """The same, its codes and numbers verified. Raises Invalid, NdaInvalid, NdaRequired."""
        for place, kind in enumerate(self.kinds):
            reference.check("organisation_kinds", kind, field=f"identity/kinds/{place}")
        reference.check("territories", self.commune, field="identity/commune")
        if not self.commune.startswith("commune:"):
            raise Invalid("Indiquez la commune du siège, pas un autre territoire.", field="identity/commune")
        if not self.nda and TRAINING in self.kinds:
            raise NdaRequired(
                "Un organisme de formation donne son numéro de déclaration d'activité (11 chiffres).",
                field="identity/nda",
            )
        number = identifiers.nda(self.nda, field="identity/nda") if self.nda else None
        return self.model_copy(update={"nda": number, "kinds": tuple(dict.fromkeys(self.kinds))})


class Member(Value):
    """A person who acts for the organisation, with at least one role."""

    person: Id
    bearer: str
    roles: tuple[Role, ...]


class Invitation(Value):
    """An invitation to a role: the code itself is never kept, only its digest."""

    digest: str
    role: Role
    expires_at: Moment


def digest_of(code: str) -> str:
    """What is kept of an invitation's code."""
    return hashlib.sha256(code.encode()).hexdigest()


class Organisation(Dossier):
    """An establishment (SIRET) of a legal unit (SIREN)."""

    kind: ClassVar[str] = "organisation"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.ACTIVE
    siret: str
    identity: Identity
    members: tuple[Member, ...] = ()
    invitations: tuple[Invitation, ...] = ()

    @property
    def siren(self) -> str:
        """The legal unit."""
        return identifiers.siren_of(self.siret)

    @property
    def name(self) -> str:
        """Its legal name."""
        return self.identity.name

    def describe(self, identity: Identity) -> None:
        """Say what the organisation is. Raises Invalid, NdaInvalid, NdaRequired."""
        self._become("describe")
        self.identity = identity.checked()
        self._announce(
            OrganisationDescribed(
                organisation=self.id, siret=self.siret, siren=self.siren, **self.identity.model_dump(mode="json")
            )
        )

    def found(self, person: str, bearer: str, on: date) -> None:
        """Who registers the organisation represents it."""
        self._become("join")
        self._join(person, bearer, Role.REPRESENTATIVE, on)

    def invite(self, role: Role, code: str, at: datetime) -> None:
        """Open an invitation to a role for 14 days; the code works once. Raises TooManyInvitations."""
        self._become("invite")
        live = tuple(each for each in self.invitations if at < each.expires_at)
        if len(live) >= MOST_INVITATIONS:
            raise TooManyInvitations(f"{MOST_INVITATIONS} invitations attendent déjà : laissez-les servir ou expirer.")
        new = Invitation(digest=digest_of(code), role=role, expires_at=at + INVITATION_LASTS)
        self.invitations = (*live, new)

    def join(self, person: str, bearer: str, code: str, at: datetime, on: date) -> None:
        """Join with a code. Raises InvitationRefused, AlreadyMember."""
        self._become("join")
        invitation = self._opened_by(code, at)
        if invitation is None or len(self.members) >= MOST_MEMBERS:
            raise InvitationRefused(
                "Ce code n'est pas valable, a expiré ou a déjà servi : demandez une nouvelle invitation.", field="code"
            )
        if invitation.role in self.roles_of(person):
            raise AlreadyMember("Vous avez déjà ce rôle dans cet organisme.", field="code")
        self.invitations = tuple(each for each in self.invitations if each is not invitation)
        self._join(person, bearer, invitation.role, on)

    def leave(self, person: str, role: Role, on: date) -> None:
        """End one role of a person. Raises NotAMember, LastRepresentative."""
        self._become("leave")
        if role not in self.roles_of(person):
            raise NotAMember("Cette personne n'a pas ce rôle dans l'organisme.", field="role")
        if role is Role.REPRESENTATIVE and self.representatives == {person}:
            raise LastRepresentative(
                "Le dernier représentant ne peut pas partir : invitez d'abord son successeur.", field="role"
            )
        self._leave(person, role, on)

    def part_from(self, person: str, on: date) -> None:
        """End every role of a person whose access ends whatever happens (erasure, restriction)."""
        self._become("leave")
        for role in self.roles_of(person):
            self._leave(person, role, on)

    def roles_of(self, person: str) -> tuple[Role, ...]:
        """The roles that a person holds here."""
        return next((member.roles for member in self.members if member.person == person), ())

    @property
    def representatives(self) -> frozenset[str]:
        """The persons who represent the organisation."""
        return frozenset(member.person for member in self.members if Role.REPRESENTATIVE in member.roles)

    def _opened_by(self, code: str, at: datetime) -> Invitation | None:
        digest = digest_of(code)
        live = [each for each in self.invitations if at < each.expires_at]
        return next((each for each in live if hmac.compare_digest(each.digest, digest)), None)

    def _join(self, person: str, bearer: str, role: Role, on: date) -> None:
        self._set_roles(person, bearer, (*self.roles_of(person), role))
        self._announce(MemberJoined(organisation=self.id, person=person, bearer=bearer, role=role.value, on=on))

    def _leave(self, person: str, role: Role, on: date) -> None:
        bearer = next(member.bearer for member in self.members if member.person == person)
        self._set_roles(person, bearer, tuple(held for held in self.roles_of(person) if held is not role))
        self._announce(MemberLeft(organisation=self.id, person=person, bearer=bearer, role=role.value, on=on))

    def _set_roles(self, person: str, bearer: str, roles: tuple[Role, ...]) -> None:
        others = tuple(member for member in self.members if member.person != person)
        kept = (Member(person=person, bearer=bearer, roles=roles),) if roles else ()
        self.members = (*others, *kept)
