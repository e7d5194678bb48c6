"""What an envelope keeps, and what every change of it does: the act once, parts that hold together, the news. Pure."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import ClassVar

from contracts.jobrotation_funding import EnvelopeAmended
from services.chassis.lifecycle import Lifecycle
from services.chassis.money import euros
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.acts import ActAlreadyApplied, check_act
from services.jobrotation_funding.cap import Reading
from services.jobrotation_funding.envelope_lifecycle import LIFECYCLE, State
from services.jobrotation_funding.envelope_parts import (
    Change,
    Credit,
    Reason,
    Source,
    by_year,
    check_credits,
    check_sources,
    told_act,
    told_credits,
    told_sources,
)
from services.jobrotation_funding.rules import rule
from services.jobrotation_funding.separation import Citing
from services.jobrotation_funding.values import Act, Amount, Label, Slug, Year


class BelowAffected(Refusal):
    """What is affected to the scheme stays covered by a vote."""

    code, title = "below-affected", "En dessous de ce qui est affecté"


class ClosedYear(Refusal):
    """The payment credits of a year that is over move by a carry-over or a lapse only."""

    code, title = "closed-year", "Exercice clos"


class EnvelopeKept(Citing):
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
