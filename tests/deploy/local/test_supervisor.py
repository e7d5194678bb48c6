"""The supervisor: order, readiness, another life after a death, and nothing left behind."""

import asyncio
import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from rich.console import Console

from deploy.local import child as lives
from deploy.local.place import free_port
from deploy.local.program import Program
from deploy.local.screen import Screen
from deploy.local.supervisor import Supervisor
from deploy.local.trouble import Trouble

WAIT = "import time; print('là', flush=True); time.sleep(600)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WAIT
# Starts a process of its own, in the same group, whose id it prints.
PARENT = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {DEAF!r}]).pid, flush=True); " + WAIT


def python(name: str, code: str, ready: Callable[[], bool] = lambda: True, **more: float) -> Program:
    return Program(
        name, (sys.executable, "-c", code), ready, grace=more.get("grace", 5), patience=more.get("patience", 5)
    )


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def eventually(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not true():
            await asyncio.sleep(0.02)


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
async def supervisor(tmp_path: Path, output: io.StringIO) -> AsyncIterator[Supervisor]:
    async with Supervisor(tmp_path, Screen(Console(file=output, width=200))) as supervisor:
        yield supervisor


async def test_a_start_waits_until_the_program_is_ready(supervisor: Supervisor, tmp_path: Path) -> None:
    mark = tmp_path / "prêt"
    code = f"import pathlib, time; time.sleep(0.3); pathlib.Path({str(mark)!r}).touch(); time.sleep(600)"
    await supervisor.start(python("service", code, mark.exists))
    assert mark.exists()


async def test_a_service_that_dies_is_started_again_with_growing_pauses(
    supervisor: Supervisor, output: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lives, "PAUSES", (0.05, 0.1, 0.2))
    await supervisor.start(python("service", WAIT))
    (child,) = supervisor.children()
    seen: set[int] = set()
    for _ in range(3):
        await eventually(lambda: child.pid is not None and child.pid not in seen)
        assert child.pid is not None
        seen.add(child.pid)
        os.kill(child.pid, signal.SIGKILL)
    await eventually(lambda: child.pid is not None and child.pid not in seen)
    assert child.deaths == 3
    assert re.findall(r"code -9\), redémarre dans (\S+) s", output.getvalue()) == ["0.05", "0.1", "0.2"]


async def test_a_service_that_dies_is_missed_although_what_it_had_started_lives_on(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lives, "PAUSES", (0.01,))
    await supervisor.start(python("parent", PARENT))
    (child,) = supervisor.children()
    await eventually(lambda: any(line.isdecimal() for line in child.last))
    first, orphan = child.pid, int(next(line for line in child.last if line.isdecimal()))
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: child.pid not in (None, first))
    assert not alive(orphan)


async def test_a_service_that_cannot_start_ends_the_start_with_its_last_words(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lives, "PAUSES", (0.01,))
    with pytest.raises(Trouble, match=r"(?s)service n'a pas démarré.*réglage manquant : PEPINIERE_KAFKA"):
        await supervisor.start(
            python("service", "import sys; sys.exit('réglage manquant : PEPINIERE_KAFKA')", lambda: False),
            python("autre", WAIT, lambda: False),
        )


async def test_a_program_that_is_never_ready_is_not_awaited_for_ever(supervisor: Supervisor) -> None:
    with pytest.raises(Trouble, match="lent n'a pas démarré"):
        await supervisor.start(python("lent", WAIT, lambda: False, patience=0.3))


async def test_a_program_that_does_not_exist_is_told_by_name(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lives, "PAUSES", (0.01,))
    with pytest.raises(Trouble, match="pepiniere-absent"):
        await supervisor.start(Program("absent", ("pepiniere-absent",), lambda: False, patience=5))


async def test_stopping_leaves_no_process_of_any_group_behind(supervisor: Supervisor) -> None:
    await supervisor.start(python("base", WAIT), python("parent", PARENT), python("sourd", DEAF, grace=0.3))
    parent = supervisor.children()[1]
    await eventually(lambda: all(child.last for child in supervisor.children()))
    await eventually(lambda: any(line.isdecimal() for line in parent.last))
    pids = [child.pid for child in supervisor.children()] + [
        int(next(line for line in parent.last if line.isdecimal()))
    ]
    assert all(pid is not None and alive(pid) for pid in pids)
    await supervisor.stop()
    assert not any(pid is not None and alive(pid) for pid in pids)


