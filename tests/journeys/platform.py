"""One platform for journeys: door, identity provider and services as processes, on the run's database and broker."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from deploy.local import topics
from deploy.local.caddy import Caddy
from deploy.local.place import CHECKOUT, SERVICES, Place, free_port
from deploy.local.program import Program, Server
from deploy.local.wiring import Wiring

REGISTRY, TRACKING, FUNDING, JOURNAL = SERVICES
STORY_PATIENCE = 900  # seconds: an overloaded machine is slow, not wrong


@dataclass
class Platform:
    """What runs, by name; each may be stopped and started again."""

    wiring: Wiring
    prefix: str
    servers: dict[str, Server] = field(default_factory=dict)

    @classmethod
    def on(cls, mongo_url: str, kafka: str, prefix: str) -> "Platform":
        """A platform in a folder of its own; nothing runs yet."""
        place = Place(Path(tempfile.mkdtemp(prefix="pepiniere-journey-")))
        platform = cls(Wiring(place, free_port(), place.ports(), mongo_url, kafka), prefix)
        programs = (*platform.wiring.companions(), *platform.wiring.services())
        platform.servers = {each.name: platform.server(each) for each in programs}
        door = Caddy(place.sub("caddy"), platform.wiring.door, dict(platform.wiring.ports))
        platform.servers["door"] = platform.server(door.program("/identite/jwks"))
        return platform

    def server(self, program: Program) -> Server:
        """A program under this platform's prefix, with its log beside the others."""
        own = replace(program, env={**program.env, "PEPINIERE_PREFIX": self.prefix})
        return Server(own, self.folder / f"{program.name}.log")

    @property
    def folder(self) -> Path:
        """Where logs and the story's progress are."""
        return self.wiring.place.folder

    @property
    def url(self) -> str:
        """The public address."""
        return self.wiring.public_url

    def start(self, *names: str) -> None:
        """Start these (all when none is named), and wait until each is ready."""
        chosen = [self.servers[name] for name in names or self.servers]
        for server in chosen:
            server.start()
        for server in chosen:
            server.wait_ready()

    def stop(self, *names: str) -> None:
        """Stop these, all when none is named."""
        chosen = names or tuple(reversed(self.servers))
        with ThreadPoolExecutor(len(chosen)) as together:
            list(together.map(lambda name: self.servers[name].stop(), chosen))

    def make_topics(self) -> None:
        """The topics of deploy/topics.yaml under this platform's prefix. (Aside: tests have an event loop.)"""
        with ThreadPoolExecutor(1) as aside:
            aside.submit(asyncio.run, topics.ensure(self.wiring.kafka, self.prefix)).result()

    def story(self, *, memory: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Play the story to its end, as `make run` does; with its progress file in another folder if one is named."""
        command = (sys.executable, "-m", "deploy.local.story")
        env = self.story_env(memory or self.folder)
        return subprocess.run(
            command, env=env, cwd=CHECKOUT, capture_output=True, text=True, timeout=STORY_PATIENCE, check=False
        )

    def story_cut(self, steps: int) -> None:
        """Play the story and kill it once it has played that many steps, as a power cut would."""
        command = (sys.executable, "-m", "deploy.local.story")
        with subprocess.Popen(
            command, env=self.story_env(self.folder), cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
        ) as story:
            assert story.stdout is not None
            for line in story.stdout:
                if line.startswith("PROGRESS") and int(line.split()[1].partition("/")[0]) >= steps:
                    break
            story.kill()

    def story_env(self, memory: Path) -> dict[str, str]:
        """The environment of the story's process."""
        own = {"PEPINIERE_PREFIX": self.prefix, "PEPINIERE_STATE": str(memory)}
        return {**os.environ, **self.wiring.story().env, **own}

    def receipts(self) -> dict[str, dict[str, Any]]:
        """What each step of the story answered."""
        lines = (self.folder / "story.jsonl").read_text(encoding="utf-8").splitlines()
        return {str(said["step"]): said for said in map(json.loads, lines)}


@contextmanager
def running(mongo_url: str, kafka: str, prefix: str) -> Iterator[Platform]:
    """A platform with everything started, stopped and forgotten at the end."""
    platform = Platform.on(mongo_url, kafka, prefix)
    platform.make_topics()
    try:
        platform.start()
        yield platform
    finally:
        platform.stop()
        shutil.rmtree(platform.folder, ignore_errors=True)
