"""The pages of the public money, looked at in Chromium on a desktop and on a phone, with grants in them."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext

from services.jobrotation_funding.main import SERVICE
from tests.browser.serving import served
from tests.browser.support import check_page
from tests.services.jobrotation_funding import seen
from tests.support.service import opened


@pytest.fixture(scope="module")
async def address(mongo_url: str, prefix: str) -> AsyncIterator[str]:
    """Where the pages are, the payments of one grant held."""
    async with opened(SERVICE, mongo_url, prefix) as house:
        await seen.spring(house)
        async with served(house) as address:
            yield address


@pytest.mark.parametrize("path", ["/financements", "/financements/g1"])
async def test_axe_and_vnu_find_nothing_in_a_page_of_the_money(
    browser: BrowserContext, address: str, path: str
) -> None:
    assert await check_page(browser, address + path) == []


async def test_a_grant_that_is_not_there_is_a_sound_page(browser: BrowserContext, address: str) -> None:
    said = await check_page(browser, f"{address}/financements/none")
    assert [problem for problem in said if "404" not in problem] == []