async def test_the_last_started_is_stopped_first(supervisor: Supervisor, tmp_path: Path) -> None:
    order = tmp_path / "ordre"
    code = (
        "import signal, sys, time; "
        f"signal.signal(signal.SIGTERM, lambda *_: (open({str(order)!r}, 'a').write(sys.argv[1]), sys.exit())); "
        "print('là', flush=True); time.sleep(600)"
    )
    for name in "abc":
        await supervisor.start(Program(name, (sys.executable, "-c", code, name), lambda: True))
    await eventually(lambda: all(child.last for child in supervisor.children()))
    await supervisor.stop()
    assert order.read_text() == "cba"


async def test_every_line_goes_to_the_log_file_and_only_warnings_to_the_screen(
    supervisor: Supervisor, tmp_path: Path, output: io.StringIO
) -> None:
    code = """
import json, time
print(json.dumps({"level": "info", "event": "requête"}), json.dumps({"level": "error", "event": "panne"}),
      json.dumps({"s": "I", "msg": "connexion"}), "INFO:     ordinaire", "Traceback", sep="\\n", flush=True)
time.sleep(600)
"""
    await supervisor.start(python("service", code))
    await eventually(lambda: "Traceback" in output.getvalue())
    assert len((tmp_path / "service.log").read_text().splitlines()) == 5
    assert "panne" in output.getvalue()
    assert not any(hidden in output.getvalue() for hidden in ("requête", "connexion", "ordinaire"))


async def test_a_line_without_end_does_not_stop_the_reading(supervisor: Supervisor) -> None:
    code = f"print('x' * {lives.LONGEST_LINE * 2}); print('après', flush=True); import time; time.sleep(600)"
    await supervisor.start(python("bavard", code))
    (child,) = supervisor.children()
    await eventually(lambda: "après" in child.last)


RUN = """
import asyncio, sys
from pathlib import Path
from deploy.local import run
from deploy.local.place import Place
from deploy.local.program import Program
from deploy.local.wiring import Wiring

class Small(run.Run):
    async def _open(self):
        code = "import time, os; print(os.getpid(), flush=True); time.sleep(600)"
        await self.supervisor.start(*(Program(n, (sys.executable, "-c", code), lambda: True) for n in ("un", "deux")))
        return Wiring(self.place, self.door, self.ports, "", "")

run.Run = Small
sys.exit(run.main())
"""


@pytest.fixture
def small_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("PEPINIERE_STATE", str(tmp_path / ".pepiniere"))
    monkeypatch.setenv("STORY", "0")
    monkeypatch.setenv("PORT", str(free_port()))
    return [sys.executable, "-c", RUN]


def started(process: subprocess.Popen[str]) -> list[str]:
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ouvert"):
            break
    return lines


def pids(logs: Path) -> list[int]:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        found = [int(file.read_text()) for file in logs.glob("*.log") if file.read_text().strip()]
        if len(found) == 2:
            return found
        time.sleep(0.02)
    raise TimeoutError("the two programs did not say who they are")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_run_that_is_asked_to_stop_ends_well_and_leaves_no_process(
    small_run: list[str], tmp_path: Path, number: signal.Signals
) -> None:
    with subprocess.Popen(small_run, stdout=subprocess.PIPE, text=True) as process:
        assert any(line.startswith("Ready: http://127.0.0.1:") for line in started(process))
        running = pids(tmp_path / ".pepiniere" / "journaux")
        process.send_signal(number)
        assert process.stdout is not None
        assert "Tout est arrêté." in process.stdout.read()
        assert process.wait(15) == 0
    assert not any(alive(pid) for pid in running)


def test_a_run_that_is_killed_by_force_takes_its_programs_with_it(small_run: list[str], tmp_path: Path) -> None:
    with subprocess.Popen(small_run, stdout=subprocess.PIPE, text=True) as process:
        started(process)
        running = pids(tmp_path / ".pepiniere" / "journaux")
        process.kill()
    end = time.monotonic() + 10
    while any(alive(pid) for pid in running) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(alive(pid) for pid in running)


def test_a_second_run_in_the_same_folder_ends_at_once_with_a_sentence(small_run: list[str]) -> None:
    with subprocess.Popen(small_run, stdout=subprocess.PIPE, text=True) as first:
        started(first)
        second = subprocess.run(small_run, capture_output=True, text=True, timeout=20, check=False)
        first.terminate()
        first.communicate(timeout=15)
    assert second.returncode == 1
    assert "tourne déjà dans ce dossier" in second.stdout
    assert "Traceback" not in second.stdout + second.stderr
