"""The French words of the catalogue: what an engineer's event type means to everybody else."""

from dataclasses import dataclass

from contracts.envelope import Event

SERVICES = {
    "incubator_registry": "Registre des incubateurs",
    "project_tracking": "Suivi des expérimentations",
    "jobrotation_funding": "Financement de la job-rotation",
    "innovation_journal": "Journal des innovations",
}

# What each service decides, in one sentence.
MISSIONS = {
    "incubator_registry": "Appels à projets, candidatures, conventions et incubateurs.",
    "project_tracking": "Expérimentations, comptes rendus, indicateurs et évaluations.",
    "jobrotation_funding": "Enveloppes, barèmes, subventions, heures, paiements et recouvrements.",
    "innovation_journal": "Articles, adaptations et rencontres.",
}


@dataclass(frozen=True)
class Kind:
    """A kind of dossier: its French name, and what it is."""

    name: str
    meaning: str


KINDS = {
    "person": Kind("Personne", "Un agent ou un membre d'organisme, connu par un identifiant opaque."),
    "organisation": Kind("Organisme", "Une entité juridique et ses membres."),
    "call": Kind("Appel à projets", "Ce que la Région publie pour choisir les porteurs d'incubateur."),
    "application": Kind("Candidature", "Le dossier qu'un groupement dépose en réponse à un appel."),
    "agreement": Kind("Convention", "Ce que la Région et le porteur signent."),
    "incubator": Kind("Incubateur", "Un lieu où des équipes construisent de nouvelles solutions pédagogiques."),
    "experiment": Kind("Expérimentation", "Un projet mené sur le terrain et évalué."),
    "report": Kind("Compte rendu", "Ce qu'une expérimentation doit dire à chaque échéance."),
    "envelope": Kind("Enveloppe", "Les crédits votés d'une ligne budgétaire, pour une année."),
    "rate_card": Kind("Barème", "Ce que coûte une heure libérée et remplacée, adopté par un acte."),
    "grant": Kind("Subvention", "L'argent promis à un employeur pour libérer son personnel."),
    "article": Kind("Article", "Une innovation racontée, avec ses chiffres et ses limites."),
    "adaptation": Kind("Adaptation", "Ce que d'autres font d'une innovation publiée."),
    "gathering": Kind("Rencontre", "Une journée, une visite ou un atelier annoncé à tous."),
}

