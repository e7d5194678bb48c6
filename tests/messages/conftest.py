"""One speaking and one listening process shared by the message tests of a worker; notes keep the tests apart."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from uuid_utils import uuid4

from tests.messages.house import House


@pytest.fixture(scope="session")
async def house(mongo_url: str, kafka: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Both services up, in processes of their own."""
    logs: Path = tmp_path_factory.mktemp("toy")
    built = House(mongo_url, kafka, f"messages_{str(uuid4())[-8:]}_", logs, str(logs / "broken"))
    try:
        await built.build()
        await built.start("speaker")
        await built.start("listener")
        yield built
    finally:
        await built.close()


@pytest.fixture
async def own_house(mongo_url: str, kafka: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house whose processes the test starts and kills itself."""
    built = House(mongo_url, kafka, f"own_{str(uuid4())[-8:]}_", tmp_path)
    try:
        await built.build()
        yield built
    finally:
        await built.close()
