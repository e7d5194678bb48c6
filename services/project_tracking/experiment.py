"""The rules of an experiment, from proposal to ordinary law, and nothing else. Days are legal days (Europe/Paris)."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Self

from services.chassis import reference
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Invalid, Refusal
from services.project_tracking import evaluation as evaluating
from services.project_tracking import indicators as measuring
from services.project_tracking import milestones as planning
from services.project_tracking import told
from services.project_tracking.description import Description, Scheme, check_scheme
from services.project_tracking.evaluation import Evaluation, Evaluator, Findings, Original, Ties, Verdict
from services.project_tracking.experiment_lifecycle import LIFECYCLE, State
from services.project_tracking.indicators import Baseline, Indicator, Outcome
from services.project_tracking.milestones import Cause, Milestone, PlannedMilestone
from services.project_tracking.small_cells import NOTHING, Hidden
from services.project_tracking.values import Act, Day, Id, IncubatorSeen, Label, Motive, OwnOrganisation, Text, Value

PROPOSED_IN = "incubateur"
OPEN = "open"

# What the Région looks at before it decides (RULES.md, "Experiments").
POINTS = {
    "diagnosis": "Diagnostic",
    "objectives": "Objectifs",
    "perimeter": "Périmètre",
    "public": "Public",
    "calendar": "Calendrier",
    "evaluation": "Évaluation",
}


class IncubatorNotOpen(Refusal):
    """The incubator does not take experiments now."""

    code, title = "incubator-not-open", "Incubateur non ouvert"


class NotAMember(Refusal):
    """The carrier is no member of the incubator."""

    code, title = "not-a-member", "Organisme non membre de l'incubateur"


class OpinionMissing(Refusal):
    """An experiment of an incubator is decided after its steering group's opinion."""

    code, title = "opinion-missing", "Avis du comité de pilotage manquant"


class NotASuccess(Refusal):
    """What is spread or enters ordinary law was evaluated as a success."""

    code, title = "not-a-success", "Évaluation non favorable"


class Opinion(Value):
    """The opinion of the incubator's steering group."""

    on: Day
    favourable: bool


