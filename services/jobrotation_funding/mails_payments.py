"""The messages about claims, payments, holds and recoveries, by template: first line the subject, then the text."""

MAILS = {
    "claim-certified": "Service fait certifié : décompte n° {claim}\nSubvention « {title} ». Le service fait est "
    "certifié pour {certified}. Avance déduite : {deducted}. À payer : {payable}.",
    "claim-rejected": "Décompte à corriger : n° {claim}\nSubvention « {title} ». La Région vous renvoie ce décompte : "
    "{points}. {remark} Les feuilles d'heures sont rouvertes : corrigez-les, puis déposez un nouveau décompte.",
    "certificate-withdrawn": "Service fait retiré : décompte n° {claim}\nSubvention « {title} ». La Région retire le "
    "certificat de ce décompte : {points}. {reason} Rien n'en sera payé. {then}",
    "payment-ordered": "Paiement mandaté : {cents}\nSubvention « {title} ». Le mandat {order} du décompte n° {claim} "
    "est parti au payeur le {on} avec ses pièces.",
    "payment-rejected": "Mandat rejeté par le payeur : {order}\nSubvention « {title} ». Motif : {reason}. {then}",
    "payment-paid": "Paiement effectué : {cents}\nSubvention « {title} ». Le mandat {order} du décompte n° {claim} a "
    "été payé le {on}.",
    "payments-notice": "Mise en demeure : bilan {label} de « {title} »\nLe bilan {label} était attendu le {due_on}. "
    "En application du {rule}, et sauf acceptation d'ici là, les nouveaux paiements de votre subvention seront "
    "suspendus le {hold_on} par une décision automatique. L'acceptation du bilan {label} lève la suspension.",
    "payments-held": "Paiements suspendus : « {title} »\nEn application du {rule}, les nouveaux paiements de votre "
    "subvention sont suspendus depuis le {since} par une décision automatique, après la mise en demeure du "
    "{notice_on}. L'acceptation du bilan {labels} lève la suspension. Les paiements déjà mandatés et l'instruction de "
    "vos décomptes se poursuivent. Vous pouvez demander qu'un agent réexamine cette décision.",
    "payments-released": "Suspension levée : « {title} »\nLes paiements de votre subvention reprennent le {on} : "
    "{because}.",
    "recovery-opened": "Trop-perçu à rembourser : {cents}\nSubvention « {title} ». {reason} : {motive} Vous avez "
    "jusqu'au {answer_by} pour répondre, avant l'émission d'un titre de recettes.",
    "recovery-titled": "Titre de recettes {title_number} : {cents}\nSubvention « {title} ». Après la phase "
    "contradictoire, un titre est émis. Le comptable public le recouvre ; lui seul accorde des délais.",
    "recovery-reduced": "Mandat réduit {title_number} : {cents}\nSubvention « {title} ». Après la phase "
    "contradictoire, le mandat qui a trop payé est réduit de cette somme. Le comptable public la recouvre ; lui seul "
    "accorde des délais.",
    "recovery-settled": "Trop-perçu soldé\nSubvention « {title} ». Plus rien n'est dû au titre du recouvrement n° "
    "{recovery}.",
}
