"""The only public door: what it lets through, what it keeps inside, and how it says no."""

import http.server
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]
import pytest

from deploy.local.caddy import BEHIND, Caddy
from deploy.local.place import free_port
from deploy.local.program import Server


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with its own name, the path it was asked for and where the question came from."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        name = getattr(self.server, "said_name")  # noqa: B009 - the class has no such field
        asked = {"program": name, "path": self.path, "from": self.headers.get("X-Forwarded-For")}
        body = json.dumps(asked).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Server", "python")
        if self.path.endswith("/api-reference"):
            self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the screen."""


@dataclass
class House:
    """A door with four programs behind it."""

    client: httpx.Client
    backs: dict[str, http.server.ThreadingHTTPServer]
    folder: Path
    server: Server

    def asked(self, path: str) -> tuple[str, str]:
        said = self.client.get(path).raise_for_status().json()
        return said["program"], said["path"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    backs = {name: http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo) for name in BEHIND.values()}
    for name, back in backs.items():
        back.said_name = name  # type: ignore[attr-defined]
        threading.Thread(target=back.serve_forever, daemon=True).start()
    folder, port = tmp_path_factory.mktemp("caddy"), free_port()
    door = Caddy(folder, port, {name: back.server_port for name, back in backs.items()})
    server = Server(door.program(), folder / "caddy.log")
    server.start()
    server.wait_ready()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
        yield House(client, backs, folder, server)
    server.stop()
    for back in backs.values():
        back.shutdown()
        back.server_close()


@pytest.mark.parametrize(
    ("path", "program"),
    [
        ("/", "portal"),
        ("/evenements", "portal"),
        ("/evenements/application", "portal"),
        ("/etat", "portal"),
        ("/static/pepiniere.css", "portal"),
        ("/registre", "incubator_registry"),
        ("/registre/incubateurs?page=2", "incubator_registry"),
        ("/api/incubator_registry/v1/calls", "incubator_registry"),
        ("/api/project_tracking/v1/experiments/x?after=y", "project_tracking"),
        ("/identite/jwks", "identity"),
    ],
)
def test_each_public_address_reaches_its_program_with_its_whole_path(house: House, path: str, program: str) -> None:
    assert house.asked(path) == (program, path)


@pytest.mark.parametrize(
    "path",
    [
        "/metrics",
        "/flow",
        "/clock",
        "/livez",
        "/readyz",
        "/api/incubator_registry/metrics",
        "/api/incubator_registry/v1",
        "/api/jobrotation_funding/v2/grants",
        "/registres",
        "/identitex",
        "/openapi.json",
        "/.env",
    ],
)
def test_what_is_not_named_is_not_public(house: House, path: str) -> None:
    answer = house.client.get(path)
    assert answer.status_code == 404
    assert "Adresse inconnue" in answer.text


@pytest.mark.parametrize("path", ["/", "/metrics", "/api/project_tracking/v1/experiments"])
def test_every_answer_bears_the_strict_headers_and_names_no_program(house: House, path: str) -> None:
    headers = house.client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert not {"Server", "Via", "X-Powered-By"} & set(headers)


def test_a_page_that_states_its_own_policy_keeps_it(house: House) -> None:
    answer = house.client.get("/api/project_tracking/v1/api-reference")
    assert answer.headers.get_list("Content-Security-Policy") == ["default-src 'self'"]


def test_a_caller_cannot_pretend_to_come_from_elsewhere(house: House) -> None:
    said = house.client.get("/etat", headers={"X-Forwarded-For": "203.0.113.7"}).json()
    assert said["from"] == "127.0.0.1"


def test_another_host_name_is_served_nothing(house: House) -> None:
    answer = house.client.get("/", headers={"Host": f"exemple.fr:{house.client.base_url.port}"})
    assert (answer.status_code, answer.content) == (421, b"")
    assert house.client.get("/", headers={"Host": f"localhost:{house.client.base_url.port}"}).status_code == 200


def test_an_oversized_body_is_refused_in_the_api_s_own_form(house: House) -> None:
    answer = house.client.post("/api/project_tracking/v1/reports", content=b"x" * 2_100_000)
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "Envoi trop lourd"


def test_its_administration_is_off_and_its_data_stay_in_its_folder(house: House) -> None:
    sockets = psutil.Process(house.server.pid).net_connections()
    assert {(one.laddr.ip, one.laddr.port) for one in sockets if one.status == psutil.CONN_LISTEN} == {
        ("127.0.0.1", house.client.base_url.port)
    }
    assert {file.name for file in house.folder.iterdir()} <= {"caddy", "caddy.log", "last_clean.json", "locks"}


def test_a_service_that_is_away_is_said_in_french_and_comes_back_without_the_door(house: House) -> None:
    back = house.backs["project_tracking"]
    port = back.server_port
    back.shutdown()
    back.server_close()
    answer = house.client.get("/api/project_tracking/v1/reports")
    assert (answer.status_code, answer.json()["title"]) == (502, "Service indisponible")
    again = http.server.ThreadingHTTPServer(("127.0.0.1", port), Echo)
    again.said_name = "project_tracking"  # type: ignore[attr-defined]
    house.backs["project_tracking"] = again
    threading.Timer(0.5, again.serve_forever).start()  # the door holds the question until then
    begun = time.monotonic()
    assert house.asked("/api/project_tracking/v1/reports") == ("project_tracking", "/api/project_tracking/v1/reports")
    assert time.monotonic() - begun < 2.5
