"""Write ``data/territories.json`` from an unpacked npm package ``@etalab/decoupage-administratif``.

Run once per vintage: ``npm pack @etalab/decoupage-administratif@6.0.0``, unpack, then
``python -m services.chassis.reference.extract_territories <unpacked>/package 2026-03-09``.
"""

import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

REGION = "32"
TARGET = Path(__file__).parent / "data" / "territories.json"

Rows = list[dict[str, Any]]


def kept_communes(communes: Rows) -> Rows:
    """Today's communes of the region: delegated and associated ones have no territory of their own."""
    return [row for row in communes if row["type"] == "commune-actuelle" and row.get("region") == REGION]


def extract(communes: Rows, departements: Rows, epcis: Rows, regions: Rows) -> dict[str, Any]:
    """The region's territories; an EPCI that crosses its border keeps the départements outside it."""
    departement_of = {row["code"]: row["departement"] for row in communes if row["type"] == "commune-actuelle"}
    epci_of = {member["code"]: row["code"] for row in epcis for member in row["membres"]}
    kept = kept_communes(communes)
    kept_epcis = {epci_of[row["code"]] for row in kept if row["code"] in epci_of}
    return {
        "regions": {row["code"]: row["nom"] for row in regions if row["code"] == REGION},
        "departements": {row["code"]: row["nom"] for row in departements if row["region"] == REGION},
        "epci": {
            row["code"]: [row["nom"], *sorted({departement_of[member["code"]] for member in row["membres"]})]
            for row in epcis
            if row["code"] in kept_epcis
        },
        "communes": {row["code"]: [row["nom"], row["departement"], epci_of.get(row["code"], "")] for row in kept},
    }


def lines(name: str, rows: dict[str, Any]) -> str:
    """One row a line, so that a new vintage shows as a readable difference."""
    body = ",\n".join(
        f"    {json.dumps(key)}: {json.dumps(row, ensure_ascii=False)}" for key, row in sorted(rows.items())
    )
    return f'  "{name}": {{\n{body}\n  }}'


def text(head: dict[str, str], parts: dict[str, Any]) -> str:
    """The whole file, deterministic."""
    first: Iterable[str] = (f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in head.items())
    return "{\n" + ",\n".join([*first, *(lines(name, rows) for name, rows in parts.items())]) + "\n}\n"


def main(package: Path, taken: date) -> None:
    """Read the package, write the file. ``taken`` is the day the package was made."""
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    read = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (package / "data").glob("*.json")}
    head = {
        "title": "Territoires des Hauts-de-France",
        "source": f"{about['name']} {about['version']} (npm), d'après le code officiel géographique et BANATIC",
        "licence": f"{about['license']} ; données sous Licence Ouverte 2.0",
        "since": taken.isoformat(),
    }
    parts = extract(read["communes"], read["departements"], read["epci"], read["regions"])
    TARGET.write_text(text(head, parts), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
