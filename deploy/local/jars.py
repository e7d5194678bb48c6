"""The broker's jars: exact coordinates and SHA-256 in a lock, fetched once into a cache, checked at every start."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from deploy.local.trouble import Trouble

LOCK = Path(__file__).with_name("kafka.lock")
AT_ONCE = 8


@dataclass(frozen=True)
class Jar:
    """One jar: where it comes from and what it must be, byte for byte."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file(self) -> str:
        """Its file name."""
        return f"{self.artifact}-{self.version}.jar"


def read_lock(lock: Path = LOCK) -> list[Jar]:
    """The jars of the lock file, one a line: `group:artifact:version sha256`."""
    lines = [line for line in lock.read_text().splitlines() if line and not line.startswith("#")]
    return [Jar(*line.replace(" ", ":").split(":", 3)) for line in lines]


def sha256(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def check(jars: Iterable[Jar], folder: Path) -> None:
    """Raises `Trouble` naming the first jar that is missing or is not what the lock says."""
    for jar in jars:
        file = folder / jar.file
        if not file.is_file():
            raise Trouble(f"Le fichier {file} manque. Relancez la même commande : il sera repris.")
        if sha256(file) != jar.sha256:
            raise Trouble(
                f"Le fichier {file} n'est pas celui que Pépinière attend (son empreinte SHA-256 diffère de "
                f"{LOCK.name}). Il a été abîmé ou modifié : supprimez-le, puis relancez la même commande, "
                "il sera repris."
            )


def missing(jars: Iterable[Jar], folder: Path) -> list[Jar]:
    """Those that were never fetched."""
    return [jar for jar in jars if not (folder / jar.file).exists()]


def fetch(jars: list[Jar], folder: Path, done: Callable[[Jar], None]) -> None:
    """Fetch what is missing, several at once; a jar enters the folder only when its SHA-256 is right.

    `done` is called once a jar, from this thread. Raises `Trouble` when the registry does not answer or answers
    something else than what the lock says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as desk, ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = {pool.submit(fetch_one, jar, Path(desk), folder): jar for jar in jars}
        try:
            for future in as_completed(waiting):
                future.result()
                done(waiting[future])
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def fetch_one(jar: Jar, desk: Path, folder: Path) -> None:
    """Fetch one jar to the desk, look at it, and put it on the shelf."""
    # Imported here: a start that has all its jars never pays for it.
    from jgo.maven import MavenContext
    from requests import RequestException

    registry = MavenContext(repo_cache=desk / jar.file, local_repos=[], timeout=30)
    try:
        got = registry.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
    except (RequestException, RuntimeError, OSError) as error:
        raise Trouble(
            f"{jar.file} n'a pas pu être téléchargé : le dépôt de paquets Java n'est pas joignable ou ne l'a pas "
            "(Kafka en a besoin, une seule fois). Vérifiez la connexion à Internet ou le mandataire "
            "(HTTPS_PROXY), puis relancez la même commande : ce qui est déjà là est gardé."
        ) from error
    if sha256(got) != jar.sha256:
        raise Trouble(
            f"Le dépôt de paquets Java a servi un {jar.file} qui n'est pas celui que Pépinière attend "
            f"(son empreinte SHA-256 diffère de {LOCK.name}) : rien n'a été gardé. Relancez ; si cela se répète, "
            "un intermédiaire modifie les téléchargements."
        )
    shutil.move(got, folder / jar.file)


def ensure(folder: Path, progress: Callable[[list[Jar]], Callable[[Jar], None]]) -> list[Path]:
    """The checked jars of the lock, fetched first where they are missing. `progress` opens a bar for so many jars."""
    jars = read_lock()
    if wanted := missing(jars, folder):
        fetch(wanted, folder, progress(wanted))
    check(jars, folder)
    return [folder / jar.file for jar in jars]
