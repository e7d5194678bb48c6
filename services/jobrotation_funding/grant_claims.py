"""A grant's claims: matched hours at the rates of their days, prepared by one person and certified by another.

RULES.md, "Money": an advance is deducted from each claim at the same percentage until it is used up; a line is hours ×
rate, rounded half up once; what is certified and what is open of the advance stay within what is engaged.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from contracts import jobrotation_funding as events
from services.chassis.money import euros
from services.jobrotation_funding.claim_parts import (
    AdvanceOver,
    BalanceClaimed,
    ClaimAwaits,
    MoreThanGranted,
    NothingToClaim,
    Period,
    Preparation,
    TitleRuns,
    check_not_claimed,
    check_period,
    check_points,
    told,
    work_out,
)
from services.jobrotation_funding.duties import check_own
from services.jobrotation_funding.grant_fields import Claim
from services.jobrotation_funding.grant_kept import ADVANCE, AWAITING, BALANCE, AgreementMissing, Moves
from services.jobrotation_funding.grant_lifecycle import ClaimState
from services.jobrotation_funding.grant_pricing import Pricing
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.matching import Matched
from services.jobrotation_funding.separation import Delegation, another_person


class Claiming(Pricing):
    """The claims of a grant, from their deposit to the certified *service fait*."""

    def claim_advance(self, by: str, on: date) -> Claim:
        """Claim the advance that the agreement promises.

        Raises AgreementMissing, AdvanceOver, NothingToClaim, ClaimAwaits.
        """
        self._become("claim")
        if not self.is_signed:
            raise AgreementMissing(
                "L'avance est une exception que la convention prévoit : signez-la, la Région enregistre sa signature."
            )
        self._check_free()
        if self.live_claims:
            raise AdvanceOver("L'avance se demande une fois, avant tout autre décompte.")
        cents = self.promised_advance_cents
        if not cents:
            raise NothingToClaim("La convention ne prévoit pas d'avance.")
        return self._submit(Claim(**self._new(ADVANCE, by, on), cards=(self._card().named,), claimed_cents=cents))

    def claim_period(
        self,
        period: Period,
        matched: Matched,
        sheets: Sequence[str],
        preparations: Sequence[Preparation],
        by: str,
        on: date,
        left_out: Sequence[str] = (),
    ) -> Claim:
        """Claim what the matched hours of a period and the preparations make, at the rates of their days.

        ``left_out``: sheets with hours that this claim knowingly leaves out.

        Raises AgreementMissing, ClaimAwaits, BalanceClaimed, TitleRuns, OverlappingPeriod, MoreThanGranted,
        NothingToClaim, RateUnknown, PartOfMonth, Invalid.
        """
        self._become("claim")
        self.check_claim(period, on)
        lines = (*self._hours(matched), *self._lump_sums(preparations, period))
        cents = self._within_what_is_left(lines)
        if not cents:
            check_not_claimed(period, self.live_claims)
            raise NothingToClaim(
                "Aucune heure de la période n'est à la fois libérée et remplacée : corrigez les feuilles d'heures.",
                unmatched=dict(matched.reasons),
            )
        claim = Claim(
            **self._new(period.kind, by, on),
            since=period.since,
            until=period.until,
            released_minutes=matched.released_minutes,
            matched_minutes=matched.matched_minutes,
            cards=tuple(dict.fromkeys(self._card(line.rate_card_code).named for line in lines)),
            lines=lines,
            unmatched=matched.reasons,
            sheets=tuple(sheets),
            left_out=tuple(left_out),
            evidence=tuple((piece.name, piece.sha256) for each in preparations for piece in each.pieces),
            done_on=tuple((each.rate, each.on) for each in preparations if each.on),
            claimed_cents=cents,
        )
        return self._submit(claim)

    def check_claim(self, period: Period, on: date) -> None:
        """Whether a claim for this period may be made at all, before its hours are looked up.

        Raises OutOfTurn, AgreementMissing, ClaimAwaits, BalanceClaimed, TitleRuns, PartOfMonth, Invalid.
        """
        self.lifecycle.after(self.state, "claim")
        self.check_signed()
        self._check_free()
        check_period(period, self.agreed, on)

    def prepare_claim(
        self, number: int, by: str, own: Collection[str], on: date, under: Delegation | None = None
    ) -> None:
        """Prepare the *service fait*, under a delegation. Raises OwnOrganisation, SamePerson."""
        self._become("prepare")
        claim = self._claim_after(number, "prepare")
        check_own(own, self.organisation)
        another_person(by, "déposé ce décompte", claim.submitted_by)
        self._keep_claim(claim, prepared_on=on, prepared_by=by, prepared_under=under)

    def certify_claim(self, number: int, by: str, under: Delegation, own: Collection[str], on: date) -> Moves:
        """Validate the *service fait* that another person prepared; answers what it books.

        Raises OwnOrganisation, SamePerson, MoreThanGranted.
        """
        self._become("certify")
        claim = self._claim_after(number, "certify")
        check_own(own, self.organisation)
        another_person(by, "déposé ou préparé ce service fait", claim.submitted_by, claim.prepared_by)
        done = {"certified_on": on, "certified_by": by, "certified_under": under}
        claim = self._keep_claim(claim, **done, **self._worked_out(claim))
        self._announce(
            events.ClaimCertified(
                grant=self.id,
                claim=number,
                kind=claim.kind,
                lines=told(claim.lines),
                certified_cents=claim.certified_cents,
                deducted_cents=claim.deducted_cents,
                payable_cents=claim.payable_cents,
                on=on,
            )
        )
        return self._certified(claim)

    def keep_certificate(self, number: int, sha256: str) -> None:
        """Remember by its digest the certificate that was written when the *service fait* was validated."""
        self._keep_claim(self.claim(number), certificate_sha256=sha256)

    def reject_claim(self, number: int, points: Sequence[str], remark: str, own: Collection[str], on: date) -> Claim:
        """Send a claim back: its hours may be mended and claimed again. Raises Invalid, OwnOrganisation."""
        self._become("reject")
        claim = self._claim_after(number, "reject")
        check_own(own, self.organisation)
        check_points(points, remark)
        kept = self._keep_claim(claim, rejected_on=on, points=tuple(dict.fromkeys(points)), remark=remark)
        self._announce(events.ClaimRejected(grant=self.id, claim=number, points=kept.points, on=on))
        return kept

    # --- what may be claimed

    def _check_free(self) -> None:
        awaiting = [claim.number for claim in self.claims if claim.state in AWAITING]
        if awaiting:
            raise ClaimAwaits(
                f"Le décompte n° {awaiting[0]} attend encore la Région : le suivant se dépose après.", claim=awaiting[0]
            )
        if any(claim.kind == BALANCE for claim in self.live_claims):
            raise BalanceClaimed("Le solde a été demandé : plus aucun décompte ne se dépose.")
        if self._advance_titled:
            raise TitleRuns("Un titre de recettes réclame l'avance : soldez-le avant un nouveau décompte.")

    # --- what is certified

    def _worked_out(self, claim: Claim) -> dict[str, int]:
        """What is certified, deducted and payable. No service stands behind an advance: it is only payable."""
        room = self.claimable_cents
        if claim.claimed_cents > room:
            raise MoreThanGranted(f"Il ne reste que {euros(room)} d'engagés sur cette subvention.", left=room)
        if claim.kind == ADVANCE:
            self._check_promised(claim)
            return {"payable_cents": claim.claimed_cents}
        share = 100 if claim.kind == BALANCE else self.agreed.deduction_percent
        done = work_out(claim.claimed_cents, open_advance=self.deductible_cents, share=share, room=room)
        self._explain(
            "service-fait",
            ", ".join(card.code for card in claim.cards),
            f"{done.payable_cents} cents to pay",
            released=claim.released_minutes,
            matched=claim.matched_minutes,
            unmatched=dict(claim.unmatched),
            lines=[{**line.model_dump(exclude={"label"}), "cents": line.cents} for line in claim.lines],
            deduction_percent=share,
            rounding=claim.rounding_cents,
            open_advance=self.open_advance_cents,
            waived_advance=self.waived_advance_cents,
        )
        return done._asdict()

    def _check_promised(self, claim: Claim) -> None:
        """Money that was given back since the deposit promises no advance any more. Raises MoreThanGranted."""
        most = self.promised_advance_cents
        if claim.claimed_cents > most:
            raise MoreThanGranted(
                f"L'avance est de {euros(most)} sur ce qui reste engagé : renvoyez ce décompte, elle se redemande.",
                left=most,
            )

    def _certified(self, claim: Claim) -> Moves:
        if claim.kind == ADVANCE:
            self.advance_cents += claim.payable_cents
            return ((Kind.ADVANCE_OPENED, claim.payable_cents),)
        self.certified_cents += claim.certified_cents
        self.deducted_cents += claim.deducted_cents
        return ((Kind.CERTIFIED, claim.certified_cents), (Kind.ADVANCE_DEDUCTED, claim.deducted_cents))

    def _new(self, kind: str, by: str, on: date) -> dict[str, Any]:
        number = len(self.claims) + 1
        submitted = {"state": ClaimState.SUBMITTED, "submitted_on": on, "submitted_by": by}
        return {"number": number, "kind": kind, **submitted}

    def _submit(self, claim: Claim) -> Claim:
        self.claims = (*self.claims, claim)
        self._announce(
            events.ClaimSubmitted(
                grant=self.id,
                claim=claim.number,
                kind=claim.kind,
                since=claim.since,
                until=claim.until,
                released_minutes=claim.released_minutes,
                matched_minutes=claim.matched_minutes,
                lines=told(claim.lines),
                cents=claim.claimed_cents,
                on=claim.submitted_on,
            )
        )
        return claim
