"""Released hours matched with those that replaced them: the story's figures, each reason, and what always holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chassis.calendar import holiday, is_working_day
from services.jobrotation_funding.intervals import Entry
from services.jobrotation_funding.matching import Days, Matched, Worked, match
from tests.services.jobrotation_funding.making_hours import TEAM, span

HOUR = 60
AUTUMN_2020 = Days(date(2020, 10, 1), date(2020, 12, 31))
WINTER_2021 = Days(date(2021, 1, 1), date(2021, 3, 31))
PLENTY = {"trainer": 720 * HOUR, "support": 720 * HOUR}


def hours(day: date, since: str, until: str, of: str = "ana", team: str = TEAM, **said: Any) -> Worked:
    """Hours of trainers, released or replaced."""
    return Worked(span(day, since, until), of, team, **{"sheet": f"{of}-{day}", "rate": "trainer"} | said)


def matched(
    released: Iterable[Worked],
    replaced: Iterable[Worked],
    asked: Days = AUTUMN_2020,
    granted: Mapping[str, int] = PLENTY,
    **how: Any,
) -> Matched:
    """Matched by month and team, with plenty granted."""
    return match(released, replaced, granted=granted, asked=asked, **how)


def seven_hours_a_day(first: date, hours_in_all: int, **said: Any) -> list[Worked]:
    """Hours on working days from a day on, seven a day and the rest on a last one."""
    found, day = [], first
    while hours_in_all > 0:
        if is_working_day(day):
            until = 9 + min(7, hours_in_all)
            found.append(hours(day, "09:00", f"{until:02}:00", **said))
            hours_in_all -= 7
        day += timedelta(days=1)
    return found


def test_of_264_released_hours_14_had_no_substitute_and_7_fell_on_11_november() -> None:
    november = date(2020, 11, 11)
    released = [
        *seven_hours_a_day(date(2020, 10, 1), 91),
        *seven_hours_a_day(date(2020, 11, 2), 84),
        hours(november, "09:00", "16:00"),
        *seven_hours_a_day(date(2020, 12, 1), 82),
    ]
    replaced = [
        *seven_hours_a_day(date(2020, 10, 1), 84),
        *seven_hours_a_day(date(2020, 11, 2), 77),
        *seven_hours_a_day(date(2020, 12, 1), 82),
    ]
    found = matched(released, replaced)
    assert (found.released_minutes, found.matched_minutes) == (264 * HOUR, 243 * HOUR)
    assert found.reasons == (("no-substitute", 14 * HOUR), ("public-holiday", 7 * HOUR))
    [on_the_holiday] = [each for each in found.unmatched if each.reason == "public-holiday"]
    assert on_the_holiday.day == november


def test_of_300_released_hours_11_had_no_substitute_and_7_were_paid_by_an_opco() -> None:
    released = [
        *seven_hours_a_day(date(2021, 1, 4), 98),
        *seven_hours_a_day(date(2021, 2, 1), 91),
        hours(date(2021, 2, 26), "09:00", "16:00", paid_by="opco"),
        *seven_hours_a_day(date(2021, 3, 1), 104),
    ]
    replaced = [
        *seven_hours_a_day(date(2021, 1, 4), 98),
        *seven_hours_a_day(date(2021, 2, 1), 87),
        *seven_hours_a_day(date(2021, 3, 1), 97),
    ]
    found = matched(released, replaced, WINTER_2021)
    assert (found.released_minutes, found.matched_minutes) == (300 * HOUR, 282 * HOUR)
    assert found.reasons == (("no-substitute", 11 * HOUR), ("paid-by-another", 7 * HOUR))


# --- each rule

DAY, LATER, NEXT_MONTH = date(2020, 11, 3), date(2020, 11, 17), date(2020, 12, 1)


def test_an_hour_not_replaced_is_not_paid() -> None:
    found = matched([hours(DAY, "09:00", "12:00")], [])
    assert found.lines == ()
    assert found.reasons == (("no-substitute", 180),)


def test_by_month_an_hour_is_replaced_on_another_day_of_the_month() -> None:
    assert matched([hours(DAY, "09:00", "12:00")], [hours(LATER, "14:00", "17:00")]).matched_minutes == 180


def test_by_month_an_hour_is_not_replaced_in_the_month_after() -> None:
    assert matched([hours(DAY, "09:00", "12:00")], [hours(NEXT_MONTH, "09:00", "12:00")]).matched_minutes == 0


def test_hour_by_hour_only_the_same_moments_count() -> None:
    released, replaced = [hours(DAY, "09:00", "12:00")], [hours(DAY, "10:30", "14:00")]
    found = matched(released, replaced, period="hour")
    assert found.matched_minutes == 90
    assert found.reasons == (("no-substitute", 90),)
    assert matched(released, [hours(LATER, "09:00", "12:00")], period="hour").matched_minutes == 0


def test_hour_by_hour_one_substitute_replaces_one_of_two_who_are_released() -> None:
    released = [hours(DAY, "09:00", "12:00"), hours(DAY, "10:00", "12:00", of="ari")]
    found = matched(released, [hours(DAY, "09:00", "12:00")], period="hour")
    assert found.matched_minutes == 180
    # The earliest released hours first.
    assert [(each.staff, each.minutes) for each in found.unmatched] == [("ari", 120)]


def test_another_team_does_not_replace() -> None:
    found = matched([hours(DAY, "09:00", "12:00")], [hours(DAY, "09:00", "12:00", team="cuisine")])
    assert found.matched_minutes == 0


def test_by_person_a_colleague_of_the_team_does_not_replace() -> None:
    released, replaced = [hours(DAY, "09:00", "12:00")], [hours(DAY, "09:00", "12:00", of="ari")]
    assert matched(released, replaced).matched_minutes == 180
    assert matched(released, replaced, scope="person").matched_minutes == 0


def test_two_who_replace_one_person_at_once_replace_one_hour() -> None:
    released = [hours(DAY, "09:00", "12:00"), hours(LATER, "09:00", "12:00")]
    twice = [hours(DAY, "09:00", "12:00", sheet="s1"), hours(DAY, "09:00", "12:00", sheet="s2")]
    assert matched(released, twice).matched_minutes == 180


def test_a_substitute_paid_by_another_replaces_nothing_and_says_so() -> None:
    found = matched([hours(DAY, "09:00", "12:00")], [hours(DAY, "09:00", "11:00", paid_by="opco")])
    assert found.reasons == (("no-substitute", 60), ("paid-by-another", 120))


def test_of_a_night_into_a_holiday_only_the_part_before_midnight_counts() -> None:
    night = hours(date(2020, 11, 10), "22:00", "02:00")
    found = matched([night], [hours(DAY, "09:00", "13:00")])
    assert (found.matched_minutes, found.reasons) == (120, (("public-holiday", 120),))


def test_of_a_night_over_a_month_end_each_part_is_matched_in_its_month() -> None:
    night = hours(date(2020, 11, 30), "22:00", "02:00")
    found = matched([night], [hours(DAY, "09:00", "13:00")])
    assert (found.matched_minutes, found.reasons) == (120, (("no-substitute", 120),))
    assert [(part.month, part.matched_minutes) for part in found.parts] == [("2020-11", 120), ("2020-12", 0)]


def test_hours_outside_the_days_that_are_asked_are_not_looked_at() -> None:
    found = matched([hours(date(2021, 1, 4), "09:00", "12:00")], [hours(date(2021, 1, 4), "09:00", "12:00")])
    assert (found.released_minutes, found.matched_minutes) == (0, 0)


def test_hours_outside_the_grant_do_not_count_and_say_so() -> None:
    shortened = Days(date(2020, 10, 1), date(2020, 10, 31))
    found = matched([hours(DAY, "09:00", "12:00")], [hours(DAY, "09:00", "12:00")], grant=shortened)
    assert found.reasons == (("outside-grant", 180),)


def test_no_more_is_matched_than_is_granted_at_each_rate() -> None:
    released = [hours(DAY, "09:00", "12:00"), hours(LATER, "09:00", "12:00")]
    found = matched(released, released, granted={"trainer": 240})
    assert found.matched_minutes == 240
    assert [(each.reason, each.minutes, each.day) for each in found.unmatched] == [("above-granted", 120, LATER)]


def test_hours_above_what_is_granted_use_up_no_substitute() -> None:
    released = [hours(DAY, "09:00", "12:00"), hours(LATER, "09:00", "12:00", of="ari", rate="support")]
    found = matched(released, [hours(DAY, "14:00", "17:00")], granted={"support": 600})
    assert [(line.rate, line.minutes) for line in found.lines] == [("support", 180)]
    assert found.reasons == (("above-granted", 180),)


# --- what always holds

CHANGES = [date(2021, 3, 27), date(2021, 3, 28), date(2020, 10, 24), date(2020, 10, 25)]
ENDS = [date(2020, 2, 28), date(2020, 2, 29), date(2020, 1, 31), date(2020, 11, 30), date(2020, 12, 31)]
ALL = Days(date(2020, 1, 1), date(2021, 12, 31))


@st.composite
def worked(draw: st.DrawFn, side: str) -> Worked:
    """Some hours near a change of the hour, the leap day, a month's end or a holiday; whole quarters of an hour."""
    day = draw(st.sampled_from([*CHANGES, *ENDS, date(2020, 11, 11)])) + timedelta(days=draw(st.integers(-1, 1)))
    since = draw(st.sampled_from(["00:00", "01:45", "09:00", "21:15", "23:30"]))
    until = draw(st.sampled_from(["00:00", "01:30", "05:45", "12:00", "22:00"]))
    written = Entry(day=day, since=since, until=until if until != since else "06:00")
    of = draw(st.sampled_from(["ana", "ari", "bob"]))
    return Worked(
        written.span,
        of,
        "cuisine" if of == "bob" else TEAM,
        rate=draw(st.sampled_from(["trainer", "support"])) if side == "released" else "",
        paid_by=draw(st.sampled_from(["", "", "", "opco"])),
        sheet=f"{side}-{draw(st.integers(1, 3))}",
        entry=draw(st.integers(0, 5)),
    )


