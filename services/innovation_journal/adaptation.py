"""The rules of an adaptation: who takes up what an article describes, what is kept and changed, what it achieved."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from contracts.innovation_journal import AdaptationDeclared, AdaptationRemoved, AdaptationResultAttached
from contracts.tracking_parts import Result
from services.chassis import reference
from services.chassis.dossier import Dossier, Explanation
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Invalid, Refusal
from services.innovation_journal import adaptation_outcome as judging
from services.innovation_journal.adaptation_outcome import Comparison, Outcome
from services.innovation_journal.article_drafting import places
from services.innovation_journal.article_figures import as_shown
from services.innovation_journal.heard import Heard
from services.innovation_journal.values import Code, Day, Id, Label, OwnOrganisation, Text, Value

TO_BE_TOLD = "Le porteur n'a pas encore précisé ce point."
Codes = Annotated[tuple[Code, ...], Field(max_length=30)]


class State(StrEnum):
    """Where a declaration stands; only a declared one is on the article's lineage."""

    PENDING = "pending"
    DECLARED = "declared"
    DECLINED = "declined"
    REMOVED = "removed"


LIFECYCLE = Lifecycle(
    {
        State.PENDING: {"accept": State.DECLARED, "decline": State.DECLINED},
        State.DECLARED: {
            "give_account": State.DECLARED,
            "attach": State.DECLARED,
            "stop": State.DECLARED,
            "remove": State.REMOVED,
        },
        State.DECLINED: {},
        State.REMOVED: {},
    },
    {
        State.PENDING: "À modérer",
        State.DECLARED: "Déclarée",
        State.DECLINED: "Non retenue",
        State.REMOVED: "Retirée de la filiation",
    },
)


class OwnArticle(Refusal):
    """An experiment does not adapt its own article, nor one that descends from it."""

    code, title = "own-article", "Filiation en boucle"


class AlreadyDeclared(Refusal):
    """This experiment adapts this article already."""

    code, title = "already-declared", "Adaptation déjà déclarée"


class Account(Value):
    """What was kept of the article, and what was changed; both are published."""

    kept: Text
    changed: Text


class Declaration(Account):
    """An adaptation from elsewhere, as somebody tells it."""

    title: Label
    place: Label
    territories: Codes = ()

    def check(self, on: date) -> None:
        """Raises Invalid for an unknown or repeated territory."""
        for rank, code in enumerate(self.territories):
            reference.check("territories", code, field=f"territories/{rank}", on=on)
            if code in self.territories[:rank]:
                raise Invalid(f"« {code} » est donné deux fois.", field=f"territories/{rank}")


class AttachedResult(Value):
    """What the adaptation achieved, beside the original. ``why``: rule and inputs of the outcome."""

    verdict: Code
    outcome: Outcome
    results: tuple[Result, ...]
    compared: tuple[Comparison, ...]
    why: Explanation
    on: Day


