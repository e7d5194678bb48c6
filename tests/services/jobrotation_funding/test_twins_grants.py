"""The twins of a grant's rules: each scenario is refused because of one rule, and goes through without it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from contracts.funding_parts import RequestedLine
from services.chassis.dossier import Explanation
from services.chassis.refusal import Invalid, OutOfTurn
from services.jobrotation_funding import aid, calculation, grant_amendment, grant_request
from services.jobrotation_funding.acts import ActToCome
from services.jobrotation_funding.aid import NO_AID, DeMinimisCeiling, Given
from services.jobrotation_funding.calculation import CardNotEffective, MoreThanAsked, RateUnknown, check_lines
from services.jobrotation_funding.duties import OwnOrganisation
from services.jobrotation_funding.envelope_parts import CommitmentOver
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_amendment import Amending, Cards, Change, EarlierCard
from services.jobrotation_funding.grant_decision import Deciding, NoReplacementPlan, NotEnoughLeft
from services.jobrotation_funding.grant_engagement import (
    BelowOrdered,
    CommitmentMissing,
    Engaging,
    NotSettled,
    Papers,
)
from services.jobrotation_funding.grant_lifecycle import LIFECYCLE, ClaimState, RecoveryState, State
from services.jobrotation_funding.grant_request import DoubleGrant, Incomplete
from tests.services.jobrotation_funding.making_grants import (
    AGREEMENT,
    ASKED_ON,
    CARD,
    DE_MINIMIS,
    DECIDED_ON,
    LATER_CARD,
    PRIVATE,
    PUBLIC,
    PURSE,
    RECORD,
    asked,
    claim,
    drafted,
    engaged,
    granted,
    had,
    outcome,
    paid,
    recovery,
    refusal,
    requested,
)
from tests.services.jobrotation_funding.twinning import Twin
from tests.support.taking_away import each, goes_through, loosened, nothing, refused, struck, struck_out

OPCO = {"payer": "OPCO", "reference": "D-1"}
HOUR = {"rate": "trainer", "minutes": 60}
MORE = [{"rate": "trainer", "minutes": 45_000}, {"rate": "preparation", "count": 6}]
EARLY = RECORD.model_copy(update={"on": date(2020, 9, 23)})
OWN = RECORD.model_copy(update={"own": frozenset({"batir"})})
EMPTY = PURSE.model_copy(update={"left_cents": 0})
AN_OPINION = Explanation(rule="state-aid", version="", outcome="")


def decide(
    grant: Grant | None = None,
    record: Any = RECORD,
    card: Any = CARD,
    purse: Any = PURSE,
    given: Given = NO_AID,
    **said: Any,
) -> None:
    """The act grants it."""
    found = grant or requested()
    found.grant(record, outcome(found.id, **said), card, purse, given)


def engage(body: Any = PRIVATE, today: date = DECIDED_ON, own: Any = (), **papers: Any) -> None:
    """It is engaged with these papers."""
    granted().engage(Papers.model_validate(papers), body, "odile", today, own)


def amend(after: Any = CARD, record: Any = RECORD, purse: Any = PURSE, others: Any = (), **change: Any) -> None:
    """The act amends an engaged grant."""
    cards = Cards(before=CARD, after=after)
    said = Change.model_validate({"reason": "hours"} | change)
    engaged(aid=DE_MINIMIS).amend(record, said, cards, purse, had(19_999_999), others)


def ask(**changes: Any) -> None:
    """A draft with these changes is requested."""
    drafted(**changes).request("bea", ASKED_ON)


def give_back(cents: int, reason: str = "other", **booked: int) -> None:
    """Money of an engaged grant goes back."""
    grant = engaged()
    for name, amount in booked.items():
        setattr(grant, name, amount)
    grant.disengage(cents, reason, DECIDED_ON)


def any_rate(self: Any, code: str, field: str | None = None) -> Any:
    """Whatever is asked, a rate of the card."""
    return self.rates[0]


def without(because: str) -> Callable[[Grant, date], Any]:
    """What keeps a grant open, but for one reason."""
    whole = Engaging._left_open
    return lambda grant, today: tuple(each for each in whole(grant, today) if each[1] != because)


def loose(state: State, **verbs: State) -> dict[str, Any]:
    """A grant's life with one verb more."""
    return {"grant.Grant.lifecycle": loosened(LIFECYCLE, state, **verbs)}


