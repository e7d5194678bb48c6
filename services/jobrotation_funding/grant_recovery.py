"""What a grant is owed back: a motivated letter and time to answer, then a title, then what comes back. Pure.

RULES.md, "Money": *phase contradictoire* first, then a *titre de recettes*; the accountant recovers, grants delays,
offsets; a waiver is voted. In the year of the order that paid too much, it is reduced instead. What comes back by a
title gives no AE back; a reduced order leaves what it paid too much engaged, and that may be disengaged.
"""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from contracts import jobrotation_funding as events
from services.chassis.money import euros
from services.chassis.refusal import Invalid
from services.jobrotation_funding.acts import check_act
from services.jobrotation_funding.duties import check_own
from services.jobrotation_funding.grant_fields import Instalment, Recovery, Returned
from services.jobrotation_funding.grant_kept import ADVANCE_ABOVE, AWAITING, Moves
from services.jobrotation_funding.grant_lifecycle import RecoveryState
from services.jobrotation_funding.grant_overpaid import Overpaid
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.recovery_parts import (
    DROPPED,
    REDUCTION,
    AdvanceStillRuns,
    ClaimFirst,
    Dropping,
    Letter,
    TimeToAnswer,
)
from services.jobrotation_funding.rules import rule
from services.jobrotation_funding.separation import Delegation, another_person
from services.jobrotation_funding.values import Act


