"""One realistic example of each fact of `incubator_registry`, from the demonstration story."""

from typing import Any

from pydantic import ConfigDict


def _id(end: str) -> str:
    return f"0192f0c1-7a3e-7c4e-9f52-2b6d6a1f{end}"


OFFICER, MEMBER = _id("0501"), _id("0502")
BEARER = "9f2c" * 16
CALL, APPLICATION, RESERVE, INELIGIBLE = _id("0601"), _id("0702"), _id("0704"), _id("0705")
AGREEMENT, INCUBATOR = _id("0802"), _id("0102")
GRETA, TRAINER, LABORATORY, BUILDER, LANDLORD = _id("0202"), _id("0211"), _id("0212"), _id("0213"), _id("0214")
COAST, DIGITAL = _id("0215"), _id("0216")
GROUPING = [
    {"organisation": GRETA, "role": "chef-de-file"},
    {"organisation": TRAINER, "role": "organisme-de-formation"},
    {"organisation": LABORATORY, "role": "laboratoire"},
    {"organisation": BUILDER, "role": "entreprise"},
    {"organisation": LANDLORD, "role": "partenaire"},
]
OPENS, CLOSES, MOVED = "2019-07-08T07:00:00Z", "2019-09-30T10:00:00Z", "2019-10-07T10:00:00Z"
RULES_ACT = {"number": "2019.00851", "on": "2019-06-20"}
ACT = {"number": "2019.02104", "on": "2019-11-26"}
OF_CALL = {"application": APPLICATION, "call": CALL}
OF_AGREEMENT = {"agreement": AGREEMENT, "incubator": INCUBATOR}

