"""What `incubator_registry` announces: who holds duties, organisations, calls, applications, agreements, incubators.

Days are legal days of Europe/Paris, instants are UTC; bearers are keyed hashes and no name of a person is said.
"""

from datetime import date
from typing import ClassVar

from pydantic import ConfigDict, Field

from contracts.envelope import Code, Event, Id, Instant, Text
from contracts.registry_examples import EXAMPLES
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


def _like(fact: str) -> ConfigDict:
    """The realistic example of a fact, which is frozen with its schema."""
    return ConfigDict(json_schema_extra={"examples": [EXAMPLES[fact]]})


class PersonEvent(Event):
    """Something about one person, known by an opaque id."""

    dossier: ClassVar[str] = "person"

    person: Id


class DutyGiven(PersonEvent):
    """An administrator gave the person a duty, with the delegation that founds it."""

    fact: ClassVar[str] = "duty-given"

    bearer: BearerHash
    duty: DutyHeld

    model_config = _like("person/duty-given")


class DutyWithdrawn(PersonEvent):
    """The duty given under this reference ends; ``on`` is the first day it no longer holds."""

    fact: ClassVar[str] = "duty-withdrawn"

    bearer: BearerHash
    duty: Code
    reference: Label
    on: date

    model_config = _like("person/duty-withdrawn")


class PersonErased(PersonEvent):
    """The person's key was forgotten: forget the bearer, all duties and memberships, and whatever names the person."""

    fact: ClassVar[str] = "erased"

    on: date

    model_config = _like("person/erased")


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

    model_config = _like("organisation/described")


class MemberJoined(OrganisationEvent):
    """A person acts for the organisation from now on. ``role``: representative, writer, reader."""

    fact: ClassVar[str] = "member-joined"

    person: Id
    bearer: BearerHash
    role: Code
    on: date

    model_config = _like("organisation/member-joined")


class MemberLeft(OrganisationEvent):
    """A person no longer holds this role for the organisation; another role of theirs is not touched."""

    fact: ClassVar[str] = "member-left"

    person: Id
    bearer: BearerHash
    role: Code
    on: date

    model_config = _like("organisation/member-left")


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

    model_config = _like("call/described")


class CallPublished(CallEvent):
    """The call is public and its rules no longer change."""

    fact: ClassVar[str] = "published"

    rules_version: int = Field(ge=1)
    rules_act: Act
    opens_at: Instant
    closes_at: Instant
    on: date

    model_config = _like("call/published")


class CallOpened(CallEvent):
    """Applications are received from ``opens_at`` (included) to ``closes_at`` (included), to the second."""

    fact: ClassVar[str] = "opened"

    opens_at: Instant
    closes_at: Instant

    model_config = _like("call/opened")


class CallClosingMoved(CallEvent):
    """The closing instant moved, later and for all, by an act published before the previous one."""

    fact: ClassVar[str] = "closing-moved"

    previous: Instant
    closes_at: Instant
    act: Act
    published_at: Instant

    model_config = _like("call/closing-moved")


class CallClosed(CallEvent):
    """The closing instant passed, the same for all."""

    fact: ClassVar[str] = "closed"

    closes_at: Instant

    model_config = _like("call/closed")


class ApplicationEvent(Event):
    """Something about one application of a grouping to a call."""

    dossier: ClassVar[str] = "application"

    application: Id
    call: Id


class ApplicationDeposited(ApplicationEvent):
    """The lead deposited the application at ``at``; without an answer it is refused on ``silent_refusal_on``."""

    fact: ClassVar[str] = "deposited"

    title: Label
    incubator_type: Code
    lead: Id
    members: tuple[GroupingMember, ...]
    rules_version: int = Field(ge=1)
    at: Instant
    silent_refusal_on: date

    model_config = _like("application/deposited")


class ApplicationFoundAdmissible(ApplicationEvent):
    """The pieces are complete and every rule of eligibility is met: the assessors may read it."""

    fact: ClassVar[str] = "found-admissible"

    lead: Id
    on: date

    model_config = _like("application/found-admissible")


class ApplicationFoundInadmissible(ApplicationEvent):
    """The application goes no further. ``ground``: ``pieces`` (irrecevable) or ``eligibility`` (inéligible)."""

    fact: ClassVar[str] = "found-inadmissible"

    lead: Id
    ground: Code
    reasons: tuple[Reason, ...]
    on: date

    model_config = _like("application/found-inadmissible")


