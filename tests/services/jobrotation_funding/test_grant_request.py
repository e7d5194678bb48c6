"""What an employer asks, rule by rule: nothing typed is lost, a request is whole, one grant for the same days."""

from datetime import date
from typing import Any

import pytest

from contracts.jobrotation_funding import GrantRequested
from services.chassis.refusal import Invalid
from services.jobrotation_funding.calculation import MoreThanAsked
from services.jobrotation_funding.grant_fields import Request
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.grant_request import DoubleGrant, Incomplete, checked
from tests.services.jobrotation_funding.making_grants import (
    ASKED_ON,
    PLAN,
    asked,
    drafted,
    engaged,
    granted,
    in_state,
    requested,
)

OPCO = {"payer": "OPCO Constructys", "reference": "DPC-2020-118"}
TRAINER, SUPPORT = {"rate": "trainer", "minutes": 43_200}, {"rate": "support", "minutes": 3_600}


def net(**changes: Any) -> dict[str, tuple[int, int]]:
    """What is asked of the Région by rate: minutes and lump sums."""
    return {line.rate: (line.minutes, line.count) for line in checked(asked(**changes))}


def test_an_incomplete_draft_is_kept_as_it_was_typed() -> None:
    typed = Request.model_validate({"purpose": "Lib", "lines": [{"rate": ""}], "ends_on": "2021-06-30"})
    grant = drafted()
    grant.edit(typed, "ben")
    assert (grant.asked, grant.state, grant.done) == (typed, State.DRAFT, ("draft", "edit"))


def test_a_draft_may_have_its_days_the_wrong_way_round() -> None:
    grant = drafted(starts_on="2021-06-30", ends_on="2020-10-01")
    with pytest.raises(Invalid, match="précède"):
        grant.request("bea", ASKED_ON)


def test_a_draft_may_go_to_another_experiment() -> None:
    grant = drafted()
    grant.edit(asked(), "bea", "x7")
    assert (grant.experiment, grant.requested_by) == ("x7", "bea")


def test_a_request_says_all_that_is_missing_at_once() -> None:
    grant = drafted(lines=[], purpose=" ", starts_on=None)
    with pytest.raises(Incomplete) as refused:
        grant.request("bea", ASKED_ON)
    assert refused.value.facts["missing"] == ["purpose", "starts_on", "lines"]
    assert refused.value.field == "purpose"


def test_a_request_is_announced_with_what_is_asked_of_the_region() -> None:
    (said,) = requested(others=[{**OPCO, "minutes": 600}]).announced
    assert isinstance(said, GrantRequested)
    assert [(line.rate, line.minutes, line.count) for line in said.lines] == [
        ("trainer", 42_600, 0),
        ("preparation", 0, 6),
    ]
    assert (said.starts_on, said.ends_on, said.replacement_plan, said.on) == (
        date(2020, 10, 1),
        date(2021, 6, 30),
        True,
        ASKED_ON,
    )


@pytest.mark.parametrize("plan", [None, {}, PLAN | {"substitutes": 0}, PLAN | {"how": " "}, PLAN | {"preparation": ""}])
def test_a_request_without_a_whole_replacement_plan_leaves_and_says_so(plan: Any) -> None:
    grant = requested(replacement=plan)
    (said,) = grant.announced
    assert (grant.state, said.model_dump()["replacement_plan"]) == (State.REQUESTED, False)


def test_hours_that_somebody_else_pays_do_not_count() -> None:
    assert net(others=[{**OPCO, "minutes": 420}]) == {"trainer": (42_780, 0), "preparation": (0, 6)}


def test_hours_paid_by_another_name_their_rate_where_two_are_asked() -> None:
    lines = [TRAINER, SUPPORT]
    with pytest.raises(Invalid) as refused:
        net(lines=lines, others=[{**OPCO, "minutes": 420}])
    assert refused.value.field == "others/0/rate"
    assert net(lines=lines, others=[{**OPCO, "minutes": 420, "rate": "support"}])["support"] == (3_180, 0)


def test_others_do_not_pay_more_hours_than_are_asked_and_what_is_left_is_named() -> None:
    both = [{**OPCO, "minutes": 43_000}, {**OPCO, "minutes": 201}]
    with pytest.raises(MoreThanAsked, match="3\u00a0h\u00a020") as refused:
        net(others=both)
    assert (refused.value.facts["left"], refused.value.field) == (200, "others/1/minutes")


def test_what_others_pay_whole_is_not_asked_of_the_region() -> None:
    with pytest.raises(Invalid, match="rien à demander"):
        net(lines=[TRAINER], others=[{**OPCO, "minutes": 43_200}])


def test_an_amount_paid_by_another_without_hours_is_kept_and_takes_nothing_away() -> None:
    assert net(others=[{**OPCO, "cents": 50_000}]) == {"trainer": (43_200, 0), "preparation": (0, 6)}


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([{"rate": " ", "minutes": 60}], "lines/0/rate"),
        ([TRAINER, TRAINER], "lines/1/rate"),
        ([{"rate": "trainer"}], "lines/0"),
        ([{"rate": "trainer", "minutes": 60, "count": 1}], "lines/0"),
    ],
)
def test_each_line_has_a_rate_of_its_own_and_hours_or_lump_sums(lines: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        net(lines=lines)
    assert refused.value.field == field


# --- one open grant for an organisation, an experiment and a day

OTHER_DAYS = {"starts_on": "2021-06-30", "ends_on": "2021-12-31"}


@pytest.mark.parametrize("make", [requested, granted, engaged])
def test_a_second_grant_for_the_same_days_is_refused_with_the_number_of_the_first(make: Any) -> None:
    with pytest.raises(DoubleGrant, match="n° first") as refused:
        drafted("second", **OTHER_DAYS).request("bea", ASKED_ON, [make("first")])
    assert refused.value.facts == {"grant": "first"}


def test_a_grant_that_begins_the_day_after_is_no_double() -> None:
    days = {"starts_on": "2021-07-01", "ends_on": "2021-12-31"}
    grant = drafted("second", **days)
    grant.request("bea", ASKED_ON, [engaged("first")])
    assert grant.state is State.REQUESTED


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.ABANDONED, State.WITHDRAWN, State.REFUSED, State.CLOSED], ids=lambda state: state.value
)
def test_a_grant_that_is_over_or_not_asked_for_stands_in_nobodys_way(state: State) -> None:
    grant = drafted("second")
    grant.request("bea", ASKED_ON, [in_state(state)])
    assert grant.state is State.REQUESTED
