"""What `incubator_registry` announces: who holds duties, organisations, calls, applications, agreements, incubators.

Days are legal days of Europe/Paris, instants are UTC; bearers are keyed hashes and no name of a person is said.
"""

from datetime import date
from typing import ClassVar

from pydantic import Field

from contracts.envelope import Code, Event, Id, Instant, Text
from contracts.registry_applications import (
    ApplicationAccepted as ApplicationAccepted,
)
from contracts.registry_applications import (
    ApplicationClosedWithoutAction as ApplicationClosedWithoutAction,
)
from contracts.registry_applications import (
    ApplicationCorrected as ApplicationCorrected,
)
from contracts.registry_applications import (
    ApplicationCorrectionRequested as ApplicationCorrectionRequested,
)
from contracts.registry_applications import (
    ApplicationDeposited as ApplicationDeposited,
)
from contracts.registry_applications import (
    ApplicationFoundAdmissible as ApplicationFoundAdmissible,
)
from contracts.registry_applications import (
    ApplicationFoundInadmissible as ApplicationFoundInadmissible,
)
from contracts.registry_applications import (
    ApplicationOpinionGiven as ApplicationOpinionGiven,
)
from contracts.registry_applications import (
    ApplicationPutOnTheReserveList as ApplicationPutOnTheReserveList,
)
from contracts.registry_applications import (
    ApplicationRefused as ApplicationRefused,
)
from contracts.registry_applications import (
    ApplicationWithdrawn as ApplicationWithdrawn,
)
from contracts.registry_examples import like
from contracts.registry_parts import (
    Act,
    BearerHash,
    Criterion,
    DutyHeld,
    EligibilityRule,
    GroupingMember,
    Label,
    Piece,
    Priority,
    Question,
    Reason,
)


class PersonEvent(Event):
    """Something about one person, known by an opaque id."""

    dossier: ClassVar[str] = "person"

    person: Id


class DutyGiven(PersonEvent):
    """An administrator gave the person a duty, with the delegation that founds it."""

    fact: ClassVar[str] = "duty-given"

    bearer: BearerHash
    duty: DutyHeld

    model_config = like("person/duty-given")


class DutyWithdrawn(PersonEvent):
    """The duty given under this reference ends; ``on`` is the first day it no longer holds."""

    fact: ClassVar[str] = "duty-withdrawn"

    bearer: BearerHash
    duty: Code
    reference: Label
    on: date

    model_config = like("person/duty-withdrawn")


class PersonErased(PersonEvent):
    """The person's key was forgotten: forget the bearer, all duties and memberships, and whatever names the person."""

    fact: ClassVar[str] = "erased"

    on: date

    model_config = like("person/erased")


class OrganisationEvent(Event):
    """Something about one organisation."""

    dossier: ClassVar[str] = "organisation"

    organisation: Id


class OrganisationDescribed(OrganisationEvent):
    """The whole public snapshot of an organisation. ``nda``: training organisations only; it belongs to the SIREN."""

    fact: ClassVar[str] = "described"

    name: Label
    kinds: tuple[Code, ...]
    siret: Code
    siren: Code
    nda: Code | None = None
    commune: Code

    model_config = like("organisation/described")


class MemberJoined(OrganisationEvent):
    """A person acts for the organisation from now on. ``role``: representative, writer, reader."""

    fact: ClassVar[str] = "member-joined"

    person: Id
    bearer: BearerHash
    role: Code
    on: date

    model_config = like("organisation/member-joined")


class MemberLeft(OrganisationEvent):
    """A person no longer holds this role for the organisation; another role of theirs is not touched."""

    fact: ClassVar[str] = "member-left"

    person: Id
    bearer: BearerHash
    role: Code
    on: date

    model_config = like("organisation/member-left")


class CallEvent(Event):
    """Something about one call for projects."""

    dossier: ClassVar[str] = "call"

    call: Id


class CallDescribed(CallEvent):
    """The whole public snapshot of a published call: instants, form, criteria, eligibility, priorities, act."""

    fact: ClassVar[str] = "described"

    title: Label
    summary: Text
    incubator_types: tuple[Code, ...]
    rules_version: int = Field(ge=1)
    rules_act: Act
    opens_at: Instant
    closes_at: Instant
    questions: tuple[Question, ...]
    pieces: tuple[Piece, ...]
    criteria: tuple[Criterion, ...]
    eligibility: tuple[EligibilityRule, ...]
    priorities: tuple[Priority, ...] = ()

    model_config = like("call/described")


