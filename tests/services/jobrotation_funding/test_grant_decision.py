"""What the Région decides of a request, rule by rule: frozen terms, the calculation to the cent, named refusals."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.jobrotation_funding import GrantGranted, GrantRefused
from services.chassis.refusal import Invalid
from services.jobrotation_funding import aid
from services.jobrotation_funding.acts import ActToCome
from services.jobrotation_funding.aid import DeMinimisCeiling, Given, Held, counts_from, given_by
from services.jobrotation_funding.calculation import CardNotEffective, MoreThanAsked, RateUnknown, hours, words
from services.jobrotation_funding.duties import OwnOrganisation
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_decision import NoReplacementPlan, NotEnoughLeft, Outcome, Purse
from services.jobrotation_funding.grant_fields import AidBasis
from services.jobrotation_funding.grant_lifecycle import State
from tests.services.jobrotation_funding.making_grants import (
    CARD,
    DE_MINIMIS,
    DECIDED_ON,
    LATER_CARD,
    NOT_AN_AID,
    PLAN,
    PURSE,
    RECORD,
    engaged,
    granted,
    had,
    outcome,
    refusal,
    requested,
)

# G9 of the story: 70 hours of support and one preparation, at the card of 2020 and at that of 2021.
G9: dict[str, Any] = {"lines": [{"rate": "support", "minutes": 4_200}, {"rate": "preparation", "count": 1}]}


def decided(grant: Grant, card: Any = CARD, purse: Purse = PURSE, total: int = 0, **changes: Any) -> Grant:
    """Granted with these changes of what the act says."""
    grant.grant(RECORD, outcome(grant.id, **changes), card, purse, had(total))
    return grant


# --- the calculation (STORY.md, "Money")


@pytest.mark.parametrize(
    ("lines", "card", "cents"),
    [
        ([("trainer", 720, 0), ("preparation", 0, 6)], CARD, 2_584_800),
        ([("trainer", 280, 0), ("support", 60, 0), ("preparation", 0, 2)], CARD, 1_140_000),
        ([("trainer", 200, 0), ("preparation", 0, 2)], CARD, 732_000),
        ([("tutor", 160, 0), ("preparation", 0, 2)], CARD, 524_000),
        ([("trainer", 300, 0), ("preparation", 0, 2)], CARD, 1_056_000),
        ([("trainer", 180, 0), ("preparation", 0, 2)], LATER_CARD, 681_800),
        ([("trainer", 210, 0), ("preparation", 0, 3)], LATER_CARD, 824_100),
        ([("support", 70, 0), ("preparation", 0, 1)], CARD, 215_600),
        ([("support", 70, 0), ("preparation", 0, 1)], LATER_CARD, 220_800),
    ],
)
def test_the_grants_of_the_story_are_calculated_to_the_cent(lines: Any, card: Any, cents: int) -> None:
    asked = [{"rate": rate, "minutes": 60 * whole, "count": count} for rate, whole, count in lines]
    record = RECORD.model_copy(
        update={"on": date(2022, 2, 24), "act": RECORD.act.model_copy(update={"on": date(2022, 2, 24)})}
    )
    grant = requested(lines=asked)
    grant.grant(record, outcome(), card, PURSE)
    assert grant.terms is not None
    assert grant.terms.cents == cents


def test_the_calculation_is_shown_line_by_line_and_kept_with_the_rule_its_version_and_inputs() -> None:
    grant = granted()
    assert grant.terms is not None
    assert [words(line) for line in grant.terms.lines] == [
        "Formateur\u00a0: 720\u00a0h × 32,40\u00a0€ = 23\u202f328,00\u00a0€",
        "Préparation d'un remplaçant\u00a0: 6 × 420,00\u00a0€ = 2\u202f520,00\u00a0€",
    ]
    (calculated, _) = grant.explained
    assert (calculated.rule, calculated.version, calculated.outcome) == (
        "grant-calculation",
        "barème 2020-A (card-a), en vigueur le 2020-06-01",
        "25\u202f848,00\u00a0€",
    )
    assert calculated.inputs["lines"] == [words(line) for line in grant.terms.lines]


def test_a_line_is_rounded_half_up_once() -> None:
    grant = decided(requested(lines=[{"rate": "trainer", "minutes": 25}]))  # 25 min × 32,40 € = 13,50 €
    assert grant.terms is not None
    assert grant.terms.cents == 1_350
    odd = decided(requested(lines=[{"rate": "tutor", "minutes": 1}]))  # 27,50 ÷ 60 = 0,4583…
    assert odd.terms is not None
    assert odd.terms.cents == 46


def test_hours_are_written_as_people_say_them() -> None:
    assert [hours(minutes) for minutes in (43_200, 90, 65, 96_420)] == [
        "720\u00a0h",
        "1\u00a0h\u00a030",
        "1\u00a0h\u00a005",
        "1\u202f607\u00a0h",
    ]


# --- granting


def test_a_grant_is_announced_with_its_card_its_lines_and_its_advance() -> None:
    said = granted().announced[-1]
    assert isinstance(said, GrantGranted)
    assert (said.cents, said.advance_cents, said.rate_card, said.envelope) == (2_584_800, 775_440, "card-a", "e2020")
    assert [(line.rate, line.minutes, line.count, line.unit_cents, line.cents) for line in said.lines] == [
        ("trainer", 43_200, 0, 3_240, 2_332_800),
        ("preparation", 0, 6, 42_000, 252_000),
    ]
    assert (said.act.number, said.act.on, said.on) == ("2020.01512", DECIDED_ON, DECIDED_ON)


def test_the_terms_are_frozen_with_the_method_of_the_card() -> None:
    terms = granted().terms
    assert terms is not None
    assert (terms.rate_card, terms.advance_percent, terms.deduction_percent) == ("card-a", 30, 30)
    assert (terms.matching_period, terms.matching_scope, terms.hold_clause) == ("month", "team", True)
    assert (terms.envelope, terms.line, terms.vintage) == ("e2020", "mobilisation", 2020)
    with pytest.raises(ValidationError):
        terms.rate_card = "card-b"  # type: ignore[misc]


@pytest.mark.parametrize("plan", [None, PLAN | {"substitutes": 0}, PLAN | {"how": ""}])
def test_nothing_is_granted_without_a_replacement_plan(plan: Any) -> None:
    with pytest.raises(NoReplacementPlan):
        decided(requested(replacement=plan))


def test_the_last_hundred_euros_too_many_are_refused_and_what_is_left_is_named() -> None:
    purse = PURSE.model_copy(update={"left_cents": 163_200})
    with pytest.raises(NotEnoughLeft, match="2\u202f156,00\u00a0€ demandés, il reste 1\u202f632,00\u00a0€") as refused:
        decided(requested(**G9), purse=purse)
    assert refused.value.facts == {"asked": 215_600, "left": 163_200, "envelope": "e2020"}
    exactly = PURSE.model_copy(update={"left_cents": 215_600})
    assert decided(requested(**G9), purse=exactly).state is State.GRANTED


def test_a_rate_that_the_card_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(RateUnknown, match="« director »") as refused:
        decided(requested(lines=[{"rate": "director", "minutes": 60}]))
    assert refused.value.facts["rates"] == ["trainer", "support", "tutor", "preparation"]


@pytest.mark.parametrize("line", [{"rate": "preparation", "minutes": 60}, {"rate": "trainer", "count": 2}])
def test_hours_are_not_lump_sums(line: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="se compte"):
        decided(requested(lines=[line]))


def test_a_card_is_applied_from_its_day_on_and_not_before() -> None:
    with pytest.raises(CardNotEffective, match="23/09/2021"):
        decided(requested(), card=LATER_CARD)
    on_the_day = CARD.model_copy(update={"effective_on": DECIDED_ON})
    assert decided(requested(), card=on_the_day).state is State.GRANTED


def test_an_act_to_come_decides_nothing() -> None:
    early = RECORD.model_copy(update={"on": date(2020, 9, 23)})
    with pytest.raises(ActToCome):
        requested().grant(early, outcome(), CARD, PURSE)
    with pytest.raises(ActToCome):
        requested().refuse(early, refusal())


def test_nobody_decides_for_an_organisation_they_are_a_member_of() -> None:
    own = RECORD.model_copy(update={"own": frozenset({"batir", "other"})})
    with pytest.raises(OwnOrganisation):
        requested().grant(own, outcome(), CARD, PURSE)
    with pytest.raises(OwnOrganisation):
        requested().refuse(own, refusal())


def test_an_act_may_grant_less_than_what_is_asked_and_never_more() -> None:
    less = [{"rate": "trainer", "minutes": 6_000}]
    grant = decided(requested(), lines=less)
    assert grant.terms is not None
    assert grant.terms.cents == 324_000
    with pytest.raises(MoreThanAsked, match="720\u00a0h") as refused:
        decided(requested(), lines=[{"rate": "trainer", "minutes": 43_201}])
    assert refused.value.facts["left"] == 43_200
    with pytest.raises(MoreThanAsked):
        decided(requested(), lines=[{"rate": "tutor", "minutes": 1}])
    with pytest.raises(MoreThanAsked, match="6 forfait"):
        decided(requested(), lines=[{"rate": "preparation", "count": 7}])


def test_hours_that_others_pay_are_not_granted() -> None:
    grant = decided(requested(others=[{"payer": "ADEC", "reference": "A-1", "minutes": 7_200}]))
    assert grant.terms is not None
    assert grant.terms.cents == 2_584_800 - 120 * 3_240


# --- refusing


def test_a_refusal_gives_its_points_and_its_act() -> None:
    grant = requested()
    grant.refuse(RECORD, refusal("g1", "no-replacement-plan", "not-enough-left"))
    said = grant.announced[-1]
    assert isinstance(said, GrantRefused)
    assert (said.points, said.act.number) == (("no-replacement-plan", "not-enough-left"), "2020.01512")
    assert grant.decided is not None
    assert (grant.decided.granted, grant.decided.by, grant.decided.recorded_on) == (False, "solene", DECIDED_ON)


def test_a_point_that_is_none_is_refused_with_the_list() -> None:
    with pytest.raises(Invalid, match="not-enough-left \\(Crédits insuffisants\\)"):
        requested().refuse(RECORD, refusal("g1", "because"))


@pytest.mark.parametrize(
    "said",
    [
        {"granted": True},
        {"granted": True, "envelope": "e", "rate_card": "c"},
        {"granted": True, "envelope": "e", "aid": NOT_AN_AID},
        {"granted": True, "envelope": "e", "rate_card": "c", "aid": NOT_AN_AID, "points": ["other"]},
        {"granted": False},
    ],
)
def test_a_grant_names_its_envelope_card_and_aid_and_a_refusal_its_points(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Outcome.model_validate({"grant": "g1", **said})


# --- State aid


def of_aid(cents: int, total: int, on: date = DECIDED_ON, **basis: Any) -> str:
    """The outcome of the check."""
    return aid.check_aid(AidBasis.model_validate(DE_MINIMIS | basis), cents, had(total, on), on, "aid").outcome


def test_de_minimis_aid_stays_within_200_000_euros_over_three_years() -> None:
    assert of_aid(5_000_000, 15_000_000).startswith("200\u202f000,00\u00a0€ sur 200\u202f000,00\u00a0€")
    with pytest.raises(DeMinimisCeiling, match="il reste 50\u202f000,00\u00a0€") as refused:
        of_aid(5_000_001, 15_000_000)
    assert refused.value.facts == {"total": 15_000_000, "ceiling": 20_000_000, "left": 5_000_000}


def test_what_other_authorities_gave_counts_in_the_same_ceiling() -> None:
    with pytest.raises(DeMinimisCeiling):
        of_aid(5_000_000, 14_000_000, declared_cents=1_000_001)


def test_the_ceiling_is_the_one_of_the_day() -> None:
    with pytest.raises(DeMinimisCeiling):
        of_aid(25_000_000, 0, date(2023, 12, 31))
    assert of_aid(25_000_000, 0, date(2024, 1, 1)).startswith("250")


@pytest.mark.parametrize("basis", ["exempted-scheme", "not-an-aid"])
def test_another_ground_than_de_minimis_has_no_ceiling_and_says_why(basis: str) -> None:
    why = aid.check_aid(AidBasis(basis=basis, why="SA.58981"), 90_000_000, had(20_000_000), DECIDED_ON, "aid")
    assert (why.version, why.outcome) == (basis, "SA.58981")


def test_a_ground_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid, match="de-minimis, exempted-scheme, not-an-aid"):
        of_aid(1, 0, basis="gift")


def test_the_running_total_counts_what_holds_and_was_not_given_back() -> None:
    given_back = engaged("g2", aid=DE_MINIMIS)
    given_back.disengage(584_800, "hours-not-done", DECIDED_ON)
    withdrawn = granted("g3", aid=DE_MINIMIS)
    withdrawn.withdraw()
    grants = [granted("g1", aid=DE_MINIMIS), given_back, withdrawn, granted("g4"), requested("g5")]
    assert given_by(grants).total(DECIDED_ON) == 2_584_800 + 2_000_000


def test_three_years_are_counted_to_the_day() -> None:
    assert counts_from(date(2023, 9, 23)) == date(2020, 9, 24)
    assert given_by([granted(aid=DE_MINIMIS)]).total(date(2023, 9, 23)) == 2_584_800
    assert given_by([granted(aid=DE_MINIMIS)]).total(date(2023, 9, 24)) == 0
    assert counts_from(date(2024, 2, 29)) == date(2021, 3, 1)


def test_an_earlier_act_recorded_late_stays_within_the_ceiling_with_what_later_acts_gave() -> None:
    later = had(15_000_000, date(2021, 2, 10))
    first = AidBasis.model_validate(DE_MINIMIS)
    with pytest.raises(DeMinimisCeiling, match="du 11/02/2018 au 10/02/2021, 100 000,00 € passeraient") as refused:
        aid.check_aid(first, 10_000_000, later, date(2021, 2, 1), "aid")
    assert refused.value.facts["left"] == 5_000_000
    why = aid.check_aid(first, 5_000_000, later, date(2021, 2, 1), "aid")
    assert (why.inputs["total"], why.inputs["until"]) == (15_000_000, "2021-02-10")


@pytest.mark.parametrize(("on", "left"), [(date(2018, 2, 10), 20_000_000), (date(2018, 2, 11), 5_000_000)])
def test_a_later_act_counts_as_far_as_three_years_reach(on: date, left: int) -> None:
    given = had(15_000_000, date(2021, 2, 10))
    aid.check_aid(AidBasis.model_validate(DE_MINIMIS), left, given, on, "aid")
    with pytest.raises(DeMinimisCeiling):
        aid.check_aid(AidBasis.model_validate(DE_MINIMIS), left + 1, given, on, "aid")


def test_what_was_declared_with_a_later_act_counts_in_its_three_years() -> None:
    later = Given(held=(Held(raised=((date(2021, 2, 10), 100),), cents=100, declared_cents=19_000_000),))
    with pytest.raises(DeMinimisCeiling) as refused:
        aid.check_aid(AidBasis.model_validate(DE_MINIMIS), 1_000_000, later, date(2021, 2, 1), "aid")
    assert refused.value.facts["left"] == 999_900


def test_what_an_amendment_adds_counts_from_its_own_act() -> None:
    added = Held(raised=((date(2019, 6, 3), 2_000_000), (date(2021, 6, 1), 700_000)), cents=2_700_000)
    assert [Given(held=(added,)).total(day) for day in (date(2021, 6, 1), date(2022, 6, 3), date(2024, 6, 1))] == [
        2_700_000,
        700_000,
        0,
    ]


def test_what_is_given_back_is_taken_from_what_counts_least() -> None:
    left = Held(raised=((date(2019, 6, 3), 2_000_000), (date(2021, 6, 1), 700_000)), cents=500_000)
    assert [Given(held=(left,)).total(day) for day in (date(2021, 6, 1), date(2022, 7, 1))] == [500_000, 500_000]


def test_the_ground_of_a_grant_is_kept_with_its_inputs() -> None:
    grant = decided(requested(), aid=DE_MINIMIS, total=1_000_000)
    why = grant.explained[-1]
    assert (why.rule, why.inputs["total"], why.inputs["cents"]) == ("state-aid-de-minimis", 1_000_000, 2_584_800)
    assert "1407/2013" in why.version
    with pytest.raises(DeMinimisCeiling):
        decided(requested(), aid=DE_MINIMIS, total=18_000_000)
