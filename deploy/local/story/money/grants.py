"""The nine grants of the story, G1 to G9, with the hours of every month and the days of every claim."""

from deploy.local.story.money.shape import Act, Claim, Disengaged, Grant, Month

FIRST_ACT = Act("2020.01512", "2020-09-24")
SECOND_ACT = Act("2021.01733", "2021-09-23")
THIRD_ACT = Act("2022.00218", "2022-02-24")
TRAINER, SUPPORT, TUTOR = "trainer", "support", "tutor"


def _advance(submitted: str, prepared: str, certified: str, ordered: str, paid: str) -> Claim:
    return Claim("advance", submitted, prepared, certified, ordered, paid)


AUTUMN_2020 = _advance("2020-10-05", "2020-10-06", "2020-10-08", "2020-10-12", "2020-10-20")

G1 = Grant(
    key="g1", organisation="batir", experiment="x5", asked_on="2020-07-06",
    starts_on="2020-10-01", ends_on="2021-06-30",
    purpose="Libérer les formateurs qui construisent les chantiers-écoles de la rénovation énergétique.",
    hours=((TRAINER, 720),), preparations=6, decided=FIRST_ACT, envelope=2020, card="2020-A",
    months=(
        Month("2020-10", TRAINER, 91, 84),
        Month("2020-11", TRAINER, 91, 77, holiday="2020-11-11"),
        Month("2020-12", TRAINER, 82, 82),
        Month("2021-01", TRAINER, 98, 98),
        Month("2021-02", TRAINER, 98, 87, paid_elsewhere=7),
        Month("2021-03", TRAINER, 104, 97),
        Month("2021-04", TRAINER, 63, 63),
        Month("2021-05", TRAINER, 56, 52),
        Month("2021-06", TRAINER, 49, 44),
    ),
    claims=(
        AUTUMN_2020,
        Claim("interim", "2021-01-14", "2021-01-25", "2021-02-01", "2021-02-08", "2021-02-16",
              since="2020-10-01", until="2020-12-31", preparations=6),
        # Held from 17 May to 10 June: the report of X5 is late.
        Claim("interim", "2021-04-12", "2021-04-26", "2021-05-06", "2021-06-14", "2021-06-21",
              since="2021-01-01", until="2021-03-31"),
        Claim("balance", "2021-07-15", "2021-09-06", "2021-11-18", "2021-11-25", "2021-12-02",
              since="2021-04-01", until="2021-06-30"),
    ),
    disengaged=(Disengaged("2021-12-02", "hours-not-done", 116_640),), closed_on="2021-12-09",
)  # fmt: skip

G2 = Grant(
    key="g2", organisation="formascarpe", experiment="x7", asked_on="2020-07-06",
    starts_on="2020-10-01", ends_on="2021-06-30",
    purpose="Libérer les formateurs et l'appui qui conçoivent la formation aux infrastructures de sécurité.",
    hours=((TRAINER, 280), (SUPPORT, 60)), preparations=2, decided=FIRST_ACT, envelope=2020, card="2020-A",
    months=(
        Month("2020-10", TRAINER, 56, 56), Month("2020-11", TRAINER, 42, 42), Month("2020-12", TRAINER, 42, 42),
        Month("2020-11", SUPPORT, 30, 30),
        Month("2021-03", TRAINER, 56, 56), Month("2021-04", TRAINER, 42, 42), Month("2021-05", TRAINER, 42, 34),
        Month("2021-04", SUPPORT, 30, 30),
    ),
    claims=(
        AUTUMN_2020,
        Claim("interim", "2021-03-08", "2021-03-22", "2021-04-12", "2021-05-03", "2021-05-18",
              since="2020-10-01", until="2020-12-31", preparations=2),
        Claim("balance", "2021-07-15", "2021-09-06", "2021-09-20", "2021-10-04", "2021-10-19",
              since="2021-01-01", until="2021-06-30"),
    ),
    disengaged=(Disengaged("2021-10-21", "hours-not-done", 25_920),), closed_on="2021-10-28",
)  # fmt: skip

G3 = Grant(
    key="g3", organisation="thierache", experiment="x3", asked_on="2020-07-07",
    starts_on="2020-10-01", ends_on="2021-03-31",
    purpose="Libérer les formatrices qui prennent la route avec CARAVANE.",
    hours=((TRAINER, 200),), preparations=2, decided=FIRST_ACT, envelope=2020, card="2020-A",
    months=(
        Month("2020-10", TRAINER, 35, 35), Month("2020-11", TRAINER, 35, 35), Month("2020-12", TRAINER, 28, 28),
        Month("2021-01", TRAINER, 35, 35), Month("2021-02", TRAINER, 35, 35), Month("2021-03", TRAINER, 32, 32),
    ),
    claims=(
        AUTUMN_2020,
        Claim("balance", "2021-04-15", "2021-05-10", "2021-06-22", "2021-07-06", "2021-07-20",
              since="2020-10-01", until="2021-03-31", preparations=2),
    ),
    closed_on="2021-07-27",
)  # fmt: skip

