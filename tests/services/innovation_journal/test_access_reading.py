"""Reading the journal is everyone's: nobody, a stranger, a member, an editor and an officer read the same."""

import re

import pytest

from services.innovation_journal.access_reading import ROWS
from tests.services.innovation_journal import printing
from tests.support.service import House, token

WHO = ("", "passer-by", "sam", "ivan", "bruno", "helene")
API = "/api/innovation_journal/v1"
# Every action, and an address that reaches it.
REACHED = {
    "search_articles": f"{API}/search?q=caravane",
    "count_facets": f"{API}/facets",
    "read_article": "/journal/articles/caravane",
    "read_edition": "/journal/articles/caravane/editions/1",
    "list_agenda": "/journal",
    "list_all_gatherings": "/journal/rencontres",
    "read_gathering": "/journal/rencontres/journee-regionale",
    "list_changes": "/journal/atom.xml",
    "harvest": "/journal/oai?verb=ListIdentifiers&metadataPrefix=jats",
    "find_article": "/journal/oai?verb=ListMetadataFormats&identifier=oai:127.0.0.1:art-3",
    "earliest_change": "/journal/oai?verb=ListMetadataFormats",
    "list_sets": "/journal/oai?verb=ListSets",
    "count_parts": "/journal/sitemap.xml",
    "list_addresses": "/journal/sitemap/1.xml",
}


@pytest.fixture(scope="module")
async def journal(house: House) -> House:
    """A journal with one of everything."""
    await printing.fill(house)
    return house


def test_every_action_of_reading_is_tried_here() -> None:
    assert {row.action for row in ROWS} == set(REACHED)


@pytest.mark.parametrize("action", REACHED)
async def test_everyone_reads_the_same(journal: House, action: str) -> None:
    seen = set()
    for who in WHO:
        headers = {"Authorization": f"Bearer {token(who)}"} if who else {}
        answer = await journal.client.get(REACHED[action], headers=headers)
        assert answer.status_code == 200, (who, answer.text)
        seen.add(re.sub("<responseDate>.*?</responseDate>", "", answer.text))
    assert len(seen) == 1


async def test_a_token_that_does_not_hold_is_refused_even_to_read(journal: House) -> None:
    answer = await journal.client.get("/journal", headers={"Authorization": "Bearer garbage"})
    assert answer.status_code == 401
