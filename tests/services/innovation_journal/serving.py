"""The journal behind a real HTTP server, for clients and browsers that know nothing of this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn

from tests.support.ports import free_port
from tests.support.service import House


@asynccontextmanager
async def serving(house: House) -> AsyncIterator[str]:
    """The address of the house's doors while they are open to the loopback."""
    door, port = house.client._transport, free_port()
    assert isinstance(door, httpx.ASGITransport)
    config = uvicorn.Config(door.app, port=port, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task
