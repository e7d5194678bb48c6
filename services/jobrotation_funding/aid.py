"""On what ground a grant is lawful as State aid, and the running total of de minimis aid of one undertaking. Pure.

Source: regulation (EU) 1407/2013 (2023/2831 from 2024); amounts are cents.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Self

from services.chassis.calendar import months_later
from services.chassis.dossier import Explanation
from services.chassis.money import euros
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.grant_fields import AidBasis, GrantFields
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.rules import number, rule
from services.jobrotation_funding.values import Amount, Day, Value

DE_MINIMIS = "de-minimis"
BASES = {
    DE_MINIMIS: "Aide de minimis",
    "exempted-scheme": "Régime exempté de notification",
    "not-an-aid": "Pas une aide d'État",
}
HELD = (State.GRANTED, State.ENGAGED, State.CLOSED)
ONE_DAY = timedelta(days=1)


class DeMinimisCeiling(Refusal):
    """The undertaking would receive more de minimis aid than it may. ``facts``: ``total``, ``ceiling``, ``left``."""

    code, title = "de-minimis-ceiling", "Plafond de minimis dépassé"


def counts_from(on: date) -> date:
    """The first day whose aid still counts with that of ``on``: three years, to the day (the prudent reading)."""
    return months_later(on, -12 * number("de-minimis-years", on)) + ONE_DAY


class Held(Value):
    """De minimis aid of one grant: what raised it by which day's act, and what of it holds, in cents.

    ``declared_cents``: what its undertaking declared of other authorities.
    """

    raised: tuple[tuple[Day, Amount], ...]
    cents: Amount
    declared_cents: Amount = 0

    def within(self, since: date, until: date) -> int:
        """What counts of it over these days, both included: what was raised then, never more than holds.

        The prudent reading: what was given back unspent is taken from what was raised outside of them first.
        """
        return min(sum(cents for on, cents in self.raised if since <= on <= until), self.cents)


class Given(Value):
    """The de minimis aid that one undertaking has from us."""

    held: tuple[Held, ...] = ()

    def total(self, on: date) -> int:
        """What counts over the three years that end on a day, in cents."""
        return sum(each.within(counts_from(on), on) for each in self.held)

    def ends(self, on: date) -> list[date]:
        """The last days of the three years to look at for an act of a day: its own, then each later act's they share.

        Acts are recorded in any order: what an earlier one gives counts with what is known of later ones already.
        """
        known = {day for each in self.held for day, _ in each.raised}
        return [on, *sorted(day for day in known if day > on and counts_from(day) <= on)]

    def declared(self, on: date) -> int:
        """The most that was declared of other authorities with the acts of a day, in cents."""
        return max((each.declared_cents for each in self.held if on in dict(each.raised)), default=0)


NO_AID = Given()


class Room(Value):
    """What the three years that end on a day hold already, what was declared beside, and what is left, in cents."""

    until: Day
    total: int
    declared: int
    ceiling: int
    left: int
    version: str

    @classmethod
    def of(cls, given: Given, declared: int, until: date) -> Self:
        """The room that is left over the three years that end on a day, with so much declared."""
        ceiling, total = rule("de-minimis-ceiling-cents", until), given.total(until)
        declared = max(declared, given.declared(until))
        left = max(ceiling.value - total - declared, 0)
        return cls(
            until=until, total=total, declared=declared, ceiling=ceiling.value, left=left, version=ceiling.version
        )

    def refusal(self, cents: int, field: str) -> DeMinimisCeiling:
        """That so much passes the ceiling, naming what is left."""
        since, had = counts_from(self.until), self.total + self.declared
        return DeMinimisCeiling(
            f"Avec {euros(had)} d'aides de minimis du {since:%d/%m/%Y} au {self.until:%d/%m/%Y}, "
            f"{euros(cents)} passeraient le plafond de {euros(self.ceiling)} : il reste {euros(self.left)}.",
            field=field,
            total=had,
            ceiling=self.ceiling,
            left=self.left,
        )


def given_by(grants: Iterable[GrantFields]) -> Given:
    """What these grants of one undertaking gave it as de minimis aid, each increase on the day of its own act."""
    return Given(held=tuple(_held(grant) for grant in grants if _is_aid(grant)))


def check_aid(basis: AidBasis, cents: int, given: Given, on: date, field: str) -> Explanation:
    """Why this grant is lawful by its act of a day. ``given``: what the undertaking has from us already.

    Raises Invalid for a ground that is none, DeMinimisCeiling naming what is left.
    """
    if basis.basis not in BASES:
        known = ", ".join(BASES)
        raise Invalid(f"Dites sur quel fondement l'aide est accordée : {known}.", field=f"{field}/basis")
    if basis.basis != DE_MINIMIS:
        return Explanation(rule="state-aid", version=basis.basis, outcome=basis.why, inputs={"cents": cents})
    room = min((Room.of(given, basis.declared_cents, end) for end in given.ends(on)), key=lambda each: each.left)
    if cents > room.left:
        raise room.refusal(cents, f"{field}/basis")
    had = room.total + room.declared
    outcome = f"{euros(had + cents)} sur {euros(room.ceiling)} : {basis.why}"
    inputs = {"cents": cents, "total": room.total, "declared": room.declared}
    days = {"since": counts_from(room.until).isoformat(), "until": room.until.isoformat()}
    return Explanation(rule="state-aid-de-minimis", version=room.version, outcome=outcome, inputs=inputs | days)


def _is_aid(grant: GrantFields) -> bool:
    return grant.state in HELD and grant.terms is not None and grant.terms.aid.basis == DE_MINIMIS


def _held(grant: GrantFields) -> Held:
    """What a grant gave at first and with each amendment, and what holds of it without what was given back unspent."""
    if grant.terms is None or grant.decided is None:
        raise ValueError("a grant that holds was decided")
    first = grant.amendments[0].before if grant.amendments else grant.terms
    engaged = grant.engaged_cents + grant.awaiting_cents
    more = ((each.act.on, each.delta_cents) for each in grant.amendments if each.delta_cents > 0)
    return Held(
        raised=((grant.decided.act.on, first.cents), *more),
        cents=engaged if grant.engagement else grant.terms.cents,
        declared_cents=grant.terms.aid.declared_cents,
    )
