"""Territories of the region as codes, and which one lies within which.

``region:32``, ``departement:59``, ``epci:200093201``, ``commune:59350``, ``fragile:bassin-minier``. A territory is the
set of its communes, so one lies within another when all of its communes do.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

DATA = Path(__file__).parent / "data"
REGION = "region:32"


@cache
def _read(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")))


def territory_rows() -> list[dict[str, str]]:
    """Every territory as a row of the list ``territories``, the widest first."""
    read, fragile = _read("territories"), _read("fragile_territories")
    source = read["source"]
    flat = {"region": read["regions"], "departement": read["departements"]}
    rows = [(f"{kind}:{code}", name) for kind, names in flat.items() for code, name in names.items()]
    rows += [(f"{kind}:{code}", row[0]) for kind in ("epci", "communes") for code, row in read[kind].items()]
    named = [dict(row, since=fragile["since"]) for row in fragile["entries"]]
    # The vintage says when the list was taken; its territories are offered for the whole programme.
    return named + [
        {"code": code.replace("communes:", "commune:"), "label": name, "source": source, "since": fragile["since"]}
        for code, name in rows
    ]


@cache
def perimeters() -> dict[str, frozenset[str]]:
    """The communes (INSEE codes) of every territory; ``*76`` stands for those outside the region, in département 76."""
    read = _read("territories")
    perimeters: dict[str, set[str]] = {f"departement:{code}": set() for code in read["departements"]}
    perimeters[REGION] = set(read["communes"])
    for code, (_, *departements) in read["epci"].items():
        perimeters[f"epci:{code}"] = {f"*{outside}" for outside in set(departements) - set(read["departements"])}
    for code, (_, departement, epci) in read["communes"].items():
        perimeters[f"commune:{code}"] = {code}
        perimeters[f"departement:{departement}"].add(code)
        if epci:
            perimeters[f"epci:{epci}"].add(code)
    for row in _read("fragile_territories")["entries"]:
        perimeters[row["code"]] = {commune for epci in row["epci"] for commune in perimeters[f"epci:{epci}"]}
    return {code: frozenset(communes) for code, communes in perimeters.items()}


def apart(code: str, other: str) -> bool:
    """Whether two territories are known to have no ground in common.

    One whose perimeter is not known (yet), or a code that is unknown, may lie anywhere: it is apart from nothing.
    """
    here, there = (perimeters().get(each, frozenset()) for each in (code, other))
    return bool(here and there) and here.isdisjoint(there)


def within(code: str, other: str) -> bool:
    """Whether a territory lies wholly within another, or is it.

    A named territory whose perimeter is not known yet lies within the region and contains only itself; an unknown
    code lies only within itself.
    """
    communes = perimeters().get(code)
    if code == other or communes is None:
        return code == other
    return communes <= perimeters().get(other, frozenset()) if communes else other == REGION
