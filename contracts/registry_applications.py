"""What `incubator_registry` announces of applications to a call; part of its contract, told apart for its length."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from contracts.envelope import Code, Event, Id, Instant
from contracts.registry_examples import like
from contracts.registry_parts import (
    Act,
    GroupingMember,
    Label,
    Reason,
)


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

    model_config = like("application/deposited")


class ApplicationFoundAdmissible(ApplicationEvent):
    """The pieces are complete and every rule of eligibility is met: the assessors may read it."""

    fact: ClassVar[str] = "found-admissible"

    lead: Id
    on: date

    model_config = like("application/found-admissible")


class ApplicationFoundInadmissible(ApplicationEvent):
    """The application goes no further. ``ground``: ``pieces`` (irrecevable) or ``eligibility`` (inéligible)."""

    fact: ClassVar[str] = "found-inadmissible"

    lead: Id
    ground: Code
    reasons: tuple[Reason, ...]
    on: date

    model_config = like("application/found-inadmissible")


class ApplicationCorrectionRequested(ApplicationEvent):
    """Administrative pieces are asked for until ``due_on``; meanwhile the two months of silence do not run."""

    fact: ClassVar[str] = "correction-requested"

    lead: Id
    pieces: tuple[Code, ...]
    due_on: date
    on: date

    model_config = like("application/correction-requested")


class ApplicationCorrected(ApplicationEvent):
    """The lead sent the pieces; the two months of silence run again, until ``silent_refusal_on``."""

    fact: ClassVar[str] = "corrected"

    lead: Id
    pieces: tuple[Code, ...]
    silent_refusal_on: date
    on: date

    model_config = like("application/corrected")


class ApplicationOpinionGiven(ApplicationEvent):
    """The committee's opinion: favourable, reserve, unfavourable. ``score`` in hundredths of a point out of 100."""

    fact: ClassVar[str] = "opinion-given"

    lead: Id
    opinion: Code
    rank: int | None = Field(default=None, ge=1)
    score: int | None = Field(default=None, ge=0)
    on: date

    model_config = like("application/opinion-given")


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

    model_config = like("application/accepted")


class ApplicationPutOnTheReserveList(ApplicationEvent):
    """By the act, the application waits for a place, at this rank of the list."""

    fact: ClassVar[str] = "put-on-the-reserve-list"

    lead: Id
    rank: int = Field(ge=1)
    act: Act
    stood_aside: int = Field(default=0, ge=0)
    notified_on: date | None = None

    model_config = like("application/put-on-the-reserve-list")


class ApplicationRefused(ApplicationEvent):
    """By the act, the application is refused, and why."""

    fact: ClassVar[str] = "refused"

    lead: Id
    reasons: tuple[Reason, ...]
    act: Act
    stood_aside: int = Field(default=0, ge=0)
    notified_on: date | None = None

    model_config = like("application/refused")


class ApplicationClosedWithoutAction(ApplicationEvent):
    """The Région closed the application without deciding on its merits (*classement sans suite*)."""

    fact: ClassVar[str] = "closed-without-action"

    lead: Id
    reasons: tuple[Reason, ...]
    on: date

    model_config = like("application/closed-without-action")


class ApplicationWithdrawn(ApplicationEvent):
    """The lead withdrew the application."""

    fact: ClassVar[str] = "withdrawn"

    lead: Id
    on: date

    model_config = like("application/withdrawn")
