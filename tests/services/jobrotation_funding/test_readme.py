"""The README says what the code does."""

from pathlib import Path
from typing import Any

import pytest

from contracts.catalogue import events_of
from services.chassis.access import Row
from services.chassis.lifecycle import Lifecycle
from services.jobrotation_funding import main
from services.jobrotation_funding.grant_lifecycle import CLAIM_LIFECYCLE, RECOVERY_LIFECYCLE, REPORT_LIFECYCLE

README = (Path(main.__file__).parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", main.SERVICE.access.rows.values(), ids=lambda row: row.action)
def test_the_readme_says_who_may_do_what(row: Row) -> None:
    assert f"| `{row.action}` | {', '.join(who.words for who in row.who)} |" in README


def test_the_readme_names_every_event() -> None:
    assert [event.fact for event in events_of(main.NAME) if f"`{event.dossier}.{event.fact}`" not in README] == []


PARTS = {"claim": CLAIM_LIFECYCLE, "recovery": RECOVERY_LIFECYCLE, "report": REPORT_LIFECYCLE}


@pytest.mark.parametrize("lifecycle", PARTS.values(), ids=PARTS)
def test_the_readme_draws_the_parts_of_a_grant(lifecycle: Lifecycle[Any]) -> None:
    assert lifecycle.diagram() in README
