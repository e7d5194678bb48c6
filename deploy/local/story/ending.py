"""What the person reads when the story has been played: where to look, who to be."""

from deploy.local.identity.cast import CAST
from deploy.local.story.addresses import JOURNAL, TRACKING
from deploy.local.story.chapters.agreements import incubator
from deploy.local.story.chapters.the_call import CALL
from deploy.local.story.journal.articles_first import CARAVANE, CASQUES
from deploy.local.story.people import AGNES, BRUNO, HELENE, INES, SOLENE, representative, writer
from deploy.local.story.player import Player

# (who, what they can do now, now that the story is over)
ROLES = (
    (AGNES, "donne et retire les missions des agents"),
    (HELENE, "instruit : candidatures, expérimentations, bilans"),
    (SOLENE, "enregistre les actes de la commission permanente"),
    (BRUNO, "édite le journal : une déclaration d'une autre région attend qu'il la modère"),
    (writer("mission-locale"), "a un bilan à écrire : la situation de X9 six mois après"),
    (representative("mission-locale"), "le transmettra ensuite : il faut deux personnes"),
    (representative("caplittoral"), "attend sur la liste complémentaire de l'appel de 2019"),
    (INES, "évalue, pour le cabinet Regard Tiers"),
)


def places(player: Player) -> list[tuple[str, str]]:
    """Telling addresses, with what each shows."""
    experiments = f"{TRACKING}/experiments"
    return [
        ("/registre", "le registre public des incubateurs"),
        (f"/registre/incubateurs/{incubator(player, 'i3')}", "Thiérache Apprenante, suspendu puis repris en 2020"),
        ("/registre/couverture", "ce que les incubateurs couvrent, et ce qui manque"),
        (f"/registre/appels/{player.id(CALL)}", "l'appel de 2019, clos à la seconde"),
        (f"{experiments}/{player.id('x3/propose')}", "CARAVANE, évaluée, puis corrigée en 2022"),
        (f"{experiments}/{player.id('x5/propose')}/reports", "les bilans de X5, dont un fut en retard"),
        (f"{experiments}/{player.id('x9/propose')}", "X9 : une petite case cachée, et une seconde avec elle"),
        (f"{experiments}/{player.id('x10/propose')}/timeline", "X10, pourquoi nous avons arrêté"),
        ("/journal", "le journal : ce qui a marché, ce qui n'a pas marché, à quelles conditions"),
        (f"/journal/articles/{CARAVANE.slug}", "l'article de CARAVANE, deuxième édition, confirmé ailleurs"),
        (f"{JOURNAL}/articles/{player.id(CARAVANE.step)}/lineage", "sa filiation : gardé, changé, résultat"),
        (f"/journal/articles/{CASQUES.slug}", "pourquoi nous avons arrêté"),
        ("/evenements", "tout ce que les services se disent"),
        ("/etat", "l'état des services, en direct"),
    ]


def told(player: Player, public_url: str) -> str:
    """The whole text."""
    lines = ["", "L'histoire de 2019 à 2022 est jouée. Où regarder :"]
    lines += [f"  {public_url}{address}\n      {words}" for address, words in places(player)]
    lines += ["", "Qui être :"]
    lines += [f"  {who:<22} {CAST[who].name}, {words}" for who, words in ROLES]
    lines += ["", f"  Un jeton en une ligne : curl -s '{public_url}/identite/jeton?qui={HELENE}'", ""]
    return "\n".join(lines)
