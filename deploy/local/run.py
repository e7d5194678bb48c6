"""The whole of `make run`: checks, database and broker, topics, services, the door, and then the story."""

import asyncio
import os
import signal
import sys
import time

from deploy.local import jars, preflight
from deploy.local.caddy import Caddy
from deploy.local.kafka import Kafka
from deploy.local.mongod import Mongod
from deploy.local.place import Place, cache, check_room
from deploy.local.program import lift_limits
from deploy.local.screen import Screen
from deploy.local.supervisor import Supervisor, together
from deploy.local.trouble import Trouble
from deploy.local.wiring import Wiring


class Run:
    """One run of the platform in one state folder, which is held already."""

    def __init__(self, place: Place, screen: Screen) -> None:
        self.begun = time.monotonic()
        self.place, self.screen = place, screen
        self.door = preflight.door()
        self.mongo_url = preflight.named("PEPINIERE_MONGO_URL", "une base MongoDB")
        self.kafka = preflight.named("PEPINIERE_KAFKA", "un courtier Kafka")
        check_room(place.folder, cache())
        self.ports = place.ports()
        self.supervisor = Supervisor(place.sub("journaux"), screen)

    async def play(self) -> None:
        """Start everything, play the story, then hold until a person or the system asks to stop."""
        self._listen()
        async with self.supervisor:
            wiring = await self._open()
            self._announce(wiring)
            await self._story(wiring)
            await asyncio.Event().wait()

    def _announce(self, wiring: Wiring) -> None:
        took = time.monotonic() - self.begun
        self.screen.plain(f"Ready: {wiring.public_url}/", "bold green")
        self.screen.plain(f"Ouvert en {took:.1f} s. Ctrl-C arrête tout. Journaux : {self.place.sub('journaux')}")

    async def _open(self) -> Wiring:
        mongod = Mongod(self.place.folder / "mongod", self.ports["mongod"])
        broker = f"127.0.0.1:{self.ports['kafka']}"
        wiring = Wiring(self.place, self.door, self.ports, self.mongo_url or mongod.url, self.kafka or broker)
        await together(self._database(mongod), self._broker(wiring), self.supervisor.start(*wiring.companions()))
        door = Caddy(self.place.sub("caddy"), self.door, self.ports)
        await together(self.supervisor.start(*wiring.services()), self.supervisor.start(door.program()))
        return wiring

    async def _database(self, mongod: Mongod) -> None:
        if self.mongo_url is None:
            await self.supervisor.start(mongod.program())

    async def _broker(self, wiring: Wiring) -> None:
        if self.kafka is None:
            await self.supervisor.start((await asyncio.to_thread(self._own_kafka)).program())
        from deploy.local import topics  # heavy to import, and the broker takes longer to start

        await topics.ensure(wiring.kafka, wiring.environment()["PEPINIERE_PREFIX"])

    def _own_kafka(self) -> Kafka:
        with self.screen.fetching() as progress:
            checked = jars.ensure(cache() / "kafka", progress)
        broker = Kafka(self.place.folder / "kafka", self.ports["kafka"], self.ports["kafka_controller"], tuple(checked))
        broker.prepare()
        return broker

    async def _story(self, wiring: Wiring) -> None:
        if os.environ.get("STORY") == "0":
            return
        if (code := await self.supervisor.play(wiring.story())) != 0:
            self.screen.plain(
                f"L'histoire s'est interrompue (code {code}). La plateforme, elle, reste ouverte. "
                "Au prochain lancement l'histoire reprend où elle s'est arrêtée.",
                "yellow",
            )

    def _listen(self) -> None:
        """Ctrl-C, SIGTERM and a closed terminal stop everything in order; asked twice, at once."""
        loop, whole, asked = asyncio.get_running_loop(), asyncio.current_task(), asyncio.Event()

        def ask() -> None:
            if asked.is_set():
                self.supervisor.kill()
            elif whole is not None:
                asked.set()
                self.screen.plain("Arrêt en cours…", "bold")
                whole.cancel()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, ask)


def main() -> int:
    """Run until asked to stop; 0 then, 1 for a trouble that the person can settle."""
    screen, place = Screen(), Place()
    lift_limits()
    try:
        with place.held():
            asyncio.run(Run(place, screen).play())
    except asyncio.CancelledError:
        screen.plain("Tout est arrêté.", "bold")
    except Trouble as trouble:
        screen.plain(str(trouble), "bold red")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
