"""Legal time: working days, month ends, leap days and both changes of the hour, against dates written by hand."""

from calendar import isleap
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.calendar import (
    Quarter,
    end_of_following_month,
    holiday,
    is_working_day,
    legal_day,
    month_end,
    months_later,
    next_working_day,
    paris,
    quarter_of,
    quarters,
)

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "hour", "minute", "instant"),
    [
        (date(2019, 9, 30), 12, 0, datetime(2019, 9, 30, 10, 0, tzinfo=UTC)),  # the call closes in summer time
        (date(2021, 1, 15), 0, 0, datetime(2021, 1, 14, 23, 0, tzinfo=UTC)),
        (date(2021, 3, 28), 1, 59, datetime(2021, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2021, 3, 28), 3, 0, datetime(2021, 3, 28, 1, 0, tzinfo=UTC)),
        (date(2021, 10, 31), 1, 0, datetime(2021, 10, 30, 23, 0, tzinfo=UTC)),
        (date(2021, 10, 31), 3, 0, datetime(2021, 10, 31, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_legal_hour_is_an_instant_in_summer_and_in_winter(
    day: date, hour: int, minute: int, instant: datetime
) -> None:
    assert paris(day, hour, minute) == instant


def test_an_hour_that_does_not_happen_in_march_is_the_same_distance_after_midnight() -> None:
    assert (
        paris(date(2021, 3, 28), 2, 30) == datetime(2021, 3, 28, 1, 30, tzinfo=UTC) == paris(date(2021, 3, 28), 3, 30)
    )


def test_an_hour_that_happens_twice_in_october_is_its_first_occurrence() -> None:
    assert paris(date(2021, 10, 31), 2, 30) == datetime(2021, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2021, 4, 30, 21, 59, 59, tzinfo=UTC), date(2021, 4, 30)),
        (datetime(2021, 4, 30, 22, 0, tzinfo=UTC), date(2021, 5, 1)),
        (datetime(2021, 12, 31, 22, 59, 59, tzinfo=UTC), date(2021, 12, 31)),
        (datetime(2021, 12, 31, 23, 0, tzinfo=UTC), date(2022, 1, 1)),
    ],
)
def test_the_legal_day_turns_at_midnight_in_paris(instant: datetime, day: date) -> None:
    assert legal_day(instant) == day


def test_an_instant_without_its_offset_has_no_legal_day() -> None:
    with pytest.raises(ValueError, match="offset"):
        legal_day(datetime(2021, 1, 1))  # noqa: DTZ001


def test_the_eleven_public_holidays_of_2021_are_known() -> None:
    year = [date(2021, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in year if holiday(day)] == [
        date(2021, 1, 1), date(2021, 4, 5), date(2021, 5, 1), date(2021, 5, 8), date(2021, 5, 13), date(2021, 5, 24),
        date(2021, 7, 14), date(2021, 8, 15), date(2021, 11, 1), date(2021, 11, 11), date(2021, 12, 25),
    ]  # fmt: skip


def test_good_friday_is_worked_outside_alsace_moselle() -> None:
    assert is_working_day(date(2021, 4, 2))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2021, 5, 8), date(2021, 5, 10)),  # Saturday and Victory day: the notice of X5
        (date(2021, 5, 15), date(2021, 5, 17)),  # Saturday: the hold of X5
        (date(2021, 5, 13), date(2021, 5, 14)),  # Ascension, a Thursday
        (date(2021, 5, 24), date(2021, 5, 25)),  # Whit Monday
        (date(2022, 12, 24), date(2022, 12, 26)),  # Saturday, then Christmas on a Sunday
        (date(2020, 12, 25), date(2020, 12, 28)),  # Christmas on a Friday
        (date(2021, 5, 12), date(2021, 5, 12)),
    ],
)
def test_the_next_working_day_passes_over_weekends_and_holidays(day: date, worked: date) -> None:
    assert next_working_day(day) == worked


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2021, 8, 31), 6, date(2022, 2, 28)),
        (date(2019, 8, 31), 6, date(2020, 2, 29)),  # leap year
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2021, 8, 30), 6, date(2022, 2, 28)),
        (date(2021, 12, 14), 6, date(2022, 6, 14)),
        (date(2021, 10, 31), 1, date(2021, 11, 30)),
        (date(2021, 1, 31), -2, date(2020, 11, 30)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last_day(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2021, 3, 31), date(2021, 4, 30)),
        (date(2020, 1, 31), date(2020, 2, 29)),
        (date(2021, 1, 1), date(2021, 2, 28)),
        (date(2021, 12, 31), date(2022, 1, 31)),
    ],
)
def test_the_end_of_the_following_month(day: date, end: date) -> None:
    assert end_of_following_month(day) == end


def test_the_quarters_of_a_period_are_those_with_a_day_in_it() -> None:
    period = quarters(date(2019, 12, 31), date(2020, 7, 1))
    assert list(period) == [Quarter(2019, 4), Quarter(2020, 1), Quarter(2020, 2), Quarter(2020, 3)]
    assert list(quarters(date(2020, 2, 1), date(2020, 1, 31))) == []


def test_a_quarter_says_its_days_and_its_french_name() -> None:
    quarter = Quarter(2020, 1)
    assert (quarter.first_day, quarter.last_day, quarter.label) == (date(2020, 1, 1), date(2020, 3, 31), "T1 2020")


@given(DAYS)
def test_a_month_end_is_followed_by_a_first(day: date) -> None:
    assert (month_end(day) + timedelta(days=1)).day == 1
    assert month_end(day).month == day.month


@given(DAYS, st.integers(0, 36), st.integers(0, 36))
def test_more_months_are_never_earlier(day: date, few: int, more: int) -> None:
    assert months_later(day, min(few, more)) <= months_later(day, max(few, more))


@given(DAYS)
def test_a_next_working_day_is_worked_and_at_most_five_days_away(day: date) -> None:
    found = next_working_day(day)
    assert is_working_day(found)
    assert timedelta(0) <= found - day <= timedelta(days=5)


@given(DAYS, DAYS)
def test_quarters_follow_each_other_and_cover_the_period(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    found = list(quarters(first, last))
    assert (found[0], found[-1]) == (quarter_of(first), quarter_of(last))
    assert all(after.first_day - before.last_day == timedelta(days=1) for before, after in pairwise(found))


@given(DAYS, st.integers(0, 23), st.integers(0, 59))
def test_a_legal_hour_lies_on_its_legal_day_also_when_the_hour_changes(day: date, hour: int, minute: int) -> None:
    assert legal_day(paris(day, hour, minute)) == day


@given(DAYS)
def test_a_legal_day_lasts_23_24_or_25_hours(day: date) -> None:
    hours = (paris(day + timedelta(days=1)) - paris(day)) / timedelta(hours=1)
    last_sunday = day.weekday() == 6 and day.day > 24
    assert hours == (23 if last_sunday and day.month == 3 else 25 if last_sunday and day.month == 10 else 24)


@given(st.integers(2019, 2032))
def test_one_year_after_a_leap_day_is_the_28th(year: int) -> None:
    if isleap(year):
        assert months_later(date(year, 2, 29), 12) == date(year + 1, 2, 28)
