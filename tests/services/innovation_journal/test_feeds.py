"""Feeds of the journal, of any search and of gatherings; site maps and calendars; what was withdrawn reaches them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from lxml import etree

from services.innovation_journal import pages_machines
from services.innovation_journal.queries import harvest
from tests.services.innovation_journal import printing
from tests.support.service import House

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
ROOT = "http://127.0.0.1:8080"


@pytest.fixture(scope="module")
async def journal(house: House) -> House:
    """A journal with one of everything."""
    await printing.fill(house)
    return house


async def get(journal: House, path: str) -> bytes:
    """What a machine gets at an address of ours, whole or not."""
    answer = await journal.client.get(path.removeprefix(ROOT))
    assert answer.status_code == 200, answer.text
    return answer.content


async def atom(journal: House, path: str = "/journal/atom.xml") -> etree._Element:
    """A feed, parsed."""
    return etree.fromstring(await get(journal, path))


def texts(feed: etree._Element, path: str) -> list[str]:
    """The texts at a path of a feed."""
    found = feed.xpath(path, namespaces=ATOM)
    assert isinstance(found, list)
    return [str(each) for each in found]


async def test_the_feed_says_the_latest_changes_first(journal: House) -> None:
    feed = await atom(journal)
    assert texts(feed, "a:entry/a:id/text()") == [
        f"{ROOT}/journal/articles/{slug}" for slug in ("caravane-ponthieu", "caravane", "retire", "bonduelle")
    ]
    assert texts(feed, "a:updated/text()") == ["2022-10-20T08:00:00+00:00"]
    assert texts(feed, "a:link[@rel='self']/@href") == [f"{ROOT}/journal/atom.xml"]


async def test_the_feed_says_that_an_article_was_withdrawn_and_why(journal: House) -> None:
    [entry] = [each for each in (await atom(journal)).findall("a:entry", ATOM) if "retire" in str(each[0].text)]
    assert entry.findtext("a:title", namespaces=ATOM) == "Retiré\u00a0: Un article <b>retiré</b>"
    assert "Les données ne sont pas fiables." in str(entry.findtext("a:summary", namespaces=ATOM))
    assert "faute de transport" not in str(etree.tostring(entry))


async def test_the_feed_says_that_a_figure_is_flagged_and_what_was_corrected(journal: House) -> None:
    summary = texts(await atom(journal), "a:entry[2]/a:summary/text()")[0]
    assert "corrigé à sa source" in summary
    assert "Correction du 20 septembre 2022\u00a0: 84 parcours" in summary


async def test_any_search_has_its_feed(journal: House) -> None:
    feed = await atom(journal, "/journal/atom.xml?territory=departement:80")
    assert texts(feed, "a:entry/a:title/text()") == ["CARAVANE Ponthieu"]
    assert texts(feed, "a:title/text()") == ["Journal des innovations\u00a0: Somme"]
    gone = await atom(journal, "/journal/atom.xml?q=retiré")
    assert len(texts(gone, "a:entry/a:id/text()")) == 1


async def test_both_feeds_tell_the_same(journal: House) -> None:
    feed, entries = await atom(journal), (await journal.client.get("/journal/feed.json")).json()["items"]
    assert [each["id"] for each in entries] == texts(feed, "a:entry/a:id/text()")
    assert [each["content_text"] for each in entries] == texts(feed, "a:entry/a:summary/text()")


async def test_a_feed_leads_on_to_what_is_older(journal: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_machines, "ENTRIES", 1)
    seen: list[str] = []
    address = "/journal/feed.json"
    while address:
        feed: dict[str, Any] = (await journal.client.get(address.removeprefix(ROOT))).json()
        seen += [each["id"].rpartition("/")[2] for each in feed["items"]]
        address = feed.get("next_url", "")
    assert seen == ["caravane-ponthieu", "caravane", "retire", "bonduelle"]


async def test_a_feed_that_did_not_change_is_not_sent_again(journal: House) -> None:
    first = await journal.client.get("/journal/atom.xml")
    again = await journal.client.get("/journal/atom.xml", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["access-control-allow-origin"] == "*"


async def test_gatherings_have_feeds_and_a_calendar(journal: House) -> None:
    titles = texts(await atom(journal, "/journal/rencontres/atom.xml"), "a:entry/a:title/text()")
    assert sorted(title.split("\u00a0")[0] for title in titles) == [
        "Annulée",
        "Journée régionale de l'innovation pédagogique",
    ]
    calendar = Calendar.from_ical(await get(journal, "/journal/rencontres/calendrier.ics"))
    events = {str(each["uid"]): each for each in calendar.walk("VEVENT")}
    day, off = events["g1@127.0.0.1"], events["g2@127.0.0.1"]
    assert day.decoded("dtstart") == datetime(2022, 12, 6, 8, 30, tzinfo=UTC)
    assert day.decoded("dtend") - day.decoded("dtstart") == timedelta(hours=7, minutes=30)
    assert (str(day["status"]), str(off["status"])) == ("CONFIRMED", "CANCELLED")
    one = await get(journal, "/journal/rencontres/journee-regionale/calendrier.ics")
    assert len(Calendar.from_ical(one).walk("VEVENT")) == 1


async def test_the_site_map_names_every_page_once_in_parts(journal: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harvest, "PART", 2)
    index = etree.fromstring(await get(journal, "/journal/sitemap.xml"))
    parts = [str(each.text) for each in index.findall("s:sitemap/s:loc", MAP)]
    assert parts == [f"{ROOT}/journal/sitemap/1.xml", f"{ROOT}/journal/sitemap/2.xml"]
    named = [
        str(each.text).removeprefix(f"{ROOT}/journal")
        for part in parts
        for each in etree.fromstring(await get(journal, part)).findall("s:url/s:loc", MAP)
    ]
    articles = [f"/articles/{slug}" for slug in ("bonduelle", "caravane", "caravane-ponthieu")]
    assert named == ["", "/rencontres", *articles]
    assert (await journal.client.get("/journal/sitemap/3.xml")).status_code == 404


async def test_signs_that_xml_refuses_break_no_feed(journal: House) -> None:
    await printing.print_article(journal, "signs", title="Titre \ufffe\uffff", brief="Bref \ufffe")
    assert "Titre " in texts(await atom(journal), "a:entry/a:title/text()")


async def test_a_feed_without_an_entry_is_a_feed(house: House) -> None:
    await house.forget()
    assert texts(await atom(house), "a:updated/text()") == ["2019-02-08T00:00:00+01:00"]
    assert (await house.client.get("/journal/feed.json")).json()["items"] == []
    assert b"<loc>" in await get(house, "/journal/sitemap/1.xml")
