"""The judges of pages do find what is wrong: a page made badly on purpose."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import BrowserContext

from tests.browser.support import check_page

SOUND = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Une page</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body><main><h1>Une page</h1><p>Rien à redire.</p></main></body></html>"""


@asynccontextmanager
async def serving(html: str) -> AsyncIterator[str]:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.read(4096)
        found = asked.startswith(b"GET / ")
        body = html.encode() if found else b""
        status, kind = ("200 OK", "text/html; charset=utf-8") if found else ("404 Not Found", "text/plain")
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


async def judged(browser: BrowserContext, old: str = "", new: str = "") -> str:
    """What is said of the sound page once `old` was replaced by `new`."""
    async with serving(SOUND.replace(old, new) if old else SOUND) as url:
        return "\n".join(await check_page(browser, url))


async def test_nothing_is_said_of_a_sound_page(browser: BrowserContext) -> None:
    assert await judged(browser) == ""


async def test_axe_finds_a_page_without_a_language(browser: BrowserContext) -> None:
    assert "axe: html-has-lang" in await judged(browser, ' lang="fr"', "")


async def test_vnu_finds_an_element_out_of_its_place(browser: BrowserContext) -> None:
    assert "vnu: " in await judged(browser, "<p>Rien à redire.</p>", "<ul><p>Rien à redire.</p></ul>")


async def test_a_script_that_fails_is_heard(browser: BrowserContext) -> None:
    assert "console: " in await judged(browser, "</main>", "</main><script>nothing.at.all()</script>")


async def test_a_file_that_is_missing_is_heard(browser: BrowserContext) -> None:
    assert "console: " in await judged(browser, "</h1>", '</h1><img src="/nowhere.png" alt="Rien">')


async def test_what_reaches_beyond_a_small_phone_is_seen(browser: BrowserContext) -> None:
    wide = '<p style="width: 600px">Trop large.</p>'
    assert "overflow at 320 px: p." in await judged(browser, "<p>Rien à redire.</p>", wide)
