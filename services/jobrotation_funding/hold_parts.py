"""What a grant remembers of its experiment's reports: which one is late, noticed, holding, and the holds past. Pure."""

from datetime import date, timedelta

from services.chassis.calendar import next_working_day
from services.jobrotation_funding.rules import number
from services.jobrotation_funding.separation import Delegation
from services.jobrotation_funding.values import Code, Count, Day, Id, Label, Value


def rest(noticed_on: date) -> date:
    """The first day on which payments may be held after a notice that left on a day: a working day."""
    return next_working_day(noticed_on + timedelta(days=number("hold-after-notice-days", noticed_on)))


class Watched(Value):
    """A report of the grant's experiment, and the days that follow if it does not come.

    What was heard of it only adds up (late since when, the latest days, accepted when, the last attempts), so that the
    order in which it was heard makes no difference. ``due_on``: the day it lapsed, None until then.
    """

    report: Id
    label: Label
    due_on: Day | None = None
    notice_on: Day | None = None
    hold_on: Day | None = None
    accepted_on: Day | None = None
    # The last attempt that was sent before any formal notice left, and the last one that was returned.
    unnoticed: Count = 0
    returned: Count = 0
    # The day on which this grant's own notice left, whatever day it was planned for.
    noticed_on: Day | None = None
    held_on: Day | None = None
    # A motivated override by an officer: this report blocks nothing any more.
    lifted_because: str = ""

    @property
    def awaited(self) -> bool:
        """Whether it is late and still with its writers, or sent after the formal notice and not accepted yet."""
        late = self.due_on is not None and self.accepted_on is None
        return late and not self.lifted_because and self.unnoticed <= self.returned

    @property
    def noticed(self) -> bool:
        """Whether the notice of the days that stand now has left; days that moved are noticed again."""
        if self.held_on is not None:
            return True
        return self.noticed_on is not None and (self.notice_on is None or self.noticed_on >= self.notice_on)

    def notice_is_due(self, day: date) -> bool:
        """Whether a notice is to leave by a day."""
        return self.awaited and not self.noticed and self.notice_on is not None and self.notice_on <= day

    def notice_left(self, day: date) -> "Watched":
        """The same once its notice has left on a day: payments are held at least the delay after it."""
        return self.model_copy(update={"noticed_on": day, "hold_on": max(self.hold_on or day, rest(day))})

    def blocks(self, day: date) -> bool:
        """Whether it blocks new payment orders on a day; never before the grant's own notice has left."""
        return self.awaited and self.noticed and self.hold_on is not None and self.hold_on <= day


class HoldPast(Value):
    """A hold that is over. ``by``, ``under``: the officer who lifted it, and their delegation."""

    reports: tuple[Id, ...]
    since: Day
    until: Day
    because: Code
    by: Id | None = None
    under: Delegation | None = None
