"""What all tests share: one real database and one real broker for the run, a prefix to be apart, and hypothesis."""

import os
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, settings

from deploy.local.kafka import serves
from deploy.local.mongod import takes_writes
from tests.servers import KAFKA, MONGO, Pair, Shared

PATIENCE = 60.0  # seconds

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

shared = Shared()


def pytest_configure(config: pytest.Config) -> None:
    """With several workers, their controller starts the pair before they are born; the addresses are inherited.

    Fault tests have pairs of their own.
    """
    first = not hasattr(config, "workerinput") and config.getoption("numprocesses", None)
    if first and config.getoption("markexpr") != "faults":
        shared.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whoever started the pair stops it."""
    shared.stop()


def until(ready: Callable[[], bool], what: str) -> None:
    """Wait for a server that somebody else has started."""
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} does not answer")
        time.sleep(0.05)


@pytest.fixture(scope="session")
def mongo_url() -> str:
    """The address of a real replica set that takes writes."""
    shared.start()
    until(lambda: takes_writes(os.environ[MONGO]), "MongoDB")
    return os.environ[MONGO]


@pytest.fixture(scope="session")
def kafka() -> str:
    """The bootstrap address of a real broker that serves."""
    shared.start()
    with ThreadPoolExecutor(1) as aside:  # it needs an event loop, and ours belongs to the tests
        until(lambda: aside.submit(serves, os.environ[KAFKA]).result(), "Kafka")
    return os.environ[KAFKA]


@pytest.fixture(scope="session")
def new_prefix() -> Iterator[Callable[[], str]]:
    """Makes prefixes for databases, topics and groups that nobody else uses; what bears them is removed at the end."""
    made: list[str] = []

    def make() -> str:
        made.append(f"t{uuid.uuid4().hex[:10]}_")
        return made[-1]

    yield make
    shared.forget(made)


@pytest.fixture(scope="module")
def prefix(new_prefix: Callable[[], str]) -> str:
    """The prefix of one test file."""
    return new_prefix()


@pytest.fixture
def fresh_prefix(new_prefix: Callable[[], str]) -> str:
    """The prefix of one test."""
    return new_prefix()


@pytest.fixture(scope="module")
def own_pair() -> Iterator[Pair]:
    """A database and a broker that this file alone may kill; it comes back with both serving."""
    pair = Pair()
    pair.start()
    pair.wait_ready()
    yield pair
    pair.stop()
