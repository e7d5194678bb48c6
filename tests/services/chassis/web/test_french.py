"""Dates, instants, numbers and euros as French readers write them."""

from datetime import UTC, date, datetime

import pytest

from services.chassis.web.french import count, day, euros, instant, number, percent


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2019, 2, 8), "8 février 2019"),
        ("2019-10-01", "1er octobre 2019"),
        ("2019-12-31T23:30:00Z", "1er janvier 2020"),
        (datetime(2019, 9, 30, 21, 59, tzinfo=UTC), "30 septembre 2019"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_a_day_is_the_legal_day_in_paris(value: date | str | None, shown: str) -> None:
    assert day(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2019-09-30T10:00:00Z", "30 septembre 2019 à 12\u00a0h\u00a000"),
        ("2019-09-30T10:00:01Z", "30 septembre 2019 à 12\u00a0h\u00a000\u00a0min\u00a001\u00a0s"),
        ("2019-11-01T08:05:00Z", "1er novembre 2019 à 9\u00a0h\u00a005"),
        ("2019-09-30", "30 septembre 2019"),
        (None, "—"),
    ],
)
def test_an_instant_is_legal_time_and_shows_its_seconds_when_they_count(value: str | None, shown: str) -> None:
    assert instant(value) == shown


def test_cents_are_euros_to_the_cent_however_large() -> None:
    assert euros(787320) == "7\u202f873,20\u00a0€"
    assert euros(154046449000 * 10**6 + 1) == "1\u202f540\u202f464\u202f490\u202f000\u202f000,01\u00a0€"
    assert euros(-5) == "-0,05\u00a0€"
    assert euros(None) == "—"


def test_a_share_is_a_numerator_over_a_denominator() -> None:
    assert percent(17, 40) == "42,5\u00a0%"
    assert percent(1, 3) == "33,3\u00a0%"
    assert percent(7, 100) == "7\u00a0%"
    assert percent(1, 0) == percent(None, 3) == "—"


def test_the_plural_begins_at_two() -> None:
    assert [count(n, "bilan") for n in (0, 1, 2, 1200)] == [
        "0\u00a0bilan",
        "1\u00a0bilan",
        "2\u00a0bilans",
        "1\u202f200\u00a0bilans",
    ]
    assert count(2, "appel à projets", "appels à projets") == "2\u00a0appels à projets"


def test_a_number_has_its_narrow_spaces() -> None:
    assert (number(1234.5), number(None)) == ("1\u202f234,5", "—")
