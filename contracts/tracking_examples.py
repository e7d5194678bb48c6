"""One realistic example of each fact of `project_tracking`, from the demonstration story."""

from typing import Any

CARAVANE, FIT, REMOTE, ADAPTED = (f"0192f0c1-7a3e-7c4e-9f52-2b6d6a1f{end}" for end in ("0303", "0305", "0310", "0321"))
REGIONAL, CROSSED, TERRITORIAL = (f"0192f0c1-7a3e-7c4e-9f52-2b6d6a1f{end}" for end in ("0101", "0102", "0103"))
INSTITUTE, GRETA, AREP = (f"0192f0c1-7a3e-7c4e-9f52-2b6d6a1f{end}" for end in ("0201", "0202", "0203"))
THIRD_PARTY = "0192f0c1-7a3e-7c4e-9f52-2b6d6a1f0299"
REPORT = {
    "report": "0192f0c1-7a3e-7c4e-9f52-2b6d6a1f0405",
    "experiment": FIT,
    "carrier": GRETA,
    "label": "T1 2021",
}
PERIOD = {"period": "quarter", "since": "2021-01-01", "until": "2021-03-31"}
LATE = {"due_on": "2021-04-30", "overdue_on": "2021-05-01", "notice_on": "2021-05-10", "hold_on": "2021-05-17"}

