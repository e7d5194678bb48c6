"""Which reports are owed and when, against days written by hand from RULES.md and the story."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.calendar import is_working_day, legal_day, month_end
from services.project_tracking.report_schedule import Opened, Period, lateness, schedule, still_expected

DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
LONG_AGO = date(2019, 1, 1)


def days(start: date, end: date) -> list[tuple[str, date, date, date]]:
    return [(each.period.value, each.since, each.until, each.due_on) for each in schedule(start, end)]


def test_one_report_a_quarter_a_last_one_for_the_rest_and_one_six_months_after() -> None:
    assert days(date(2019, 11, 18), date(2020, 8, 14)) == [
        ("quarter", date(2019, 11, 18), date(2019, 12, 31), date(2020, 1, 31)),
        ("quarter", date(2020, 1, 1), date(2020, 3, 31), date(2020, 4, 30)),
        ("quarter", date(2020, 4, 1), date(2020, 6, 30), date(2020, 7, 31)),
        ("last", date(2020, 7, 1), date(2020, 8, 14), date(2020, 9, 30)),
        ("six-months", date(2020, 8, 15), date(2021, 2, 14), date(2021, 3, 31)),
    ]


def test_an_end_on_the_last_day_of_a_quarter_leaves_no_rest() -> None:
    assert [period for period, *_ in days(date(2020, 1, 1), date(2020, 6, 30))] == ["quarter", "quarter", "six-months"]


@pytest.mark.parametrize(
    ("end", "six_months_on", "due"),
    [
        (date(2021, 8, 31), date(2022, 2, 28), date(2022, 3, 31)),
        (date(2019, 8, 31), date(2020, 2, 29), date(2020, 3, 31)),  # leap year
        (date(2021, 12, 14), date(2022, 6, 14), date(2022, 7, 31)),
    ],
)
def test_the_situation_six_months_after_is_on_the_same_day_or_the_months_last(
    end: date, six_months_on: date, due: date
) -> None:
    last = schedule(date(2019, 6, 3), end)[-1]
    assert (last.period, last.until, last.due_on) == (Period.SIX_MONTHS, six_months_on, due)


def test_the_late_report_of_the_story_has_its_notice_on_10_may_and_its_hold_on_17_may() -> None:
    late = lateness(date(2021, 4, 30))
    assert late.reminders_on == (date(2021, 4, 15), date(2021, 4, 25))
    assert late.overdue_on == date(2021, 5, 1)
    assert late.notice_on == date(2021, 5, 10)
    assert late.hold_on == date(2021, 5, 17)


def test_the_hold_waits_seven_days_after_a_notice_that_the_holidays_pushed_back() -> None:
    late = lateness(date(2022, 12, 24))  # the 8th day after is Sunday 1 January 2023
    assert late.notice_on == date(2023, 1, 2)
    assert late.hold_on == date(2023, 1, 9)


@pytest.mark.parametrize(
    ("end", "opens"),
    [
        (date(2021, 3, 27), datetime(2021, 3, 27, 23, 0, tzinfo=UTC)),  # the hour changes on the 28th
        (date(2021, 3, 28), datetime(2021, 3, 28, 22, 0, tzinfo=UTC)),
        (date(2021, 10, 31), datetime(2021, 10, 31, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_report_opens_at_midnight_in_paris_also_when_the_hour_changes(end: date, opens: datetime) -> None:
    last = next(each for each in schedule(date(2021, 1, 4), end) if each.period is Period.LAST)
    assert last.opens_at == opens


def test_what_was_due_before_the_start_was_recorded_is_not_asked() -> None:
    asked = still_expected(date(2019, 9, 2), date(2020, 6, 30), (), registered=date(2020, 2, 3))
    assert [each.label for each in asked] == ["T1 2020", "T2 2020", "Situation à six mois"]


def test_an_opened_report_is_not_asked_again() -> None:
    opened = [Opened(Period.QUARTER, date(2019, 12, 31))]
    asked = still_expected(date(2019, 10, 7), date(2020, 3, 31), opened, registered=LONG_AGO)
    assert [each.label for each in asked] == ["T1 2020", "Situation à six mois"]


def test_an_end_that_moves_later_asks_for_the_rest_of_the_quarter_only() -> None:
    opened = [Opened(Period.LAST, date(2020, 8, 14))]
    asked = still_expected(date(2020, 7, 1), date(2020, 12, 31), opened, registered=LONG_AGO)
    assert [(each.since, each.until) for each in asked if each.period is Period.QUARTER] == [
        (date(2020, 8, 15), date(2020, 9, 30)),
        (date(2020, 10, 1), date(2020, 12, 31)),
    ]


@given(DAYS, st.integers(1, 1500))
def test_the_running_reports_cover_the_experiment_without_gap_or_overlap(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    running = [each for each in schedule(start, end) if each.period is not Period.SIX_MONTHS]
    assert (running[0].since, running[-1].until) == (start, end)
    assert all(after.since - before.until == timedelta(days=1) for before, after in pairwise(running))


@given(DAYS, st.integers(1, 1500))
def test_every_report_is_due_on_a_months_last_day_after_its_period(start: date, length: int) -> None:
    for each in schedule(start, start + timedelta(days=length)):
        assert each.due_on == month_end(each.due_on)
        assert timedelta(28) <= each.due_on - each.until <= timedelta(62)


@given(DAYS, st.integers(1, 1500), st.integers(0, 20))
def test_reports_are_asked_once_whatever_was_opened(start: date, length: int, opened: int) -> None:
    end = start + timedelta(days=length)
    before = schedule(start, end)[:opened]
    asked = still_expected(start, end, [Opened(each.period, each.until) for each in before], LONG_AGO)
    assert [*before, *asked] == list(schedule(start, end))


@given(DAYS)
def test_late_days_come_in_order_and_notices_and_holds_on_working_days(due: date) -> None:
    late = lateness(due)
    assert late.reminders_on[0] < late.reminders_on[1] < due < late.overdue_on < late.notice_on < late.hold_on
    assert is_working_day(late.notice_on)
    assert is_working_day(late.hold_on)
    assert late.hold_on - late.notice_on >= timedelta(days=7)


@given(DAYS)
def test_deadlines_fall_on_their_legal_day(due: date) -> None:
    late = lateness(due)
    assert legal_day(late.overdue_at) == late.overdue_on
    assert legal_day(late.notice_at) == late.notice_on
    assert [legal_day(at) for _, at in late.reminders()] == list(late.reminders_on)