EXAMPLES: dict[str, dict[str, Any]] = {
    "person/duty-given": {
        "person": OFFICER,
        "bearer": BEARER,
        "duty": {
            "name": "decide",
            "reference": "Arrêté 2019-117",
            "scope": "Mobilisation des acteurs",
            "ceiling_cents": 2_300_000,
            "since": "2019-01-01",
            "until": "2021-06-30",
        },
    },
    "person/duty-withdrawn": {
        "person": OFFICER,
        "bearer": BEARER,
        "duty": "decide",
        "reference": "Arrêté 2019-117",
        "on": "2021-06-30",
    },
    "person/erased": {"person": MEMBER, "on": "2022-03-01"},
    "organisation/described": {
        "organisation": TRAINER,
        "name": "Bâtir Ensemble Formation",
        "kinds": ["organisme-de-formation", "association"],
        "siret": "99900021900017",
        "siren": "999000219",
        "nda": "32620099900",
        "commune": "commune:62498",
    },
    "organisation/member-joined": {
        "organisation": TRAINER,
        "person": MEMBER,
        "bearer": BEARER,
        "role": "representative",
        "on": "2019-07-09",
    },
    "organisation/member-left": {
        "organisation": TRAINER,
        "person": MEMBER,
        "bearer": BEARER,
        "role": "writer",
        "on": "2021-09-30",
    },
    "call/described": {
        "call": CALL,
        "title": "Incubateurs d'innovation pédagogique 2019",
        "summary": "La Région soutient des lieux où organismes, chercheurs et entreprises inventent la formation.",
        "incubator_types": ["regional", "croise", "organisation-territoriale"],
        "rules_version": 1,
        "rules_act": RULES_ACT,
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "questions": [{"code": "diagnostic", "label": "Quels besoins du territoire avez-vous constatés ?"}],
        "pieces": [
            {"code": "statuts", "label": "Statuts du chef de file", "administrative": True},
            {"code": "programme", "label": "Programme de travail", "administrative": False},
        ],
        "criteria": [
            {"code": "identification", "label": "Identifier des préoccupations du territoire", "weight": 30},
            {"code": "lieu", "label": "Lieu où recherche, réseaux et entreprises sont présents", "weight": 25},
            {"code": "moyens", "label": "Qualité des moyens affectés à l'accueil", "weight": 25},
            {"code": "ressources", "label": "Capacité à mobiliser des ressources", "weight": 20},
        ],
        "eligibility": [
            {
                "code": "partenaire-recherche",
                "label": "Le groupement compte un laboratoire de recherche.",
                "article": "article 3.2",
                "requires_role": "laboratoire",
            }
        ],
        "priorities": [
            {
                "code": "territoire",
                "label": "À égalité, un problème propre à un territoire passe devant.",
                "article": "article 5.3",
                "effect": "tie-break",
            }
        ],
    },
    "call/published": {
        "call": CALL,
        "rules_version": 1,
        "rules_act": RULES_ACT,
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "on": "2019-07-02",
    },
    "call/opened": {"call": CALL, "opens_at": OPENS, "closes_at": CLOSES},
    "call/closing-moved": {
        "call": CALL,
        "previous": CLOSES,
        "closes_at": MOVED,
        "act": {"number": "2019.01602", "on": "2019-09-24"},
        "published_at": "2019-09-25T08:00:00Z",
    },
    "call/closed": {"call": CALL, "closes_at": CLOSES},
    "application/deposited": {
        **OF_CALL,
        "title": "La Fosse aux Idées",
        "incubator_type": "croise",
        "lead": GRETA,
        "members": GROUPING,
        "rules_version": 1,
        "at": "2019-09-30T09:41:07Z",
        "silent_refusal_on": "2019-11-30",
    },
    "application/found-admissible": {**OF_CALL, "lead": GRETA, "on": "2019-10-08"},
    "application/found-inadmissible": {
        "application": INELIGIBLE,
        "call": CALL,
        "lead": DIGITAL,
        "ground": "eligibility",
        "reasons": [{"code": "partenaire-recherche", "article": "article 3.2"}],
        "on": "2019-10-09",
    },
    "application/correction-requested": {
        **OF_CALL,
        "lead": GRETA,
        "pieces": ["statuts"],
        "due_on": "2019-10-15",
        "on": "2019-10-03",
    },
    "application/corrected": {
        **OF_CALL,
        "lead": GRETA,
        "pieces": ["statuts"],
        "silent_refusal_on": "2019-12-04",
        "on": "2019-10-07",
    },
    "application/opinion-given": {
        **OF_CALL,
        "lead": GRETA,
        "opinion": "favourable",
        "rank": 1,
        "score": 8100,
        "on": "2019-10-24",
    },
    "application/accepted": {
        **OF_CALL,
        "title": "La Fosse aux Idées",
        "incubator_type": "croise",
        "lead": GRETA,
        "members": GROUPING,
        "act": ACT,
        "stood_aside": 1,
        "notified_on": "2019-11-28",
    },
    "application/put-on-the-reserve-list": {
        "application": RESERVE,
        "call": CALL,
        "lead": COAST,
        "rank": 1,
        "act": ACT,
        "notified_on": "2019-11-28",
    },
    "application/refused": {
        "application": RESERVE,
        "call": CALL,
        "lead": COAST,
        "reasons": [{"code": "rang-insuffisant", "article": "article 5.4"}],
        "act": ACT,
        "notified_on": "2019-11-28",
    },
    "application/closed-without-action": {
        "application": INELIGIBLE,
        "call": CALL,
        "lead": DIGITAL,
        "reasons": [{"code": "pieces-non-fournies", "article": "article 4.1"}],
        "on": "2019-10-16",
    },
    "application/withdrawn": {"application": RESERVE, "call": CALL, "lead": COAST, "on": "2019-12-10"},
    "agreement/signed": {
        **OF_AGREEMENT,
        "application": APPLICATION,
        "number": "2019-INC-02",
        "lead": GRETA,
        "members": GROUPING,
        "act": ACT,
        "signed_by_lead_on": "2019-12-17",
        "signed_by_region_on": "2019-12-19",
        "since": "2020-01-20",
        "until": "2022-12-31",
    },
    "agreement/amended": {
        **OF_AGREEMENT,
        "number": "2019-INC-02",
        "amendment": 1,
        "changes": ["until"],
        "members": GROUPING,
        "act": {"number": "2021.01877", "on": "2021-11-25"},
        "since": "2020-01-20",
        "until": "2023-06-30",
        "on": "2021-12-13",
    },
    "agreement/terminated": {
        **OF_AGREEMENT,
        "number": "2019-INC-02",
        "reasons": [{"code": "fin-du-groupement", "article": "article 12"}],
        "act": {"number": "2022.01033", "on": "2022-06-30"},
        "on": "2022-08-31",
    },
    "incubator/described": {
        "incubator": INCUBATOR,
        "name": "La Fosse aux Idées",
        "type": "croise",
        "summary": "Rénovation énergétique et Bassin minier : apprendre sur le chantier, avec ceux qui y travaillent.",
        "call": CALL,
        "application": APPLICATION,
        "agreement": AGREEMENT,
        "lead": GRETA,
        "members": GROUPING,
        "entries": ["secteurs", "territoires"],
        "functions": ["emergence", "mise-en-reseau"],
        "territories": ["fragile:bassin-minier"],
        "sectors": ["btp", "transition-energetique"],
        "publics": ["demandeurs-emploi"],
        "steering": [MEMBER],
        "opens_on": "2020-01-20",
    },
    "incubator/opened": {"incubator": INCUBATOR, "agreement": AGREEMENT, "lead": GRETA, "on": "2020-01-20"},
    "incubator/suspended": {
        "incubator": INCUBATOR,
        "reason": "health",
        "explanation": "Le confinement empêche de recevoir du public ; les travaux à distance continuent.",
        "on": "2020-03-17",
    },
    "incubator/resumed": {"incubator": INCUBATOR, "on": "2020-06-02"},
    "incubator/closed": {"incubator": INCUBATOR, "reason": "agreement-ended", "on": "2022-12-31"},
}


def like(fact: str) -> ConfigDict:
    """The realistic example of a fact (``call/opened``), which is frozen with its schema."""
    return ConfigDict(json_schema_extra={"examples": [EXAMPLES[fact]]})
