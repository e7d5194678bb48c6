"""A grant's holds: a late report blocks new payment orders, after a notice, until it is accepted or lifted. Pure.

RULES.md, "Money": only if the agreement says so; from a working day on, at least 7 days after the notice. What is heard
of a report is merged, so that late, repeated and reordered facts end in the same state.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from contracts import jobrotation_funding as events
from services.chassis.calendar import next_working_day
from services.chassis.refusal import Refusal
from services.jobrotation_funding.duties import check_own
from services.jobrotation_funding.grant_kept import Kept
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.hold_parts import HoldPast, Watched
from services.jobrotation_funding.rules import rule
from services.jobrotation_funding.separation import Delegation
from services.jobrotation_funding.values import Id, Text, Value

ACCEPTED, LIFTED, SENT, MOVED = "reports-accepted", "lifted-by-officer", "sent-before-notice", "days-moved"
BECAUSE = {
    ACCEPTED: "le bilan est accepté",
    LIFTED: "un agent a levé la suspension, avec sa raison",
    SENT: "le bilan était transmis avant la mise en demeure",
    MOVED: "ses délais avaient été déplacés",
}
"""Why a hold ends."""


class NothingHeld(Refusal):
    """No payment is held, or not by this report."""

    code, title = "nothing-held", "Aucune suspension"


@dataclass(frozen=True)
class Heard:
    """What was heard of one report: a fact, or all that is remembered of it. ``on``: the day of the fact."""

    report: str
    label: str
    on: date
    due_on: date | None = None
    notice_on: date | None = None
    hold_on: date | None = None
    accepted_on: date | None = None
    unnoticed: int = 0
    returned: int = 0

    @property
    def matters(self) -> bool:
        """Whether it says anything that a hold may rest on."""
        return any((self.due_on, self.notice_on, self.accepted_on, self.unnoticed, self.returned))


class Lifting(Value):
    """Why an officer lifts a hold, of which reports (of all that block when none is named), under which delegation."""

    because: Text
    reports: tuple[Id, ...] = ()
    by: Id | None = None
    under: Delegation | None = None


class Holding(Kept):
    """The holds of a grant."""

    def hear(self, heard: Heard) -> bool:
        """Merge what was heard of a report; answers whether anything changed. A hold that no longer rests on it ends.

        Nothing is heard by a grant that is not engaged, or that has no signed agreement with such a clause.
        """
        if self.state is not State.ENGAGED or not self.is_signed or not self.agreed.hold_clause:
            return False
        before = self._watched(heard.report) or Watched(report=heard.report, label=heard.label)
        after = _merged(before, heard)
        if not heard.matters or after == before:
            return False
        self._note("hear_report")
        self._watch(after)
        if after.held_on and (over := _over(after)):
            self._release([after], heard.on, over)
        return True

    def notify(self, day: date) -> tuple[Watched, ...]:
        """Note the formal notices that leave on a day; answers the reports they are about, each with its hold."""
        left = [each.notice_left(day) for each in self.watched if each.notice_is_due(day)]
        for each in left:
            self._watch(each)
        if left:
            self._note("notify")
        return tuple(left)

    def hold(self, day: date) -> tuple[Watched, ...]:
        """Begin the holds that are due on a day; answers the reports that block since."""
        due = [each for each in self.watched if each.blocks(day) and each.held_on is None]
        if not due or self.state is not State.ENGAGED:
            return ()
        self._become("hold")
        for each in due:
            self._watch(each.model_copy(update={"held_on": each.hold_on}))
        self._tell_held(max(each.hold_on or day for each in due))
        return tuple(due)

    def lift(self, lifting: Lifting, own: Collection[str], on: date) -> tuple[Watched, ...]:
        """Lift the hold of reports by a motivated decision. Raises OwnOrganisation, NothingHeld."""
        self._become("lift")
        check_own(own, self.organisation)
        self.hold(on)
        held = [each for each in self.watched if each.held_on and each.report in (lifting.reports or {each.report})]
        if not held or len(held) < len(set(lifting.reports)):
            raise NothingHeld("Ce bilan ne suspend aucun paiement.", field="reports" if lifting.reports else None)
        for each in held:
            self._watch(each.model_copy(update={"lifted_because": lifting.because}))
        self._explain("hold-lifted", self.hold_rule(on), lifting.because, reports=[each.report for each in held])
        over = [each for each in self.watched if each.held_on and not each.awaited]
        self._release(over, on, LIFTED, lifting)
        return tuple(held)

    @staticmethod
    def hold_rule(on: date) -> str:
        """The rule that a hold rests on: it is an automatic decision, and its letter names it."""
        return rule("hold-after-notice-days", on).source

    def days_to_come(self, today: date) -> tuple[set[date], set[date]]:
        """The working days on which a notice is to leave, and those on which a hold is to begin, its notice being gone.

        A notice whose day has passed before this grant heard of it (or had an agreement that says so) leaves now.
        """
        late = [each for each in self.watched if each.awaited and each.held_on is None]
        notices = {next_working_day(max(each.notice_on, today)) for each in late if each.notice_on and not each.noticed}
        return notices, {each.hold_on for each in late if each.hold_on and each.noticed}

    def _watched(self, report: str) -> Watched | None:
        return next((each for each in self.watched if each.report == report), None)

    def _watch(self, watched: Watched) -> None:
        """Keep it in the order of the reports' ids, so that the order in which they were heard makes no difference."""
        others = (each for each in self.watched if each.report != watched.report)
        self.watched = tuple(sorted((*others, watched), key=lambda each: each.report))

    def _release(self, over: Collection[Watched], on: date, because: str, lifting: Lifting | None = None) -> None:
        who = {"by": lifting.by, "under": lifting.under} if lifting else {}
        for each in over:
            since = each.held_on or on
            past = HoldPast(reports=(each.report,), since=since, until=max(since, on), because=because, **who)
            self.holds = (*self.holds, past)
            self._watch(each.model_copy(update={"held_on": None}))
        if any(each.held_on for each in self.watched):
            self._tell_held(on)
            return
        self._announce(
            events.PaymentsReleased(
                grant=self.id,
                experiment=self.experiment,
                reports=tuple(each.report for each in over),
                because=because,
                on=max(past.until for past in self.holds),
            )
        )

    def _tell_held(self, on: date) -> None:
        """Say what blocks from now on: ``on`` is today's fact, payments have been held since the first of them."""
        held = [each for each in self.watched if each.held_on]
        self._announce(
            events.PaymentsHeld(
                grant=self.id,
                experiment=self.experiment,
                reports=tuple(each.report for each in held),
                notice_on=max(each.noticed_on or on for each in held),
                since=min(each.held_on or on for each in held),
                rule=self.hold_rule(on),
                on=on,
            )
        )


def _merged(before: Watched, heard: Heard) -> Watched:
    """What is known of a report with what was heard of it: each part is the latest of both."""
    changes = {
        name: max(known for known in (getattr(before, name), getattr(heard, name)) if known is not None)
        for name in ("due_on", "notice_on", "hold_on", "accepted_on", "unnoticed", "returned")
        if getattr(before, name) is not None or getattr(heard, name) is not None
    }
    return before.model_copy(update=changes)


def _over(held: Watched) -> str:
    """Why a hold does not rest on this report any more, or never should have; empty when it does."""
    if held.accepted_on:
        return ACCEPTED
    if not held.awaited:
        return SENT
    return MOVED if held.held_on and held.hold_on and held.hold_on > held.held_on else ""
