"""Plays the demonstration story on a running platform: ``python -m deploy.local.story``."""

import asyncio
import os
import sys
import time
from pathlib import Path

from deploy.local.story.addresses import REGISTRY
from deploy.local.story.bar import Bar
from deploy.local.story.chapters.all import ENDS, scenes
from deploy.local.story.clocks import Clocks
from deploy.local.story.doors import Doors
from deploy.local.story.ending import told
from deploy.local.story.memory import Memory, Receipt
from deploy.local.story.player import RealPlayer
from deploy.local.story.rehearsal import Rehearsal
from deploy.local.story.scene import conduct, paris
from deploy.local.story.trouble import StoryStopped

FIRST = "organisation/deux-caps"
OVER = "the-end"
NAMES = ("incubator_registry", "project_tracking", "jobrotation_funding", "innovation_journal")
SERVICES = ",".join(f"{name}=http://127.0.0.1:{port}" for port, name in enumerate(NAMES, start=9001))


async def count() -> int:
    """How many steps the story has."""
    rehearsal = Rehearsal()
    await conduct(scenes(), rehearsal, lambda _: None)
    return len(rehearsal.steps)


async def play(public_url: str, services: dict[str, str], memory: Memory) -> tuple[str, bool]:
    """Play all that was not played yet; the text of the ending, and whether anything was left. Raises StoryStopped."""
    async with Doors(public_url) as doors, Clocks(services) as clocks:
        await check(memory, doors)
        with Bar(await count()) as bar:
            player = RealPlayer(doors, clocks, memory, bar)
            left = not player.knows(OVER)
            if left:
                await conduct(scenes(), player, bar.scene)
                await clocks.move(paris(ENDS))
                await clocks.run_on(paris(ENDS))
                memory.keep(OVER, Receipt(OVER))
        return told(player, public_url), left


async def check(memory: Memory, doors: Doors) -> None:
    """Forget what the file tells when the platform does not know it: its data were made anew."""
    if FIRST in memory:
        answer = await doors.ask(None, "GET", f"{REGISTRY}/organisations/{memory[FIRST].id}")
        if not answer.accepted:
            memory.forget()


def addresses(said: str) -> dict[str, str]:
    """The inner addresses of the services: ``name=url`` pairs parted by commas."""
    pairs = (pair.partition("=") for pair in said.split(",") if pair.strip())
    return {name.strip(): url.strip().rstrip("/") for name, _, url in pairs}


def main() -> int:
    """Play; 0 when the story is over, 1 when it stopped, with a plain sentence."""
    begun = time.monotonic()
    state = os.environ.get("PEPINIERE_STATE")
    memory = Memory(Path(state, "story.jsonl") if state else None)
    public_url = os.environ.get("PEPINIERE_PUBLIC_URL", "http://127.0.0.1:8080").rstrip("/")
    try:
        words, left = asyncio.run(play(public_url, addresses(os.environ.get("PEPINIERE_SERVICES", SERVICES)), memory))
    except StoryStopped as stopped:
        print(f"L'histoire s'arrête ici. {stopped}", file=sys.stderr)
        return 1
    print(words, f"Jouée en {time.monotonic() - begun:.0f} s." if left else "Elle l'était déjà.", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
