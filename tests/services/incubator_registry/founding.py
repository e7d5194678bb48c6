"""Agreements and incubators for the tests, in any state, made through their own verbs."""

from collections.abc import Callable
from datetime import date
from typing import Any

from contracts.registry_parts import GroupingMember
from services.chassis.values import Act
from services.incubator_registry.agreement import Accepted, Agreement, Ground, Terms
from services.incubator_registry.amendment import Side
from services.incubator_registry.incubator import Description, Ending, Founding, Incubator, Pause

DECIDED = Act(number="2019.02145", on=date(2019, 11, 26))
MEMBERS = (
    GroupingMember(organisation="greta", role="chef-de-file"),
    GroupingMember(organisation="greta", role="organisme-de-formation"),
    GroupingMember(organisation="corons", role="laboratoire"),
    GroupingMember(organisation="logis", role="partenaire"),
)
ACCEPTED = Accepted(
    application="app-2",
    call="call-2019",
    title="La Fosse aux Idées",
    incubator_type="croise",
    lead="greta",
    members=MEMBERS,
    act=DECIDED,
)
OPENS, LAST = date(2020, 1, 20), date(2022, 12, 31)
TERMS = Terms(since=OPENS, until=LAST)
SIGNED = date(2019, 12, 19)
LATER = date(2021, 10, 4)
NOBODY: frozenset[str] = frozenset()
HEAD, DECIDER = "bernard", "solene"
AMENDING = Act(number="2021.01877", on=date(2021, 9, 23))
ENDING = Act(number="2021.01900", on=date(2021, 9, 23))
GROUNDS = (Ground(code="fin-du-groupement", article="article 12", reason="Le groupement s'est séparé."),)


def project() -> Agreement:
    """Drafted by an officer."""
    return Agreement.draft("agr-2", "2019-INC-02", "inc-2", ACCEPTED, TERMS)


def under_review() -> Agreement:
    """Handed in by the lead."""
    agreement = project()
    agreement.submit()
    return agreement


def changes_requested() -> Agreement:
    """To be changed by the lead."""
    agreement = under_review()
    agreement.request_changes(("La date d'ouverture tombe un dimanche.",), NOBODY)
    return agreement


def to_sign() -> Agreement:
    """Ready for both signatures."""
    agreement = under_review()
    agreement.approve(NOBODY)
    return agreement


def half_signed() -> Agreement:
    """Signed by the lead only."""
    agreement = to_sign()
    agreement.sign(Side.LEAD, HEAD, date(2019, 12, 17))
    return agreement


def signed() -> Agreement:
    """Signed by both, nothing left to announce."""
    agreement = half_signed()
    agreement.sign(Side.REGION, DECIDER, SIGNED)
    agreement.settle()
    return agreement


def amending() -> Agreement:
    """An amendment waits for its signatures."""
    agreement = signed()
    agreement.propose_amendment(AMENDING, date(2023, 6, 30), None, LATER, NOBODY)
    return agreement


def terminated() -> Agreement:
    """Ended by the Région."""
    agreement = signed()
    agreement.terminate(GROUNDS, ENDING, date(2021, 12, 31), LATER, NOBODY)
    return agreement


def denounced() -> Agreement:
    """Ended by the lead."""
    agreement = signed()
    agreement.denounce(GROUNDS, ENDING, date(2021, 12, 31), LATER)
    return agreement


AGREEMENT_IN: dict[str, Callable[[], Agreement]] = {
    "project": project,
    "under-review": under_review,
    "changes-requested": changes_requested,
    "to-sign": to_sign,
    "signed": amending,
    "terminated": terminated,
    "denounced": denounced,
}


def description(**changes: Any) -> Description:
    """What the register says of I2, with changes."""
    content: dict[str, Any] = {
        "name": "La Fosse aux Idées",
        "summary": "Rénovation énergétique et Bassin minier : apprendre sur le chantier.",
        "entries": ("secteurs", "territoires"),
        "functions": ("emergence",),
        "territories": ("fragile:bassin-minier",),
        "sectors": ("btp", "transition-energetique"),
        "publics": ("demandeurs-emploi",),
        "steering": (HEAD,),
    }
    return Description.model_validate(content | changes)


FOUNDING = Founding(type="croise", call="call-2019", application="app-2", agreement="agr-2", lead="greta")


def prepared() -> Incubator:
    """With the project of its agreement."""
    return Incubator.prepare("inc-2", FOUNDING, MEMBERS, OPENS, description())


def founded() -> Incubator:
    """Its agreement is signed by both; its day has not come."""
    incubator = prepared()
    incubator.rest_on(MEMBERS, OPENS, SIGNED)
    incubator.settle()
    return incubator


def opened() -> Incubator:
    """It takes experiments."""
    incubator = founded()
    incubator.open(OPENS)
    incubator.settle()
    return incubator


def suspended() -> Incubator:
    """It takes none for now."""
    incubator = opened()
    incubator.suspend(Pause.HEALTH, "Le confinement ferme les salles.", date(2020, 3, 17), NOBODY)
    incubator.settle()
    return incubator


def closed() -> Incubator:
    """Over."""
    incubator = opened()
    incubator.close(Ending.AGREEMENT_ENDED, date(2023, 1, 1))
    incubator.settle()
    return incubator


INCUBATOR_IN: dict[str, Callable[[], Incubator]] = {
    "prepared": founded,
    "open": opened,
    "suspended": suspended,
    "closed": closed,
}
