"""What the evaluators found: figures of the story, and texts written to be published (invented)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.local.story.experiments.shape import Tally


@dataclass(frozen=True)
class Findings:
    """One evaluation: when it is handed in, what it concludes, the main indicator as it was found.

    ``texts``: summary, protocol, conditions, cost, limits, in that order.
    """

    on: str
    verdict: str
    tally: Tally
    measured_on: str
    source: str
    texts: tuple[str, str, str, str, str]
    comparison_group: bool = False

    def json(self, indicator: str) -> dict[str, Any]:
        """As the API takes findings."""
        names = ("summary", "protocol", "conditions", "cost", "limits")
        return {
            "verdict": self.verdict,
            "comparison_group": self.comparison_group,
            "outcomes": [outcome(indicator, self.tally, self.measured_on, self.source)],
            **dict(zip(names, self.texts, strict=True)),
        }


def outcome(indicator: str, tally: Tally, on: str, source: str) -> dict[str, Any]:
    """The figures of an indicator as the API takes them."""
    return {"indicator": indicator, "figures": tally.json(), "on": on, "source": source}


SURVEY = "Enquête à six mois Région et Pôle emploi"

FINDINGS: Mapping[str, Findings] = {
    "x3": Findings(
        "2021-05-20",
        "positive",
        Tally(
            87,
            142,
            {"demandeurs-emploi": (61, 98), "salaries-precaires": (26, 44)},
            {"epci:240200444": (50, 80), "epci:240200600": (37, 62)},
        ),
        "2021-04-30",
        "Registre des parcours du porteur, contrôlé sur pièces par l'évaluateur",
        (
            "Six personnes sur dix achèvent leur parcours, contre une sur trois auparavant.",
            "Comparaison à l'état des lieux de 2017 et 2018, vingt entretiens, trois tournées observées.",
            "Un fourgon, un formateur au permis valide, une place de stationnement près d'un lieu de vie.",
            "Environ 1 150 euros par parcours achevé, carburant compris.",
            "Le confinement a interrompu une tournée ; pas de groupe de comparaison.",
        ),
    ),
    "x2": Findings(
        "2021-10-12",
        "positive",
        Tally(
            124,
            171,
            {"demandeurs-emploi": (88, 121), "salaries-precaires": (36, 50)},
            {"departement:62": (79, 108), "departement:80": (45, 63)},
        ),
        "2021-09-30",
        "Procès-verbaux des jurys",
        (
            "Sept personnes sur dix sont certifiées avec les modules complémentaires.",
            "Suivi de dix certifications ; aucun état antérieur ne se compare.",
            "Des modules de 20 à 35 heures, placés avant le stage en entreprise.",
            "De 180 à 310 euros par personne et par module.",
            "Sans état des lieux, on observe sans pouvoir mesurer un effet.",
        ),
    ),
    "x7": Findings(
        "2021-11-12",
        "inconclusive",
        Tally(11, 23),
        "2021-10-29",
        "Résultats des jurys de la session 2021",
        (
            "Onze certifiés sur vingt-trois : l'écart avec l'état des lieux ne dit rien, l'effectif est trop faible.",
            "Comparaison à l'état des lieux ; session décalée par la crise sanitaire.",
            "Une salle équipée reste nécessaire : tous n'ont pas de connexion chez eux.",
            "Environ 900 euros par personne, développement de la plateforme non compris.",
            "Vingt-trois personnes seulement ; deux sessions annulées.",
        ),
    ),
    "x6": Findings(
        "2021-12-14",
        "positive",
        Tally(
            44,
            60,
            {"demandeurs-emploi": (25, 34), "infra-niveau-4": (19, 26)},
            {"epci:200043263": (25, 34), "epci:200043404": (19, 26)},
        ),
        "2021-12-06",
        "Registres du personnel des structures partenaires",
        (
            "Près de trois personnes sur quatre sont encore en poste à six mois, contre une sur deux.",
            "Comparaison à l'état des lieux de 2018, observations de séances, entretiens avec les employeurs.",
            "Des casques désinfectés entre deux séances, et un débat après chaque scénario.",
            "Environ 640 euros par personne, tournage des six scénarios amorti sur trois ans.",
            "Le recrutement s'est tendu en 2021, ce qui a pu retenir aussi les personnes non formées.",
        ),
    ),
    "x1": Findings(
        "2022-06-30",
        "positive",
        Tally(
            33,
            88,
            {"longue-duree": (19, 48), "rsa": (14, 40)},
            {"departement:59": (20, 50), "departement:62": (13, 38)},
        ),
        "2022-06-15",
        "Suivi des entrées en formation, organismes porteurs et Pôle emploi",
        (
            "Plus d'un tiers entre en formation dans les six mois, contre un quart auparavant.",
            "Comparaison à l'état des lieux de 2019, entretiens, traces du badge numérique.",
            "Un accompagnement humain : seul, l'outil ne suffit pas.",
            "Environ 420 euros par personne accompagnée.",
            "Les personnes se sont portées volontaires ; pas de tirage au sort.",
        ),
    ),
    "x5": Findings(
        "2022-07-12",
        "positive",
        Tally(
            41,
            66,
            {"demandeurs-emploi": (27, 45), "salaries-precaires": (14, 21)},
            {"epci:246200364": (24, 38), "epci:246200299": (17, 28)},
        ),
        "2022-06-30",
        SURVEY,
        (
            "Six sortants sur dix travaillent dans la rénovation six mois après, contre un sur trois.",
            "Comparaison à l'état des lieux de 2018, visites de quatre chantiers, entretiens avec les tuteurs.",
            "Un bailleur qui réserve des chantiers, des tuteurs libérés et remplacés.",
            "Environ 2 300 euros par personne, remplacement des formateurs compris.",
            "L'activité du bâtiment a fortement repris en 2021.",
        ),
    ),
    "x4": Findings(
        "2022-09-15",
        "positive",
        Tally(
            52,
            80,
            {"rqth": (15, 25), "rsa": (21, 33), "salaries-precaires": (16, 22)},
            {"epci:200068500": (31, 48), "epci:200030633": (21, 32)},
        ),
        "2022-08-31",
        SURVEY,
        (
            "Deux personnes sur trois sont en emploi à six mois, contre deux sur cinq auparavant.",
            "Comparaison à l'état des lieux des sortants de 2018, quinze entretiens, suivi des employeurs.",
            "Des employeurs engagés avant l'entrée, un accès prioritaire aux formations du territoire.",
            "Environ 1 900 euros par personne.",
            "Un seul bassin d'emploi ; la reprise de 2021 a joué.",
        ),
        comparison_group=True,
    ),
    "x9": Findings(
        "2022-09-20",
        "positive",
        Tally(
            34,
            56,
            {"illettrisme": (13, 24), "ruraux": (21, 32)},
            {
                "commune:59392": (14, 22),
                "commune:59036": (12, 20),
                "commune:59249": (6, 11),
                "commune:59601": (2, 3),
            },
        ),
        "2022-08-31",
        "Procès-verbaux des sessions CLéA 2021 et 2022",
        (
            "Six personnes sur dix obtiennent CLéA, contre deux sur cinq auparavant.",
            "Comparaison à l'état des lieux de 2019, visites des quatre points relais.",
            "Un agent de médiathèque formé à l'accueil, deux postes et une connexion.",
            "Environ 780 euros par personne.",
            "Les points relais des petites communes ont reçu très peu de monde.",
        ),
    ),
    "a1": Findings(
        "2022-10-18",
        "positive",
        Tally(
            26,
            48,
            {"demandeurs-emploi": (17, 31), "salaries-precaires": (9, 17)},
            {"epci:200070936": (15, 28), "epci:200070993": (11, 20)},
        ),
        "2022-09-30",
        "Registre des parcours du campus, contrôlé sur pièces par l'évaluateur",
        (
            "L'effet de CARAVANE se retrouve dans le Ponthieu, plus faible : 54 % des parcours achevés contre 37 %.",
            "Même protocole que l'expérimentation adaptée, promotions 2019 et 2020 pour état des lieux.",
            "Séances le soir, six médiathèques partenaires, le même fourgon.",
            "Environ 1 240 euros par parcours achevé.",
            "Quarante-huit personnes ; une seule promotion.",
        ),
    ),
}

# Three parcours had been counted twice, in two villages of the same tour.
X3_CORRECTED = Tally(
    84,
    142,
    {"demandeurs-emploi": (59, 98), "salaries-precaires": (25, 44)},
    {"epci:240200444": (48, 80), "epci:240200600": (36, 62)},
)
