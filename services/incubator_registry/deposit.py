"""What an applicant writes, what is checked when they deposit it, the proof they get and the two months of silence."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from contracts.registry_parts import Criterion, EligibilityRule, Piece, Priority, Question
from services.chassis import reference
from services.chassis.calendar import legal_day, months_later
from services.chassis.dossier import Record
from services.chassis.refusal import Invalid, Refusal
from services.chassis.values import Code, Day, Id, Label, Moment, Slug, Value
from services.incubator_registry.rules import rule

Answer = Annotated[str, Field(max_length=10_000)]
Codes = Annotated[tuple[Code, ...], Field(max_length=40)]


class CallNotOpen(Refusal):
    """The call does not take drafts or deposits now."""

    code, title = "call-not-open", "Appel non ouvert"


class TooLate(Refusal):
    """The closing instant has passed; the draft is kept."""

    code, title = "closing-instant-passed", "Appel clos"


class Incomplete(Refusal):
    """Something the call requires is missing."""

    status, code, title = 422, "incomplete", "Dossier incomplet"


class PublishedCall(Value):
    """The published rules of a call, as an application is bound to them. ``closes_at`` may be moved, for all."""

    call: Id
    version: int
    types: tuple[Code, ...]
    opens_at: Moment
    closes_at: Moment
    questions: tuple[Question, ...] = ()
    pieces: tuple[Piece, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    eligibility: tuple[EligibilityRule, ...] = ()
    priorities: tuple[Priority, ...] = ()

    def check_open(self, at: datetime) -> None:
        """Raises CallNotOpen before the opening, TooLate after the closing instant, to the second."""
        if at < self.opens_at:
            raise CallNotOpen("Cet appel n'est pas encore ouvert ; votre brouillon est gardé.", field="call")
        self.check_not_closed(at)

    def check_not_closed(self, at: datetime) -> None:
        """Raises TooLate after the closing instant."""
        if self.is_closed(at):
            raise TooLate(
                "L'appel est clos depuis l'instant annoncé, le même pour tous : ce dépôt est arrivé après et ne peut "
                "pas être reçu. Votre brouillon est gardé tel quel.",
                closes_at=self.closes_at.isoformat(),
                received_at=at.isoformat(),
            )

    def is_closed(self, at: datetime) -> bool:
        """Whether the closing second is over."""
        return at.replace(microsecond=0) > self.closes_at

    def piece(self, code: str) -> Piece | None:
        """The piece the call asks for under that code."""
        return next((piece for piece in self.pieces if piece.code == code), None)


class JoinedPiece(Value):
    """A piece that was joined, known by its digest; ``valid_until``: the last day it holds, for those that expire."""

    code: Slug
    name: Label
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(strict=True, ge=1, le=100_000_000)]
    valid_until: Day | None = None


class Content(Value):
    """What the applicant writes; everything may be missing in a draft."""

    title: Annotated[str, Field(max_length=200)] = ""
    incubator_type: Annotated[str, Field(max_length=80)] = ""
    summary: Annotated[str, Field(max_length=4_000)] = ""
    territories: Codes = ()
    sectors: Codes = ()
    publics: Codes = ()
    answers: Annotated[dict[Slug, Answer], Field(max_length=60)] = Field(default_factory=dict)
    pieces: Annotated[tuple[JoinedPiece, ...], Field(max_length=60)] = ()

    def piece(self, code: str) -> JoinedPiece | None:
        """The piece joined under that code."""
        return next((piece for piece in self.pieces if piece.code == code), None)


class DraftVersion(Record):
    """One autosaved version of a draft, whole: nothing that was typed is lost."""

    collection: ClassVar[str] = "draft_versions"

    application: Id
    number: int
    content: Content
    by: Id
    at: Moment


class Proof(Value):
    """The proof of deposit: what was received, when, under which digest, and what silence will mean."""

    application: Id
    call: Id
    number: int
    at: Moment
    sha256: str
    silent_refusal_on: Day
    sentence: str


def check_references(content: Content) -> None:
    """Raises Invalid where a code is not of the reference data; what is missing is not looked at."""
    if content.incubator_type:
        reference.check("incubator_types", content.incubator_type, field="content/incubator_type")
    for name in ("territories", "sectors", "publics"):
        for number, code in enumerate(getattr(content, name)):
            reference.check(name, code, field=f"content/{name}/{number}")


def check_complete(content: Content, rules: PublishedCall, on: date) -> None:
    """Raises Incomplete (naming every missing field) unless the call's questions and pieces are there."""
    missing = [f"content/{name}" for name in ("title", "summary", "incubator_type") if not getattr(content, name)]
    missing += [
        f"content/answers/{question.code}"
        for question in rules.questions
        if question.required and not content.answers.get(question.code, "").strip()
    ]
    missing += [f"content/pieces/{code}" for code in missing_pieces(content.pieces, rules)]
    if missing:
        raise Incomplete(
            f"Il manque {len(missing)} élément(s) pour déposer ; votre brouillon est gardé.",
            field=missing[0],
            missing=missing,
        )
    if content.incubator_type not in rules.types:
        raise Invalid("L'appel ne porte pas sur ce type d'incubateur.", field="content/incubator_type")


def missing_pieces(joined: Sequence[JoinedPiece], rules: PublishedCall) -> list[str]:
    """The required pieces that are not joined."""
    there = {piece.code for piece in joined}
    return [piece.code for piece in rules.pieces if piece.required and piece.code not in there]


def check_known(content: Content, rules: PublishedCall) -> None:
    """Raises Invalid for an answer or a piece that the call does not ask for, or a piece joined twice."""
    asked = {question.code for question in rules.questions}
    for code in content.answers:
        if code not in asked:
            raise Invalid("Cette question n'est pas de l'appel.", field=f"content/answers/{code}")
    codes = [piece.code for piece in content.pieces]
    for number, code in enumerate(codes):
        if rules.piece(code) is None or code in codes[:number]:
            raise Invalid(
                "Cette pièce n'est pas de l'appel, ou elle est jointe deux fois.", field=f"content/pieces/{number}"
            )


def digest(**parts: Any) -> str:
    """The SHA-256 of what was deposited, as canonical JSON."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def silent_refusal_on(deposited: date, stopped: timedelta) -> date:
    """The day the silence of the Région becomes a refusal: two months later, plus the days it did not run."""
    return months_later(deposited, rule("silence-months", deposited).value) + stopped


def silence_sentence(deposited: date, refusal: date) -> str:
    """What the proof of deposit says of silence."""
    law = rule("silence-months", deposited)
    return (
        f"Sans réponse de la Région le {refusal:%d/%m/%Y}, votre demande sera refusée : le silence gardé pendant "
        f"{'deux' if law.value == 2 else law.value} mois vaut décision de rejet ({law.source}). Le délai s'arrête "
        "pendant que des pièces vous sont demandées ; une décision expresse, même tardive, le remplace."
    )


def proof_of(application: str, rules: PublishedCall, number: int, at: datetime, sha256: str) -> Proof:
    """The proof of a deposit received at an instant."""
    day = legal_day(at)
    refusal = silent_refusal_on(day, timedelta(0))
    return Proof(
        application=application,
        call=rules.call,
        number=number,
        at=at,
        sha256=sha256,
        silent_refusal_on=refusal,
        sentence=silence_sentence(day, refusal),
    )
