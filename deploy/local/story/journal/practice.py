"""The Bonduelle path: a practice that the Pacte names, captured without an experiment.

Of the enterprise it says what the Pacte says (annex 1, actions under way), and what it does not know it says so.
"""

from deploy.local.story.journal.shape import Article, Opinion, Round
from deploy.local.story.people import writer

BONDUELLE = Article(
    key="bonduelle",
    slug="parcours-bonduelle-apprendre-sur-une-ligne-ecole",
    title="Parcours Bonduelle : apprendre sur une ligne-école",
    carrier="somme",
    written="2020-11-09 10:00",
    practice={
        "publics": ["demandeurs-emploi", "infra-niveau-4"],
        "territories": ["region:32"],
        "sectors": ["agroalimentaire"],
        "strand": "situation-de-travail",
    },
    texts={
        "brief": "Des personnes éloignées de l'emploi se préparent aux saisons de Bonduelle. L'organisme de formation "
        "a remonté une ligne de production avec des machines que l'entreprise lui a fournies. On alterne le centre et "
        "le site de production, et l'on y reprend aussi les savoirs de base.",
        "context": "L'entreprise cherche chaque année des saisonniers, et le premier emploi se joue souvent sur "
        "l'attitude au travail avant le geste technique. Le Pacte régional cite cette opération parmi les actions "
        "conduites avec les branches et les entreprises.\n"
        "Ce n'est pas une expérimentation suivie sur la plateforme : nous racontons une pratique.",
        "public": "Des demandeurs d'emploi éloignés de l'emploi, que l'on veut amener à un premier poste dans le "
        "vivier des saisonniers.",
        "place": "Hauts-de-France : un centre de formation et un site de production.",
        "protocol": "Aucun protocole de mesure. Cet article reprend la fiche de l'opération dans l'annexe 1 du Pacte, "
        "relue par des formateurs qui n'y ont pas pris part.",
        "findings": "Trois choix se tiennent : une ligne industrielle reproduite au centre, où l'on peut s'arrêter et "
        "recommencer ; les savoirs de base et les compétences transversales travaillés à partir de cette ligne ; une "
        "alternance entre le centre et le site de production.",
        "conditions": "Une entreprise qui cède ou prête des machines de production, un local assez grand et aux normes "
        "pour les recevoir, des formateurs qui connaissent la ligne, et un engagement de l'entreprise sur les postes.",
        "cost": "Non connu. Les machines ont été fournies par l'entreprise ; les autres coûts ne sont pas publiés.",
        "limits": "Aucun chiffre n'a été relevé : on ne sait pas dire ici combien de personnes ont été embauchées, ni "
        "pour combien de temps. Un emploi saisonnier reste un premier pas.",
    },
    rounds=(
        Round(
            asked="2020-11-17 10:00",
            answered="2020-12-07 10:00",
            opinions=(
                Opinion(
                    writer("greta"),
                    "accept",
                    "Utile à qui veut monter un plateau avec une entreprise. Le texte dit bien qu'il ne mesure rien.",
                ),
                Opinion(
                    writer("aract"),
                    "accept",
                    "L'alternance entre ligne-école et ligne réelle est le point à retenir. Rien à retirer.",
                ),
            ),
        ),
    ),
    accepted_because="Deux relectures favorables ; la source est citée et les limites sont dites.",
    published="2020-12-08 10:00",
)
