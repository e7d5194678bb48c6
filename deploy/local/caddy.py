"""The only public door: Caddy, from its Python package, with deploy/caddy/Caddyfile and data in the state folder."""

import http.client
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from deploy.local.program import Program

BEHIND = {
    "REGISTRY": "incubator_registry",
    "TRACKING": "project_tracking",
    "FUNDING": "jobrotation_funding",
    "JOURNAL": "innovation_journal",
    "PORTAL": "portal",
    "IDENTITY": "identity",
}
FILE = Path(__file__).resolve().parents[1] / "caddy" / "Caddyfile"


def answers(port: int, path: str, host: str = "127.0.0.1") -> bool:
    """Whether a page answers 200 there."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@dataclass(frozen=True)
class Caddy:
    """The door: its folder, its public port, and the inner ports by name."""

    folder: Path
    port: int
    ports: dict[str, int]

    def program(self, path: str = "/") -> Program:
        """How to run it; it is ready when `path` answers through it."""
        caddy = str(Path(sysconfig.get_path("scripts"), "caddy"))
        command = (caddy, "run", "--adapter", "caddyfile", "--config", str(FILE))

        def ready() -> bool:
            return answers(self.port, path)

        return Program("caddy", command, ready, env=self._env(), folder=self.folder, console="error")

    def _env(self) -> dict[str, str]:
        return {
            "DOOR": f"http://127.0.0.1:{self.port}, http://localhost:{self.port}",
            "DOOR_PORT": str(self.port),
            "DOOR_STORAGE": str(self.folder),
            "XDG_DATA_HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
            **{name: f"127.0.0.1:{self.ports[program]}" for name, program in BEHIND.items()},
        }