COMPLETED = {"label": "Parcours terminés", "unit": "personnes", "measure": "share"}
PRIOR_STATE = {"numerator": 41, "denominator": 120}
SOURCE = "Suivi des stagiaires 2019-2021"
AFTER: dict[str, Any] = {
    "numerator": 87,
    "denominator": 142,
    "by_public": [
        {"code": "demandeurs-emploi", "numerator": 60, "denominator": 96},
        {"code": "rsa", "numerator": 27, "denominator": 46},
    ],
    "by_territory": [
        {"code": "departement:02", "numerator": 61, "denominator": 97},
        {"code": "departement:59", "numerator": None, "denominator": None},
        {"code": "departement:80", "numerator": None, "denominator": None},
    ],
    "cells": [
        {"public": "rsa", "territory": "departement:59", "numerator": None, "denominator": None},
        {"public": "rsa", "territory": "departement:80", "numerator": None, "denominator": None},
    ],
}
RESULT: dict[str, Any] = {
    "indicator": "parcours-termine",
    **COMPLETED,
    "version": 1,
    "before": PRIOR_STATE,
    "before_on": "2019-09-30",
    "before_source": "Suivi des stagiaires 2018-2019",
    "after": AFTER,
    "after_on": "2021-03-31",
    "after_source": SOURCE,
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "described": {
        "experiment": CARAVANE,
        "title": "CARAVANE",
        "summary": "Une auto-école sociale itinérante enseigne les savoirs de base en zone rurale.",
        "nature": "E",
        "project_natures": ["engagement"],
        "strand": "engagement",
        "axis": "2",
        "publics": ["demandeurs-emploi", "rsa"],
        "territories": ["departement:02", "departement:59"],
        "carrier": INSTITUTE,
        "incubator": TERRITORIAL,
        "origin": "format-innovation",
        "origin_reference": "FI-2019-117",
        "evaluator": THIRD_PARTY,
        "starts_on": "2019-10-07",
        "ends_on": "2021-03-31",
        "milestones": [
            {"code": "end", "label": "Fin", "planned": "2020-12-31", "forecast": "2021-03-31", "actual": None},
        ],
        "indicators": [
            {
                "code": "parcours-termine",
                **COMPLETED,
                "target": 0.5,
                "baseline": {"figures": PRIOR_STATE, "on": "2019-09-30", "source": "Suivi des stagiaires 2018-2019"},
            }
        ],
    },
    "proposed": {"experiment": REMOTE, "carrier": AREP, "incubator": REGIONAL, "on": "2020-09-21"},
    "taken-over": {
        "experiment": CARAVANE,
        "carrier": INSTITUTE,
        "origin": "format-innovation",
        "reference": "FI-2019-117",
        "on": "2019-09-20",
    },
    "returned": {"experiment": CARAVANE, "points": ["diagnosis", "calendar"], "on": "2019-09-24"},
    "refused": {"experiment": REMOTE, "points": ["objectives"], "on": "2020-10-02"},
    "validated": {"experiment": CARAVANE, "carrier": INSTITUTE, "on": "2019-10-01"},
    "started": {
        "experiment": CARAVANE,
        "carrier": INSTITUTE,
        "evaluator": THIRD_PARTY,
        "on": "2019-10-07",
        "ends_on": "2019-12-31",
        "reports": [
            {
                "period": "quarter",
                "label": "T4 2019",
                "since": "2019-10-07",
                "until": "2019-12-31",
                "due_on": "2020-01-31",
            },
            {
                "period": "six-months",
                "label": "Situation à six mois",
                "since": "2020-01-01",
                "until": "2020-06-30",
                "due_on": "2020-07-31",
            },
        ],
    },
    "stopped": {
        "experiment": REMOTE,
        "carrier": AREP,
        "incubator": REGIONAL,
        "on": "2021-04-30",
        "reasons": ["health", "cost"],
        "lessons": "Les casques partagés ne sont pas praticables sous Covid, les scénarios coûtent trop cher.",
    },
    "milestone-reached": {
        "experiment": CARAVANE,
        "milestone": "first-group",
        "label": "Premier groupe accueilli",
        "planned": "2019-11-04",
        "forecast": "2019-11-12",
        "actual": "2019-11-12",
    },
    "milestone-rescheduled": {
        "experiment": CARAVANE,
        "milestone": "second-group",
        "label": "Deuxième groupe accueilli",
        "planned": "2020-04-06",
        "previous": "2020-04-06",
        "forecast": "2020-06-15",
        "reason": "health",
        "explanation": "Les séances en camion sont suspendues par le confinement et reprennent en juin.",
    },
    "indicator-corrected": {
        "experiment": CARAVANE,
        "indicator": "parcours-termine",
        "previous": {"numerator": 87, "denominator": 142},
        "result": RESULT | {"version": 2, "after": {"numerator": 84, "denominator": 142}},
        "evidence": "measured",
        "reason": "Trois stagiaires étaient comptés deux fois.",
        "on": "2022-09-12",
    },
    "evaluated": {
        "experiment": CARAVANE,
        "title": "CARAVANE",
        "carrier": INSTITUTE,
        "incubator": TERRITORIAL,
        "on": "2021-05-20",
        "evaluator": THIRD_PARTY,
        "approach": "impact",
        "comparison_group": False,
        "verdict": "positive",
        "evidence": "measured",
        "results": [RESULT],
        "summary": "Six stagiaires sur dix terminent leur parcours, contre un sur trois auparavant.",
        "protocol": "Comparaison avec les promotions précédentes, sur les mêmes communes.",
        "conditions": "Un véhicule aménagé, un moniteur et une formatrice présents ensemble.",
        "cost": "620 euros par stagiaire et par mois.",
        "limits": "Pas de groupe témoin ; les promotions de 2020 ont été interrompues.",
    },
    "spread": {
        "experiment": CARAVANE,
        "incubator": TERRITORIAL,
        "territories": ["departement:80"],
        "adopters": [AREP],
        "explanation": "Le Ponthieu reprend le camion et le code de la route, avec des séances en médiathèque.",
        "on": "2021-09-06",
    },
    "entered-ordinary-law": {
        "experiment": CARAVANE,
        "incubator": TERRITORIAL,
        "act": {"number": "2022.01984", "on": "2022-11-24"},
    },
    "due": {**REPORT, **PERIOD, **LATE},
    "overdue": {**REPORT, **LATE},
    "submitted": {**REPORT, "attempt": 1, "late": True, "noticed": True, "on": "2021-05-27"},
    "returned-report": {
        **REPORT,
        "attempt": 1,
        "lines": ["indicators/entrees/by_public"],
        "correct_by": "2021-06-15",
        "notice_on": "2021-05-10",
        "hold_on": "2021-05-17",
        "on": "2021-06-01",
    },
    "accepted": {
        **REPORT,
        **PERIOD,
        "attempt": 2,
        "was_overdue": True,
        "results": [
            {
                "indicator": "entrees",
                "label": "Entrées en formation",
                "unit": "personnes",
                "measure": "share",
                "figures": {"numerator": 31, "denominator": 40},
            }
        ],
        "on": "2021-06-10",
    },
}
