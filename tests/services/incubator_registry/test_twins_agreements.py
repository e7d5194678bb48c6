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
from tests.support.taking_away import Twin, each, goes_through, nothing, refused, struck_out

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
        {REGISTRY + "call.Call._become": nothing},
        lambda: making_calls.published().edit("Titre", "Résumé", making_calls.rules(criteria=OTHER_WEIGHTS)),
        OutOfTurn,
    ),
    Twin(
        "the-published-weights-add-up-to-a-hundred",
        {REGISTRY + "call_rules.CallRules._check_criteria": nothing},
        lambda: making_calls.published(criteria=TOO_HEAVY),
        WeightsDoNotAddUp,
    ),
    Twin(
        "a-closing-moves-by-a-decision-published-before",
        without("NotPublishedBefore"),
        lambda: making_calls.opened().move_closing(making_calls.LATER, DECISION, DECIDED, DECIDED - SECOND),
        NotPublishedBefore,
    ),
    Twin(
        "a-closing-that-has-passed-moves-no-more",
        without("ClosingPassed"),
        lambda: making_calls.opened().move_closing(making_calls.LATER, DECISION, DECIDED, CLOSES),
        ClosingPassed,
    ),
    Twin(
        "a-closing-moves-only-later",
        without("OnlyLater"),
        lambda: making_calls.opened().move_closing(CLOSES - timedelta(days=1), DECISION, DECIDED, DECIDED),
        OnlyLater,
    ),
    Twin(
        "the-act-that-moves-a-closing-precedes-its-publication",
        without("ActToCome"),
        lambda: making_calls.opened().move_closing(
            making_calls.LATER, Act(number="2019.01602", on=date(2019, 9, 26)), DECIDED, DECIDED
        ),
        ActToCome,
    ),
    Twin(
        "an-agreement-is-for-an-accepted-application",
        {REGISTRY + "use_cases.agreements._accepted": struck_out(agreements._accepted, "NotAccepted")},
        lambda: agreements._accepted(
            making_applications.decided(Outcome.REFUSED, motives=(making_applications.MOTIVE,))
        ),
        NotAccepted,
    ),
    Twin(
        "two-different-persons-sign",
        sign_without("SamePersonSigns"),
        lambda: founding.half_signed().sign(Side.REGION, HEAD, SIGNED),
        SamePersonSigns,
    ),
    Twin(
        "one-side-does-not-sign-twice",
        sign_without("AlreadySigned"),
        lambda: founding.half_signed().sign(Side.LEAD, "fatou", SIGNED),
        AlreadySigned,
    ),
    Twin(
        "an-incubator-opens-when-its-agreement-is-signed-by-both",
        {
            REGISTRY + "agreement.complete": bool,
            REGISTRY + "agreement.Agreement._announce_signed": nothing,
        },
        open_after_one_signature,
        AgreementNotSigned,
    ),
    Twin(
        "an-incubator-opens-on-its-day",
        {REGISTRY + "incubator.Incubator.open": struck_out(Incubator.open, "OpeningDayToCome")},
        lambda: founding.founded().open(date(2020, 1, 19)),
        OpeningDayToCome,
    ),
    Twin(
        "an-agreement-is-signed-before-its-last-day-is-over",
        {REGISTRY + "agreement.Agreement.sign": struck_out(Agreement.sign, "Le dernier jour")},
        lambda: founding.to_sign().sign(Side.LEAD, HEAD, date(2023, 1, 1)),
        Invalid,
    ),
    Twin(
        "an-officer-of-the-grouping-does-not-sign-for-the-region",
        {REGISTRY + "agreement.check_free": nothing},
        lambda: founding.half_signed().sign(Side.REGION, DECIDER, SIGNED, frozenset({"logis"})),
        OwnOrganisation,
    ),
    Twin(
        "an-officer-of-the-grouping-does-not-approve",
        {REGISTRY + "agreement.check_free": nothing},
        lambda: founding.under_review().approve(frozenset({"corons"})),
        OwnOrganisation,
    ),
    Twin(
        "an-officer-of-the-grouping-does-not-lift-a-suspension",
        {REGISTRY + "incubator.check_free": nothing},
        lambda: founding.suspended().resume(date(2020, 6, 2), frozenset({"greta"})),
        OwnOrganisation,
    ),
    Twin(
        "one-amendment-at-a-time",
        {
            REGISTRY + "agreement.Agreement.propose_amendment": struck_out(
                Agreement.propose_amendment, "AmendmentPending"
            )
        },
        lambda: founding.amending().propose_amendment(founding.AMENDING, END, None, LATER, NOBODY),
        AmendmentPending,
    ),
    Twin(
        "an-amendment-never-changes-the-lead",
        {REGISTRY + "agreement.check_partners": nothing},
        lambda: founding.signed().propose_amendment(founding.AMENDING, None, OTHER_LEAD, LATER, NOBODY),
        Invalid,
    ),
    Twin(
        "an-amendment-rests-on-no-act-to-come",
        {REGISTRY + "agreement.check_taken": nothing},
        lambda: founding.signed().propose_amendment(FUTURE, END, MEMBERS, LATER, NOBODY),
        Invalid,
    ),
)


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)
