"""What an amendment (*avenant*) changes of a grant: lines, days, or the rate card, from the day of an act on. Pure."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from contracts import jobrotation_funding as events
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.aid import NO_AID, Given, check_aid
from services.jobrotation_funding.calculation import CardSeen, check_lines, hours, priced_line
from services.jobrotation_funding.dated_rates import DatedCard, Entered, card_on
from services.jobrotation_funding.duties import check_own
from services.jobrotation_funding.envelope_parts import check_commitment
from services.jobrotation_funding.grant_decision import Purse, Recording, check_codes, told
from services.jobrotation_funding.grant_engagement import Body, Engaging
from services.jobrotation_funding.grant_fields import (
    Amendment,
    AskedLine,
    GrantFields,
    GrantLine,
    Supplement,
    Terms,
)
from services.jobrotation_funding.grant_request import check_alone
from services.jobrotation_funding.separation import Delegation
from services.jobrotation_funding.values import Code, Day, Id, Value

# Why a grant is amended.
AMENDMENT_REASONS = {
    "hours": "Heures modifiées",
    "dates": "Calendrier modifié",
    "rate-card": "Nouveau barème",
    "other": "Autre motif",
}


class NothingToEngage(Refusal):
    """No amendment added anything that is not engaged."""

    code, title = "nothing-to-engage", "Rien à engager"


class EarlierCard(Refusal):
    """An amendment applies a later rate card, never an earlier one."""

    code, title = "earlier-rate-card", "Barème antérieur"


class BelowClaimed(Refusal):
    """What was claimed stays in the lines of the grant, at its rates. ``facts``: ``claimed``, in units."""

    code, title = "below-claimed", "En dessous de ce qui a été demandé"


class Change(Value):
    """What an amendment changes; what is left out stays. ``lines``: the whole of them, at their rates.

    ``rate_card`` holds from the day of the act on; what was claimed keeps its rates.
    """

    reason: Code
    lines: Annotated[tuple[AskedLine, ...], Field(min_length=1, max_length=20)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    rate_card: Id | None = None


class Cards(Value):
    """The rate card of the terms, and the one that holds from the act on (the same unless a later one is named)."""

    before: CardSeen
    after: CardSeen


class Amending(Engaging):
    """Changes of what was decided."""

    def amend(
        self, record: Recording, change: Change, cards: Cards, purse: Purse,
        given: Given = NO_AID, others: Iterable[GrantFields] = (), entered: Sequence[Entered] = (),
    ) -> int:  # fmt: skip
        """Change the terms; answers the difference in cents. What is engaged goes down with them, never up by itself.

        Advance, deduction and matching stay as decided, and what was claimed keeps its rates: a later card prices what
        is done from the day of the act on. Where it is cheaper, hours that are ``entered`` for days before it keep the
        money of their own card, and so do lump sums, whose day nothing tells before their claim.

        Raises OwnOrganisation, ActToCome, Invalid, EarlierCard, CardNotEffective,
        RateUnknown, BelowClaimed, DoubleGrant, NotEnoughLeft, DeMinimisCeiling, CommitmentOver, BelowOrdered.
        """
        self._become("amend")
        record.check(self.organisation)
        check_codes((change.reason,), AMENDMENT_REASONS, "reason")
        before = self.agreed
        after = _amended(before, record, change, cards, self.claimed_lines(), entered)
        if after == before:
            raise Invalid("L'avenant ne change rien : donnez des lignes, des jours ou un barème.", field="lines")
        check_alone(self, after.starts_on, after.ends_on, others)
        delta = after.cents - before.cents
        if delta > 0:
            self._check_more(record, after, delta, purse, given)
        self.terms = after
        kept = Amendment(
            act=record.act,
            on=record.on,
            reason=change.reason,
            by=record.by,
            under=record.under,
            delta_cents=delta,
            disengaged_cents=self._follow(delta, record.on) if self.engagement is not None else 0,
            before=before,
        )
        self.amendments += (kept,)
        self._explain_calculation(after, cards.after, purse)
        self._announce(
            events.GrantAmended(
                grant=self.id,
                rate_card=after.rate_card,
                lines=told(after.lines),
                cents=after.cents,
                delta_cents=delta,
                starts_on=after.starts_on,
                ends_on=after.ends_on,
                reason=change.reason,
                act=record.told,
                on=record.on,
            )
        )
        return delta

    def _check_more(self, record: Recording, after: Terms, delta: int, purse: Purse, given: Given) -> None:
        purse.check(delta, "lines")
        why = check_aid(after.aid, delta, given, record.act.on, "lines")
        self._explain(why.rule, why.version, why.outcome, **why.inputs)

    def _follow(self, delta: int, on: date) -> int:
        """What an act adds waits for who may engage it; what it takes away goes from what waits first.

        Answers what is disengaged, in cents.
        """
        if delta > 0:
            check_commitment(on)
            self.awaiting_cents += delta
            return 0
        unengaged = min(-delta, self.awaiting_cents)
        back = -delta - unengaged
        self.check_kept(back, "lines")
        self.awaiting_cents -= unengaged
        self.engaged_cents -= back
        self.disengaged_cents += back
        return back

    def engage_amendment(
        self,
        body: Body,
        by: str,
        today: date,
        own: Collection[str] = (),
        under: Delegation | None = None,
    ) -> int:
        """Commit what amendments added, under a delegation that reaches the new total; answers it in cents.

        Raises OwnOrganisation, CommitmentOver, NothingToEngage.
        """
        self._become("engage_amendment")
        check_own(own, self.organisation)
        check_commitment(today)
        cents = self.awaiting_cents
        if not cents:
            raise NothingToEngage("Aucune hausse n'attend d'être engagée.")
        self.engaged_cents += cents
        self.awaiting_cents = 0
        before, due = self.committed, self._agreement_due(body, today, self.engaged_cents)
        more = Supplement(on=today, cents=cents, by=by, under=under, by_signature=due)
        self.engagement = before.model_copy(update={"agreement_due": due, "more": (*before.more, more)})
        self._rises_engaged(today)
        self._tell_engaged(cents, today)
        return cents


def _amended(
    before: Terms,
    record: Recording,
    change: Change,
    cards: Cards,
    claimed: Sequence[GrantLine],
    entered: Sequence[Entered],
) -> Terms:
    """The terms after the change. Raises EarlierCard, CardNotEffective, RateUnknown, BelowClaimed, Invalid."""
    if cards.after.effective_on < cards.before.effective_on:
        raise EarlierCard(
            f"Le barème {cards.after.code} est antérieur au barème {cards.before.code} de la décision.",
            field="rate_card",
        )
    cards.after.check_effective(record.act.on, "rate_card")
    lines = _summed(before.lines) if change.lines is None else change.lines
    check_lines(lines, "lines")
    starts_on, ends_on = change.starts_on or before.starts_on, change.ends_on or before.ends_on
    if ends_on < starts_on:
        raise Invalid("Le dernier jour précède le premier.", field="ends_on")
    held = _dated(before, record, cards)
    return before.model_copy(
        update={
            "lines": _repriced(lines, claimed, cards.after, held, entered),
            "cards": held,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "rate_card": cards.after.id,
            "rate_card_code": cards.after.code,
        }
    )


def _summed(lines: Iterable[GrantLine]) -> tuple[AskedLine, ...]:
    """The quantities of each rate, whatever the card."""
    sums: dict[str, AskedLine] = {}
    for line in lines:
        so_far = sums.get(line.rate, AskedLine(rate=line.rate))
        sums[line.rate] = AskedLine(
            rate=line.rate, minutes=so_far.minutes + line.minutes, count=so_far.count + line.count
        )
    return tuple(sums.values())


def _dated(before: Terms, record: Recording, cards: Cards) -> tuple[DatedCard, ...]:
    """The cards that hold by day: the other one from the day of its act on. Raises EarlierCard."""
    if cards.after.id == before.rate_card:
        return before.cards
    held = before.cards or (cards.before.dated(),)
    since = held[-1].since
    if since is not None and record.act.on < since:
        raise EarlierCard(
            f"L'acte précède celui du {since:%d/%m/%Y}, qui a apporté le barème {held[-1].code}.", field="rate_card"
        )
    return (*held, cards.after.dated(record.act.on))


def _repriced(
    lines: Sequence[AskedLine],
    claimed: Sequence[GrantLine],
    card: CardSeen,
    dated: Sequence[DatedCard],
    entered: Sequence[Entered],
) -> tuple[GrantLine, ...]:
    """What was claimed under other cards as it was claimed, the rest at this card, unless it may cost more than that.

    Raises BelowClaimed, RateUnknown.
    """
    places = {line.rate: place for place, line in enumerate(lines)}
    for held in _summed(claimed):
        _check_holds(lines[places[held.rate]] if held.rate in places else None, held, places.get(held.rate))
    repriced: list[GrantLine] = []
    for place, line in enumerate(lines):
        past = [each for each in claimed if each.rate == line.rate and each.rate_card_code != card.code]
        rest = AskedLine(
            rate=line.rate,
            minutes=line.minutes - sum(each.minutes for each in past),
            count=line.count - sum(each.count for each in past),
        )
        repriced += past
        dearer = _dearer(rest, card, dated, entered)
        repriced += dearer
        rest = AskedLine(
            rate=line.rate,
            minutes=rest.minutes - sum(each.minutes for each in dearer),
            count=rest.count - sum(each.count for each in dearer),
        )
        if rest.minutes or rest.count:
            repriced.append(priced_line(rest, card, f"lines/{place}"))
    return tuple(repriced)


def _dearer(
    rest: AskedLine, card: CardSeen, held: Sequence[DatedCard], entered: Sequence[Entered]
) -> tuple[GrantLine, ...]:
    """What of the unclaimed rest costs more than at this card: hours entered for days of a dearer one, lump sums."""
    now = next((rate.cents for rate in card.rates if rate.code == rest.rate), 0)
    lines, left = list[GrantLine](), rest.minutes
    dear = [(price.cents, each, price) for each in held if (price := each.price(rest.rate)) and price.cents > now]
    for _, each, price in sorted(dear, key=lambda found: found[0], reverse=True):
        done = sum(one.minutes for one in entered if one.rate == rest.rate and card_on(held, one.day) == each)
        priced = GrantLine(
            rate=rest.rate,
            label=price.label,
            minutes=min(done, left),
            count=0 if lines else rest.count,
            unit_cents=price.cents,
            rate_card_code=each.code,
        )
        left -= priced.minutes
        lines += [priced] if priced.minutes or priced.count else []
    return tuple(lines)


def _check_holds(line: AskedLine | None, claimed: AskedLine, place: int | None) -> None:
    """Raises BelowClaimed when a line does not hold what was claimed at its rate."""
    if line is None or line.minutes < claimed.minutes or line.count < claimed.count:
        shown = hours(claimed.minutes) if claimed.minutes else f"{claimed.count} forfait(s)"
        raise BelowClaimed(
            f"{shown} ont déjà été demandés au taux « {claimed.rate} » : la ligne en compte au moins autant.",
            field="lines" if place is None else f"lines/{place}",
            claimed=claimed.minutes or claimed.count,
        )
