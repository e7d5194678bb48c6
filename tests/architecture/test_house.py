"""The house rules that no linter knows: every service has its files, its rows and its diagrams."""

import importlib
from pathlib import Path

import pytest

from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.web.actions import routes_of
from services.chassis.web.app import build_app

ROOT = Path(__file__).parents[2]
NAMES = ("incubator_registry", "project_tracking", "jobrotation_funding", "innovation_journal")
# A file becomes a package of the same name once it passes what one can hold in the head.
ROOMS = ("main", "api", "views", "reactions", "queries", "access", "use_cases")
SETTINGS = Settings(
    mongo_url="mongodb://127.0.0.1:1",
    kafka="127.0.0.1:1",
    issuer="http://127.0.0.1:1",
    bearer_key="k" * 32,
    master_key="0" * 64,
)
LONGEST_FILE = 400


def service(name: str) -> Service:
    found: Service = importlib.import_module(f"services.{name}.main").SERVICE
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_service_has_the_same_file_names_as_the_others(name: str) -> None:
    room = ROOT / "services" / name
    found = {path.stem for path in room.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert set(ROOMS) - found == set()
    assert (room / "README.md").exists()


@pytest.mark.parametrize("name", NAMES)
def test_every_route_reaches_an_action_that_has_a_row(name: str) -> None:
    found = service(name)
    runtime = type("Runtime", (), {"service": found})()
    document = build_app(found, SETTINGS, runtime).openapi()
    strangers = [(m, path, action) for m, path, action in routes_of(document) if action not in found.table.rows]
    assert strangers == []


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_reached_by_a_route_or_a_page(name: str) -> None:
    found = service(name)
    runtime = type("Runtime", (), {"service": found})()
    reached = {action for _, _, action in routes_of(build_app(found, SETTINGS, runtime).openapi())}
    pages = "".join(path.read_text() for path in (ROOT / "services" / name).glob("pages*.py"))
    assert [action for action in found.access.rows if action not in reached and action not in pages] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_diagrams_of_the_readme_are_those_of_the_tables(name: str) -> None:
    text = (ROOT / "services" / name / "README.md").read_text()
    missing = [kind for kind, lifecycle in service(name).lifecycles().items() if lifecycle.diagram() not in text]
    assert missing == []


def test_a_file_stays_short_enough_to_hold_in_the_head() -> None:
    files = [path for room in ("services", "contracts", "deploy", "tests") for path in (ROOT / room).rglob("*.py")]
    long = {
        str(path.relative_to(ROOT)): n for path in files if (n := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}
