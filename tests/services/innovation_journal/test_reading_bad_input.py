"""Whatever an address of the journal asks, the answer is a page or a problem in French that says what to do."""

import asyncio

import pytest

from services.chassis.web.cursor import Cursors
from tests.services.innovation_journal import printing
from tests.support.service import House

HTML = {"Accept": "text/html"}
LISTS = ("/journal", "/journal/atom.xml", "/journal/feed.json", "/api/innovation_journal/v1/search")
FACETS = "/api/innovation_journal/v1/facets"
HUGE = "9" * 5_000
# What, the query, and the status.
QUERIES = [
    ("an unknown public", "public=zzz", 422),
    ("an unknown territory", "territory=departement:2", 422),
    ("an unknown sector", "sector=BTP", 422),
    ("an unknown strand", "strand=e", 422),
    ("an unknown level", "evidence=proved", 422),
    ("a public that looks like another", "public=rs%D0%B0", 422),
    ("an operator for a filter", "public=$ne", 422),
    ("an object for a filter", "public=%7B%22$ne%22:null%7D", 422),
    ("an incubator of operators", "incubator=$gt", 422),
    ("a filter too long", "public=" + "a" * 81, 422),
    ("a search too long", "q=" + "a" * 201, 422),
    ("a search without a word", "q=%20le%20la%20", 422),
    ("a search of signs", "q=%24%7B%7D", 422),
    ("a search that no text holds", "q=%EF%BF%BE", 422),
    ("an operator on a filter", "public[$ne]=rsa", 400),
    ("an operator as a name", "$where=1", 400),
    ("a dotted name", "line.title=a", 400),
    ("a NUL", "q=%00", 400),
    ("a text that reads backwards", "q=%E2%80%AEabc", 400),
    ("a cursor that is none", "after=zzz", 400),
    ("a cursor of ours, forged", "after=IjB8MjAyMSI.AAAAAAAAAAAAAAAAAAAAAAAAAAA", 400),
    ("a cursor with a path", "after=../..", 422),
    ("a cursor without end", "after=" + "a" * 401, 422),
    ("an unknown incubator", "incubator=none", 200),
    ("an empty filter", "public=&q=", 200),
    ("marks of somebody else", "utm_source=lettre&fbclid=a", 200),
    ("a filter twice", "public=rsa&public=neet", 200),
    ("words without end", "q=" + "+".join(["mot"] * 49), 200),
    ("as many words as fit", "q=" + "+".join(f"m{n:02}" for n in range(49)), 200),
    ("letters of elsewhere", "q=%E5%AD%A6%E4%B9%A0", 200),
    ("a pattern", "q=camion.*%5Ba-z%5D%2B", 200),
    ("a quotation", "q=%22auto-%C3%A9cole%22%20-camion", 200),
]
PATHS = [
    ("no article", "/journal/articles/none", 404),
    ("an article with a dollar", "/journal/articles/$where", 422),
    ("an article of operators", "/journal/articles/%7B%22$ne%22:1%7D", 422),
    ("an article in capitals", "/journal/articles/CARAVANE", 422),
    ("an article too long", "/journal/articles/" + "a" * 61, 422),
    ("an article that climbs", "/journal/articles/..%2f..%2fflow", 404),
    ("a NUL in an address", "/journal/articles/a%00", 422),
    ("bytes that are no text", "/journal/articles/%ff%fe", 422),
    ("edition zero", "/journal/articles/caravane/editions/0", 422),
    ("an edition of letters", "/journal/articles/caravane/editions/un", 422),
    ("an edition in wide digits", "/journal/articles/caravane/editions/１", 422),
    ("an edition without end", f"/journal/articles/caravane/editions/{HUGE}", 422),
    ("an edition that is not", "/journal/articles/caravane/editions/99", 404),
    ("a form of an article that is not", "/journal/articles/caravane/marc", 404),
    ("a citation of nothing", "/journal/articles/none/bibtex", 404),
    ("no gathering", "/journal/rencontres/none", 404),
    ("a gathering with a dollar", "/journal/rencontres/$where", 422),
    ("part zero of the site map", "/journal/sitemap/0.xml", 422),
    ("a part of letters", "/journal/sitemap/un.xml", 422),
    ("a part without end", f"/journal/sitemap/{HUGE}.xml", 422),
    ("a part that is not", "/journal/sitemap/99999.xml", 404),
    ("a method that is not", "/journal/articles", 404),
]


@pytest.fixture(scope="module")
async def journal(house: House) -> House:
    """A journal with one article."""
    await printing.print_caravane(house)
    return house


def named(table: list[tuple[str, str, int]]) -> list[object]:
    """The rows of a table, each under what it is."""
    return [pytest.param(*row[1:], id=row[0]) for row in table]


@pytest.mark.parametrize(("query", "status"), named(QUERIES))
async def test_whatever_a_list_is_asked_it_answers_clearly(journal: House, query: str, status: int) -> None:
    for path in LISTS if "after" in query else (*LISTS, FACETS):
        answer = await journal.client.get(f"{path}?{query}", headers=HTML)
        assert answer.status_code == status, (path, answer.text)
        if status >= 400:
            kind = "text/html" if path.startswith("/journal") else "application/problem+json"
            assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize(("path", "status"), named(PATHS))
async def test_an_address_of_nothing_says_so(journal: House, path: str, status: int) -> None:
    answer = await journal.client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text
    assert "Traceback" not in answer.text


async def test_an_unknown_filter_is_told_with_what_comes_near(journal: House) -> None:
    answer = await journal.client.get("/journal?public=rssa", headers=HTML)
    assert "«\u00a0rsa\u00a0»" in answer.text


async def test_a_cursor_of_another_list_is_refused(journal: House) -> None:
    key = journal.runtime.settings.bearer_key
    for list_of, value in (("/journal/rencontres", "2022-12-06T08:30:00Z|g1"), ("/journal/atom.xml", "2021|a")):
        cursor = Cursors(key, list_of).write(value)
        assert (await journal.client.get(f"/journal?after={cursor}")).status_code == 400


async def test_a_cursor_of_a_longer_search_ends_a_shorter_one(journal: House) -> None:
    cursor = Cursors(journal.runtime.settings.bearer_key, "/journal").write("2|2021-06-22|art-3")
    assert (await journal.client.get(f"/journal?after={cursor}", headers=HTML)).status_code == 200


async def test_many_who_read_at_once_are_all_answered(journal: House) -> None:
    paths = [
        "/journal?q=caravane",
        "/journal/atom.xml",
        "/journal/oai?verb=Identify",
        "/journal/articles/caravane",
    ] * 10
    answers = await asyncio.gather(*(journal.client.get(path) for path in paths))
    assert {answer.status_code for answer in answers} == {200}
