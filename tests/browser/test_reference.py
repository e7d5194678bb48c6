"""The reference pages of the APIs and the page of a refusal, looked at in Chromium on a desktop and on a phone."""

import asyncio
import importlib
from collections.abc import AsyncIterator

import pytest
import uvicorn
from playwright.async_api import BrowserContext

from services.chassis.runtime import Runtime
from services.chassis.service import Service
from services.chassis.web.app import api_root, build_app
from tests.browser.support import check_page
from tests.messages.toy.speaker import SPEAKER
from tests.support.ports import free_port
from tests.support.service import settings_for

NAMES = ("incubator_registry", "project_tracking", "jobrotation_funding", "innovation_journal")
# All reference pages come from one template: axe looks at the shortest, a toy service's with each kind of route.
TOY = "toy_speaker"


def named(name: str) -> Service:
    found: Service = SPEAKER if name == TOY else importlib.import_module(f"services.{name}.main").SERVICE
    return found


@pytest.fixture(scope="module", params=(*NAMES, TOY))
async def address(request: pytest.FixtureRequest, mongo_url: str, prefix: str) -> AsyncIterator[str]:
    """The API of each service at its own port."""
    service = named(request.param)
    settings, port = settings_for(mongo_url, prefix), free_port()
    runtime = Runtime(service, settings, "api")
    config = uvicorn.Config(build_app(service, settings, runtime), port=port, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}{api_root(service.name)}"
    server.should_exit = True
    await serving
    await runtime.stop()


async def test_outside_judges_find_nothing_in_a_reference_page(browser: BrowserContext, address: str) -> None:
    assert await check_page(browser, f"{address}/docs", axe=TOY in address) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_page_has_its_colours_by_day_and_by_night(browser: BrowserContext, address: str, scheme: str) -> None:
    page = await browser.new_page()
    try:
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await page.goto(f"{address}/docs")
        ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == {"light": "rgb(250, 248, 242)", "dark": "rgb(18, 22, 19)"}[scheme]
    finally:
        await page.close()


async def test_the_page_of_a_refusal_is_as_sound_as_the_others(browser: BrowserContext, address: str) -> None:
    found = await check_page(browser, address.partition("/api/")[0] + "/nulle-part")
    # Chromium tells in its console that the page itself is a 404, which is what it is.
    assert [fault for fault in found if "404 (Not Found)" not in fault] == []
