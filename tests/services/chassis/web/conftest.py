"""The garden opened on the real database, and a way to ask it whatever one likes."""

from collections.abc import AsyncIterator

import pytest

from services.chassis.web.pages import environment
from tests.services.chassis.web.asking import Garden
from tests.services.chassis.web.garden import GARDEN, TEMPLATES
from tests.support.service import opened


@pytest.fixture(scope="module")
async def garden(mongo_url: str, prefix: str) -> AsyncIterator[Garden]:
    """One garden for a file; every test uses beds of its own."""
    async with opened(GARDEN, mongo_url, prefix) as house:
        app = house.client._transport.app  # type: ignore[attr-defined]
        app.state.templates = environment(TEMPLATES)
        yield Garden(house, app)