class CallPublished(CallEvent):
    """The call is public and its rules no longer change."""

    fact: ClassVar[str] = "published"

    rules_version: int = Field(ge=1)
    rules_act: Act
    opens_at: Instant
    closes_at: Instant
    on: date

    model_config = like("call/published")


class CallOpened(CallEvent):
    """Applications are received from ``opens_at`` (included) to ``closes_at`` (included), to the second."""

    fact: ClassVar[str] = "opened"

    opens_at: Instant
    closes_at: Instant

    model_config = like("call/opened")


class CallClosingMoved(CallEvent):
    """The closing instant moved, later and for all, by an act published before the previous one."""

    fact: ClassVar[str] = "closing-moved"

    previous: Instant
    closes_at: Instant
    act: Act
    published_at: Instant

    model_config = like("call/closing-moved")


class CallClosed(CallEvent):
    """The closing instant passed, the same for all."""

    fact: ClassVar[str] = "closed"

    closes_at: Instant

    model_config = like("call/closed")


class AgreementEvent(Event):
    """Something about the agreement that founds one incubator."""

    dossier: ClassVar[str] = "agreement"

    agreement: Id
    incubator: Id
    number: Code


class AgreementSigned(AgreementEvent):
    """Both the lead and the Région have signed; the agreement holds from ``since`` to ``until``, both included."""

    fact: ClassVar[str] = "signed"

    application: Id
    lead: Id
    members: tuple[GroupingMember, ...]
    act: Act
    signed_by_lead_on: date
    signed_by_region_on: date
    since: date
    until: date

    model_config = like("agreement/signed")


class AgreementAmended(AgreementEvent):
    """An amendment (*avenant*) holds from ``on``; the other fields are the agreement as amended."""

    fact: ClassVar[str] = "amended"

    amendment: int = Field(ge=1)
    changes: tuple[Code, ...]
    members: tuple[GroupingMember, ...]
    act: Act
    since: date
    until: date
    on: date

    model_config = like("agreement/amended")


class AgreementTerminated(AgreementEvent):
    """The agreement ends before its term, and why."""

    fact: ClassVar[str] = "terminated"

    reasons: tuple[Reason, ...]
    act: Act
    on: date

    model_config = like("agreement/terminated")


class IncubatorEvent(Event):
    """Something about one incubator."""

    dossier: ClassVar[str] = "incubator"

    incubator: Id


class IncubatorDescribed(IncubatorEvent):
    """The whole public snapshot of an incubator. ``steering``: the persons who give its opinions on experiments."""

    fact: ClassVar[str] = "described"

    name: Label
    type: Code
    summary: Text
    call: Id
    application: Id
    agreement: Id
    lead: Id
    members: tuple[GroupingMember, ...]
    entries: tuple[Code, ...] = ()
    functions: tuple[Code, ...] = ()
    territories: tuple[Code, ...] = ()
    sectors: tuple[Code, ...] = ()
    publics: tuple[Code, ...] = ()
    steering: tuple[Id, ...] = ()
    opens_on: date | None = None

    model_config = like("incubator/described")


class IncubatorOpened(IncubatorEvent):
    """Members may propose experiments from this day."""

    fact: ClassVar[str] = "opened"

    agreement: Id
    lead: Id
    on: date

    model_config = like("incubator/opened")


class IncubatorSuspended(IncubatorEvent):
    """No experiment may be proposed for now; ``explanation`` was written to be published."""

    fact: ClassVar[str] = "suspended"

    reason: Code
    explanation: Text
    on: date

    model_config = like("incubator/suspended")


class IncubatorResumed(IncubatorEvent):
    """The incubator works again."""

    fact: ClassVar[str] = "resumed"

    on: date

    model_config = like("incubator/resumed")


class IncubatorClosed(IncubatorEvent):
    """The incubator is closed for good. ``reason``: agreement-ended, agreement-terminated…"""

    fact: ClassVar[str] = "closed"

    reason: Code
    on: date

    model_config = like("incubator/closed")
