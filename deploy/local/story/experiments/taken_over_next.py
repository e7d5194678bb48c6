"""X5 to X8: taken over at the end of 2019, each attached to its incubator once that one is open."""

from deploy.local.story.experiments.shape import Absent, Before, Experiment, Indicator, Milestone, Move, Tally

COVID = "health"

X5 = Experiment(
    key="x5",
    title="FIT Bassin minier : se former sur les chantiers de rénovation",
    summary="Des salariés et des demandeurs d'emploi se forment au travail, sur les chantiers qui rénovent les "
    "logements miniers et en réduisent la consommation d'énergie.",
    diagnosis="La rénovation du parc minier crée 2 300 emplois en dix ans ; 22 sortants sur 60 y trouvaient un poste.",
    objectives="Former en situation de travail avec les entreprises et les bailleurs, et faire reconnaître les acquis.",
    nature="T",
    project_natures=("situation-de-travail", "blocs-de-competences"),
    strand="situation-de-travail",
    axis="1",
    other_axes=("2", "transverse"),
    publics=("demandeurs-emploi", "salaries-precaires"),
    territories=("fragile:bassin-minier",),
    sectors=("btp", "transition-energetique"),
    carrier="batir",
    partners=("batirev", "logis"),
    incubator="i2",
    scheme=("convention", "19004982"),
    starts_on="2019-11-18",
    ends_on="2022-03-31",
    ended_on="2022-03-31",
    indicator=Indicator(
        code="emploi-renovation",
        label="En emploi dans la rénovation six mois après la sortie",
        before=Before(
            Tally(
                22,
                60,
                {"demandeurs-emploi": (15, 42), "salaries-precaires": (7, 18)},
                {"epci:246200364": (13, 34), "epci:246200299": (9, 26)},
            ),
            "2019-09-30",
            "Enquête à six mois, sortants des formations du bâtiment de 2018",
        ),
        target=0.55,
    ),
    milestones=(
        Milestone(
            "premier-chantier",
            "Premier chantier-école ouvert",
            "2020-04-20",
            reached="2020-07-20",
            moves=(Move("2020-03-24", "2020-07-20", COVID, "Les chantiers sont fermés pendant le confinement."),),
        ),
        Milestone("mi-parcours", "Bilan à mi-parcours", "2021-02-26", reached="2021-02-26"),
        Milestone("end", "Fin", "2022-03-31", reached="2022-03-31"),
    ),
    entries=22,
    hours=120,
    places=("epci:246200364", "epci:246200299"),
)

X6 = Experiment(
    key="x6",
    title="Aide à domicile : gestes de métier en réalité virtuelle",
    summary="Des situations réelles de l'aide à domicile, observées avec l'ARACT puis scénarisées en réalité "
    "virtuelle, pour apprendre les gestes avant d'entrer chez les personnes.",
    diagnosis="Près d'une salariée sur deux quitte le métier dans l'année : 31 sur 58 étaient encore en poste.",
    objectives="Préparer aux situations difficiles du métier et réduire les départs.",
    nature="T",
    project_natures=("digitalisation", "situation-de-travail"),
    strand="situation-de-travail",
    axis="1",
    other_axes=("2", "transverse"),
    publics=("demandeurs-emploi", "infra-niveau-4"),
    territories=("fragile:avesnois",),
    sectors=("aide-a-domicile",),
    carrier="domicile",
    partners=("aract",),
    incubator="i3",
    scheme=("convention", "19005120"),
    starts_on="2019-12-02",
    ends_on="2021-05-31",
    ended_on="2021-05-31",
    indicator=Indicator(
        code="encore-en-poste",
        label="Encore en poste six mois après l'embauche",
        before=Before(
            Tally(
                31,
                58,
                {"demandeurs-emploi": (17, 32), "infra-niveau-4": (14, 26)},
                {"epci:200043263": (18, 33), "epci:200043404": (13, 25)},
            ),
            "2019-11-15",
            "Registres du personnel 2018 des structures partenaires",
        ),
        target=0.65,
    ),
    milestones=(
        Milestone(
            "scenarios",
            "Six situations scénarisées",
            "2020-04-30",
            reached="2020-07-31",
            moves=(
                Move("2020-03-26", "2020-07-31", COVID, "Les observations à domicile sont suspendues par précaution."),
            ),
        ),
        Milestone(
            "premiere-session",
            "Première session avec casques",
            "2020-06-15",
            reached="2020-10-05",
            moves=(Move("2020-03-26", "2020-10-05", COVID, "Le prêt de casques attend un protocole de désinfection."),),
        ),
        Milestone("end", "Fin", "2021-05-31", reached="2021-05-31"),
    ),
    entries=16,
    hours=35,
    places=("epci:200043263", "epci:200043404"),
)

