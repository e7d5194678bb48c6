"""The rules of a gathering: announced before it begins, announced anew, cancelled before it is over."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from contracts.innovation_journal import GatheringAnnounced
from services.chassis.refusal import Invalid, OutOfTurn
from services.innovation_journal.gathering import Gathering, GatheringOver, State
from tests.services.innovation_journal.making import (
    ANNOUNCED_AT,
    GATHERING_IN_STATE,
    announced,
    cancelled,
    programme,
)

BEFORE, AFTER = datetime(2022, 11, 30, 8, tzinfo=UTC), datetime(2022, 12, 7, 8, tzinfo=UTC)
VERBS: dict[str, Callable[[Gathering], object]] = {
    "change": lambda gathering: gathering.change(programme(place="Lille, Région"), BEFORE),
    "cancel": lambda gathering: gathering.cancel("Salle fermée.", BEFORE),
}
EXPECTED: dict[State, dict[str, State]] = {
    State.ANNOUNCED: {"change": State.ANNOUNCED, "cancel": State.CANCELLED},
    State.CANCELLED: {},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_state(state: State, verb: str) -> None:
    gathering = GATHERING_IN_STATE[state]()
    if verb in EXPECTED[state]:
        VERBS[verb](gathering)
        assert gathering.state is EXPECTED[state][verb]
    else:
        with pytest.raises(OutOfTurn):
            VERBS[verb](gathering)


def test_hours_of_paris_are_told_as_instants() -> None:
    [told] = announced().announced
    assert isinstance(told, GatheringAnnounced)
    assert told.starts_at == datetime(2022, 12, 6, 8, 30, tzinfo=UTC)
    assert (told.kind, told.cancelled, told.slug) == ("study-day", False, "journee-regionale")


def test_another_announcement_carries_the_new_data() -> None:
    gathering = announced()
    gathering.change(programme(place="Lille, Région"), BEFORE)
    told = gathering.announced[-1]
    assert isinstance(told, GatheringAnnounced)
    assert (told.place, told.on.isoformat()) == ("Lille, Région", "2022-11-30")


def test_a_cancelled_one_is_told_as_cancelled() -> None:
    told = cancelled().announced[-1]
    assert isinstance(told, GatheringAnnounced)
    assert told.cancelled


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": "2022-12-06T09:30:00+01:00"}, "programme/ends_at"),
        ({"ends_at": "2023-01-06T10:00:00+01:00"}, "programme/ends_at"),
        ({"starts_at": "2022-10-24T10:00:00+02:00", "ends_at": "2022-10-24T17:00:00+02:00"}, "programme/starts_at"),
        ({"territories": ["departement:75"]}, "programme/territories/0"),
        ({"territories": ["departement:80", "departement:80"]}, "programme/territories/1"),
        ({"articles": ["a", "a"]}, "programme/articles/1"),
    ],
)
def test_a_wrong_programme_is_refused_with_its_place(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as seen:
        Gathering.announce("g", "g", programme(**changes), ANNOUNCED_AT)
    assert seen.value.field == field


def test_what_is_over_keeps_its_hours_and_may_gain_articles() -> None:
    gathering = announced()
    gathering.change(programme(articles=["art-3"]), AFTER)
    assert gathering.programme.articles == ("art-3",)
    with pytest.raises(GatheringOver):
        gathering.change(programme(ends_at="2022-12-08T17:00:00+01:00"), AFTER)
    with pytest.raises(GatheringOver):
        gathering.cancel("Trop tard.", AFTER)


def test_a_gathering_moves_to_a_time_to_come() -> None:
    moved = programme(starts_at="2022-11-20T09:30:00+01:00", ends_at="2022-11-20T17:00:00+01:00")
    with pytest.raises(Invalid) as seen:
        announced().change(moved, BEFORE)
    assert seen.value.field == "programme/ends_at"
