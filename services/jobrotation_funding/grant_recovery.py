"""What a grant is owed back: a motivated letter and time to answer, then a title, then what comes back. Pure.

RULES.md, "Money": *phase contradictoire* first, then a *titre de recettes*; the accountant recovers, grants delays,
offsets; a waiver is voted. In the year of the orders, they are reduced instead. No AE comes back.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from contracts import jobrotation_funding as events
from services.chassis.money import euros
from services.chassis.refusal import Invalid
from services.jobrotation_funding.acts import check_act
from services.jobrotation_funding.duties import check_own
from services.jobrotation_funding.grant_fields import Instalment, Recovery, Returned
from services.jobrotation_funding.grant_kept import ADVANCE_ABOVE, AWAITING, BALANCE, Kept, Moves
from services.jobrotation_funding.grant_lifecycle import ClaimState, RecoveryState
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.recovery_parts import (
    REDUCTION,
    TITLE,
    AdvanceStillRuns,
    ClaimFirst,
    Letter,
    MoreThanOverpaid,
    TimeToAnswer,
)
from services.jobrotation_funding.rules import rule
from services.jobrotation_funding.separation import another_person
from services.jobrotation_funding.values import Act


class Recovering(Kept):
    """The recoveries of a grant."""

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

    def open_recovery(self, letter: Letter, by: str, own: Collection[str], on: date) -> Recovery:
        """Claim money back by a motivated letter.

        Raises OwnOrganisation, AdvanceStillRuns, MoreThanOverpaid, Invalid for too short a time to answer, or for a
        reduction of orders of another year.
        """
        self._become("open_recovery")
        check_own(own, self.organisation)
        self._check_time(letter, on)
        if letter.reason == ADVANCE_ABOVE and not self._service_is_over(on):
            raise AdvanceStillRuns(
                "Des heures peuvent encore consommer l'avance : attendez le décompte du solde ou la fin de la période."
            )
        self._check_overpaid(letter.cents, self.overpaid_cents(letter.reason))
        if letter.way == REDUCTION and not self._paid_in(on.year):
            raise Invalid(
                "Un mandat ne se réduit que l'année où il est émis : émettez un titre de recettes.", field="way"
            )
        number = len(self.recoveries) + 1
        opened = {"number": number, "state": RecoveryState.NOTIFIED, "opened_on": on, "opened_by": by}
        recovery = Recovery(**opened, **dict(letter))
        self.recoveries = (*self.recoveries, recovery)
        self._announce(
            events.RecoveryOpened(
                grant=self.id,
                recovery=number,
                cents=letter.cents,
                reason=letter.reason,
                way=letter.way,
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

    def title_recovery(self, number: int, title: str, by: str, own: Collection[str], on: date) -> Moves:
        """Issue the title (or the reducing order) once the beneficiary answered, or their time is over.

        Raises OwnOrganisation, SamePerson, TimeToAnswer, ClaimFirst, MoreThanOverpaid.
        """
        self._become("title")
        before, recovery = self.recovery(number), self._recovery_after(number, "title")
        check_own(own, self.organisation)
        another_person(by, "ouvert ce recouvrement", before.opened_by)
        if before.state is RecoveryState.NOTIFIED and on <= before.answer_by:
            raise TimeToAnswer(
                f"Le bénéficiaire a jusqu'au {before.answer_by:%d/%m/%Y} pour répondre.",
                answer_by=before.answer_by.isoformat(),
            )
        if any(claim.state in AWAITING for claim in self.claims):
            raise ClaimFirst("Un décompte attend encore : certifiez-le ou renvoyez-le avant d'émettre un titre.")
        self._check_overpaid(recovery.cents, self.overpaid_cents(recovery.reason, besides=number))
        self._explain("recovery-title", rule("answer-days", on).version, title, answered=before.answer or None)
        self._keep_recovery(recovery, title=title, titled_on=on, titled_by=by, way=self._way(recovery, on))
        return ((Kind.CLAIMED_BACK, recovery.cents),)

    def stagger_recovery(self, number: int, instalments: Sequence[Instalment], on: date) -> None:
        """Set by when each part is owed. Raises Invalid unless the parts make what is left, by days that follow."""
        self._become("stagger")
        recovery = self._recovery_after(number, "stagger")
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

    def record_returned(self, number: int, returned: Returned, today: date) -> Moves:
        """Record what came back; the last euro settles. Answers what it books.

        Orders of the same year are reduced; else it is recovered. Raises Invalid, MoreThanOverpaid.
        """
        self._become("recover")
        recovery = self._recovery_after(number, "recover")
        if returned.on > today or (recovery.titled_on and returned.on < recovery.titled_on):
            raise Invalid("Ce jour est à venir, ou précède le titre.", field="on")
        self._check_overpaid(returned.cents, recovery.left_cents)
        if self._way(recovery, returned.on) == REDUCTION:
            returned = returned.model_copy(update={"way": REDUCTION})
        recovery = self._keep_recovery(recovery, returned=(*recovery.returned, returned))
        moves = (*self._came_back(returned), *self._given_up(recovery.reason, returned.cents))
        self._settle_when_nothing_is_left(recovery, today)
        return moves

    def waive_recovery(self, number: int, cents: int, act: Act, own: Collection[str], today: date) -> Moves:
        """Give up a part, or all, of what is owed, by a vote. Raises OwnOrganisation, ActToCome, MoreThanOverpaid."""
        self._become("waive")
        recovery = self._recovery_after(number, "waive")
        check_own(own, self.organisation)
        check_act(act, today)
        if recovery.waived_act is not None:
            raise Invalid("Une remise gracieuse a déjà été votée sur ce recouvrement.", field="act")
        self._check_overpaid(cents, recovery.left_cents)
        recovery = self._keep_recovery(recovery, waived_cents=cents, waived_act=act)
        self._settle_when_nothing_is_left(recovery, today)
        return ((Kind.WAIVED, cents),)

    def drop_recovery(self, number: int, because: str, own: Collection[str], on: date) -> None:
        """Give up before any title, for the reasons that the answer gave. Raises OwnOrganisation."""
        self._become("drop")
        recovery = self._recovery_after(number, "drop")
        check_own(own, self.organisation)
        self._explain("recovery-dropped", rule("answer-days", on).version, because, answer=recovery.answer)
        recovery = self._keep_recovery(recovery, dropped_cents=recovery.cents, dropped_because=because, settled_on=on)
        self._tell_settled(recovery, on)

    # --- inside

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

    def _service_is_over(self, on: date) -> bool:
        """No hour can use the advance up any more: the balance is certified, or the period is over and none waits."""
        waits = any(claim.state in AWAITING for claim in self.claims)
        balanced = any(claim.kind == BALANCE for claim in self.live_claims)
        return not waits and (balanced or on > self.agreed.ends_on)

    def _paid_in(self, year: int) -> bool:
        """Whether all that was ordered was ordered in that year, and paid."""
        ordered = [claim for claim in self.claims if claim.ordered_on]
        return bool(ordered) and all(claim.year == year and claim.state is ClaimState.PAID for claim in ordered)

    def _way(self, recovery: Recovery, on: date) -> str:
        """A reduction that the year's end overtook goes on as a title."""
        return recovery.way if recovery.way == TITLE or self._paid_in(on.year) else TITLE

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
        self._announce(events.RecoverySettled(**told, **facts, on=on))
