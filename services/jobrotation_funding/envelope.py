"""The rules of an envelope: one budget line in one vintage of commitment authority (AE), with its payment credits (CP).

Amounts are cents, days legal days of Europe/Paris. What is engaged and ordered stands in the guarded counters.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import ClassVar, Self

from contracts.jobrotation_funding import EnvelopeAffected, EnvelopeAmended, EnvelopeOpened
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.money import euros
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.acts import ActAlreadyApplied, check_act
from services.jobrotation_funding.cap import Reading
from services.jobrotation_funding.envelope_lifecycle import LIFECYCLE, State
from services.jobrotation_funding.envelope_parts import (
    Change,
    Credit,
    Moved,
    Reason,
    Source,
    by_year,
    check_credits,
    check_sources,
    check_vintage,
    together,
    told_act,
    told_credits,
    told_sources,
    with_credit,
    without,
)
from services.jobrotation_funding.rules import rule
from services.jobrotation_funding.values import Act, Amount, Label, Slug, Year


class BelowAffected(Refusal):
    """What is affected to the scheme stays covered by a vote."""

    code, title = "below-affected", "En dessous de ce qui est affecté"


class StillEngaged(Refusal):
    """What is engaged is not taken back from the scheme."""

    code, title = "still-engaged", "Crédits engagés"


class AboveVoted(Refusal):
    """Only what was voted can be set aside for the scheme."""

    code, title = "above-voted", "Au-delà des crédits votés"


class YearNotOver(Refusal):
    """Payment credits are carried over or lost once their year is over."""

    code, title = "year-not-over", "Exercice non clos"


class ClosedYear(Refusal):
    """The payment credits of a year that is over move by a carry-over or a lapse only."""

    code, title = "closed-year", "Exercice clos"


class CreditsOrdered(Refusal):
    """Payment credits that were ordered are neither carried over nor lost."""

    code, title = "credits-ordered", "Crédits de paiement mandatés"


class Envelope(Dossier):
    """A line × vintage of AE: where it comes from, what is set aside for the scheme, and when it may be paid."""

    kind: ClassVar[str] = "envelope"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.VOTED
    line: Slug
    vintage: Year
    label: Label
    # Under the 7 % of the Pacte for animation and engineering.
    capped: bool
    sources: tuple[Source, ...]
    credits: tuple[Credit, ...]
    affected_cents: Amount = 0
    act: Act
    changes: tuple[Change, ...] = ()

    @property
    def voted_cents(self) -> int:
        """The AE that was voted: the sum of its parts."""
        return sum(source.cents for source in self.sources)

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
    ) -> Self:
        """Open the vintage of a line as it was voted. Raises ActToCome, YearOutOfPact, FinancialAgreementMissing."""
        check_act(act, today)
        check_vintage(vintage, today)
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

    # --- what every change does

    def explain_cap(self, reading: Reading, opened_cents: int) -> None:
        """Keep with the audit which reading of the cap let this vote through, and what all envelopes have opened."""
        found = rule("cap-percent", self.act.on)
        self._explain(
            "RULES Money: cap of the Pacte",
            found.version,
            "within",
            base=reading.base,
            base_cents=reading.base_cents,
            ceiling_cents=reading.ceiling_cents,
            opened_cents=opened_cents,
        )

    def _apply(self, act: Act, today: date, reason: Reason, other: str | None = None, year: int | None = None) -> None:
        """The act has come and makes this change for the first time."""
        check_act(act, today)
        asked = (reason, act.number, other, year)
        if asked in {(change.reason, change.act.number, change.other, change.year) for change in self.changes}:
            raise ActAlreadyApplied(
                f"L'acte n° {act.number} a déjà modifié cette enveloppe ainsi : rien n'est enregistré deux fois.",
                field="act/number",
            )

    def _check_parts(self, today: date) -> None:
        check_sources(self.sources, self.vintage, today)
        check_credits(self.credits, self.vintage, self.voted_cents, today)

    def _check_closed_years(self, wanted: dict[int, int], today: date) -> None:
        now = by_year(self.credits)
        touched = [year for year in now.keys() | wanted.keys() if now.get(year, 0) != wanted.get(year, 0)]
        _refuse_closed(touched, today)

    def _check_moved_credits(self, credits: Sequence[Credit], today: date) -> None:
        _refuse_closed([credit.year for credit in credits], today)
        mine = by_year(self.credits)
        for rank, credit in enumerate(credits):
            if credit.cents > mine.get(credit.year, 0):
                raise Invalid(
                    f"Cette enveloppe n'a que {euros(mine.get(credit.year, 0))} de crédits de paiement en "
                    f"{credit.year}.",
                    field=f"credits/{rank}/cents",
                )

    def _settle(
        self,
        reason: Reason,
        delta_cents: int,
        act: Act,
        today: date,
        other: str | None = None,
        year: int | None = None,
        moved: int | None = None,
    ) -> None:
        """The envelope holds together after a change of its parts or credits; the change is kept and announced."""
        self._check_parts(today)
        if self.voted_cents < self.affected_cents:
            left = self.voted_cents - delta_cents - self.affected_cents
            raise BelowAffected(
                f"Ce qui est affecté reste couvert : {euros(left)} au plus peuvent être retirés ; "
                "reprenez d'abord l'affectation.",
                field="sources",
                left=left,
            )
        cents = delta_cents if moved is None else moved
        self._remember(Change(reason=reason, act=act, on=today, cents=cents, other=other, year=year))
        self._announce(
            EnvelopeAmended(
                envelope=self.id,
                line=self.line,
                vintage=self.vintage,
                voted_cents=self.voted_cents,
                delta_cents=delta_cents,
                sources=told_sources(self.sources),
                credits=told_credits(self.credits),
                reason=reason.value,
                other=other,
                act=told_act(act),
                on=today,
            )
        )

    def _remember(self, change: Change) -> None:
        self.changes = (*self.changes, change)


def _refuse_closed(years: Collection[int], today: date) -> None:
    if closed := sorted(year for year in years if year < today.year):
        raise ClosedYear(
            f"L'exercice {closed[0]} est clos : ses crédits de paiement se reportent ou s'annulent seulement.",
            field="credits",
        )
