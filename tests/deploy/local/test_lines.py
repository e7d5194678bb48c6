"""What the screen makes of the log lines of each program."""

import pytest

from deploy.local import lines


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ('{"t":{"$date":"x"},"s":"I","c":"NETWORK","msg":"Connection accepted"}', "info", "Connection accepted"),
        ('{"s":"D1","msg":"détail"}', "debug", "détail"),
        ('{"s":"W","msg":"lent"}', "warning", "lent"),
        ('{"level":"ERROR","logger":"Broker","event":"plein"}', "error", "plein · Broker"),
        (
            '{"level":"warning","event":"relay_waits","reason":"Kafka est absent"}',
            "warning",
            "relay_waits · Kafka est absent",
        ),
        ('{"level":"étrange","event":"inconnu"}', "warning", "inconnu"),
        ('{"ailleurs":1}', "warning", '{"ailleurs":1}'),
        ("INFO:     Application startup complete.", "info", "INFO:     Application startup complete."),
        ("Traceback (most recent call last):", "warning", "Traceback (most recent call last):"),
        ("[1, 2]", "warning", "[1, 2]"),
        ("", "warning", ""),
    ],
)
def test_level_and_text_of_a_line(line: str, level: str, text: str) -> None:
    assert lines.read(line) == (level, text)


def test_a_very_long_line_is_cut_on_the_screen() -> None:
    assert len(lines.read("x" * 10_000)[1]) == lines.LONGEST
