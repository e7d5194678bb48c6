"""What was paid too much: how much of it, on which order, and by which way it comes back. Pure.

RULES.md, "Money": in the year of the order that paid too much it is reduced, after it a title is issued.
"""

from datetime import date, timedelta

from services.chassis.money import euros
from services.chassis.refusal import Invalid
from services.jobrotation_funding.grant_fields import Claim, Recovery
from services.jobrotation_funding.grant_kept import ADVANCE, ADVANCE_ABOVE, AWAITING, BALANCE
from services.jobrotation_funding.grant_lifecycle import ClaimState, RecoveryState
from services.jobrotation_funding.grant_paid import PaidOrders
from services.jobrotation_funding.recovery_parts import REDUCTION, TITLE, Letter, MoreThanOverpaid
from services.jobrotation_funding.rules import rule


class Overpaid(PaidOrders):
    """What may be claimed back of a grant."""

    def overpaid_cents(self, reason: str, besides: int = 0) -> int:
        """What may be claimed back for this reason: what was paid too much, without what already is claimed back.

        The advance that no service used up; or the certified service that was paid, in money or by the advance.
        ``besides``: the number of a recovery that is not counted.
        """
        kept = self.paid_cents - self.recovered_cents
        held = min(self.open_advance_cents, kept)
        whole = held if reason == ADVANCE_ABOVE else min(self.certified_cents, kept - held)
        theirs = [each for each in self.recoveries if each.reason == reason]
        # What was waived by a vote is not asked again; of an advance it stays open for ever.
        waived = sum(each.waived_cents for each in theirs)
        live = (each for each in theirs if each.state is not RecoveryState.SETTLED and each.number != besides)
        asked = sum(each.left_cents for each in live)
        return max(0, whole - waived - asked)

    def order_of(self, letter: Letter) -> Claim:
        """The paid claim whose order paid too much. Raises Invalid naming what to do."""
        advance = next((claim for claim in self.live_claims if claim.kind == ADVANCE), None)
        if letter.claim is None and letter.reason != ADVANCE_ABOVE:
            raise Invalid("Nommez le décompte dont le mandat a trop payé.", field="claim")
        if letter.claim is None:
            claim = advance
        else:
            claim = next((each for each in self.claims if each.number == letter.claim), None)
        if claim is None or claim.state is not ClaimState.PAID:
            raise Invalid("Ce décompte n'a pas été payé : il n'y a rien à en réclamer.", field="claim")
        if letter.reason == ADVANCE_ABOVE and claim != advance:
            raise Invalid(
                "Une avance qui dépasse le service fait se réclame sur le décompte de l'avance.", field="claim"
            )
        return claim

    def way_back(self, claim: Claim, on: date) -> str:
        """In the year of its order the order is reduced; after it a title is issued (RULES.md, "Money")."""
        return REDUCTION if claim.year == on.year else TITLE

    def way_now(self, recovery: Recovery, on: date) -> str:
        """A reduction that the year's end overtook goes on as a title."""
        if recovery.way == TITLE or recovery.claim is None:
            return TITLE
        return self.way_back(self.claim(recovery.claim), on)

    # --- what a letter and a title are held against

    def _check_time(self, letter: Letter, on: date) -> None:
        needed = rule("answer-days", on)
        soonest = on + timedelta(days=needed.value)
        if letter.answer_by < soonest:
            raise Invalid(
                f"Laissez au moins {needed.value} jours pour répondre, jusqu'au {soonest:%d/%m/%Y} ({needed.source}).",
                field="answer_by",
            )

    @staticmethod
    def _check_overpaid(cents: int, left: int) -> None:
        if cents > left:
            raise MoreThanOverpaid(
                f"Le trop-perçu est de {euros(left)} : on ne réclame pas {euros(cents)}.", field="cents", left=left
            )

    def _check_still_overpaid(self, recovery: Recovery) -> None:
        """What the answer and later claims left of the overpayment is all that a title may ask."""
        self._check_overpaid(recovery.cents, self.overpaid_cents(recovery.reason, besides=recovery.number))

    def _check_on_order(self, cents: int, claim: Claim) -> None:
        left = self.left_on_order(claim.number)
        if cents > left:
            raise MoreThanOverpaid(
                f"Du mandat {claim.order}, qui a payé {euros(claim.payable_cents)}, il reste {euros(left)} à réclamer "
                ": réclamez le reste sur le mandat qui l'a payé.",
                field="cents",
                left=left,
            )

    def way_of(self, letter: Letter, claim: Claim, on: date) -> str:
        """The way that follows from the order's year. Raises Invalid for a letter that asks for the other one."""
        way = self.way_back(claim, on)
        if letter.way == REDUCTION and way == TITLE:
            raise Invalid(
                f"Le mandat {claim.order} est de {claim.year} : un mandat ne se réduit que l'année où il est émis. "
                "Émettez un titre de recettes.",
                field="way",
            )
        if letter.way == TITLE and way == REDUCTION:
            raise Invalid(
                f"Le mandat {claim.order} est de cette année : il se réduit, et ses crédits de paiement reviennent. "
                "Un titre de recettes s'émet à partir de l'année suivante.",
                field="way",
            )
        return way

    def _service_is_over(self, on: date) -> bool:
        """No hour can use the advance up any more: the balance is certified, or the period is over and none waits."""
        waits = any(claim.state in AWAITING for claim in self.claims)
        balanced = any(claim.kind == BALANCE for claim in self.live_claims)
        return not waits and (balanced or on > self.agreed.ends_on)
