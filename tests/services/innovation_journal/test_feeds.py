"""Feeds of the journal, of any search and of gatherings; site maps and calendars; what was withdrawn reaches them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from lxml import etree

from services.innovation_journal import pages_machines
from services.innovation_journal.article_fields import WithdrawalKind
from services.innovation_journal.queries import harvest
from services.innovation_journal.shown import words_before
from tests.services.innovation_journal import making, printing
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


async def test_the_feed_of_a_search_says_that_what_it_had_shown_is_withdrawn(journal: House) -> None:
    for words in ("transport", "retiré", "faute transport", "transport&public=rsa"):
        feed = await atom(journal, f"/journal/atom.xml?q={words}")
        assert "Retiré\u00a0: Un article <b>retiré</b>" in texts(feed, "a:entry/a:title/text()"), words
    assert "Retiré" not in (await get(journal, "/journal/atom.xml?q=transport+industrie")).decode()
    found = await journal.get("", "/search", q="transport")
    assert "retire" not in [each["slug"] for each in found["items"]]


async def test_what_a_withdrawn_article_said_is_read_in_no_store(journal: House) -> None:
    kept = str(await journal.runtime.store.database["published"].find_one({"slug": "retire"}))
    assert [word for word in ("transport", "w.parcour", "faute") if word in kept] == []
    assert "x." in kept


@pytest.mark.parametrize(("kind", "left"), [(WithdrawalKind.TESTIMONY, False), (WithdrawalKind.ERROR, True)])
def test_words_that_a_person_takes_back_leave_no_trace(kind: WithdrawalKind, left: bool) -> None:
    article = making.published(testimonies=(making.TESTIMONY,))
    article.withdraw(kind, "La personne citée n'est plus d'accord.", making.NOBODY, making.LATER)
    assert article.published is not None
    words = words_before(article, article.published, ())
    assert "w.transport" in words
    assert ("w.mairi" in words) is left


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
    one = await journal.client.get("/journal/rencontres/journee-regionale/calendrier.ics")
    assert len(Calendar.from_ical(one.content).walk("VEVENT")) == 1
    # A method would make it a message, which names its organiser and stands in the media type (RFC 5546, RFC 5545).
    assert (b"METHOD" in one.content, one.headers["content-type"]) == (False, "text/calendar; charset=utf-8")


async def test_an_announcement_is_dated_by_its_instants(journal: House) -> None:
    feed = await atom(journal, "/journal/rencontres/atom.xml")
    [off] = [each for each in feed.findall("a:entry", ATOM) if "Annulée" in str(each.findtext("a:title", "", ATOM))]
    dates = [off.findtext(f"a:{name}", namespaces=ATOM) for name in ("published", "updated")]
    assert dates == ["2022-10-24T08:00:00+00:00", "2022-11-30T08:00:00+00:00"]
    items = (await journal.client.get("/journal/rencontres/feed.json")).json()["items"]
    assert [each["date_published"] for each in items] == ["2022-10-24T08:00:00+00:00"] * 2
    events = Calendar.from_ical(await get(journal, "/journal/rencontres/calendrier.ics")).walk("VEVENT")
    stamps = {str(each["status"]): each.decoded("dtstamp") for each in events}
    assert stamps["CANCELLED"] == datetime(2022, 11, 30, 8, tzinfo=UTC)


async def test_each_announcement_rises_the_sequence_that_calendars_compare(journal: House) -> None:
    meeting = making.announced()
    meeting.id, meeting.slug = "g3", "suivie"
    told = []
    for place in ("Amiens", "Lille", "Arras"):
        meeting.change(making.programme(place=place), datetime(2022, 11, 2, 8, tzinfo=UTC))
        await printing.keep_other(journal, meeting)
        [event] = Calendar.from_ical(await get(journal, "/journal/rencontres/suivie/calendrier.ics")).walk("VEVENT")
        told.append((str(event["location"]), int(str(event["sequence"]))))
    assert told == [("Amiens", 1), ("Lille", 2), ("Arras", 3)]
    await journal.runtime.store.database["gathering"].delete_one({"_id": "g3"})


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
    gatherings = ["/rencontres/annulee", "/rencontres/journee-regionale"]
    assert sorted(named[2:4]) == gatherings
    assert [*named[:2], *named[4:]] == ["", "/rencontres", *articles]
    assert (await journal.client.get("/journal/sitemap/3.xml")).status_code == 404


async def test_the_catalogue_of_open_data_leads_to_what_it_names(journal: House) -> None:
    answer = await journal.client.get("/journal/catalogue.jsonld")
    assert answer.headers["content-type"].startswith("application/ld+json")
    articles, gatherings = answer.json()["dcat:dataset"]
    assert articles["dct:modified"]["@value"] == "2022-10-20T08:00:00+00:00"
    for way in (*articles["dcat:distribution"], *gatherings["dcat:distribution"]):
        found = await journal.client.get(way["dcat:accessURL"]["@id"].removeprefix(ROOT))
        assert found.status_code == 200
        assert found.headers["content-type"].startswith(way["dcat:mediaType"]["@id"].partition("media-types/")[2])
    assert b"/journal/catalogue.jsonld" in await get(journal, "/journal")


async def test_signs_that_xml_refuses_break_no_feed(journal: House) -> None:
    await printing.print_article(journal, "signs", title="Titre \ufffe\uffff", brief="Bref \ufffe")
    assert "Titre " in texts(await atom(journal), "a:entry/a:title/text()")


async def test_a_feed_without_an_entry_is_a_feed(house: House) -> None:
    await house.forget()
    assert texts(await atom(house), "a:updated/text()") == ["2019-02-08T00:00:00+01:00"]
    assert (await house.client.get("/journal/feed.json")).json()["items"] == []
    assert b"<loc>" in await get(house, "/journal/sitemap/1.xml")
