"""Bodies that are too large, too deep, ambiguous or not JSON are refused before anything reads them."""

import json
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.web.limits import DEEPEST, LARGEST, BadBody, check, depth
from tests.services.chassis.web.asking import Garden, named

READABLE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]))


async def post(garden: Garden, body: bytes, **headers: str) -> httpx.Response:
    return await garden.ask("POST", "/beds", body, **headers)


async def test_a_body_beyond_256_kb_is_refused(garden: Garden) -> None:
    refused = await post(garden, b'{"name": "' + b"a" * LARGEST + b'"}')
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (413, "too-large")


async def test_a_body_sent_in_pieces_is_measured_as_it_comes(garden: Garden) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(300):
            yield b"a" * 1024

    sent = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    refused = await garden.house.client.post(garden.house.root + "/beds", content=pieces(), headers=sent)
    assert refused.status_code == 413


@pytest.mark.parametrize("levels", [DEEPEST + 1, 5_000, 100_000])
@pytest.mark.parametrize("pair", [(b"[", b"]"), (b'{"a":', b"}")])
async def test_json_that_is_too_deep_is_refused_without_climbing_into_it(
    garden: Garden, levels: int, pair: tuple[bytes, bytes]
) -> None:
    levels = min(levels, LARGEST // 6 - 10)
    refused = await post(garden, pair[0] * levels + b"1" + pair[1] * levels)
    assert refused.status_code == 400
    assert f"{DEEPEST} niveaux" in refused.json()["detail"]


def test_brackets_inside_texts_are_no_depth() -> None:
    assert depth(json.dumps({"a": '[[[[\\"[[[', "b": ["]", {}]}).encode()) == 3


def test_looking_for_depth_takes_no_longer_for_who_tries_to_slow_it() -> None:
    for text in (b'"\\"' * 87_000, b'"' + b"\\" * 262_000, b"[" * 262_000, b'"a' * 131_000):
        began = time.perf_counter()
        depth(text)
        assert time.perf_counter() - began < 1


@given(
    st.recursive(
        st.none() | st.booleans() | READABLE | st.integers(-(2**53) + 1, 2**53 - 1),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
        max_leaves=20,
    )
)
def test_json_within_bounds_passes_and_its_depth_is_counted_right(value: object) -> None:
    def deep(part: object) -> int:
        parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else None
        return 0 if parts is None else 1 + max(map(deep, parts), default=0)

    body = json.dumps(value).encode()
    assert depth(body) == deep(value)
    check(body)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"name": "a", "name": "b"}', "name"),
        (b'{"name": {"$gt": ""}}', "name/$gt"),
        (b'{"$where": "1"}', "$where"),
        (b'{"name": "a", "remarks": {"$set": "x"}}', "remarks/$set"),
        (b'{"name": "a", "remarks": {"a.b": "x"}}', "remarks/a.b"),
        (b'{"name": "a", "remarks": {"a/b": {"$x": 1}}}', "remarks/a~1b/$x"),
        (b'{"name": "a\\u0000b"}', "name"),
        (b'{"plants": [{"name": "\\ud800"}]}', "plants/0/name"),
        (b'{"na\\u0000me": 1}', "na\x00me"),
    ],
)
async def test_what_json_allows_and_we_do_not_is_refused_with_its_field(
    garden: Garden, body: bytes, field: str
) -> None:
    refused = await post(garden, body)
    assert (refused.status_code, list(named(refused))) == (400, [field])


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"null",
        b"[]",
        b'"name"',
        b"{'name': 1}",
        b'{"name": NaN}',
        b'{"name": -Infinity}',
        b'{"name": 1e999}',
        b'{"plants": [{"count": 1' + b"0" * 5000 + b"}]}",
        b'{"plants": [{"name": "a", "count": 9007199254740993}]}',
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf{}",
        b'{"name": "\xe9"}',
        b'{"name": "a"} x',
        b'{"name": "a",}',
    ],
)
async def test_what_is_not_the_json_of_a_command_is_a_4xx_problem(garden: Garden, body: bytes) -> None:
    refused = await post(garden, body)
    assert refused.status_code in (400, 422)
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "json",
    ],
)
async def test_anything_but_json_is_refused_by_the_api(garden: Garden, content_type: str) -> None:
    refused = await post(garden, b'{"name": "a"}', Content_Type=content_type)
    assert (refused.status_code, refused.headers["content-type"]) == (415, "application/problem+json")


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
async def test_json_is_taken_however_its_type_is_written(garden: Garden, content_type: str) -> None:
    assert (await post(garden, b'{"name": "a"}', Content_Type=content_type)).status_code == 201


def test_a_number_is_one_that_every_reader_reads_alike() -> None:
    check(b"[9007199254740991, -9007199254740991, 1.5e3]")
    with pytest.raises(BadBody):
        check(b"9007199254740992")


@pytest.mark.parametrize("query", ["name[$ne]=x", "$where=1", "a.b=1", "after=%00", "name=a%E2%80%AEb", "na%1Bme=1"])
async def test_a_query_that_hides_something_is_refused_whatever_it_asks(garden: Garden, query: str) -> None:
    refused = await garden.ask("GET", f"/beds?{query}")
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (400, "refused-query")


async def test_a_query_in_french_passes_however_it_is_written(garden: Garden) -> None:
    for query in ("tri=%C3%89t%C3%A9", "tri=\u00c9t\u00e9"):
        assert (await garden.ask("GET", f"/beds?{query}")).status_code == 200
