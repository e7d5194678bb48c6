"""The essential data of grants that are published: which ones, by when, and their rows by the SCDL schema. Pure.

Sources: decree 2017-779, order of 17 November 2017, schema « SCDL subventions » 1.1. Amounts are cents.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from services.chassis.calendar import months_later
from services.jobrotation_funding.rules import number
from services.jobrotation_funding.values import Day, Id, Value

COLUMNS = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
)
LONGEST_PURPOSE = 255
# What a spreadsheet would run as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
AMOUNT, SUM = "amount", "sum"
BECAUSE = {
    AMOUNT: "Le montant de la convention dépasse le seuil.",
    SUM: "Les montants accordés au bénéficiaire sur douze mois dépassent le seuil.",
}


class Grantor(Value):
    """Who grants: name and SIRET (``data/grantor.json``)."""

    name: str
    siret: str
    source: str


class Signed(Value):
    """A grant as it was signed, on a day. ``undertaking``: what amounts are summed by (SIREN)."""

    grant: Id
    undertaking: str
    name: str
    siret: str
    on: Day
    decision: str
    purpose: str
    cents: int
    starts_on: Day
    ends_on: Day


class Due(Value):
    """Why a grant is published (a code of BECAUSE), and the last day to do so."""

    because: str
    publish_by: Day


@cache
def grantor() -> Grantor:
    """The Région."""
    data = Path(__file__).parent / "data" / "grantor.json"
    return Grantor.model_validate(json.loads(data.read_text(encoding="utf-8")))


def published(signed: Sequence[Signed]) -> list[tuple[Signed, Due]]:
    """Those of all signed grants that are published, by day of signature, each with its reason and its last day."""
    found = [(each, due(each, signed)) for each in sorted(signed, key=lambda each: (each.on, each.grant))]
    return [(each, why) for each, why in found if why is not None]


def due(grant: Signed, all_signed: Iterable[Signed]) -> Due | None:
    """Why and by when a grant is published: for its own amount, or with the sum over twelve months; else None."""
    if grant.cents > number("open-data-above-cents", grant.on):
        return Due(because=AMOUNT, publish_by=_months_after(grant.on))
    same = sorted((each for each in all_signed if each.undertaking == grant.undertaking), key=lambda each: each.on)
    passed = next((each.on for each in same if _passes(grant, each.on, same)), None)
    return Due(because=SUM, publish_by=_months_after(passed)) if passed else None


def _passes(grant: Signed, day: date, same: Sequence[Signed]) -> bool:
    """Whether what was signed over the twelve months up to a day, this grant among it, passes the threshold."""
    since = months_later(day, -number("open-data-window-months", day))
    within = [each for each in same if since < each.on <= day]
    return grant in within and sum(each.cents for each in within) > number("open-data-above-cents", day)


def _months_after(day: date) -> date:
    return months_later(day, number("open-data-months", day))


def row(grant: Signed) -> dict[str, str]:
    """A grant by the columns of the schema."""
    return {
        "nomAttribuant": grantor().name,
        "idAttribuant": grantor().siret,
        "dateConvention": grant.on.isoformat(),
        "referenceDecision": grant.decision,
        "nomBeneficiaire": grant.name,
        "idBeneficiaire": grant.siret,
        "objet": purpose(grant.purpose),
        "montant": f"{grant.cents // 100}.{grant.cents % 100:02}",
        "nature": "aide en numéraire",
        "conditionsVersement": "échelonné",
        "datesPeriodeVersement": f"{grant.starts_on.isoformat()}/{grant.ends_on.isoformat()}",
        "idRAE": "",
        # Neither de minimis aid, nor that of an exempted scheme, nor what is not an aid is notified.
        "notificationUE": "non",
        # One beneficiary receives the whole.
        "pourcentageSubvention": "1",
    }


def purpose(text: str) -> str:
    """The object on one line, no longer than the schema takes."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_PURPOSE else line[: LONGEST_PURPOSE - 1] + "…"


def as_csv(rows: Iterable[Mapping[str, str]]) -> str:
    """The rows as CSV (RFC 4180, comma, header first); an apostrophe leads a cell that would run as a formula."""
    written = io.StringIO()
    sheet = csv.DictWriter(written, COLUMNS, lineterminator="\r\n")
    sheet.writeheader()
    sheet.writerows({name: _tame(cell) for name, cell in each.items()} for each in rows)
    return written.getvalue()


def _tame(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
