"""The story is played once, interrupted in its middle as by a power cut, and played on to its end."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest

pytest.register_assert_rewrite(
    *(
        f"tests.journeys.{name}"
        for name in (
            "stage",
            "call",
            "incubators",
            "experiments",
            "reports",
            "money",
            "journal",
            "pages",
            "facts",
            "facts_money",
            "again",
            "stops",
        )
    )
)

from deploy.local.place import SERVICES  # noqa: E402
from deploy.local.story.clocks import Clocks  # noqa: E402
from deploy.local.story.doors import Doors  # noqa: E402
from tests.journeys.pages import visitor  # noqa: E402, F401
from tests.journeys.platform import Platform, running  # noqa: E402
from tests.journeys.stage import Stage  # noqa: E402
from tests.journeys.told import Told  # noqa: E402

CUT_AT = 300  # steps


@pytest.fixture(scope="module")
def platform(mongo_url: str, kafka: str, new_prefix: Callable[[], str]) -> Iterator[Platform]:
    """The platform with everything running, and the story played to its end."""
    with running(mongo_url, kafka, new_prefix()) as platform:
        platform.story_cut(CUT_AT)
        played = platform.story()
        assert played.returncode == 0, played.stderr
        yield platform


@pytest.fixture(scope="module")
async def stage(platform: Platform) -> AsyncIterator[Stage]:
    """The platform with its doors open."""
    services = {name: f"http://127.0.0.1:{platform.wiring.ports[name]}" for name in SERVICES}
    async with Doors(platform.url) as doors, Clocks(services) as clocks:
        yield Stage(platform, doors, clocks, Told.on(platform), platform.receipts())
