"""Who is asking: a person with duties and memberships, a deadline, a reaction, or nobody known."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class DutyName(StrEnum):
    """What an officer of the Région may be charged with; each duty cites its delegation."""

    INSTRUCT = "instruct"
    PREPARE = "prepare"
    CERTIFY = "certify"
    ORDER = "order"
    DECIDE = "decide"
    EDIT = "edit"
    ADMINISTER = "administer"


class Role(StrEnum):
    """What a member may do for an organisation."""

    REPRESENTATIVE = "representative"
    WRITER = "writer"
    READER = "reader"


class Duty(BaseModel):
    """A duty and its delegation: scope, ceiling in cents (None: no ceiling) and dates, both included."""

    model_config = ConfigDict(frozen=True)

    name: DutyName
    reference: str
    scope: str = ""
    ceiling_cents: int | None = None
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the delegation covers that day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Actor(BaseModel):
    """Who asks, as known when the command came. ``rights_as_of`` is when these rights were last confirmed."""

    model_config = ConfigDict(frozen=True)

    person: str = ""
    kind: str = "anonymous"
    duties: tuple[Duty, ...] = ()
    memberships: dict[str, frozenset[Role]] = Field(default_factory=dict)
    rights_as_of: datetime | None = None
    # Keyed hash of (issuer, subject); a bearer without a person is signed in and unknown.
    bearer: str = ""

    @property
    def signed_in(self) -> bool:
        """Whether a verified token came with the request."""
        return bool(self.bearer)

    def duty(self, name: DutyName, day: date) -> Duty | None:
        """The duty of that name whose delegation covers the day."""
        return next((duty for duty in self.duties if duty.name == name and duty.holds_on(day)), None)

    def organisations(self, *roles: Role) -> frozenset[str]:
        """The organisations for which this person holds one of these roles (any role when none is named)."""
        return frozenset(
            organisation for organisation, held in self.memberships.items() if not roles or held & set(roles)
        )


ANONYMOUS = Actor()


def deadline_actor(kind: str) -> Actor:
    """The actor of a deadline that falls."""
    return Actor(person=f"deadline:{kind}", kind="deadline")


def reaction_actor(name: str) -> Actor:
    """The actor of a reaction to another service's event."""
    return Actor(person=f"reaction:{name}", kind="reaction")
