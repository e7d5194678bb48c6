"""The rules of a person: a sealed name, duties each with its delegation, restriction and erasure."""

from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from contracts.incubator_registry import DutyGiven, DutyWithdrawn, PersonErased
from contracts.registry_parts import DutyHeld
from services.chassis.actor import Duty, DutyName
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Invalid, NotFound, Refusal
from services.chassis.values import Day

ONE_DAY = timedelta(days=1)


class State(StrEnum):
    """Where a person's record stands."""

    ACTIVE = "active"
    RESTRICTED = "restricted"
    ERASED = "erased"


LIFECYCLE = Lifecycle(
    {
        State.ACTIVE: {
            **dict.fromkeys(("rename", "give_duty", "withdraw_duty"), State.ACTIVE),
            "restrict": State.RESTRICTED,
            "erase": State.ERASED,
        },
        State.RESTRICTED: {"erase": State.ERASED},
        State.ERASED: {},
    },
    {
        State.ACTIVE: "Active",
        State.RESTRICTED: "Limitée : preuves à conserver",
        State.ERASED: "Effacée",
    },
)


class DelegationBackwards(Invalid):
    """A delegation that ends before it begins."""

    code, title = "delegation-backwards", "Dates de délégation à corriger"


class DutyHeldAlready(Refusal):
    """The same duty under the same reference."""

    code, title = "duty-held-already", "Mission déjà donnée"


class NoSuchDuty(NotFound):
    """The person holds no such duty under that reference."""

    code, title = "no-such-duty", "Mission introuvable"


class EvidenceMustBeKept(Refusal):
    """Erasing would destroy the evidence of a paid claim before its retention ends and the archives agree."""

    code, title = "evidence-must-be-kept", "Preuves à conserver"


class Person(Dossier):
    """A person known by the keyed hash of their bearer. Both names are sealed under the person's own key."""

    kind: ClassVar[str] = "person"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.ACTIVE
    bearer: str
    given_name: str = ""
    usual_name: str = ""
    duties: tuple[Duty, ...] = ()
    evidence_until: Day | None = None

    def rename(self, given_name: str, usual_name: str) -> None:
        """Keep another sealed name."""
        self._become("rename")
        self.given_name, self.usual_name = given_name, usual_name

    def give_duty(self, duty: Duty) -> None:
        """Give a duty with its delegation. Raises DelegationBackwards, DutyHeldAlready."""
        self._become("give_duty")
        if duty.until is not None and duty.until < duty.since:
            raise DelegationBackwards("La délégation finit avant de commencer.", field="until")
        if self._held(duty.name, duty.reference) is not None:
            raise DutyHeldAlready(
                "Cette mission est déjà donnée sous cette référence : retirez-la ou citez un autre acte.",
                field="reference",
            )
        self.duties = (*self.duties, duty)
        held = DutyHeld.model_validate(duty.model_dump(mode="json"))
        self._announce(DutyGiven(person=self.id, bearer=self.bearer, duty=held))

    def withdraw_duty(self, name: DutyName, reference: str, on: date) -> None:
        """End a duty: ``on`` is the first day it no longer holds. It is kept as history. Raises NoSuchDuty."""
        self._become("withdraw_duty")
        held = self._held(name, reference)
        if held is None or (held.until is not None and held.until < on):
            raise NoSuchDuty("Cette personne n'a pas cette mission sous cette référence.", field="reference")
        self._end(held, on)

    def restrict(self, evidence_until: date, on: date) -> None:
        """Answer a request to be erased while evidence must be kept: all duties end, the name is shown no more."""
        self._become("restrict")
        if evidence_until <= on:
            raise Invalid("La fin de conservation est à venir ; passée, effacez la personne.", field="evidence_until")
        self.evidence_until = evidence_until
        self._end_all(on)
        self._explain("rgpd-art-18", "2016/679", "restricted", evidence_until=evidence_until.isoformat())

    def erase(self, on: date, archives_visa: str = "") -> None:
        """Forget who this was. Raises EvidenceMustBeKept before the retention's end, or without the archives' visa."""
        self._become("erase")
        if self.evidence_until is not None and (on <= self.evidence_until or not archives_visa):
            raise EvidenceMustBeKept(
                f"Preuves à conserver jusqu'au {self.evidence_until:%d/%m/%Y} ; ensuite, joignez le visa des archives.",
                field="archives_visa",
                evidence_until=self.evidence_until.isoformat(),
            )
        self._end_all(on)
        self.bearer = self.given_name = self.usual_name = ""
        self._announce(PersonErased(person=self.id, on=on))
        self._explain("rgpd-art-17", "2016/679", "erased", archives_visa=archives_visa)

    def duty_on(self, name: DutyName, day: date) -> Duty | None:
        """The duty of that name that holds on that day."""
        return next((duty for duty in self.duties if duty.name == name and duty.holds_on(day)), None)

    def _held(self, name: DutyName, reference: str) -> Duty | None:
        return next((duty for duty in self.duties if duty.name == name and duty.reference == reference), None)

    def _end(self, held: Duty, on: date) -> None:
        ended = held.model_copy(update={"until": on - ONE_DAY})
        self.duties = tuple(ended if duty is held else duty for duty in self.duties)
        self._announce(
            DutyWithdrawn(person=self.id, bearer=self.bearer, duty=held.name.value, reference=held.reference, on=on)
        )

    def _end_all(self, on: date) -> None:
        for duty in self.duties:
            if duty.until is None or duty.until >= on:
                self._end(duty, on)
