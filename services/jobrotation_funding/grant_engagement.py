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
from services.jobrotation_funding.grant_fields import Claim, Engagement
from services.jobrotation_funding.grant_financial_report import Accounting
from services.jobrotation_funding.grant_lifecycle import ClaimState, RecoveryState
from services.jobrotation_funding.rules import number, rule
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


class AgreementMissing(Invalid):
    """A private body that is granted more than the threshold in a year signs an agreement. ``facts``: ``threshold``."""

    code, title = "agreement-missing", "Convention obligatoire"


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
        return not self.kinds & set(rule("public-body-kinds", on).value)

    def needs_agreement(self, cents: int, on: date) -> bool:
        """Whether the amounts of the year pass the threshold (law 2000-321, art. 10; decree 2001-495)."""
        return self.is_private(on) and cents + self.other_cents > number("agreement-above-cents", on)

    def needs_commitment(self, on: date) -> bool:
        """Whether it is an association, from the day of the decree (2021-1947) on."""
        return ASSOCIATION in self.kinds and bool(number("republican-commitment", on))


class Papers(Value):
    """What was signed: the agreement's number and day, the reference of the republican commitment contract.

    ``on``: the day of the engagement when it is recorded later.
    """

    agreement: Label | None = None
    signed_on: Day | None = None
    commitment: Label | None = None
    on: Day | None = None


class Engaging(Deciding, Accounting):
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
        """Commit the whole grant, under a delegation.

        Raises OwnOrganisation, CommitmentOver, AgreementMissing, CommitmentMissing, Invalid.
        """
        self._become("engage")
        check_own(own, self.organisation)
        terms = self.agreed
        on = self._engaged_on(papers, today)
        check_commitment(on)
        self._check_papers(papers, body, on, today, terms.cents)
        self.engagement = Engagement(
            on=on,
            cents=terms.cents,
            by=by,
            agreement=papers.agreement,
            signed_on=papers.signed_on,
            commitment=papers.commitment,
            under=under,
            amended=len(self.amendments),
            by_signature=papers.agreement is not None,
        )
        self.engaged_cents = terms.cents
        self._announce(
            events.GrantEngaged(
                grant=self.id,
                organisation=self.organisation,
                envelope=terms.envelope,
                line=terms.line,
                vintage=terms.vintage,
                cents=terms.cents,
                engaged_cents=self.engaged_cents,
                agreement=papers.agreement,
                signed_on=papers.signed_on,
                on=on,
            )
        )

    def disengage(self, cents: int, reason: str, today: date, own: Collection[str] = ()) -> None:
        """Give money back to the envelope. Raises OwnOrganisation, BelowOrdered naming what may go, Invalid."""
        self._become("disengage")
        check_own(own, self.organisation)
        check_codes((reason,), DISENGAGEMENT_REASONS, "reason")
        self.check_kept(cents, "cents")
        terms = self.agreed
        self.engaged_cents -= cents
        self.disengaged_cents += cents
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
    def committed(self) -> Engagement:
        """The engagement. Raises ValueError before it."""
        if self.engagement is None:
            raise ValueError("a grant has an engagement once it is engaged")
        return self.engagement

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

    def _engaged_on(self, papers: Papers, today: date) -> date:
        on = papers.on or today
        if on > today:
            raise Invalid("L'engagement est daté de l'avenir.", field="on")
        if self.decided is not None and on < self.decided.act.on:
            raise Invalid("L'engagement suit l'acte qui accorde.", field="on")
        return on

    def _check_papers(self, papers: Papers, body: Body, on: date, today: date, cents: int) -> None:
        self.check_agreement(papers.agreement, papers.signed_on, body, on, cents)
        if papers.signed_on is not None and not on <= papers.signed_on <= today:
            raise Invalid(
                "La convention est signée le jour de l'engagement ou après, et pas dans l'avenir.", field="signed_on"
            )
        if body.needs_commitment(on) and papers.commitment is None:
            raise CommitmentMissing(
                "Une association souscrit le contrat d'engagement républicain : donnez-en la référence.",
                field="commitment",
            )

    def check_agreement(self, agreement: str | None, signed_on: date | None, body: Body, on: date, cents: int) -> None:
        """Raises AgreementMissing where an agreement is due and its number or its day is not there."""
        threshold = rule("agreement-above-cents", on)
        needed = body.needs_agreement(cents, on)
        self._explain(
            "agreement",
            threshold.version,
            "convention obligatoire" if needed else "convention non obligatoire",
            cents=cents,
            other_cents=body.other_cents,
            threshold=threshold.value,
            private=body.is_private(on),
        )
        if (agreement is None) != (signed_on is None):
            raise Invalid("Le numéro de la convention et son jour de signature vont ensemble.", field="signed_on")
        if needed and agreement is None:
            raise AgreementMissing(
                f"Au-dessus de {euros(threshold.value)} par an, un organisme privé signe une convention : donnez son "
                "numéro et son jour de signature.",
                field="agreement",
                threshold=threshold.value,
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
            (beyond > 0, "engaged", f"Il reste {euros(beyond)} engagés et non payés : dégagez-les ou payez-les."),
        )


def is_open(claim: Claim) -> bool:
    """Whether something is still to be done about a claim: one that is certified for nothing to pay is over."""
    if claim.state is ClaimState.CERTIFIED:
        return claim.payable_cents > 0
    return claim.state in (ClaimState.SUBMITTED, ClaimState.PREPARED, ClaimState.ORDERED)
