"""Pages looked at by outside judges: axe, vnu, the console of Chromium, and the width of a small phone."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page, async_playwright

from tests.support.html import html_errors

SMALL, WIDE = 320, 1280
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What reaches beyond the window: the page, or an element that no scrolling frame holds.
OVERFLOW = """() => {
    const width = document.documentElement.clientWidth;
    return document.documentElement.scrollWidth > width
        ? [...document.querySelectorAll("body *")]
            .filter((each) => each.getBoundingClientRect().right > width + 1)
            .map((each) => each.tagName.toLowerCase() + "." + each.className).slice(0, 5)
        : [];
}"""


def chromium() -> str | None:
    """The Chromium to use: named in the environment, the machine's, or (None) the one that playwright brings."""
    return os.environ.get("PEPINIERE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@asynccontextmanager
async def browsing() -> AsyncIterator[BrowserContext]:
    """A fresh browser with a profile of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        async with async_playwright() as playwright:
            context = await playwright.chromium.launch_persistent_context(
                profile, executable_path=chromium(), headless=True, args=list(QUIET), locale="fr-FR"
            )
            try:
                yield context
            finally:
                await context.close()


async def check_page(context: BrowserContext, url: str, *, axe: bool = True) -> list[str]:
    """Everything that is wrong with a page, in words; empty when it is sound.

    ``axe`` takes a minute or more for a page of ten thousand elements: leave it out where a shorter one of the same
    template is looked at.
    """
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"console: {error}"))
    try:
        await page.set_viewport_size({"width": WIDE, "height": 900})
        answer = await page.goto(url)
        raw = await answer.text() if answer else ""
        vnu = [f"vnu: {error}" for error in await asyncio.to_thread(html_errors, raw)]
        return [*said, *vnu, *await _axe(page, axe), *await _narrow(page, axe)]
    finally:
        await page.close()


async def _axe(page: Page, wanted: bool) -> list[str]:
    if not wanted:
        return []
    found = await Axe().run(page)
    return [
        f"axe: {violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


async def _narrow(page: Page, axe: bool) -> list[str]:
    """The same page once more, on a small phone and with dark colours."""
    await page.set_viewport_size({"width": SMALL, "height": 700})
    await page.emulate_media(color_scheme="dark")
    return [f"overflow at {SMALL} px: {element}" for element in await page.evaluate(OVERFLOW)] + [
        problem.replace("axe:", f"axe at {SMALL} px, dark:") for problem in await _axe(page, axe)
    ]


async def screenshot(context: BrowserContext, url: str, file: Path, width: int = WIDE) -> None:
    """A picture of the whole page at this width (pixels)."""
    page = await context.new_page()
    await page.set_viewport_size({"width": width, "height": 900})
    await page.goto(url)
    await page.screenshot(path=file, full_page=True)
    await page.close()
