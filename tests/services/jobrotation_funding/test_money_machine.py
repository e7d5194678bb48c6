"""Every verb of money in random order with random amounts: the invariant holds after every step.

0 ≤ ordered − recovered ≤ certified + open advance ≤ engaged ≤ affected ≤ voted (RULES.md, "Money").
"""

import inspect
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from services.chassis.calendar import month_end, months_later
from services.chassis.money import percent
from services.jobrotation_funding import ledger
from services.jobrotation_funding.claim_parts import Period, WorkedOut
from services.jobrotation_funding.grant_fields import Instalment, Returned
from services.jobrotation_funding.grant_kept import NOT_DONE
from services.jobrotation_funding.grant_payments import Order
from services.jobrotation_funding.recovery_parts import Letter
from services.jobrotation_funding.values import Act
from tests.services.jobrotation_funding.making_claims import (
    CERTIFIES,
    NOBODY,
    ORDERS,
    UNFOUNDED,
    matched,
    prepared_staff,
)
from tests.services.jobrotation_funding.making_payments import digest
from tests.services.jobrotation_funding.money_machine import Walk
from tests.services.jobrotation_funding.twinning import FUNDING
from tests.support.taking_away import nothing

WHICH = st.integers(0, 2)
NUMBER = st.integers(1, 6)
PERCENT = st.integers(1, 120)
MINUTES = st.integers(0, 400) | st.integers(0, 20_000)
REASON = st.sampled_from(["advance-above-service", "service-not-done"])
SOME, EVERY = 60, 30
CERTIFIED = ("prepare", "certify")
CLAIMS = (
    (*CERTIFIED, "order", "pay"),
    (*CERTIFIED, "order", "pay"),
    (*CERTIFIED, "order", "reject_order"),
    CERTIFIED,
    (*CERTIFIED, "withdraw"),
    (*CERTIFIED, "order", "reject_order", "withdraw"),
    ("reject",),
    (),
)
TITLED = ("answer", "title")
RECOVERIES = (
    ("answer", "drop"),
    (*TITLED, "waive"),
    (*TITLED, "stagger", "record_returned"),
    (*TITLED, "record_returned", "waive", "record_returned"),
    (),
)


