"""The legal commitment of a grant: engaged before or with the signature, disengaged for the rest, closed. Pure.

Amounts are cents, days legal days (Europe/Paris).
"""

from collections.abc import Collection
from datetime import date

from contracts import jobrotation_funding as events
from services.chassis.money import euros
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.duties import check_own
from services.jobrotation_funding.envelope_parts import check_commitment
from services.jobrotation_funding.grant_decision import Deciding, check_codes
from services.jobrotation_funding.grant_fields import Claim, Disengaged, Engagement
from services.jobrotation_funding.grant_financial_report import Accounting
from services.jobrotation_funding.grant_lifecycle import ClaimState, RecoveryState
from services.jobrotation_funding.grant_signature import Signature, Signing
from services.jobrotation_funding.rules import is_public, number, rule
from services.jobrotation_funding.separation import Delegation
from services.jobrotation_funding.values import Amount, Code, Day, Label, Value

ASSOCIATION = "association"
# Why money goes back to its envelope.
DISENGAGEMENT_REASONS = {
    "hours-not-done": "Heures non réalisées",
    "experiment-stopped": "Expérimentation arrêtée",
    "renounced": "Renoncement de l'organisme",
    "cost-lower": "Coût moindre que prévu",
    "other": "Autre motif",
}


class CommitmentMissing(Invalid):
    """An association subscribes to the republican commitment contract."""

    code, title = "commitment-missing", "Contrat d'engagement républicain manquant"


class BelowOrdered(Refusal):
    """What was ordered, or certified with the open advance, stays engaged. ``facts``: ``left`` in cents."""

    code, title = "below-ordered", "Dégagement impossible à cette hauteur"


class NotSettled(Refusal):
    """A grant closes when nothing is engaged, claimed or owed any more. ``facts``: ``because``."""

    code, title = "not-settled", "Dossier non soldé"


class Body(Value):
    """Who receives. ``other_cents``: what is engaged for the same body this year beside this grant."""

    kinds: frozenset[Code] = frozenset()
    other_cents: Amount = 0

    def is_private(self, on: date) -> bool:
        """Whether none of its kinds is that of a public body."""
        return not is_public(self.kinds, on)

    def needs_agreement(self, cents: int, on: date) -> bool:
        """Whether the amounts of the year pass the threshold (law 2000-321, art. 10; decree 2001-495)."""
        return self.is_private(on) and cents + self.other_cents > number("agreement-above-cents", on)

    def needs_commitment(self, on: date) -> bool:
        """Whether it is an association, from the day of the decree (2021-1947) on."""
        return ASSOCIATION in self.kinds and bool(number("republican-commitment", on))


class Papers(Value):
    """What an engagement comes with: the agreement where it is signed with it, the republican commitment contract."""

    agreement: Label | None = None
    signed_on: Day | None = None
    commitment: Label | None = None

    def signature(self) -> Signature | None:
        """The agreement that is signed with the engagement. Raises Invalid where its number or its day is missing."""
        if (self.agreement is None) != (self.signed_on is None):
            raise Invalid("Le numéro de la convention et son jour de signature vont ensemble.", field="signed_on")
        if self.agreement is None or self.signed_on is None:
            return None
        return Signature(agreement=self.agreement, signed_on=self.signed_on)


