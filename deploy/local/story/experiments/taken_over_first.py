"""X1 to X4: taken over in 2019 from other schemes of the Région; X2 and X4 stay outside the incubators."""

from deploy.local.story.experiments.shape import Absent, Before, Experiment, Indicator, Milestone, Move, Tally

COVID = "health"

X1 = Experiment(
    key="x1",
    title="SKILLPASS / DIVA : valoriser les acquis d'adultes éloignés de l'emploi",
    summary="Un portefeuille d'expériences et un badge numérique, co-construits avec des adultes en marge du marché du "
    "travail, pour oser entrer en formation.",
    diagnosis="Sur 75 personnes reçues au printemps 2019, 18 seulement sont entrées en formation dans les six mois.",
    objectives="Adapter SKILLPASS à des adultes, en semi-distanciel, et articuler le badge à la validation des acquis.",
    nature="E",
    project_natures=("engagement", "vae"),
    strand="competences-transversales",
    axis="2",
    other_axes=("transverse",),
    publics=("longue-duree", "rsa"),
    territories=("departement:59", "departement:62"),
    sectors=(),
    carrier="deux-caps",
    partners=("afpa",),
    incubator="i1",
    scheme=("format-innovation", "FI-2018-031"),
    starts_on="2019-09-02",
    ends_on="2022-03-31",
    ended_on="2022-03-31",
    indicator=Indicator(
        code="entree-en-formation",
        label="Entrés en formation dans les six mois",
        before=Before(
            Tally(
                18,
                75,
                {"longue-duree": (10, 40), "rsa": (8, 35)},
                {"departement:59": (11, 45), "departement:62": (7, 30)},
            ),
            "2019-06-28",
            "Suivi des entrées du premier semestre 2019, organismes porteurs",
        ),
        target=0.35,
    ),
    milestones=(
        Milestone("badge", "Badge numérique co-construit", "2020-12-15", reached="2020-12-11"),
        Milestone("mi-parcours", "Bilan à mi-parcours", "2021-01-29", reached="2021-01-29"),
        Milestone("end", "Fin", "2022-03-31", reached="2022-03-31"),
    ),
    entries=18,
    hours=42,
    places=("departement:59", "departement:62"),
)

X2 = Experiment(
    key="x2",
    title="Parcours certifiants enrichis : modules complémentaires pour dix certifications",
    summary="Des modules courts (numérique, vente, gestes verts) ajoutés à dix certifications, pour que la personne "
    "reparte avec un métier et ce que les employeurs demandent en plus.",
    diagnosis="Les certifications sont obtenues, mais les employeurs disent qu'il manque des compétences annexes.",
    objectives="Enrichir dix certifications et observer les certifications obtenues sur le parcours entier.",
    nature="E",
    project_natures=("blocs-de-competences", "parcours-discontinus"),
    strand="competences-transversales",
    axis="1",
    other_axes=("transverse",),
    publics=("demandeurs-emploi", "salaries-precaires"),
    territories=("region:32",),
    sectors=("numerique", "industrie", "hotellerie-restauration"),
    carrier="certifiants",
    incubator="",
    scheme=("marche", "PRF-2019-L07"),
    starts_on="2019-11-04",
    ends_on="2021-06-30",
    ended_on="2021-06-30",
    indicator=Indicator(
        code="certification-complete",
        label="Certifiés avec les modules complémentaires",
        before=Absent("Ces modules n'existaient pas : aucune promotion antérieure ne se compare."),
    ),
    milestones=(
        Milestone("modules", "Dix certifications enrichies", "2020-06-30", reached="2020-06-29"),
        Milestone("end", "Fin", "2021-06-30", reached="2021-06-30"),
    ),
    entries=24,
    hours=140,
    places=("departement:62", "departement:80"),
    approach="process",
)

