"""The same random steps of money, fewer, through the API on the real database: counter, ledger and grant stay one.

0 ≤ ordered − recovered ≤ certified + open advance ≤ engaged ≤ affected ≤ voted (RULES.md, "Money").
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.chassis import counters
from services.jobrotation_funding import ledger
from services.jobrotation_funding.balances import figures
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.money_counters import ENVELOPE
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_payments import AREP, BATIR, employers, engaged, month, work
from tests.support.service import House

NAMES = ("engaged", "open_advance", "certified", "ordered", "paid", "recovered")
MONTHS = ("2020-10", "2020-11", "2020-12")
WALKS, EVERY = 3, 40


@dataclass(frozen=True)
class Draw:
    """What a step was given: a grant, how much of what is possible (in percent), and the day."""

    grant: Grant
    percent: int
    today: date
    cards: tuple[str, ...] = ()

    def part(self, cents: int) -> int:
        """A part of an amount, at least a cent."""
        return max(1, cents * self.percent // 100)

    def number(self, kind: str) -> str:
        """A number that no other step bears."""
        return f"{kind}-{self.grant.id[-6:]}-{self.grant.version}"

    @property
    def last(self) -> int:
        """The number of the last claim; 1 when there is none."""
        return max(1, len(self.grant.claims))

    @property
    def owed(self) -> int:
        """The number of the last recovery; 1 when there is none."""
        return max(1, len(self.grant.recoveries))

    @property
    def left(self) -> int:
        """What the last recovery still asks."""
        return self.grant.recoveries[-1].left_cents if self.grant.recoveries else 0


def next_month(draw: Draw) -> dict[str, Any]:
    """A claim of the first month that no claim covers; a balance now and then."""
    name = MONTHS[min(sum(claim.kind != "advance" for claim in draw.grant.live_claims), 2)]
    days = {"since": f"{name}-01", "until": f"{name}-{'30' if name.endswith('11') else '31'}"}
    # A balance of the first months knowingly leaves the sheets of the later ones out.
    return {"kind": "balance" if draw.percent > 90 else "interim", "without_waiting": True, **days}


def amended(draw: Draw) -> dict[str, Any]:
    """So much of each rate, at the card of the decision or, one time in two, at a cheaper one."""
    lines = draw.grant.agreed.lines
    minutes = sum(line.minutes for line in lines) * draw.percent // 80
    asked = [{"rate": "trainer", "minutes": minutes}, {"rate": "preparation", "count": sum(one.count for one in lines)}]
    change = {"reason": "hours", "lines": asked, "rate_card": draw.cards[draw.percent % 2]}
    return {"act": {"number": draw.number("A"), "on": draw.today.isoformat()}, "change": change}


def letter(draw: Draw) -> dict[str, Any]:
    """A part of what was overpaid, or more."""
    reason = "advance-above-service" if draw.percent % 2 else "service-not-done"
    cents, answer_by = draw.part(draw.grant.overpaid_cents(reason)), draw.today + timedelta(days=31)
    paid = max((claim.number for claim in draw.grant.claims if claim.paid_on), default=1)
    claim = None if reason == "advance-above-service" else paid
    said = {"cents": cents, "reason": reason, "motive": "Contrôle.", "answer_by": answer_by.isoformat(), "claim": claim}
    return {"letter": said}


# Who, where, and what is said. A step may come in any order: most are refused, and a refused one moves nothing.
STEPS: dict[str, tuple[str, Callable[[Draw], str], Callable[[Draw], Any]]] = {
    "advance": ("employer", lambda draw: "claims/advance", lambda draw: None),
    "claim": ("employer", lambda draw: "claims", next_month),
    "prepare": ("helene", lambda draw: f"claims/{draw.last}/preparation", lambda draw: None),
    "reject": ("helene", lambda draw: f"claims/{draw.last}/rejection", lambda draw: {"points": ["period"]}),
    "certify": ("karim", lambda draw: f"claims/{draw.last}/certification", lambda draw: None),
    "withdraw": (
        "odile",
        lambda draw: f"claims/{draw.last}/certificate-withdrawal",
        lambda draw: {"points": ["amount"], "reason": "Inexact."},
    ),
    "order": ("odile", lambda draw: f"claims/{draw.last}/order", lambda draw: {"order": draw.number("M")}),
    "pay": ("odile", lambda draw: f"claims/{draw.last}/payment", lambda draw: {"paid_on": draw.today.isoformat()}),
    "refuse": (
        "odile",
        lambda draw: f"claims/{draw.last}/order-rejection",
        lambda draw: {"reason": "credits", "rejected_on": draw.today.isoformat()},
    ),
    "disengage": (
        "odile",
        lambda draw: "disengagements",
        lambda draw: {"cents": draw.part(draw.grant.engaged_cents), "reason": "other"},
    ),
    "amend": ("solene", lambda draw: "amendments", amended),
    "engage more": ("odile", lambda draw: "amendments/engagement", lambda draw: None),
    "letter": ("helene", lambda draw: "recoveries", letter),
    "answer": ("helene", lambda draw: f"recoveries/{draw.owed}/answer", lambda draw: {"answer": "Exact."}),
    "title": ("odile", lambda draw: f"recoveries/{draw.owed}/title", lambda draw: {"title": draw.number("T")}),
    "returned": (
        "odile",
        lambda draw: f"recoveries/{draw.owed}/returns",
        lambda draw: {
            "on": draw.today.isoformat(),
            "cents": draw.part(draw.left),
            "reference": draw.number("VIR"),
        },
    ),
    "waive": (
        "solene",
        lambda draw: f"recoveries/{draw.owed}/waiver",
        lambda draw: {"cents": draw.part(draw.left), "act": {"number": "2021.1", "on": draw.today.isoformat()}},
    ),
    "drop": (
        "odile",
        lambda draw: f"recoveries/{draw.owed}/drop",
        lambda draw: {"reason": "amount-wrong", "because": "Erreur."},
    ),
}
RATES = ({"code": "trainer", "label": "Formateur", "unit": "hour", "cents": 3_000}, *cast.CARD["rates"][1:])
CHEAPER = cast.CARD | {
    "code": "2020-C",
    "effective_on": "2020-12-01",
    "rates": RATES,
    "act": {"number": "2020.02200", "on": "2020-11-26"},
}
# Each walk begins where money has moved already; then come all steps in any order.
PAID = ("advance", "prepare", "certify", "order", "pay", "claim", "prepare", "certify")
# Half done at 50: an interim claim is ordered, hours are taken away while an advance is open; at 95, a rise at a
# cheaper card is engaged, a balance leaves a part of the advance to be claimed back.
BEGINNINGS = {
    "batir": (50, (*PAID, "order", "amend")),
    "arep": (95, ("amend", "engage more", *PAID, "letter", "answer")),
}
CHOSEN = st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(["batir", "arep"]), st.integers(1, 110))


async def begin(house: House) -> dict[str, str]:
    """Two engaged grants whose autumn is worked and approved; it is 4 January 2021."""
    await house.forget()
    await cast.settle_in(house)
    await cast.budget(house)
    await employers(house, BATIR, AREP)
    grants = {each.id: await engaged(house, each) for each in (BATIR, AREP)}
    await cast.on(house, date(2021, 1, 4))
    await house.post("solene", "/rate-cards", CHEAPER)
    for each in (BATIR, AREP):
        await work(house, grants[each.id], each, *(day for name in MONTHS for day in month(name, 42, 40)))
    return grants


async def go(house: House, grant: str, employer: str, step: str, percent: int) -> int:
    """One step; how it was answered."""
    reader = await house.runtime.store.reader()
    codes = (code.lower() for code in (cast.CARD["code"], CHEAPER["code"]))
    cards = [await reader.holder(f"rate-card:{code}") or "" for code in codes]
    draw = Draw(await reader.get(Grant, grant), percent, reader.today, tuple(cards))
    who, where, body = STEPS[step]
    actor = {"batir": "bea", "arep": "ada"}[employer] if who == "employer" else who
    return await house.status("POST", actor, f"/grants/{grant}/{where(draw)}", body(draw))


async def check(house: House, grants: dict[str, str]) -> None:
    """The invariant on each grant and on the envelope; counter, ledger and grants say the same."""
    reader = await house.runtime.store.reader()
    envelope = (await cast.made(house))["envelope"]
    whole = await figures(reader, envelope=envelope)
    ledger.check(whole, of_an_envelope=True)
    totals = await counters.totals(reader, ENVELOPE, envelope)
    assert totals == {name: whole[name] for name in ENVELOPE.fields}
    for id in grants.values():
        grant, booked = await reader.get(Grant, id), await figures(reader, grant=id)
        ledger.check(booked, of_an_envelope=False)
        assert {name: getattr(grant, f"{name}_cents") for name in NAMES} == {name: booked[name] for name in NAMES}


@settings(max_examples=WALKS, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
@given(steps=st.lists(CHOSEN, min_size=EVERY, max_size=EVERY))
async def test_counter_ledger_and_grant_stay_one_whatever_is_asked(
    house: House, steps: list[tuple[str, str, int]]
) -> None:
    grants = await begin(house)
    answers = []
    for employer, (percent, beginning) in BEGINNINGS.items():
        answers += [await go(house, grants[employer], employer, step, percent) for step in beginning]
    assert set(answers) == {200}
    for step, employer, percent in steps:
        answers.append(await go(house, grants[employer], employer, step, percent))
        await check(house, grants)
    assert max(answers) < 500


async def test_a_cheaper_card_leaves_the_money_of_the_hours_that_were_entered_before_it(house: House) -> None:
    grants = await begin(house)
    # 126 hours stand on the sheets of autumn, none is claimed; the act of today takes 2.40 of each of the others.
    assert await go(house, grants["batir"], "batir", "amend", 80 + 1) == 200
    reader = await house.runtime.store.reader()
    found = await reader.get(Grant, grants["batir"])
    lines = {(line.rate_card_code, line.minutes) for line in found.agreed.lines if line.rate == "trainer"}
    assert ("2020-A", 126 * 60) in lines
    assert found.engaged_cents == found.agreed.cents - found.awaiting_cents
    await check(house, grants)
