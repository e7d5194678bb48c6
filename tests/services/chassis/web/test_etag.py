"""Tags: what readers hand back, as browsers and the door's compression write it."""

import pytest

from services.chassis.web.etag import BadHeader, expected_version, has_already, tag


@pytest.mark.parametrize(
    ("sent", "version"),
    [(None, None), ("*", None), (" * ", None), ('"3"', 3), ('W/"3"', 3), ("3", 3), ('"3-gzip"', 3), ('"3-zstd"', 3)],
)
def test_if_match_tells_the_version_that_was_read(sent: str | None, version: int | None) -> None:
    assert expected_version(sent) == version


def test_if_match_takes_the_tag_of_a_reading_compressed_or_not() -> None:
    read = tag(b"{}", 12)
    assert expected_version(read) == 12
    assert expected_version(f'{read[:-1]}-gzip"') == 12


@pytest.mark.parametrize("sent", ["", "x", '"x"', '"1,2"', '"-3"', '"3-x"', '"' + "1" * 16 + '"', '"٣"'])
def test_what_is_no_tag_of_ours_is_refused(sent: str) -> None:
    with pytest.raises(BadHeader):
        expected_version(sent)


def test_the_tag_changes_with_what_is_shown_though_the_version_stands() -> None:
    assert tag(b'{"late": false}', 3) != tag(b'{"late": true}', 3)


@pytest.mark.parametrize(
    ("held", "has"),
    [
        ("*", True),
        ('"a", W/"{0}"', True),
        ('"{0}-gzip"', True),
        ("{0}", True),
        ('"a"', False),
        ("", False),
        (None, False),
    ],
)
def test_a_reader_has_the_answer_whatever_the_way_of_writing_its_tag(held: str | None, has: bool) -> None:
    current = tag(b"{}")
    assert has_already(held.replace("{0}", current.strip('"')) if held else held, current) is has