class Experiment(Dossier):
    """One experiment of the programme, of an incubator or taken over from another scheme."""

    kind: ClassVar[str] = "experiment"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.PROPOSED
    description: Description
    carrier: Id
    origin: str
    origin_reference: Label | None = None
    incubator: Id | None = None
    evaluator: Evaluator | None = None
    milestones: tuple[Milestone, ...]
    indicators: tuple[Indicator, ...]
    opinion: Opinion | None = None
    motives: tuple[Motive, ...] = ()
    started_on: Day | None = None
    started_recorded_on: Day | None = None
    stopped_on: Day | None = None
    stop_lessons: Text | None = None
    evaluation: Evaluation | None = None
    act: Act | None = None

    @property
    def carriers(self) -> frozenset[str]:
        """The organisations that carry it: the carrier and its partners."""
        return frozenset({self.carrier, *self.description.partners})

    @property
    def ends_on(self) -> date:
        """The day its end was reached; else the day it stopped; else the day its end is forecast for."""
        end = planning.milestone(self.milestones, planning.END)
        return end.actual or self.stopped_on or end.forecast

    # --- how an experiment begins

    @classmethod
    def propose(cls, id: str, carrier: str, incubator: IncubatorSeen, description: Description, on: date) -> Self:
        """Proposed by a member of an open incubator. Raises IncubatorNotOpen, NotAMember, Invalid."""
        _check_open(incubator, carrier)
        experiment = cls._new(id, carrier, PROPOSED_IN, description, on, incubator=incubator.id)
        experiment._note("propose")
        experiment._announce_proposal(on)
        return experiment

    @classmethod
    def take_over(cls, id: str, carrier: str, scheme: Scheme, description: Description, on: date) -> Self:
        """Taken over from another scheme with its reference; an incubator may be attached later, or never."""
        check_scheme(scheme)
        experiment = cls._new(id, carrier, scheme.origin, description, on, origin_reference=scheme.reference)
        experiment._note("take_over")
        experiment._announce_proposal(on)
        return experiment

    @classmethod
    def _new(cls, id: str, carrier: str, origin: str, description: Description, on: date, **more: str) -> Self:
        described = cls._followed(description, carrier, on)
        return cls.model_validate({"id": id, "carrier": carrier, "origin": origin, **described, **more})

    @staticmethod
    def _followed(description: Description, carrier: str, on: date) -> dict[str, object]:
        description.check(on)
        if carrier in description.partners:
            raise Invalid("Le porteur n'est pas à répéter parmi les partenaires.", field="description/partners")
        return {
            "description": description,
            "milestones": planning.plan(description.milestones, description.ends_on),
            "indicators": measuring.follow(description.indicators),
        }

    # --- until the Région decides

    def amend(self, description: Description, on: date) -> None:
        """Change what was returned; the milestones and indicators begin again from the new text."""
        self._become("amend")
        for name, value in self._followed(description, self.carrier, on).items():
            setattr(self, name, value)
        self._describe()

    def propose_again(self, on: date, incubator: IncubatorSeen | None) -> None:
        """Propose what was amended. Raises IncubatorNotOpen when its incubator closed meanwhile."""
        self._become("propose_again")
        if self.origin == PROPOSED_IN and incubator:
            _check_open(incubator, self.carrier)
        self.motives = ()
        self._announce(told.proposal(self, on))

    def validate_proposal(self, on: date, opinion: Opinion | None, officer_of: frozenset[str]) -> None:
        """The Région validates diagnosis, objectives, perimeter, public and calendar."""
        self._become("validate")
        self._decide(opinion, officer_of, on)
        self._explain("RULES Experiments: validation", "2019-02-08", "validated", **_said(opinion))
        self._announce(told.validated(self, on))

    def send_back(self, motives: Sequence[Motive], on: date, officer_of: frozenset[str]) -> None:
        """The Région asks for changes, point by point."""
        self._become("return")
        self._stand_aside(officer_of)
        self.motives = _motivated(motives)
        self._announce(told.returned(self, on))

    def refuse(self, motives: Sequence[Motive], on: date, opinion: Opinion | None, officer_of: frozenset[str]) -> None:
        """The Région refuses, with its reasons."""
        self._become("refuse")
        self._decide(opinion, officer_of, on)
        self.motives = _motivated(motives)
        self._explain("RULES Experiments: refusal", "2019-02-08", "refused", **_said(opinion))
        self._announce(told.refused(self, on))

    def attach(self, incubator: IncubatorSeen, ties: Ties | None) -> None:
        """Attach to an open incubator, of which the evaluator must be no member. Raises EvaluatorNotIndependent."""
        self._become("attach")
        _check_open(incubator, self.carrier)
        if self.evaluator:
            evaluating.check_independence(self.evaluator, ties or Ties(), self.carriers, incubator)
        self.incubator = incubator.id
        self._describe()

    def name_evaluator(self, evaluator: Evaluator, ties: Ties, incubator: IncubatorSeen | None) -> None:
        """Name who will evaluate, before the start. Raises EvaluatorNotIndependent."""
        self._become("name_evaluator")
        evaluating.check_independence(evaluator, ties, self.carriers, incubator)
        self.evaluator = evaluator
        self._describe()

    def replace_evaluator(self, evaluator: Evaluator, ties: Ties, incubator: IncubatorSeen | None, reason: str) -> None:
        """Name another evaluator when the first one cannot go on; the reason is kept with the decision."""
        self._become("replace_evaluator")
        evaluating.check_independence(evaluator, ties, self.carriers, incubator)
        before = self.evaluator.organisation if self.evaluator else None
        self._explain("RULES Experiments: evaluator", "2019-02-08", "replaced", before=before, reason=reason)
        self.evaluator = evaluator
        self._describe()

    def state_baseline(self, code: str, baseline: Baseline, today: date) -> None:
        """State the prior state of an indicator, or declare that there is none."""
        self._become("state_baseline")
        if baseline.on and baseline.on > today:
            raise Invalid("Un état des lieux se constate : sa date ne peut pas être à venir.", field="baseline/on")
        self._measure(measuring.indicator(self.indicators, code).with_baseline(baseline))
        self._describe()

    # --- while it runs

    def start(self, on: date, today: date) -> None:
        """Start on a day that has come. Raises EvaluatorMissing, BaselineMissing, Invalid."""
        self._become("start")
        if on > today:
            raise Invalid("Le démarrage se constate : sa date ne peut pas être à venir.", field="on")
        if on >= self.ends_on:
            raise Invalid("Le démarrage vient avant la fin prévue ; déplacez d'abord le jalon de fin.", field="on")
        if self.evaluator is None:
            raise evaluating.EvaluatorMissing("Désignez l'évaluateur avant le démarrage.")
        measuring.check_baselines(self.indicators)
        self.started_on, self.started_recorded_on = on, today
        self._announce(told.started(self, self.evaluator.organisation, on))

    def plan_milestone(self, planned: PlannedMilestone) -> None:
        """Add a milestone to the plan."""
        self._become("plan_milestone")
        begins = self.started_on or self.description.starts_on
        self.milestones = planning.added(self.milestones, planned, begins, self.ends_on)
        self._describe()

    def reach_milestone(self, code: str, on: date, today: date) -> None:
        """A milestone was reached; the one called ``end`` is the end of the experiment."""
        self._become("reach_milestone")
        milestone = planning.milestone(self.milestones, code).reach(on, today)
        if self.started_on and on < self.started_on:
            raise Invalid("Ce jour est avant le démarrage.", field="on")
        self.milestones = planning.replaced(self.milestones, milestone)
        self._announce(told.reached(self, milestone, on))

    def reschedule_milestone(self, code: str, to: date, cause: Cause, explanation: str, on: date) -> None:
        """Forecast a milestone for another day, with its reason."""
        self._become("reschedule_milestone")
        moved = planning.milestone(self.milestones, code).move(to, cause, explanation, on)
        if code == planning.END and to <= (self.started_on or self.description.starts_on):
            raise Invalid("La fin vient après le début.", field="forecast")
        self.milestones = planning.replaced(self.milestones, moved)
        self._announce(told.rescheduled(self, moved))

    def observed(self) -> None:
        """An observation grid was filled in; it is kept beside the dossier and named in its audit."""
        self._note("observe")

    def stop(self, causes: Sequence[Cause], lessons: str, on: date) -> None:
        """Stop, and say what was learnt: that is worth publishing too."""
        self._become("stop")
        self.stopped_on, self.stop_lessons = on, lessons
        self._announce(told.stopped(self, dict.fromkeys(causes), lessons, on))

    # --- what came of it

    def evaluate(
        self,
        findings: Findings,
        ties: Ties,
        incubator: IncubatorSeen | None,
        original: Original | None,
        on: date,
        hidden_before: Hidden = NOTHING,
    ) -> None:
        """The evaluator's verdict, with its level of evidence. ``hidden_before``: what reports hid and this would tell.

        Raises EvaluatorNotIndependent when ties came since the naming, FiguresDoNotAddUp naming the cell.
        """
        self._become("evaluate")
        if self.evaluator is None:
            raise evaluating.EvaluatorMissing("Désignez l'évaluateur avant le démarrage.")
        evaluating.check_independence(self.evaluator, ties, self.carriers, incubator)
        self.indicators = evaluating.with_outcomes(self.indicators, findings.outcomes, on, hidden_before)
        level = evaluating.evidence(self.indicators, findings.verdict, original)
        confirmed = original.experiment if original and evaluating.confirms(findings.verdict, original) else None
        self.evaluation = Evaluation(
            **dict(findings), on=on, evaluator=self.evaluator, evidence=level, replicates=confirmed
        )
        self._explain(
            "RULES Experiments: evidence level",
            "2019-02-08",
            level.value,
            verdict=findings.verdict.value,
            indicators=[each.code for each in self.indicators if each.latest],
            without_baseline=[each.code for each in self.indicators if not (each.baseline and each.baseline.stated)],
        )
        self._announce(told.evaluated(self, self.evaluation))

    def correct_indicator(self, outcome: Outcome, reason: str, original: Original | None, on: date) -> None:
        """A published result was wrong: a new version with its reason. Raises NotMeasured, FiguresDoNotAddUp."""
        self._become("correct_indicator")
        known = measuring.indicator(self.indicators, outcome.indicator, "outcome/indicator")
        if known.latest is None:
            raise measuring.NotMeasured("Cet indicateur n'a pas de résultat publié : il n'y a rien à corriger.")
        outcome.figures.check(known.measure, "outcome/figures")
        others = [each for each in self.indicators if each.latest and each.code != known.code]
        hidden = measuring.hidden_together(known, outcome, others, on)
        corrected = known.with_result(outcome, hidden, on, reason)
        self._measure(corrected)
        self._reconsider(original)
        self._announce(told.corrected(self, known.latest, corrected, reason, on))

    def spread(self, territories: Sequence[str], adopters: Sequence[str], explanation: str, on: date) -> None:
        """What succeeded, at least partly, is taken up elsewhere. Raises NotASuccess, Invalid."""
        self._become("spread")
        self._success(Verdict.POSITIVE, Verdict.MIXED)
        for rank, code in enumerate(territories):
            reference.check("territories", code, field=f"territories/{rank}", on=on)
        self._announce(told.spread(self, territories, adopters, explanation, on))

    def enter_ordinary_law(self, act: Act, today: date) -> None:
        """By an act, after a positive evaluation only. Raises NotASuccess, Invalid."""
        self._become("enter_ordinary_law")
        self._success(Verdict.POSITIVE)
        if act.on > today:
            raise Invalid("L'acte est daté d'un jour à venir.", field="act/on")
        self.act = act
        self._explain("RULES Experiments: ordinary law", "2019-02-08", "entered", act=act.number, on=str(act.on))
        self._announce(told.in_ordinary_law(self, act))

    # --- inside

    def _announce_proposal(self, on: date) -> None:
        self._announce(told.described(self))
        self._announce(told.proposal(self, on))

    def _describe(self) -> None:
        self._announce(told.described(self))

    def _decide(self, opinion: Opinion | None, officer_of: frozenset[str], on: date) -> None:
        self._stand_aside(officer_of)
        if self.incubator and opinion is None:
            raise OpinionMissing("Donnez la date et le sens de l'avis du comité de pilotage.", field="opinion")
        if opinion and opinion.on > on:
            raise Invalid("L'avis est daté d'un jour à venir.", field="opinion/on")
        self.opinion = opinion

    def _stand_aside(self, officer_of: frozenset[str]) -> None:
        if officer_of & self.carriers:
            raise OwnOrganisation("Vous appartenez à un organisme porteur : laissez un collègue instruire ce dossier.")

    def _measure(self, new: Indicator) -> None:
        self.indicators = tuple(new if each.code == new.code else each for each in self.indicators)

    def _reconsider(self, original: Original | None) -> None:
        if self.evaluation:
            level = evaluating.evidence(self.indicators, self.evaluation.verdict, original)
            self.evaluation = self.evaluation.model_copy(update={"evidence": level})

    def _success(self, *verdicts: Verdict) -> None:
        if self.evaluation is None or self.evaluation.verdict not in verdicts:
            allowed = " ou ".join(evaluating.VERDICTS[verdict].lower() for verdict in verdicts)
            raise NotASuccess(f"Il faut d'abord une évaluation au verdict {allowed}.")


def _check_open(incubator: IncubatorSeen, carrier: str) -> None:
    if incubator.state != OPEN:
        raise IncubatorNotOpen(
            "Cet incubateur n'est pas ouvert : il n'accueille pas d'expérimentation.", field="incubator"
        )
    if carrier not in incubator.members:
        raise NotAMember("L'organisme porteur n'est pas membre de cet incubateur.", field="carrier")


def _said(opinion: Opinion | None) -> dict[str, object]:
    return {"opinion": opinion.model_dump(mode="json") if opinion else None}


def _motivated(motives: Sequence[Motive]) -> tuple[Motive, ...]:
    if not motives:
        raise Invalid("Donnez au moins un motif.", field="motives")
    for rank, motive in enumerate(motives):
        if motive.point not in POINTS:
            known = ", ".join(POINTS)
            raise Invalid(f"Ce point n'existe pas ; les points sont : {known}.", field=f"motives/{rank}/point")
    return tuple(motives)
