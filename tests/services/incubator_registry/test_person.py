"""Every verb of a person from every state, and each rule of duties, restriction and erasure by name."""

from collections.abc import Callable
from datetime import date

import pytest

from contracts import incubator_registry as events
from services.chassis.actor import Duty, DutyName
from services.chassis.refusal import Invalid, OutOfTurn
from services.incubator_registry.person import (
    LIFECYCLE,
    DelegationBackwards,
    DutyHeldAlready,
    EvidenceMustBeKept,
    NoSuchDuty,
    Person,
    State,
)

BEARER = "ab" * 32
DAY = date(2019, 7, 1)
KEPT = date(2029, 7, 1)
DECIDE = Duty(name=DutyName.DECIDE, reference="Arrêté 2019-117", ceiling_cents=2_300_000, since=date(2019, 1, 1))


def active() -> Person:
    """A person who decides."""
    person = Person(id="solene", bearer=BEARER)
    person.rename("scellé", "scellé")
    person.give_duty(DECIDE)
    person.settle()
    return person


def restricted() -> Person:
    """A person who asked to be forgotten while evidence is kept."""
    person = active()
    person.restrict(KEPT, DAY)
    person.settle()
    return person


def erased() -> Person:
    """A person who was forgotten."""
    person = active()
    person.erase(DAY)
    person.settle()
    return person


IN_STATE = {State.ACTIVE: active, State.RESTRICTED: restricted, State.ERASED: erased}
VERBS: dict[str, Callable[[Person], None]] = {
    "rename": lambda person: person.rename("autre", "autre"),
    "give_duty": lambda person: person.give_duty(DECIDE.model_copy(update={"reference": "Arrêté 2020-001"})),
    "withdraw_duty": lambda person: person.withdraw_duty(DutyName.DECIDE, DECIDE.reference, DAY),
    "restrict": lambda person: person.restrict(KEPT, DAY),
    "erase": lambda person: person.erase(date(2029, 7, 2), "Visa AD59 2029-12"),
}

# Written from RULES.md, "Privacy": until the retention ends a request is answered by restriction.
EXPECTED = {
    "active": {
        "rename": "active",
        "give_duty": "active",
        "withdraw_duty": "active",
        "restrict": "restricted",
        "erase": "erased",
    },
    "restricted": {"erase": "erased"},
    "erased": {},
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", State)
def test_every_verb_from_every_state(state: State, verb: str) -> None:
    person = IN_STATE[state]()
    expected = EXPECTED[state.value].get(verb)
    if expected is None:
        with pytest.raises(OutOfTurn, match=f"état « {LIFECYCLE.labels[state]} »"):
            VERBS[verb](person)
        assert person.state is state
    else:
        VERBS[verb](person)
        assert person.state.value == expected


def test_the_table_above_knows_every_verb_and_every_state() -> None:
    assert set(VERBS) == set(LIFECYCLE.all_verbs())
    assert set(EXPECTED) == {state.value for state in State}


def test_registering_announces_nothing() -> None:
    person = Person(id="solene", bearer=BEARER)
    person.rename("scellé", "scellé")
    assert person.announced == ()


def test_a_duty_is_announced_with_its_delegation() -> None:
    person = Person(id="solene", bearer=BEARER)
    person.give_duty(DECIDE)
    (event,) = person.announced
    assert isinstance(event, events.DutyGiven)
    assert (event.bearer, event.duty.name, event.duty.ceiling_cents) == (BEARER, "decide", 2_300_000)


def test_a_delegation_does_not_end_before_it_begins() -> None:
    backwards = DECIDE.model_copy(update={"reference": "B", "until": date(2018, 12, 31)})
    with pytest.raises(DelegationBackwards):
        active().give_duty(backwards)


def test_a_delegation_of_one_day_holds_that_day() -> None:
    person = active()
    person.give_duty(Duty(name=DutyName.ORDER, reference="B", since=DAY, until=DAY))
    assert person.duty_on(DutyName.ORDER, DAY)
    assert person.duty_on(DutyName.ORDER, date(2019, 7, 2)) is None


def test_the_same_duty_is_not_given_twice_under_one_reference() -> None:
    with pytest.raises(DutyHeldAlready):
        active().give_duty(DECIDE)


def test_a_withdrawn_duty_no_longer_holds_from_that_day_and_stays_as_history() -> None:
    person = active()
    person.withdraw_duty(DutyName.DECIDE, DECIDE.reference, DAY)
    assert person.duty_on(DutyName.DECIDE, date(2019, 6, 30))
    assert person.duty_on(DutyName.DECIDE, DAY) is None
    assert [duty.reference for duty in person.duties] == [DECIDE.reference]
    (event,) = person.announced
    assert isinstance(event, events.DutyWithdrawn)
    assert event.on == DAY


def test_a_duty_is_withdrawn_once() -> None:
    person = active()
    person.withdraw_duty(DutyName.DECIDE, DECIDE.reference, DAY)
    with pytest.raises(NoSuchDuty):
        person.withdraw_duty(DutyName.DECIDE, DECIDE.reference, DAY.replace(day=2))


def test_a_duty_that_was_never_given_is_not_withdrawn() -> None:
    with pytest.raises(NoSuchDuty):
        active().withdraw_duty(DutyName.ORDER, DECIDE.reference, DAY)


def test_erasing_ends_the_duties_then_says_it_and_keeps_no_name_nor_bearer() -> None:
    person = active()
    person.erase(DAY)
    assert [type(event) for event in person.announced] == [events.DutyWithdrawn, events.PersonErased]
    assert (person.bearer, person.given_name, person.usual_name) == ("", "", "")


def test_restricting_ends_the_duties_and_says_no_erasure() -> None:
    person = active()
    person.restrict(KEPT, DAY)
    assert [type(event) for event in person.announced] == [events.DutyWithdrawn]
    assert person.given_name == "scellé"


@pytest.mark.parametrize(("on", "visa"), [(KEPT, "Visa"), (date(2029, 7, 2), ""), (DAY, "")])
def test_evidence_is_kept_until_its_retention_ends_and_the_archives_agree(on: date, visa: str) -> None:
    with pytest.raises(EvidenceMustBeKept):
        restricted().erase(on, visa)


def test_a_retention_that_has_ended_restricts_nobody() -> None:
    with pytest.raises(Invalid):
        active().restrict(DAY, DAY)
