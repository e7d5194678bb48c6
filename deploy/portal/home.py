"""What the home page says: the chain, where to look, and who to be in the demonstration."""

from dataclasses import dataclass

from contracts.catalogue import MODULES
from deploy.portal import words


@dataclass(frozen=True)
class Step:
    """One link of the chain, and the public page where it is seen."""

    name: str
    text: str
    href: str = ""


@dataclass(frozen=True)
class Link:
    """A place to go."""

    name: str
    href: str
    text: str


CHAIN = (
    Step(
        "Un appel",
        "La Région publie un appel à projets ; des groupements déposent, un comité note, un acte décide.",
        "/registre/appels",
    ),
    Step("Un incubateur", "Un lieu où organismes, entreprises et chercheurs construisent ensemble.", "/registre"),
    Step("Une expérimentation", "Un projet de terrain, évalué face à un état des lieux."),
    Step(
        "Un euro", "Les équipes sont libérées et remplacées ; chaque euro se suit du vote au paiement.", "/financements"
    ),
    Step("Un article", "Ce qui a marché, ce qui a échoué, et à quelles conditions l'adapter.", "/journal"),
)

LINKS = (
    Link("Le registre public", "/registre", "Les incubateurs, leurs membres et leurs territoires."),
    Link("Les financements", "/financements", "Ce qui est voté, accordé, payé, rendu : chaque euro, à toute date."),
    Link("Le journal", "/journal", "Les innovations, leurs chiffres, leurs limites et ce que d'autres en ont fait."),
    Link(
        "Le catalogue des événements", "/evenements", "Tout ce que les services se disent, avec un exemple de chaque."
    ),
    Link("L'état des services", "/etat", "Ce qui marche, ce qui attend, ce qui a été mis de côté."),
)

CAST = (
    ("Agnès Thibaut", "administre : donne et retire les fonctions des agents"),
    ("Hélène Vasseur", "instruit les candidatures et les comptes rendus"),
    ("Solène Marchal", "enregistre les décisions de la commission permanente"),
    ("Karim Delattre", "valide le service fait"),
    ("Odile Prévost", "ordonne les paiements"),
    ("Bruno Lheureux", "dirige le journal"),
    ("Les représentants des organismes", "déposent, signent, proposent des expérimentations et rendent compte"),
    ("Le cabinet Regard Tiers", "évalue les expérimentations sans en porter aucune"),
)


def apis() -> tuple[Link, ...]:
    """The API reference of each service."""
    return tuple(Link(words.service(name), f"/api/{name}/v1/docs", words.MISSIONS.get(name, "")) for name in MODULES)
