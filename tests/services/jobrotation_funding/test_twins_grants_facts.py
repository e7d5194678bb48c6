"""The twins of what a grant's rules make: an amount, a day, what is shown; each answers otherwise without its rule."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from services.chassis.calendar import months_later
from services.jobrotation_funding import open_data
from services.jobrotation_funding.aid import Held, given_by
from services.jobrotation_funding.calculation import words
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_amendment import Cards, Change
from services.jobrotation_funding.grant_engagement import Body
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.grant_signature import Signature
from services.jobrotation_funding.open_data import Due
from services.jobrotation_funding.queries import grants as queries
from services.jobrotation_funding.queries import open_data as queries_of_open_data
from services.jobrotation_funding.use_cases import decisions, engagement, seen
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding import making_grants as making
from tests.services.jobrotation_funding.making_grants import (
    AGREEMENT,
    CARD,
    DE_MINIMIS,
    DECIDED_ON,
    LATER_CARD,
    NOT_AN_AID,
    PRIVATE,
    PURSE,
    RECORD,
    asked,
    begin,
    engaged,
    granted,
    requested,
)
from tests.services.jobrotation_funding.test_open_data import alone, published_row, signed
from tests.services.jobrotation_funding.twinning import Fact
from tests.support.service import House
from tests.support.taking_away import Forgotten, each, holds, no_longer_holds, nothing_awaited

OPCO = {"payer": "OPCO", "reference": "D-1", "minutes": 600}
LATER = RECORD.model_copy(
    update={"on": date(2021, 10, 1), "act": RECORD.act.model_copy(update={"on": date(2021, 9, 24)})}
)


def amended(aid: dict[str, Any] = NOT_AN_AID, **change: Any) -> Grant:
    """An engaged grant, amended by the later card."""
    grant = engaged(aid=aid)
    grant.amend(LATER, Change.model_validate({"reason": "hours"} | change), Cards(before=CARD, after=LATER_CARD), PURSE)
    return grant


def rounded_down(unit_cents: int, *, minutes: int = 0, count: int = 0) -> int:
    """What a line costs, cents cut off."""
    return unit_cents * minutes // 60 + unit_cents * count


def odd_line() -> int:
    """A minute of a tutor: 27.50 ÷ 60 = 45.83 cents."""
    grant = granted(lines=[{"rate": "tutor", "minutes": 1}])
    return grant.agreed.cents


def withdrawn() -> Grant:
    """Granted as de minimis aid, then withdrawn."""
    grant = granted(aid=DE_MINIMIS)
    grant.withdraw()
    return grant


def at_first(grant: Grant) -> Held:
    """All that a grant gives as if its first act gave it."""
    return Held(raised=((DECIDED_ON, grant.engaged_cents),), cents=grant.engaged_cents)


def added_still_counts() -> bool:
    """Three years after the first act, what the amendment of 24 September 2021 added counts, and nothing else."""
    grant = amended(rate_card="card-b", aid=DE_MINIMIS)
    return given_by([grant]).total(date(2023, 10, 1)) == grant.amendments[0].delta_cents


def signed_again() -> date:
    """The day of a grant signed on 24 September 2020, whose amendment is engaged and signed a year later."""
    grant, day = amended(rate_card="card-b"), date(2021, 10, 4)
    grant.engage_amendment(PRIVATE, "odile", day)
    grant.sign(Signature(agreement="JR-2020-001-A1", signed_on=day, amendment=1), "odile", day)
    found = queries_of_open_data._signed(grant, {}, date(2021, 10, 4))
    assert found is not None
    return found.on


def follow_the_last_signature(self: Grant, paper: Signature, *_: Any) -> None:
    """The engagement signed by its last amendment."""
    self.engagement = self.committed.model_copy(update={"signed_on": paper.signed_on})


def why() -> list[str]:
    """The rules that explain a grant, with the calculation's first line."""
    calculated, ground = granted().explained
    return [calculated.rule, calculated.inputs["lines"][0], ground.rule]


def public_types(shown: list[dict[str, Any]]) -> list[str]:
    """The facts of a timeline."""
    return [each["type"].split(".")[2] for each in shown]


