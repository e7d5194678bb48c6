"""The messages of the registry, by template: first line the subject, then the text. Each leaves once for its cause."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.chassis.work import Work
from services.incubator_registry import mails_applications
from services.incubator_registry.organisation import Organisation

MAILS = {
    **mails_applications.MAILS,
    "agreement-drafted": "Convention n° {number} : {title}\nLe projet de convention est prêt : relisez-le, "
    "complétez-le et soumettez-le à la Région.",
    "agreement-changes": "Convention n° {number} à corriger : {title}\nLa Région demande des corrections : ouvrez la "
    "convention pour les lire et la soumettre à nouveau.",
    "agreement-to-sign": "Convention n° {number} à signer : {title}\nLa convention est prête à être signée par le "
    "représentant du chef de file et par la Région.",
    "agreement-signed": "Convention n° {number} signée : {title}\nLes deux parties ont signé. L'incubateur ouvrira à "
    "la date prévue.",
    "agreement-terminated": "Convention n° {number} résiliée : {title}\nLa convention prend fin avant son terme : les "
    "motifs et l'acte sont dans le dossier.",
    "amendment-to-sign": "Avenant à signer : convention n° {number}, {title}\nUn avenant attend la signature du chef "
    "de file et de la Région.",
    "incubator-opened": "Incubateur ouvert : {name}\nDepuis le {on}, les membres peuvent proposer des expérimentations.",
    "incubator-suspended": "Incubateur suspendu : {name}\nDepuis le {on}, aucune expérimentation ne peut être proposée. "
    "{explanation}",
    "incubator-resumed": "Reprise de l'incubateur : {name}\nDepuis le {on}, l'incubateur reçoit de nouveau des "
    "expérimentations.",
    "incubator-closed": "Incubateur fermé : {name}\nDepuis le {on}, l'incubateur est fermé.",
}


async def tell_representatives(
    work: Work, organisations: Iterable[str], template: str, cause: str, **facts: Any
) -> None:
    """Write to everyone who represents these organisations; the same cause never writes twice."""
    found = await work.where(Organisation, id=sorted(organisations))
    for person in sorted({person for each in found for person in each.representatives}):
        await work.mail(person, template, cause, **facts)


def french(day: date) -> str:
    """A day as it is written in a message: 30/04/2021."""
    return f"{day:%d/%m/%Y}"
