"""The pages of the journal, looked at in Chromium on a desktop and on a phone, with one of everything in them."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext

from services.innovation_journal.main import SERVICE
from tests.browser.support import check_page
from tests.services.innovation_journal import printing
from tests.services.innovation_journal.serving import serving
from tests.support.service import opened

EVIL = "</script><script>alert(1)</script><!-- & \u2028 <b>"
PATHS = {
    "home": "",
    "search": "?q=camion&public=rsa",
    "nothing": "?q=zzz",
    "article": "/articles/caravane",
    "edition": "/articles/caravane/editions/1",
    "withdrawn": "/articles/retire",
    "evil": "/articles/evil",
    "gatherings": "/rencontres",
    "gathering": "/rencontres/journee-regionale",
    "missing": "/articles/none",
}


@pytest.fixture(scope="module")
async def root(mongo_url: str, prefix: str) -> AsyncIterator[str]:
    """The address of a journal with one of everything, and an article that means harm."""
    async with opened(SERVICE, mongo_url, prefix) as house:
        await printing.fill(house)
        await printing.print_article(house, "evil", title=f"Titre {EVIL}", brief=EVIL, context=EVIL, limits=EVIL)
        async with serving(house) as address:
            yield f"{address}/journal"


@pytest.mark.parametrize("name", [name for name in PATHS if name != "missing"])
async def test_axe_and_vnu_find_nothing_in_a_page_of_the_journal(browser: BrowserContext, root: str, name: str) -> None:
    assert await check_page(browser, root + PATHS[name]) == []


async def test_a_page_that_is_not_there_is_a_sound_page(browser: BrowserContext, root: str) -> None:
    said = await check_page(browser, root + PATHS["missing"])
    assert [problem for problem in said if "404" not in problem] == []


async def test_linked_data_stand_in_the_page_without_running(browser: BrowserContext, root: str) -> None:
    """The policy of the page allows no script; a block of data is none, and Chromium says nothing about it."""
    page = await browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    await page.goto(root + PATHS["evil"])
    data = await page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)")
    await page.close()
    assert (data["@type"], data["headline"], said) == ("ScholarlyArticle", f"Titre {EVIL}", [])


async def test_on_paper_the_filters_the_search_and_the_ways_to_try_are_left_out(
    browser: BrowserContext, root: str
) -> None:
    page = await browser.new_page()
    await page.emulate_media(media="print")
    hidden = {"": (".facettes", ".recherche"), PATHS["article"]: (".essayer", ".retour", ".entete nav")}
    for path, parts in hidden.items():
        await page.goto(root + path)
        assert [part for part in parts if await page.locator(part).is_visible()] == []
        assert await page.locator("h1").is_visible()
    await page.close()
