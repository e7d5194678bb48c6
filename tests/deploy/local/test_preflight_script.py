"""The script that sees to system packages: installs them when it may, else says which."""

import os
import subprocess
from pathlib import Path

import pytest

from deploy.local.place import CHECKOUT

SCRIPT = CHECKOUT / "deploy" / "local" / "preflight"
WITH_CURL = "echo '	libcurl.so.4 (libc6,x86-64) => /lib/libcurl.so.4'"


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A folder of stand-ins for the system's own commands; apt-get writes down what it was asked."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "env", "grep"):
        (tools / name).symlink_to(Path("/usr/bin", name))
    put(tools, "apt-get", f'echo "$*" >> {tmp_path}/asked')
    return tools


def put(tools: Path, name: str, script: str) -> None:
    (tools / name).write_text(f"#!/bin/sh\n{script}\n")
    (tools / name).chmod(0o755)


def run(tools: Path, what: str, user: int, libraries: str) -> subprocess.CompletedProcess[str]:
    put(tools, "id", f"echo {user}")
    put(tools, "ldconfig", libraries)
    env = {**os.environ, "PATH": str(tools)}
    return subprocess.run([SCRIPT, what], env=env, capture_output=True, text=True, check=False)


def test_nothing_is_said_when_nothing_is_missing(system: Path) -> None:
    done = run(system, "run", 1000, WITH_CURL)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_missing_library_is_named_to_whoever_may_not_install(system: Path, tmp_path: Path) -> None:
    done = run(system, "run", 1000, "true")
    assert done.returncode == 1
    assert "sudo apt-get install libcurl4" in done.stderr
    assert not (tmp_path / "asked").exists()


def test_the_tests_need_a_browser_and_install_it_when_they_may(system: Path, tmp_path: Path) -> None:
    assert run(system, "run", 0, WITH_CURL).returncode == 0
    done = run(system, "test", 0, "true")
    assert done.returncode == 0
    assert "libcurl4 chromium" in (tmp_path / "asked").read_text().splitlines()[-1]


def test_an_installation_that_fails_is_told_too(system: Path) -> None:
    put(system, "apt-get", "exit 100")
    done = run(system, "test", 0, WITH_CURL)
    assert done.returncode == 1
    assert "sudo apt-get install chromium" in done.stderr
