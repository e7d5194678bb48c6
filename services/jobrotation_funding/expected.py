"""What is expected of whom next about a grant, in French words. Pure."""

from services.chassis.money import euros
from services.jobrotation_funding.financial_report_parts import FinancialReport
from services.jobrotation_funding.grant_engagement import Engaging, is_open
from services.jobrotation_funding.grant_fields import Claim, Recovery
from services.jobrotation_funding.grant_lifecycle import ClaimState, RecoveryState, ReportState, State
from services.jobrotation_funding.values import Value

EMPLOYER, CARRIER, PAYEUR = "L'organisme", "Le porteur de l'expérimentation", "Le payeur"
INSTRUCTS, CERTIFIES, ORDERS, DECIDES = (
    "La Région (instruction)",
    "La Région (certification)",
    "La Région (ordonnancement)",
    "La Région (décision)",
)
BY_STATE = {
    State.DRAFT: (EMPLOYER, "Compléter la demande et la déposer."),
    State.REQUESTED: (DECIDES, "Décider de la demande par un acte."),
    State.GRANTED: (ORDERS, "Engager la dépense, avant ou avec la signature."),
}
BY_CLAIM = {
    ClaimState.SUBMITTED: (INSTRUCTS, "Préparer le service fait du décompte n° {number}."),
    ClaimState.PREPARED: (CERTIFIES, "Certifier le service fait du décompte n° {number}."),
    ClaimState.CERTIFIED: (ORDERS, "Mandater le décompte n° {number}."),
    ClaimState.ORDERED: (PAYEUR, "Payer ou rejeter le mandat {order}."),
}
BY_RECOVERY = {
    RecoveryState.NOTIFIED: (EMPLOYER, "Répondre à la lettre du trop-perçu n° {number} avant le {answer_by:%d/%m/%Y}."),
    RecoveryState.ANSWERED: (INSTRUCTS, "Décider de la suite du trop-perçu n° {number} après la réponse."),
    RecoveryState.TITLED: (EMPLOYER, "Rembourser {left} (trop-perçu n° {number})."),
}
BY_REPORT = {
    ReportState.DUE: (EMPLOYER, "Remettre le compte rendu financier {year}, au plus tard le {due_on:%d/%m/%Y}."),
    ReportState.RETURNED: (EMPLOYER, "Corriger le compte rendu financier {year}, au plus tard le {due_on:%d/%m/%Y}."),
    ReportState.HANDED_IN: (INSTRUCTS, "Examiner le compte rendu financier {year}."),
}


class Expected(Value):
    """Who does what next."""

    who: str
    what: str


def expected(grant: Engaging) -> tuple[Expected, ...]:
    """What is waited for, from the most urgent on; nothing once it is over."""
    if grant.state in BY_STATE:
        who, what = BY_STATE[grant.state]
        return (Expected(who=who, what=what),)
    late = [
        Expected(who=CARRIER, what=f"Remettre le bilan « {each.label} », en retard.")
        for each in grant.watched
        if each.awaited and grant.state is State.ENGAGED
    ]
    papers = _of_papers(grant) if grant.state is State.ENGAGED else []
    claims = [_of_claim(each) for each in grant.claims if is_open(each)]
    owed = [_of_recovery(each) for each in grant.recoveries if each.state is not RecoveryState.SETTLED]
    reports = [
        _of_report(each) for each in grant.financial_reports if grant.paid_in(each.year) and each.state in BY_REPORT
    ]
    over = late or owed or papers
    return (*late, *owed, *reports, *papers, *(claims or (() if over else _of_engaged(grant, bool(reports)))))


def _of_papers(grant: Engaging) -> list[Expected]:
    """What is to be signed before anything is paid, and engaged before it is signed."""
    found = []
    if grant.awaiting_cents:
        found.append(Expected(who=ORDERS, what=f"Engager la hausse de l'avenant : {euros(grant.awaiting_cents)}."))
    if grant.committed.awaits_signature:
        found.append(Expected(who=ORDERS, what="Faire signer la convention, puis enregistrer sa signature."))
    return found


def _of_claim(claim: Claim) -> Expected:
    who, what = BY_CLAIM[claim.state]
    return Expected(who=who, what=what.format(number=claim.number, order=claim.order))


def _of_recovery(recovery: Recovery) -> Expected:
    who, what = BY_RECOVERY[recovery.state]
    left = euros(recovery.left_cents)
    return Expected(who=who, what=what.format(number=recovery.number, answer_by=recovery.answer_by, left=left))


def _of_report(report: FinancialReport) -> Expected:
    who, what = BY_REPORT[report.state]
    return Expected(who=who, what=what.format(year=report.year, due_on=report.due_on))


def _of_engaged(grant: Engaging, reports: bool) -> tuple[Expected, ...]:
    if grant.state is not State.ENGAGED:
        return ()
    if grant.engaged_cents > grant.paid_cents or grant.deductible_cents:
        return (Expected(who=EMPLOYER, what="Saisir les heures et demander un paiement."),)
    return () if reports else (Expected(who=ORDERS, what="Solder le dossier."),)
