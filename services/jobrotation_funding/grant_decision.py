"""What the Région decides of a request by a recorded act: it grants it on frozen terms, or refuses it. Pure.

Amounts are cents, shares percent, days legal days (Europe/Paris).
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts import jobrotation_funding as events
from contracts.funding_parts import Act as PublicAct
from contracts.funding_parts import GrantedLine
from services.chassis.money import euros, percent
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.acts import check_act
from services.jobrotation_funding.aid import NO_AID, Given, check_aid
from services.jobrotation_funding.calculation import CardSeen, check_lines, check_within, in_words, priced
from services.jobrotation_funding.duties import check_own
from services.jobrotation_funding.grant_fields import AidBasis, AskedLine, Decided, GrantLine, Terms
from services.jobrotation_funding.grant_request import Requesting, checked
from services.jobrotation_funding.separation import Delegation
from services.jobrotation_funding.values import Act, Code, Day, Id, Label, Remark, Value, Year

# Why a request is refused.
REFUSAL_POINTS = {
    "no-replacement-plan": "Plan de remplacement absent ou incomplet",
    "not-enough-left": "Crédits insuffisants",
    "outside-scheme": "Hors du règlement du dispositif",
    "paid-elsewhere": "Heures déjà payées par ailleurs",
    "experiment": "Expérimentation non validée ou arrêtée",
    "state-aid": "Plafond ou règle des aides d'État",
    "other": "Autre motif, expliqué",
}
Lines = Annotated[tuple[AskedLine, ...], Field(max_length=20)]


class NoReplacementPlan(Refusal):
    """A released hour is paid when it is replaced: nothing is granted without a plan."""

    code, title = "no-replacement-plan", "Plan de remplacement absent"


class NotEnoughLeft(Refusal):
    """The envelope has less than that. ``facts``: ``asked`` and ``left`` in cents, ``envelope``."""

    code, title = "not-enough-left", "Crédits insuffisants"


class Purse(Value):
    """An envelope as a decision needs it. ``left_cents``: affected, neither engaged nor promised; never below 0."""

    envelope: Id
    label: Label
    line: Code
    vintage: Year
    left_cents: int

    def check(self, cents: int, field: str) -> None:
        """Raises NotEnoughLeft when less than that is left."""
        if cents > self.left_cents:
            raise NotEnoughLeft(
                f"{self.label} {self.vintage} : {euros(cents)} demandés, il reste {euros(self.left_cents)}.",
                field=field,
                asked=cents,
                left=self.left_cents,
                envelope=self.envelope,
            )


class Outcome(Value):
    """What an act decides of one request. ``lines``: less than what is asked; the whole of it when left out.

    A grant names its envelope, its rate card and its State aid basis; a refusal names its points.
    """

    grant: Id
    granted: bool
    envelope: Id | None = None
    rate_card: Id | None = None
    lines: Lines | None = None
    aid: AidBasis | None = None
    hold_clause: bool = True
    points: Annotated[tuple[Code, ...], Field(max_length=10)] = ()
    explanation: Remark = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.granted and not (self.envelope and self.rate_card and self.aid):
            raise ValueError("accorder nomme l'enveloppe, le barème et le fondement de l'aide")
        if self.granted == bool(self.points):
            raise ValueError("un refus donne ses motifs, et seulement un refus")
        return self

    @property
    def basis(self) -> AidBasis:
        """The State aid basis of a grant. Raises ValueError for a refusal."""
        if self.aid is None:
            raise ValueError("a refusal has no State aid basis")
        return self.aid


class Recording(Value):
    """An act as it is recorded: by whom, under which delegation, on which day; ``own``: their organisations."""

    act: Act
    by: Id
    on: Day
    own: frozenset[Id] = frozenset()
    under: Delegation | None = None

    def check(self, organisation: str) -> None:
        """Raises OwnOrganisation, ActToCome."""
        check_own(self.own, organisation)
        check_act(self.act, self.on)

    @property
    def told(self) -> PublicAct:
        """The act as it is announced."""
        return PublicAct(number=self.act.number, on=self.act.on)


class Deciding(Requesting):
    """What the commission permanente decides of a request."""

    def grant(
        self, record: Recording, outcome: Outcome, card: CardSeen, purse: Purse, given: Given = NO_AID, field: str = ""
    ) -> None:
        """Grant at the rates of the card. ``given``: what the undertaking has of de minimis aid already.

        Raises OwnOrganisation, ActToCome, NoReplacementPlan, CardNotEffective, RateUnknown, MoreThanAsked,
        NotEnoughLeft, DeMinimisCeiling, Invalid.
        """
        self._become("grant")
        record.check(self.organisation)
        if not self.has_plan:
            raise NoReplacementPlan(
                "Sans plan de remplacement, aucune heure ne peut être payée : demandez-le, ou refusez.",
                field=f"{field}granted",
                grant=self.id,
            )
        card.check_effective(record.act.on, f"{field}rate_card")
        terms = self._terms_of(outcome, outcome.basis, card, purse, f"{field}lines")
        purse.check(terms.cents, f"{field}envelope")
        why = check_aid(terms.aid, terms.cents, given, record.act.on, f"{field}aid")
        self.terms = terms
        self.decided = Decided(
            granted=True,
            act=record.act,
            recorded_on=record.on,
            by=record.by,
            under=record.under,
            explanation=outcome.explanation,
        )
        self._explain_calculation(terms, card, purse)
        self._explain(why.rule, why.version, why.outcome, **why.inputs)
        self._announce(
            events.GrantGranted(
                grant=self.id,
                organisation=self.organisation,
                experiment=self.experiment,
                envelope=purse.envelope,
                rate_card=card.id,
                lines=told(terms.lines),
                cents=terms.cents,
                advance_cents=percent(terms.cents, terms.advance_percent),
                act=record.told,
                on=record.on,
            )
        )

    def refuse(self, record: Recording, outcome: Outcome, field: str = "") -> None:
        """Refuse, with the points at fault. Raises OwnOrganisation, ActToCome, Invalid for a point that is none."""
        self._become("refuse")
        record.check(self.organisation)
        check_codes(outcome.points, REFUSAL_POINTS, f"{field}points")
        self.decided = Decided(
            granted=False,
            act=record.act,
            recorded_on=record.on,
            by=record.by,
            under=record.under,
            points=outcome.points,
            explanation=outcome.explanation,
        )
        self._explain("grant-refused", f"acte {record.act.number}", ", ".join(outcome.points), plan=self.has_plan)
        self._announce(
            events.GrantRefused(
                grant=self.id,
                organisation=self.organisation,
                experiment=self.experiment,
                points=outcome.points,
                act=record.told,
                on=record.on,
            )
        )

    def _terms_of(self, outcome: Outcome, aid: AidBasis, card: CardSeen, purse: Purse, field: str) -> Terms:
        asked = checked(self.asked)
        lines = asked if outcome.lines is None else outcome.lines
        check_lines(lines, field)
        check_within(lines, asked, field)
        starts_on, ends_on = self.period
        return Terms(
            envelope=purse.envelope,
            line=purse.line,
            vintage=purse.vintage,
            rate_card=card.id,
            rate_card_code=card.code,
            lines=priced(lines, card, field),
            starts_on=starts_on,
            ends_on=ends_on,
            advance_percent=card.advance_percent,
            deduction_percent=card.deduction_percent,
            matching_period=card.matching_period,
            matching_scope=card.matching_scope,
            hold_clause=outcome.hold_clause,
            aid=aid,
        )

    def _explain_calculation(self, terms: Terms, card: CardSeen, purse: Purse) -> None:
        self._explain(
            "grant-calculation",
            f"barème {card.code} ({card.id}), en vigueur le {card.effective_on.isoformat()}",
            euros(terms.cents),
            lines=list(in_words(terms.lines)),
            envelope=purse.envelope,
            left_cents=purse.left_cents,
        )


def check_codes(codes: Iterable[str], known: Mapping[str, str], field: str) -> None:
    """Raises Invalid for a code that is none of those known."""
    for code in codes:
        if code not in known:
            shown = ", ".join(f"{each} ({label})" for each, label in known.items())
            raise Invalid(f"« {code} » n'est pas un motif connu : {shown}.", field=field)


def told(lines: Iterable[GrantLine]) -> tuple[GrantedLine, ...]:
    """The lines as they are announced."""
    return tuple(GrantedLine(**line.model_dump(exclude={"label"}), cents=line.cents) for line in lines)
