"""The messages about applications, by template: first line the subject, then the text."""

MAILS = {
    "application-deposited": "Accusé de réception : {title}\nDossier n° {number}. Votre candidature est reçue le {at}, "
    "empreinte {sha256}. {silence}",
    "application-in-review": "Dossier en instruction : {title}\nDossier n° {number}. Votre candidature est recevable "
    "et éligible : elle est lue par les évaluateurs.",
    "application-correction": "Pièces à corriger : {title}\nDossier n° {number}. Pièces demandées : {pieces}. "
    "Envoyez-les le {due_on} au plus tard ; pendant ce temps, le délai de réponse de la Région est suspendu.",
    "application-inadmissible": "Candidature non examinée : {title}\nDossier n° {number}. Motifs : {reasons}. "
    "Le détail et les voies de recours sont dans le dossier.",
    "application-accepted": "Candidature retenue : {title}\nDossier n° {number}. Par l'acte {act} du {on}, la Région "
    "retient votre candidature. La convention vous sera proposée.",
    "application-reserve": "Liste complémentaire : {title}\nDossier n° {number}. Par l'acte {act} du {on}, votre "
    "candidature est placée sur la liste complémentaire, au rang {rank}.",
    "application-refused": "Candidature non retenue : {title}\nDossier n° {number}. Par l'acte {act} du {on}, la "
    "Région ne retient pas votre candidature. Motivation : {reasons}. Vous pouvez former un recours gracieux ou saisir "
    "le tribunal administratif dans les deux mois.",
    "application-closed": "Dossier classé sans suite : {title}\nDossier n° {number}. Par l'acte {act} du {on}, votre "
    "dossier est classé sans suite. Motivation : {reasons}.",
}
