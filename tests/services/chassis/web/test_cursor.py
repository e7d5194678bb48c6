"""Lists come by pages: a signed cursor, a link, bounds; a cursor that we did not make is refused."""

import pytest

from services.chassis.page import Page
from services.chassis.web.cursor import BadCursor, Cursors
from tests.services.chassis.web.asking import Garden, named


async def test_following_the_links_shows_each_item_once(garden: Garden) -> None:
    dug = [(await garden.dig(f"Planche {n}"))["id"] for n in range(7)]
    path, seen = "/beds?limit=3", []
    while path:
        answer = await garden.ask("GET", path)
        seen += [item["id"] for item in answer.json()["items"]]
        link = answer.headers.get("link", "")
        assert ('rel="next"' in link) == (answer.json()["next"] is not None)
        path = link.partition(">")[0].removeprefix(f"<{garden.house.root}")
    assert seen == sorted(seen)
    assert set(dug) <= set(seen)
    assert len(seen) == len(set(seen))


async def test_a_link_keeps_what_else_was_asked(garden: Garden) -> None:
    for n in range(2):
        await garden.dig(f"Planche {n}")
    link = (await garden.ask("GET", "/beds?limit=1&tri=nom")).headers["link"]
    assert "limit=1" in link
    assert "tri=nom" in link


async def test_a_cursor_says_nothing_that_can_be_changed(garden: Garden) -> None:
    for n in range(2):
        await garden.dig(f"Planche {n}")
    cursor = (await garden.ask("GET", "/beds?limit=1")).json()["next"]
    # The last sign of a signature holds two bits that mean nothing: the one before it is changed.
    changed = cursor[:-2] + ("A" if cursor[-2] != "A" else "B") + cursor[-1]
    for forged in (changed, "x" + cursor, "abc", "a.b", "..", "%2e"):
        refused = await garden.ask("GET", f"/beds?after={forged}")
        assert (refused.status_code, list(named(refused))) in [(400, ["after"]), (422, ["after"])]


async def test_a_cursor_of_one_list_is_refused_by_another(garden: Garden) -> None:
    for n in range(2):
        await garden.dig(f"Planche {n}")
    cursor = (await garden.ask("GET", "/beds?limit=1")).json()["next"]
    assert (await garden.ask("GET", f"/beds-too?after={cursor}")).status_code == 400


async def test_a_cursor_of_another_installation_is_refused(garden: Garden) -> None:
    stranger = Cursors("k" * 40, f"{garden.house.root}/beds").write("id")
    assert (await garden.ask("GET", f"/beds?after={stranger}")).status_code == 400


def test_a_cursor_reads_back() -> None:
    cursors = Cursors("k" * 40, "/beds")
    assert cursors.read(cursors.write("01a2")) == "01a2"
    assert cursors.read(None) is None
    with pytest.raises(BadCursor):
        Cursors("k" * 40, "/other").read(cursors.write("01a2"))


def test_a_page_ends_where_there_is_nothing_more() -> None:
    rows = [{"_id": n} for n in "abc"]
    assert Page.of(rows, 3) == Page(rows, None)
    assert Page.of(rows, 2) == Page(rows[:2], "b")
    assert Page.of([], 2) == Page([], None)
