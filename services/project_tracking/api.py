"""JSON in and out: each route hands one command or one query to the door."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.chassis.web.answers import DONE, MADE, shows
from services.chassis.web.cursor import After, Limit
from services.chassis.web.door import Door, IdPath
from services.project_tracking import queries
from services.project_tracking.evaluation import Evaluator, Findings
from services.project_tracking.experiment_lifecycle import State
from services.project_tracking.milestones import PlannedMilestone
from services.project_tracking.queries import ExperimentFilter
from services.project_tracking.report import State as ReportState
from services.project_tracking.shown import ExperimentView, Moment, ReportsOf, ReportView
from services.project_tracking.use_cases import carrier, evaluator, officer

router = APIRouter()

CodeAsked = Annotated[str | None, Query(min_length=1, max_length=80)]
IdAsked = Annotated[str | None, Query(min_length=1, max_length=64)]


# --- experiments: reading


@router.get("/experiments", tags=["expérimentations"], summary="Les expérimentations du programme")
async def list_experiments(
    door: Door,
    state: State | None = None,
    incubator: IdAsked = None,
    carrier: IdAsked = None,
    public: CodeAsked = None,
    territory: CodeAsked = None,
    sector: CodeAsked = None,
    axis: CodeAsked = None,
    mine: bool = False,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Page d'expérimentations ; celles qui ne sont pas validées ne se montrent qu'aux personnes concernées."""
    asked = ExperimentFilter(
        state=state,
        incubator=incubator,
        carrier=carrier,
        public=public,
        territory=territory,
        sector=sector,
        axis=axis,
        mine=mine,
    )
    return await door.query(queries.list_experiments, asked, door.after(after), limit)


@router.get("/experiments/{experiment}", tags=["expérimentations"], responses=shows(ExperimentView))
async def show_experiment(door: Door, experiment: IdPath) -> Response:
    """Une expérimentation ; `inside` n'est rempli que pour les personnes concernées."""
    return await door.query(queries.show_experiment, experiment)


@router.get("/experiments/{experiment}/timeline", tags=["expérimentations"], responses=shows(list[Moment]))
async def show_timeline(door: Door, experiment: IdPath) -> Response:
    """Tous les faits publics d'une expérimentation, dans l'ordre."""
    return await door.query(queries.show_timeline, experiment)


@router.get("/experiments/{experiment}/reports", tags=["bilans"], responses=shows(ReportsOf))
async def list_reports_of(door: Door, experiment: IdPath) -> Response:
    """Les bilans demandés, et ceux à venir."""
    return await door.query(queries.list_reports_of, experiment)


@router.get("/experiments/{experiment}/observations", tags=["expérimentations"])
async def list_observations(door: Door, experiment: IdPath, after: After = None, limit: Limit = 50) -> Response:
    """Les grilles d'observation remplies."""
    return await door.query(queries.list_observations, experiment, door.after(after), limit)


# --- experiments: carriers


@router.post("/experiments", tags=["porteurs"], status_code=201, responses=MADE)
async def propose_experiment(door: Door, command: carrier.ProposeExperiment) -> Response:
    """Proposer une expérimentation dans un incubateur ouvert."""
    return await door.command(carrier.propose_experiment, command)


@router.post("/experiments/taken-over", tags=["porteurs"], status_code=201, responses=MADE)
async def take_over_experiment(door: Door, command: carrier.TakeOverExperiment) -> Response:
    """Reprendre une expérimentation d'un autre dispositif, avec sa référence."""
    return await door.command(carrier.take_over_experiment, command)


@router.post("/experiments/{experiment}/description", tags=["porteurs"], responses=DONE)
async def amend_experiment(door: Door, experiment: IdPath, command: carrier.AmendExperiment) -> Response:
    """Compléter une proposition renvoyée."""
    return await door.command(carrier.amend_experiment, experiment, command)