class Money(RuleBasedStateMachine):
    """Three grants of one envelope, and every verb that moves money."""

    @initialize(voted=st.sampled_from([1_000_000, 5_300_000, 9_000_000]), paid=st.sets(WHICH))
    def opens(self, voted: int, paid: set[int]) -> None:
        """An envelope that may be too small for all three; the advance of some of them is paid."""
        self.walk = Walk()
        self.walk.vote(voted)
        self.walk.affect(voted)
        self.walk.open_credits(voted // 2, years=5)
        for which in sorted(paid):
            self.live_an_advance(which, CLAIMS[0])

    @rule(days=st.sampled_from([1, 10, 40, 120]))
    def wait(self, days: int) -> None:
        """Time passes."""
        self.walk.wait(days)

    @rule(cents=st.integers(-300_000, 600_000))
    def vote(self, cents: int) -> None:
        """An amendment of the envelope."""
        self.walk.vote(cents)

    @rule(cents=st.integers(-300_000, 600_000))
    def affect(self, cents: int) -> None:
        """Affected, or taken back."""
        self.walk.affect(cents)

    @rule(cents=st.integers(-300_000, 600_000))
    def open_credits(self, cents: int) -> None:
        """Payment credits of this year, more or fewer."""
        self.walk.open_credits(cents)

    @rule(which=WHICH)
    def engage(self, which: int) -> None:
        """A grant is engaged."""
        self.walk.engage(which)

    @rule(which=WHICH, percent=PERCENT)
    def disengage(self, which: int, percent: int) -> None:
        """A part is given back."""
        self.walk.disengage(which, percent)

    @rule(which=WHICH, percent=st.integers(20, 130), card=st.integers(0, 2))
    def amend(self, which: int, percent: int, card: int) -> None:
        """An act gives more or less, at the same or another rate card."""
        self.walk.amend(which, percent, card)

    @rule(which=WHICH)
    def engage_amendment(self, which: int) -> None:
        """What amendments added is engaged."""
        self.walk.engage_amendment(which)

    @rule(which=WHICH)
    def claim_advance(self, which: int) -> None:
        """The advance is claimed."""
        self.walk.step("claim_advance", which, lambda grant: grant.claim_advance("bea", self.walk.today))

    @rule(which=WHICH, minutes=MINUTES, count=st.integers(0, 3), balance=st.booleans())
    def claim(self, which: int, minutes: int, count: int, balance: bool) -> None:
        """The next month is claimed."""
        known = self.walk.grants[which]
        last = max((each.until for each in known.claims if each.until), default=month_end(months_later(DAY_ONE, -1)))
        since = months_later(last.replace(day=1), 1)
        period = Period(kind="balance" if balance else "interim", since=since, until=month_end(since))
        hours = matched(1).model_copy(
            update={"lines": tuple(line.model_copy(update={"minutes": minutes}) for line in matched(1).lines)}
        )
        pieces = prepared_staff(count)
        self.walk.step(
            "claim", which, lambda grant: grant.claim_period(period, hours, (), pieces, "bea", self.walk.today)
        )

    @rule(which=WHICH)
    def prepare(self, which: int) -> None:
        """The last claim is prepared."""
        number = len(self.walk.grants[which].claims)
        self.walk.step("prepare", which, lambda grant: grant.prepare_claim(number, "helene", NOBODY, self.walk.today))

    @rule(which=WHICH)
    def certify(self, which: int) -> None:
        """The last claim is certified."""
        number, today = len(self.walk.grants[which].claims), self.walk.today
        self.walk.step("certify", which, lambda grant: grant.certify_claim(number, "karim", CERTIFIES, NOBODY, today))

    @rule(which=WHICH)
    def reject(self, which: int) -> None:
        """The last claim is sent back."""
        number, today = len(self.walk.grants[which].claims), self.walk.today
        self.walk.step("reject", which, lambda grant: grant.reject_claim(number, ["period"], "", NOBODY, today))

    @rule(which=WHICH, number=NUMBER)
    def withdraw(self, which: int, number: int) -> None:
        """The certificate of a claim is withdrawn."""
        why, today = ("amount",), self.walk.today
        self.walk.step(
            "withdraw",
            which,
            lambda grant: grant.withdraw_certificate(number, why, "Inexact.", "odile", ORDERS, NOBODY, today),
        )

    @rule(which=WHICH, number=NUMBER)
    def order(self, which: int, number: int) -> None:
        """A claim is ordered."""
        today, named = self.walk.today, Order(number=f"M-{number}", pack_sha256=digest("pack"))
        self.walk.step(
            "order",
            which,
            lambda grant: grant.order_payment(
                grant.check_order(number, "odile", NOBODY, today), named, "odile", ORDERS, today
            ),
        )

    @rule(which=WHICH, number=NUMBER)
    def pay(self, which: int, number: int) -> None:
        """The payeur pays."""
        today = self.walk.today
        self.walk.step("pay", which, lambda grant: grant.record_payment(number, today, today))

    @rule(which=WHICH, number=NUMBER)
    def reject_order(self, which: int, number: int) -> None:
        """The payeur rejects the order: the credits of its year come back."""
        today, claims = self.walk.today, self.walk.grants[which].claims
        year = next((each.year for each in claims if each.number == number), None)
        self.walk.step(
            "reject_order", which, lambda grant: grant.record_order_rejected(number, "credits", today, today), year
        )

    @rule(which=WHICH, percent=PERCENT, reason=REASON)
    def open_recovery(self, which: int, percent: int, reason: str) -> None:
        """A part of what was overpaid, or more, is claimed back on the last order that was paid."""
        known = self.walk.grants[which]
        letter = Letter(
            cents=max(1, known.overpaid_cents(reason) * percent // 100),
            reason=reason,
            motive="Contrôle.",
            answer_by=months_later(self.walk.today, 2),
            claim=max((each.number for each in known.claims if each.paid_on), default=1)
            if reason == NOT_DONE
            else None,
        )
        self.walk.step(
            "open_recovery",
            which,
            lambda grant: grant.open_recovery(letter, "helene", NOBODY, self.walk.today),
        )

    @rule(which=WHICH, number=st.integers(1, 3))
    def answer(self, which: int, number: int) -> None:
        """The beneficiary answers."""
        self.walk.step("answer", which, lambda grant: grant.answer_recovery(number, "Oui.", NOBODY, self.walk.today))

    @rule(which=WHICH, number=st.integers(1, 3))
    def title(self, which: int, number: int) -> None:
        """The title is issued."""
        today = self.walk.today
        self.walk.step("title", which, lambda grant: grant.title_recovery(number, "T", "odile", NOBODY, today))

    @rule(which=WHICH, number=st.integers(1, 3))
    def stagger(self, which: int, number: int) -> None:
        """What is left is owed in one part."""
        left = [each.left_cents for each in self.walk.grants[which].recoveries if each.number == number]
        parts = tuple(Instalment(due_on=months_later(self.walk.today, 1), cents=cents) for cents in left)
        self.walk.step("stagger", which, lambda grant: grant.stagger_recovery(number, parts, self.walk.today))

    @rule(which=WHICH, number=st.integers(1, 3), percent=PERCENT)
    def record_returned(self, which: int, number: int, percent: int) -> None:
        """A part of what is owed comes back."""
        known, today = self.walk.grants[which], self.walk.today
        back = Returned(on=today, cents=self._part(which, number, percent), way="payment", reference="VIR")
        named = {each.number: each.claim for each in known.recoveries}.get(number)
        year = next((each.year for each in known.claims if each.number == named), None)
        self.walk.step("record_returned", which, lambda grant: grant.record_returned(number, back, today), year)

    @rule(which=WHICH, number=st.integers(1, 3), percent=PERCENT)
    def waive(self, which: int, number: int, percent: int) -> None:
        """A vote gives up a part."""
        cents, today = self._part(which, number, percent), self.walk.today
        act = Act(number="2021.1", on=today)
        self.walk.step("waive", which, lambda grant: grant.waive_recovery(number, cents, act, NOBODY, today))

    @rule(which=WHICH, number=st.integers(1, 3))
    def drop(self, which: int, number: int) -> None:
        """Nothing is claimed back after all."""
        today = self.walk.today
        self.walk.step("drop", which, lambda grant: grant.drop_recovery(number, UNFOUNDED, "odile", NOBODY, today))

    @rule(which=WHICH, steps=st.sampled_from(CLAIMS))
    def live_an_advance(self, which: int, steps: tuple[str, ...]) -> None:
        """The usual beginning, in one go."""
        self.engage(which)
        self.claim_advance(which)
        self._go(which, 1, steps)

    @rule(which=WHICH, minutes=MINUTES, balance=st.booleans(), steps=st.sampled_from(CLAIMS))
    def live_a_claim(self, which: int, minutes: int, balance: bool, steps: tuple[str, ...]) -> None:
        """The usual middle, in one go: a month that may be paid, sent back, or ordered in vain."""
        self.wait(120)
        self.claim(which, minutes, 0, balance)
        self._go(which, len(self.walk.grants[which].claims), steps)

    @rule(which=WHICH, percent=st.integers(20, 130), card=st.integers(0, 2))
    def live_an_amendment(self, which: int, percent: int, card: int) -> None:
        """An amendment in one go: what it adds is engaged at once."""
        self.walk.affect(300_000)
        self.amend(which, percent, card)
        self.engage_amendment(which)

    @rule(which=WHICH, percent=PERCENT, reason=REASON, steps=st.sampled_from(RECOVERIES))
    def live_a_recovery(self, which: int, percent: int, reason: str, steps: tuple[str, ...]) -> None:
        """The usual end of an overpayment, in one go: too little was done, or what was paid was not done."""
        self.live_an_advance(which, CLAIMS[0])
        self.live_a_claim(which, 600, reason == "advance-above-service", CLAIMS[0])
        self.open_recovery(which, percent, reason)
        number = len(self.walk.grants[which].recoveries)
        for step in steps:
            more = (percent,) if step in ("record_returned", "waive") else ()
            getattr(self, step)(which, number, *more)

    @invariant()
    def holds(self) -> None:
        """The invariant of RULES.md, on each grant and on the envelope."""
        if hasattr(self, "walk"):
            self.walk.check()

    def _go(self, which: int, number: int, steps: tuple[str, ...]) -> None:
        for step in steps:
            last = step in ("prepare", "certify", "reject")
            getattr(self, step)(which, *(() if last else (number,)))

    def _part(self, which: int, number: int, percent: int) -> int:
        left = [each.left_cents for each in self.walk.grants[which].recoveries if each.number == number]
        return max(1, sum(left) * percent // 100)


def _without_giving_way(claimed: int, *, open_advance: int, share: int, room: int) -> WorkedOut:
    """Deduct the percentage and no more."""
    deducted = min(open_advance, percent(claimed, share))
    return WorkedOut(claimed, deducted, claimed - deducted)


DAY_ONE = Walk().grants[0].agreed.starts_on
VERBS = frozenset(
    {
        "vote",
        "open_credits",
        "affect",
        "engage",
        "disengage",
        "amend",
        "engage_amendment",
        "claim_advance",
        "claim",
        "prepare",
        "certify",
        "reject",
        "withdraw",
        "order",
        "pay",
    }
) | {"reject_order", "open_recovery", "answer", "title", "stagger", "record_returned", "waive", "drop"}


def test_the_invariant_holds_after_every_step_whatever_the_order() -> None:
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=SOME, stateful_step_count=EVERY, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )


# --- the same steps drawn from a seed: how far they get does not depend on the run


def walk(seed: int, walks: int) -> set[str]:
    """Draw walks of random steps and look at the invariant after each; answers the verbs that went through."""
    drawn, done = random.Random(seed), set[str]()
    for _ in range(walks):
        money = Money()
        money.opens(
            drawn.choice([1_000_000, 5_300_000, 9_000_000]), {which for which in (0, 1, 2) if drawn.random() < 0.5}
        )
        for _ in range(EVERY):
            name = drawn.choice(STEPS)
            step = getattr(money, name)
            step(**{given: _drawn(drawn, name, given) for given in inspect.signature(step).parameters})
            money.holds()
        done |= money.walk.done
    return done


def _drawn(drawn: random.Random, step: str, given: str) -> Any:
    several = RECOVERIES if step == "live_a_recovery" else CLAIMS
    among: dict[str, Any] = {
        "which": (0, 1, 2),
        "number": (1, 2, 3),
        "percent": range(1, 121),
        "reason": ("advance-above-service", "service-not-done"),
        "cents": range(-300_000, 600_001),
        "days": (1, 10, 40, 120),
        "minutes": (*range(400), *range(0, 20_000, 50)),
        "count": range(4),
        "card": range(3),
        "steps": several,
    }
    return drawn.choice(among.get(given, (False, True)))


SINGLE = (*sorted(VERBS - {"vote"}), "vote", "wait")
IN_ONE_GO = ("live_an_advance", "live_a_claim", "live_an_amendment", "live_a_recovery")
STEPS = (*(step for step in SINGLE if hasattr(Money, step)), *IN_ONE_GO)


def test_the_walks_get_to_every_verb() -> None:
    assert walk(seed=1, walks=60) == VERBS


@pytest.mark.parametrize(
    ("rule", "away"),
    [
        ("the advance gives way to the service", ("grant_claims.work_out", _without_giving_way)),
        ("no more comes back than is owed", ("grant_recovery.Recovering._check_overpaid", staticmethod(nothing))),
        ("what was ordered is not given back", ("grant_engagement.Engaging.check_kept", nothing)),
    ],
)
def test_without_one_rule_a_walk_breaks_the_invariant(
    rule: str, away: tuple[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FUNDING + away[0], away[1])
    with pytest.raises((AssertionError, ledger.InvariantBroken, ValueError)):
        walk(seed=1, walks=400)
