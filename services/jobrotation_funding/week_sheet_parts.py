"""What a week sheet holds beside its entries (changes, what a claim counts, what never counts), and its refusals."""

from typing import ClassVar

from services.chassis.dossier import Record
from services.chassis.refusal import Invalid, OutOfTurn, Refusal
from services.jobrotation_funding.intervals import KeptEntry, Span
from services.jobrotation_funding.values import Code, Day, Id, Minutes, Moment, Remark, Value


class NothingEntered(Refusal):
    """A sheet without hours."""

    code, title = "nothing-entered", "Feuille vide"


class ReasonMissing(Invalid):
    """Hours that were submitted once change with a reason."""

    code, title = "reason-missing", "Raison manquante"


class AuthorNeeded(Refusal):
    """Who wrote the hours submits them."""

    code, title = "author-needed", "L'auteur transmet"


class AnotherPersonNeeded(Refusal):
    """Who wrote or submitted hours does not approve them."""

    code, title = "another-person-needed", "Une autre personne doit approuver"


class InAClaim(OutOfTurn):
    """Hours that a live claim holds change no more."""

    code, title = "in-a-claim", "Heures déjà demandées"


class OwnHours(Refusal):
    """Nobody approves their own hours."""

    code, title = "own-hours", "Vos propres heures"


class NotCounting(Value):
    """Minutes that are kept and do not count, whoever replaces. ``holiday``: its French name."""

    entry: int
    reason: Code
    minutes: Minutes
    day: Day
    holiday: str | None = None


class ClaimedHours(Value):
    """A released stretch that a live claim of that number counts, from when to when (UTC)."""

    claim: int
    since: Moment
    until: Moment

    @property
    def span(self) -> Span:
        """The stretch as an interval."""
        return Span(self.since, self.until)


class Change(Record):
    """One change of a sheet, beside the audit: who, when, what was there, what is there, and why."""

    collection: ClassVar[str] = "week_sheet_changes"

    sheet: Id
    number: int
    verb: Code
    by: Id
    at: Moment
    before: tuple[KeptEntry, ...]
    after: tuple[KeptEntry, ...]
    reason: Remark = ""
