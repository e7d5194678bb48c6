"""The messages of this service, by template: first line the subject, then the text. Each leaves once for its cause."""

from collections.abc import Iterable
from typing import Any

from services.chassis.work import Work
from services.project_tracking import remembered

MAILS = {
    "experiment-validated": "Expérimentation validée : {title}\nLa Région a validé votre expérimentation. Vous pouvez "
    "la démarrer dès que l'évaluateur est désigné et l'état des lieux donné.",
    "experiment-returned": "Expérimentation à compléter : {title}\nLa Région demande des changements sur : {points}. "
    "Ouvrez le dossier pour lire les motifs, le compléter et le proposer à nouveau.",
    "experiment-refused": "Expérimentation refusée : {title}\nLa Région n'a pas retenu votre expérimentation : "
    "{points}. Les motifs et les voies de recours sont dans le dossier.",
    "report-due": "Bilan attendu : {title}, {label}\nLa période est terminée : le bilan est attendu le {due_on} au "
    "plus tard. Il est prérempli avec ce que nous savons déjà.",
    "report-reminder": "Rappel : bilan {label} de {title}\nLe bilan est attendu le {due_on} au plus tard.",
    "report-overdue": "Bilan en retard : {title}, {label}\nLe bilan était attendu le {due_on}. Sans lui, une mise en "
    "demeure partira le {notice_on}.",
    "report-notice": "Mise en demeure : bilan {label} de {title}\nLe bilan était attendu le {due_on}. Sans lui, les "
    "nouveaux paiements liés à cette expérimentation seront suspendus le {hold_on}, jusqu'à son acceptation.",
    "report-returned": "Bilan à corriger : {title}, {label}\nDes lignes sont à corriger avant le {correct_by} : "
    "ouvrez le bilan pour lire le motif de chacune.",
    "report-accepted": "Bilan accepté : {title}, {label}\nLe bilan est accepté et ne change plus.",
    "incubator-paused": "Incubateur {name} : {what}\nDites quels jalons de « {title} » se déplacent, avec la raison. "
    "Les bilans restent dus à leurs dates.",
}


async def tell(work: Work, organisations: Iterable[str], template: str, cause: str, **facts: Any) -> None:
    """Write to everyone who writes for these organisations; the same cause never writes twice."""
    for person in await remembered.writers(work, sorted(organisations)):
        await work.mail(person, template, cause, **facts)


def french(day: Any) -> str:
    """A day as it is written in a message: 30/04/2021."""
    return f"{day:%d/%m/%Y}"
