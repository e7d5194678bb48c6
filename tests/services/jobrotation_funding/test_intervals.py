"""Wall times of Europe/Paris and the minutes that really pass, over both changes of the hour."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.chassis.calendar import legal_day
from services.chassis.refusal import Invalid
from services.jobrotation_funding.intervals import (
    Entry,
    HappensOnce,
    NoSuchHour,
    NoTimePassed,
    Span,
    instant,
    union,
    wall,
)
from tests.services.jobrotation_funding.making_hours import entry

SPRING, AUTUMN = date(2021, 3, 28), date(2020, 10, 25)
EVE = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "since", "until", "minutes"),
    [
        (date(2020, 11, 2), "09:00", "12:30", 210),
        (date(2020, 11, 2), "22:00", "06:00", 480),  # a night without a change
        (date(2020, 11, 2), "20:00", "00:00", 240),  # until midnight
        (SPRING - EVE, "22:00", "06:00", 420),  # 60 minutes fewer
        (AUTUMN - EVE, "22:00", "06:00", 540),  # 60 minutes more
        (SPRING, "01:30", "03:30", 60),
        (AUTUMN, "01:30", "03:30", 180),
        (date(2020, 2, 28), "22:00", "06:00", 480),  # into the leap day
        (date(2020, 2, 29), "22:00", "06:00", 480),  # out of it
        (date(2020, 12, 31), "22:00", "06:00", 480),  # into another year
    ],
)
def test_minutes_are_those_that_really_passed(day: date, since: str, until: str, minutes: int) -> None:
    assert entry(day, since, until).span.minutes == minutes


def test_a_wall_time_that_spring_skips_is_refused() -> None:
    with pytest.raises(NoSuchHour) as seen:
        _ = entry(SPRING, "02:30", "06:00").span
    assert seen.value.field == "since"
    with pytest.raises(NoSuchHour) as seen:
        _ = entry(SPRING - EVE, "22:00", "02:00").span
    assert seen.value.field == "until"
    assert "n'existe pas" in seen.value.detail


@pytest.mark.parametrize(
    ("since", "second", "until", "until_second", "minutes"),
    [
        ("02:15", False, "02:45", False, 30),
        ("02:15", False, "02:45", True, 90),
        ("02:15", True, "02:45", True, 30),
        ("02:45", False, "02:15", True, 30),
        ("02:30", False, "02:30", True, 60),
        ("02:30", True, "04:00", False, 90),
        ("01:00", False, "02:30", False, 90),
        ("01:00", False, "02:30", True, 150),
    ],
)
def test_a_wall_time_that_autumn_repeats_is_the_first_one_unless_the_second_is_said(
    since: str, second: bool, until: str, until_second: bool, minutes: int
) -> None:
    assert entry(AUTUMN, since, until, since_second=second, until_second=until_second).span.minutes == minutes


def test_a_night_may_end_at_either_half_past_two() -> None:
    assert entry(AUTUMN - EVE, "22:00", "02:30").span.minutes == 270
    assert entry(AUTUMN - EVE, "22:00", "02:30", until_second=True).span.minutes == 330


def test_the_second_of_what_happens_once_is_refused() -> None:
    with pytest.raises(HappensOnce) as seen:
        _ = entry(AUTUMN, "03:00", "05:00", since_second=True).span
    assert seen.value.field == "since_second"
    with pytest.raises(HappensOnce):
        _ = entry(date(2020, 11, 2), "03:00", "05:00", until_second=True).span


def test_an_end_that_is_the_beginning_or_before_it_is_refused() -> None:
    with pytest.raises(NoTimePassed):
        _ = entry(date(2020, 11, 2), "09:00", "09:00").span
    with pytest.raises(NoTimePassed):
        _ = entry(AUTUMN, "02:15", "02:45", since_second=True).span


def test_a_night_lies_on_two_legal_days() -> None:
    parts = {day: part.minutes for day, part in entry(AUTUMN - EVE, "22:00", "06:00").span.by_day()}
    assert parts == {AUTUMN - EVE: 120, AUTUMN: 420}


def test_what_ends_when_another_begins_does_not_meet_it() -> None:
    morning, noon = entry(since="09:00", until="12:00").span, entry(since="12:00", until="13:00").span
    assert not morning.meets(noon)
    assert morning.meets(entry(since="11:59", until="13:00").span)


def test_the_same_moments_count_once() -> None:
    spans = [entry(since="10:00", until="12:00").span, entry(since="09:00", until="11:00").span]
    assert [each.minutes for each in union([*spans, entry(since="14:00", until="15:00").span])] == [180, 60]


# --- whatever the day and the hour

DAYS = st.dates(date(2019, 1, 1), date(2025, 12, 31)) | st.sampled_from([SPRING, SPRING - EVE, AUTUMN, AUTUMN - EVE])
CLOCKS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))


def comes_twice(day: date, clock: str) -> bool:
    """Whether a clock shows this hour twice on a day or in the night that ends it."""
    return AUTUMN in (day, day + EVE) and clock.startswith("02")


@given(day=DAYS, since=CLOCKS, until=CLOCKS, second=st.booleans(), until_second=st.booleans())
def test_an_interval_is_less_than_a_day_and_its_days_add_up(
    day: date, since: str, until: str, second: bool, until_second: bool
) -> None:
    # Few hours of few days come twice: elsewhere "the second" is refused, and half of all draws would be thrown away.
    second, until_second = second and comes_twice(day, since), until_second and comes_twice(day, until)
    written = Entry(day=day, since=since, until=until, since_second=second, until_second=until_second)
    try:
        found = written.span
    except Invalid:
        assume(False)
        return
    assert 0 < found.minutes <= 25 * 60
    assert sum(part.minutes for _, part in found.by_day()) == found.minutes
    assert [day for day, _ in found.by_day()] == sorted({day for day, _ in found.by_day()})
    assert all(legal_day(part.start) == day for day, part in found.by_day())
    # What the wall shows at both ends is what was written.
    assert (wall(found.start), wall(found.end)) == ((since, second), (until, until_second))


@given(moment=st.datetimes(datetime(2019, 1, 1), datetime(2025, 12, 31)))  # noqa: DTZ001 - made UTC below
def test_every_instant_has_one_wall_time_that_leads_back_to_it(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    clock, second = wall(moment)
    assert instant(legal_day(moment), clock, second, "since") == moment


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 60)), max_size=8))
def test_a_union_holds_each_minute_once(parts: list[tuple[int, int]]) -> None:
    origin = datetime(2020, 11, 2, tzinfo=UTC)
    spans = [Span(origin + timedelta(minutes=at), origin + timedelta(minutes=at + long)) for at, long in parts]
    minutes = {minute for at, long in parts for minute in range(at, at + long)}
    assert sum(span.minutes for span in union(spans)) == len(minutes)
