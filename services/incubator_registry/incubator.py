"""The rules of an incubator: created by a signed agreement, opened on its day, suspended, resumed, closed."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from contracts.incubator_registry import (
    IncubatorClosed,
    IncubatorDescribed,
    IncubatorOpened,
    IncubatorResumed,
    IncubatorSuspended,
)
from services.chassis import reference
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Invalid, Refusal
from services.chassis.values import Code, Day, Id, Label, Text, Value
from services.incubator_registry.agreement import Agreement
from services.incubator_registry.agreement import State as AgreementState
from services.incubator_registry.deposit import Content
from services.incubator_registry.grouping import Grouping


class State(StrEnum):
    """Where an incubator stands."""

    TO_OPEN = "to-open"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


LIFECYCLE = Lifecycle(
    {
        State.TO_OPEN: {
            **dict.fromkeys(("describe", "regroup"), State.TO_OPEN),
            "open": State.OPEN,
            "close": State.CLOSED,
        },
        State.OPEN: {
            **dict.fromkeys(("describe", "regroup"), State.OPEN),
            "suspend": State.SUSPENDED,
            "close": State.CLOSED,
        },
        State.SUSPENDED: {
            **dict.fromkeys(("describe", "regroup"), State.SUSPENDED),
            "resume": State.OPEN,
            "close": State.CLOSED,
        },
        State.CLOSED: {},
    },
    {
        State.TO_OPEN: "Ouverture à venir",
        State.OPEN: "Ouvert",
        State.SUSPENDED: "Suspendu",
        State.CLOSED: "Fermé",
    },
)

# Why an incubator stops for a while or for good, in the words of the register.
REASONS = {
    "health": "Situation sanitaire",
    "premises": "Locaux indisponibles",
    "means": "Moyens insuffisants",
    "grouping": "Groupement à recomposer",
    "at-its-request": "À la demande du chef de file",
    "agreement-ended": "Convention arrivée à terme",
    "agreement-terminated": "Convention résiliée",
}


class NotSigned(Refusal):
    """Only an agreement signed by both makes an incubator."""

    code, title = "not-signed", "Convention non signée"


class TooEarly(Refusal):
    """The opening date has not come."""

    code, title = "too-early", "Ouverture à venir"


class Pause(Value):
    """One suspension: why, and from when to when."""

    reason: Code
    explanation: Text
    since: Day
    until: Day | None = None


Codes = Annotated[tuple[Code, ...], Field(max_length=40)]
LISTS = ("entries", "functions", "territories", "sectors", "publics")


class Description(Value):
    """What the register shows of an incubator; ``steering``: the persons who give its opinions on experiments."""

    name: Label
    summary: Text
    entries: Codes = ()
    functions: Codes = ()
    territories: Codes = ()
    sectors: Codes = ()
    publics: Codes = ()
    steering: Annotated[tuple[Id, ...], Field(max_length=30)] = ()

    def check(self) -> None:
        """Raises Invalid for a code that is not of the reference data."""
        for name in LISTS:
            for number, code in enumerate(getattr(self, name)):
                reference.check(name, code, field=f"description/{name}/{number}")


class Incubator(Dossier):
    """An incubator of the programme."""

    kind: ClassVar[str] = "incubator"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.TO_OPEN
    type: Code
    description: Description
    call: str
    application: str
    agreement: str
    grouping: Grouping
    opens_on: Day
    opened_on: Day | None = None
    closed_on: Day | None = None
    closed_for: Code | None = None
    pauses: tuple[Pause, ...] = ()

    @classmethod
    def found(cls, agreement: Agreement, content: Content) -> Self:
        """Create from an agreement signed by both and from what the application said. Raises NotSigned."""
        if agreement.state is not AgreementState.SIGNED:
            raise NotSigned("L'incubateur naît de la convention signée par les deux parties.")
        shown = {name: getattr(content, name) for name in ("territories", "sectors", "publics")}
        incubator = cls(
            id=agreement.incubator,
            type=agreement.incubator_type,
            description=Description(name=agreement.incubator_name, summary=content.summary, **shown),
            call=agreement.call,
            application=agreement.application,
            agreement=agreement.id,
            grouping=agreement.grouping,
            opens_on=agreement.terms.opens_on,
        )
        incubator._describe()
        return incubator

    @property
    def lead(self) -> str:
        """The lead organisation."""
        return self.grouping.lead

    def describe(self, description: Description) -> None:
        """Say what the incubator is. Raises Invalid."""
        self._become("describe")
        description.check()
        self.description = description
        self._describe()

    def regroup(self, grouping: Grouping) -> None:
        """The members as an amendment of the agreement has them."""
        self._become("regroup")
        self.grouping = grouping
        self._describe()

    def open(self, on: date) -> None:
        """Open, from the day the agreement says. Raises TooEarly."""
        self._become("open")
        if on < self.opens_on:
            raise TooEarly(f"L'incubateur ouvre le {self.opens_on:%d/%m/%Y}.")
        self.opened_on = on
        self._announce(IncubatorOpened(incubator=self.id, agreement=self.agreement, lead=self.lead, on=on))

    def suspend(self, reason: str, explanation: str, on: date, today: date) -> None:
        """Take no new experiment for a while; the explanation is published. Raises Invalid."""
        self._become("suspend")
        self._check_reason(reason)
        self._check_day(on, today)
        self.pauses = (*self.pauses, Pause(reason=reason, explanation=explanation, since=on))
        self._announce(IncubatorSuspended(incubator=self.id, reason=reason, explanation=explanation, on=on))

    def resume(self, on: date, today: date) -> None:
        """Work again. Raises Invalid for a day before the suspension or after today."""
        self._become("resume")
        self._check_day(on, today)
        pause = self.pauses[-1].model_copy(update={"until": on})
        if on < pause.since:
            raise Invalid("La reprise suit la suspension.", field="on")
        self.pauses = (*self.pauses[:-1], pause)
        self._announce(IncubatorResumed(incubator=self.id, on=on))

    def close(self, reason: str, on: date) -> None:
        """Close for good. Raises Invalid."""
        self._become("close")
        self._check_reason(reason)
        self.closed_on, self.closed_for = on, reason
        self._announce(IncubatorClosed(incubator=self.id, reason=reason, on=on))

    def _check_day(self, on: date, today: date) -> None:
        if self.opened_on is not None and not self.opened_on <= on <= today:
            raise Invalid("Ce jour est entre l'ouverture de l'incubateur et aujourd'hui.", field="on")

    def _check_reason(self, reason: str) -> None:
        if reason not in REASONS:
            raise Invalid(f"Motif inconnu ; choisissez parmi : {', '.join(REASONS)}.", field="reason")

    def _describe(self) -> None:
        self._announce(
            IncubatorDescribed(
                incubator=self.id,
                type=self.type,
                call=self.call,
                application=self.application,
                agreement=self.agreement,
                lead=self.lead,
                members=self.grouping.told(),
                opens_on=self.opens_on,
                **self.description.model_dump(),
            )
        )
