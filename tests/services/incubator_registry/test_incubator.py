"""Every verb of an incubator from every state, and each rule by its name."""

from collections.abc import Callable
from datetime import date

import pytest

from contracts import incubator_registry as events
from services.chassis.refusal import Invalid, OutOfTurn
from services.incubator_registry.grouping import OwnOrganisation
from services.incubator_registry.incubator import (
    LIFECYCLE,
    AgreementNotSigned,
    Ending,
    Incubator,
    OpeningDayToCome,
    Pause,
    State,
)
from tests.services.incubator_registry.founding import (
    INCUBATOR_IN,
    MEMBERS,
    NOBODY,
    OPENS,
    SIGNED,
    description,
    founded,
    opened,
    prepared,
    suspended,
)

VERBS: dict[str, Callable[[Incubator], None]] = {
    "describe": lambda x: x.describe(description(name="La Fosse")),
    "rest_on": lambda x: x.rest_on(MEMBERS, OPENS, SIGNED),
    "renew": lambda x: x.renew(MEMBERS[:3]),
    "open": lambda x: x.open(OPENS),
    "suspend": lambda x: x.suspend(Pause.PREMISES, "Travaux.", date(2020, 5, 4), NOBODY),
    "resume": lambda x: x.resume(date(2020, 6, 2), NOBODY),
    "close": lambda x: x.close(Ending.AGREEMENT_TERMINATED, date(2021, 1, 1)),
}

# Written from the issue ("an incubator opens when its agreement is signed by both") and its table of events.
EXPECTED: dict[str, dict[str, str]] = {
    "prepared": {
        "describe": "prepared",
        "rest_on": "prepared",
        "renew": "prepared",
        "open": "open",
        "close": "closed",
    },
    "open": {"describe": "open", "renew": "open", "suspend": "suspended", "close": "closed"},
    "suspended": {"describe": "suspended", "renew": "suspended", "resume": "open", "close": "closed"},
    "closed": {},
}


@pytest.mark.parametrize("state", EXPECTED)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_state_of_an_incubator(state: str, verb: str) -> None:
    incubator = INCUBATOR_IN[state]()
    assert incubator.state == state
    if verb in EXPECTED[state]:
        VERBS[verb](incubator)
        assert incubator.state == EXPECTED[state][verb]
    else:
        before = incubator.model_dump()
        with pytest.raises(OutOfTurn):
            VERBS[verb](incubator)
        assert incubator.model_dump() == before


def test_the_table_holds_every_state_and_verb_of_an_incubator() -> None:
    assert set(EXPECTED) == set(State)
    assert set(VERBS) == set(LIFECYCLE.all_verbs())


def test_an_incubator_opens_when_its_agreement_is_signed_by_both() -> None:
    with pytest.raises(AgreementNotSigned):
        prepared().open(OPENS)
    incubator = founded()
    incubator.open(OPENS)
    assert incubator.announced == (
        events.IncubatorOpened(incubator="inc-2", agreement="agr-2", lead="greta", on=OPENS),
    )
    assert incubator.explained[0].rule == "ouverture-incubateur"


def test_an_incubator_does_not_open_before_its_day() -> None:
    with pytest.raises(OpeningDayToCome, match="20/01/2020"):
        founded().open(date(2020, 1, 19))


def test_nothing_is_said_of_an_incubator_before_its_agreement_is_signed() -> None:
    incubator = prepared()
    incubator.describe(description(name="La Fosse"))
    assert not incubator.announced
    assert not incubator.public
    incubator.rest_on(MEMBERS, OPENS, SIGNED)
    told = incubator.announced[0]
    assert isinstance(told, events.IncubatorDescribed)
    assert (told.name, told.type, told.lead, told.steering) == ("La Fosse", "croise", "greta", ("bernard",))
    assert told.members == MEMBERS
    assert told.entries == ("secteurs", "territoires")


def test_an_amendment_gives_the_incubator_its_new_members() -> None:
    incubator = opened()
    incubator.renew(MEMBERS[:3])
    told = incubator.announced[0]
    assert isinstance(told, events.IncubatorDescribed)
    assert told.members == MEMBERS[:3]
    assert incubator.organisations == {"greta", "corons"}


def test_a_suspension_is_explained_and_its_end_is_kept() -> None:
    incubator = suspended()
    incubator.resume(date(2020, 6, 2), NOBODY)
    assert incubator.announced == (events.IncubatorResumed(incubator="inc-2", on=date(2020, 6, 2)),)
    only = incubator.suspensions[0]
    assert (only.reason, only.since, only.until) == (Pause.HEALTH, date(2020, 3, 17), date(2020, 6, 2))


def test_a_second_suspension_leaves_the_first_one_as_it_was() -> None:
    incubator = suspended()
    incubator.resume(date(2020, 6, 2), NOBODY)
    incubator.suspend(Pause.PARTNERS, "Le laboratoire se retire.", date(2021, 1, 4), NOBODY)
    assert [each.until for each in incubator.suspensions] == [date(2020, 6, 2), None]


@pytest.mark.parametrize(
    "act",
    [
        lambda: opened().suspend(Pause.OTHER, "…", date(2020, 5, 4), frozenset({"corons"})),
        lambda: suspended().resume(date(2020, 6, 2), frozenset({"greta"})),
    ],
)
def test_an_officer_of_a_member_neither_suspends_nor_resumes(act: Callable[[], None]) -> None:
    with pytest.raises(OwnOrganisation):
        act()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"entries": ("saisons",)}, "description/entries/0"),
        ({"territories": ("fragile:bassin-minier", "commune:00000")}, "description/territories/1"),
        ({"sectors": ("magie",)}, "description/sectors/0"),
        ({"functions": ("x",)}, "description/functions/0"),
        ({"publics": ("tous",)}, "description/publics/0"),
    ],
)
def test_a_description_speaks_in_the_words_of_the_reference_data(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        opened().describe(description(**changes))
    assert refused.value.field == field
