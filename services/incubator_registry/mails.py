"""The messages of the registry, by template: first line the subject, then the text. Each leaves once for its cause."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.chassis.work import Work
from services.incubator_registry import mails_applications
from services.incubator_registry.organisation import Organisation

MAILS = {
    **mails_applications.MAILS,
    "agreement-drafted": "Convention {number} : projet à compléter\nLe projet de convention pour « {title} » est "
    "ouvert. Relisez-le, complétez la présentation de l'incubateur, puis transmettez-le à la Région.",
    "agreement-changes": "Convention {number} : corrections requises\nLa Région demande des changements au projet pour "
    "« {title} ». Les motifs sont dans le dossier ; corrigez puis transmettez à nouveau.",
    "agreement-to-sign": "Convention {number} : à signer\nLe projet pour « {title} » est prêt. Le représentant du chef "
    "de file et la Région signent chacun pour leur partie.",
    "agreement-signed": "Convention {number} : signée\nLa convention pour « {title} » est signée par les deux parties. "
    "L'incubateur ouvrira au jour prévu.",
    "amendment-to-sign": "Convention {number} : avenant à signer\nUn avenant pour « {title} » attend la signature des "
    "deux parties.",
    "agreement-terminated": "Convention {number} : résiliée\nLa Région met fin à la convention pour « {title} ». Les "
    "motifs et les voies de recours sont dans le dossier.",
    "incubator-opened": "Incubateur ouvert : {name}\nL'incubateur est ouvert depuis le {on} : ses membres peuvent "
    "proposer des expérimentations.",
    "incubator-suspended": "Incubateur suspendu : {name}\nL'incubateur ne prend plus d'expérimentation depuis le {on}. "
    "{explanation}",
    "incubator-resumed": "Incubateur : reprise de {name}\nL'incubateur reprend le {on}.",
    "incubator-closed": "Incubateur fermé : {name}\nSa convention a pris fin ; l'incubateur est fermé depuis le {on}. "
    "Ses expérimentations en cours continuent.",
}


async def tell_representatives(
    work: Work, organisations: Iterable[str], template: str, cause: str, **facts: Any
) -> None:
    """Write to everyone who represents these organisations; the same cause never writes twice."""
    found = await work.where(Organisation, id=list(organisations))
    for person in sorted({person for each in found for person in each.representatives}):
        await work.mail(person, template, cause, **facts)


def french(day: date) -> str:
    """A day as it is written in a message: 30/04/2021."""
    return f"{day:%d/%m/%Y}"
