"""The rules of financial reports: one a year in which something was paid, within six months of its end. G1's shape."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from contracts import jobrotation_funding as events
from services.chassis.refusal import Invalid, NotFound, OutOfTurn
from services.jobrotation_funding.claim_parts import Piece
from services.jobrotation_funding.duties import OwnOrganisation
from services.jobrotation_funding.expected import expected
from services.jobrotation_funding.financial_report_parts import DifferenceUnexplained, PaidSince
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_engagement import NotSettled
from services.jobrotation_funding.grant_financial_report import Accounting, FinancialAccount, due_on
from services.jobrotation_funding.grant_lifecycle import REPORT_LIFECYCLE, ReportState
from services.jobrotation_funding.separation import SamePerson
from tests.services.jobrotation_funding.making_claims import (
    MEMBER,
    NOBODY,
    advanced,
    overpaid,
    paid,
    titled,
)
from tests.services.jobrotation_funding.making_payments import digest
from tests.services.jobrotation_funding.twinning import Fact, Twin
from tests.support.taking_away import each, goes_through, holds, loosened, no_longer_holds, nothing, refused, struck

JANUARY, MARCH, DUE, LATE = date(2021, 1, 1), date(2021, 3, 22), date(2021, 6, 30), date(2021, 7, 1)
BECAUSE = "L'avance de 2020 précède les dépenses."


def account(cents: int = 775_440, difference: str = "", **changes: Any) -> FinancialAccount:
    """What the employer says of a year: 7 754.40 paid, as the advance was, unless said otherwise."""
    piece = Piece(name="Compte rendu 2020 signé", sha256=digest("compte rendu"))
    said = {"hours_cents": cents, "preparations_cents": 0, "piece": piece, "statement": "Des formateurs libérés."}
    return FinancialAccount.model_validate(said | {"difference": difference} | changes)


def asked() -> Grant:
    """The advance was paid in 2020; it is 1 January 2021."""
    grant = advanced()
    grant.ask_reports(JANUARY)
    return grant


def handed_in(**changes: Any) -> Grant:
    """The account of 2020 is handed in on 22 March."""
    grant = asked()
    grant.hand_in_report(2020, account(**changes), "bea", MARCH)
    return grant


def returned() -> Grant:
    """It came back."""
    grant = handed_in()
    grant.return_report(2020, ["piece"], "", "helene", NOBODY, MARCH)
    return grant


def accepted() -> Grant:
    """It is accepted."""
    grant = handed_in()
    grant.accept_report(2020, "helene", NOBODY, MARCH)
    return grant


def running() -> Grant:
    """The year is not over."""
    grant = advanced()
    grant.owe_reports()
    return grant


def paid_late() -> Grant:
    """Another payment of 2020 is recorded after the account of 2020 was handed in."""
    grant = handed_in()
    grant.claims = (*grant.claims, grant.claims[0].model_copy(update={"number": 2}))
    return grant


IN_STATE: dict[ReportState, Callable[[], Grant]] = {
    ReportState.RUNNING: running,
    ReportState.DUE: asked,
    ReportState.HANDED_IN: handed_in,
    ReportState.RETURNED: returned,
    ReportState.ACCEPTED: accepted,
}


# --- what is owed, by when


def test_an_account_is_owed_of_each_year_in_which_something_was_paid() -> None:
    grant = paid()  # the advance in 2020, claim 2 in 2021
    assert [(each.year, each.due_on) for each in grant.owe_reports()] == [
        (2020, date(2021, 6, 30)),
        (2021, date(2022, 6, 30)),
    ]
    assert grant.owe_reports() == ()


def test_nothing_is_owed_of_a_year_without_a_payment() -> None:
    with pytest.raises(NotFound, match="Rien n'a été payé"):
        advanced().hand_in_report(2021, account(), "bea", date(2022, 1, 3))


def test_it_is_asked_for_when_the_year_is_over_and_once() -> None:
    grant = advanced()
    assert grant.ask_reports(date(2020, 12, 31)) == ()
    [report] = grant.ask_reports(JANUARY)
    assert (report.state, report.asked_on) == (ReportState.DUE, JANUARY)
    assert grant.announced[-1] == events.FinancialReportDue(
        grant="g1", organisation="batir", year=2020, paid_cents=775_440, due_on=DUE, on=JANUARY
    )
    assert grant.ask_reports(MARCH) == ()


def test_it_is_due_six_months_after_the_end_of_its_year() -> None:
    assert due_on(2021) == date(2022, 6, 30)


def test_the_employer_is_reminded_before_and_told_after_the_last_day() -> None:
    grant = asked()
    assert [bool(grant.to_remind(day)) for day in (date(2021, 5, 30), date(2021, 5, 31), DUE, LATE)] == [
        False,
        True,
        True,
        False,
    ]
    assert grant.lapse_reports(DUE) == ()
    [late] = grant.lapse_reports(LATE)
    assert late.overdue_on == LATE
    assert grant.lapse_reports(date(2021, 8, 1)) == ()


@pytest.mark.parametrize("made", [handed_in, accepted])
def test_what_is_handed_in_is_neither_reminded_nor_overdue(made: Callable[[], Grant]) -> None:
    assert (made().to_remind(DUE), made().lapse_reports(LATE)) == ((), ())


def test_what_came_back_is_overdue_after_its_last_day() -> None:
    assert [each.year for each in returned().lapse_reports(LATE)] == [2020]


def test_who_is_expected_to_do_what_by_when_is_said() -> None:
    def said(grant: Grant) -> tuple[str, str]:
        first = expected(grant)[0]
        return first.who, first.what

    assert said(asked()) == ("L'organisme", "Remettre le compte rendu financier 2020, au plus tard le 30/06/2021.")
    assert said(returned()) == ("L'organisme", "Corriger le compte rendu financier 2020, au plus tard le 30/06/2021.")
    assert said(handed_in()) == ("La Région (instruction)", "Examiner le compte rendu financier 2020.")
    for grant in (running(), accepted()):
        assert said(grant) == ("L'organisme", "Saisir les heures et demander un paiement.")


# --- what it holds


def test_it_says_what_was_spent_by_nature_beside_what_was_paid() -> None:
    grant = asked()
    version = grant.hand_in_report(2020, account(691_440, preparations_cents=84_000), "bea", MARCH)
    assert (version.spent_cents, version.paid_cents, version.number) == (775_440, 775_440, 1)
    assert grant.announced[-1] == events.FinancialReportSubmitted(
        grant="g1",
        organisation="batir",
        year=2020,
        attempt=1,
        hours_cents=691_440,
        preparations_cents=84_000,
        paid_cents=775_440,
        piece_sha256=digest("compte rendu"),
        late=False,
        on=MARCH,
    )


def test_a_difference_with_what_was_paid_is_explained() -> None:
    with pytest.raises(DifferenceUnexplained) as seen:
        handed_in(cents=775_439)
    assert (seen.value.facts["paid"], seen.value.facts["spent"]) == (775_440, 775_439)
    with pytest.raises(DifferenceUnexplained):
        handed_in(cents=775_439, difference=" ")
    handed_in(cents=775_439, difference=BECAUSE)


def test_it_may_be_handed_in_late_and_says_so() -> None:
    grant = asked()
    grant.lapse_reports(LATE)
    grant.hand_in_report(2020, account(), "bea", LATE)
    assert isinstance(told := grant.announced[-1], events.FinancialReportSubmitted)
    assert told.late


def test_an_account_is_not_rendered_before_its_year_is_over() -> None:
    with pytest.raises(OutOfTurn, match="Exercice en cours"):
        running().hand_in_report(2020, account(), "bea", date(2020, 12, 31))


def test_it_is_sent_back_with_its_reasons_and_its_versions_are_kept() -> None:
    grant = handed_in(cents=775_439, difference=BECAUSE)
    grant.return_report(2020, ["other", "piece"], "Signez la pièce.", "helene", NOBODY, MARCH)
    assert isinstance(grant.announced[-1], events.FinancialReportReturned)
    grant.hand_in_report(2020, account(), "ben", date(2021, 4, 6))
    versions = grant.financial_report(2020).versions
    assert [(each.number, each.spent_cents, each.points, each.remark) for each in versions] == [
        (1, 775_439, ("other", "piece"), "Signez la pièce."),
        (2, 775_440, (), ""),
    ]


def test_who_accepts_it_is_kept_and_why() -> None:
    grant = accepted()
    [version] = grant.financial_report(2020).versions
    assert (version.answered_by, version.answered_on) == ("helene", MARCH)
    assert grant.announced[-1] == events.FinancialReportAccepted(
        grant="g1", organisation="batir", year=2020, attempt=1, spent_cents=775_440, paid_cents=775_440, on=MARCH
    )
    assert [each.inputs["paid"] for each in grant.explained if each.rule == "financial-report"] == [775_440]


def test_what_was_paid_of_the_year_since_makes_it_incomplete() -> None:
    with pytest.raises(PaidSince):
        paid_late().accept_report(2020, "helene", NOBODY, MARCH)
    grant = accepted()
    grant.claims = (*grant.claims, grant.claims[0].model_copy(update={"number": 2}))
    assert grant.reports_missing(MARCH) == (2020,)
    assert [each.state for each in grant.owe_reports()] == [ReportState.DUE]


# --- closing


def settled(made: Callable[[], Grant]) -> Grant:
    """Only the account may be missing."""
    grant = made()
    grant.deducted_cents, grant.engaged_cents = grant.advance_cents, grant.paid_cents
    return grant


@pytest.mark.parametrize("made", [advanced, asked, handed_in, returned])
def test_a_grant_is_not_closed_while_the_account_of_a_past_year_is_missing(made: Callable[[], Grant]) -> None:
    with pytest.raises(NotSettled, match="2020") as seen:
        settled(made).close(MARCH, NOBODY)
    assert seen.value.facts["because"] == "financial-report"


def test_a_grant_is_closed_once_the_accounts_of_past_years_are_accepted() -> None:
    settled(accepted).close(MARCH, NOBODY)
    # The account of the year that runs is owed after the closing.
    grant = settled(advanced)
    grant.close(date(2020, 12, 31), NOBODY)
    grant.ask_reports(JANUARY)
    grant.hand_in_report(2020, account(), "bea", MARCH)
    grant.accept_report(2020, "helene", NOBODY, MARCH)
    assert grant.financial_report(2020).state is ReportState.ACCEPTED


# --- every verb from every state: expected by hand

VERBS: dict[str, Callable[[Grant], object]] = {
    "ask": lambda grant: grant.ask_reports(JANUARY),
    "hand_in": lambda grant: grant.hand_in_report(2020, account(), "bea", date(2020, 12, 31)),
    "return": lambda grant: grant.return_report(2020, ["piece"], "", "helene", NOBODY, MARCH),
    "accept": lambda grant: grant.accept_report(2020, "helene", NOBODY, MARCH),
    "reopen": lambda grant: grant._report_after(2020, "reopen"),
}
EXPECTED: dict[ReportState, set[str]] = {
    ReportState.RUNNING: {"ask"},
    ReportState.DUE: {"hand_in"},
    ReportState.HANDED_IN: {"return", "accept"},
    ReportState.RETURNED: {"hand_in"},
    ReportState.ACCEPTED: {"reopen"},
}


def test_the_expectation_names_every_verb_and_state_of_a_report() -> None:
    assert set(EXPECTED) == set(ReportState) == set(IN_STATE)
    assert set(VERBS) == set(REPORT_LIFECYCLE.all_verbs())


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", ReportState)
def test_every_verb_from_every_state_of_a_report(state: ReportState, verb: str) -> None:
    grant = IN_STATE[state]()
    assert grant.financial_report(2020).state is state
    if verb in EXPECTED[state]:
        VERBS[verb](grant)
    elif verb == "ask":
        assert VERBS[verb](grant) == ()
    else:
        with pytest.raises(OutOfTurn):
            VERBS[verb](grant)


# --- twins


def send_back(points: list[str], remark: str = "", own: frozenset[str] = NOBODY) -> None:
    handed_in().return_report(2020, points, remark, "helene", own, MARCH)


EARLY = loosened(REPORT_LIFECYCLE, ReportState.RUNNING, hand_in=ReportState.HANDED_IN)
TWINS = (
    Twin("a difference is explained", {"grant_financial_report._check_difference": nothing},
         lambda: handed_in(cents=1), DifferenceUnexplained),
    Twin("no account before the year is over", {"grant_financial_report.REPORT_LIFECYCLE": EARLY},
         lambda: running().hand_in_report(2020, account(), "bea", date(2020, 12, 31)), OutOfTurn),
    Twin("what was paid since is accounted for", struck(Accounting, "accept_report", "ont été payés en"),
         lambda: paid_late().accept_report(2020, "helene", NOBODY, MARCH), PaidSince),
    Twin("nobody accepts for their own", {"grant_financial_report.check_own": nothing},
         lambda: handed_in().accept_report(2020, "helene", MEMBER, MARCH), OwnOrganisation),
    Twin("nobody sends back to their own", {"grant_financial_report.check_own": nothing},
         lambda: send_back(["piece"], own=MEMBER), OwnOrganisation),
    Twin("who handed it in does not accept it", {"grant_financial_report.another_person": nothing},
         lambda: handed_in().accept_report(2020, "bea", NOBODY, MARCH), SamePerson),
    Twin("it is sent back for a known point", struck(Accounting, "return_report", "Ce point n'existe pas"),
         lambda: send_back(["mood"]), Invalid),
    Twin("another point is explained", struck(Accounting, "return_report", "Expliquez"),
         lambda: send_back(["other"]), Invalid),
    Twin("no closing without the account", {"grant_engagement.Engaging.reports_missing": lambda self, on: ()},
         lambda: settled(asked).close(MARCH, NOBODY), NotSettled),
)  # fmt: skip


FACTS = (
    Fact("it is asked for when the year is over", {"grant_financial_report.Accounting._is_over": lambda *_: True},
         lambda: len(running().ask_reports(date(2020, 12, 31))), 0),
    Fact("what is handed in is not overdue",
         {"financial_report_parts.FinancialReport.awaited": property(lambda _: True)},
         lambda: handed_in().lapse_reports(LATE), ()),
    Fact("its six months are the rule's", {"grant_financial_report.number": lambda *_: 3}, lambda: due_on(2020), DUE),
    Fact("what was reduced in the year was not paid",
         {"grant_paid.PaidOrders.reduced_cents": lambda *_: 0}, lambda: reduced().paid_in(2021), 324_000),
)  # fmt: skip


def reduced() -> Grant:
    """The advance of 2021 was above the service: its order was reduced in the year by 4 514.40."""
    grant = overpaid(year=2021)
    [recovery] = titled().recoveries
    back = {"on": date(2021, 10, 11), "cents": 451_440, "way": "reduction", "reference": "R-1"}
    grant.recoveries = (type(recovery).model_validate({**recovery.model_dump(), "claim": 1, "returned": (back,)}),)
    return grant


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)


@each(FACTS)
def test_with_the_rule_it_answers_so(twin: Fact) -> None:
    holds(twin)


@each(FACTS)
def test_without_the_rule_it_answers_otherwise(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    no_longer_holds(twin, monkeypatch)
