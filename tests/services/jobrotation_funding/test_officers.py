"""Officers: no hand in the hours they certify or order, and the delegation that each of their steps keeps."""

import inspect
from datetime import date
from typing import Any

import pytest

from services.chassis.access import Table
from services.jobrotation_funding.access import ACCESS
from services.jobrotation_funding.api import budget, financial_reports, grants, payments, recoveries
from services.jobrotation_funding.grant_holds import Lifting
from services.jobrotation_funding.hours_hands import HandInTheHours, check_apart
from services.jobrotation_funding.separation import CITED, Citing
from services.jobrotation_funding.use_cases import claims
from services.jobrotation_funding.use_cases import payments as paying
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_claims import LATER, NOBODY, ORDERS, held
from tests.services.jobrotation_funding.making_grants import RECORD, engaged, refusal, requested
from tests.services.jobrotation_funding.making_hours import approved, grounds, staff
from tests.services.jobrotation_funding.making_payments import (
    Employer,
    advanced,
    claim,
    employers,
    month,
    step,
    work,
)
from tests.services.jobrotation_funding.making_payments import engaged as engaged_there
from tests.services.jobrotation_funding.twinning import Fact, Twin
from tests.support.service import House
from tests.support.taking_away import (
    Forgotten,
    each,
    goes_through,
    holds,
    no_longer_holds,
    nothing_awaited,
    refused,
)

STEPS: tuple[tuple[str, str, Any], ...] = (
    ("helene", "preparation", None),
    ("karim", "certification", None),
    ("odile", "order", {"order": "M-2"}),
)


# --- no hand in the hours


def of_karim() -> Any:
    """A sheet of Karim's own hours, from when he was a trainer: Ben wrote it, Béa approved it."""
    return approved(grounds(staff=staff(person="karim")))


@pytest.mark.parametrize("who", ["karim", "ben", "bea"], ids=["whose hours they are", "wrote them", "approved them"])
def test_nobody_prepares_certifies_or_orders_hours_they_had_a_hand_in(who: str) -> None:
    with pytest.raises(HandInTheHours) as seen:
        check_apart(who, [of_karim()])
    assert seen.value.facts == {"sheets": ["s1"]}
    check_apart("helene", [of_karim()])


def test_the_account_that_the_register_gives_today_counts_too() -> None:
    with pytest.raises(HandInTheHours):
        check_apart("helene", [of_karim()], [None, "helene"])


TWINS = tuple(
    Twin(f"no officer's own: who {did}", {"hours_hands.hands": lambda sheet: frozenset()},
         lambda who=who: check_apart(who, [of_karim()]), HandInTheHours)  # type: ignore[misc]
    for who, did in {"karim": "did them", "ben": "wrote them", "bea": "approved them"}.items()
)  # fmt: skip


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)