X3 = Experiment(
    key="x3",
    title="CARAVANE : auto-école sociale itinérante et savoirs de base",
    summary="Un fourgon équipé va de village en village : le code de la route y sert à reprendre pied dans la "
    "lecture, le calcul et la confiance.",
    diagnosis="Sans permis, ni formation ni emploi ; 41 personnes sur 120 achevaient leur parcours.",
    objectives="Faire achever leur parcours de savoirs de base à des habitants des villages, près de chez eux.",
    nature="E",
    project_natures=("engagement", "inclusion"),
    strand="engagement",
    axis="2",
    other_axes=("transverse",),
    publics=("demandeurs-emploi", "salaries-precaires"),
    territories=("fragile:thierache",),
    sectors=("transport",),
    carrier="thierache",
    incubator="i3",
    scheme=("format-innovation", "FI-2018-044"),
    starts_on="2019-10-07",
    ends_on="2021-03-31",
    ended_on="2021-03-31",
    indicator=Indicator(
        code="parcours-acheves",
        label="Parcours achevés",
        before=Before(
            Tally(
                41,
                120,
                {"demandeurs-emploi": (29, 84), "salaries-precaires": (12, 36)},
                {"epci:240200444": (23, 66), "epci:240200600": (18, 54)},
            ),
            "2019-06-30",
            "Promotions 2017 et 2018 du dispositif fixe de Vervins",
        ),
        target=0.5,
    ),
    milestones=(
        Milestone(
            "tournee",
            "Tournée de printemps dans douze villages",
            "2020-04-06",
            reached="2020-07-06",
            moves=(
                Move("2020-03-24", "2020-07-06", COVID, "Le confinement interdit les regroupements dans le fourgon."),
            ),
        ),
        Milestone(
            "mi-parcours",
            "Bilan à mi-parcours",
            "2020-05-15",
            reached="2020-09-30",
            moves=(Move("2020-03-24", "2020-09-30", COVID, "Les parcours interrompus reprennent en juillet."),),
        ),
        Milestone("end", "Fin", "2021-03-31", reached="2021-03-31"),
    ),
    entries=21,
    hours=56,
    places=("epci:240200444", "epci:240200600"),
)

X4 = Experiment(
    key="x4",
    title="Immersion Cambrésis : l'emploi d'abord, la formation sur mesure ensuite",
    summary="On inverse la démarche : la personne est d'abord mise en emploi, puis formée sur ce que le poste montre, "
    "avec un accès prioritaire aux formations du territoire.",
    diagnosis="29 personnes sur 74 étaient en emploi à six mois après une formation classique.",
    objectives="Former à partir de l'évaluation en situation de travail, avec l'employeur, en alternance aménagée.",
    nature="T",
    project_natures=("situation-de-travail", "engagement"),
    strand="engagement",
    axis="2",
    other_axes=("transverse",),
    publics=("rqth", "rsa", "salaries-precaires"),
    territories=("epci:200068500", "epci:200030633"),
    sectors=("industrie", "aide-a-domicile"),
    carrier="immersion",
    incubator="",
    scheme=("convention", "19004417"),
    starts_on="2019-10-14",
    ends_on="2021-12-31",
    ended_on="2021-12-31",
    indicator=Indicator(
        code="emploi-six-mois",
        label="En emploi six mois après la sortie",
        before=Before(
            Tally(
                29,
                74,
                {"rqth": (9, 24), "rsa": (12, 30), "salaries-precaires": (8, 20)},
                {"epci:200068500": (17, 44), "epci:200030633": (12, 30)},
            ),
            "2019-09-16",
            "Enquête à six mois Région et Pôle emploi, sortants de 2018",
        ),
        target=0.55,
    ),
    milestones=(
        Milestone(
            "coupe-file", "Accès prioritaire ouvert avec les organismes du Cambrésis", "2020-02-28", "2020-02-26"
        ),
        Milestone("mi-parcours", "Bilan à mi-parcours", "2020-11-30", reached="2020-12-04"),
        Milestone("end", "Fin", "2021-12-31", reached="2021-12-31"),
    ),
    entries=19,
    hours=84,
    places=("epci:200068500", "epci:200030633"),
)

FIRST = (X1, X2, X3, X4)
