"""Calls in every state, from the call of the demonstration story."""

from datetime import date, timedelta
from typing import Any

from services.chassis.calendar import paris
from services.chassis.values import Act
from services.incubator_registry.call import Call, State
from services.incubator_registry.call_rules import CallRules

OPENS = paris(date(2019, 7, 8), 9)
CLOSES = paris(date(2019, 9, 30), 12)
PUBLISHED = paris(date(2019, 7, 2), 10)
LATER = paris(date(2019, 10, 7), 12)
DECISION = Act(number="2019.01602", on=date(2019, 9, 24))
DECIDED = paris(date(2019, 9, 25), 10)
SECOND = timedelta(seconds=1)

RULES: dict[str, Any] = {
    "opens_at": "2019-07-08T09:00:00+02:00",
    "closes_at": "2019-09-30T12:00:00+02:00",
    "act": {"number": "2019.00851", "on": "2019-06-20"},
    "incubator_types": ["regional", "croise", "organisation-territoriale"],
    "questions": [{"code": "diagnostic", "label": "Quels besoins du territoire avez-vous constatés ?"}],
    "pieces": [
        {"code": "statuts", "label": "Statuts du chef de file", "administrative": True},
        {"code": "programme", "label": "Programme de travail", "administrative": False},
    ],
    "criteria": [
        {"code": "identification", "weight": 30},
        {"code": "lieu", "weight": 25},
        {"code": "moyens", "weight": 25},
        {"code": "ressources", "weight": 20},
    ],
    "eligibility": [
        {
            "code": "partenaire-recherche",
            "label": "Le groupement compte un laboratoire de recherche.",
            "article": "article 3.2",
            "requires_role": "laboratoire",
        }
    ],
    "priorities": [{"code": "probleme-territorial", "article": "article 5.3", "effect": "tie-break"}],
}
CALL: dict[str, Any] = {
    "title": "Incubateurs d'innovation pédagogique 2019",
    "summary": "La Région soutient des lieux où inventer ensemble la formation.",
    "rules": RULES,
}


def rules(**changed: Any) -> CallRules:
    """The story's rules, some of them changed."""
    return CallRules.model_validate(RULES | changed)


def draft(**changed: Any) -> Call:
    """A draft ready to be published."""
    return Call(id="call-1", title=CALL["title"], summary=CALL["summary"], rules=rules(**changed))


def published(**changed: Any) -> Call:
    """Published on 2 July 2019."""
    call = draft(**changed)
    call.publish(PUBLISHED)
    call.settle()
    return call


def opened() -> Call:
    """Open since 8 July 2019, 09:00 in Paris."""
    call = published()
    call.open(OPENS)
    call.settle()
    return call


def closed() -> Call:
    """Closed on 30 September 2019, 12:00 in Paris."""
    call = opened()
    call.close(CLOSES)
    call.settle()
    return call


IN_STATE = {State.DRAFT: draft, State.PUBLISHED: published, State.OPEN: opened, State.CLOSED: closed}