async def test_who_wrote_the_hours_and_left_does_not_act_on_their_claim(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await employers(funding)
    grant = await advanced(funding)
    await cast.on(funding, date(2020, 11, 5))
    await cast.member(funding, "batir", "kat", "writer")
    await work(funding, grant, Employer("batir", "bea", "kat"), *month("2020-10", 91, 84))
    await cast.leaves(funding, "batir", "kat", "writer")
    await claim(funding, grant, "interim", "2020-10-01", "2020-10-31")
    await cast.officer(funding, "kat", "prepare", "certify", "order")
    # Each step is refused to her, and another officer takes it.
    for officer, verb, body in STEPS:
        seen = await step(funding, "kat", grant, 2, verb, body, expect=409)
        assert seen["type"].endswith("hand-in-the-hours"), verb
        await step(funding, officer, grant, 2, verb, body)


@pytest.mark.parametrize("mine", ["preparation", "certification", "order"])
async def test_unless_the_sheets_are_looked_at_she_acts_on_her_own_hours(
    funding: House, monkeypatch: pytest.MonkeyPatch, mine: str
) -> None:
    await employers(funding)
    await cast.member(funding, "batir", "kat", "writer")
    grant = await engaged_there(funding)
    await cast.on(funding, date(2020, 11, 5))
    await work(funding, grant, Employer("batir", "bea", "kat"), *month("2020-10", 21, 21))
    await cast.leaves(funding, "batir", "kat", "writer")
    await claim(funding, grant, "interim", "2020-10-01", "2020-10-31")
    await cast.officer(funding, "kat", "prepare", "certify", "order")
    for officer, verb, body in STEPS:
        if verb == mine:
            await step(funding, "kat", grant, 1, verb, body, expect=409)
            monkeypatch.setattr(paying if verb == "order" else claims, "check_hands", nothing_awaited)
            await step(funding, "kat", grant, 1, verb, body)
            return
        await step(funding, officer, grant, 1, verb, body)


# --- the delegation of each step


def given_back() -> Any:
    """A hundred euros go back, by Odile."""
    grant = engaged()
    grant.disengage(10_000, "cost-lower", LATER, NOBODY, "odile", ORDERS)
    return grant


def lifted() -> Any:
    """Odile lifts the hold."""
    grant = held()
    grant.lift(Lifting(because="Reçu.", by="odile", under=ORDERS), NOBODY, date(2021, 5, 20))
    return grant


def test_what_goes_back_keeps_who_gave_it_back_under_which_delegation() -> None:
    [kept] = given_back().disengagements
    assert (kept.cents, kept.by, kept.under) == (10_000, "odile", ORDERS)


def test_a_hold_that_is_lifted_keeps_who_lifted_it_under_which_delegation() -> None:
    [past] = lifted().holds
    assert (past.because, past.by, past.under) == ("lifted-by-officer", "odile", ORDERS)


def test_a_delegation_that_no_field_keeps_stands_in_the_audit() -> None:
    grant = engaged()
    grant.cite(ORDERS)
    said = grant.explained[-1]
    assert (said.rule, said.outcome, said.inputs["duty"]) == (CITED, "Arrêté 2019-order", "order")


def officers_steps() -> dict[str, str]:
    """The use cases of officers' commands, each with its own text."""
    found: dict[str, str] = {}
    for router in (budget, grants, payments, recoveries, financial_reports):
        for name in vars(router).values():
            if inspect.ismodule(name) and ".use_cases" in name.__name__:
                known = inspect.getmembers(name, inspect.isfunction)
                found |= {verb: inspect.getsource(inspect.unwrap(function)) for verb, function in known}
    return found


def without_delegation(table: Table) -> list[str]:
    """The steps of officers that look no delegation up, and so keep none."""
    known = officers_steps()
    looks = ("delegation(", "steps.cite(", "_record(")
    duties = [row.action for row in table.rows.values() if any(who.kind == "duty" for who in row.who)]
    return [action for action in duties if action in known and not any(word in known[action] for word in looks)]


def test_each_step_of_an_officer_looks_its_delegation_up() -> None:
    known = officers_steps()
    assert {"disengage_grant", "lift_hold", "decide_grants", "affect_envelope", "record_payment"} <= set(known)
    assert without_delegation(ACCESS) == []


async def test_the_acts_and_steps_of_officers_name_their_delegation(funding: House) -> None:
    await employers(funding)
    grant = await advanced(funding)
    await funding.post("odile", f"/grants/{grant}/disengagements", {"cents": 10_000, "reason": "cost-lower"})
    database = funding.runtime.store.database
    kept = await database["grant"].find_one({"_id": grant})
    assert kept is not None
    assert kept["decided"]["under"]["reference"] == "Arrêté 2019-decide"
    assert kept["disengagements"][0]["under"]["reference"] == "Arrêté 2019-order"
    rows = database["audit"].find({"entry.explained.rule": CITED})
    cited = {(row["entry"]["action"], row["entry"]["explained"][-1]["outcome"]) async for row in rows}
    assert ("record_payment", "Arrêté 2019-order") in {
        (row["entry"]["action"], each["outcome"])
        async for row in database["audit"].find({"subject": f"grant/{grant}", "entry.action": "record_payment"})
        for each in row["entry"]["explained"]
    }
    assert {action for action, _ in cited} >= {"open_envelope", "affect_envelope", "adopt_rate_card"}


FORGOTTEN = Forgotten(None)
FACTS = (
    Fact("what goes back keeps its delegation", {"grant_fields.Disengaged.under": FORGOTTEN},
         lambda: [each.under for each in given_back().disengagements], [ORDERS]),
    Fact("a lifting keeps its delegation", {"hold_parts.HoldPast.under": FORGOTTEN},
         lambda: [past.under for past in lifted().holds], [ORDERS]),
    Fact("a decision keeps its delegation", {"grant_fields.Decided.under": FORGOTTEN},
         lambda: decided().under, ORDERS),
    Fact("a citation is kept", {"separation.Citing.cite": lambda self, under: None},
         lambda: [each.rule for each in cited().explained][-1:], [CITED]),
)  # fmt: skip


def decided() -> Any:
    """What an act decided, recorded under a delegation."""
    grant = requested()
    grant.refuse(RECORD.model_copy(update={"under": ORDERS}), refusal())
    return grant.decided


def cited() -> Citing:
    """A grant that keeps a delegation."""
    grant = engaged()
    grant.settle()
    grant.cite(ORDERS)
    return grant


@each(FACTS)
def test_with_the_rule_it_answers_so(twin: Fact) -> None:
    holds(twin)


@each(FACTS)
def test_without_the_rule_it_answers_otherwise(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    no_longer_holds(twin, monkeypatch)