class Engaging(Deciding, Signing, Accounting):
    """From the decision to the last euro that is given back."""

    def engage(
        self,
        papers: Papers,
        body: Body,
        by: str,
        today: date,
        own: Collection[str] = (),
        under: Delegation | None = None,
    ) -> None:
        """Commit the whole grant on the day it is recorded, under a delegation; its agreement is signed then or later.

        Raises OwnOrganisation, CommitmentOver, CommitmentMissing, Invalid.
        """
        self._become("engage")
        check_own(own, self.organisation)
        check_commitment(today)
        terms, signature = self.agreed, papers.signature()
        if body.needs_commitment(today) and papers.commitment is None:
            raise CommitmentMissing(
                "Une association souscrit le contrat d'engagement républicain : donnez-en la référence.",
                field="commitment",
            )
        due = self._agreement_due(body, today, terms.cents)
        self.engagement = Engagement(
            on=today,
            cents=terms.cents,
            by=by,
            commitment=papers.commitment,
            under=under,
            agreement_due=due,
            amended=len(self.amendments),
            by_signature=due or signature is not None,
        )
        self.engaged_cents = terms.cents
        self._rises_engaged(today)
        self._tell_engaged(terms.cents, today, signature)
        if signature is not None:
            self.sign(signature, by, today, own, under)

    def disengage(
        self,
        cents: int,
        reason: str,
        today: date,
        own: Collection[str] = (),
        by: str = "",
        under: Delegation | None = None,
    ) -> None:
        """Give money back to the envelope, by somebody under a delegation.

        Raises OwnOrganisation, BelowOrdered naming what may go, Invalid.
        """
        self._become("disengage")
        check_own(own, self.organisation)
        check_codes((reason,), DISENGAGEMENT_REASONS, "reason")
        self.check_kept(cents, "cents")
        terms = self.agreed
        self.engaged_cents -= cents
        self.disengaged_cents += cents
        if under is not None:
            given = Disengaged(on=today, cents=cents, reason=reason, by=by, under=under)
            self.disengagements = (*self.disengagements, given)
        self._explain("disengaged", "RULES.md, Money", euros(cents), engaged=self.engaged_cents, kept=self.kept_cents)
        self._announce(
            events.GrantDisengaged(
                grant=self.id,
                envelope=terms.envelope,
                line=terms.line,
                vintage=terms.vintage,
                cents=cents,
                engaged_cents=self.engaged_cents,
                reason=reason,
                on=today,
            )
        )

    def close(self, today: date, own: Collection[str] = ()) -> None:
        """Close what is settled. Raises OwnOrganisation, NotSettled saying what is not."""
        self._become("close")
        check_own(own, self.organisation)
        for holds, because, words in self._left_open(today):
            if holds:
                raise NotSettled(words, because=because)
        self.closed_on = today

    @property
    def act_number(self) -> str:
        """The number of the act that decided. Raises ValueError before it."""
        if self.decided is None:
            raise ValueError("a grant has its act once it is decided")
        return self.decided.act.number

    @property
    def kept_cents(self) -> int:
        """What stays engaged whatever is given back: what was ordered, and what is certified with the open advance."""
        return max(self.ordered_cents, self.certified_cents + self.open_advance_cents)

    def check_kept(self, cents: int, field: str) -> None:
        """Raises BelowOrdered when giving that back would go under what must stay engaged."""
        left = self.engaged_cents - self.kept_cents
        if cents > left:
            raise BelowOrdered(
                f"{euros(self.kept_cents)} sont mandatés, certifiés ou avancés : {euros(left)} au plus se dégagent.",
                field=field,
                left=left,
            )

    def _agreement_due(self, body: Body, on: date, cents: int) -> bool:
        """Whether an agreement is due for this amount (cents), which is kept with its reasons."""
        threshold = rule("agreement-above-cents", on)
        due = body.needs_agreement(cents, on)
        self._explain(
            "agreement",
            threshold.version,
            "convention obligatoire" if due else "convention non obligatoire",
            cents=cents,
            other_cents=body.other_cents,
            threshold=threshold.value,
            private=body.is_private(on),
        )
        return due

    def _rises_engaged(self, on: date) -> None:
        """Keep with each amendment the day on which what it added was engaged."""
        self.amendments = tuple(
            each.model_copy(update={"engaged_on": on}) if each.delta_cents > 0 and each.engaged_on is None else each
            for each in self.amendments
        )

    def _tell_engaged(self, cents: int, on: date, signature: Signature | None = None) -> None:
        terms = self.agreed
        self._announce(
            events.GrantEngaged(
                grant=self.id,
                organisation=self.organisation,
                envelope=terms.envelope,
                line=terms.line,
                vintage=terms.vintage,
                cents=cents,
                engaged_cents=self.engaged_cents,
                agreement=signature and signature.agreement,
                signed_on=signature and signature.signed_on,
                on=on,
            )
        )

    def _left_open(self, today: date) -> tuple[tuple[bool, str, str], ...]:
        beyond, unused = self.engaged_cents - self.paid_cents, self.open_advance_cents - self.waived_advance_cents
        owed = any(each.state is not RecoveryState.SETTLED for each in self.recoveries)
        years = ", ".join(str(year) for year in self.reports_missing(today))
        missing = f"Le compte rendu financier de {years} n'est pas remis et accepté."
        return (
            (any(is_open(claim) for claim in self.claims), "claim", "Une demande de paiement est encore ouverte."),
            (owed, "recovery", "Un recouvrement est encore ouvert."),
            (bool(years), "financial-report", missing),
            (unused > 0, "advance", f"Une avance de {euros(unused)} n'est ni justifiée, ni rendue, ni remise."),
            (
                self.awaiting_cents > 0,
                "amendment",
                "La hausse d'un avenant n'est pas engagée : engagez-la, ou annulez-la.",
            ),
            (beyond > 0, "engaged", f"Il reste {euros(beyond)} engagés et non payés : dégagez-les ou payez-les."),
        )


def is_open(claim: Claim) -> bool:
    """Whether something is still to be done about a claim: one that is certified for nothing to pay is over."""
    if claim.state is ClaimState.CERTIFIED:
        return claim.payable_cents > 0
    return claim.state in (ClaimState.SUBMITTED, ClaimState.PREPARED, ClaimState.ORDERED)
