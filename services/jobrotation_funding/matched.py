"""What matching answers: the minutes that count, by rate, and why the others do not. Pure."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from services.jobrotation_funding.values import Code, Day, Id, Label, Minutes, Moment, Value

NO_SUBSTITUTE, HOLIDAY, PAID, ABOVE, OUTSIDE, NOT_YET = (
    "no-substitute",
    "public-holiday",
    "paid-by-another",
    "above-granted",
    "outside-grant",
    "rate-not-yet",
)
REASONS = {
    NO_SUBSTITUTE: "Personne n'a remplacé cette heure dans la période de rapprochement",
    HOLIDAY: "Jour férié",
    PAID: "Déjà payée par un autre financeur",
    ABOVE: "Au-delà des heures accordées à ce taux",
    OUTSIDE: "Hors de la période de la subvention",
    NOT_YET: "Le barème de ce jour-là n'avait pas encore ce taux",
}


@dataclass(frozen=True)
class Days:
    """A period of legal days, both included."""

    since: date
    until: date

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until


class Unmatched(Value):
    """Released minutes that do not count: why, and where they are written (``entry`` from 0)."""

    reason: Code
    minutes: Minutes
    rate: Code
    sheet: Id
    entry: int
    staff: Id
    day: Day


class RateMinutes(Value):
    """Matched minutes at one rate of one card. ``rate_card_code``: the card that held on their days."""

    rate: Code
    minutes: Minutes
    rate_card_code: Code | None = None


class Counted(Value):
    """A released stretch that counts: in which sheet, at which rate, from when to when (UTC)."""

    sheet: Id
    rate: Code
    since: Moment
    until: Moment


class Part(Value):
    """One team (or person) in one month: what was released and replaced and may count, and what was matched."""

    who: Label
    month: Code
    released_minutes: Minutes
    replaced_minutes: Minutes
    matched_minutes: Minutes


class Matched(Value):
    """What a period gives. ``released_minutes``: all that were released in it, whatever came of them.

    ``counted``: where the minutes that count are written, so that no later claim takes them again.
    """

    released_minutes: Minutes
    lines: tuple[RateMinutes, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    parts: tuple[Part, ...] = ()
    counted: tuple[Counted, ...] = ()

    @property
    def matched_minutes(self) -> int:
        """What counts."""
        return sum(line.minutes for line in self.lines)

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        """The minutes that do not count, by reason."""
        totals: dict[str, int] = defaultdict(int)
        for each in self.unmatched:
            totals[each.reason] += each.minutes
        return tuple(sorted(totals.items()))
