"""The rules of an envelope: one budget line in one vintage of commitment authority (AE), with its payment credits (CP).

Amounts are cents, days legal days of Europe/Paris. What is engaged and ordered stands in the guarded counters.
"""

from collections.abc import Sequence
from datetime import date
from typing import Self

from contracts.jobrotation_funding import EnvelopeAffected, EnvelopeOpened
from services.chassis.money import euros
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.acts import check_act
from services.jobrotation_funding.envelope_kept import EnvelopeKept
from services.jobrotation_funding.envelope_parts import (
    Change,
    Credit,
    Moved,
    Reason,
    Source,
    by_year,
    check_vintage,
    together,
    told_act,
    told_credits,
    told_sources,
    with_credit,
    without,
)
from services.jobrotation_funding.values import Act


class StillEngaged(Refusal):
    """What is engaged is not taken back from the scheme."""

    code, title = "still-engaged", "Crédits engagés"


class CappedOtherwise(Refusal):
    """A line is under the cap of the Pacte with all its vintages, or with none. ``facts``: ``capped`` (the line's)."""

    code, title = "capped-otherwise", "Plafond de la ligne"


class AboveVoted(Refusal):
    """Only what was voted can be set aside for the scheme."""

    code, title = "above-voted", "Au-delà des crédits votés"


class YearNotOver(Refusal):
    """Payment credits are carried over or lost once their year is over."""

    code, title = "year-not-over", "Exercice non clos"


class CreditsOrdered(Refusal):
    """Payment credits that were ordered are neither carried over nor lost."""

    code, title = "credits-ordered", "Crédits de paiement mandatés"


