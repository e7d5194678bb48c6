"""The twins of hours: each scenario is refused, or counts so, because of one rule, and no longer once it is away."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

import pytest

from services.chassis.refusal import Invalid, OutOfTurn
from services.jobrotation_funding import impossible, intervals, matching, week_sheet_lifecycle
from services.jobrotation_funding import staff as register
from services.jobrotation_funding.grant_hours import Hours, NotOpenForHours
from services.jobrotation_funding.grant_lifecycle import State as GrantState
from services.jobrotation_funding.hours_grounds import Grounds
from services.jobrotation_funding.impossible import CHECKS, HoursImpossible
from services.jobrotation_funding.intervals import HappensOnce, NoSuchHour, NoTimePassed
from services.jobrotation_funding.matching import Worked
from services.jobrotation_funding.staff import OwnAccount, Staff
from services.jobrotation_funding.week_sheet import WeekSheet
from services.jobrotation_funding.week_sheet_lifecycle import State
from services.jobrotation_funding.week_sheet_parts import (
    AnotherPersonNeeded,
    AuthorNeeded,
    NothingEntered,
    OwnHours,
    ReasonMissing,
)
from tests.services.jobrotation_funding.making_hours import (
    MONDAY,
    NOW,
    ON,
    approved,
    claim,
    draft,
    entry,
    granted,
    grounds,
    locked,
    span,
    staff,
    submitted,
)
from tests.services.jobrotation_funding.test_impossible import IMPOSSIBLE
from tests.services.jobrotation_funding.test_matching import DAY, LATER, NEXT_MONTH, hours, matched
from tests.services.jobrotation_funding.twinning import Fact, Twin
from tests.support import taking_away
from tests.support.taking_away import Forgotten, each, loosened, nothing, struck

SPRING, AUTUMN = date(2021, 3, 28), date(2020, 10, 25)
TOMORROW = date(2020, 11, 21)
DECEMBER = date(2020, 12, 1), date(2020, 12, 31)


def without(check: Callable[..., Any]) -> dict[str, object]:
    """The checks of hours but one."""
    assert check in CHECKS
    return {"impossible.CHECKS": tuple(other for other in CHECKS if other is not check)}


def looked_at(what: str) -> Callable[[], None]:
    """A scenario of the table of impossible hours."""
    ground: Callable[[], Grounds] = IMPOSSIBLE[what][0]
    return lambda: impossible.check(ground())


# Each check with hours that nothing else refuses.
REFUSED_BY: dict[str, Callable[..., Any]] = {
    "a week named by another day": impossible.week_begins_on_monday,
    "staff of another organisation": impossible.staff_is_of_the_employer,
    "a side that the register does not say": impossible.staff_stands_on_this_side,
    "a rate that nothing is granted for": impossible.rate_is_granted,
    "a wall time that does not exist": impossible.wall_times_exist,
    "a day outside the week": impossible.days_are_of_the_week,
    "a day that a claim holds": impossible.days_are_not_claimed,
    "a night that ends after the grant": impossible.days_are_of_the_grant,
    "hours to come": impossible.hours_have_come,
    "hours before the staff was informed": impossible.staff_was_informed,
    "hours after a departure": impossible.staff_was_still_there,
    "a stranger who is replaced": impossible.replaced_staff_is_known,
    "an hour that another sheet has": impossible.nobody_is_in_two_places,
    "a substitute of two people at once": impossible.nobody_is_in_two_places,
    "a released person who teaches at the same hour": impossible.nobody_is_in_two_places,
    "more than ten hours on a day with another grant": impossible.days_keep_the_maximum,
    "more than 48 hours in a week": impossible.weeks_keep_the_maximum,
}


def test_every_check_has_its_twin() -> None:
    assert set(REFUSED_BY.values()) == set(CHECKS)


def lifecycle(state: State, verb: str, to: State) -> dict[str, object]:
    """The table of the sheet with one verb more."""
    return {"week_sheet.WeekSheet.lifecycle": loosened(week_sheet_lifecycle.LIFECYCLE, state, **{verb: to})}


def submitted_by_another() -> None:
    """Ben wrote it."""
    draft().submit(grounds(), "bob", ON)


def empty() -> WeekSheet:
    """A sheet whose hours were taken out."""
    sheet = draft()
    sheet.entries = ()
    return sheet


def written_again(sheet: WeekSheet, reason: str = "") -> None:
    """Ben writes the same hours."""
    sheet.write(grounds(), "ben", NOW, reason)


def returned() -> WeekSheet:
    """Submitted once, and back."""
    sheet = submitted()
    sheet.return_to_author("bea", NOW, "À revoir.")
    return sheet


def left_tomorrow() -> None:
    """A departure that is still to come."""
    staff().leave(TOMORROW, ON)


def informed_tomorrow() -> Staff:
    """Somebody who is still to be informed."""
    said = staff(informed_on=TOMORROW).particulars
    return Staff.register("ana", "batir", said, "sealed", ON)


TWINS = (
    *(Twin(what, without(check), looked_at(what), HoursImpossible) for what, check in REFUSED_BY.items()),
    Twin(
        "a-skipped-hour-does-not-exist",
        struck(intervals, "instant", "n'existe pas"),
        partial(span, SPRING, "02:30", "06:00"),
        NoSuchHour,
    ),
    Twin(
        "what-happens-once-has-no-second",
        struck(intervals, "instant", "qu'une fois"),
        partial(span, MONDAY, "09:00", "12:00", until_second=True),
        HappensOnce,
    ),
    Twin(
        "time-passes",
        {"intervals._check_passed": nothing},
        partial(span, MONDAY, "09:00", "09:00"),
        NoTimePassed,
    ),
    Twin(
        "nobody-approves-their-own-hours",
        struck(WeekSheet, "approve", "vos propres heures"),
        lambda: submitted().approve("bea", ON, own="bea"),
        OwnHours,
    ),
    Twin(
        "nobody-approves-what-was-theirs-when-it-was-written",
        {"week_sheet.WeekSheet.account": Forgotten(None)},
        lambda: submitted(grounds(staff=staff(person="bea"))).approve("bea", ON, None),
        OwnHours,
    ),
    Twin(
        "nobody-changes-which-account-is-theirs",
        struck(Staff, "amend", "Cette entrée est la vôtre"),
        lambda: staff(person="bea").amend(staff().particulars, "sealed", ON, "bea"),
        OwnAccount,
    ),
    Twin(
        "another-person-approves",
        struck(WeekSheet, "approve", "saisi ou transmis"),
        lambda: submitted().approve("ben", ON, None),
        AnotherPersonNeeded,
    ),
    Twin("the-author-submits", struck(WeekSheet, "submit", "son auteur"), submitted_by_another, AuthorNeeded),
    Twin(
        "a-sheet-has-hours",
        struck(WeekSheet, "submit", "au moins une heure"),
        lambda: empty().submit(grounds(), "ben", ON),
        NothingEntered,
    ),
    Twin(
        "hours-submitted-once-change-with-a-reason",
        struck(WeekSheet, "write", "déjà été transmises"),
        lambda: written_again(returned()),
        ReasonMissing,
    ),
    Twin(
        "what-is-submitted-is-written-no-more",
        lifecycle(State.SUBMITTED, "write", State.SUBMITTED),
        lambda: written_again(submitted(), "Une heure oubliée."),
        OutOfTurn,
    ),
    Twin(
        "what-a-claim-holds-is-not-reopened",
        lifecycle(State.LOCKED, "reopen", State.DRAFT),
        lambda: locked().reopen("bea", NOW, "Trop tard."),
        OutOfTurn,
    ),
    Twin(
        "only-approved-hours-are-claimed",
        lifecycle(State.SUBMITTED, "lock", State.LOCKED),
        lambda: submitted().lock(1),
        OutOfTurn,
    ),
    Twin(
        "hours-are-looked-at-when-they-are-opened",
        {"impossible.check": nothing},
        lambda: draft(grounds(entry(MONDAY.replace(day=9)))),
        HoursImpossible,
    ),
    Twin(
        "hours-are-looked-at-when-they-are-written",
        {"impossible.check": nothing},
        lambda: draft().write(grounds(entry(MONDAY.replace(day=9))), "ben", NOW),
        HoursImpossible,
    ),
    Twin(
        "hours-are-looked-at-again-when-they-are-submitted",
        {"impossible.check": nothing},
        lambda: draft().submit(grounds(entry(MONDAY.replace(day=9))), "ben", ON),
        HoursImpossible,
    ),
    Twin(
        "hours-are-entered-on-a-grant-that-is-open",
        struck(Hours, "open_for_hours", "NotOpenForHours"),
        lambda: granted(state=GrantState.CLOSED).approve_hours(submitted(), ON),
        NotOpenForHours,
    ),
    Twin("a-departure-has-come", struck(Staff, "leave", "à venir"), left_tomorrow, Invalid),
    Twin("prior-information-was-given", struck(register, "_check_informed", "à venir"), informed_tomorrow, Invalid),
)


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    taking_away.refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    taking_away.goes_through(twin, monkeypatch)


# --- what counts, and how much


class Endless(dict[str, int]):
    """As much as anybody asks."""

    def get(self, *_: Any) -> int:
        return 10**9


def on_the_wall(day: date, clock: str, second: bool, field: str) -> datetime:
    """A wall time taken as if no hour ever changed."""
    return datetime.combine(day, time.fromisoformat(clock), UTC)


def count(released: list[Worked], replaced: list[Worked], **how: Any) -> int:
    """The minutes that count."""
    return matched(released, replaced, **how).matched_minutes


MORNING, ELSEWHERE = hours(DAY, "09:00", "12:00"), hours(DAY, "09:00", "12:00", team="cuisine")
ARMISTICE = hours(date(2020, 11, 11), "09:00", "12:00")
PAID = hours(DAY, "09:00", "12:00", paid_by="opco")
TWICE = [hours(DAY, "09:00", "12:00", sheet="s1"), hours(DAY, "09:00", "12:00", sheet="s2")]
BOTH = [hours(DAY, "09:00", "12:00"), hours(LATER, "09:00", "12:00", of="ari", rate="support")]


def any_order() -> bool:
    """Whether two orders of the same hours say the same of each."""
    return matched(BOTH, [MORNING]) == matched(BOTH[::-1], [MORNING])


def left_after_a_claim() -> int:
    """Of 720 hours, ten are claimed."""
    return granted(claims=(claim(1, *DECEMBER, minutes=600),)).minutes_left()["trainer"]


def claimed_twice() -> bool:
    """Whether an hour that a claim holds is taken for a free one."""
    return not granted(claims=(claim(1, *DECEMBER, "s1"),)).claimed("s1", date(2020, 12, 2))


def claimed_after_the_period() -> bool:
    """Whether the claim of December holds a day of January of the same sheet."""
    return granted(claims=(claim(1, *DECEMBER, "s1"),)).claimed("s1", date(2021, 1, 1))


def unlocked_once() -> State:
    """Two claims hold a sheet, one of them is rejected."""
    sheet = locked()
    sheet.lock(2)
    sheet.unlock(1)
    return sheet.state


FACTS = (
    Fact(
        "a-spring-night-is-an-hour-shorter",
        {"intervals.instant": on_the_wall},
        lambda: span(date(2021, 3, 27), "22:00", "06:00").minutes,
        420,
    ),
    Fact(
        "an-autumn-night-is-an-hour-longer",
        {"intervals.instant": on_the_wall},
        lambda: span(date(2020, 10, 24), "22:00", "06:00").minutes,
        540,
    ),
    Fact("a-holiday-does-not-count", {"matching.holiday": nothing}, lambda: count([ARMISTICE], [MORNING]), 0),
    Fact("an-hour-has-one-payer", {"matching.Worked.paid_by": Forgotten("")}, lambda: count([PAID], [MORNING]), 0),
    Fact("a-substitute-has-one-payer", {"matching.Worked.paid_by": Forgotten("")}, lambda: count([MORNING], [PAID]), 0),
    Fact(
        "a-month-is-replaced-within-itself",
        {"matching.month_of": lambda day: "always"},
        lambda: count([MORNING], [hours(NEXT_MONTH, "09:00", "12:00")]),
        0,
    ),
    Fact(
        "hour-by-hour-is-at-the-same-moment",
        {"matching.SLOTS": {"hour": matching._by_month}},
        lambda: count([MORNING], [hours(LATER, "09:00", "12:00")], period="hour"),
        0,
    ),
    Fact(
        "a-team-is-replaced-within-itself",
        {"matching.Worked.team": Forgotten("all")},
        lambda: count([MORNING], [ELSEWHERE]),
        0,
    ),
    Fact(
        "a-person-is-replaced-by-their-own-substitute",
        {"matching.PERSON": "nobody"},
        lambda: count([MORNING], [hours(DAY, "09:00", "12:00", of="ari")], scope="person"),
        0,
    ),
    Fact(
        "two-substitutes-of-one-person-replace-one-hour",
        {"matching.union": list},
        lambda: count([MORNING, hours(LATER, "09:00", "12:00")], TWICE),
        180,
    ),
    Fact(
        "no-more-than-is-granted",
        {"matching._Tally.granted": Forgotten(Endless())},
        lambda: count([MORNING], [MORNING], granted={"trainer": 60}),
        60,
    ),
    Fact(
        "hours-outside-the-grant-do-not-count",
        {"matching.Days.__contains__": lambda days, day: True},
        lambda: count([MORNING], [MORNING], grant=matching.Days(*DECEMBER)),
        0,
    ),
    Fact("order-changes-nothing", {"matching._Piece.order": 0}, any_order, True),
    Fact("what-is-claimed-is-not-left", {"grant_hours.Hours.live_claims": ()}, left_after_a_claim, 42_600),
    Fact("an-hour-is-claimed-once", {"grant_hours.Hours.live_claims": ()}, claimed_twice, False),
    Fact(
        "a-claim-holds-the-days-of-its-period",
        {"grant_hours._covers": lambda claim, day: True},
        claimed_after_the_period,
        False,
    ),
    Fact(
        "a-week-of-two-claims-stays-locked",
        {"week_sheet.WeekSheet.claims": Forgotten(1)},
        unlocked_once,
        State.LOCKED,
    ),
    Fact(
        "a-reopened-sheet-is-approved-no-more",
        lifecycle(State.APPROVED, "reopen", State.APPROVED),
        lambda: _reopened().state,
        State.DRAFT,
    ),
)


def _reopened() -> WeekSheet:
    sheet = approved()
    sheet.reopen("bea", NOW, "Erreur de jour.")
    return sheet


@each(FACTS)
def test_with_the_rule_it_counts_so(twin: Fact) -> None:
    taking_away.holds(twin)


@each(FACTS)
def test_without_the_rule_it_counts_otherwise(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    taking_away.no_longer_holds(twin, monkeypatch)
