"""What the person sees: one coloured line per thing that happened, and bars for what takes time."""

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from deploy.local import lines
from deploy.local.jars import Jar

COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "bright_cyan", "bright_green", "bright_magenta")
STYLES = {"warning": "yellow", "error": "red", "critical": "bold red"}
WIDTH = 19


class Screen:
    """Writes to the terminal; every program has its colour. PEPINIERE_VERBOSE=1 shows every log line."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self._next = itertools.cycle(COLOURS)
        self._colours: dict[str, str] = {}
        self._all = os.environ.get("PEPINIERE_VERBOSE", "") not in ("", "0")

    def say(self, name: str, words: str, style: str = "") -> None:
        """One line under a program's name."""
        colour = self._colours.setdefault(name, next(self._next))
        self.console.print(Text.assemble((f"{name:<{WIDTH}}│ ", colour), (words, style)))

    def log(self, name: str, line: str, lowest: str) -> None:
        """A program's own log line, if it matters enough."""
        level, words = lines.read(line)
        if self._all or lines.is_shown(level, lowest):
            self.say(name, words, STYLES.get(level, "dim"))

    def plain(self, words: str, style: str = "") -> None:
        """A line of our own."""
        self.console.print(Text(words, style))

    @contextmanager
    def fetching(self) -> Iterator[Callable[[list[Jar]], Callable[[Jar], None]]]:
        """Lends `jars.ensure` a bar, which appears only when there is something to fetch."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.console, transient=True, disable=not self.console.is_terminal) as bar:

            def begin(wanted: list[Jar]) -> Callable[[Jar], None]:
                if bar.disable:
                    self.plain(f"Téléchargement de Kafka : {len(wanted)} fichiers, une seule fois…")
                task = bar.add_task("Téléchargement de Kafka (une seule fois)", total=len(wanted))
                return lambda _: bar.advance(task)

            yield begin
