"""Every verb of a grant's decision and engagement from every state; the answers are written from RULES.md ("Money")."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.chassis.refusal import OutOfTurn
from services.jobrotation_funding.claim_parts import Piece
from services.jobrotation_funding.financial_report_parts import FinancialReport, ReportVersion
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_amendment import Cards, Change
from services.jobrotation_funding.grant_engagement import Papers
from services.jobrotation_funding.grant_financial_report import FinancialAccount
from services.jobrotation_funding.grant_lifecycle import LIFECYCLE, ClaimState, ReportState, State
from services.jobrotation_funding.grant_signature import Signature
from tests.services.jobrotation_funding.making_grants import (
    AGREEMENT,
    ASKED_ON,
    CARD,
    DECIDED_ON,
    PRIVATE,
    PURSE,
    RECORD,
    asked,
    claim,
    in_state,
    outcome,
    refusal,
)

NEXT_YEAR = date(2021, 3, 1)
ACCOUNT = FinancialAccount(
    hours_cents=100,
    preparations_cents=0,
    piece=Piece(name="Compte rendu", sha256="0" * 64),
    statement="Des heures de formateurs.",
)
MORE = Change.model_validate({"reason": "hours", "lines": [{"rate": "trainer", "minutes": 43_260}]})
SIGNED = Signature.model_validate(AGREEMENT)
VERBS: dict[str, Callable[[Grant], Any]] = {
    "edit": lambda grant: grant.edit(asked(), "ben"),
    "request": lambda grant: grant.request("bea", ASKED_ON),
    "withdraw": lambda grant: grant.withdraw(),
    "abandon": lambda grant: grant.abandon(),
    "grant": lambda grant: grant.grant(RECORD, outcome(), CARD, PURSE),
    "refuse": lambda grant: grant.refuse(RECORD, refusal()),
    "amend": lambda grant: grant.amend(RECORD, MORE, Cards(before=CARD, after=CARD), PURSE),
    "engage": lambda grant: grant.engage(Papers.model_validate(AGREEMENT), PRIVATE, "odile", DECIDED_ON),
    "engage_amendment": lambda grant: _risen(grant).engage_amendment(PRIVATE, "odile", DECIDED_ON),
    "sign": lambda grant: _unsigned(grant).sign(SIGNED, "odile", DECIDED_ON),
    "disengage": lambda grant: grant.disengage(100, "other", DECIDED_ON),
    "close": lambda grant: _settled(grant).close(DECIDED_ON),
    "ask_report": lambda grant: _paid(grant).ask_reports(NEXT_YEAR),
    "hand_in_report": lambda grant: _paid(grant).hand_in_report(2020, ACCOUNT, "bea", NEXT_YEAR),
    "return_report": lambda grant: _handed_in(grant).return_report(2020, ["piece"], "", "helene", (), NEXT_YEAR),
    "accept_report": lambda grant: _handed_in(grant).accept_report(2020, "helene", (), NEXT_YEAR),
}
# A draft is typed, asked or given up; a request is decided or withdrawn; what is granted may be renounced until it is
# engaged; what is engaged is signed, changes by amendment, gives back and is closed; the account of a year comes in the
# next one, also when the grant is closed by then; the rest is over.
REPORTED = ("ask_report", "hand_in_report", "return_report", "accept_report")
COMMITTED = ("amend", "engage_amendment", "sign", "disengage")
EXPECTED: dict[str, dict[str, str]] = {
    "draft": {"edit": "draft", "request": "requested", "abandon": "abandoned"},
    "requested": {"grant": "granted", "refuse": "refused", "withdraw": "withdrawn"},
    "granted": {"amend": "granted", "engage": "engaged", "withdraw": "withdrawn"},
    "engaged": dict.fromkeys((*COMMITTED, *REPORTED), "engaged") | {"close": "closed"},
    "abandoned": {},
    "withdrawn": {},
    "refused": {},
    "closed": dict.fromkeys(REPORTED, "closed"),
}


def _settled(grant: Grant) -> Grant:
    grant.paid_cents = grant.engaged_cents
    return grant


def _paid(grant: Grant) -> Grant:
    grant.claims = (claim(ClaimState.PAID, paid_on=date(2020, 10, 20)),)
    return grant


def _handed_in(grant: Grant) -> Grant:
    said = {"piece": ("Compte rendu", "0" * 64), "statement": "Des heures.", "submitted_by": "bea"}
    sums = {"hours_cents": 100, "preparations_cents": 0, "paid_cents": 100, "submitted_on": NEXT_YEAR}
    version = ReportVersion.model_validate({"number": 1, **said, **sums})
    report = FinancialReport(year=2020, state=ReportState.HANDED_IN, due_on=date(2021, 6, 30), versions=(version,))
    grant.financial_reports = (report,)
    return _paid(grant)


def _risen(grant: Grant) -> Grant:
    grant.awaiting_cents = 97_200
    return grant


def _unsigned(grant: Grant) -> Grant:
    if grant.engagement is not None:
        grant.engagement = grant.engagement.model_copy(update={"agreement": None, "signed_on": None})
    return grant


def test_every_state_is_in_the_expectation() -> None:
    assert set(EXPECTED) == {state.value for state in State} == {state.value for state in LIFECYCLE.table}


@pytest.mark.parametrize("state", list(State), ids=lambda state: state.value)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_state(state: State, verb: str) -> None:
    grant = in_state(state)
    after = EXPECTED[state.value].get(verb)
    if after is None:
        with pytest.raises(OutOfTurn, match=LIFECYCLE.labels[state]):
            VERBS[verb](grant)
        assert grant.state is state
    else:
        VERBS[verb](grant)
        assert grant.state.value == after
