"""What a grant keeps of its claims and recoveries: how they are found, changed, and what is left. Pure."""

from collections import defaultdict
from typing import Any

from services.chassis.money import euros
from services.chassis.refusal import NotFound, Refusal
from services.jobrotation_funding.calculation import RateUnknown
from services.jobrotation_funding.dated_rates import DatedCard
from services.jobrotation_funding.grant_fields import Claim, GrantLine, Recovery, Terms
from services.jobrotation_funding.grant_hours import Hours
from services.jobrotation_funding.grant_lifecycle import (
    CLAIM_LIFECYCLE,
    RECOVERY_LIFECYCLE,
    ClaimState,
    RecoveryState,
)
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.rules import rule

ADVANCE, INTERIM, BALANCE = "advance", "interim", "balance"
KINDS = {ADVANCE: "Avance", INTERIM: "Acompte", BALANCE: "Solde"}
# Why money is claimed back.
ADVANCE_ABOVE, NOT_DONE = "advance-above-service", "service-not-done"
AWAITING = frozenset({ClaimState.SUBMITTED, ClaimState.PREPARED})

Moves = tuple[tuple[Kind, int], ...]
"""What a step books, in cents: one entry of the ledger for each kind."""


class AgreementMissing(Refusal):
    """Nothing is claimed or ordered before the agreement that is due, no advance before the one that promises it."""

    code, title = "agreement-missing", "Convention à signer"


class Kept(Hours):
    """A grant and its hours, with the parts that its steps of money share."""

    def check_signed(self) -> None:
        """Raises AgreementMissing where an agreement is due and not signed. ``facts``: ``threshold`` in cents."""
        if self.engagement is not None and self.engagement.awaits_signature:
            threshold = rule("agreement-above-cents", self.engagement.on).value
            raise AgreementMissing(
                f"Au-dessus de {euros(threshold)} par an, un organisme privé signe une convention : rien ne se paie "
                "avant. Signez-la, la Région enregistre son numéro et son jour de signature.",
                threshold=threshold,
            )

    @property
    def is_signed(self) -> bool:
        """Whether an agreement stands behind the grant, due or not: an advance and a hold rest on what it says."""
        return self.engagement is not None and self.engagement.agreement is not None

    def claim(self, number: int) -> Claim:
        """One claim by its number. Raises NotFound."""
        for claim in self.claims:
            if claim.number == number:
                return claim
        raise NotFound("Cette subvention n'a pas de décompte de ce numéro.", claim=number)

    def recovery(self, number: int) -> Recovery:
        """One recovery by its number. Raises NotFound."""
        for recovery in self.recoveries:
            if recovery.number == number:
                return recovery
        raise NotFound("Cette subvention n'a pas de recouvrement de ce numéro.", recovery=number)

    @property
    def agreed(self) -> Terms:
        """The terms of a grant that was decided."""
        if self.terms is None:
            raise ValueError("the lifecycle lets no grant without terms come here")
        return self.terms

    @property
    def waived_advance_cents(self) -> int:
        """The part of the open advance that a vote gave up: it never came back, and is not owed any more."""
        return sum(each.waived_cents for each in self.recoveries if each.reason == ADVANCE_ABOVE)

    @property
    def deductible_cents(self) -> int:
        """The open advance that claims still give back: a vote gave the rest up, and no claim takes it back."""
        return self.open_advance_cents - self.waived_advance_cents

    @property
    def claimable_cents(self) -> int:
        """What is engaged for service that is not certified yet: what a vote gave up was paid, and keeps its AE."""
        return self.engaged_cents - self.certified_cents - self.waived_advance_cents

    def left_count(self, rate: str) -> int:
        """The lump sums that may still be claimed at a rate."""
        granted = sum(line.count for line in self.agreed.lines if line.rate == rate)
        return granted - sum(line.count for line in self.claimed_lines() if line.rate == rate)

    def claimed_lines(self) -> tuple[GrantLine, ...]:
        """What live claims hold: one line for each rate and card, in the order they were claimed."""
        alike: dict[tuple[str, str | None], list[GrantLine]] = defaultdict(list)
        for line in (line for claim in self.live_claims for line in claim.lines):
            alike[line.rate, line.rate_card_code].append(line)
        return tuple(
            those[0].model_copy(
                update={"minutes": sum(each.minutes for each in those), "count": sum(each.count for each in those)}
            )
            for those in alike.values()
        )

    def _card(self, code: str | None = None) -> DatedCard:
        """The card of that code among those that held; the one that holds now for None."""
        cards = self.agreed.held
        return next((card for card in cards if card.code == code), cards[-1])

    def _line(self, card: DatedCard, rate: str, *, minutes: int = 0, count: int = 0) -> GrantLine:
        """A line at the price of a card. Raises RateUnknown."""
        price = card.price(rate)
        if price is None:
            raise RateUnknown(f"Le barème {card.code} n'a pas de taux « {rate} ».", rate=rate)
        return GrantLine(
            rate=rate,
            label=price.label,
            minutes=minutes,
            count=count,
            unit_cents=price.cents,
            rate_card_code=card.code,
        )

    def _claim_after(self, number: int, verb: str) -> Claim:
        """The claim after a verb of its own table. Raises NotFound, OutOfTurn."""
        claim = self.claim(number)
        return claim.model_copy(update={"state": CLAIM_LIFECYCLE.after(claim.state, verb)})

    def _keep_claim(self, claim: Claim, **changes: Any) -> Claim:
        kept = Claim.model_validate({**dict(claim), **changes})
        self.claims = tuple(kept if each.number == kept.number else each for each in self.claims)
        return kept

    def _recovery_after(self, number: int, verb: str) -> Recovery:
        """The recovery after a verb of its own table. Raises NotFound, OutOfTurn."""
        recovery = self.recovery(number)
        return recovery.model_copy(update={"state": RECOVERY_LIFECYCLE.after(recovery.state, verb)})

    def _keep_recovery(self, recovery: Recovery, **changes: Any) -> Recovery:
        kept = Recovery.model_validate({**dict(recovery), **changes})
        self.recoveries = tuple(kept if each.number == kept.number else each for each in self.recoveries)
        return kept

    @property
    def _advance_titled(self) -> bool:
        """Whether a title claims the advance back. One for service that was not done leaves claims their way."""
        return any(each.state is RecoveryState.TITLED and each.reason == ADVANCE_ABOVE for each in self.recoveries)