class Recovering(Overpaid):
    """The recoveries of a grant."""

    def open_recovery(self, letter: Letter, by: str, own: Collection[str], on: date) -> Recovery:
        """Claim money back by a motivated letter.

        Raises OwnOrganisation, AdvanceStillRuns, MoreThanOverpaid, Invalid for too short a time to answer, for an order
        that was not paid, or for another way than that of the order's year.
        """
        self._become("open_recovery")
        check_own(own, self.organisation)
        self._check_time(letter, on)
        if letter.reason == ADVANCE_ABOVE and not self._service_is_over(on):
            raise AdvanceStillRuns(
                "Des heures peuvent encore consommer l'avance : attendez le décompte du solde ou la fin de la période."
            )
        self._check_overpaid(letter.cents, self.overpaid_cents(letter.reason))
        claim = self.order_of(letter)
        self._check_on_order(letter.cents, claim)
        number, way = len(self.recoveries) + 1, self.way_of(letter, claim, on)
        opened = {"number": number, "state": RecoveryState.NOTIFIED, "opened_on": on, "opened_by": by}
        recovery = Recovery(**opened, **{**dict(letter), "claim": claim.number, "way": way})
        self.recoveries = (*self.recoveries, recovery)
        self._announce(
            events.RecoveryOpened(
                grant=self.id,
                recovery=number,
                cents=letter.cents,
                reason=letter.reason,
                way=way,
                claim=claim.number,
                order=claim.order,
                answer_by=letter.answer_by,
                on=on,
            )
        )
        return recovery

    def answer_recovery(self, number: int, answer: str, own: Collection[str], on: date) -> None:
        """Record what the beneficiary answered. Raises OwnOrganisation."""
        self._become("answer")
        recovery = self._recovery_after(number, "answer")
        check_own(own, self.organisation)
        self._keep_recovery(recovery, answer=answer, answered_on=on)

    def title_recovery(
        self, number: int, title: str, by: str, own: Collection[str], on: date, under: Delegation | None = None
    ) -> Moves:
        """Issue the title (or the reducing order) under a delegation, once the beneficiary answered, or may no more.

        Raises OwnOrganisation, SamePerson, TimeToAnswer, ClaimFirst, MoreThanOverpaid.
        """
        self._become("title")
        before, recovery = self.recovery(number), self._recovery_after(number, "title")
        self._check_next(before, by, own, on)
        if recovery.reason == ADVANCE_ABOVE and any(claim.state in AWAITING for claim in self.claims):
            raise ClaimFirst("Un décompte attend encore : certifiez-le ou renvoyez-le avant d'émettre un titre.")
        self._check_still_overpaid(recovery)
        self._explain("recovery-title", rule("answer-days", on).version, title, answered=before.answer or None)
        done = {"title": title, "titled_on": on, "titled_by": by, "titled_under": under}
        self._keep_recovery(recovery, **done, way=self.way_now(recovery, on))
        return ((Kind.CLAIMED_BACK, recovery.cents),)

    def stagger_recovery(
        self, number: int, instalments: Sequence[Instalment], on: date, own: Collection[str] = ()
    ) -> None:
        """Set by when each part is owed.

        Raises OwnOrganisation, Invalid unless the parts make what is left, by days that follow.
        """
        self._become("stagger")
        recovery = self._recovery_after(number, "stagger")
        check_own(own, self.organisation)
        total = sum(each.cents for each in instalments)
        if total != recovery.left_cents:
            raise Invalid(
                f"Les échéances font {euros(total)}, il reste dû {euros(recovery.left_cents)}.", field="instalments"
            )
        days = [on, *(each.due_on for each in instalments)]
        for rank, (before, after) in enumerate(pairwise(days)):
            if after <= before:
                raise Invalid("Les échéances se suivent, à partir de demain.", field=f"instalments/{rank}/due_on")
        self._keep_recovery(recovery, instalments=tuple(instalments))

    def record_returned(self, number: int, returned: Returned, today: date, own: Collection[str] = ()) -> Moves:
        """Record what came back; the last euro settles. Answers what it books.

        An order of the same year is reduced; else it is recovered. Raises OwnOrganisation, Invalid, MoreThanOverpaid.
        """
        self._become("recover")
        recovery = self._recovery_after(number, "recover")
        check_own(own, self.organisation)
        if returned.on > today or (recovery.titled_on and returned.on < recovery.titled_on):
            raise Invalid("Ce jour est à venir, ou précède le titre.", field="on")
        self._check_overpaid(returned.cents, recovery.left_cents)
        if self.way_now(recovery, returned.on) == REDUCTION:
            returned = returned.model_copy(update={"way": REDUCTION})
        recovery = self._keep_recovery(recovery, returned=(*recovery.returned, returned))
        moves = (*self._came_back(returned), *self._given_up(recovery.reason, returned.cents))
        self._settle_when_nothing_is_left(recovery, today)
        return moves

    def waive_recovery(
        self,
        number: int,
        cents: int,
        act: Act,
        own: Collection[str],
        today: date,
        by: str | None = None,
        under: Delegation | None = None,
    ) -> Moves:
        """Give up a part, or all, of what is owed, by a vote that somebody records.

        Raises OwnOrganisation, ActToCome, MoreThanOverpaid, Invalid.
        """
        self._become("waive")
        recovery = self._recovery_after(number, "waive")
        check_own(own, self.organisation)
        check_act(act, today)
        if recovery.waived_act is not None:
            raise Invalid("Une remise gracieuse a déjà été votée sur ce recouvrement.", field="act")
        self._check_overpaid(cents, recovery.left_cents)
        recovery = self._keep_recovery(recovery, waived_cents=cents, waived_act=act, waived_by=by, waived_under=under)
        self._settle_when_nothing_is_left(recovery, today)
        return ((Kind.WAIVED, cents),)

    def drop_recovery(
        self,
        number: int,
        dropping: Dropping,
        by: str,
        own: Collection[str],
        on: date,
        under: Delegation | None = None,
    ) -> None:
        """End it before any title, since the debt is not founded; never as a gift, which is a waiver and voted.

        Raises OwnOrganisation, SamePerson, TimeToAnswer, Invalid.
        """
        self._become("drop")
        before, recovery = self.recovery(number), self._recovery_after(number, "drop")
        self._check_next(before, by, own, on)
        if dropping.reason not in DROPPED:
            raise Invalid(
                f"Ce motif n'existe pas ; les motifs sont : {', '.join(DROPPED)}. Une somme due ne s'abandonne que par "
                "une remise gracieuse votée, après le titre.",
                field="reason",
            )
        inputs = {"reason": dropping.reason, "answer": before.answer}
        self._explain("recovery-dropped", rule("answer-days", on).version, dropping.because, **inputs)
        why = {"dropped_reason": dropping.reason, "dropped_because": dropping.because}
        who = {"dropped_by": by, "dropped_under": under}
        recovery = self._keep_recovery(recovery, dropped_cents=recovery.cents, **why, **who, settled_on=on)
        self._tell_settled(recovery, on)

    # --- inside

    def _check_next(self, before: Recovery, by: str, own: Collection[str], on: date) -> None:
        """What follows the letter is another person's, once the beneficiary answered or their time is over."""
        check_own(own, self.organisation)
        another_person(by, "ouvert ce recouvrement", before.opened_by)
        if before.state is RecoveryState.NOTIFIED and on <= before.answer_by:
            raise TimeToAnswer(
                f"Le bénéficiaire a jusqu'au {before.answer_by:%d/%m/%Y} pour répondre.",
                answer_by=before.answer_by.isoformat(),
            )

    def _came_back(self, returned: Returned) -> Moves:
        if returned.way == REDUCTION:
            self.ordered_cents -= returned.cents
            self.paid_cents -= returned.cents
            return ((Kind.ORDER_REDUCED, returned.cents), (Kind.PAID, -returned.cents))
        self.recovered_cents += returned.cents
        return ((Kind.RECOVERED, returned.cents),)

    def _given_up(self, reason: str, cents: int) -> Moves:
        if reason == ADVANCE_ABOVE:
            self.advance_returned_cents += cents
            return ((Kind.ADVANCE_RETURNED, cents),)
        self.certified_cents -= cents
        return ((Kind.CERTIFIED, -cents),)

    def _settle_when_nothing_is_left(self, recovery: Recovery, on: date) -> None:
        if not recovery.left_cents:
            settled = self._recovery_after(recovery.number, "settle")
            self._tell_settled(self._keep_recovery(settled, settled_on=on), on)

    def _tell_settled(self, recovery: Recovery, on: date) -> None:
        reduced = sum(part.cents for part in recovery.returned if part.way == REDUCTION)
        facts: dict[str, Any] = {
            "recovered_cents": recovery.recovered_cents - reduced,
            "reduced_cents": reduced,
            "waived_cents": recovery.waived_cents,
            "dropped_cents": recovery.dropped_cents,
        }
        told = {"grant": self.id, "recovery": recovery.number, "cents": recovery.cents, "title": recovery.title}
        self._announce(events.RecoverySettled(**told, **facts, dropped_because=recovery.dropped_reason, on=on))
