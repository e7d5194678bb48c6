"""One supervised program: started, its output read line by line, started again with growing pauses when it dies."""

import asyncio
import contextlib
import os
import signal
import time
from collections import deque
from collections.abc import Callable
from logging import Formatter, LogRecord
from logging.handlers import RotatingFileHandler
from pathlib import Path

from deploy.local.program import Program, signal_group

PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds before the next start
STEADY = 60.0  # seconds of life after which the pauses begin anew
LONGEST_LINE = 4 * 1024 * 1024  # bytes
LOG_FILE = 5_000_000  # bytes, and one older file beside it


class Child:
    """Keeps one program alive until it is told to stop.

    `on_line` gets each line it writes, `on_event` a French sentence when it dies and is started again.
    """

    def __init__(
        self, program: Program, logs: Path, on_line: Callable[[str], None], on_event: Callable[[str], None]
    ) -> None:
        self.program = program
        self.deaths = 0
        self.pid: int | None = None
        self.last: deque[str] = deque(maxlen=12)
        self._on_line, self._on_event = on_line, on_event
        self._file = RotatingFileHandler(logs / f"{program.name}.log", maxBytes=LOG_FILE, backupCount=1, delay=True)
        self._file.setFormatter(Formatter("%(message)s"))
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to keep it alive."""
        self._task = asyncio.create_task(self._keep(), name=f"child {self.program.name}")

    async def stop(self) -> None:
        """SIGTERM to its group, SIGKILL after its grace; returns when nothing of it is left."""
        self._stopping.set()
        if self._task is None:
            return
        self.signal(signal.SIGTERM)
        _, late = await asyncio.wait([self._task], timeout=self.program.grace)
        if late:
            self.signal(signal.SIGKILL)
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._file.close()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all of its group, if it runs."""
        if self.pid is not None:
            signal_group(self.pid, number)

    async def _keep(self) -> None:
        misses = 0
        while not self._stopping.is_set():
            begun = time.monotonic()
            code = await self._once()
            if self._stopping.is_set():
                return
            self.deaths += 1
            misses = 0 if time.monotonic() - begun > STEADY else misses
            pause = PAUSES[min(misses, len(PAUSES) - 1)]
            misses += 1
            self._on_event(f"s'est arrêté de lui-même (code {code}), redémarre dans {pause:g} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def _once(self) -> int:
        """One life, from fork to the last of its group; its exit code."""
        ours, its = os.pipe()
        try:
            process = await self._spawn(its)
        except OSError as error:
            os.close(ours)
            self._read(f"{self.program.command[0]} : {error.strerror}")
            return 127
        finally:
            os.close(its)
        self.pid = process.pid
        if self._stopping.is_set():  # asked to stop between the decision to start and the fork
            self.signal(signal.SIGTERM)
        reading = asyncio.create_task(self._read_all(ours))
        code = await process.wait()
        await self._bury(process.pid)
        self.pid = None
        await asyncio.wait([reading], timeout=1)  # one that fled its group could hold the pipe for ever
        reading.cancel()
        return code

    async def _bury(self, group: int) -> None:
        """End whatever it had started itself, and wait until that is gone."""
        for _ in range(50):  # half a second; a dead one that nobody has reaped answers for ever
            if not signal_group(group, signal.SIGKILL):
                return
            await asyncio.sleep(0.01)

    async def _spawn(self, output: int) -> asyncio.subprocess.Process:
        # A pipe of our own: asyncio's wait() would last until everybody has closed its pipe, orphans included.
        return await asyncio.create_subprocess_exec(
            *self.program.tied(),
            env=self.program.environment(),
            cwd=self.program.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    async def _read_all(self, source: int) -> None:
        reader = asyncio.StreamReader(limit=LONGEST_LINE)
        pipe = os.fdopen(source, "rb", buffering=0)  # the transport closes it
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), pipe
        )
        try:
            while True:
                try:
                    line = await reader.readline()
                except ValueError:  # longer than any line we want; the rest of it follows
                    continue
                if not line:
                    return
                self._read(line.decode(errors="replace").rstrip())
        finally:
            transport.close()

    def _read(self, line: str) -> None:
        self.last.append(line)
        self._file.emit(LogRecord(self.program.name, 0, "", 0, line, None, None))
        self._on_line(line)