class Envelope(EnvelopeKept):
    """A line × vintage of AE with its verbs: the vote, transfers, the scheme, the end of a payment year."""

    # --- the vote

    @classmethod
    def open(
        cls,
        id: str,
        line: str,
        vintage: int,
        label: str,
        capped: bool,
        sources: Sequence[Source],
        credits: Sequence[Credit],
        act: Act,
        today: date,
        line_capped: bool | None = None,
    ) -> Self:
        """Open the vintage of a line as it was voted. ``line_capped``: what its other vintages are; None for the first.

        Raises ActToCome, YearOutOfPact, CappedOtherwise, FinancialAgreementMissing.
        """
        check_act(act, today)
        check_vintage(vintage, today)
        _check_capped(line, capped, line_capped)
        opened = cls(
            id=id,
            line=line,
            vintage=vintage,
            label=label,
            capped=capped,
            sources=tuple(sources),
            credits=tuple(credits),
            act=act,
        )
        opened._check_parts(today)
        opened._note("open")
        opened._announce(
            EnvelopeOpened(
                envelope=id,
                line=line,
                vintage=vintage,
                label=label,
                voted_cents=opened.voted_cents,
                sources=told_sources(sources),
                credits=told_credits(credits),
                capped=capped,
                act=told_act(act),
                on=today,
            )
        )
        return opened

    def amend(self, sources: Sequence[Source], credits: Sequence[Credit], act: Act, today: date) -> None:
        """A vote gives new parts and new payment credits, more or less. Raises BelowAffected, ClosedYear."""
        self._become("amend")
        self._apply(act, today, Reason.VOTE)
        self._check_closed_years(by_year(credits), today)
        before = self.voted_cents
        self.sources, self.credits = tuple(sources), tuple(credits)
        self._settle(Reason.VOTE, self.voted_cents - before, act, today)

    def give(self, other: Self, moved: Sequence[Moved], credits: Sequence[Credit], act: Act, today: date) -> None:
        """Transfer parts and payment credits to another envelope, by one act. Raises BelowAffected, ClosedYear."""
        if other.id == self.id:
            raise Invalid("Un virement va vers une autre enveloppe.", field="to")
        self._become("give")
        self._apply(act, today, Reason.TRANSFER, other.id)
        origin, cents = self.sources, sum(part.cents for part in moved)
        self._check_moved_credits(credits, today)
        self.sources = without(self.sources, moved)
        for credit in credits:
            self.credits = with_credit(self.credits, credit.year, -credit.cents)
        self._settle(Reason.TRANSFER, -cents, act, today, other.id)
        other._receive(self, together(other.sources, moved, origin), cents, credits, act, today)

    def _receive(
        self, giver: Self, sources: Sequence[Source], cents: int, credits: Sequence[Credit], act: Act, today: date
    ) -> None:
        self._become("receive")
        self._apply(act, today, Reason.TRANSFER, giver.id)
        self.sources = tuple(sources)
        for credit in credits:
            self.credits = with_credit(self.credits, credit.year, credit.cents)
        self._settle(Reason.TRANSFER, cents, act, today, giver.id)

    # --- the scheme

    def affect(self, cents: int, scheme: str, act: Act, today: date) -> None:
        """Set a part of what was voted aside for the scheme: only that can be engaged. Raises AboveVoted."""
        self._become("affect")
        self._apply(act, today, Reason.AFFECTATION)
        if cents > (left := self.voted_cents - self.affected_cents):
            raise AboveVoted(
                f"L'affectation dépasse les crédits votés : il reste {euros(left)} à affecter.",
                field="cents",
                left=left,
            )
        self._set_aside(Reason.AFFECTATION, cents, scheme, act, today)

    def take_back(self, cents: int, scheme: str, engaged_cents: int, act: Act, today: date) -> None:
        """Take back from the scheme what is not engaged. Raises StillEngaged."""
        self._become("take_back_all" if cents == self.affected_cents else "take_back")
        self._apply(act, today, Reason.TAKEN_BACK)
        if cents > (left := self.affected_cents - engaged_cents):
            raise StillEngaged(
                f"Ce qui est engagé ne se reprend pas : {euros(max(left, 0))} au plus peuvent être repris.",
                field="cents",
                left=left,
            )
        self._set_aside(Reason.TAKEN_BACK, -cents, scheme, act, today)

    def _set_aside(self, reason: Reason, cents: int, scheme: str, act: Act, today: date) -> None:
        self.affected_cents += cents
        self._remember(Change(reason=reason, act=act, on=today, cents=cents, label=scheme))
        self._announce(
            EnvelopeAffected(
                envelope=self.id,
                line=self.line,
                vintage=self.vintage,
                cents=cents,
                affected_cents=self.affected_cents,
                scheme=scheme,
                act=told_act(act),
                on=today,
            )
        )

    # --- the end of a payment year

    def carry_over(self, year: int, cents: int, free_cents: int, act: Act, today: date) -> None:
        """Move payment credits that nobody ordered to the next year. ``free_cents``: those of the line's year.

        Raises YearNotOver, CreditsOrdered, YearOutOfPact after the last payment year.
        """
        self._become("carry_over")
        self._end_year(Reason.CARRY_OVER, year, cents, free_cents, act, today)
        self.credits = with_credit(self.credits, year + 1, cents)
        self._settle(Reason.CARRY_OVER, 0, act, today, year=year, moved=cents)

    def lapse(self, year: int, cents: int, free_cents: int, act: Act, today: date) -> None:
        """Lose payment credits that nobody ordered. ``free_cents``: those of the line's year."""
        self._become("lapse")
        self._end_year(Reason.LAPSE, year, cents, free_cents, act, today)
        self._settle(Reason.LAPSE, 0, act, today, year=year, moved=cents)

    def _end_year(self, reason: Reason, year: int, cents: int, free_cents: int, act: Act, today: date) -> None:
        self._apply(act, today, reason, year=year)
        if year >= today.year:
            raise YearNotOver(f"L'exercice {year} n'est pas clos : reportez ou annulez après sa fin.", field="year")
        left = min(free_cents, by_year(self.credits).get(year, 0))
        if cents > left:
            raise CreditsOrdered(
                f"Seul ce qui n'est pas mandaté se reporte ou s'annule : {euros(left)} au plus en {year}.",
                field="cents",
                left=left,
            )
        self.credits = with_credit(self.credits, year, -cents)


def _check_capped(line: str, capped: bool, line_capped: bool | None) -> None:
    if line_capped is not None and capped is not line_capped:
        stands = "sous le plafond" if line_capped else "hors du plafond"
        raise CappedOtherwise(
            f"La ligne « {line} » est {stands} du Pacte avec tous ses millésimes : ouvrez celui-ci de même, "
            "ou une autre ligne.",
            field="capped",
            capped=line_capped,
        )
