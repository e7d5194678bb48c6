"""Who plays: the user names of the cast, by what they do."""

from deploy.local.identity.cast import of

AGNES, HELENE, SOLENE = "agnes.thibaut", "helene.vasseur", "solene.marchal"
KARIM, ODILE, BRUNO = "karim.delattre", "odile.prevost", "bruno.lheureux"
NADIA, LUC = "nadia.ferrand", "luc.demeyer"
INES, PAUL = "ines.carlier", "paul.wattel"


def writer(organisation: str) -> str:
    """Who writes for an organisation."""
    return of(organisation, "writer").username


def representative(organisation: str) -> str:
    """Who represents an organisation, signs and submits."""
    return of(organisation, "representative").username
