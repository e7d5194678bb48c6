"""How far the story is: a bar on a terminal, lines ``PROGRESS <n>/<total> <sentence>`` for a program that reads us."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Bar:
    """The progress of ``total`` steps. Use it as ``with``."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.words = total, 0, ""
        self._terminal = sys.stdout.isatty()
        columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
        self._progress = Progress(*columns, console=Console(), transient=True, disable=not self._terminal)
        self._task = self._progress.add_task("L'histoire commence", total=total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def scene(self, words: str) -> None:
        """What is played from now on."""
        self.words = words
        self._progress.update(self._task, description=words)
        self._line()

    def step(self) -> None:
        """One step more is done."""
        self.done += 1
        self._progress.update(self._task, advance=1)
        if self.done == self.total:
            self._line()

    def _line(self) -> None:
        if not self._terminal:
            print(f"PROGRESS {self.done}/{self.total} {self.words}", flush=True)
