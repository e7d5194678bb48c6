"""The groupings that answered the call of 2019: who carries them, what they write, how they were marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.local.story.documents import PIECES, joined

Marks = tuple[float, float, float, float]

CRITERIA = ("identification", "lieu", "moyens", "ressources")
WEIGHTS = (30, 25, 25, 20)


@dataclass(frozen=True)
class Grouping:
    """One application. ``marks``: two assessors' points out of 5, criteria in order; empty when it was not assessed.

    ``entries`` and ``functions`` are what its incubator would be, when it is accepted.
    """

    key: str
    title: str
    type: str
    lead: str
    lead_roles: tuple[str, ...]
    members: Mapping[str, tuple[str, ...]]
    summary: str
    territories: tuple[str, ...]
    sectors: tuple[str, ...]
    publics: tuple[str, ...]
    deposited: str = ""
    marks: tuple[Marks, ...] = ()
    entries: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()

    @property
    def step(self) -> str:
        """The step that starts its application: other chapters name it so."""
        return f"application/{self.key}"

    def content(self, *, expired: str = "") -> dict[str, Any]:
        """What is written; ``expired``: a piece that no longer holds."""
        return {
            "title": self.title,
            "incubator_type": self.type,
            "summary": self.summary,
            "territories": list(self.territories),
            "sectors": list(self.sectors),
            "publics": list(self.publics),
            "answers": {code: f"{words} {self.summary}" for code, words in ANSWERS.items()},
            "pieces": [joined(self.key, piece, expired=piece == expired) for piece in PIECES],
        }


ANSWERS = {
    "identification": "Ce que nous avons repéré sur notre territoire et auprès des entreprises.",
    "lieu": "Notre lieu, ses chercheurs, ses organismes de formation et ses entreprises.",
    "moyens": "Les personnes, les locaux et les équipements que nous mettons à disposition.",
    "ressources": "Les ressources que nous savons mobiliser.",
}

I1 = Grouping(
    key="i1",
    title="L'Atelier Commun",
    type="regional",
    lead="deux-caps",
    lead_roles=("laboratoire", "enseignement-superieur"),
    members={
        "afpa": ("organisme-de-formation",),
        "formascarpe": ("organisme-de-formation",),
        "arep": ("organisme-de-formation",),
        "securiform": ("organisme-de-formation",),
        "pixel": ("edtech",),
    },
    summary="Un atelier régional où formateurs, chercheurs et EdTech fabriquent ensemble des parcours hybrides, au "
    "plus près des situations de travail.",
    territories=("region:32",),
    sectors=("numerique", "securite", "industrie"),
    publics=("demandeurs-emploi", "infra-niveau-4"),
    deposited="2019-09-30 10:15",
    marks=((3.5, 5, 4, 3), (3.5, 5, 4, 4)),
    entries=("problematiques", "publics"),
    functions=("espace-collaboratif", "accompagnement", "cooperation-edtech", "capitalisation"),
    priorities=("mixite-situations", "individualisation"),
)

I2 = Grouping(
    key="i2",
    title="La Fosse aux Idées",
    type="croise",
    lead="greta",
    lead_roles=("organisme-de-formation",),
    members={
        "batir": ("organisme-de-formation",),
        "corons": ("laboratoire",),
        "batirev": ("entreprise",),
        "logis": ("entreprise",),
    },
    summary="Dans le Bassin minier, une ancienne salle des pendus devient le lieu où l'on apprend à rénover, sur de "
    "vrais chantiers, avec ceux qui y vivent.",
    territories=("fragile:bassin-minier",),
    sectors=("btp", "transition-energetique"),
    publics=("demandeurs-emploi", "salaries-precaires"),
    deposited="2019-09-30 10:15",
    marks=((4, 4, 4, 3.5), (5, 4, 4, 3.5)),
    entries=("secteurs", "territoires"),
    functions=("emergence", "accompagnement", "projets-partages"),
    priorities=("probleme-sectoriel", "probleme-territorial", "mixite-situations"),
)

I3 = Grouping(
    key="i3",
    title="Thiérache Apprenante",
    type="organisation-territoriale",
    lead="thierache",
    lead_roles=("organisme-de-formation",),
    members={
        "oise-amont": ("laboratoire",),
        "aract": ("reseau-accompagnement",),
        "mission-locale": ("reseau-accompagnement",),
        "domicile": ("entreprise",),
        "somme": ("organisme-de-formation",),
    },
    summary="Une organisation qui va vers les personnes des campagnes : fourgon, médiathèques, points relais, et des "
    "équipes qui se forment entre elles.",
    territories=("fragile:thierache", "fragile:avesnois"),
    sectors=("aide-a-domicile", "transport"),
    publics=("ruraux", "illettrisme"),
    deposited="2019-09-30 11:58:40",
    marks=((4, 3, 3, 4), (4, 3, 4, 3)),
    entries=("territoires", "publics"),
    functions=("mise-en-reseau", "emergence", "partage"),
    priorities=("probleme-territorial",),
)

CAPLITTORAL = Grouping(
    key="caplittoral",
    title="CapLittoral",
    type="croise",
    lead="caplittoral",
    lead_roles=("organisme-de-formation",),
    members={"deux-caps": ("laboratoire",), "certifiants": ("organisme-de-formation",)},
    summary="Les métiers de la mer et de la logistique portuaire appris par la simulation, de Dunkerque à Boulogne.",
    territories=("epci:245900428", "epci:246200729"),
    sectors=("logistique", "transport"),
    publics=("demandeurs-emploi",),
    deposited="2019-09-30 12:00:00",
    marks=((3.5, 3, 3, 3), (3.5, 3, 4, 3)),
)

NUMERIPOLE = Grouping(
    key="numeripole",
    title="NumériPôle Oise",
    type="regional",
    lead="numeripole",
    lead_roles=("organisme-de-formation",),
    members={"immersion": ("organisme-de-formation",)},
    summary="Un plateau numérique pour les formateurs de l'Oise.",
    territories=("departement:60",),
    sectors=("numerique",),
    publics=("demandeurs-emploi",),
    deposited="2019-09-30 11:58:40",
)

EDTECH_EXPRESS = Grouping(
    key="edtech-express",
    title="EdTech Express",
    type="regional",
    lead="edtech-express",
    lead_roles=("edtech",),
    members={"oise-amont": ("laboratoire",), "immersion": ("organisme-de-formation",)},
    summary="Une plateforme unique pour tous les parcours à distance de la région.",
    territories=("region:32",),
    sectors=("numerique",),
    publics=("demandeurs-emploi",),
)

DEPOSITED = (I1, I2, I3, CAPLITTORAL, NUMERIPOLE)
ASSESSED = (I2, I1, I3, CAPLITTORAL)
ACCEPTED = (I1, I2, I3)
ALL = (*DEPOSITED, EDTECH_EXPRESS)
