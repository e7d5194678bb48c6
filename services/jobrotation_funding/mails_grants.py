"""The messages about requests and decisions, by template: first line the subject, then the text."""

MAILS = {
    "grant-requested": "Demande reçue : {title}\nDossier n° {number}. Votre demande de subvention de job-rotation est "
    "reçue. La Région la décide par un acte de la commission permanente.",
    "grant-granted": "Subvention accordée : {title}\nDossier n° {number}. Par l'acte {act} du {on}, la Région accorde "
    "{cents}. Le calcul, ligne par ligne, est dans le dossier. La dépense sera engagée avant ou avec la signature.",
    "grant-refused": "Subvention refusée : {title}\nDossier n° {number}. Par l'acte {act} du {on}, la Région n'accorde "
    "pas votre demande. Motivation : {points}. {explanation} Vous pouvez former un recours gracieux ou saisir le "
    "tribunal administratif dans les deux mois.",
    "grant-engaged": "Subvention engagée : {title}\nDossier n° {number}. {cents} sont engagés ({agreement}). Vous "
    "pouvez saisir les heures et demander les paiements.",
    "agreement-signed": "Signature enregistrée : {title}\nDossier n° {number}. La signature de {agreement}, du {on}, "
    "est enregistrée.",
    "amendment-engaged": "Avenant engagé : {title}\nDossier n° {number}. {more} de plus sont engagés : "
    "{engaged} en tout.",
    "grant-amended": "Avenant enregistré : {title}\nDossier n° {number}. Par l'acte {act} du {on}, la subvention est "
    "portée à {cents}. Les nouvelles lignes sont dans le dossier ; une hausse se paie une fois engagée.",
    "grant-disengaged": "Dégagement : {title}\nDossier n° {number}. {back} sont dégagés ({reason}) ; {left} restent "
    "engagés.",
}