@router.post("/experiments/{experiment}/proposal", tags=["porteurs"], responses=DONE)
async def propose_experiment_again(door: Door, experiment: IdPath) -> Response:
    """Proposer à nouveau ce qui a été complété."""
    return await door.command(carrier.propose_experiment_again, experiment)


@router.post("/experiments/{experiment}/baselines/{indicator}", tags=["porteurs"], responses=DONE)
async def state_baseline(door: Door, experiment: IdPath, indicator: IdPath, command: carrier.StateBaseline) -> Response:
    """Donner l'état des lieux d'un indicateur, ou déclarer qu'il n'y en a pas."""
    return await door.command(carrier.state_baseline, experiment, indicator, command)


@router.post("/experiments/{experiment}/start", tags=["porteurs"], responses=DONE)
async def start_experiment(door: Door, experiment: IdPath, command: carrier.StartExperiment) -> Response:
    """Démarrer : le calendrier des bilans part de ce jour."""
    return await door.command(carrier.start_experiment, experiment, command)


@router.post("/experiments/{experiment}/milestones", tags=["porteurs"], responses=DONE)
async def plan_milestone(door: Door, experiment: IdPath, command: PlannedMilestone) -> Response:
    """Ajouter un jalon."""
    return await door.command(carrier.plan_milestone, experiment, command)


@router.post("/experiments/{experiment}/milestones/{milestone}/reached", tags=["porteurs"], responses=DONE)
async def reach_milestone(
    door: Door, experiment: IdPath, milestone: IdPath, command: carrier.ReachMilestone
) -> Response:
    """Constater un jalon ; celui qui s'appelle `end` termine l'expérimentation."""
    return await door.command(carrier.reach_milestone, experiment, milestone, command)


@router.post("/experiments/{experiment}/milestones/{milestone}/forecast", tags=["porteurs"], responses=DONE)
async def reschedule_milestone(
    door: Door, experiment: IdPath, milestone: IdPath, command: carrier.RescheduleMilestone
) -> Response:
    """Déplacer la prévision d'un jalon, avec sa raison."""
    return await door.command(carrier.reschedule_milestone, experiment, milestone, command)


@router.post("/experiments/{experiment}/stop", tags=["porteurs"], responses=DONE)
async def stop_experiment(door: Door, experiment: IdPath, command: carrier.StopExperiment) -> Response:
    """Arrêter, et dire ce qui a été appris."""
    return await door.command(carrier.stop_experiment, experiment, command)


@router.post("/experiments/{experiment}/observations", tags=["porteurs"], responses=DONE)
async def record_observation(door: Door, experiment: IdPath, command: carrier.RecordObservation) -> Response:
    """Garder une grille d'observation remplie."""
    return await door.command(carrier.record_observation, experiment, command)


# --- experiments: the Région


@router.post("/experiments/{experiment}/validation", tags=["Région"], responses=DONE)
async def validate_experiment(door: Door, experiment: IdPath, command: officer.ValidateExperiment) -> Response:
    """Valider une proposition."""
    return await door.command(officer.validate_experiment, experiment, command)


@router.post("/experiments/{experiment}/return", tags=["Région"], responses=DONE)
async def return_experiment(door: Door, experiment: IdPath, command: officer.ReturnExperiment) -> Response:
    """Renvoyer une proposition, motif par motif."""
    return await door.command(officer.return_experiment, experiment, command)


@router.post("/experiments/{experiment}/refusal", tags=["Région"], responses=DONE)
async def refuse_experiment(door: Door, experiment: IdPath, command: officer.RefuseExperiment) -> Response:
    """Refuser une proposition, motif par motif."""
    return await door.command(officer.refuse_experiment, experiment, command)


@router.post("/experiments/{experiment}/incubator", tags=["Région"], responses=DONE)
async def attach_incubator(door: Door, experiment: IdPath, command: officer.AttachIncubator) -> Response:
    """Rattacher à un incubateur ouvert dont le porteur est membre."""
    return await door.command(officer.attach_incubator, experiment, command)


