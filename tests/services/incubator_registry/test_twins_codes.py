"""The twins of who and what is known: codes of the reference data, declarations of training, named assessors."""

from collections.abc import Callable
from typing import Any
from unittest.mock import ANY

import pytest

from contracts.registry_parts import GroupingMember
from services.chassis.refusal import Invalid
from services.incubator_registry.application import Application
from services.incubator_registry.call_rules import CallRules, CriteriaOfThePacte
from services.incubator_registry.incubator import Incubator
from services.incubator_registry.organisation import Identity, NdaRequired
from services.incubator_registry.scoring import Assessment, NotAnAssessor
from tests.services.incubator_registry import founding, making_calls
from tests.services.incubator_registry.founding import MEMBERS
from tests.services.incubator_registry.making_applications import (
    NOBODY,
    READ,
    RULES,
    assigned,
    content,
    draft,
    eligible,
    marks,
)
from tests.support.taking_away import Fact, Twin, each, goes_through, holds, no_longer_holds, nothing, refused, struck

REGISTRY = "services.incubator_registry."
ANY_CODE = {"services.chassis.reference.check": nothing}
RULE = making_calls.RULES["eligibility"][0]
PRIORITY = making_calls.RULES["priorities"][0]
CRITERIA = making_calls.RULES["criteria"]
BANK = GroupingMember(organisation="caisse", role="banque")


def written(**codes: Any) -> Callable[[], object]:
    """A draft with these codes."""
    return lambda: draft(**codes)


def call(**rules: Any) -> Callable[[], object]:
    """A call published with these rules."""
    return lambda: making_calls.published(**rules)


def prepared(**codes: Any) -> Callable[[], object]:
    """An incubator described with these codes."""
    described = founding.description(**codes)
    return lambda: Incubator.prepare("inc-2", founding.FOUNDING, MEMBERS, founding.OPENS, described)


def described(*kinds: str, commune: str = "commune:62498") -> Callable[[], object]:
    """What an organisation says of itself, without a declaration of activity."""
    return lambda: Identity(name="Bâtir", kinds=kinds, commune=commune).checked()


def unknown(place: str, scenario: Callable[[], object]) -> Twin:
    """A code that the reference data do not have, said in some place."""
    return Twin(f"unknown-{place}", ANY_CODE, scenario, Invalid)


CODES = (
    unknown("type-of-incubator", written(incubator_type="national")),
    unknown("territory", written(territories=("departement:75",))),
    unknown("sector", written(sectors=("btp", "astronomy"))),
    unknown("public", written(publics=("moon-dwellers",))),
    unknown("role-of-the-lead", lambda: draft().write(content(), ("banque",), RULES)),
    unknown("role-of-a-member", lambda: draft().invite_member("batir", ("banque",))),
    unknown("kind-of-organisation", described("banque")),
    unknown("commune", described("association", commune="commune:99999")),
    unknown("type-that-a-call-looks-for", call(incubator_types=["national"])),
    unknown("role-that-a-call-requires", call(eligibility=[RULE | {"requires_role": "banque"}])),
    unknown("priority-of-a-call", call(priorities=[PRIORITY | {"code": "amitie"}])),
    unknown("entry-of-an-incubator", prepared(entries=("porte",))),
    unknown("function-of-an-incubator", prepared(functions=("sieste",))),
    unknown("territory-of-an-incubator", prepared(territories=("commune:99999",))),
    unknown("sector-of-an-incubator", prepared(sectors=("astronomy",))),
    unknown("public-of-an-incubator", prepared(publics=("moon-dwellers",))),
    unknown(
        "role-in-an-amendment",
        lambda: founding.signed().propose_amendment(
            founding.AMENDING, None, (*MEMBERS, BANK), founding.LATER, founding.NOBODY
        ),
    ),
)


def as_if_named(_: Application, person: str) -> Assessment:
    """Anybody's assessment."""
    return Assessment(assessor=person, interest=None)


def as_if_declared(_: Application, person: str) -> Assessment:
    """Anybody's assessment, without an interest."""
    return Assessment(assessor=person, interest=False)


ASSIGNED = assigned()
ASSESSMENT_OF = REGISTRY + "application.Application.assessment_of"
OTHERS = (
    Twin(
        "a-seat-is-in-a-commune",
        struck(Identity, "checked", "commune du siège"),
        described("association", commune="departement:62"),
        Invalid,
    ),
    Twin(
        "the-criteria-are-the-four-of-the-pacte",
        struck(CallRules, "_check_criteria", "CriteriaOfThePacte"),
        call(criteria=[*CRITERIA[:3], {"code": "charme", "weight": 20}]),
        CriteriaOfThePacte,
    ),
    Twin(
        "who-scores-was-named",
        {ASSESSMENT_OF: as_if_declared},
        lambda: ASSIGNED.model_copy().submit_scores("zoe", marks(4, 4, 4, 4), RULES, NOBODY, READ),
        NotAnAssessor,
    ),
    Twin(
        "who-declares-their-interests-was-named",
        {ASSESSMENT_OF: as_if_named},
        lambda: eligible().declare_interest("zoe", False, NOBODY, READ),
        NotAnAssessor,
    ),
)
TWINS = (*CODES, *OTHERS)


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)


def asked_for_their_declaration() -> dict[str, bool]:
    """Who is refused because they give no declaration of activity."""
    found = {}
    for kind in ("organisme-de-formation", "association", "laboratoire", "entreprise"):
        try:
            described(kind)()
            found[kind] = False
        except NdaRequired:
            found[kind] = True
    return found


FACTS = (
    Fact(
        "a-declaration-is-required-of-training-organisations-only",
        {REGISTRY + "organisation.TRAINING": ANY},
        asked_for_their_declaration,
        {"organisme-de-formation": True, "association": False, "laboratoire": False, "entreprise": False},
    ),
)


@each(FACTS)
def test_with_the_rule_the_others_are_not_asked(twin: Fact) -> None:
    holds(twin)


@each(FACTS)
def test_without_the_rule_everybody_is_asked(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    no_longer_holds(twin, monkeypatch)
