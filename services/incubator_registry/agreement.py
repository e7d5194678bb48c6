"""The rules of an agreement (*convention*) between the Région and the lead of an accepted grouping."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from contracts import incubator_registry as events
from contracts.registry_parts import Act as PublicAct
from contracts.registry_parts import GroupingMember, Reason
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Invalid, Refusal
from services.chassis.values import Act, Code, Day, Id, Label, Text, Value
from services.incubator_registry.amendment import Amendment, Side, Signature, changed, complete, with_signature
from services.incubator_registry.partners import check_free, check_partners


class State(StrEnum):
    """Where an agreement stands."""

    PROJECT = "project"
    UNDER_REVIEW = "under-review"
    CHANGES_REQUESTED = "changes-requested"
    TO_SIGN = "to-sign"
    SIGNED = "signed"
    TERMINATED = "terminated"
    DENOUNCED = "denounced"


LIFECYCLE = Lifecycle(
    {
        State.PROJECT: {"revise": State.PROJECT, "submit": State.UNDER_REVIEW},
        State.UNDER_REVIEW: {"request_changes": State.CHANGES_REQUESTED, "approve": State.TO_SIGN},
        State.CHANGES_REQUESTED: {"revise": State.CHANGES_REQUESTED, "submit": State.UNDER_REVIEW},
        State.TO_SIGN: {
            "sign": State.TO_SIGN,
            "conclude": State.SIGNED,
            "request_changes": State.CHANGES_REQUESTED,
        },
        State.SIGNED: {
            **dict.fromkeys(("propose_amendment", "sign_amendment", "drop_amendment", "amend"), State.SIGNED),
            "terminate": State.TERMINATED,
            "denounce": State.DENOUNCED,
        },
        State.TERMINATED: {},
        State.DENOUNCED: {},
    },
    {
        State.PROJECT: "Projet",
        State.UNDER_REVIEW: "En instruction",
        State.CHANGES_REQUESTED: "Corrections requises",
        State.TO_SIGN: "À signer",
        State.SIGNED: "Signée",
        State.TERMINATED: "Résiliée",
        State.DENOUNCED: "Dénoncée",
    },
)


class NotAccepted(Refusal):
    """An agreement is drawn up for an accepted application only."""

    code, title = "not-accepted", "Candidature non retenue"


class AmendmentPending(Refusal):
    """One amendment at a time waits for its signatures."""

    code, title = "amendment-pending", "Un avenant attend déjà"


class NoAmendment(Refusal):
    """No amendment waits for a signature."""

    code, title = "no-amendment", "Aucun avenant en attente"


class Accepted(Value):
    """What an agreement takes from the accepted application, said once and never asked again."""

    application: Id
    call: Id
    title: Label
    incubator_type: Code
    lead: Id
    members: tuple[GroupingMember, ...]
    act: Act


class Terms(Value):
    """From when to when the agreement holds, both days included; the incubator opens on the first one."""

    since: Day
    until: Day

    def check(self, field: str = "terms/until") -> None:
        """Raises Invalid unless the last day comes after the first one."""
        if self.until <= self.since:
            raise Invalid("La convention finit après avoir commencé.", field=field)


class Ground(Value):
    """Why an agreement ends early: a code, the article it rests on, and the reason in words."""

    code: Code
    article: Label | None = None
    reason: Text


Grounds = Annotated[tuple[Ground, ...], Field(min_length=1, max_length=20)]


def check_taken(act: Act, today: date) -> None:
    """Raises Invalid for an act dated in the future: nothing rests on what is not decided yet."""
    if act.on > today:
        raise Invalid("L'acte est daté de l'avenir : enregistrez-le une fois pris.", field="act/on")


class Agreement(Dossier):
    """One agreement: it founds one incubator, and changes only by an amendment (*avenant*) signed by both sides."""

    kind: ClassVar[str] = "agreement"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.PROJECT
    number: Label
    incubator: Id
    accepted: Accepted
    terms: Terms
    members: tuple[GroupingMember, ...]
    motives: tuple[Text, ...] = ()
    signatures: tuple[Signature, ...] = ()
    pending: Amendment | None = None
    amendments: tuple[Amendment, ...] = ()
    ended_by: Act | None = None
    grounds: tuple[Ground, ...] = ()
    ended_on: Day | None = None

    @property
    def lead(self) -> str:
        """The lead organisation, which signs for the grouping."""
        return self.accepted.lead

    @property
    def organisations(self) -> frozenset[str]:
        """All organisations of the grouping, the lead among them."""
        return frozenset({self.lead, *(member.organisation for member in self.members)})

    @property
    def signed_on(self) -> date | None:
        """The day the second signature came."""
        return max(each.on for each in self.signatures) if complete(self.signatures) else None

    @property
    def last_day(self) -> date:
        """The last day it holds: its term, or the day it was ended early."""
        return self.ended_on or self.terms.until

    # --- until both have signed

    @classmethod
    def draft(cls, id: str, number: str, incubator: str, accepted: Accepted, terms: Terms) -> Self:
        """A project for an accepted application."""
        terms.check()
        agreement = cls(
            id=id, number=number, incubator=incubator, accepted=accepted, terms=terms, members=accepted.members
        )
        agreement._note("draft")
        return agreement

    def revise(self, terms: Terms) -> None:
        """Change the terms of a project."""
        self._become("revise")
        terms.check()
        self.terms = terms

    def submit(self) -> None:
        """The lead hands the project to the Région."""
        self._become("submit")
        self.motives = ()

    def request_changes(self, motives: Sequence[str], officer_of: AbstractSet[str]) -> None:
        """The Région asks for changes, also when a side finds a fault at signing: signatures then fall."""
        self._become("request_changes")
        check_free(self.organisations, officer_of)
        self.motives, self.signatures = tuple(motives), ()

    def approve(self, officer_of: AbstractSet[str]) -> None:
        """The project is ready to be signed."""
        self._become("approve")
        check_free(self.organisations, officer_of)

    def sign(self, side: Side, person: str, on: date, signer_of: AbstractSet[str] = frozenset()) -> None:
        """One side signs; with the second signature the agreement holds. Raises AlreadySigned, SamePersonSigns."""
        self._become("sign")
        if on > self.terms.until:
            raise Invalid("Le dernier jour de la convention est passé : révisez ses dates.", field="terms/until")
        if side is Side.REGION:
            check_free(self.organisations, signer_of)
        self.signatures = with_signature(self.signatures, side, person, on)
        if complete(self.signatures):
            self._become("conclude")
            self._announce_signed()

    # --- while it holds

    def propose_amendment(
        self,
        act: Act,
        until: date | None,
        members: Sequence[GroupingMember] | None,
        on: date,
        officer_of: AbstractSet[str],
    ) -> None:
        """Propose another last day or other members, under an act. Raises AmendmentPending, Invalid."""
        self._become("propose_amendment")
        check_free(self.organisations, officer_of)
        if self.pending is not None:
            raise AmendmentPending("Un avenant attend déjà ses signatures : signez-le ou retirez-le d'abord.")
        check_taken(act, on)
        terms = Terms(since=self.terms.since, until=until or self.terms.until)
        terms.check("until")
        if terms.until < on:
            raise Invalid("Ce dernier jour est déjà passé.", field="until")
        wanted = self.members if members is None else tuple(members)
        check_partners(self.lead, wanted)
        changes = changed(until=(self.terms.until, terms.until), members=(set(self.members), set(wanted)))
        if not changes:
            raise Invalid("Cet avenant ne change rien : donnez une autre date de fin ou d'autres membres.")
        number = len(self.amendments) + 1
        self.pending = Amendment(number=number, changes=changes, until=terms.until, members=wanted, act=act)

    def sign_amendment(self, side: Side, person: str, on: date, signer_of: AbstractSet[str] = frozenset()) -> None:
        """One side signs the amendment; with the second signature it holds. Raises NoAmendment and as ``sign``."""
        self._become("sign_amendment")
        if side is Side.REGION:
            check_free(self.organisations, signer_of)
        signed = self._awaited().signed(side, person, on)
        self.pending = signed
        if complete(signed.signatures):
            self._amend(signed, on)

    def drop_amendment(self) -> None:
        """Give up an amendment before it is signed by both. Raises NoAmendment."""
        self._become("drop_amendment")
        self._awaited()
        self.pending = None

    def terminate(
        self, grounds: Sequence[Ground], act: Act, on: date, today: date, officer_of: AbstractSet[str]
    ) -> None:
        """The Région ends it early (*résiliation*), with its reasons; ``on`` is the last day it holds."""
        self._become("terminate")
        check_free(self.organisations, officer_of)
        self._end(grounds, act, on, today)

    def denounce(self, grounds: Sequence[Ground], letter: Act, on: date, today: date) -> None:
        """The lead ends it early (*dénonciation*) by a letter; ``on`` is the last day it holds."""
        self._become("denounce")
        self._end(grounds, letter, on, today)

    # --- what is said of it

    def _awaited(self) -> Amendment:
        if self.pending is None:
            raise NoAmendment("Aucun avenant n'attend de signature.")
        return self.pending

    def _amend(self, signed: Amendment, on: date) -> None:
        self._become("amend")
        self.terms = Terms(since=self.terms.since, until=signed.until)
        self.members, self.pending = signed.members, None
        self.amendments = (*self.amendments, signed)
        self._announce(
            events.AgreementAmended(
                agreement=self.id,
                incubator=self.incubator,
                number=self.number,
                amendment=signed.number,
                changes=signed.changes,
                members=self.members,
                act=PublicAct(**signed.act.model_dump()),
                since=self.terms.since,
                until=self.terms.until,
                on=on,
            )
        )

    def _end(self, grounds: Sequence[Ground], act: Act, on: date, today: date) -> None:
        if on < today:
            raise Invalid("La fin ne peut pas être dans le passé.", field="on")
        if on > self.terms.until:
            raise Invalid("La convention finit déjà avant ce jour.", field="on")
        check_taken(act, today)
        self.grounds, self.ended_by, self.ended_on, self.pending = tuple(grounds), act, on, None
        self._announce(
            events.AgreementTerminated(
                agreement=self.id,
                incubator=self.incubator,
                number=self.number,
                reasons=tuple(Reason(code=each.code, article=each.article) for each in grounds),
                act=PublicAct(**act.model_dump()),
                on=on,
            )
        )

    def _announce_signed(self) -> None:
        signed = {each.side: each.on for each in self.signatures}
        self._announce(
            events.AgreementSigned(
                agreement=self.id,
                incubator=self.incubator,
                number=self.number,
                application=self.accepted.application,
                lead=self.lead,
                members=self.members,
                act=PublicAct(**self.accepted.act.model_dump()),
                signed_by_lead_on=signed[Side.LEAD],
                signed_by_region_on=signed[Side.REGION],
                since=self.terms.since,
                until=self.terms.until,
            )
        )
