"""The README says what the code does."""

from pathlib import Path

import pytest

from contracts.catalogue import events_of
from services.chassis.access import Row
from services.innovation_journal import main

README = (Path(main.__file__).parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", main.SERVICE.access.rows.values(), ids=lambda row: row.action)
def test_the_readme_says_who_may_do_what(row: Row) -> None:
    assert f"| `{row.action}` | {', '.join(who.words for who in row.who)} |" in README


@pytest.mark.parametrize("kind", main.SERVICE.lifecycles())
def test_the_readme_draws_every_lifecycle(kind: str) -> None:
    assert main.SERVICE.lifecycles()[kind].diagram() in README


def test_the_readme_names_every_event() -> None:
    assert [event.fact for event in events_of(main.NAME) if f"`{event.dossier}.{event.fact}`" not in README] == []
