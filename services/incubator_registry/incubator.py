"""The rules of an incubator: prepared with its agreement, open, suspended, closed."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from contracts import incubator_registry as events
from contracts.registry_parts import GroupingMember
from services.chassis import reference
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Refusal
from services.chassis.values import Code, Day, Id, Label, Text, Value
from services.incubator_registry.partners import check_free

Codes = Annotated[tuple[Code, ...], Field(max_length=40)]
SomeCodes = Annotated[tuple[Code, ...], Field(min_length=1, max_length=40)]
# The parts of a description that are codes of the reference list of the same name.
LISTED = ("entries", "functions", "territories", "sectors", "publics")


class State(StrEnum):
    """Where an incubator stands."""

    PREPARED = "prepared"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


LIFECYCLE = Lifecycle(
    {
        State.PREPARED: {
            **dict.fromkeys(("describe", "rest_on", "renew"), State.PREPARED),
            "open": State.OPEN,
            "close": State.CLOSED,
        },
        State.OPEN: {
            **dict.fromkeys(("describe", "renew"), State.OPEN),
            "suspend": State.SUSPENDED,
            "close": State.CLOSED,
        },
        State.SUSPENDED: {
            **dict.fromkeys(("describe", "renew"), State.SUSPENDED),
            "resume": State.OPEN,
            "close": State.CLOSED,
        },
        State.CLOSED: {},
    },
    {
        State.PREPARED: "En préparation",
        State.OPEN: "Ouvert",
        State.SUSPENDED: "Suspendu",
        State.CLOSED: "Fermé",
    },
)


class AgreementNotSigned(Refusal):
    """An incubator opens when its agreement is signed by both sides."""

    code, title = "agreement-not-signed", "Convention non signée"


class OpeningDayToCome(Refusal):
    """The opening day of the agreement has not come."""

    code, title = "opening-day-to-come", "Ouverture à venir"


class Pause(StrEnum):
    """Why an incubator is suspended."""

    HEALTH = "health"
    PREMISES = "premises"
    PARTNERS = "partners"
    OBLIGATIONS = "obligations"
    OTHER = "other"


class Ending(StrEnum):
    """Why an incubator closes."""

    AGREEMENT_ENDED = "agreement-ended"
    AGREEMENT_TERMINATED = "agreement-terminated"


class Description(Value):
    """What the public reads of an incubator. ``steering``: the persons of the group that gives opinions."""

    name: Label
    summary: Text
    entries: SomeCodes
    functions: Codes = ()
    territories: SomeCodes
    sectors: Codes = ()
    publics: Codes = ()
    steering: Annotated[tuple[Id, ...], Field(max_length=40)] = ()

    def check(self, field: str = "description") -> None:
        """Raises Invalid where a code is not of the reference data. ``field``: how the command calls this part."""
        for name in LISTED:
            for number, code in enumerate(getattr(self, name)):
                reference.check(name, code, field=f"{field}/{name}/{number}")


class Founding(Value):
    """What an incubator is born from, and what its type and lead are: these never change."""

    type: Code
    call: Id
    application: Id
    agreement: Id
    lead: Id


class Suspension(Value):
    """One suspension, with the explanation that was published."""

    reason: Pause
    explanation: Text
    since: Day
    until: Day | None = None


class Incubator(Dossier):
    """One incubator. Nothing is said of it before its agreement is signed by both sides."""

    kind: ClassVar[str] = "incubator"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.PREPARED
    founding: Founding
    description: Description
    members: tuple[GroupingMember, ...]
    opens_on: Day
    # The register shows it: its agreement is signed by both.
    public: bool = False
    signed_on: Day | None = None
    opened_on: Day | None = None
    suspensions: tuple[Suspension, ...] = ()
    closed_on: Day | None = None
    closed_because: Ending | None = None

    @property
    def organisations(self) -> frozenset[str]:
        """The lead and the members."""
        return frozenset({self.founding.lead, *(member.organisation for member in self.members)})

    @classmethod
    def prepare(
        cls, id: str, founding: Founding, members: Sequence[GroupingMember], opens_on: date, description: Description
    ) -> Self:
        """Prepared together with the project of its agreement."""
        description.check("incubator")
        incubator = cls(id=id, founding=founding, members=tuple(members), opens_on=opens_on, description=description)
        incubator._note("prepare")
        return incubator

    def describe(self, description: Description) -> None:
        """Say what the incubator is; published once its agreement is signed."""
        self._become("describe")
        description.check()
        self.description = description
        self._publish()

    def rest_on(self, members: Sequence[GroupingMember], opens_on: date, signed_on: date) -> None:
        """Its agreement is signed by both: the incubator is public and will open on its day."""
        self._become("rest_on")
        self.members, self.opens_on = tuple(members), opens_on
        self.signed_on, self.public = signed_on, True
        self._publish()

    def renew(self, members: Sequence[GroupingMember]) -> None:
        """An amendment of its agreement changed the members."""
        self._become("renew")
        self.members = tuple(members)
        self._publish()

    def open(self, on: date) -> None:
        """Take experiments from now on. Raises AgreementNotSigned, OpeningDayToCome."""
        self._become("open")
        if self.signed_on is None:
            raise AgreementNotSigned("L'incubateur ouvre quand sa convention est signée par les deux parties.")
        if on < self.opens_on:
            raise OpeningDayToCome(f"L'ouverture est prévue le {self.opens_on:%d/%m/%Y}.")
        self.opened_on = on
        self._explain(
            "ouverture-incubateur",
            "2019-02-08",
            "opened",
            signed_on=self.signed_on.isoformat(),
            opens_on=self.opens_on.isoformat(),
        )
        self._announce(
            events.IncubatorOpened(incubator=self.id, agreement=self.founding.agreement, lead=self.founding.lead, on=on)
        )

    def suspend(self, reason: Pause, explanation: str, on: date, officer_of: AbstractSet[str]) -> None:
        """Take no experiment for now; the explanation is published. Raises OwnOrganisation."""
        self._become("suspend")
        check_free(self.organisations, officer_of)
        self.suspensions = (*self.suspensions, Suspension(reason=reason, explanation=explanation, since=on))
        self._announce(
            events.IncubatorSuspended(incubator=self.id, reason=reason.value, explanation=explanation, on=on)
        )

    def resume(self, on: date, officer_of: AbstractSet[str]) -> None:
        """Take experiments again. Raises OwnOrganisation."""
        self._become("resume")
        check_free(self.organisations, officer_of)
        self.suspensions = (*self.suspensions[:-1], self.suspensions[-1].model_copy(update={"until": on}))
        self._announce(events.IncubatorResumed(incubator=self.id, on=on))

    def close(self, reason: Ending, on: date) -> None:
        """Close for good: the agreement it rests on is over."""
        self._become("close")
        self.closed_on, self.closed_because = on, reason
        self._announce(events.IncubatorClosed(incubator=self.id, reason=reason.value, on=on))

    def _publish(self) -> None:
        """Say the whole snapshot, once the agreement is signed."""
        if not self.public:
            return
        self._announce(
            events.IncubatorDescribed(
                incubator=self.id,
                **self.founding.model_dump(),
                **self.description.model_dump(),
                members=self.members,
                opens_on=self.opens_on,
            )
        )