@router.post("/experiments/{experiment}/evaluator", tags=["Région"], responses=DONE)
async def name_evaluator(door: Door, experiment: IdPath, command: Evaluator) -> Response:
    """Désigner l'évaluateur, avant le démarrage."""
    return await door.command(officer.name_evaluator, experiment, command)


@router.post("/experiments/{experiment}/evaluator/replacement", tags=["Région"], responses=DONE)
async def replace_evaluator(door: Door, experiment: IdPath, command: officer.ReplaceEvaluator) -> Response:
    """Désigner un autre évaluateur quand le premier ne peut plus évaluer."""
    return await door.command(officer.replace_evaluator, experiment, command)


@router.post("/experiments/{experiment}/spread", tags=["Région"], responses=DONE)
async def spread_experiment(door: Door, experiment: IdPath, command: officer.SpreadExperiment) -> Response:
    """Dire où une réussite est reprise."""
    return await door.command(officer.spread_experiment, experiment, command)


@router.post("/experiments/{experiment}/ordinary-law", tags=["Région"], responses=DONE)
async def enter_ordinary_law(door: Door, experiment: IdPath, command: officer.EnterOrdinaryLaw) -> Response:
    """Enregistrer l'acte d'entrée au droit commun."""
    return await door.command(officer.enter_ordinary_law, experiment, command)


# --- experiments: the evaluator


@router.post("/experiments/{experiment}/evaluation", tags=["évaluateurs"], responses=DONE)
async def evaluate_experiment(door: Door, experiment: IdPath, command: Findings) -> Response:
    """Rendre le verdict et les chiffres ; le niveau de preuve est calculé."""
    return await door.command(evaluator.evaluate_experiment, experiment, command)


@router.post("/experiments/{experiment}/corrections", tags=["évaluateurs"], responses=DONE)
async def correct_indicator(door: Door, experiment: IdPath, command: evaluator.CorrectIndicator) -> Response:
    """Publier une nouvelle version d'un indicateur, avec sa raison."""
    return await door.command(evaluator.correct_indicator, experiment, command)


# --- reports


@router.get("/reports", tags=["bilans"], summary="Mes bilans")
async def list_reports(
    door: Door, state: ReportState | None = None, after: After = None, limit: Limit = 50
) -> Response:
    """Les bilans de mes organismes ; tous pour un agent de la Région."""
    return await door.query(queries.list_reports, state, door.after(after), limit)


@router.get("/reports/{report}", tags=["bilans"], responses=shows(ReportView))
async def show_report(door: Door, report: IdPath) -> Response:
    """Un bilan ; `inside` n'est rempli que pour les personnes concernées."""
    return await door.query(queries.show_report, report)


@router.post("/reports/{report}/content", tags=["bilans"], responses=DONE)
async def write_report(door: Door, report: IdPath, command: carrier.WriteReport) -> Response:
    """Écrire le bilan ; rien ne part avant qu'une autre personne le transmette."""
    return await door.command(carrier.write_report, report, command)


@router.post("/reports/{report}/submission", tags=["bilans"], responses=DONE)
async def submit_report(door: Door, report: IdPath) -> Response:
    """Transmettre ce qu'une autre personne a écrit."""
    return await door.command(carrier.submit_report, report)


@router.post("/reports/{report}/return", tags=["bilans"], responses=DONE)
async def return_report(door: Door, report: IdPath, command: officer.ReturnReport) -> Response:
    """Renvoyer un bilan, ligne par ligne."""
    return await door.command(officer.return_report, report, command)


@router.post("/reports/{report}/acceptance", tags=["bilans"], responses=DONE)
async def accept_report(door: Door, report: IdPath) -> Response:
    """Accepter un bilan, qui ne change plus."""
    return await door.command(officer.accept_report, report)
