"""The whole of `make run` on real parts: it opens, keeps what it knows, heals, and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import psutil  # type: ignore[import-untyped]
import pytest
from pymongo import MongoClient

from deploy.local.place import CHECKOUT, SERVICES, Place, free_port

pytestmark = pytest.mark.faults


@dataclass
class House:
    """One state folder and one door, opened and closed by hand."""

    place: Place
    door: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    def open(self) -> None:
        """Start it as `make run` does, and wait until it says that it is ready."""
        own = {"PEPINIERE_STATE": str(self.place.folder), "PORT": str(self.door), "STORY": "0"}
        command = (sys.executable, "-m", "deploy.local")
        self.process = subprocess.Popen(
            command, cwd=CHECKOUT, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if line.startswith(f"Ready: http://127.0.0.1:{self.door}/"):
                return
        raise AssertionError("".join(said))

    def close(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to stop; it must, with code 0 and its last words."""
        assert self.process is not None
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=40)
        assert self.process.returncode == 0, said
        assert "Tout est arrêté." in said

    def tree(self) -> list[psutil.Process]:
        """The programs that run now."""
        assert self.process is not None
        return list(psutil.Process(self.process.pid).children(recursive=True))

    def named(self, words: str) -> psutil.Process:
        """The running program whose command line has these words."""
        return next(one for one in self.tree() if words in " ".join(one.cmdline()))

    def ports(self) -> dict[str, int]:
        """The inner ports that it chose."""
        chosen: dict[str, int] = json.loads((self.place.folder / "ports.json").read_text())
        return chosen

    def opens(self) -> bool:
        """Whether a visitor sees the first page."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.door}/", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False

    def database(self) -> MongoClient[dict[str, object]]:
        """The local database, by its back door."""
        return MongoClient(f"mongodb://127.0.0.1:{self.ports()['mongod']}/?directConnection=true")


def eventually(true: Callable[[], bool], patience: float = 30) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def running(process: psutil.Process) -> bool:
    return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(Place(tmp_path_factory.mktemp("run") / ".pepiniere"))
    house.open()
    yield house
    if house.process is not None and house.process.poll() is None:
        house.close()


def test_the_door_opens_and_every_program_listens_on_the_loopback_only(house: House) -> None:
    assert house.opens()
    listening = {
        one.laddr for each in house.tree() for one in each.net_connections() if one.status == psutil.CONN_LISTEN
    }
    assert {address.ip.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
    assert {address.port for address in listening} == {house.door, *house.ports().values()}


@pytest.mark.parametrize("program", [*(f"chassis.run {service}" for service in SERVICES), "deploy.portal", "caddy run"])
def test_a_program_killed_by_force_is_started_again_and_the_others_are_not(house: House, program: str) -> None:
    before = {one.pid for one in house.tree()}
    victim = house.named(program)
    victim.kill()
    eventually(lambda: victim.pid not in {one.pid for one in house.tree()} and len(house.tree()) == len(before))
    assert before - {one.pid for one in house.tree()} == {victim.pid}
    eventually(house.opens)


def test_a_second_start_finds_its_data(house: House) -> None:
    with house.database() as client:
        client["essai"]["faits"].insert_one({"_id": "gardé"})
    kept, old = (house.ports(), house.place.secret("bearer-key")), house.tree()
    house.close(signal.SIGINT)
    assert not any(running(one) for one in old)
    house.open()
    assert (house.ports(), house.place.secret("bearer-key")) == kept
    with house.database() as client:
        assert client["essai"]["faits"].find_one() == {"_id": "gardé"}
