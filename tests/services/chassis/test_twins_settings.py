"""Twins of the settings: what is wrong is said at start; without that, a process starts and fails much later."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from services.chassis import settings
from services.chassis.identity import bearer_hash
from services.chassis.mongo import connect, database
from services.chassis.relay import producer
from services.chassis.sealing import MasterKeys
from services.chassis.settings import PREFIX, Settings
from tests.services.chassis.test_settings import GOOD

Late = Callable[[Settings], Any]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def as_they_come() -> Settings:
    """The settings of the environment, and nothing said about them."""
    given: dict[str, Any] = {
        name.removeprefix(PREFIX).lower(): value for name, value in os.environ.items() if name.startswith(PREFIX)
    }
    return Settings.model_construct(None, **given)


def breaks(late: Late) -> Late:
    """What the process does with the value fails, and not in words for an operator."""

    async def seen(found: Settings) -> bool:
        with pytest.raises(Exception) as failed:  # noqa: PT011 - each library's own
            await late(found)
        return "PEPINIERE_" not in str(failed.value)

    return seen


async def seals(found: Settings) -> None:
    MasterKeys.of(found)


async def stores(found: Settings) -> None:
    client = connect(found.mongo_url, timeout_ms=100)
    try:
        await database(client, f"{found.prefix}registry")["meta"].find_one({})
    finally:
        client.close()


async def sends(found: Settings) -> None:
    sender = producer(found.kafka)
    try:
        await sender.start()
    finally:
        await sender.stop()


async def is_guessed(found: Settings) -> bool:
    """Whoever reads the database and tries short words as the key learns who signed in."""
    kept = bearer_hash(found.bearer_key, found.issuer, "helene.vasseur")
    return any(bearer_hash(word, found.issuer, "helene.vasseur") == kept for word in ("secret", "cle", "pepiniere"))


@pytest.mark.parametrize(
    ("name", "value", "seen_late"),
    [
        ("MASTER_KEY", "z" * 64, breaks(seals)),
        ("MONGO_URL", "localhost:27017", breaks(stores)),
        ("PREFIX", "a.b c$", breaks(stores)),
        ("KAFKA", "courtier", breaks(sends)),
        ("BEARER_KEY", "cle", is_guessed),
    ],
)
async def test_without_validation_a_wrong_setting_is_found_late_or_never(
    environment: pytest.MonkeyPatch, name: str, value: str, seen_late: Late
) -> None:
    environment.setenv(f"PEPINIERE_{name}", value)
    with pytest.raises(SystemExit, match=f"PEPINIERE_{name} "):
        settings.load()
    environment.setattr(settings, "Settings", as_they_come)
    assert await seen_late(settings.load())


def test_without_a_sentence_of_ours_a_wrong_secret_is_told_to_whoever_reads_the_logs(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("PEPINIERE_MASTER_KEY", "presque-la-cle")
    with pytest.raises(SystemExit) as ended:
        settings.load()
    assert "presque-la-cle" not in str(ended.value)
    environment.setattr(settings, "_sentence", str)
    with pytest.raises(SystemExit) as ended:
        settings.load()
    assert "presque-la-cle" in str(ended.value)
