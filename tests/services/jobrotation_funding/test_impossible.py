"""Hours that cannot have been, each named with its line; and hours that look odd and are fine."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from services.chassis.calendar import paris
from services.jobrotation_funding.hours_grounds import Fault, Grounds
from services.jobrotation_funding.impossible import HoursImpossible, check, faults
from services.jobrotation_funding.intervals import Entry
from services.jobrotation_funding.matching import Days
from services.jobrotation_funding.staff import Side
from tests.services.jobrotation_funding.making_hours import (
    MONDAY,
    elsewhere,
    entry,
    grounds,
    replacing,
    staff,
)

TUESDAY, SUNDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=6)
NEXT_MONDAY = MONDAY + timedelta(days=7)
SHORT = Days(date(2020, 10, 1), MONDAY)


def days(*clocks: tuple[str, str], count: int = 1) -> tuple[Entry, ...]:
    """These stretches on each of the first days of the week."""
    return tuple(entry(MONDAY + timedelta(days=day), *clock) for day in range(count) for clock in clocks)


# What cannot be → the kind of fault and the place that is named.
IMPOSSIBLE: dict[str, tuple[Callable[[], Grounds], str, str]] = {
    "a week named by another day": (partial(grounds, entry(TUESDAY), week=TUESDAY), "not-a-monday", "week"),
    "staff of another organisation": (partial(grounds, staff=None), "staff-unknown", "staff"),
    "a side that the register does not say": (
        partial(grounds, staff=staff("ana", Side.REPLACING)),
        "other-side",
        "side",
    ),
    "a rate that nothing is granted for": (partial(grounds, rates=frozenset({"tutor"})), "rate-not-granted", "staff"),
    "a wall time that does not exist": (
        partial(
            grounds, entry(date(2021, 3, 28), "02:30", "05:00"), week=date(2021, 3, 22), now=paris(date(2021, 4, 9))
        ),
        "no-such-hour",
        "entries/0/since",
    ),
    "an end that is the beginning": (partial(grounds, entry(until="09:00")), "no-time-passed", "entries/0/until"),
    "the second of what happens once": (
        partial(grounds, entry(until_second=True)),
        "happens-once",
        "entries/0/until_second",
    ),
    "a day outside the week": (partial(grounds, entry(), entry(NEXT_MONDAY)), "outside-week", "entries/1/day"),
    "a day after the grant": (partial(grounds, entry(TUESDAY), grant=SHORT), "outside-grant", "entries/0/day"),
    "a night that ends after the grant": (
        partial(grounds, entry(MONDAY, "22:00", "01:00"), grant=SHORT),
        "outside-grant",
        "entries/0/day",
    ),
    "a day that a claim holds": (partial(grounds, claimed={MONDAY: 2}), "day-claimed", "entries/0/day"),
    "a night into a day that a claim holds": (
        partial(grounds, entry(MONDAY, "22:00", "01:00"), claimed={TUESDAY: 2}),
        "day-claimed",
        "entries/0/day",
    ),
    "hours to come": (partial(grounds, now=paris(MONDAY, 11)), "to-come", "entries/0/until"),
    "hours before the staff was informed": (
        partial(grounds, staff=staff(informed_on=TUESDAY)),
        "not-informed",
        "entries/0/day",
    ),
    "hours after a departure": (
        partial(grounds, entry(TUESDAY), staff=staff(left_on=MONDAY)),
        "staff-left",
        "entries/0/day",
    ),
    "a released hour that replaces": (partial(grounds, entry(replaces="ari")), "replaces-nobody", "entries/0/replaces"),
    "a replacing hour that names nobody": (partial(replacing, entry()), "replaces-missing", "entries/0/replaces"),
    "a stranger who is replaced": (
        partial(replacing, entry(replaces="zoe")),
        "replaced-unknown",
        "entries/0/replaces",
    ),
    "somebody who replaces themselves": (
        partial(replacing, entry(replaces="ana"), staff=staff("ana", *Side)),
        "replaces-self",
        "entries/0/replaces",
    ),
    "the same hour twice in a sheet": (
        partial(grounds, entry(), entry(since="11:00", until="13:00")),
        "overlap",
        "entries/1/since",
    ),
    "an hour that another sheet has": (
        partial(grounds, others=(elsewhere(MONDAY, "11:00", "13:00"),)),
        "overlap",
        "entries/0/since",
    ),
    "a substitute of two people at once": (
        partial(replacing, entry(replaces="ana"), entry(since="10:00", until="11:00", replaces="ari")),
        "two-at-once",
        "entries/1/since",
    ),
    "a released person who teaches at the same hour": (
        partial(grounds, others=(elsewhere(MONDAY, "11:30", "14:00", Side.REPLACING, "ari"),)),
        "released-and-teaching",
        "entries/0/since",
    ),
    "a night of the week before that goes on": (
        partial(grounds, entry(MONDAY, "00:30", "03:00"), others=(elsewhere(MONDAY - timedelta(1), "22:00", "01:00"),)),
        "overlap",
        "entries/0/since",
    ),
    "more than ten hours on end": (partial(grounds, entry(until="19:30")), "too-long", "entries/0/until"),
    "more than ten hours on end over midnight": (
        partial(grounds, entry(since="18:00", until="05:00")),
        "too-long",
        "entries/0/until",
    ),
    "more than ten hours on a day": (
        partial(grounds, *days(("08:00", "13:00"), ("14:00", "19:30"))),
        "day-too-long",
        "entries/1/day",
    ),
    "more than ten hours on a day with another grant": (
        partial(grounds, others=(elsewhere(MONDAY, "13:00", "20:30"),)),
        "day-too-long",
        "entries/0/day",
    ),
    "more than 48 hours in a week": (
        partial(grounds, *days(("08:00", "17:00"), count=6)),
        "week-too-long",
        "entries/5/day",
    ),
}


def found(ground: Grounds) -> list[tuple[str, str]]:
    """The faults, by kind and place."""
    return [(fault.code, fault.place) for fault in faults(ground)]


@pytest.mark.parametrize(("ground", "code", "place"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_hours_that_cannot_have_been_are_named_with_their_line(
    ground: Callable[[], Grounds], code: str, place: str
) -> None:
    assert found(ground()) == [(code, place)]


POSSIBLE: dict[str, Callable[[], Grounds]] = {
    "a morning": grounds,
    "a morning that is replaced": replacing,
    "no hour yet": lambda: Grounds(**{**vars(grounds()), "entries": ()}),
    "one stretch after another": lambda: grounds(entry(), entry(since="12:00", until="15:00")),
    "the hour after another sheet's": lambda: grounds(others=(elsewhere(MONDAY, "12:00", "15:00"),)),
    "a night from Sunday into the next week": lambda: grounds(entry(SUNDAY, "20:00", "02:00")),
    "hours on a public holiday": lambda: grounds(entry(date(2020, 11, 11)), week=date(2020, 11, 9)),
    "ten hours on a day": lambda: grounds(entry(since="09:00", until="19:00")),
    "ten hours in the night of October": lambda: grounds(
        entry(date(2020, 10, 24), "20:00", "05:00"), week=date(2020, 10, 19)
    ),
    "48 hours in a week": lambda: grounds(*days(("09:00", "17:00"), count=6)),
    "the last minute that has passed": lambda: grounds(now=paris(MONDAY, 12)),
    "the day the staff was informed": lambda: grounds(staff=staff(informed_on=MONDAY)),
    "the last day of somebody": lambda: grounds(staff=staff(left_on=MONDAY)),
    "two people replaced one after the other": lambda: replacing(
        entry(replaces="ana"), entry(since="12:00", until="14:00", replaces="ari")
    ),
    "a substitute whose own rate is not granted": lambda: replacing(rates=frozenset()),
}


@pytest.mark.parametrize("ground", POSSIBLE.values(), ids=POSSIBLE)
def test_hours_that_may_have_been_are_left_alone(ground: Callable[[], Grounds]) -> None:
    assert found(ground()) == []


def test_the_night_of_october_lasts_an_hour_longer_than_the_clock_shows() -> None:
    """From 20:00 to 05:30 the clock shows nine hours and a half; ten and a half passed, which is too long."""
    ground = grounds(entry(date(2020, 10, 24), "20:00", "05:30"), week=date(2020, 10, 19))
    assert found(ground) == [("too-long", "entries/0/until")]


def test_everything_that_cannot_be_is_named_at_once() -> None:
    ground = grounds(
        entry(NEXT_MONDAY, "09:00", "09:00"),
        entry(since="08:00", until="20:00"),
        entry(),
        week=MONDAY,
        rates=frozenset(),
    )
    assert sorted(found(ground)) == [
        ("day-too-long", "entries/2/day"),
        ("no-time-passed", "entries/0/until"),
        ("outside-week", "entries/0/day"),
        ("overlap", "entries/2/since"),
        ("rate-not-granted", "staff"),
        ("too-long", "entries/1/until"),
    ]
    with pytest.raises(HoursImpossible) as seen:
        check(ground)
    errors = seen.value.facts["errors"]
    assert {(error["type"], error["field"]) for error in errors} == set(found(ground))
    assert all(error["detail"].endswith((".", "»)")) for error in errors)
    assert "Et 3 autre(s)." in seen.value.detail


def test_a_line_is_called_as_the_person_knows_it() -> None:
    [fault] = faults(grounds(entry(), entry(since="11:00", until="13:00"), lines=(7, 12)))
    assert fault.detail == "Ligne 12 : Ces heures sont déjà dans la ligne 7 : une heure n'a qu'un payeur."
    assert Fault("week", "x", "Une semaine.").detail == "Une semaine."
