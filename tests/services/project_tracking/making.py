"""Experiments and reports for the tests, in any state, made through their own verbs."""

from collections.abc import Callable
from datetime import date
from typing import Any

from services.project_tracking.description import Description, Scheme
from services.project_tracking.evaluation import Evaluator, Findings, Ties
from services.project_tracking.experiment import Experiment, Opinion
from services.project_tracking.experiment_lifecycle import State
from services.project_tracking.milestones import Cause
from services.project_tracking.report import Content, Known, KnownIndicator, Report
from services.project_tracking.report import State as ReportState
from services.project_tracking.report_schedule import schedule
from services.project_tracking.values import Act, IncubatorSeen, Motive

OPEN = IncubatorSeen(id="i3", state="open", members=frozenset({"institute", "laboratory"}))
CLOSED = OPEN.model_copy(update={"state": "closed"})
SCHEME = Scheme(origin="format-innovation", reference="FI-2019-117")
OUTSIDER = Evaluator(person="eva", organisation="third-party")
FREE = Ties(organisations=frozenset({"third-party"}))
TODAY = date(2019, 9, 20)
START = date(2019, 10, 7)
END = date(2021, 3, 31)
LATER = date(2021, 5, 20)
OPINION = Opinion(on=date(2019, 9, 25), favourable=True)
NOBODY: frozenset[str] = frozenset()
MOTIVES = (Motive(point="diagnosis", text="Le besoin des communes rurales n'est pas chiffré."),)

BASELINE = {"figures": {"numerator": 41, "denominator": 120}, "on": "2019-09-15", "source": "Suivi 2018-2019"}


def described(**changes: Any) -> Description:
    """The content of CARAVANE, with changes."""
    content: dict[str, Any] = {
        "title": "CARAVANE",
        "summary": "Une auto-école sociale itinérante enseigne les savoirs de base en zone rurale.",
        "diagnosis": "Un adulte sur trois quitte le parcours, faute de transport.",
        "objectives": "Que six personnes sur dix terminent.",
        "nature": "E",
        "project_natures": ["engagement"],
        "strand": "engagement",
        "axis": "2",
        "publics": ["demandeurs-emploi", "rqth"],
        "territories": ["departement:02", "departement:59"],
        "starts_on": "2019-10-07",
        "ends_on": "2021-03-31",
        "milestones": [{"code": "first-group", "label": "Premier groupe", "planned": "2019-11-04"}],
        "indicators": [
            {"code": "completed", "label": "Parcours terminés", "unit": "personnes", "baseline": BASELINE},
        ],
    }
    return Description.model_validate(content | changes)


def findings(**changes: Any) -> Findings:
    """The findings on CARAVANE, with changes."""
    content: dict[str, Any] = {
        "verdict": "positive",
        "outcomes": [
            {
                "indicator": "completed",
                "figures": {"numerator": 87, "denominator": 142},
                "on": "2021-03-31",
                "source": "Suivi 2019-2021",
            }
        ],
        "summary": "Six stagiaires sur dix terminent.",
        "protocol": "Comparaison avec les promotions précédentes.",
        "conditions": "Un véhicule aménagé.",
        "cost": "620 euros par mois.",
        "limits": "Pas de groupe témoin.",
    }
    return Findings.model_validate(content | changes)


def proposed(**changes: Any) -> Experiment:
    """Proposed in the open incubator I3."""
    return Experiment.propose("x3", "institute", OPEN, described(**changes), TODAY)


def taken_over(**changes: Any) -> Experiment:
    """Taken over from Format Innovation."""
    return Experiment.take_over("x3", "institute", SCHEME, described(**changes), TODAY)


def returned() -> Experiment:
    """Sent back by the Région."""
    experiment = proposed()
    experiment.send_back(MOTIVES, date(2019, 9, 24), NOBODY)
    return experiment


def refused() -> Experiment:
    """Refused by the Région."""
    experiment = proposed()
    experiment.refuse(MOTIVES, date(2019, 10, 1), OPINION, NOBODY)
    return experiment


def validated(**changes: Any) -> Experiment:
    """Validated, with an evaluator."""
    experiment = proposed(**changes)
    experiment.name_evaluator(OUTSIDER, FREE, OPEN)
    experiment.validate_proposal(date(2019, 10, 1), OPINION, NOBODY)
    return experiment


def running(**changes: Any) -> Experiment:
    """Started on 7 October 2019."""
    experiment = validated(**changes)
    experiment.start(START, START)
    return experiment


def evaluated(**changes: Any) -> Experiment:
    """Evaluated on 20 May 2021."""
    experiment = running()
    experiment.evaluate(findings(**changes), FREE, OPEN, None, LATER)
    return experiment


def stopped() -> Experiment:
    """Stopped on 30 April 2021."""
    experiment = running()
    experiment.stop([Cause.HEALTH], "Les casques partagés ne sont pas praticables.", date(2021, 4, 30))
    return experiment


def spread() -> Experiment:
    """Taken up in the Somme."""
    experiment = evaluated()
    experiment.spread(["departement:80"], [], "Repris dans le Ponthieu.", date(2021, 9, 6))
    return experiment


def in_ordinary_law() -> Experiment:
    """In ordinary law by an act."""
    experiment = evaluated()
    experiment.enter_ordinary_law(Act(number="2022.01984", on=date(2022, 11, 24)), date(2022, 11, 24))
    return experiment


IN_STATE: dict[State, Callable[[], Experiment]] = {
    State.PROPOSED: proposed,
    State.RETURNED: returned,
    State.REFUSED: refused,
    State.VALIDATED: validated,
    State.RUNNING: running,
    State.STOPPED: stopped,
    State.EVALUATED: evaluated,
    State.SPREAD: spread,
    State.ORDINARY_LAW: in_ordinary_law,
}

FIRST_QUARTER_2021 = next(each for each in schedule(START, END) if each.label == "T1 2021")
KNOWN = Known(
    title="CARAVANE",
    indicators=(KnownIndicator(code="entered", label="Entrées", unit="personnes", measure="share"),),
)


def content(numerator: int = 30, denominator: int = 40, **parts: Any) -> Content:
    """A whole report's text and figures."""
    figures = {"numerator": numerator, "denominator": denominator, **parts}
    return Content.model_validate(
        {"narrative": "Trois groupes accueillis.", "lines": [{"indicator": "entered", "figures": figures}]}
    )


def due() -> Report:
    """The report of X5 on the first quarter of 2021, due on 30 April."""
    return Report.open("r1", "x5", "greta", [], FIRST_QUARTER_2021, KNOWN)


def submitted() -> Report:
    """Written by Ana, sent by Bob on 27 May."""
    report = due()
    report.write(content(), "ana")
    report.submit("bob", date(2021, 5, 27))
    return report


def sent_back() -> Report:
    """Returned on 1 June for its missing split by public."""
    report = submitted()
    motive = Motive(point="indicators/entered/by_public", text="Donnez les entrées par public.")
    report.send_back([motive], date(2021, 6, 8), date(2021, 6, 1))
    return report


def accepted() -> Report:
    """Accepted on 10 June."""
    report = submitted()
    report.accept(date(2021, 6, 10))
    return report


REPORT_IN_STATE: dict[ReportState, Callable[[], Report]] = {
    ReportState.DUE: due,
    ReportState.SUBMITTED: submitted,
    ReportState.RETURNED: sent_back,
    ReportState.ACCEPTED: accepted,
}