NOT_OWN = {f"{place}.check_own": nothing for place in ("grant_decision", "grant_engagement", "grant_signature")}
ANY_CODE = {f"{place}.check_codes": nothing for place in ("grant_decision", "grant_engagement", "grant_amendment")}
NO_KEPT = {"grant_engagement.Engaging.check_kept": nothing}
AFFORD = {"grant_decision.Purse.check": nothing}
REQUEST = (
    Twin("a request has an object", struck(grant_request, "checked", "Il manque"), lambda: ask(purpose=""), Incomplete),
    Twin("its days are in order", struck(grant_request, "checked", "précède"),
         lambda: ask(starts_on="2021-07-01"), Invalid),
    Twin("a line has a rate", {"grant_request.check_lines": struck_out(check_lines, "à quel taux")},
         lambda: grant_request.checked(asked(lines=[{"minutes": 60}])), Invalid),
    Twin("a rate is asked once", {"grant_request.check_lines": struck_out(check_lines, "deux fois")},
         lambda: ask(lines=[HOUR, HOUR]), Invalid),
    Twin("hours or lump sums", {"grant_request.check_lines": struck_out(check_lines, "pas les deux")},
         lambda: ask(lines=[HOUR | {"count": 1}]), Invalid),
    Twin("others pay no more than is asked",
         {"grant_request.counted": struck_out(calculation.counted, "paie plus d'heures"),
          # The type of what is announced holds it once more.
          "grant_request.RequestedLine": RequestedLine.model_construct},
         lambda: ask(others=[OPCO | {"minutes": 43_201}]), MoreThanAsked),
    Twin("others' hours have their rate", struck(calculation, "_only_hourly", "quelqu'un d'autre"),
         lambda: ask(lines=[HOUR, {"rate": "tutor", "minutes": 60}], others=[OPCO | {"minutes": 60}]), Invalid),
    Twin("something is left to ask", struck(grant_request, "checked", "rien à demander"),
         lambda: ask(lines=[HOUR], others=[OPCO | {"minutes": 60}]), Invalid),
    Twin("one open grant for the same days", {"grant_request.check_alone": nothing},
         lambda: drafted("g2").request("bea", ASKED_ON, [engaged("g1")]), DoubleGrant),
)  # fmt: skip
DECISION = (
    Twin("no grant without a replacement plan", struck(Deciding, "grant", "Sans plan de remplacement"),
         lambda: decide(requested(replacement=None)), NoReplacementPlan),
    Twin("granting is not recorded before its act", {"grant_decision.check_act": nothing},
         lambda: decide(record=EARLY), ActToCome),
    Twin("refusing is not recorded before its act", {"grant_decision.check_act": nothing},
         lambda: requested().refuse(EARLY, refusal()), ActToCome),
    Twin("nobody grants to their own organisation", NOT_OWN, lambda: decide(record=OWN), OwnOrganisation),
    Twin("nobody refuses their own organisation", NOT_OWN, lambda: requested().refuse(OWN, refusal()), OwnOrganisation),
    Twin("a card from its day on", {"calculation.CardSeen.check_effective": nothing},
         lambda: decide(card=LATER_CARD), CardNotEffective),
    Twin("a rate of the card", {"calculation.CardSeen.rate": any_rate},
         lambda: decide(requested(lines=[{"rate": "director", "minutes": 60}])), RateUnknown),
    Twin("hours are no lump sums", struck(calculation, "priced_line", "se compte"),
         lambda: decide(requested(lines=[{"rate": "trainer", "count": 1}])), Invalid),
    Twin("no more than is asked", {"grant_decision.check_within": nothing},
         lambda: decide(lines=[{"rate": "tutor", "minutes": 60}]), MoreThanAsked),
    Twin("no more than is left", AFFORD, lambda: decide(purse=EMPTY), NotEnoughLeft),
    Twin("a point of the list", ANY_CODE, lambda: requested().refuse(RECORD, refusal("g1", "because")), Invalid),
    Twin("the de minimis ceiling", {"grant_decision.check_aid": struck_out(aid.check_aid, "room.refusal")},
         lambda: decide(given=had(19_999_999), aid=DE_MINIMIS), DeMinimisCeiling),
    Twin("an earlier act counts with later ones", {"aid.Given.ends": lambda given, on: [on]},
         lambda: decide(given=had(19_999_999, date(2020, 10, 1)), aid=DE_MINIMIS), DeMinimisCeiling),
    Twin("a ground that is one", {"grant_decision.check_aid": struck_out(aid.check_aid, "sur quel fondement")},
         lambda: decide(aid=DE_MINIMIS | {"basis": "gift"}), Invalid),
)  # fmt: skip
ENGAGEMENT = (
    Twin("AE are engaged from 2019 to 2022", {"grant_engagement.check_commitment": nothing},
         lambda: engage(PUBLIC, date(2023, 1, 1)), CommitmentOver),
    Twin("a number has its day", struck(Papers, "signature", "vont ensemble"),
         lambda: engage(agreement="JR-1"), Invalid),
    Twin("engaged before or with the signature", {"grant_signature._check_day": nothing},
         lambda: engage(agreement="JR-1", signed_on="2020-09-23"), Invalid),
    Twin("the republican commitment", struck(Engaging, "engage", "engagement républicain"),
         lambda: engage(today=date(2022, 1, 2), agreement="JR-1", signed_on="2022-01-02"), CommitmentMissing),
    Twin("nobody engages for their own organisation", NOT_OWN,
         lambda: engage(own=("batir",), **AGREEMENT), OwnOrganisation),
    Twin("what was ordered stays engaged", NO_KEPT, lambda: give_back(101, ordered_cents=2_584_700), BelowOrdered),
    Twin("what is certified stays engaged", NO_KEPT, lambda: give_back(101, certified_cents=2_584_700), BelowOrdered),
    Twin("an open advance stays engaged", NO_KEPT, lambda: give_back(101, advance_cents=2_584_700), BelowOrdered),
    Twin("disengaging has a reason of the list", ANY_CODE, lambda: give_back(1, "because"), Invalid),
    Twin("nobody disengages for their own organisation", NOT_OWN,
         lambda: engaged().disengage(1, "other", DECIDED_ON, ("batir",)), OwnOrganisation),
    Twin("nobody closes for their own organisation", NOT_OWN,
         lambda: paid().close(DECIDED_ON, ("batir",)), OwnOrganisation),
    *(
        Twin(f"not closed with a {because} left", {"grant_engagement.Engaging._left_open": without(because)},
             lambda left=left: paid(**left).close(DECIDED_ON), NotSettled)  # type: ignore[misc]
        for because, left in {
            "engaged": {"paid_cents": 2_584_799},
            "claim": {"claims": (claim(ClaimState.ORDERED),)},
            "recovery": {"recoveries": (recovery(RecoveryState.TITLED),)},
            "advance": {"advance_cents": 1},
            "financial-report": {"claims": (claim(ClaimState.PAID, paid_on=date(2019, 12, 31)),)},
            "amendment": {"awaiting_cents": 1},
        }.items()
    ),
)  # fmt: skip
AMENDMENT = (
    Twin("what was added is not engaged after 2022", {"grant_amendment.check_commitment": nothing},
         lambda: _added().engage_amendment(PRIVATE, "odile", date(2023, 1, 1)), CommitmentOver),
    Twin("an amendment by an act that was taken", {"grant_decision.check_act": nothing},
         lambda: amend(record=EARLY, ends_on="2021-07-31"), ActToCome),
    Twin("nobody amends for their own organisation", NOT_OWN,
         lambda: amend(record=OWN, ends_on="2021-07-31"), OwnOrganisation),
    Twin("an amendment has a reason of the list", ANY_CODE,
         lambda: amend(reason="because", ends_on="2021-07-31"), Invalid),
    Twin("an amendment changes something", struck(Amending, "amend", "ne change rien"), lambda: amend(), Invalid),
    Twin("an amendment takes no earlier card", struck(grant_amendment, "_amended", "antérieur"),
         lambda: amend(CARD.model_copy(update={"id": "c0", "effective_on": date(2020, 1, 1)})), EarlierCard),
    Twin("an amendment takes a card from its day on", {"calculation.CardSeen.check_effective": nothing},
         lambda: amend(LATER_CARD, lines=[HOUR]), CardNotEffective),
    Twin("an amendment keeps the days in order", struck(grant_amendment, "_amended", "précède"),
         lambda: amend(ends_on="2020-09-30"), Invalid),
    Twin("an amendment covers no other grant's days", {"grant_amendment.check_alone": nothing},
         lambda: amend(ends_on="2021-07-31", others=[requested("g2", starts_on="2021-07-01", ends_on="2021-12-31")]),
         DoubleGrant),
    Twin("an amendment engages no more than is left", AFFORD | {"grant_amendment.check_aid": lambda *_: AN_OPINION},
         lambda: amend(purse=EMPTY, lines=MORE), NotEnoughLeft),
    Twin("an amendment stays within de minimis", {"grant_amendment.check_aid": lambda *_: AN_OPINION},
         lambda: amend(lines=MORE), DeMinimisCeiling),
    Twin("nothing more is engaged after 2022", {"grant_amendment.check_commitment": nothing},
         lambda: _more(date(2023, 1, 1)), CommitmentOver),
    Twin("an amendment leaves what is certified", NO_KEPT, lambda: _less_than_certified(), BelowOrdered),
)  # fmt: skip
TURNS = (
    Twin("a draft is not granted", loose(State.DRAFT, grant=State.GRANTED), lambda: decide(drafted()), OutOfTurn),
    Twin("a request is not edited", loose(State.REQUESTED, edit=State.REQUESTED),
         lambda: requested().edit(asked(), "ben"), OutOfTurn),
    Twin("what is engaged is not withdrawn", loose(State.ENGAGED, withdraw=State.WITHDRAWN),
         lambda: engaged().withdraw(), OutOfTurn),
    Twin("what is granted is not decided again", loose(State.GRANTED, refuse=State.REFUSED),
         lambda: granted().refuse(RECORD, refusal()), OutOfTurn),
    Twin("what is not engaged is not disengaged", loose(State.GRANTED, disengage=State.GRANTED) | NO_KEPT,
         lambda: granted().disengage(0, "other", DECIDED_ON), OutOfTurn),
    Twin("what is not engaged is not closed", loose(State.GRANTED, close=State.CLOSED),
         lambda: granted().close(DECIDED_ON), OutOfTurn),
)  # fmt: skip
TWINS = (*REQUEST, *DECISION, *ENGAGEMENT, *AMENDMENT, *TURNS)


def _more(on: date) -> None:
    change = Change.model_validate({"reason": "hours", "lines": MORE})
    record = RECORD.model_copy(update={"on": on})
    engaged().amend(record, change, Cards(before=CARD, after=CARD), PURSE)


def _added() -> Grant:
    """An engaged grant to which an act of 2020 added 10.00."""
    grant = engaged()
    grant.awaiting_cents = 1_000
    return grant


def _less_than_certified() -> None:
    grant = engaged()
    grant.certified_cents = grant.engaged_cents
    change = Change.model_validate({"reason": "hours", "lines": [HOUR]})
    grant.amend(RECORD, change, Cards(before=CARD, after=CARD), PURSE)


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)