FACTS = (
    Fact("hours that others pay do not count", {"grant_request.counted": lambda asked: asked.lines},
         lambda: requested(others=[OPCO]).announced[0].model_dump()["lines"][0]["minutes"], 42_600),
    Fact("a line is rounded half up", {"grant_fields.worth": rounded_down}, odd_line, 46),
    Fact("a whole plan says who, how and how many", {"grant_fields.ReplacementPlan.whole": property(lambda _: True)},
         lambda: requested(replacement={"how": "Un vacataire."}).has_plan, False),
    Fact("a decision explains itself", {"grant_decision.Deciding._explain": lambda *_, **__: None},
         lambda: len(granted().explained), 2),
    Fact("three years of de minimis aid", {"aid.counts_from": lambda on: date(2000, 1, 1)},
         lambda: given_by([granted(aid=DE_MINIMIS)]).total(date(2023, 9, 24)), 0),
    Fact("aid that was withdrawn is none", {"aid.HELD": tuple(State)},
         lambda: given_by([withdrawn()]).total(DECIDED_ON), 0),
    Fact("what an amendment adds counts from its own act", {"aid._held": at_first}, added_still_counts, True),
    Fact("the year's other grants count for the agreement", {"grant_engagement.Body.other_cents": Forgotten(0)},
         lambda: Body(other_cents=2_300_000).needs_agreement(1, DECIDED_ON), True),
    Fact("a public body needs none", {"grant_engagement.Body.is_private": lambda *_: True},
         lambda: making.PUBLIC.needs_agreement(9_900_000, DECIDED_ON), False),
    Fact("the commitment begins on 2 January 2022", {"grant_engagement.number": lambda *_: 1},
         lambda: PRIVATE.needs_commitment(date(2022, 1, 1)), False),
    Fact("what an amendment takes away is disengaged", {"grant_amendment.Amending._follow": lambda *_: 0},
         lambda: amended(lines=[{"rate": "trainer", "minutes": 43_200}]).disengaged_cents > 0, True),
    Fact("an amendment keeps the terms before", {"grant_amendment.Amendment": lambda **_: None},
         lambda: [each and each.before.cents for each in amended(rate_card="card-b").amendments], [2_584_800]),
    Fact("the method stays as decided", {"grant_amendment._amended": lambda before, *_: before.model_copy(
             update={"advance_percent": 0})},
         lambda: amended(rate_card="card-b").agreed.advance_percent, 30),
    Fact("above the threshold it is published",
         {"open_data.number": lambda code, on: 10**12 if "cents" in code else 12},
         lambda: bool(alone(signed(2_300_001))), True),
    Fact("an amount is due from the day that passes the threshold", {"open_data._amount": lambda grant, _: grant.cents},
         lambda: alone(signed(2_292_000, later=[(date(2021, 9, 24), 308_000)])),
         Due(because="amount", publish_by=date(2021, 12, 24))),
    Fact("an amendment does not change the day of the agreement",
         {"grant_signature.Signing._sign_amendment": follow_the_last_signature}, signed_again, DECIDED_ON),
    Fact("twelve months together are published", {"open_data._passes": lambda *_: False},
         lambda: len(open_data.published([signed(1_200_000), signed(1_200_000, grant="g2")])), 2),
    Fact("the published period is that of payments", {"open_data.last_payment": lambda *_: date(2021, 6, 30)},
         lambda: published_row(engaged())["datesPeriodeVersement"], "2020-09-24/2024-12-31"),
    Fact("de minimis aid is notified in the sense of the schema", {"open_data._yes": lambda _: "non"},
         lambda: published_row(engaged(aid=DE_MINIMIS))["notificationUE"], "oui"),
    Fact("no more than twelve months are added up",
         {"open_data.months_later": lambda day, months: date(2000, 1, 1) if months < 0 else months_later(day, months)},
         lambda: open_data.published([signed(1_140_000), signed(1_160_001, date(2021, 9, 24), "g2")]), []),
    Fact("it is published within three months", {"open_data._months_after": lambda day: months_later(day, 12)},
         lambda: alone(signed(2_300_001)), Due(because="amount", publish_by=date(2020, 12, 24))),
    Fact("no cell runs as a formula", {"open_data._tame": lambda cell: cell},
         lambda: "'=1" in open_data.as_csv([open_data.row(signed(1, name="=1"))]), True),
    Fact("a purpose fits the schema", {"open_data.purpose": lambda text: text},
         lambda: len(open_data.row(signed(1, purpose="é" * 300))["objet"]), 255),
)  # fmt: skip


@each(FACTS)
def test_with_the_rule_it_is_so(twin: Fact) -> None:
    holds(twin)


