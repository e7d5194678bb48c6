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
from typing import Annotated

from pydantic import Field

from services.chassis.calendar import months_later
from services.jobrotation_funding.rules import number, rule
from services.jobrotation_funding.values import Code, Day, Id, Value

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


class Part(Value):
    """What one signature added to a grant, in cents; below 0 where an amendment took some away.

    ``on``: the day of the signature; of the engagement where no agreement is signed.
    """

    on: Day
    cents: int


class Signed(Value):
    """A grant as it was signed, on a day, then amended. ``undertaking``: what amounts are summed by (SIREN).

    ``aid``: its basis as State aid; ``paid_until``: the last day on which it may be paid (``last_payment``).
    """

    grant: Id
    undertaking: str
    name: str
    siret: str
    on: Day
    decision: str
    purpose: str
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    aid: Code
    paid_until: Day

    @property
    def cents(self) -> int:
        """The amount today."""
        return sum(part.cents for part in self.parts)


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
    same: dict[str, list[Signed]] = {}
    for each in signed:
        same.setdefault(each.undertaking, []).append(each)
    found = [
        (each, due(each, same[each.undertaking])) for each in sorted(signed, key=lambda each: (each.on, each.grant))
    ]
    return [(each, why) for each, why in found if why is not None]


def due(grant: Signed, same: Sequence[Signed]) -> Due | None:
    """Why and by when a grant is published: for its own amount, or with the sum over twelve months; else None.

    ``same``: the signed grants of its undertaking, itself among them. The threshold is passed on the day of the
    signature that passes it, be it an amendment's; what is due once stays due.
    """
    days = sorted({part.on for each in same for part in each.parts})
    alone = next((day for day in days if _amount(grant, day) > number("open-data-above-cents", day)), None)
    summed = next((day for day in days if _passes(grant, day, same)), None)
    if alone is not None and (summed is None or alone <= summed):
        return Due(because=AMOUNT, publish_by=_months_after(alone))
    return Due(because=SUM, publish_by=_months_after(summed)) if summed else None


def _amount(grant: Signed, day: date) -> int:
    """What a grant had come to on a day, in cents."""
    return sum(part.cents for part in grant.parts if part.on <= day)


def _passes(grant: Signed, day: date, same: Sequence[Signed]) -> bool:
    """Whether what was signed over the twelve months up to a day, this grant among it, passes the threshold."""
    since = months_later(day, -number("open-data-window-months", day))
    added = [(each, part.cents) for each in same for part in each.parts if since < part.on <= day]
    among = any(each is grant and cents > 0 for each, cents in added)
    return among and sum(cents for _, cents in added) > number("open-data-above-cents", day)


def _months_after(day: date) -> date:
    return months_later(day, number("open-data-months", day))


def last_payment(closed_on: date | None, today: date) -> date:
    """The last day of a grant's payments: its closing, the end of the last year with payment credits before that."""
    _, last = rule("payment-years", today).value
    return closed_on or date(last, 12, 31)


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
        # When it is paid (in parts, an advance and claims), not when the hours are worked: from the day it counts from.
        "datesPeriodeVersement": f"{grant.parts[0].on.isoformat()}/{grant.paid_until.isoformat()}",
        "idRAE": "",
        "notificationUE": _yes(grant.aid in rule("open-data-notified-bases", grant.on).value),
        # One beneficiary receives the whole.
        "pourcentageSubvention": "1",
    }


def _yes(said: bool) -> str:
    return "oui" if said else "non"


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
