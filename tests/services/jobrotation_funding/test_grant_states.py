"""Every verb of a grant's decision and engagement from every state; the answers are written from RULES.md ("Money")."""

from collections.abc import Callable
from typing import Any

import pytest

from services.chassis.refusal import OutOfTurn
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_amendment import Cards, Change
from services.jobrotation_funding.grant_engagement import Papers
from services.jobrotation_funding.grant_lifecycle import LIFECYCLE, State
from tests.services.jobrotation_funding.making_grants import (
    AGREEMENT,
    ASKED_ON,
    CARD,
    DECIDED_ON,
    PRIVATE,
    PURSE,
    RECORD,
    asked,
    in_state,
    outcome,
    refusal,
)

MORE = Change.model_validate({"reason": "hours", "lines": [{"rate": "trainer", "minutes": 43_260}]})
VERBS: dict[str, Callable[[Grant], Any]] = {
    "edit": lambda grant: grant.edit(asked(), "ben"),
    "request": lambda grant: grant.request("bea", ASKED_ON),
    "withdraw": lambda grant: grant.withdraw(),
    "abandon": lambda grant: grant.abandon(),
    "grant": lambda grant: grant.grant(RECORD, outcome(), CARD, PURSE),
    "refuse": lambda grant: grant.refuse(RECORD, refusal()),
    "amend": lambda grant: grant.amend(RECORD, MORE, Cards(before=CARD, after=CARD), PURSE, PRIVATE),
    "engage": lambda grant: grant.engage(Papers.model_validate(AGREEMENT), PRIVATE, "odile", DECIDED_ON),
    "disengage": lambda grant: grant.disengage(100, "other", DECIDED_ON),
    "close": lambda grant: _settled(grant).close(DECIDED_ON),
}
# A draft is typed, asked or given up; a request is decided or withdrawn; what is granted may be renounced until it is
# engaged; what is engaged changes by amendment, gives back and is closed; the rest is over.
EXPECTED: dict[str, dict[str, str]] = {
    "draft": {"edit": "draft", "request": "requested", "abandon": "abandoned"},
    "requested": {"grant": "granted", "refuse": "refused", "withdraw": "withdrawn"},
    "granted": {"amend": "granted", "engage": "engaged", "withdraw": "withdrawn"},
    "engaged": {"amend": "engaged", "disengage": "engaged", "close": "closed"},
    "abandoned": {},
    "withdrawn": {},
    "refused": {},
    "closed": {},
}


def _settled(grant: Grant) -> Grant:
    grant.paid_cents = grant.engaged_cents
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