@each(FACTS)
def test_without_the_rule_it_is_otherwise(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    no_longer_holds(twin, monkeypatch)


def test_a_line_says_how_it_is_calculated() -> None:
    assert [words(line) for line in granted(lines=[{"rate": "tutor", "minutes": 1}]).agreed.lines] == [
        "Tuteur\u00a0: 0\u00a0h\u00a001 × 27,50\u00a0€ = 0,46\u00a0€"
    ]
    assert why()[0::2] == ["grant-calculation", "state-aid"]
    assert asked().replacement is not None


# --- what only a database knows


async def test_without_counting_what_is_promised_more_is_granted_than_there_is(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin(funding)
    large = [{"rate": "trainer", "minutes": 66_000}]  # 35 640.00 of 62 000.00
    await making.granted_by_act(funding, lines=large)
    second = await making.granting(funding, await making.asked_for(funding, experiment="x7", lines=large))
    await making.decide(funding, second, expect=409)
    monkeypatch.setattr(seen, "State", SimpleNamespace(GRANTED=State.ABANDONED, ENGAGED=State.ENGAGED))
    await making.decide(funding, second)


async def test_without_the_undertaking_no_agreement_is_due_of_two_establishments(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin(funding)
    await cast.organisation(funding, "batir-arras", "alma", siren="999000011", siret="99900001100027")
    lines = [{"rate": "trainer", "minutes": 24_000}]  # 12 960.00
    await making.engaged_grant(funding, lines=lines, papers={})
    second = await making.granted_by_act(funding, "batir-arras", "alma", lines=lines)
    third = await making.granted_by_act(funding, "batir-arras", "alma", experiment="x7", lines=lines)
    await funding.post("odile", f"/grants/{second}/engagement", {})
    assert (await funding.get("odile", f"/grants/{second}"))["inside"]["engagement"]["agreement_due"]

    async def alone(reader: Any, organisation: str) -> list[str]:
        return []

    monkeypatch.setattr(seen, "undertaking", alone)
    await funding.post("odile", f"/grants/{third}/engagement", {})
    assert not (await funding.get("odile", f"/grants/{third}"))["inside"]["engagement"]["agreement_due"]


async def test_without_the_delegation_an_officer_engages_beyond_their_ceiling(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin(funding)
    await cast.officer(funding, "oscar", "order", ceiling_cents=1)
    grant = await making.granted_by_act(funding)
    await funding.post("oscar", f"/grants/{grant}/engagement", AGREEMENT, expect=409)
    monkeypatch.setattr(engagement, "delegation", lambda *_: None)
    await funding.post("oscar", f"/grants/{grant}/engagement", AGREEMENT)


async def test_without_booking_an_engagement_leaves_the_counter_where_it_was(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def engaged_in_the_counter() -> int:
        made = await cast.made(funding)
        row = await funding.runtime.store.database["counters"].find_one({"_id": f"envelope:{made['envelope']}"})
        return int(row["engaged"])

    await begin(funding)
    await making.engaged_grant(funding)
    assert await engaged_in_the_counter() == 2_584_800
    monkeypatch.setattr(engagement, "book", nothing_awaited)
    await making.engaged_grant(funding, experiment="x7")
    assert await engaged_in_the_counter() == 2_584_800


async def test_without_the_public_states_a_request_is_shown_to_all(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin(funding)
    grant = await making.asked_for(funding)
    await funding.get("", f"/grants/{grant}", expect=404)
    monkeypatch.setattr(queries, "PUBLIC", frozenset(State))
    await funding.get("", f"/grants/{grant}")


async def test_without_asking_whom_it_concerns_the_inside_and_all_facts_are_shown_to_all(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin(funding)
    grant = await making.granted_by_act(funding)
    assert (await funding.get("", f"/grants/{grant}"))["inside"] is None
    assert public_types(await funding.get("", f"/grants/{grant}/timeline")) == ["granted"]
    monkeypatch.setattr(queries, "concerns", lambda *_: True)
    assert (await funding.get("", f"/grants/{grant}"))["inside"]["requested_by"] == "bea"
    assert public_types(await funding.get("", f"/grants/{grant}/timeline")) == ["requested", "granted"]


async def test_without_looking_twice_its_state_refuses_the_second_time(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin(funding)
    said = await making.granting(funding, await making.asked_for(funding))
    await making.decide(funding, said, said, expect=422)
    monkeypatch.setattr(decisions, "set", list, raising=False)
    refused = await making.decide(funding, said, said, expect=409)
    assert refused["type"] == "urn:pepiniere:probleme:out-of-turn"
