"""Routes about applications to a call: draft, grouping, deposit, instruction, assessment, committee, decision."""

from fastapi import APIRouter
from starlette.responses import Response

from services.chassis.values import Id
from services.chassis.web.answers import DONE, MADE, shows
from services.chassis.web.cursor import After, Limit, Listing
from services.chassis.web.door import Door, IdPath
from services.incubator_registry.application_lifecycle import State
from services.incubator_registry.application_view import ApplicationView
from services.incubator_registry.committee import Session
from services.incubator_registry.deposit import Proof
from services.incubator_registry.queries import applications as queries
from services.incubator_registry.queries.applications import DraftView, ScoreLine, SeenAs, Summary, Tab, TabCount
from services.incubator_registry.use_cases import applicants, assessment, decisions, instruction

router = APIRouter(tags=["candidatures"])


@router.post("/applications", status_code=201, responses=MADE)
async def start_application(door: Door, command: applicants.StartApplication) -> Response:
    """Commencer une candidature : un brouillon de l'organisme chef de file."""
    return await door.command(applicants.start_application, command)


@router.get("/applications", responses=shows(Listing[Summary]))
async def list_applications(
    door: Door,
    seen_as: SeenAs = SeenAs.LEAD,
    call: Id | None = None,
    state: State | None = None,
    tab: Tab | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Les candidatures, comme chef de file, membre, évaluateur ou agent (`seen_as`)."""
    return await door.query(queries.list_applications, seen_as, call, state, tab, door.after(after), limit)


@router.get("/applications/tabs", responses=shows(list[TabCount]))
async def count_applications(door: Door, call: Id | None = None) -> Response:
    """Les onglets de l'instructeur : à suivre, suivis par moi, traités, au total."""
    return await door.query(queries.count_applications, call)


@router.get("/applications/{application}", responses=shows(ApplicationView))
async def show_application(door: Door, application: IdPath) -> Response:
    """Une candidature, telle que vous pouvez la voir."""
    return await door.query(queries.show_application, application)


@router.put("/applications/{application}/draft", responses=DONE)
async def write_draft(door: Door, application: IdPath, command: applicants.WriteDraft) -> Response:
    """Enregistrer le brouillon ; chaque version est gardée, l'en-tête If-Match protège d'un autre onglet."""
    return await door.command(applicants.write_draft, application, command)


@router.get("/applications/{application}/drafts", responses=shows(Listing[DraftView]))
async def list_drafts(door: Door, application: IdPath, after: After = None, limit: Limit = 50) -> Response:
    """Les versions enregistrées du brouillon."""
    return await door.query(queries.list_drafts, application, door.after(after), limit)


@router.post("/applications/{application}/partners", responses=DONE)
async def invite_partner(door: Door, application: IdPath, command: applicants.InvitePartner) -> Response:
    """Inviter un organisme dans le groupement, avec ses rôles."""
    return await door.command(applicants.invite_partner, application, command)


@router.post("/applications/{application}/partners/{organisation}/removal", responses=DONE)
async def remove_partner(door: Door, application: IdPath, organisation: IdPath) -> Response:
    """Retirer un organisme du groupement, ou décliner pour le sien."""
    return await door.command(applicants.remove_partner, application, organisation)


@router.post("/applications/{application}/partners/{organisation}/assent", responses=DONE)
async def assent_to_grouping(door: Door, application: IdPath, organisation: IdPath) -> Response:
    """Donner l'accord de son organisme au groupement."""
    return await door.command(applicants.assent_to_grouping, application, organisation)


@router.post("/applications/{application}/deposit", responses=DONE)
async def deposit_application(door: Door, application: IdPath) -> Response:
    """Déposer, jusqu'à la seconde de clôture ; un dépôt refusé garde le brouillon."""
    return await door.command(applicants.deposit_application, application)


@router.put("/applications/{application}/deposit", responses=DONE)
async def complete_deposit(door: Door, application: IdPath, command: applicants.CompleteDeposit) -> Response:
    """Redéposer avant la clôture : une nouvelle preuve remplace la première."""
    return await door.command(applicants.complete_deposit, application, command)


@router.get("/applications/{application}/proof", responses=shows(Proof))
async def show_proof(door: Door, application: IdPath) -> Response:
    """La preuve de dépôt : empreinte, instant, et ce que vaudra le silence de deux mois."""
    return await door.query(queries.show_proof, application)


@router.post("/applications/{application}/pieces", responses=DONE)
async def correct_application(door: Door, application: IdPath, command: applicants.SendPieces) -> Response:
    """Envoyer les pièces demandées."""
    return await door.command(applicants.correct_application, application, command)


@router.post("/applications/{application}/withdrawal", responses=DONE)
async def withdraw_application(door: Door, application: IdPath) -> Response:
    """Retirer sa candidature."""
    return await door.command(applicants.withdraw_application, application)


@router.post("/applications/{application}/followers", responses=DONE)
async def follow_application(door: Door, application: IdPath) -> Response:
    """Suivre ce dossier."""
    return await door.command(instruction.follow_application, application)


@router.post("/applications/{application}/corrections", responses=DONE)
async def request_correction(door: Door, application: IdPath, command: instruction.RequestCorrection) -> Response:
    """Demander des pièces ; après la clôture, les administratives seulement."""
    return await door.command(instruction.request_correction, application, command)


@router.post("/applications/{application}/admissibility", responses=DONE)
async def find_admissible(door: Door, application: IdPath) -> Response:
    """Constater que les pièces sont complètes (recevable)."""
    return await door.command(instruction.find_admissible, application)


@router.post("/applications/{application}/inadmissibility", responses=DONE)
async def find_inadmissible(door: Door, application: IdPath, command: instruction.FindInadmissible) -> Response:
    """Constater l'irrecevabilité, pièce par pièce."""
    return await door.command(instruction.find_inadmissible, application, command)


@router.post("/applications/{application}/eligibility", responses=DONE)
async def check_eligibility(door: Door, application: IdPath, command: instruction.CheckEligibility) -> Response:
    """Répondre à chaque règle de l'appel : éligible, ou inéligible avec l'article."""
    return await door.command(instruction.check_eligibility, application, command)


@router.put("/applications/{application}/assessors", responses=DONE)
async def name_assessors(door: Door, application: IdPath, command: instruction.NameAssessors) -> Response:
    """Désigner au moins deux évaluateurs sans conflit d'intérêts."""
    return await door.command(instruction.name_assessors, application, command)


@router.post("/applications/{application}/interests", responses=DONE)
async def declare_interest(door: Door, application: IdPath, command: assessment.DeclareInterest) -> Response:
    """Déclarer ses intérêts, avant de lire le dossier."""
    return await door.command(assessment.declare_interest, application, command)


@router.post("/applications/{application}/scores", responses=DONE)
async def submit_scores(door: Door, application: IdPath, command: assessment.SubmitScores) -> Response:
    """Remettre ses notes, chacune justifiée ; elles ne changent plus."""
    return await door.command(assessment.submit_scores, application, command)


@router.get("/calls/{call}/scores", responses=shows(list[ScoreLine]))
async def show_scores(door: Door, call: IdPath) -> Response:
    """Les totaux des candidatures éligibles et leur écart, avant le comité."""
    return await door.query(queries.show_scores, call)


@router.post("/calls/{call}/opinions", responses=DONE)
async def give_opinions(door: Door, call: IdPath, command: decisions.GiveOpinions) -> Response:
    """Enregistrer une séance du comité : classement, seuil, dérogations motivées."""
    return await door.command(decisions.give_opinions, call, command)


@router.get("/calls/{call}/sessions", responses=shows(Listing[Session]))
async def list_sessions(door: Door, call: IdPath, after: After = None, limit: Limit = 50) -> Response:
    """Les séances du comité sur un appel."""
    return await door.query(queries.list_sessions, call, door.after(after), limit)


@router.post("/decisions", responses=DONE)
async def decide_applications(door: Door, command: decisions.DecideApplications) -> Response:
    """Enregistrer un acte qui décide d'une ou de plusieurs candidatures."""
    return await door.command(decisions.decide_applications, command)
