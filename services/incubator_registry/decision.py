"""What the Région decides of an application, by a recorded act that may decide many at once. Pure."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from contracts.registry_parts import Act as PublicAct
from services.chassis.dossier import Record
from services.chassis.refusal import Invalid, Refusal
from services.chassis.values import Act, Day, Id, Label, Moment, Value
from services.incubator_registry.admissibility import Finding


class ActToCome(Refusal):
    """Nothing is recorded before the act that decides it."""

    code, title = "act-to-come", "Acte à venir"


class Outcome(StrEnum):
    """What an act decides."""

    ACCEPTED = "accepted"
    RESERVE = "reserve"
    REFUSED = "refused"
    CLOSED = "closed"


class Recorded(Value):
    """An act as the Région recorded it. ``stood_aside``: seats or functions of who took no part, never names."""

    act: Act
    stood_aside: Annotated[tuple[Label, ...], Field(max_length=100)] = ()
    notified_on: Day | None = None

    def told(self) -> PublicAct:
        """The act as it is announced."""
        return PublicAct(number=self.act.number, on=self.act.on)

    def check(self, today: date) -> None:
        """Raises ActToCome for an act of the future, Invalid when it was notified before it was taken."""
        if self.act.on > today:
            raise ActToCome("L'acte est daté de l'avenir : enregistrez-le une fois pris.", field="recorded/act/on")
        if self.notified_on is not None and self.notified_on < self.act.on:
            raise Invalid("La notification suit l'acte.", field="recorded/notified_on")


class Decided(Value):
    """What an act decides of one application. A reserve list has ranks; a refusal and a closing have motives."""

    application: Id
    outcome: Outcome
    rank: Annotated[int, Field(strict=True, ge=1, le=1_000)] | None = None
    motives: Annotated[tuple[Finding, ...], Field(max_length=30)] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.outcome is Outcome.RESERVE) != (self.rank is not None):
            raise ValueError("un rang va avec la liste complémentaire, et seulement avec elle")
        if self.outcome in (Outcome.REFUSED, Outcome.CLOSED) and not self.motives:
            raise ValueError("un refus ou un classement sans suite se motive")
        return self


class Decision(Value):
    """One decision that an application met: outcome, act, rank, motives, and whether silence had refused it before."""

    outcome: Outcome
    recorded: Recorded
    rank: int | None = None
    motives: tuple[Finding, ...] = ()
    replaces_silence_of: Day | None = None


class ActOfDecision(Record):
    """One recorded act with everything it decides."""

    collection: ClassVar[str] = "acts"

    recorded: Recorded
    decided: tuple[Decided, ...]
    by: Id
    at: Moment
