"""The pages as a visitor finds them behind the door once the story was played: nothing is wrong with them."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext

from tests.browser.support import browsing, check_page
from tests.journeys.stage import Stage

# Axe looks at each template in tests/browser; here at those that the story alone fills as they will be filled.
TELLING = ("/financements", "/journal", "/journal/articles/caravane")
PAGES = (
    "/",
    "/registre",
    "/registre/couverture",
    "/registre/appels",
    "/financements",
    "/journal",
    "/journal/articles/caravane",
    "/journal/articles/pourquoi-nous-avons-arrete",
    "/journal/rencontres",
    "/evenements",
    "/etat",
    "/accessibilite",
    "/identite/",
)


@pytest.fixture(scope="module")
async def visitor() -> AsyncIterator[BrowserContext]:
    """A browser of our own: the journeys share no fixture with the pages' own tests."""
    async with browsing() as context:
        yield context


class Pages:
    """What a visitor sees."""

    @pytest.mark.parametrize("path", PAGES)
    async def test_nothing_is_wrong_with_a_page(self, stage: Stage, visitor: BrowserContext, path: str) -> None:
        assert await check_page(visitor, stage.platform.url + path, axe=path in TELLING) == []

    async def test_nothing_is_wrong_with_the_page_of_an_incubator(self, stage: Stage, visitor: BrowserContext) -> None:
        address = f"{stage.platform.url}/registre/incubateurs/{stage.incubator('i2')}"
        assert await check_page(visitor, address) == []

    async def test_the_links_of_the_home_page_lead_somewhere(self, stage: Stage, visitor: BrowserContext) -> None:
        page = await visitor.new_page()
        await page.goto(stage.platform.url)
        hrefs = await page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        lost = []
        for href in sorted({href.partition("#")[0] for href in hrefs}):
            answer = await visitor.request.get(href)
            if answer.status != 200:
                lost.append((href, answer.status))
        await page.close()
        assert lost == []
