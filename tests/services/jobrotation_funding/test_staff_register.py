"""The staff register: who may be entered, and what each state allows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.chassis.refusal import Invalid, OutOfTurn
from services.jobrotation_funding.staff import OwnAccount, Particulars, Staff, State, matricule_key
from tests.services.jobrotation_funding.making_hours import staff

TODAY = date(2020, 9, 28)


def left() -> Staff:
    found = staff()
    found.leave(TODAY, TODAY)
    return found


def particulars(**said: Any) -> Particulars:
    return staff(**said).particulars


IN_STATE: dict[State, Callable[[], Staff]] = {State.ACTIVE: staff, State.LEFT: left}
VERBS: dict[str, Callable[[Staff], None]] = {
    "amend": lambda found: found.amend(particulars(team="cuisine"), "sealed", TODAY, "ben"),
    "leave": lambda found: found.leave(TODAY, TODAY),
    "come_back": lambda found: found.come_back(),
}
# Who is there may be corrected and leave; who left comes back first.
EXPECTED = {
    (State.ACTIVE, "amend"): State.ACTIVE,
    (State.ACTIVE, "leave"): State.LEFT,
    (State.LEFT, "come_back"): State.ACTIVE,
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", State)
def test_every_verb_from_every_state(state: State, verb: str) -> None:
    found = IN_STATE[state]()
    if (state, verb) in EXPECTED:
        VERBS[verb](found)
        assert found.state is EXPECTED[state, verb]
    else:
        with pytest.raises(OutOfTurn):
            VERBS[verb](found)
        assert found.state is state


def test_the_staff_is_informed_before_presence_serves_to_check_hours() -> None:
    tomorrow = particulars(informed_on=date(2020, 9, 29))
    with pytest.raises(Invalid) as seen:
        Staff.register("ana", "batir", tomorrow, "sealed", TODAY)
    assert seen.value.field == "particulars/informed_on"
    with pytest.raises(Invalid):
        staff().amend(tomorrow, "sealed", TODAY, "ben")


def test_nobody_changes_which_account_is_theirs_in_the_register() -> None:
    for person in (None, "bob"):
        with pytest.raises(OwnAccount) as seen:
            staff(person="bea").amend(particulars(person=person), "sealed", TODAY, "bea")
        assert seen.value.field == "particulars/person"
    mine = staff(person="bea")
    mine.amend(particulars(person="bea", team="cuisine"), "sealed", TODAY, "bea")
    assert mine.particulars.team == "cuisine"
    mine.amend(particulars(), "sealed", TODAY, "ben")
    assert mine.particulars.person is None


def test_a_departure_is_stated_once_it_came() -> None:
    with pytest.raises(Invalid) as seen:
        staff().leave(date(2020, 9, 29), TODAY)
    assert seen.value.field == "on"


def test_who_comes_back_has_not_left() -> None:
    found = left()
    found.come_back()
    assert found.left_on is None


def test_a_matricule_is_one_whatever_its_case() -> None:
    assert matricule_key("batir", "m-12a") == matricule_key("batir", "M-12A") != matricule_key("autre", "m-12a")
