"""The accounting journal: it balances entry by entry, clears what is settled, and is safe to open in a spreadsheet."""

import csv
import io
from collections import Counter
from datetime import date

import pytest

from services.chassis.sheets import sheet
from services.jobrotation_funding.accounting import ACCOUNTS, COLUMNS, SIDES, WORDS, Beneficiary, Posting, journal
from services.jobrotation_funding.ledger import Kind
from tests.services.jobrotation_funding.making_money import G1, G5, Step, advance, lines, paid_claim, step

BUDGETARY = {Kind.VOTED, Kind.AFFECTED, Kind.ENGAGED, Kind.DISENGAGED, Kind.CREDITS}
PRIVATE, PUBLIC = Beneficiary("Bâtir Ensemble", public=False), Beneficiary("Lycée du GRETA", public=True)
DAY = date(2021, 2, 8)


def posted(*steps: Step, whose: Beneficiary = PRIVATE) -> list[Posting]:
    """The postings of these steps."""
    return journal(lines(*steps), {"batir": whose})


def accounts(postings: list[Posting]) -> dict[str, int]:
    """Debit minus credit by account, those that are cleared left out."""
    totals: Counter[str] = Counter()
    for posting in postings:
        totals[posting.account] += posting.debit - posting.credit
    return {account: cents for account, cents in totals.items() if cents}


def test_every_kind_of_line_is_in_the_journal_or_is_budget_accounting() -> None:
    assert set(SIDES) | BUDGETARY == set(Kind)
    assert not set(SIDES) & BUDGETARY
    assert set(SIDES) == set(WORDS)


SIGNS = [(kind, 100) for kind in SIDES] + [(Kind.CERTIFIED, -100), (Kind.PAID, -100)]


@pytest.mark.parametrize(("kind", "cents"), SIGNS)
def test_each_entry_balances_and_shows_no_negative_amount(kind: Kind, cents: int) -> None:
    debit, credit = posted(step("x", DAY, (kind, cents), year=2021))
    assert (debit.debit, debit.credit, credit.debit, credit.credit) == (100, 0, 0, 100)
    assert debit.account != credit.account


def test_a_grant_paid_whole_leaves_the_subsidy_and_the_treasury_only() -> None:
    # G1: 24 681.60 of service done, as much paid.
    assert accounts(posted(*G1)) == {"6574": 2_468_160, "515": -2_468_160}


def test_an_advance_that_no_service_used_is_cleared_once_it_came_back() -> None:
    assert accounts(posted(*G5)) == {"6574": 265_440, "515": -265_440}
    before = accounts(posted(*G5[:-1]))
    assert before == {"6574": 265_440, "4091": 25_680, "46721": 25_680, "4686": -25_680, "515": -291_120}


def test_a_rejected_order_leaves_what_is_due() -> None:
    found = [*paid_claim("2", DAY, DAY, DAY, 1_000)][:2]
    rejected = step("2/reject", DAY, (Kind.ORDER_REJECTED, 1_000), year=2021)
    assert accounts(posted(*found, rejected)) == {"6574": 1_000, "4686": -1_000}


def test_an_order_reduced_in_its_year_clears_what_was_claimed_back() -> None:
    reduced = step("reduce", DAY, (Kind.ORDER_REDUCED, 400), (Kind.PAID, -400), (Kind.ADVANCE_RETURNED, 400), year=2021)
    found = [*advance(DAY, 1_000), step("title", DAY, (Kind.CLAIMED_BACK, 400)), reduced]
    assert accounts(posted(*found)) == {"4091": 600, "515": -600}


def test_a_waived_title_is_cleared_and_its_expense_stays() -> None:
    title = step("title", DAY, (Kind.CLAIMED_BACK, 300))
    found = [*paid_claim("2", DAY, DAY, DAY, 1_000), title, step("waive", DAY, (Kind.WAIVED, 300))]
    assert accounts(posted(*found)) == {"6574": 1_000, "515": -1_000}


def test_public_bodies_and_years_have_their_own_accounts() -> None:
    def account(on: date, whose: Beneficiary) -> str:
        return posted(step("x", on, (Kind.CERTIFIED, 1)), whose=whose)[0].account

    assert account(DAY, PUBLIC) == "65738"
    assert account(date(2023, 12, 31), PRIVATE) == "6574"
    assert account(date(2024, 1, 1), PRIVATE) == "65748"


def test_a_body_that_changed_since_keeps_the_account_of_the_day() -> None:
    [certified] = lines(step("x", DAY, (Kind.CERTIFIED, 1)))
    for then, account in ((True, "65738"), (False, "6574"), (None, "65738")):
        booked = certified.model_copy(update={"public": then})
        assert journal([booked], {"batir": PUBLIC})[0].account == account


def test_every_account_has_its_source() -> None:
    assert [rule.code for rule in ACCOUNTS if not rule.source.strip()] == []


# --- the file


def read(text: str) -> list[list[str]]:
    """The cells of a CSV."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_the_file_has_french_headers_dates_and_amounts() -> None:
    rows = read(sheet(COLUMNS, (posting.cells() for posting in posted(step("2/pay", DAY, (Kind.PAID, 727_524))))))
    assert rows[0][:6] == ["Journal", "Écriture", "Date", "Enregistrée le", "Compte", "Intitulé du compte"]
    assert rows[1][2] == "08/02/2021"
    assert [(row[4], row[8], row[9]) for row in rows[1:]] == [("46711", "7275,24", ""), ("515", "", "7275,24")]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_runs_as_a_formula(begins: str) -> None:
    whose = Beneficiary(f"{begins}HYPERLINK(1)", public=False)
    rows = read(sheet(COLUMNS, (posting.cells() for posting in posted(step("x", DAY, (Kind.PAID, 1)), whose=whose))))
    assert {row[-1][0] for row in rows[1:]} == {"'"}