FACTS = {
    "person.duty-given": "Une fonction est confiée à un agent",
    "person.duty-withdrawn": "Une fonction est retirée à un agent",
    "person.erased": "Les données personnelles d'une personne sont effacées",
    "organisation.described": "L'organisme est décrit",
    "organisation.member-joined": "Un membre rejoint l'organisme",
    "organisation.member-left": "Un membre quitte l'organisme",
    "call.described": "L'appel est décrit",
    "call.published": "L'appel est publié",
    "call.opened": "L'appel est ouvert",
    "call.closing-moved": "La clôture de l'appel est déplacée",
    "call.closed": "L'appel est clos",
    "application.deposited": "La candidature est déposée",
    "application.found-admissible": "La candidature est recevable",
    "application.found-inadmissible": "La candidature est irrecevable",
    "application.correction-requested": "Une correction est demandée",
    "application.corrected": "La candidature est corrigée",
    "application.opinion-given": "Le comité de sélection donne son avis",
    "application.accepted": "La candidature est retenue",
    "application.put-on-the-reserve-list": "La candidature est inscrite sur la liste complémentaire",
    "application.refused": "La candidature n'est pas retenue",
    "application.closed-without-action": "La candidature est classée sans suite",
    "application.withdrawn": "La candidature est retirée par son porteur",
    "agreement.signed": "La convention est signée",
    "agreement.amended": "La convention est modifiée par avenant",
    "agreement.terminated": "La convention prend fin",
    "incubator.described": "L'incubateur est décrit",
    "incubator.opened": "L'incubateur ouvre",
    "incubator.suspended": "L'incubateur est suspendu",
    "incubator.resumed": "L'incubateur reprend",
    "incubator.closed": "L'incubateur ferme",
    "experiment.described": "L'expérimentation est décrite",
    "experiment.proposed": "L'expérimentation est proposée dans un incubateur",
    "experiment.taken-over": "L'expérimentation est reprise d'un autre dispositif",
    "experiment.returned": "L'expérimentation est renvoyée pour être complétée",
    "experiment.refused": "L'expérimentation est refusée",
    "experiment.validated": "L'expérimentation est validée par la Région",
    "experiment.started": "L'expérimentation commence",
    "experiment.stopped": "L'expérimentation est arrêtée",
    "experiment.milestone-reached": "Un jalon est atteint",
    "experiment.milestone-rescheduled": "Un jalon est reporté",
    "experiment.indicator-corrected": "Un indicateur est corrigé",
    "experiment.evaluated": "L'expérimentation est évaluée",
    "experiment.spread": "L'expérimentation est essaimée",
    "experiment.entered-ordinary-law": "L'expérimentation entre dans le droit commun",
    "report.due": "Un compte rendu est attendu",
    "report.overdue": "Un compte rendu est en retard",
    "report.submitted": "Le compte rendu est remis",
    "report.returned": "Le compte rendu est renvoyé, ligne par ligne",
    "report.accepted": "Le compte rendu est accepté",
    "envelope.opened": "Des crédits sont votés",
    "envelope.amended": "Les crédits de l'enveloppe changent",
    "envelope.affected": "Des crédits sont affectés au dispositif",
    "rate_card.adopted": "Un barème est adopté",
    "grant.requested": "Une subvention est demandée",
    "grant.refused": "La subvention est refusée",
    "grant.granted": "La subvention est accordée",
    "grant.amended": "La subvention est modifiée par avenant",
    "grant.engaged": "La subvention est engagée",
    "grant.agreement-signed": "La convention de la subvention est signée",
    "grant.disengaged": "Des crédits sont dégagés",
    "grant.hours-approved": "Des heures sont approuvées",
    "grant.claim-submitted": "Un paiement est demandé",
    "grant.claim-certified": "Le service fait est certifié",
    "grant.claim-rejected": "La demande de paiement est renvoyée",
    "grant.payment-ordered": "Le paiement est mandaté",
    "grant.payment-rejected": "Le payeur rejette le mandat",
    "grant.paid": "Le paiement est fait",
    "grant.payments-held": "Les paiements sont suspendus",
    "grant.payments-released": "La suspension des paiements est levée",
    "grant.recovery-opened": "Un trop-perçu est réclamé",
    "grant.recovery-settled": "Le trop-perçu est soldé",
    "grant.financial-report-due": "Un compte rendu financier est à remettre",
    "grant.financial-report-submitted": "Le compte rendu financier est remis",
    "grant.financial-report-returned": "Le compte rendu financier est renvoyé",
    "grant.financial-report-accepted": "Le compte rendu financier est accepté",
    "article.described": "L'article est décrit",
    "article.proposed": "Un article est proposé",
    "article.published": "L'article est publié",
    "article.corrected": "L'article est corrigé",
    "article.withdrawn": "L'article est retiré",
    "article.flagged": "Un chiffre de l'article a été corrigé à sa source",
    "adaptation.declared": "Une adaptation est déclarée",
    "adaptation.removed": "Une adaptation est retirée de la filiation",
    "adaptation.result-attached": "Le résultat d'une adaptation est joint",
    "gathering.announced": "Une rencontre est annoncée",
}


def meaning(event: type[Event]) -> str:
    """What the event says, in French; its dossier and fact when no words were written yet."""
    known = FACTS.get(f"{event.dossier}.{event.fact}")
    return known or f"{kind(event.dossier).name}\u00a0: {event.fact}"


def kind(dossier: str) -> Kind:
    """The French words of a kind of dossier."""
    return KINDS.get(dossier, Kind(dossier, ""))


def of_type(type_name: str) -> str:
    """What an event type says, in French: ``pepiniere.call.opened.v1`` is « L'appel est ouvert »."""
    _, dossier, fact, *_ = [*type_name.split("."), "", ""]
    return FACTS.get(f"{dossier}.{fact}", type_name)


def service(name: str) -> str:
    """The French name of a service."""
    return SERVICES.get(name, name)
