"""Whether an application may be examined: its pieces, their corrections, the rules of the call. Pure."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from contracts.registry_parts import Reason
from services.chassis import reference
from services.chassis.refusal import Invalid, Refusal
from services.chassis.values import Code, Day, Remark, Slug, Text, Value
from services.incubator_registry.deposit import JoinedPiece, PublishedCall, missing_pieces


class PiecesIncomplete(Refusal):
    """A required piece is missing or no longer valid."""

    code, title = "pieces-incomplete", "Pièces incomplètes"


class NotAdministrative(Refusal):
    """After the closing instant, corrections touch administrative pieces only."""

    code, title = "not-administrative", "Pièce non corrigeable"


class RoleMissing(Invalid):
    """A rule asks for a role that nobody in the grouping holds."""

    code, title = "role-missing", "Rôle absent du groupement"


class CorrectionTooLate(Refusal):
    """The due date of the correction has passed."""

    code, title = "correction-too-late", "Délai de correction dépassé"


class Fault(StrEnum):
    """What is wrong with a piece."""

    INCORRECT = "incorrect"
    INCOMPLETE = "incomplet"
    EXPIRED = "perime"


class AskedPiece(Value):
    """A piece to send again: why, which fields of it, and what to do."""

    piece: Slug
    fault: Fault
    fields: Annotated[tuple[Code, ...], Field(max_length=30)] = ()
    remark: Text


class Change(Value):
    """What one correction changed in one field of a piece, old and new."""

    piece: Slug
    field: Slug
    before: str | None
    after: str | None


class Correction(Value):
    """One request of pieces and its answer; the silence does not run from the request to the answer or the due day."""

    asked: tuple[AskedPiece, ...]
    requested_on: Day
    due_on: Day
    corrected_on: Day | None = None
    changes: tuple[Change, ...] = ()

    def stopped(self, today: date) -> timedelta:
        """How long the silence did not run."""
        return min(self.corrected_on or today, self.due_on) - self.requested_on


class RuleCheck(Value):
    """Whether one rule of eligibility is met, and why the officer says so."""

    rule: Slug
    met: bool
    remark: Remark = ""


class Finding(Value):
    """Why an application goes no further: the piece or the rule, with its article, and the reason in words."""

    code: Slug
    article: Annotated[str, Field(max_length=200)] | None = None
    reason: Text

    def told(self) -> Reason:
        """The finding as it is announced: no free text."""
        return Reason(code=self.code, article=self.article)


def check_pieces(joined: Sequence[JoinedPiece], rules: PublishedCall, on: date) -> None:
    """Raises PiecesIncomplete when a required piece is missing or was not valid on the day it is looked at."""
    missing = missing_pieces(joined, rules)
    expired = [piece.code for piece in joined if piece.valid_until and piece.valid_until < on]
    if missing or expired:
        raise PiecesIncomplete(
            "Le dossier n'est pas complet : demandez une correction, ou constatez l'irrecevabilité.",
            field="pieces",
            missing=missing,
            expired=expired,
        )


def check_asked(asked: Sequence[AskedPiece], rules: PublishedCall, at: datetime) -> None:
    """Raises Invalid for a piece that is not of the call, NotAdministrative after the closing instant."""
    for number, each in enumerate(asked):
        piece = rules.piece(each.piece)
        if piece is None or each.piece in [before.piece for before in asked[:number]]:
            raise Invalid(
                "Cette pièce n'est pas de l'appel, ou elle est demandée deux fois.", field=f"asked/{number}/piece"
            )
        if rules.is_closed(at) and not piece.administrative:
            raise NotAdministrative(
                "Après la clôture, seules les pièces administratives se corrigent : les réponses et les autres pièces "
                "sont lues telles qu'elles ont été déposées.",
                field=f"asked/{number}/piece",
            )


def check_due(due_on: date, on: date) -> None:
    """Raises Invalid unless the due day is after the day of the request."""
    if due_on <= on:
        raise Invalid("La date limite de correction doit être dans l'avenir.", field="due_on")


def corrected(
    joined: Sequence[JoinedPiece], sent: Sequence[JoinedPiece], correction: Correction, on: date
) -> tuple[tuple[JoinedPiece, ...], Correction]:
    """The pieces with those sent in place of the old ones, and the correction with its differences.

    Raises CorrectionTooLate after the due day, NotAdministrative for a piece that was not asked for, Invalid when one
    that was asked for is missing.
    """
    if on > correction.due_on:
        raise CorrectionTooLate(f"Les pièces étaient attendues le {correction.due_on:%d/%m/%Y} au plus tard.")
    asked = {each.piece for each in correction.asked}
    codes = [piece.code for piece in sent]
    for number, code in enumerate(codes):
        if code not in asked or code in codes[:number]:
            raise NotAdministrative("Cette pièce n'a pas été demandée, ou vient deux fois.", field=f"pieces/{number}")
    if asked - set(codes):
        missing = sorted(asked - set(codes))
        raise Invalid(f"Envoyez toutes les pièces demandées : il manque {', '.join(missing)}.", field="pieces")
    old = {piece.code: piece for piece in joined}
    changes = tuple(change for piece in sent for change in _changes(old.get(piece.code), piece))
    kept = tuple(piece for piece in joined if piece.code not in asked)
    return (*kept, *sent), correction.model_copy(update={"corrected_on": on, "changes": changes})


def check_findings(findings: Sequence[Finding], known: Iterable[str]) -> None:
    """Raises Invalid when a reason names something else than a piece or a rule of the call."""
    codes = set(known)
    for number, finding in enumerate(findings):
        if finding.code not in codes:
            raise Invalid("Ce motif ne nomme ni une pièce ni une règle de l'appel.", field=f"reasons/{number}/code")


def unmet(checks: Sequence[RuleCheck], rules: PublishedCall, roles: AbstractSet[str]) -> tuple[Finding, ...]:
    """The rules that are not met, with their article.

    Raises Invalid unless each rule of the call is answered once, with a word for each that is not met; RoleMissing when
    a rule is said to be met whose role nobody holds in the grouping.
    """
    articles = {each.code: each for each in rules.eligibility}
    answered = [check.rule for check in checks]
    if sorted(answered) != sorted(articles):
        raise Invalid(
            "Répondez une fois à chaque règle d'éligibilité de l'appel.", field="checks", rules=sorted(articles)
        )
    for number, check in enumerate(checks):
        if not check.met and not check.remark.strip():
            raise Invalid("Dites pourquoi cette règle n'est pas remplie.", field=f"checks/{number}/remark")
        needed = articles[check.rule].requires_role
        if check.met and needed is not None and needed not in roles:
            raise RoleMissing(
                f"Aucun membre du groupement n'a le rôle « {reference.label('grouping_roles', needed)} » : cette règle "
                "n'est pas remplie.",
                field=f"checks/{number}/met",
            )
    return tuple(
        Finding(code=check.rule, article=articles[check.rule].article, reason=check.remark)
        for check in checks
        if not check.met
    )


def _changes(old: JoinedPiece | None, new: JoinedPiece) -> Iterable[Change]:
    before: dict[str, Any] = old.model_dump(mode="json") if old else {}
    for field, after in new.model_dump(mode="json").items():
        if before.get(field) != after:
            shown = None if before.get(field) is None else str(before[field])
            yield Change(
                piece=new.code, field=field.replace("_", "-"), before=shown, after=None if after is None else str(after)
            )
