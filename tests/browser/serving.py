"""A house of the tests served over HTTP, so that a browser can look at its pages."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn

from tests.support.ports import free_port
from tests.support.service import House


@asynccontextmanager
async def served(house: House) -> AsyncIterator[str]:
    """The address at which the house's pages are served for as long as the block lasts."""
    door = house.client._transport
    assert isinstance(door, httpx.ASGITransport)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(door.app, port=port, lifespan="off", log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving
