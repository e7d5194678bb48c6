"""The messages of the journal, by template: first line the subject, then the text. Each leaves once for its cause."""

from collections.abc import Iterable
from typing import Any

from services.chassis.work import Work

MAILS: dict[str, str] = {
    "article-proposed": "Article proposé : {title}\nUn article est prêt à être écrit ; il est prérempli avec ce que "
    "votre expérimentation a déjà dit. Complétez-le en langage courant, la rédaction le fera relire.",
    "practice-proposed": "Pratique proposée : {title}\nUne pratique captée sans expérimentation est proposée. "
    "Lisez-la, puis désignez des relecteurs ou déclinez-la.",
    "article-reopened": "Article repris : {title}\nLa rédaction reprend cet article ; complétez le brouillon.",
    "article-completed": "Article complété : {title}\nVotre expérimentation a donné d'autres résultats : le brouillon "
    "est complété. Relisez-le.",
    "article-to-review": "Relecture demandée : {title}\nLa rédaction vous demande une relecture. Dites d'abord si vous "
    "avez un conflit d'intérêts ; puis rendez une recommandation et une note.",
    "article-reviewed": "Relecture rendue : {title}\nUne relecture est arrivée ; elle est dans le dossier.",
    "article-revisions": "Révisions demandées : {title}\nLa rédaction demande des changements ; les raisons sont dans "
    "le dossier.",
    "article-accepted": "Article accepté : {title}\nLa rédaction a accepté votre article ; il sera publié bientôt.",
    "article-declined": "Article décliné : {title}\nLa rédaction ne publie pas cet article ; les raisons sont dans le "
    "dossier.",
    "article-published": "Article publié : {title}\nVotre article est en ligne : {note}",
    "article-flagged": "Chiffre corrigé : {title}\nUn chiffre de cet article a été corrigé à la source ({reason}). La "
    "page le signale jusqu'à la réponse de la rédaction ; relisez aussi le texte.",
    "figures-corrected": "Chiffre corrigé : {title}\nUn chiffre de ce brouillon a été corrigé à la source ({reason}). "
    "Le brouillon porte le nouveau chiffre ; relisez le texte.",
    "article-withdrawn": "Article retiré : {title}\nL'article est retiré ; sa page le dit : {reason}",
    "adaptation-declared": "Votre pratique est adaptée : {title}\n« {adaptation} » adapte ce que votre article décrit.",
    "adaptation-pending": "Adaptation à modérer : {title}\nUne adaptation est déclarée depuis un autre territoire : "
    "{place}. Acceptez-la, ou dites pourquoi non.",
    "adaptation-accepted": "Adaptation retenue : {title}\nVotre déclaration est sur la page de l'article.",
    "adaptation-removed": "Adaptation retirée : {title}\nLa rédaction a retiré cette adaptation de la filiation de "
    "l'article ; les raisons sont dans le dossier.",
    "adaptation-declined": "Adaptation non retenue : {title}\nLa rédaction n'a pas retenu votre déclaration ; les "
    "raisons sont dans le dossier.",
}


async def tell(work: Work, persons: Iterable[str], template: str, cause: str, **facts: Any) -> None:
    """Write to these persons; the same cause never writes twice."""
    for person in dict.fromkeys(persons):
        await work.mail(person, template, cause, **facts)
