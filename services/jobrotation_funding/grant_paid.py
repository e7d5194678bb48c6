"""What the orders of a grant paid: in which year, how much was reduced, what is left to claim back. Pure."""

from services.jobrotation_funding.grant_fields import Recovery
from services.jobrotation_funding.grant_kept import Kept
from services.jobrotation_funding.recovery_parts import REDUCTION


class PaidOrders(Kept):
    """The payment orders of a grant once they are paid."""

    def paid_in(self, year: int) -> int:
        """What was paid in a civil year, without what was reduced of it, in cents."""
        paid = [claim for claim in self.claims if claim.paid_on and claim.paid_on.year == year]
        return sum(claim.payable_cents - self.reduced_cents(claim.number) for claim in paid)

    @property
    def years_paid(self) -> tuple[int, ...]:
        """The civil years in which something was paid and kept."""
        years = sorted({claim.paid_on.year for claim in self.claims if claim.paid_on})
        return tuple(year for year in years if self.paid_in(year))

    def reduced_cents(self, number: int) -> int:
        """How much the order of a claim was reduced."""
        parts = [part for each in self._on_order(number) for part in each.returned]
        return sum(part.cents for part in parts if part.way == REDUCTION)

    def left_on_order(self, number: int) -> int:
        """What the order of a claim paid and was not claimed back yet; what was dropped may be claimed again."""
        asked = sum(each.cents - each.dropped_cents for each in self._on_order(number))
        return self.claim(number).payable_cents - asked

    def _on_order(self, number: int) -> list[Recovery]:
        return [each for each in self.recoveries if each.claim == number]
