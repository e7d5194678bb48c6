"""The examples of the contracts speak with the codes of the reference data."""

from collections.abc import Iterator
from typing import Any

import pytest

from contracts.catalogue import TYPES, example
from services.chassis import reference

# Field of an event → list of the reference data.
LISTS = {
    "public": "publics",
    "publics": "publics",
    "by_public": "publics",
    "territory": "territories",
    "territories": "territories",
    "by_territory": "territories",
    "sectors": "sectors",
    "strand": "strands",
    "nature": "natures",
    "project_natures": "project_natures",
    "axis": "axes",
    "other_axes": "axes",
    "origin": "origins",
    "evidence": "evidence_levels",
    "entries": "entries",
    "criterion": "criteria",
    "functions": "functions",
    "incubator_type": "incubator_types",
}


def said(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every (list, code) that an example says, wherever it is."""
    match value:
        case dict():
            for key, part in value.items():
                yield from said(part, name if key == "code" else key)
        case list():
            for part in value:
                yield from said(part, name)
        case str() if name in LISTS:
            yield LISTS[name], value


@pytest.mark.parametrize("name", TYPES)
def test_an_example_uses_codes_that_exist(name: str) -> None:
    assert [(known, code) for known, code in said(example(TYPES[name])) if code not in reference.codes(known)] == []
