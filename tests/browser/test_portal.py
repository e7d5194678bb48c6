"""The portal's pages, served by its own process and looked at in Chromium, on a desktop and on a phone."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.async_api import BrowserContext

from contracts.catalogue import TYPES
from tests.browser.support import check_page
from tests.support.ports import free_port

PATIENCE = 30.0  # seconds
LONGEST = max(TYPES, key=lambda name: len(TYPES[name].model_json_schema().get("$defs", {})))


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    """The address of a portal that runs as in production; one of its services is down."""
    port = free_port()
    mine = {"PEPINIERE_HTTP_PORT": str(port), "PEPINIERE_DEMO": "1"}
    process = subprocess.Popen([sys.executable, "-m", "deploy.portal"], env=os.environ | mine)
    try:
        url = f"http://127.0.0.1:{port}"
        await_answer(f"{url}/livez")
        yield url
    finally:
        process.terminate()
        process.wait(10)


def await_answer(url: str) -> None:
    """Wait until the process answers."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            httpx.get(url).raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


@pytest.mark.parametrize("path", ["/", "/evenements", f"/evenements/{LONGEST}", "/etat", "/accessibilite"])
async def test_axe_and_vnu_find_nothing_in_a_page_of_the_portal(
    browser: BrowserContext, portal: str, path: str
) -> None:
    assert await check_page(browser, f"{portal}{path}") == []