G4 = Grant(
    key="g4", organisation="domicile", experiment="x6", asked_on="2020-07-07",
    starts_on="2020-10-01", ends_on="2021-05-31",
    purpose="Libérer les tutrices qui éprouvent les gestes filmés et le casque.",
    hours=((TUTOR, 160),), preparations=2, decided=FIRST_ACT, envelope=2020, card="2020-A",
    replaced_by="Une aide à domicile du pool de remplacement, préparée une journée avec la tutrice.",
    months=(
        Month("2020-10", TUTOR, 28, 28), Month("2020-11", TUTOR, 28, 28), Month("2021-01", TUTOR, 28, 28),
        Month("2021-02", TUTOR, 28, 28), Month("2021-03", TUTOR, 28, 28), Month("2021-04", TUTOR, 20, 12),
    ),
    claims=(
        AUTUMN_2020,
        Claim("balance", "2021-06-15", "2021-07-08", "2021-08-30", "2021-09-07", "2021-09-21",
              since="2020-10-01", until="2021-05-31", preparations=2),
    ),
    disengaged=(Disengaged("2021-09-23", "hours-not-done", 22_000),), closed_on="2021-09-30",
)  # fmt: skip

G5 = Grant(
    key="g5", organisation="arep", experiment="x10", asked_on="2020-09-08",
    starts_on="2020-10-12", ends_on="2021-06-30",
    purpose="Libérer les formateurs qui scénarisent la découverte des métiers en réalité virtuelle.",
    hours=((TRAINER, 300),), preparations=2, decided=FIRST_ACT, envelope=2020, card="2020-A",
    months=(Month("2020-11", TRAINER, 28, 28), Month("2021-01", TRAINER, 28, 28)),
    claims=(
        AUTUMN_2020,
        # The experiment stopped on 30 April: what was done is less than the advance, and nothing is left to order.
        Claim("balance", "2021-05-03", "2021-05-05", "2021-05-11",
              since="2020-10-12", until="2021-04-30", preparations=2),
    ),
    disengaged=(Disengaged("2021-05-17", "experiment-stopped", 739_200),), closed_on="2021-12-20",
)  # fmt: skip

G6 = Grant(
    key="g6", organisation="somme", experiment="a1", asked_on="2021-07-13",
    starts_on="2021-10-01", ends_on="2022-06-30",
    purpose="Libérer les formateurs qui adaptent CARAVANE au Ponthieu, le soir et dans les médiathèques.",
    hours=((TRAINER, 180),), preparations=2, decided=SECOND_ACT, envelope=2021, card="2021-B",
    months=(
        Month("2021-10", TRAINER, 35, 35), Month("2021-11", TRAINER, 35, 35), Month("2021-12", TRAINER, 26, 26),
        Month("2022-01", TRAINER, 28, 28), Month("2022-02", TRAINER, 28, 28), Month("2022-03", TRAINER, 28, 28),
    ),
    claims=(
        _advance("2021-10-04", "2021-10-07", "2021-10-14", "2021-10-21", "2021-11-04"),
        Claim("interim", "2022-01-13", "2022-01-27", "2022-02-07", "2022-02-14", "2022-02-28",
              since="2021-10-01", until="2021-12-31", preparations=2),
        Claim("balance", "2022-07-07", "2022-08-29", "2022-09-08", "2022-09-15", "2022-09-29",
              since="2022-01-01", until="2022-06-30"),
    ),
    closed_on="2022-10-06",
)  # fmt: skip

G7 = Grant(
    key="g7", organisation="greta", experiment="a2", asked_on="2022-01-13",
    starts_on="2022-03-07", ends_on="2023-06-30",
    purpose="Libérer les formateurs qui transposent les gestes d'isolation en réalité virtuelle.",
    hours=((TRAINER, 210),), preparations=3, decided=THIRD_ACT, envelope=2022, card="2021-B",
    months=(
        Month("2022-03", TRAINER, 21, 21), Month("2022-04", TRAINER, 28, 28), Month("2022-05", TRAINER, 28, 28),
        Month("2022-06", TRAINER, 28, 28), Month("2022-09", TRAINER, 21, 21),
    ),
    claims=(
        _advance("2022-03-08", "2022-03-10", "2022-03-17", "2022-03-24", "2022-04-07"),
        Claim("interim", "2022-10-06", "2022-10-20", "2022-11-03", "2022-11-10", "2022-11-24",
              since="2022-03-07", until="2022-09-30", preparations=3),
    ),
)  # fmt: skip

G8 = Grant(
    key="g8", organisation="batirev", experiment="x12", asked_on="2020-09-08",
    starts_on="2020-11-09", ends_on="2021-06-30",
    purpose="Libérer les tuteurs de l'entreprise apprenante.",
    hours=((TUTOR, 240),), preparations=0, decided=FIRST_ACT, envelope=2020, card="2020-A",
    replaced_by="", refused=("no-replacement-plan",),
)  # fmt: skip

G9 = Grant(
    key="g9", organisation="mission-locale", experiment="x9", asked_on="2020-09-08",
    starts_on="2020-10-05", ends_on="2022-05-31",
    purpose="Libérer les conseillères qui accompagnent l'e-campus CLéA dans les villages.",
    hours=((SUPPORT, 70),), preparations=1, decided=SECOND_ACT, envelope=2021, card="2021-B",
    replaced_by="Une conseillère à mi-temps, préparée une journée.",
    months=(
        Month("2021-10", SUPPORT, 14, 14), Month("2021-11", SUPPORT, 14, 14), Month("2022-01", SUPPORT, 14, 14),
        Month("2022-02", SUPPORT, 14, 14), Month("2022-03", SUPPORT, 14, 14),
    ),
    claims=(
        _advance("2021-10-04", "2021-10-07", "2021-10-14", "2021-10-21", "2021-11-04"),
        Claim("balance", "2022-06-07", "2022-06-20", "2022-07-05", "2022-07-12", "2022-07-26",
              since="2021-10-01", until="2022-05-31", preparations=1),
    ),
    closed_on="2022-08-02",
)  # fmt: skip

GRANTS = (G1, G2, G3, G4, G5, G6, G7, G8, G9)
