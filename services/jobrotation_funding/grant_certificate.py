"""A certificate of *service fait* that proves wrong is withdrawn, motivated, while no payment order rests on it. Pure.

The payeur rejects an order for its *liquidation* or its certificate, or an experiment stops before its advance is
ordered: what was certified is taken back, and the claim is mended and made again.
"""

from collections.abc import Collection, Sequence
from datetime import date

from contracts import jobrotation_funding as events
from services.chassis.money import euros
from services.jobrotation_funding.claim_parts import AdvanceUsed, ServiceClaimedBack, check_points
from services.jobrotation_funding.duties import check_own
from services.jobrotation_funding.grant_fields import Claim
from services.jobrotation_funding.grant_kept import ADVANCE, NOT_DONE, Kept, Moves
from services.jobrotation_funding.grant_lifecycle import RecoveryState
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.separation import Delegation, another_person


class Uncertifying(Kept):
    """What becomes of a certificate that does not hold."""

    def withdraw_certificate(
        self,
        number: int,
        points: Sequence[str],
        reason: str,
        by: str,
        under: Delegation,
        own: Collection[str],
        on: date,
    ) -> Moves:
        """Take the certificate of a claim back, for points of the list and a reason; answers what it books.

        Raises OutOfTurn while an order rests on it, OwnOrganisation, SamePerson, AdvanceUsed, ServiceClaimedBack,
        Invalid.
        """
        self._become("withdraw_certificate")
        claim = self._claim_after(number, "withdraw_certificate")
        check_own(own, self.organisation)
        before = (claim.submitted_by, claim.prepared_by, claim.certified_by)
        another_person(by, "déposé, préparé ou certifié ce décompte", *before)
        check_points(points, reason)
        moves = self._uncertified(claim)
        why = {"points": tuple(dict.fromkeys(points)), "remark": reason}
        who = {"withdrawn_on": on, "withdrawn_by": by, "withdrawn_under": under}
        kept = self._keep_claim(claim, **who, **why, rejected_on=on)
        self._explain(
            "RULES Money: service fait",
            under.reference,
            reason,
            claim=number,
            points=list(kept.points),
            certified_by=claim.certified_by,
            refused_orders=[order for order, _, _ in claim.refused_orders],
        )
        self._announce(
            events.ClaimRejected(
                grant=self.id,
                claim=number,
                points=kept.points,
                uncertified_cents=claim.certified_cents,
                undeducted_cents=claim.deducted_cents,
                unpayable_cents=claim.payable_cents,
                on=on,
            )
        )
        return moves

    def _uncertified(self, claim: Claim) -> Moves:
        """What certifying booked, taken back: the totals stay those of the claims that hold."""
        if claim.kind == ADVANCE:
            self._check_not_used(claim)
            self.advance_cents -= claim.payable_cents
            return ((Kind.ADVANCE_OPENED, -claim.payable_cents),)
        self._check_not_claimed_back(claim)
        self.certified_cents -= claim.certified_cents
        self.deducted_cents -= claim.deducted_cents
        return ((Kind.CERTIFIED, -claim.certified_cents), (Kind.ADVANCE_DEDUCTED, -claim.deducted_cents))

    def _check_not_used(self, claim: Claim) -> None:
        if claim.payable_cents > self.open_advance_cents:
            later = max((each.number for each in self.live_claims if each.deducted_cents), default=claim.number)
            raise AdvanceUsed(
                f"L'avance est déduite du décompte n° {later} : retirez d'abord son certificat.", claim=later
            )

    def _check_not_claimed_back(self, claim: Claim) -> None:
        """Service that came back, or that a letter asks for, was taken back once: not a second time."""
        live = (each for each in self.recoveries if each.state is not RecoveryState.SETTLED)
        left = self.certified_cents - sum(each.left_cents for each in live if each.reason == NOT_DONE)
        if claim.certified_cents > left:
            raise ServiceClaimedBack(
                f"Du service fait est déjà réclamé ou rendu : il reste {euros(max(left, 0))} de certifiés à retirer. "
                "Soldez le recouvrement, ou abandonnez-le, d'abord.",
                left=max(left, 0),
            )