X7 = Experiment(
    key="x7",
    title="Sécurité infra IV : une plateforme en ligne pour les métiers de la sécurité",
    summary="Orientation et tests, formation hybride ludifiée, mise en relation avec les employeurs : trois volets en "
    "ligne pour des personnes sans baccalauréat.",
    diagnosis="21 personnes formées en 2018, 9 certifiées : l'écrit décourage ceux que les employeurs attendent.",
    objectives="Faire certifier davantage de personnes de niveau inférieur au niveau 4.",
    nature="E",
    project_natures=("digitalisation", "guidance"),
    strand="digital",
    axis="1",
    other_axes=("2", "transverse"),
    publics=("infra-niveau-4", "demandeurs-emploi"),
    territories=("departement:59", "departement:60"),
    sectors=("securite",),
    carrier="formascarpe",
    partners=("securiform",),
    incubator="i1",
    scheme=("format-innovation", "FI-2019-007"),
    starts_on="2019-12-09",
    ends_on="2020-12-18",
    ended_on="2021-06-30",
    indicator=Indicator(
        code="certification",
        label="Certifiés parmi les entrés",
        before=Before(Tally(9, 21), "2019-11-15", "Promotions 2018 des deux organismes"),
        target=0.6,
    ),
    milestones=(
        Milestone(
            "plateforme",
            "Plateforme ouverte aux stagiaires",
            "2020-05-29",
            reached="2020-10-30",
            moves=(Move("2020-03-30", "2020-10-30", COVID, "Les tests en centre sont reportés à la rentrée."),),
        ),
        Milestone(
            "end",
            "Fin",
            "2020-12-18",
            reached="2021-06-30",
            moves=(Move("2020-03-30", "2021-06-30", COVID, "Les examens sont reportés : la session finit en 2021."),),
        ),
    ),
    entries=15,
    hours=60,
    places=("departement:59", "departement:60"),
)

X8 = Experiment(
    key="x8",
    title="FEST : accompagner les formations en situation de travail",
    summary="Une formation-action pour que des organismes sachent appuyer les entreprises qui forment en situation de "
    "travail (AFEST) : repérage, phases réflexives, preuves.",
    diagnosis="L'AFEST est reconnue par la loi de 2018, mais peu d'organismes savent y accompagner une entreprise.",
    objectives="Former des référents dans les organismes et outiller le dialogue avec les entreprises.",
    nature="E",
    project_natures=("situation-de-travail", "pedagogie-projet"),
    strand="situation-de-travail",
    axis="1",
    other_axes=("transverse",),
    publics=("salaries-precaires", "seniors"),
    territories=("region:32",),
    sectors=("industrie", "logistique"),
    carrier="afpa",
    partners=("arep",),
    incubator="i1",
    scheme=("format-innovation", "FI-2019-002"),
    starts_on="2019-09-16",
    ends_on="2023-06-30",
    ended_on=None,
    indicator=Indicator(
        code="afest-menees-a-terme",
        label="Parcours AFEST menés à leur terme",
        before=Absent("Aucun parcours AFEST n'était suivi par ces organismes avant 2019."),
    ),
    milestones=(
        Milestone("referents", "Vingt référents formés", "2020-12-18", reached="2020-12-17"),
        Milestone("outils", "Boîte à outils publiée", "2022-06-24", reached="2022-06-22"),
    ),
    entries=17,
    hours=49,
    places=("departement:59", "departement:62"),
)

NEXT = (X5, X6, X7, X8)
