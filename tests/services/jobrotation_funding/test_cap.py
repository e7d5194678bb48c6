"""The cap of the Pacte: 7 % over its whole duration, its two readings, the prudent one that blocks."""

from datetime import date

import pytest

from services.jobrotation_funding import cap
from services.jobrotation_funding.rules import RULES

DAYS = (date(2019, 1, 1), date(2020, 5, 28), date(2022, 12, 31))


@pytest.mark.parametrize("day", DAYS)
def test_both_readings_of_the_seven_percent_are_known(day: date) -> None:
    found = {reading.base: reading for reading in cap.readings(day)}
    assert {base: reading.ceiling_cents for base, reading in found.items()} == {
        "both": 10_783_251_430,
        "state": 5_217_530_500,
    }
    assert {reading.percent for reading in found.values()} == {7}
    assert all(reading.source for reading in found.values())


@pytest.mark.parametrize("day", DAYS)
def test_the_prudent_reading_blocks(day: date) -> None:
    assert [reading.base for reading in cap.readings(day) if reading.blocks] == ["state"]
    assert cap.prudent(day).base == "state"
    assert cap.ceiling(day) == 5_217_530_500


def test_every_rule_of_this_service_has_a_source() -> None:
    assert [rule.code for rule in RULES if not rule.source.strip()] == []