class Adaptation(Dossier):
    """One adaptation of one article. ``declared_by``, a person's id or a bearer, is for the editors only."""

    kind: ClassVar[str] = "adaptation"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.PENDING
    article: Id
    experiment: Id | None = None
    carriers: tuple[Id, ...] = ()
    title: Label
    place: Label
    territories: tuple[Code, ...] = ()
    kept: Text
    changed: Text
    on: Day
    declared_by: str = ""
    reasons: Text | None = None
    result: AttachedResult | None = None
    # the day its experiment stopped, if it did: then no result is to come, unless it is evaluated all the same
    stopped_on: Day | None = None

    @classmethod
    def of_experiment(
        cls, id: str, article: str, heard: Heard, account: Account | None, on: date, by: str = ""
    ) -> Self:
        """An experiment of the programme adapts the article from that day on; ``by``: who says so, if a person does."""
        adaptation = cls(
            id=id,
            state=State.DECLARED,
            article=article,
            experiment=heard.id,
            carriers=heard.carriers,
            title=heard.title,
            place=places(heard.territories)[:200] or "Hauts-de-France",
            territories=heard.territories,
            kept=account.kept if account else TO_BE_TOLD,
            changed=account.changed if account else TO_BE_TOLD,
            on=on,
            declared_by=by,
            stopped_on=heard.stopped.on if heard.stopped else None,
        )
        adaptation._note("declare")
        adaptation._say()
        return adaptation

    @classmethod
    def from_elsewhere(cls, id: str, article: str, declaration: Declaration, by: str, on: date) -> Self:
        """Somebody tells of an adaptation outside the programme: it waits for an editor. Raises Invalid."""
        declaration.check(on)
        adaptation = cls(id=id, article=article, **declaration.model_dump(), on=on, declared_by=by)
        adaptation._note("declare")
        return adaptation

    def accept(self, by: str, editor_of: Iterable[str], tied: Iterable[str], on: date) -> None:
        """An editor puts it on the lineage, from that day. ``tied``: the organisations of the article it adapts.

        Raises OwnOrganisation for one's own declaration, and for an editor of these organisations.
        """
        self._become("accept")
        self._stand_aside(by, editor_of, tied)
        self.on = on
        self._say()

    def decline(self, reasons: str, by: str, editor_of: Iterable[str], tied: Iterable[str]) -> None:
        """An editor does not keep it, and says why to who declared it. Raises OwnOrganisation as to accept."""
        self._become("decline")
        self._stand_aside(by, editor_of, tied)
        self.reasons = reasons

    def remove(self, reasons: str, by: str, editor_of: Iterable[str], tied: Iterable[str], on: date) -> None:
        """An editor takes off the lineage what proved false, for good. Raises OwnOrganisation as to accept."""
        self._become("remove")
        self._stand_aside(by, editor_of, tied)
        self.reasons = reasons
        self._announce(AdaptationRemoved(adaptation=self.id, article=self.article, experiment=self.experiment, on=on))

    def give_account(self, account: Account) -> None:
        """Its carrier says what was kept and what was changed."""
        self._become("give_account")
        self.kept, self.changed = account.kept, account.changed
        self._say()

    def stop(self, on: date) -> bool:
        """Its experiment stopped. Whether that is news."""
        if self.stopped_on == on:
            return False
        self._become("stop")
        self.stopped_on = on
        return True

    def attach(self, heard: Heard, original: Heard | None, on: date) -> bool:
        """Put what it achieved beside the original, or put it right. Whether anything changed."""
        if heard.evaluated is None:
            return False
        result = self._judged(heard.evaluated.verdict, heard.results, original, on)
        if self.result and _same(self.result, result):
            return False
        self._become("attach")
        told = self.result is None or _public(self.result) != _public(result)
        self.result = result
        self._explain(result.why.rule, result.why.version, result.why.outcome, **result.why.inputs)
        if told:
            self._announce(
                AdaptationResultAttached(
                    adaptation=self.id,
                    article=self.article,
                    experiment=self.experiment,
                    **result.model_dump(include={"verdict", "outcome", "results", "on"}),
                )
            )
        return True

    @property
    def confirms(self) -> bool:
        """Whether its result confirmed the original's."""
        return self.result is not None and self.result.outcome is Outcome.CONFIRMED

    # --- inside

    def _judged(self, verdict: str, results: Sequence[Result], original: Heard | None, on: date) -> AttachedResult:
        compared = judging.compare(original.results if original else (), results)
        why = judging.outcome(original.verdict if original else None, verdict, compared)
        return AttachedResult(
            verdict=verdict,
            outcome=Outcome(why.outcome),
            results=tuple(as_shown(each) for each in results),
            compared=compared,
            why=why,
            on=on,
        )

    def _stand_aside(self, by: str, editor_of: Iterable[str], tied: Iterable[str]) -> None:
        if by == self.declared_by:
            raise OwnOrganisation("Vous avez fait cette déclaration : laissez un collègue de la rédaction décider.")
        if set(editor_of) & {*self.carriers, *tied}:
            raise OwnOrganisation(
                "Votre organisme porte ou signe l'article adapté : laissez un collègue de la rédaction décider."
            )

    def _say(self) -> None:
        told = {"experiment", "title", "place", "territories", "kept", "changed", "on"}
        self._announce(AdaptationDeclared(adaptation=self.id, article=self.article, **self.model_dump(include=told)))


def check_descent(experiment: str, ancestors: Iterable[str | None]) -> None:
    """``ancestors``: the experiments of the article and of what it descends from. Raises OwnArticle."""
    if experiment in set(ancestors):
        raise OwnArticle(
            "Cet article vient de cette expérimentation, ou de ce qui en descend : elle ne peut pas l'adapter.",
            field="experiment",
        )


def _same(one: AttachedResult, other: AttachedResult) -> bool:
    """The same result, whenever it was attached."""
    return one.model_dump(exclude={"on"}) == other.model_dump(exclude={"on"})


def _public(result: AttachedResult) -> dict[str, object]:
    return result.model_dump(include={"verdict", "outcome", "results"})