class ApplicationCorrectionRequested(ApplicationEvent):
    """Administrative pieces are asked for until ``due_on``; meanwhile the two months of silence do not run."""

    fact: ClassVar[str] = "correction-requested"

    lead: Id
    pieces: tuple[Code, ...]
    due_on: date
    on: date

    model_config = _like("application/correction-requested")


class ApplicationCorrected(ApplicationEvent):
    """The lead sent the pieces; the two months of silence run again, until ``silent_refusal_on``."""

    fact: ClassVar[str] = "corrected"

    lead: Id
    pieces: tuple[Code, ...]
    silent_refusal_on: date
    on: date

    model_config = _like("application/corrected")


class ApplicationOpinionGiven(ApplicationEvent):
    """The committee's opinion: favourable, reserve, unfavourable. ``score`` in hundredths of a point out of 100."""

    fact: ClassVar[str] = "opinion-given"

    lead: Id
    opinion: Code
    rank: int | None = Field(default=None, ge=1)
    score: int | None = Field(default=None, ge=0)
    on: date

    model_config = _like("application/opinion-given")


class ApplicationAccepted(ApplicationEvent):
    """By the act, the application is accepted. ``stood_aside``: how many elected members took no part."""

    fact: ClassVar[str] = "accepted"

    title: Label
    incubator_type: Code
    lead: Id
    members: tuple[GroupingMember, ...]
    act: Act
    stood_aside: int = Field(default=0, ge=0)
    notified_on: date | None = None

    model_config = _like("application/accepted")


class ApplicationPutOnTheReserveList(ApplicationEvent):
    """By the act, the application waits for a place, at this rank of the list."""

    fact: ClassVar[str] = "put-on-the-reserve-list"

    lead: Id
    rank: int = Field(ge=1)
    act: Act
    stood_aside: int = Field(default=0, ge=0)
    notified_on: date | None = None

    model_config = _like("application/put-on-the-reserve-list")


class ApplicationRefused(ApplicationEvent):
    """By the act, the application is refused, and why."""

    fact: ClassVar[str] = "refused"

    lead: Id
    reasons: tuple[Reason, ...]
    act: Act
    stood_aside: int = Field(default=0, ge=0)
    notified_on: date | None = None

    model_config = _like("application/refused")


class ApplicationClosedWithoutAction(ApplicationEvent):
    """The Région closed the application without deciding on its merits (*classement sans suite*)."""

    fact: ClassVar[str] = "closed-without-action"

    lead: Id
    reasons: tuple[Reason, ...]
    on: date

    model_config = _like("application/closed-without-action")


class ApplicationWithdrawn(ApplicationEvent):
    """The lead withdrew the application."""

    fact: ClassVar[str] = "withdrawn"

    lead: Id
    on: date

    model_config = _like("application/withdrawn")


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

    model_config = _like("agreement/signed")


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

    model_config = _like("agreement/amended")


class AgreementTerminated(AgreementEvent):
    """The agreement ends before its term, and why."""

    fact: ClassVar[str] = "terminated"

    reasons: tuple[Reason, ...]
    act: Act
    on: date

    model_config = _like("agreement/terminated")


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

    model_config = _like("incubator/described")


class IncubatorOpened(IncubatorEvent):
    """Members may propose experiments from this day."""

    fact: ClassVar[str] = "opened"

    agreement: Id
    lead: Id
    on: date

    model_config = _like("incubator/opened")


class IncubatorSuspended(IncubatorEvent):
    """No experiment may be proposed for now; ``explanation`` was written to be published."""

    fact: ClassVar[str] = "suspended"

    reason: Code
    explanation: Text
    on: date

    model_config = _like("incubator/suspended")


class IncubatorResumed(IncubatorEvent):
    """The incubator works again."""

    fact: ClassVar[str] = "resumed"

    on: date

    model_config = _like("incubator/resumed")


class IncubatorClosed(IncubatorEvent):
    """The incubator is closed for good. ``reason``: agreement-ended, agreement-terminated…"""

    fact: ClassVar[str] = "closed"

    reason: Code
    on: date

    model_config = _like("incubator/closed")
