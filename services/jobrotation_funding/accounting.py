"""The accounting journal of the money: each ledger line that touches the accounts as one debit and one credit. Pure.

Votes, affectations, engagements and payment credits are budget accounting: the ledger shows them, the journal does not.
The account of each part is dated data (``data/accounts.json``) for the accountant to confirm or correct.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.chassis.rules import Rules
from services.jobrotation_funding.ledger import Kind, Line

JOURNAL = "JR"
SUBSIDY = "subsidy"
PUBLIC, PRIVATE = "public", "private"
ACCOUNTS = Rules(Path(__file__).parent / "data" / "accounts.json")

# (debit, credit) of each kind; a negative amount goes the other way. What is due stands in ``accrued`` until it is
# ordered: so a certified claim, the advance that is deducted from it and its order clear each other.
SIDES: dict[Kind, tuple[str, str]] = {
    Kind.ADVANCE_OPENED: ("advance", "accrued"),
    Kind.ADVANCE_DEDUCTED: ("accrued", "advance"),
    Kind.ADVANCE_RETURNED: ("accrued", "advance"),
    Kind.CERTIFIED: (SUBSIDY, "accrued"),
    Kind.ORDERED: ("accrued", "creditor"),
    Kind.ORDER_REJECTED: ("creditor", "accrued"),
    # A reduction settles what was claimed back before.
    Kind.ORDER_REDUCED: ("creditor", "debtor"),
    Kind.PAID: ("creditor", "treasury"),
    Kind.CLAIMED_BACK: ("debtor", "accrued"),
    Kind.RECOVERED: ("treasury", "debtor"),
    Kind.WAIVED: ("accrued", "debtor"),
}
WORDS: dict[Kind, str] = {
    Kind.ADVANCE_OPENED: "Avance certifiée",
    Kind.ADVANCE_DEDUCTED: "Avance déduite",
    Kind.ADVANCE_RETURNED: "Avance reversée",
    Kind.CERTIFIED: "Service fait",
    Kind.ORDERED: "Mandat",
    Kind.ORDER_REJECTED: "Mandat rejeté",
    Kind.ORDER_REDUCED: "Mandat réduit",
    Kind.PAID: "Paiement",
    Kind.CLAIMED_BACK: "Trop-perçu réclamé",
    Kind.RECOVERED: "Encaissement",
    Kind.WAIVED: "Remise gracieuse",
}
COLUMNS = (
    "Journal",
    "Écriture",
    "Date",
    "Enregistrée le",
    "Compte",
    "Intitulé du compte",
    "Libellé",
    "Pièce",
    "Débit",
    "Crédit",
    "Ligne budgétaire",
    "Millésime",
    "Subvention",
    "Bénéficiaire",
)


@dataclass(frozen=True)
class Posting:
    """One side of an entry: an account and its debit or credit, in cents (the other one is 0)."""

    line: Line
    account: str
    title: str
    debit: int
    credit: int
    beneficiary: str

    def cells(self) -> tuple[str, ...]:
        """The row of the CSV, by ``COLUMNS``."""
        return (
            JOURNAL,
            self.line.id,
            french(self.line.on),
            french(self.line.at.date()),
            self.account,
            self.title,
            f"{WORDS[self.line.kind]} – {self.line.reference}",
            self.line.reference,
            amount(self.debit),
            amount(self.credit),
            self.line.line,
            str(self.line.vintage),
            self.line.grant or "",
            self.beneficiary,
        )


@dataclass(frozen=True)
class Beneficiary:
    """Whose money it is: a name, and whether it is a public body today (for lines that do not say it of their day)."""

    name: str
    public: bool


def journal(lines: Iterable[Line], beneficiaries: dict[str, Beneficiary]) -> list[Posting]:
    """The postings of these ledger lines, in order: a debit and a credit of the same amount for each that counts."""
    return [
        posting
        for line in lines
        if line.kind in SIDES
        for posting in _entry(line, beneficiaries.get(line.organisation or "", Beneficiary("", public=False)))
    ]


def _entry(line: Line, whose: Beneficiary) -> tuple[Posting, Posting]:
    debit, credit = SIDES[line.kind] if line.cents >= 0 else SIDES[line.kind][::-1]
    cents, public = abs(line.cents), whose.public if line.public is None else line.public
    return (
        Posting(line, *_account(debit, public, line.on), cents, 0, whose.name),
        Posting(line, *_account(credit, public, line.on), 0, cents, whose.name),
    )


def _account(part: str, public: bool, on: date) -> tuple[str, str]:
    """Number and title of the account of a part, in the plan of that day."""
    code = f"{SUBSIDY}-{PUBLIC if public else PRIVATE}" if part == SUBSIDY else part
    number, title = ACCOUNTS.rule(code, on).value
    return str(number), str(title)


def amount(cents: int) -> str:
    """« 7275,24 » for a spreadsheet; empty for the side that is not touched."""
    return f"{cents // 100},{cents % 100:02}" if cents else ""


def french(day: date) -> str:
    """« 16/02/2021 »."""
    return f"{day:%d/%m/%Y}"
