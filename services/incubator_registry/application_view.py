"""What is shown of an application: assessors are blind until they submit, applicants until the decision."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from services.chassis.values import Day, Moment, Value
from services.incubator_registry import scoring
from services.incubator_registry.admissibility import Correction, Finding, RuleCheck
from services.incubator_registry.application import Application
from services.incubator_registry.application_lifecycle import DECIDED, LABELS, UNANSWERED, USUAL_WORDS, State
from services.incubator_registry.committee import Ranked
from services.incubator_registry.decision import Decision
from services.incubator_registry.deposit import Content, Proof, PublishedCall
from services.incubator_registry.grouping import Grouping
from services.incubator_registry.scoring import Assessment, Mark


class Eyes(StrEnum):
    """Who looks."""

    GROUPING = "grouping"
    ASSESSOR = "assessor"
    OFFICER = "officer"


class Silence(Value):
    """What silence means today: ``refused_on`` once it refuses; ``stopped`` while pieces are asked for."""

    refusal_on: Day
    refused_on: Day | None
    stopped: bool


class AssessmentView(Value):
    """One assessment. ``assessor`` is a number to applicants; ``total`` in hundredths once submitted."""

    assessor: str
    interest: bool | None
    submitted_at: Moment | None
    marks: tuple[Mark, ...] = ()
    total: int | None = None


class ApplicationView(Value):
    """An application as one person may see it; what is hidden is null or empty."""

    id: str
    version: int
    call: str
    rules_version: int
    state: State
    label: str
    usual_word: str
    possible: tuple[str, ...]
    grouping: Grouping
    content: Content | None
    drafts: int
    proof: Proof | None
    silence: Silence | None
    corrections: tuple[Correction, ...]
    checks: tuple[RuleCheck, ...]
    findings: tuple[Finding, ...]
    assessments: tuple[AssessmentView, ...]
    opinion: Ranked | None
    score: int | None
    spread: int | None
    decisions: tuple[Decision, ...]
    followers: tuple[str, ...]


def view(application: Application, rules: PublishedCall, eyes: Eyes, person: str, today: date) -> ApplicationView:
    """The application as these eyes may see it on a day."""
    assessed = _sees_scores(application, eyes, person)
    return ApplicationView(
        id=application.id,
        version=application.version,
        call=application.call,
        rules_version=application.rules_version,
        state=application.state,
        label=LABELS[application.state],
        usual_word=USUAL_WORDS[application.state],
        possible=application.lifecycle.verbs(application.state),
        grouping=application.grouping,
        content=application.content if _may_read(application, eyes, person) else None,
        drafts=application.drafts,
        proof=application.proofs[-1] if application.proofs else None,
        silence=_silence(application, today),
        corrections=application.corrections if eyes is not Eyes.ASSESSOR else (),
        checks=application.checks,
        findings=application.findings,
        assessments=tuple(_assessments(application, rules, eyes, person)),
        opinion=application.opinion if assessed else None,
        score=application.score if assessed else None,
        spread=application.spread if assessed else None,
        decisions=application.decisions,
        followers=application.followers if eyes is Eyes.OFFICER else (),
    )


def _may_read(application: Application, eyes: Eyes, person: str) -> bool:
    """An assessor reads once they declared that they have no interest."""
    return eyes is not Eyes.ASSESSOR or application.assessment_of(person).interest is False


def _sees_scores(application: Application, eyes: Eyes, person: str) -> bool:
    match eyes:
        case Eyes.GROUPING:
            return application.state in DECIDED
        case Eyes.ASSESSOR:
            return application.assessment_of(person).submitted_at is not None
        case Eyes.OFFICER:
            return True


def _assessments(application: Application, rules: PublishedCall, eyes: Eyes, person: str) -> Iterable[AssessmentView]:
    open_to_all = _sees_scores(application, eyes, person)
    for number, each in enumerate(application.assessments, 1):
        if each.assessor == person and eyes is Eyes.ASSESSOR:
            yield _shown(each, rules, each.assessor)
        elif open_to_all and each.submitted_at is not None:
            yield _shown(each, rules, each.assessor if eyes is Eyes.OFFICER else f"{number}")
        elif eyes is Eyes.OFFICER:
            yield AssessmentView(assessor=each.assessor, interest=each.interest, submitted_at=None)


def _shown(each: Assessment, rules: PublishedCall, name: str) -> AssessmentView:
    total = scoring.total(each.marks, rules.criteria) if each.submitted_at else None
    return AssessmentView(
        assessor=name, interest=each.interest, submitted_at=each.submitted_at, marks=each.marks, total=total
    )


def _silence(application: Application, today: date) -> Silence | None:
    if application.state not in UNANSWERED:
        return None
    waits = application.state is State.TO_CORRECT and today <= application.corrections[-1].due_on
    return Silence(
        refusal_on=application.silence_on(today), refused_on=application.silently_refused_on(today), stopped=waits
    )
