"""The rules of an agreement (*convention*) that founds one incubator: drafted, signed by both, amended, terminated."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from contracts.incubator_registry import AgreementAmended, AgreementSigned, AgreementTerminated
from contracts.registry_parts import Act as PublicAct
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Invalid, Refusal
from services.chassis.values import Act, Day, Id, Label, Text, Value
from services.incubator_registry.admissibility import Finding
from services.incubator_registry.application import Application
from services.incubator_registry.application_lifecycle import State as ApplicationState
from services.incubator_registry.grouping import Grouping


class State(StrEnum):
    """Where an agreement stands."""

    TO_SIGN = "to-sign"
    SIGNED_BY_LEAD = "signed-by-lead"
    SIGNED_BY_REGION = "signed-by-region"
    SIGNED = "signed"
    ENDED = "ended"
    TERMINATED = "terminated"


LIFECYCLE = Lifecycle(
    {
        State.TO_SIGN: {
            "revise": State.TO_SIGN,
            "sign_as_lead": State.SIGNED_BY_LEAD,
            "sign_as_region": State.SIGNED_BY_REGION,
        },
        State.SIGNED_BY_LEAD: {"sign_as_region": State.SIGNED},
        State.SIGNED_BY_REGION: {"sign_as_lead": State.SIGNED},
        State.SIGNED: {"amend": State.SIGNED, "terminate": State.TERMINATED, "end": State.ENDED},
        State.TERMINATED: {},
        State.ENDED: {},
    },
    {
        State.TO_SIGN: "À signer",
        State.SIGNED_BY_LEAD: "À signer : la Région",
        State.SIGNED_BY_REGION: "À signer : le chef de file",
        State.SIGNED: "Signée",
        State.TERMINATED: "Résiliée",
        State.ENDED: "Arrivée à terme",
    },
)


class NotAccepted(Refusal):
    """An agreement is drafted from an accepted application."""

    code, title = "not-accepted", "Candidature non retenue"


class BothSides(Refusal):
    """One person does not sign for both sides."""

    code, title = "both-sides", "Signature des deux parties"


class NothingAmended(Invalid):
    """An amendment changes something."""

    code, title = "nothing-amended", "Avenant sans objet"


class NotOver(Refusal):
    """The agreement still runs."""

    code, title = "not-over", "Convention en cours"


class Terms(Value):
    """What both sign: from ``since`` to ``until``, both included; the incubator opens on ``opens_on``."""

    since: Day
    until: Day
    opens_on: Day
    purpose: Text

    def check(self) -> None:
        """Raises Invalid unless since ≤ opens_on ≤ until."""
        if self.until < self.since:
            raise Invalid("La convention finit avant de commencer.", field="terms/until")
        if not self.since <= self.opens_on <= self.until:
            raise Invalid("L'ouverture a lieu pendant la convention.", field="terms/opens_on")


class Signature(Value):
    """Who signed for one side, and when."""

    person: Id
    on: Day


class Amendment(Value):
    """One amendment (*avenant*): its number, its act, what it changes and from when."""

    number: int
    act: Act
    changes: tuple[Annotated[str, Field(max_length=40)], ...]
    until: Day
    grouping: Grouping
    reason: Text
    on: Day


class Agreement(Dossier):
    """An agreement. ``incubator`` is the id of the incubator that its signature creates."""

    kind: ClassVar[str] = "agreement"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.TO_SIGN
    number: Label
    application: str
    call: str
    incubator: str
    incubator_name: str
    incubator_type: str
    act: Act
    grouping: Grouping
    terms: Terms
    by_lead: Signature | None = None
    by_region: Signature | None = None
    amendments: tuple[Amendment, ...] = ()
    reasons: tuple[Finding, ...] = ()
    terminated_on: Day | None = None

    @classmethod
    def draft(cls, id: str, incubator: str, number: str, application: Application, terms: Terms) -> Self:
        """Draft from an accepted application and its act. Raises NotAccepted, Invalid."""
        if application.state is not ApplicationState.ACCEPTED:
            raise NotAccepted(
                "La convention se prépare après la décision qui retient la candidature.",
                field="application",
                state=application.state.value,
            )
        terms.check()
        return cls(
            id=id,
            number=number,
            application=application.id,
            call=application.call,
            incubator=incubator,
            incubator_name=application.content.title,
            incubator_type=application.content.incubator_type,
            act=application.decisions[-1].recorded.act,
            grouping=application.grouping,
            terms=terms,
        )

    @property
    def lead(self) -> str:
        """The lead organisation, which signs for the grouping."""
        return self.grouping.lead

    @property
    def last_day(self) -> date:
        """The last day on which the agreement holds."""
        return self.terminated_on or self.terms.until

    def revise(self, terms: Terms, officer: AbstractSet[str]) -> None:
        """Change the terms before anybody signed. Raises OwnOrganisation, Invalid."""
        self._become("revise")
        self.grouping.check_free(officer)
        terms.check()
        self.terms = terms

    def sign_as_lead(self, person: str, on: date) -> None:
        """The lead's representative signs. Raises BothSides."""
        self._become("sign_as_lead")
        self._check_one_side(person, self.by_region)
        self.by_lead = Signature(person=person, on=on)
        self._announce_signed()

    def sign_as_region(self, person: str, on: date, officer: AbstractSet[str]) -> None:
        """The Région signs. Raises OwnOrganisation, BothSides."""
        self._become("sign_as_region")
        self.grouping.check_free(officer)
        self._check_one_side(person, self.by_lead)
        self.by_region = Signature(person=person, on=on)
        self._announce_signed()

    def amend(
        self, act: Act, until: date, grouping: Grouping, reason: str, on: date, officer: AbstractSet[str]
    ) -> None:
        """Change end or members by an amendment. Raises OwnOrganisation, NothingAmended, Invalid."""
        self._become("amend")
        self.grouping.check_free(officer)
        if until < on:
            raise Invalid("L'avenant ne peut pas finir la convention avant sa propre date.", field="until")
        changes = tuple(
            name
            for name, changed in (("until", until != self.terms.until), ("members", grouping != self.grouping))
            if changed
        )
        if not changes:
            raise NothingAmended("Cet avenant ne change ni la fin ni les membres.", field="until")
        self.terms, self.grouping = self.terms.model_copy(update={"until": until}), grouping
        number = len(self.amendments) + 1
        self.amendments = (
            *self.amendments,
            Amendment(number=number, act=act, changes=changes, until=until, grouping=grouping, reason=reason, on=on),
        )
        self._explain("avenant", act.number, "amended", changes=list(changes))
        self._announce(
            AgreementAmended(
                agreement=self.id,
                incubator=self.incubator,
                number=self.number,
                amendment=number,
                changes=changes,
                members=grouping.told(),
                act=PublicAct(number=act.number, on=act.on),
                since=self.terms.since,
                until=until,
                on=on,
            )
        )

    def terminate(self, act: Act, reasons: Sequence[Finding], on: date, today: date, officer: AbstractSet[str]) -> None:
        """End before the term, ``on`` being the last day. Raises OwnOrganisation, Invalid."""
        self._become("terminate")
        self.grouping.check_free(officer)
        if not today <= on < self.terms.until:
            raise Invalid("La résiliation prend effet entre aujourd'hui et la fin prévue.", field="on")
        self.reasons, self.terminated_on = tuple(reasons), on
        self._explain("resiliation", act.number, "terminated", reasons=[each.code for each in reasons])
        self._announce(
            AgreementTerminated(
                agreement=self.id,
                incubator=self.incubator,
                number=self.number,
                reasons=tuple(each.told() for each in reasons),
                act=PublicAct(number=act.number, on=act.on),
                on=on,
            )
        )

    def end(self, today: date) -> None:
        """The term has passed. Raises NotOver."""
        self._become("end")
        if today < self.terms.until + timedelta(days=1):
            raise NotOver("La convention court encore.")

    def _check_one_side(self, person: str, other: Signature | None) -> None:
        if other is not None and other.person == person:
            raise BothSides("Vous avez déjà signé pour l'autre partie : une autre personne doit signer ici.")

    def _announce_signed(self) -> None:
        if self.by_lead is None or self.by_region is None:
            return
        self._announce(
            AgreementSigned(
                agreement=self.id,
                incubator=self.incubator,
                number=self.number,
                application=self.application,
                lead=self.lead,
                members=self.grouping.told(),
                act=PublicAct(number=self.act.number, on=self.act.on),
                signed_by_lead_on=self.by_lead.on,
                signed_by_region_on=self.by_region.on,
                since=self.terms.since,
                until=self.terms.until,
            )
        )
