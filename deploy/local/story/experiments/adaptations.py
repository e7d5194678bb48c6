"""A1 and A2: to adopt is to adapt. A1 names what it adapts; A2 was proposed first, and declares it in the journal."""

from deploy.local.story.experiments.shape import Before, Experiment, Indicator, Milestone, Tally

A1 = Experiment(
    key="a1",
    title="CARAVANE Ponthieu : le fourgon, le soir, devant la médiathèque",
    summary="Adaptation de CARAVANE dans le Ponthieu. Gardés : le fourgon et le code de la route. Changés : des "
    "séances le soir et un point d'attache dans les médiathèques.",
    diagnosis="Dans le Ponthieu, 19 personnes sur 51 achevaient leur parcours ; beaucoup ont des horaires coupés.",
    objectives="Retrouver l'effet de CARAVANE avec des personnes en emploi précaire, sans nouveau fourgon.",
    nature="E",
    project_natures=("engagement", "inclusion"),
    strand="engagement",
    axis="2",
    other_axes=("transverse",),
    publics=("demandeurs-emploi", "salaries-precaires"),
    territories=("epci:200070936", "epci:200070993"),
    sectors=("transport",),
    carrier="somme",
    incubator="i3",
    adapts="x3",
    adapts_article="x3",
    starts_on="2021-09-06",
    ends_on="2022-06-30",
    ended_on="2022-06-30",
    indicator=Indicator(
        code="parcours-acheves",
        label="Parcours achevés",
        before=Before(
            Tally(
                19,
                51,
                {"demandeurs-emploi": (12, 31), "salaries-precaires": (7, 20)},
                {"epci:200070936": (11, 29), "epci:200070993": (8, 22)},
            ),
            "2021-06-30",
            "Promotions 2019 et 2020 du campus d'Abbeville",
        ),
        target=0.5,
    ),
    milestones=(
        Milestone("mediatheques", "Six médiathèques partenaires", "2021-10-29", reached="2021-11-05"),
        Milestone("end", "Fin", "2022-06-30", reached="2022-06-30"),
    ),
    entries=15,
    hours=56,
    places=("epci:200070936", "epci:200070993"),
)

A2 = Experiment(
    key="a2",
    title="Gestes d'isolation en réalité virtuelle",
    summary="Adaptation de l'aide à domicile en réalité virtuelle aux gestes de l'isolation. Gardés : l'observation "
    "du travail réel et la scénarisation. Changés : le métier, et des casques personnels.",
    diagnosis="Les malfaçons d'isolation viennent de gestes appris trop vite ; 17 sur 40 réussissaient la pose.",
    objectives="Répéter les gestes sans gâcher de matériaux, avant le chantier.",
    nature="E",
    project_natures=("digitalisation", "situation-de-travail"),
    strand="digital",
    axis="1",
    other_axes=("transverse",),
    publics=("demandeurs-emploi", "infra-niveau-4"),
    territories=("fragile:bassin-minier",),
    sectors=("btp", "transition-energetique"),
    carrier="greta",
    partners=("corons", "batirev"),
    incubator="i2",
    starts_on="2022-03-07",
    ends_on="2023-06-30",
    ended_on=None,
    indicator=Indicator(
        code="mise-en-oeuvre-reussie",
        label="Mise en œuvre réussie au premier essai",
        before=Before(Tally(17, 40), "2022-02-04", "Évaluations pratiques de la session d'automne 2021"),
        target=0.6,
    ),
    milestones=(
        Milestone("scenarios", "Cinq gestes scénarisés", "2022-06-17", reached="2022-06-15"),
        Milestone("mi-parcours", "Bilan à mi-parcours", "2022-09-30", reached="2022-09-30"),
    ),
    entries=16,
    hours=56,
    places=("epci:246200364", "epci:246200299"),
)

ADAPTATIONS = (A1, A2)
