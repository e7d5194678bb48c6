"""A program of the machine: how it is started so that it cannot outlive us, asked whether it is ready, and stopped."""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from deploy.local.trouble import Trouble

# Linux only: the kernel sends the program SIGTERM when we die, even by kill -9. (A hook of our own between fork and
# exec would do the same, but must not be used in a process with threads.)
_TIE = (setpriv, "--pdeathsig", "TERM", "--") if (setpriv := shutil.which("setpriv")) else ()


@dataclass(frozen=True)
class Program:
    """What to start, and when it counts as started.

    `ready` is asked again and again, outside the event loop, until it is true; `patience` seconds at most.
    `grace` is the time in seconds between SIGTERM and SIGKILL. `console` is the lowest level of its log lines that
    is shown on the screen (the log file gets all).
    """

    name: str
    command: tuple[str, ...]
    ready: Callable[[], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    patience: float = 45.0
    grace: float = 10.0
    console: str = "warning"

    def tied(self) -> tuple[str, ...]:
        """The command, such that it cannot outlive us."""
        return (*_TIE, *self.command)

    def environment(self) -> dict[str, str]:
        """Our own environment, and what this program is told on top of it."""
        return {**os.environ, **self.env}


def lift_limits() -> None:
    """Let the programs that we start open as many files as the system permits (a database needs thousands)."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def signal_group(pid: int, number: signal.Signals) -> bool:
    """Send a signal to the whole process group led by `pid`; false when nobody of it is left."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


class Server:
    """A program started, awaited, killed and stopped by hand: for tests, which have no supervisor."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program = program
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it without waiting; its output is appended to the log file."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._process = self._spawn(output)

    def _spawn(self, output: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.program.tied(),
            env=self.program.environment(),
            cwd=self.program.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process id; a server that was not started has none, which is the caller's mistake."""
        if self._process is None:
            raise RuntimeError(f"{self.program.name} was not started")
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def wait_ready(self) -> None:
        """Wait until it is ready. Raises `Trouble` with its last lines when it dies or takes too long."""
        end = time.monotonic() + self.program.patience
        while not self.program.ready():
            if not self.alive or time.monotonic() > end:
                raise Trouble(f"{self.program.name} ne démarre pas. Ses dernières lignes :\n{last_lines(self.log)}")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL to the whole group, as a power cut would."""
        self._end(signal.SIGKILL, self.program.grace)

    def stop(self) -> None:
        """SIGTERM, then SIGKILL after the grace."""
        try:
            self._end(signal.SIGTERM, self.program.grace)
        except subprocess.TimeoutExpired:
            self.kill()

    def _end(self, number: signal.Signals, grace: float) -> None:
        if self._process is None:
            return
        signal_group(self._process.pid, number)
        self._process.wait(grace)
        signal_group(self._process.pid, signal.SIGKILL)
        self._process = None


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log file, for a message."""
    with contextlib.suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
    return ""
