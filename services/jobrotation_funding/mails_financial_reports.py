"""The messages about financial reports, by template: first line the subject, then the text."""

MAILS = {
    "financial-report-asked": "Compte rendu financier {year} à remettre\nSubvention « {title} ». {paid} vous ont été "
    "payés en {year}. En application de la {rule}, remettez le compte rendu financier de cet exercice au plus tard le "
    "{due_on} : les dépenses par nature, la pièce signée, et l'explication de tout écart.",
    "financial-report-reminder": "Rappel : compte rendu financier {year}, au plus tard le {due_on}\nSubvention "
    "« {title} ». Le compte rendu financier {year} n'est pas remis, ou vous a été renvoyé. Il est attendu au plus tard "
    "le {due_on}.",
    "financial-report-overdue": "Compte rendu financier {year} en retard\nSubvention « {title} ». Le compte rendu "
    "financier {year} était attendu le {due_on} ({rule}). Remettez-le sans attendre : la subvention ne peut pas être "
    "soldée sans lui, et la Région peut réclamer ce qui n'est pas justifié.",
    "financial-report-returned": "Compte rendu financier {year} à corriger\nSubvention « {title} ». La Région vous "
    "renvoie ce compte rendu : {points}. {remark} Remettez-en une nouvelle version au plus tard le {due_on}.",
    "financial-report-accepted": "Compte rendu financier {year} accepté\nSubvention « {title} ». La Région accepte le "
    "compte rendu financier de l'exercice {year}.",
}
