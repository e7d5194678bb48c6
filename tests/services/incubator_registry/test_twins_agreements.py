"""The twins of calls, agreements and incubators: each rule taken away lets through what it refuses."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.registry_parts import GroupingMember
from services.chassis.refusal import Invalid, OutOfTurn
from services.chassis.values import Act
from services.incubator_registry.agreement import Agreement, AmendmentPending, NotAccepted
from services.incubator_registry.amendment import AlreadySigned, SamePersonSigns, Side, with_signature
from services.incubator_registry.call import ActToCome, Call, ClosingPassed, NotPublishedBefore, OnlyLater
from services.incubator_registry.call_rules import WeightsDoNotAddUp
from services.incubator_registry.decision import Outcome
from services.incubator_registry.grouping import OwnOrganisation
from services.incubator_registry.incubator import AgreementNotSigned, Incubator, OpeningDayToCome
from services.incubator_registry.use_cases import agreements
from tests.services.incubator_registry import founding, making_applications, making_calls
from tests.services.incubator_registry.founding import DECIDER, HEAD, LATER, MEMBERS, NOBODY, OPENS, SIGNED
from tests.services.incubator_registry.making_calls import CLOSES, DECIDED, DECISION, SECOND
from tests.services.incubator_registry.taking_away import Twin, goes_through, ids, nothing, refused, struck_out

REGISTRY = "services.incubator_registry."
OTHER_WEIGHTS = [
    {"code": code, "weight": weight}
    for code, weight in {"identification": 40, "lieu": 20, "moyens": 20, "ressources": 20}.items()
]
TOO_HEAVY = [{**each, "weight": 26} for each in OTHER_WEIGHTS]


def without(words: str) -> dict[str, Any]:
    """Moving a closing without the condition that raises with these words."""
    return {REGISTRY + "call.Call.move_closing": struck_out(Call.move_closing, words)}


def sign_without(words: str) -> dict[str, Any]:
    return {REGISTRY + "amendment.with_signature": struck_out(with_signature, words)} | {
        REGISTRY + "agreement.with_signature": struck_out(with_signature, words)
    }


def open_after_one_signature() -> None:
    """As the use cases do: the incubator rests on its agreement as soon as that one is signed."""
    agreement, incubator = founding.half_signed(), founding.prepared()
    if agreement.signed_on is not None:
        incubator.rest_on(agreement.members, OPENS, agreement.signed_on)
    incubator.open(OPENS)


OTHER_LEAD = [GroupingMember(organisation="logis", role="chef-de-file")]
FUTURE = Act(number="2021.02000", on=date(2021, 11, 25))
END = date(2021, 12, 31)

TWINS = (
    Twin(
        "the-weights-are-frozen-in-the-published-version",
        lambda: making_calls.published().edit("Titre", "Résumé", making_calls.rules(criteria=OTHER_WEIGHTS)),
        OutOfTurn,
        {REGISTRY + "call.Call._become": nothing},
    ),
    Twin(
        "the-published-weights-add-up-to-a-hundred",
        lambda: making_calls.published(criteria=TOO_HEAVY),
        WeightsDoNotAddUp,
        {REGISTRY + "call_rules.CallRules._check_criteria": nothing},
    ),
    Twin(
        "a-closing-moves-by-a-decision-published-before",
        lambda: making_calls.opened().move_closing(making_calls.LATER, DECISION, DECIDED, DECIDED - SECOND),
        NotPublishedBefore,
        without("NotPublishedBefore"),
    ),
    Twin(
        "a-closing-that-has-passed-moves-no-more",
        lambda: making_calls.opened().move_closing(making_calls.LATER, DECISION, DECIDED, CLOSES),
        ClosingPassed,
        without("ClosingPassed"),
    ),
    Twin(
        "a-closing-moves-only-later",
        lambda: making_calls.opened().move_closing(CLOSES - timedelta(days=1), DECISION, DECIDED, DECIDED),
        OnlyLater,
        without("OnlyLater"),
    ),
    Twin(
        "the-act-that-moves-a-closing-precedes-its-publication",
        lambda: making_calls.opened().move_closing(
            making_calls.LATER, Act(number="2019.01602", on=date(2019, 9, 26)), DECIDED, DECIDED
        ),
        ActToCome,
        without("ActToCome"),
    ),
    Twin(
        "an-agreement-is-for-an-accepted-application",
        lambda: agreements._accepted(
            making_applications.decided(Outcome.REFUSED, motives=(making_applications.MOTIVE,))
        ),
        NotAccepted,
        {REGISTRY + "use_cases.agreements._accepted": struck_out(agreements._accepted, "NotAccepted")},
    ),
    Twin(
        "two-different-persons-sign",
        lambda: founding.half_signed().sign(Side.REGION, HEAD, SIGNED),
        SamePersonSigns,
        sign_without("SamePersonSigns"),
    ),
    Twin(
        "one-side-does-not-sign-twice",
        lambda: founding.half_signed().sign(Side.LEAD, "fatou", SIGNED),
        AlreadySigned,
        sign_without("AlreadySigned"),
    ),
    Twin(
        "an-incubator-opens-when-its-agreement-is-signed-by-both",
        open_after_one_signature,
        AgreementNotSigned,
        {
            REGISTRY + "agreement.complete": bool,
            REGISTRY + "agreement.Agreement._announce_signed": nothing,
        },
    ),
    Twin(
        "an-incubator-opens-on-its-day",
        lambda: founding.founded().open(date(2020, 1, 19)),
        OpeningDayToCome,
        {REGISTRY + "incubator.Incubator.open": struck_out(Incubator.open, "OpeningDayToCome")},
    ),
    Twin(
        "an-agreement-is-signed-before-its-last-day-is-over",
        lambda: founding.to_sign().sign(Side.LEAD, HEAD, date(2023, 1, 1)),
        Invalid,
        {REGISTRY + "agreement.Agreement.sign": struck_out(Agreement.sign, "Le dernier jour")},
    ),
    Twin(
        "an-officer-of-the-grouping-does-not-sign-for-the-region",
        lambda: founding.half_signed().sign(Side.REGION, DECIDER, SIGNED, frozenset({"logis"})),
        OwnOrganisation,
        {REGISTRY + "agreement.check_free": nothing},
    ),
    Twin(
        "an-officer-of-the-grouping-does-not-approve",
        lambda: founding.under_review().approve(frozenset({"corons"})),
        OwnOrganisation,
        {REGISTRY + "agreement.check_free": nothing},
    ),
    Twin(
        "an-officer-of-the-grouping-does-not-lift-a-suspension",
        lambda: founding.suspended().resume(date(2020, 6, 2), frozenset({"greta"})),
        OwnOrganisation,
        {REGISTRY + "incubator.check_free": nothing},
    ),
    Twin(
        "one-amendment-at-a-time",
        lambda: founding.amending().propose_amendment(founding.AMENDING, END, None, LATER, NOBODY),
        AmendmentPending,
        {
            REGISTRY + "agreement.Agreement.propose_amendment": struck_out(
                Agreement.propose_amendment, "AmendmentPending"
            )
        },
    ),
    Twin(
        "an-amendment-never-changes-the-lead",
        lambda: founding.signed().propose_amendment(founding.AMENDING, None, OTHER_LEAD, LATER, NOBODY),
        Invalid,
        {REGISTRY + "agreement.check_partners": nothing},
    ),
    Twin(
        "an-amendment-rests-on-no-act-to-come",
        lambda: founding.signed().propose_amendment(FUTURE, END, MEMBERS, LATER, NOBODY),
        Invalid,
        {REGISTRY + "agreement.check_taken": nothing},
    ),
)


@pytest.mark.parametrize(**ids(TWINS))
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@pytest.mark.parametrize(**ids(TWINS))
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)
