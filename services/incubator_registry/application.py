"""The rules of an application to a call, from the draft to the decision, and nothing else."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from contracts.registry_parts import Criterion
from services.chassis.calendar import legal_day
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Refusal
from services.chassis.values import Day
from services.incubator_registry import admissibility as admitting
from services.incubator_registry import application_told as told
from services.incubator_registry import scoring
from services.incubator_registry.admissibility import AskedPiece, Correction, Finding, RuleCheck
from services.incubator_registry.application_lifecycle import LIFECYCLE, UNANSWERED, State
from services.incubator_registry.committee import Ranked
from services.incubator_registry.decision import Decision, Outcome, Recorded
from services.incubator_registry.deposit import (
    Content,
    JoinedPiece,
    Proof,
    PublishedCall,
    check_complete,
    check_known,
    check_references,
    digest,
    proof_of,
    silent_refusal_on,
)
from services.incubator_registry.grouping import Grouping
from services.incubator_registry.rules import rule
from services.incubator_registry.scoring import Assessment, AssessorInConflict, Mark, NotAnAssessor

PIECES, ELIGIBILITY = "pieces", "eligibility"
VERB_OF = {
    Outcome.ACCEPTED: "accept",
    Outcome.RESERVE: "reserve",
    Outcome.REFUSED: "refuse",
    Outcome.CLOSED: "close_without_action",
}
Organisations = AbstractSet[str]


class ScoresMissing(Refusal):
    """The committee meets when at least two assessors have submitted, and none that takes part is awaited."""

    code, title = "scores-missing", "Évaluations manquantes"


class TooFewAssessors(Refusal):
    """An application is read by two assessors at least."""

    status, code, title = 422, "too-few-assessors", "Deux évaluateurs au moins"


class Application(Dossier):
    """An application of a grouping. ``score`` and ``spread`` in hundredths of a point of 100."""

    kind: ClassVar[str] = "application"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.DRAFT
    call: str
    grouping: Grouping
    content: Content = Content()
    drafts: int = 0
    rules_version: int = 0
    proofs: tuple[Proof, ...] = ()
    followers: tuple[str, ...] = ()
    followed: bool = False
    corrections: tuple[Correction, ...] = ()
    checks: tuple[RuleCheck, ...] = ()
    findings: tuple[Finding, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    opinion: Ranked | None = None
    opinion_on: Day | None = None
    score: int | None = None
    spread: int | None = None
    decisions: tuple[Decision, ...] = ()

    @classmethod
    def start(cls, id: str, rules: PublishedCall, lead: str, at: datetime) -> Self:
        """A draft of its lead organisation, from the publication of the call to its closing. Raises TooLate."""
        rules.check_not_closed(at)
        return cls(id=id, call=rules.call, grouping=Grouping(lead=lead), rules_version=rules.version)

    # --- what the applicants do

    @property
    def lead(self) -> str:
        """The lead organisation, to which the dossier belongs."""
        return self.grouping.lead

    @property
    def assessors(self) -> frozenset[str]:
        """The persons named to assess it."""
        return frozenset(each.assessor for each in self.assessments)

    def write(self, content: Content, lead_roles: Sequence[str], rules: PublishedCall) -> int:
        """Write the draft, whole; it may be incomplete. Answers the number of this autosaved version."""
        self._become("write")
        check_references(content)
        check_known(content, rules)
        self.content = content
        self.grouping = self.grouping.lead_with(lead_roles)
        self.drafts += 1
        return self.drafts

    def invite_member(self, organisation: str, roles: Sequence[str]) -> None:
        """Ask an organisation to join with these roles."""
        self._become("invite_member")
        self.grouping = self.grouping.invite(organisation, roles)

    def remove_member(self, organisation: str) -> None:
        """Take a member out of the grouping."""
        self._become("remove_member")
        self.grouping = self.grouping.remove(organisation)

    def assent(self, organisation: str, person: str, on: date) -> None:
        """A member's representative assents to the grouping and to the member's roles in it."""
        self._become("assent")
        self.grouping = self.grouping.assent(organisation, person, on)

    def deposit(self, rules: PublishedCall, at: datetime) -> Proof:
        """Deposit. Raises CallNotOpen, TooLate (to the second), AssentMissing, Incomplete; the draft is kept."""
        self._become("deposit")
        return self._receive(rules, at)

    def complete(self, content: Content, rules: PublishedCall, at: datetime) -> Proof:
        """Deposit again before the closing instant: a new proof replaces the first one. Raises as ``deposit``."""
        self._become("complete")
        check_references(content)
        check_known(content, rules)
        self.content = content
        return self._receive(rules, at)

    def correct(self, sent: Sequence[JoinedPiece], on: date) -> None:
        """Send the pieces that were asked for. Raises CorrectionTooLate, NotAdministrative, Invalid."""
        self._become("correct")
        pieces, correction = admitting.corrected(self.content.pieces, sent, self.corrections[-1], on)
        self.content = self.content.model_copy(update={"pieces": pieces})
        self.corrections = (*self.corrections[:-1], correction)
        self._announce(told.corrected(self, sent, self.silence_on(on), on))

    def withdraw(self, on: date) -> None:
        """The lead takes the application back."""
        self._become("withdraw")
        self._announce(told.withdrawn(self, on))

    # --- what officers do before the assessment

    def follow(self, person: str, officer: Organisations) -> None:
        """An officer takes the dossier among those they follow. Raises OwnOrganisation."""
        self._become("follow")
        self._take(person, officer)

    def request_correction(
        self, asked: Sequence[AskedPiece], due_on: date, rules: PublishedCall, at: datetime, officer: Organisations
    ) -> None:
        """Ask for pieces. Raises OwnOrganisation, NotAdministrative (after the closing), Invalid."""
        self._become("request_correction")
        self.grouping.check_free(officer)
        on = legal_day(at)
        admitting.check_due(due_on, on)
        admitting.check_asked(asked, rules, at)
        self.corrections = (*self.corrections, Correction(asked=tuple(asked), requested_on=on, due_on=due_on))
        self._announce(told.correction_requested(self, asked, due_on, on))

    def find_admissible(self, rules: PublishedCall, on: date, officer: Organisations) -> None:
        """Find the pieces complete (*recevable*). Raises OwnOrganisation, PiecesIncomplete."""
        self._become("find_admissible")
        self.grouping.check_free(officer)
        admitting.check_pieces(self.content.pieces, rules, on)
        self._explain("recevabilite", f"{rules.call} v{rules.version}", "admissible")

    def find_inadmissible(
        self, findings: Sequence[Finding], rules: PublishedCall, on: date, officer: Organisations
    ) -> None:
        """Find pieces missing or wrong (*irrecevable*), each with its reason. Raises OwnOrganisation, Invalid."""
        self._become("find_inadmissible")
        self.grouping.check_free(officer)
        admitting.check_findings(findings, (piece.code for piece in rules.pieces))
        self._go_no_further(PIECES, findings, rules, on)

    def check_eligibility(
        self, checks: Sequence[RuleCheck], rules: PublishedCall, on: date, officer: Organisations
    ) -> None:
        """Answer each rule of the call: *éligible*, or *inéligible* naming the articles. Raises OwnOrganisation."""
        findings = admitting.unmet(checks, rules, self.grouping.roles)
        self._become("find_ineligible" if findings else "find_eligible")
        self.grouping.check_free(officer)
        self.checks = tuple(checks)
        if findings:
            self._go_no_further(ELIGIBILITY, findings, rules, on)
            return
        self._explain(ELIGIBILITY, f"{rules.call} v{rules.version}", "eligible")
        self._announce(told.found_admissible(self, on))

    # --- the assessment

    def name_assessors(self, ties: Mapping[str, Organisations], on: date, officer: Organisations) -> None:
        """Name assessors (person → organisations): two at least take part; who submitted or has an interest stays.

        Raises OwnOrganisation, AssessorInConflict when an organisation of theirs is in the grouping, TooFewAssessors.
        """
        self._become("name_assessors")
        self.grouping.check_free(officer)
        for person, organisations in ties.items():
            self._check_no_conflict(person, organisations)
        kept = tuple(each for each in self.assessments if each.assessor in ties or each.settled)
        new = tuple(Assessment(assessor=person) for person in ties if person not in {each.assessor for each in kept})
        self.assessments = (*kept, *new)
        least = rule("assessors-at-least", on).value
        if sum(each.counts for each in self.assessments) < least:
            raise TooFewAssessors(
                f"Désignez au moins {least} évaluateurs sans conflit d'intérêts.", field="assessors", least=least
            )

    def declare_interest(self, person: str, interest: bool, organisations: Organisations, at: datetime) -> None:
        """An assessor declares their interests, before reading. Raises AssessorInConflict, AlreadySubmitted."""
        self._become("declare_interest")
        if not interest:
            self._check_no_conflict(person, organisations)
        self._put(self.assessment_of(person).declare(interest, at))

    def submit_scores(
        self, person: str, marks: Sequence[Mark], rules: PublishedCall, organisations: Organisations, at: datetime
    ) -> None:
        """Submit marks on every criterion, for good. Raises AssessorInConflict, InterestNotDeclared, Invalid…"""
        self._become("score")
        self._check_no_conflict(person, organisations)
        self._put(self.assessment_of(person).submit(marks, rules.criteria, at))

    def assessment_of(self, person: str) -> Assessment:
        """The assessment of one assessor. Raises NotAnAssessor."""
        found = next((each for each in self.assessments if each.assessor == person), None)
        if found is None:
            raise NotAnAssessor("Vous n'êtes pas désigné pour évaluer ce dossier.")
        return found

    def totals(self, criteria: Sequence[Criterion], on: date) -> tuple[int, ...]:
        """The total of each assessor in hundredths. Raises ScoresMissing, saying how many are awaited."""
        taking_part = [each for each in self.assessments if each.counts]
        least = rule("assessors-at-least", on).value
        awaited = [each.assessor for each in taking_part if each.submitted_at is None]
        if awaited or len(taking_part) < least:
            lacking = max(len(awaited), least - len(taking_part) + len(awaited))
            raise ScoresMissing(
                f"Il manque {lacking} évaluation(s) sur ce dossier.", application=self.id, awaited=awaited
            )
        return tuple(scoring.total(each.marks, criteria) for each in taking_part)

    def give_opinion(self, ranked: Ranked, rules: PublishedCall, on: date, officer: Organisations) -> None:
        """Record the committee's opinion with the scores it rests on. Raises OwnOrganisation, ScoresMissing."""
        self._become("give_opinion")
        self.grouping.check_free(officer)
        totals = self.totals(rules.criteria, on)
        self.opinion, self.opinion_on = ranked, on
        self.score, self.spread = ranked.score, scoring.spread(totals)
        self._explain(
            "criteres-de-selection",
            f"{rules.call} v{rules.version}",
            f"{ranked.score / 100:.2f}",
            totals=list(totals),
            weights={criterion.code: criterion.weight for criterion in rules.criteria},
            bonus=ranked.bonus,
        )
        self._announce(told.opinion_given(self, ranked.opinion.value, ranked.rank, ranked.score, on))

    # --- the decision

    def decide(
        self,
        outcome: Outcome,
        recorded: Recorded,
        on: date,
        officer: Organisations,
        *,
        rank: int | None = None,
        motives: Sequence[Finding] = (),
    ) -> None:
        """Record what an act decides; a late one replaces the refusal by silence. Raises OwnOrganisation, ActToCome."""
        silent = self.silently_refused_on(on)
        self._become(VERB_OF[outcome])
        self.grouping.check_free(officer)
        recorded.check(on)
        decision = Decision(
            outcome=outcome, recorded=recorded, rank=rank, motives=tuple(motives), replaces_silence_of=silent
        )
        self.decisions = (*self.decisions, decision)
        self._explain("acte", recorded.act.number, outcome.value, replaces_silence_of=silent and silent.isoformat())
        self._announce(told.decided(self, decision, on))

    def silence_on(self, today: date) -> date:
        """The day on which silence refuses, as it stands today: the clock stops while pieces are asked for."""
        deposited = legal_day(self.proofs[-1].at)
        since = [each for each in self.corrections if each.requested_on >= deposited]
        stopped = sum((each.stopped(today) for each in since), timedelta(0))
        return silent_refusal_on(deposited, stopped)

    def silently_refused_on(self, today: date) -> date | None:
        """Since when silence means refusal, or None while it does not (CRPA L231-4)."""
        if self.state not in UNANSWERED:
            return None
        due = self.silence_on(today)
        return due if due <= today else None

    # --- shared by the verbs

    def _receive(self, rules: PublishedCall, at: datetime) -> Proof:
        rules.check_open(at)
        self.grouping.check_assents()
        check_complete(self.content, rules, legal_day(at))
        self.rules_version = rules.version
        sha256 = digest(
            application=self.id,
            call=self.call,
            rules_version=rules.version,
            grouping=self.grouping.model_dump(mode="json"),
            content=self.content.model_dump(mode="json"),
        )
        proof = proof_of(self.id, rules, len(self.proofs) + 1, at, sha256)
        self.proofs = (*self.proofs, proof)
        self._announce(told.deposited(self, proof, rules.version))
        return proof

    def _take(self, person: str, officer: Organisations) -> None:
        self.grouping.check_free(officer)
        self.followers = tuple(dict.fromkeys((*self.followers, person)))
        self.followed = True

    def _go_no_further(self, ground: str, findings: Sequence[Finding], rules: PublishedCall, on: date) -> None:
        self.findings = tuple(findings)
        codes = [finding.code for finding in findings]
        self._explain(ground, f"{rules.call} v{rules.version}", "inadmissible", reasons=codes)
        self._announce(told.found_inadmissible(self, ground, findings, on))

    def _check_no_conflict(self, person: str, organisations: Organisations) -> None:
        if self.grouping.organisations & organisations:
            raise AssessorInConflict(
                "Un organisme de cette personne est dans le groupement : elle ne peut pas évaluer ce dossier.",
                field="assessors",
                person=person,
            )

    def _put(self, assessment: Assessment) -> None:
        self.assessments = tuple(
            assessment if each.assessor == assessment.assessor else each for each in self.assessments
        )
