"""The week sheet of one person on one side of one grant: written, submitted, approved by another, locked. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated, ClassVar, Self

from pydantic import Field

from services.chassis.calendar import holiday
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.jobrotation_funding import impossible
from services.jobrotation_funding.hours_grounds import Elsewhere, Grounds
from services.jobrotation_funding.impossible import DAY_MAXIMUM, WEEK_MAXIMUM
from services.jobrotation_funding.intervals import Entry, KeptEntry, Span, shared
from services.jobrotation_funding.matched import HOLIDAY, PAID
from services.jobrotation_funding.matching import Worked
from services.jobrotation_funding.rules import rule
from services.jobrotation_funding.staff import Side
from services.jobrotation_funding.values import Code, Day, Id, Label, Remark
from services.jobrotation_funding.week_sheet_lifecycle import LIFECYCLE, State
from services.jobrotation_funding.week_sheet_parts import (
    AnotherPersonNeeded,
    AuthorNeeded,
    Change,
    ClaimedHours,
    InAClaim,
    NotCounting,
    NothingEntered,
    OwnHours,
    ReasonMissing,
)

MOST_ENTRIES = 60
Entries = Annotated[tuple[Entry, ...], Field(max_length=MOST_ENTRIES)]


class WeekSheet(Dossier):
    """Hours of one person in one week (``week``: its Monday), with the rate and the team they had when it was written.

    A claim that ends within a week locks its sheet; the days after it have a sheet of their own. ``account``: the
    person's own account when it was written. ``writers``: who wrote any of it since it was last approved. ``claims``:
    how many live claims hold it, ``claimed``: the released hours that they count.
    """

    kind: ClassVar[str] = "week_sheet"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.DRAFT
    grant: Id
    organisation: Id
    staff: Id
    side: Side
    week: Day
    rate: Code
    team: Label
    account: Id | None = None
    entries: tuple[KeptEntry, ...] = ()
    writers: tuple[Id, ...] = ()
    changes: int = 0
    attempt: int = 0
    submitted_by: Id | None = None
    submitted_on: Day | None = None
    approved_by: Id | None = None
    approved_on: Day | None = None
    # Why it came back to its author.
    returned_because: Remark = ""
    claims: int = 0
    claimed: tuple[ClaimedHours, ...] = ()

    @classmethod
    def open(
        cls, id: str, grant: str, organisation: str, grounds: Grounds, by: str, at: datetime
    ) -> tuple[Self, Change]:
        """A new sheet with its first hours. Raises HoursImpossible naming all that cannot be."""
        impossible.check(grounds)
        staff = grounds.known_staff
        sheet = cls(
            id=id,
            grant=grant,
            organisation=organisation,
            staff=staff.id,
            side=grounds.side,
            week=grounds.week,
            rate=staff.particulars.rate,
            team=staff.particulars.team,
        )
        sheet._note("open")
        return sheet, sheet._put(grounds, by, at, "")

    def write(self, grounds: Grounds, by: str, at: datetime, reason: str = "") -> Change:
        """Replace the hours.

        Raises HoursImpossible naming each entry, ReasonMissing once they were submitted, InAClaim.
        """
        if self.state is State.LOCKED:
            raise InAClaim(
                "Ces heures sont dans une demande de paiement et ne changent plus. Pour les jours de la semaine que la "
                "demande ne couvre pas, ouvrez une autre feuille."
            )
        self._become("write")
        if self.attempt and not reason.strip():
            raise ReasonMissing("Ces heures ont déjà été transmises : dites pourquoi elles changent.", field="reason")
        impossible.check(grounds)
        return self._put(grounds, by, at, reason)

    def submit(self, grounds: Grounds, by: str, on: date) -> None:
        """Hand the hours to whoever approves. Raises NothingEntered, AuthorNeeded, HoursImpossible."""
        self._become("submit")
        if not self.entries:
            raise NothingEntered("Saisissez au moins une heure avant de transmettre.", field="entries")
        if by not in self.writers:
            raise AuthorNeeded("Vous n'avez rien saisi dans cette feuille : son auteur la transmet.")
        impossible.check(grounds)
        self.attempt += 1
        self.submitted_by, self.submitted_on, self.returned_because = by, on, ""
        day, week = rule(DAY_MAXIMUM, self.week), rule(WEEK_MAXIMUM, self.week)
        self._explain(
            "RULES Money: possible hours",
            day.version,
            "possible",
            minutes=self.minutes,
            day_maximum=day.value,
            week_maximum=week.value,
        )

    def approve(self, by: str, on: date, own: str | None) -> None:
        """Approve what another person submitted. ``own``: the account that the register gives today to whose hours
        they are; the one that it gave when they were written counts as well.

        Raises AnotherPersonNeeded, OwnHours.
        """
        self._become("approve")
        if by in (own, self.account):
            raise OwnHours("Ce sont vos propres heures : une autre personne les approuve.")
        if by == self.submitted_by or by in self.writers:
            raise AnotherPersonNeeded("Vous avez saisi ou transmis ces heures : une autre personne les approuve.")
        self.approved_by, self.approved_on = by, on
        self._explain(
            "RULES Money: separation by identity",
            "2019-02-08",
            "approved",
            submitted_by=self.submitted_by,
            writers=list(self.writers),
            approved_by=by,
        )

    def return_to_author(self, by: str, at: datetime, reason: str) -> Change:
        """Send the hours back, with what is to be mended."""
        self._become("return")
        self.returned_because = reason
        return self._changed("return", by, at, self.entries, reason)

    def reopen(self, by: str, at: datetime, reason: str) -> Change:
        """Take an approval back before any claim; whoever writes next is asked why as well."""
        self._become("reopen")
        self.approved_by = self.approved_on = None
        self.returned_because = reason
        return self._changed("reopen", by, at, self.entries, reason)

    def lock(self, claim: int, counted: Iterable[Span] = ()) -> None:
        """The claim of that number holds these hours: they change no more. ``counted``: what of them it counts."""
        self._become("lock")
        self.claims += 1
        self.claimed += tuple(ClaimedHours(claim=claim, since=span.start, until=span.end) for span in counted)

    def unlock(self, claim: int) -> None:
        """The claim was rejected: once no other claim holds them, these hours may be mended."""
        self._become("unlock" if self.claims <= 1 else "keep_locked")
        self.claims -= 1
        self.claimed = tuple(each for each in self.claimed if each.claim != claim)

    # --- what it says

    @property
    def minutes(self) -> int:
        """All that is entered, whether it counts or not."""
        return sum(entry.span.minutes for entry in self.entries)

    @property
    def days(self) -> frozenset[date]:
        """The legal days that it has hours on."""
        return frozenset(day for entry in self.entries for day, _ in entry.span.by_day())

    def not_counting(self) -> Iterator[NotCounting]:
        """What is kept and does not count: public holidays, and what somebody else pays."""
        for rank, entry in enumerate(self.entries):
            for day, part in entry.span.by_day():
                name = holiday(day)
                if name or entry.paid_by:
                    reason = HOLIDAY if name else PAID
                    yield NotCounting(entry=rank, reason=reason, minutes=part.minutes, day=day, holiday=name)

    def worked(self) -> Iterator[Worked]:
        """Its hours as they are matched: those of who was released, on both sides."""
        released = self.side is Side.RELEASED
        for rank, entry in enumerate(self.entries):
            yield Worked(
                span=entry.span,
                of=self.staff if released else entry.replaces or "",
                team=entry.team,
                rate=self.rate if released else "",
                paid_by=entry.paid_by or "",
                sheet=self.id,
                entry=rank,
            )

    def minutes_counted(self, claim: int, span: Span) -> int:
        """The minutes of an interval that a claim counts."""
        those = [each.span for each in self.claimed if each.claim == claim]
        return sum(part.minutes for part in shared(span, those))

    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """Its hours as another sheet of the same person has to know them."""
        return tuple(Elsewhere(entry.span, self.side, entry.replaces, self.week) for entry in self.entries)

    def _put(self, grounds: Grounds, by: str, at: datetime, reason: str) -> Change:
        said, before = grounds.known_staff.particulars, self.entries
        self.rate, self.team, self.account = said.rate, said.team, said.person
        self.entries = tuple(
            KeptEntry(**dict(entry), team=grounds.replaceable.get(entry.replaces or "", said.team))
            for entry in sorted(grounds.entries, key=lambda each: each.span)
        )
        self.writers = tuple(dict.fromkeys((*self.writers, by)))
        return self._changed("write", by, at, before, reason)

    def _changed(self, verb: str, by: str, at: datetime, before: tuple[KeptEntry, ...], reason: str) -> Change:
        self.changes += 1
        return Change(
            id=f"{self.id}|{self.changes:04}",
            sheet=self.id,
            number=self.changes,
            verb=verb,
            by=by,
            at=at,
            before=before,
            after=self.entries,
            reason=reason,
        )


def sheet_key(grant: str, staff: str, side: Side, week: date) -> str:
    """The reservation of a sheet: one for a grant, a person, a side and a week."""
    return f"week-sheet:{grant}:{staff}:{side.value}:{week.isoformat()}"
