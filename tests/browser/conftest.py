"""One Chromium for all the pages that a run looks at."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext

from tests.browser.support import browsing


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[BrowserContext]:
    """A browser that the session's tests share, each opening its own page."""
    async with browsing() as context:
        yield context
