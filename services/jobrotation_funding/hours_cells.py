"""What each cell of a file of hours says, as French spreadsheets and payroll tools write it. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from services.jobrotation_funding.intervals import Payer
from services.jobrotation_funding.staff import Side

A_DAY = 24 * 60
CLOCK = re.compile(r"(\d{1,2})(?:[:hH](\d{2})?)(?: ?(bis))?")
FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")

SIDES = {
    "libere": Side.RELEASED,
    "liberee": Side.RELEASED,
    "remplacant": Side.REPLACING,
    "remplacante": Side.REPLACING,
}
PAYERS = {"opco": Payer.OPCO, "adec": Payer.ADEC, "marche": Payer.MARKET, "autre": Payer.OTHER}


class Unreadable(Exception):
    """A cell that says nothing we know; the message is French."""


def plain(text: str) -> str:
    """Without accents, case and blanks around."""
    apart = unicodedata.normalize("NFKD", text.strip().lower())
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).split())


def _matricule(text: str) -> str:
    if not text:
        raise Unreadable("donnez le matricule.")
    return text.upper()


def _day(text: str) -> date:
    french = FRENCH_DAY.fullmatch(text)
    try:
        found = date(int(french[3]), int(french[2]), int(french[1])) if french else date.fromisoformat(text)
    except ValueError:
        raise Unreadable("une date est attendue (12/11/2020 ou 2020-11-12).") from None
    if not 2000 <= found.year <= 2099:
        raise Unreadable("une date entre 2000 et 2099 est attendue.")
    return found


def _clock(text: str) -> tuple[str, bool]:
    found = CLOCK.fullmatch(text)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 99)
    if hour > 23 or minute > 59 or found is None:
        raise Unreadable("une heure est attendue (8:30 ou 8h30 ; « bis » pour la seconde 2h30 d'octobre).")
    return f"{hour:02}:{minute:02}", found[3] is not None


def _minutes(text: str) -> int:
    """Hours with a French or an English decimal, to the nearest minute."""
    says = "une durée en heures est attendue (3,5), de moins de 24 heures."
    try:
        hours = Decimal(text.replace("\u00a0", "").replace("\u202f", "").replace(",", "."))
        minutes = int((hours * 60).quantize(Decimal(1), ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError):
        raise Unreadable(says) from None
    if not 0 < minutes < A_DAY:
        raise Unreadable(says)
    return minutes


def _remark(text: str) -> str:
    if len(text) > 500:
        raise Unreadable("au plus 500 caractères.")
    return text


def _one_of(choices: Mapping[str, Any], names: str) -> Callable[[str], Any]:
    def chosen(text: str) -> Any:
        if (name := plain(text)) not in choices:
            raise Unreadable(f"valeurs possibles : {names}.")
        return choices[name]

    return chosen


def _if_said(reading: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: reading(text) if text else None


READINGS: Mapping[str, Callable[[str], Any]] = {
    "matricule": _matricule,
    "cote": _one_of(SIDES, "libéré(e), remplaçant(e)"),
    "jour": _day,
    "debut": _clock,
    "fin": _if_said(_clock),
    "duree": _if_said(_minutes),
    "remplace": str.upper,
    "paye_par": _if_said(_one_of(PAYERS, "OPCO, ADEC, marché, autre")),
    "remarque": _remark,
}
