"""Where everything of one checkout lives: state folder, cache, ports and secrets, and who holds them."""

import contextlib
import fcntl
import json
import os
import random
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.local.trouble import Trouble

CHECKOUT = Path(__file__).resolve().parents[2]
ROOM = 1_000_000_000  # bytes: the broker, the database and their journals need that much to breathe
# Below the range from which the kernel lends ports to outgoing connections, so that a port stays ours between runs.
PORTS = range(20_000, 32_000)
SERVICES = ("incubator_registry", "project_tracking", "jobrotation_funding", "innovation_journal")
INNER = ("mongod", "kafka", "kafka_controller", "identity", "portal", *SERVICES)


def cache() -> Path:
    """The folder for what is fetched once: PEPINIERE_CACHE, else the user's own cache."""
    named = os.environ.get("PEPINIERE_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(named) if named else Path(base, "pepiniere")


@dataclass(frozen=True)
class Place:
    """The state folder of one checkout."""

    folder: Path = Path(os.environ.get("PEPINIERE_STATE") or CHECKOUT / ".pepiniere")

    def sub(self, name: str) -> Path:
        """A folder inside, made when it is missing, closed to others."""
        for path in (self.folder, self.folder / name):
            path.mkdir(mode=0o700, exist_ok=True)
        return path

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for as long as the block lasts. Raises `Trouble` when another run holds it."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        with (self.folder / "verrou").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Trouble(
                    f"Pépinière tourne déjà dans ce dossier ({self.folder}). Utilisez l'instance ouverte, ou "
                    "arrêtez-la d'abord par Ctrl-C dans sa fenêtre."
                ) from error
            yield

    def ports(self) -> dict[str, int]:
        """The inner ports of this folder by name: chosen at the first run and kept, unless a stranger took one."""
        file = self.folder / "ports.json"
        known: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        ports = {name: known[name] if name in known and frees(known[name]) else free_port() for name in INNER}
        if len(set(ports.values())) < len(ports):  # the same one was drawn twice: draw again
            return self.ports()
        write_closed(file, json.dumps(ports, indent=1))
        return ports

    def secret(self, name: str) -> str:
        """A secret of 32 bytes in hexadecimal, made at the first run and readable by its owner only."""
        file = self.sub("secrets") / name
        if not file.exists():
            write_closed(file, secrets.token_hex(32))
        return file.read_text().strip()

    def forget(self) -> bool:
        """Remove the folder and all it knows; false when there was nothing. Raises `Trouble` while it is held."""
        if not self.folder.exists():
            return False
        with self.held():
            shutil.rmtree(self.folder)
        return True


def write_closed(file: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    part = file.with_suffix(".part")
    with open(part, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
        out.write(text)
    part.replace(file)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a program may listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def frees(port: int, patience: float = 8.0) -> bool:
    """Whether it is free now or soon: after a kill -9 of the run before, its programs need a moment to end."""
    end = time.monotonic() + patience
    while not is_free(port):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def free_port() -> int:
    """A port nobody listens on."""
    while True:
        port = random.choice(PORTS)  # noqa: S311 - not a secret
        if is_free(port):
            return port


def check_room(*folders: Path) -> None:
    """Raises `Trouble` when a disk has less than a gigabyte left."""
    for folder in folders:
        there = next(parent for parent in (folder, *folder.parents) if parent.exists())
        if (free := shutil.disk_usage(there).free) < ROOM:
            raise Trouble(
                f"Il reste {free // 1_000_000} Mo sur le disque de {there}, et il en faut 1 000. "
                "Libérez de la place, puis relancez la même commande."
            )
