"""Money that moves at random: pure grants of one envelope, counters in memory under the limits of the real ones."""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from services.chassis.counters import Counter, LimitReached
from services.chassis.refusal import Refusal
from services.jobrotation_funding import ledger
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_amendment import Cards, Change
from services.jobrotation_funding.grant_decision import Recording
from services.jobrotation_funding.grant_engagement import Papers
from services.jobrotation_funding.grant_fields import AskedLine
from services.jobrotation_funding.grant_kept import Moves
from services.jobrotation_funding.ledger import FIGURES, NAMES, Kind
from services.jobrotation_funding.money_counters import CREDITS, ENVELOPE
from services.jobrotation_funding.use_cases.booking import CREDIT_MOVES
from services.jobrotation_funding.values import Act
from tests.services.jobrotation_funding.making_claims import NOBODY, ORDERS
from tests.services.jobrotation_funding.making_grants import AGREEMENT, CARD, LATER_CARD, PUBLIC, PURSE, granted

Verb = Callable[[Grant], object]
# The card of the decision, a cheaper one that follows it, and the dearer one of 2021.
CHEAPER_CARD = CARD.model_copy(
    update={
        "id": "card-c",
        "code": "2020-C",
        "effective_on": date(2020, 10, 1),
        "rates": tuple(rate.model_copy(update={"cents": rate.cents * 9 // 10}) for rate in CARD.rates),
    }
)
RATE_CARDS = (CARD, CHEAPER_CARD, LATER_CARD)
# What the envelope alone knows; every other limit must have been seen by the grant itself.
SHARED = frozenset({"affected", "voted", "credits", "affected-floor", "voted-floor"})


@dataclass
class Held:
    """A counter in memory, under the limits of the real one."""

    counter: Counter
    totals: Tally[str] = field(default_factory=Tally)

    def after(self, moves: Tally[str]) -> Tally[str]:
        """The totals after these moves. Raises LimitReached."""
        totals = Tally({name: self.totals[name] + moves[name] for name in self.counter.fields})
        for limit in self.counter.every_limit():
            if limit.passed(totals) > 0:
                raise LimitReached(limit.name, limit=limit.name)
        return totals


class Books:
    """Counters and figures of one envelope and its grants; a refused step moves nothing."""

    def __init__(self) -> None:
        self.envelope, self.credits = Held(ENVELOPE), dict[int, Held]()
        self.figures: dict[str, Tally[str]] = {}

    def move(self, grant: str | None, moves: Moves, year: int) -> None:
        """Book one step, all or nothing. Raises LimitReached."""
        envelope, credits = Tally[str](), Tally[str]()
        for kind, cents in moves:
            for name, factor in FIGURES[kind]:
                envelope[name] += factor * cents if name in ENVELOPE.fields else 0
            if kind in CREDIT_MOVES:
                name, factor = CREDIT_MOVES[kind]
                credits[name] += factor * cents
        held = self.credits.setdefault(year, Held(CREDITS))
        both = self.envelope.after(envelope), held.after(credits)
        self.envelope.totals, held.totals = both
        figures = self.figures.setdefault(grant or "", Tally(dict.fromkeys(NAMES, 0)))
        for kind, cents in moves:
            for name, factor in FIGURES[kind]:
                figures[name] += factor * cents

    def whole(self) -> dict[str, int]:
        """The figures of the whole envelope."""
        return {name: sum(figures[name] for figures in self.figures.values()) for name in NAMES}


class Walk:
    """Grants that live through random steps; what was done, and that no step broke anything."""

    def __init__(self) -> None:
        self.books, self.today = Books(), date(2020, 9, 24)
        self.done: set[str] = set()
        small: dict[str, Any] = {"lines": [{"rate": "trainer", "minutes": 997}, {"rate": "preparation", "count": 1}]}
        self.grants = [granted("g1"), granted("g5"), granted("odd", **small)]
        # Half in advance, nothing deducted before it must, a rate that never falls on whole cents.
        odd = self.grants[2]
        lines = tuple(line.model_copy(update={"unit_cents": line.unit_cents - 13}) for line in odd.agreed.lines)
        odd.terms = odd.agreed.model_copy(update={"advance_percent": 50, "deduction_percent": 0, "lines": lines})

    def wait(self, days: int) -> None:
        """Time passes."""
        self.today = min(self.today + timedelta(days=days), date(2024, 12, 1))

    def vote(self, cents: int) -> None:
        """Move what is voted."""
        self._try("vote", lambda: self.books.move(None, ((Kind.VOTED, cents),), self.today.year))

    def open_credits(self, cents: int, years: int = 1) -> None:
        """Move the payment credits of this year, and of those that follow."""
        for year in range(self.today.year, self.today.year + years):
            move = partial(self.books.move, None, ((Kind.CREDITS, cents),), year)
            self._try("open_credits", move)

    def affect(self, cents: int) -> None:
        """Move what is affected."""
        self._try("affect", lambda: self.books.move(None, ((Kind.AFFECTED, cents),), self.today.year))

    def engage(self, which: int) -> None:
        """Engage a grant."""

        def verb(grant: Grant) -> Moves:
            papers = Papers.model_validate(AGREEMENT | {"signed_on": self.today.isoformat()})
            grant.engage(papers, PUBLIC, "odile", self.today, NOBODY, ORDERS)
            return ((Kind.ENGAGED, grant.engaged_cents),)

        self.step("engage", which, verb)

    def disengage(self, which: int, percent: int) -> None:
        """Give back a part of what is engaged."""
        cents = max(1, self.grants[which].engaged_cents * percent // 100)

        def verb(grant: Grant) -> Moves:
            grant.disengage(cents, "other", self.today, NOBODY)
            return ((Kind.DISENGAGED, cents),)

        self.step("disengage", which, verb)

    def amend(self, which: int, percent: int, card: int) -> None:
        """An act gives so much of each line, at this card or the one that holds: what goes is disengaged by it."""
        grant, act = self.grants[which], Act(number="2021.2", on=self.today)
        before = next(each for each in RATE_CARDS if each.id == grant.agreed.rate_card)
        lines: dict[str, AskedLine] = {}
        for line in grant.agreed.lines:
            held = lines.get(line.rate, AskedLine(rate=line.rate))
            minutes, count = held.minutes + line.minutes, held.count + line.count
            lines[line.rate] = AskedLine(rate=line.rate, minutes=minutes, count=count)
        given = tuple(
            AskedLine(
                rate=line.rate, minutes=line.minutes * percent // 100, count=-(-min(percent, 100) * line.count // 100)
            )
            for line in lines.values()
        )
        change = Change(reason="hours", lines=given, rate_card=RATE_CARDS[card].id)

        def verb(grant: Grant) -> Moves:
            record = Recording(act=act, by="solene", on=self.today)
            grant.amend(record, change, Cards(before=before, after=RATE_CARDS[card]), PURSE)
            return ((Kind.DISENGAGED, grant.amendments[-1].disengaged_cents),)

        self.step("amend", which, verb)

    def engage_amendment(self, which: int) -> None:
        """What amendments added is engaged."""
        self.step(
            "engage_amendment",
            which,
            lambda grant: ((Kind.ENGAGED, grant.engage_amendment(PUBLIC, "odile", self.today, NOBODY, ORDERS)),),
        )

    def step(self, name: str, which: int, verb: Verb, year: int | None = None) -> None:
        """One verb of one grant, with its booking, all or nothing."""
        grant = self.grants[which].model_copy(deep=True)

        def both() -> None:
            moves = verb(grant)
            self.books.move(grant.id, moves if isinstance(moves, tuple) else (), year or self.today.year)
            grant.settle()
            self.grants[which] = grant

        self._try(name, both)

    def _try(self, name: str, act: Callable[[], None]) -> None:
        try:
            act()
        except LimitReached as reached:
            if reached.facts["limit"] not in SHARED:
                raise AssertionError(f"{name} was left to the counter: {reached.facts}") from reached
        except Refusal:
            pass
        else:
            self.done.add(name)

    def check(self) -> None:
        """The invariant, on each grant and on the envelope; what a grant keeps is what was booked."""
        ledger.check(self.books.whole(), of_an_envelope=True)
        for grant in self.grants:
            figures = self.books.figures.get(grant.id)
            if figures is None:
                continue
            ledger.check(figures, of_an_envelope=False)
            names = ("engaged", "open_advance", "certified", "ordered", "paid", "recovered")
            assert {name: getattr(grant, f"{name}_cents") for name in names} == {name: figures[name] for name in names}
            # An overpayment is a receivable: what was ordered keeps its AE, whatever is recovered.
            assert 0 <= figures["recovered"] <= figures["paid"] <= figures["ordered"] <= figures["engaged"]
