"""The pages of the public register, looked at in Chromium on a desktop and on a phone, with an incubator in them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
import uvicorn
from playwright.async_api import BrowserContext

from contracts import project_tracking as told
from services.incubator_registry.main import SERVICE
from services.incubator_registry.rights import OwnRights
from tests.browser.support import check_page
from tests.services.incubator_registry import accepting
from tests.services.incubator_registry.cast import ADMINISTRATOR
from tests.services.incubator_registry.hearing import hear
from tests.support.ports import free_port
from tests.support.service import House, hash_of, opened

PATHS = {
    "list": "/registre",
    "incubator": "/registre/incubateurs/{incubator}",
    "coverage": "/registre/couverture",
    "calls": "/registre/appels",
    "call": "/registre/appels/{call}",
    "missing": "/registre/incubateurs/none",
}


@pytest.fixture(scope="module")
async def addresses(mongo_url: str, prefix: str) -> AsyncIterator[dict[str, str]]:
    """The address of each page, of a register where one incubator is open and owes a report."""
    service = replace(SERVICE, rights=OwnRights(lambda: hash_of(ADMINISTRATOR)))
    async with opened(service, mongo_url, prefix) as house:
        convention = await accepting.running(house)
        await _experiments(house, convention.incubator)
        port = free_port()
        door = house.client._transport
        assert isinstance(door, httpx.ASGITransport)
        config = uvicorn.Config(door.app, port=port, lifespan="off", log_config=None, access_log=False)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        known = {"incubator": convention.incubator, "call": convention.granted.call}
        yield {name: f"http://127.0.0.1:{port}{path.format(**known)}" for name, path in PATHS.items()}
        server.should_exit = True
        await serving


async def _experiments(house: House, incubator: str) -> None:
    inside, of_it = {"incubator": incubator}, {"experiment": "x5"}
    await hear(house, "x5", (told.ExperimentDescribed, inside), (told.ExperimentStarted, inside))
    await hear(house, "r1", (told.ReportDue, of_it), (told.ReportOverdue, of_it))


@pytest.mark.parametrize("name", [name for name in PATHS if name != "missing"])
async def test_axe_and_vnu_find_nothing_in_a_page_of_the_register(
    browser: BrowserContext, addresses: dict[str, str], name: str
) -> None:
    assert await check_page(browser, addresses[name]) == []


async def test_a_page_that_is_not_there_is_a_sound_page(browser: BrowserContext, addresses: dict[str, str]) -> None:
    said = await check_page(browser, addresses["missing"])
    assert [problem for problem in said if "404" not in problem] == []