RELEASED, REPLACED = (st.lists(worked(side), max_size=8) for side in ("released", "replaced"))
HOW = st.fixed_dictionaries(
    {"period": st.sampled_from(["month", "hour"]), "scope": st.sampled_from(["team", "person"])}
)
GRANTED = st.fixed_dictionaries({"trainer": st.integers(0, 2_000), "support": st.integers(0, 2_000)})


def counting(all: Sequence[Worked], scope: str) -> dict[tuple[str, str], int]:
    """The minutes that may count, by team (or person) and month, counted minute by minute."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for each in all:
        for day, part in each.span.by_day():
            if not holiday(day) and not each.paid_by:
                found[each.of if scope == "person" else each.team, f"{day:%Y-%m}"] += part.minutes
    return found


@settings(max_examples=50)
@given(RELEASED, REPLACED, GRANTED, HOW)
def test_no_more_is_matched_than_was_released_or_replaced_in_any_team_and_month(
    released: list[Worked], replaced: list[Worked], granted: dict[str, int], how: dict[str, str]
) -> None:
    found = matched(released, replaced, ALL, granted, **how)
    most_released, most_replaced = counting(released, how["scope"]), counting(replaced, how["scope"])
    for part in found.parts:
        place = part.who, part.month
        assert part.matched_minutes <= min(most_released[place], most_replaced[place])
        assert part.matched_minutes <= min(part.released_minutes, part.replaced_minutes)
    assert sum(part.matched_minutes for part in found.parts) == found.matched_minutes
    assert all(line.minutes <= granted[line.rate] for line in found.lines)


@settings(max_examples=50)
@given(RELEASED, REPLACED, GRANTED, HOW)
def test_every_released_minute_is_matched_or_says_why_it_is_not(
    released: list[Worked], replaced: list[Worked], granted: dict[str, int], how: dict[str, str]
) -> None:
    found = matched(released, replaced, ALL, granted, **how)
    in_all = sum(part.minutes for each in released for day, part in each.span.by_day() if day in ALL)
    assert found.released_minutes == in_all
    assert found.matched_minutes + sum(each.minutes for each in found.unmatched) == in_all
    assert all(each.minutes > 0 for each in found.unmatched)


@settings(max_examples=50)
@given(RELEASED, REPLACED, GRANTED, HOW, st.randoms())
def test_the_order_of_input_changes_nothing(
    released: list[Worked], replaced: list[Worked], granted: dict[str, int], how: dict[str, str], chance: Any
) -> None:
    first = matched(released, replaced, ALL, granted, **how)
    chance.shuffle(released)
    chance.shuffle(replaced)
    assert matched(released, replaced, ALL, granted, **how) == first


@settings(max_examples=50)
@given(RELEASED, REPLACED, HOW)
def test_a_moment_with_its_substitute_counts_whatever_the_setting(
    released: list[Worked], replaced: list[Worked], how: dict[str, str]
) -> None:
    """What is matched hour by hour is matched by month as well: the month is never stricter."""
    by_hour = matched(released, replaced, ALL, {"trainer": 10**6, "support": 10**6}, **how | {"period": "hour"})
    by_month = matched(released, replaced, ALL, {"trainer": 10**6, "support": 10**6}, **how | {"period": "month"})
    assert by_hour.matched_minutes <= by_month.matched_minutes


@settings(max_examples=50)
@given(RELEASED, REPLACED, GRANTED)
def test_cutting_hours_at_midnight_changes_nothing(
    released: list[Worked], replaced: list[Worked], granted: dict[str, int]
) -> None:
    def cut(all: list[Worked]) -> list[Worked]:
        return [replace(each, span=part) for each in all for _, part in each.span.by_day()]

    whole, parts = matched(released, replaced, ALL, granted), matched(cut(released), cut(replaced), ALL, granted)
    assert (whole.lines, whole.reasons, whole.parts) == (parts.lines, parts.reasons, parts.parts)


@pytest.mark.parametrize("day", [*CHANGES, *ENDS])
def test_a_night_and_its_substitute_match_to_the_minute(day: date) -> None:
    night = hours(day, "21:00", "06:00")
    counting_minutes = sum(part.minutes for on, part in night.span.by_day() if not holiday(on))
    for period in ("month", "hour"):
        assert matched([night], [night], ALL, period=period).matched_minutes == counting_minutes
