"""One realistic example of each fact of `innovation_journal`, from the demonstration story."""

from typing import Any

from contracts.tracking_examples import ADAPTED, CARAVANE, INSTITUTE, RESULT, TERRITORIAL

ARTICLE = "0192f0c1-7a3e-7c4e-9f52-2b6d6a1f0601"
ADAPTATION = "0192f0c1-7a3e-7c4e-9f52-2b6d6a1f0611"
GATHERING = "0192f0c1-7a3e-7c4e-9f52-2b6d6a1f0621"
SLUG = "caravane"
SMALLER: dict[str, Any] = {
    **RESULT,
    "before": {"numerator": 19, "denominator": 51},
    "after": {"numerator": 26, "denominator": 48},
    "after_on": "2022-09-30",
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "article.described": {
        "article": ARTICLE,
        "slug": SLUG,
        "title": "CARAVANE : apprendre le code, reprendre confiance",
        "brief": "Une auto-école sociale itinérante enseigne les savoirs de base en zone rurale.",
        "source": "experiment",
        "experiment": CARAVANE,
        "incubator": TERRITORIAL,
        "organisation": INSTITUTE,
        "publics": ["demandeurs-emploi", "rsa"],
        "territories": ["departement:02", "departement:59"],
        "sectors": [],
        "strand": "engagement",
        "verdict": "positive",
        "evidence": "measured",
        "results": [RESULT],
        "licence": "etalab-2.0",
        "edition": 1,
    },
    "article.proposed": {"article": ARTICLE, "source": "experiment", "experiment": CARAVANE, "on": "2021-05-31"},
    "article.published": {
        "article": ARTICLE,
        "slug": SLUG,
        "experiment": CARAVANE,
        "edition": 1,
        "note": "Première publication.",
        "on": "2021-06-22",
    },
    "article.corrected": {
        "article": ARTICLE,
        "slug": SLUG,
        "edition": 2,
        "kind": "correction",
        "note": "Trois parcours comptés deux fois ont été retirés : 84 parcours terminés, et non 87.",
        "on": "2022-09-20",
    },
    "article.withdrawn": {
        "article": ARTICLE,
        "slug": SLUG,
        "kind": "testimony",
        "reason": "La personne dont le témoignage est cité a retiré son accord.",
        "on": "2022-11-30",
    },
    "article.flagged": {
        "article": ARTICLE,
        "experiment": CARAVANE,
        "indicator": "parcours-termine",
        "shown_version": 1,
        "current_version": 2,
        "on": "2022-09-12",
    },
    "adaptation.declared": {
        "adaptation": ADAPTATION,
        "article": ARTICLE,
        "experiment": ADAPTED,
        "title": "CARAVANE Ponthieu",
        "place": "Ponthieu (Somme)",
        "territories": ["departement:80"],
        "kept": "Le camion et le code de la route.",
        "changed": "Des séances le soir, dans les médiathèques.",
        "on": "2021-09-06",
    },
    "adaptation.result-attached": {
        "adaptation": ADAPTATION,
        "article": ARTICLE,
        "experiment": ADAPTED,
        "verdict": "positive",
        "outcome": "confirmed",
        "results": [SMALLER],
        "on": "2022-10-18",
    },
    "adaptation.removed": {
        "adaptation": ADAPTATION,
        "article": ARTICLE,
        "experiment": ADAPTED,
        "on": "2022-12-14",
    },
    "gathering.announced": {
        "gathering": GATHERING,
        "slug": "journee-regionale-2022",
        "title": "Journée régionale de l'innovation pédagogique",
        "summary": "Une journée pour voir, essayer et critiquer ce que les incubateurs ont construit.",
        "kind": "study-day",
        "starts_at": "2022-12-06T08:30:00Z",
        "ends_at": "2022-12-06T16:00:00Z",
        "place": "Amiens, Mégacité",
        "territories": ["departement:80"],
        "incubator": TERRITORIAL,
        "articles": [ARTICLE],
        "on": "2022-10-24",
    },
}
