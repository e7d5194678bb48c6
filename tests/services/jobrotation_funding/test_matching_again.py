"""A month matched once more for what came after a claim: nothing counts twice, nothing lawful is lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.hours_to_claim import belongs
from services.jobrotation_funding.hours_to_claim import matched as to_claim
from services.jobrotation_funding.intervals import Span, apart, shared
from services.jobrotation_funding.matching import Days, Matched, Worked, match
from services.jobrotation_funding.staff import Side
from services.jobrotation_funding.week_sheet import WeekSheet
from tests.services.jobrotation_funding.making_hours import (
    approved,
    claim,
    entry,
    granted,
    grounds,
    replacing,
    span,
    staff,
)
from tests.services.jobrotation_funding.test_matching import ALL, DAY, HOW, LATER, RELEASED, REPLACED, hours
from tests.services.jobrotation_funding.twinning import Fact
from tests.support import taking_away
from tests.support.taking_away import Forgotten, each

NOVEMBER = Days(date(2020, 11, 1), date(2020, 11, 30))
SECOND, TENTH, MID = date(2020, 11, 2), date(2020, 11, 10), date(2020, 11, 16)
PLENTY = {"trainer": 10**6, "support": 10**6}


def week(id: str, side: Side, day: date, monday: date, **said: str) -> WeekSheet:
    """Three approved hours of a morning: Ana is released, Rémi replaces her."""
    if side is Side.RELEASED:
        return approved(grounds(entry(day), week=monday), id)
    return approved(replacing(entry(day, replaces="ana"), week=monday, staff=staff("remi", Side.REPLACING, **said)), id)


def hold(grant: Grant, number: int, found: Matched, *sheets: WeekSheet) -> None:
    """A claim of November is deposited over these sheets."""
    for sheet in sheets:
        sheet.lock(number, [Span(each.since, each.until) for each in found.counted if each.sheet == sheet.id])
    lines = sum(line.minutes for line in found.lines)
    made = claim(number, NOVEMBER.since, NOVEMBER.until, *(sheet.id for sheet in sheets), minutes=lines)
    grant.claims = (*grant.claims, made)


def ask(grant: Grant, *sheets: WeekSheet) -> Matched:
    """What a claim of November would hold."""
    assert grant.terms is not None
    return to_claim(grant, grant.terms, sheets, NOVEMBER)


def test_an_hour_that_a_claim_did_not_count_counts_once_its_substitute_has_come() -> None:
    grant, released = granted(), week("s1", Side.RELEASED, TENTH, date(2020, 11, 9))
    first = ask(grant, released)
    assert (first.released_minutes, first.matched_minutes, first.reasons) == (180, 0, (("no-substitute", 180),))
    hold(grant, 1, first, released)
    late = week("s2", Side.REPLACING, MID, MID)
    second = ask(grant, released, late)
    assert (second.released_minutes, second.matched_minutes, second.reasons) == (180, 180, ())
    assert [(each.sheet, each.since, each.until) for each in second.counted] == [
        ("s1", span(TENTH, "09:00", "12:00").start, span(TENTH, "09:00", "12:00").end)
    ]
    hold(grant, 2, second, released, late)
    third = ask(grant, released, late)
    assert (third.released_minutes, third.matched_minutes, third.reasons) == (0, 0, ())


def test_a_substitute_whose_hours_count_replaces_nobody_else() -> None:
    grant = granted()
    released, substitute = week("s1", Side.RELEASED, TENTH, date(2020, 11, 9)), week("s2", Side.REPLACING, MID, MID)
    first = ask(grant, released, substitute)
    hold(grant, 1, first, released, substitute)
    late = approved(grounds(entry(SECOND), staff=staff("ari")), "s3")
    again = ask(grant, released, substitute, late)
    assert (again.released_minutes, again.matched_minutes, again.reasons) == (180, 0, (("no-substitute", 180),))
    assert [each.sheet for each in again.unmatched] == ["s3"]


def test_what_a_claim_left_over_of_a_substitute_replaces_who_comes_late() -> None:
    grant = granted()
    released = week("s1", Side.RELEASED, TENTH, date(2020, 11, 9))
    long = approved(
        replacing(entry(MID, "09:00", "14:00", replaces="ana"), week=MID, staff=staff("remi", Side.REPLACING)), "s2"
    )
    hold(grant, 1, ask(grant, released, long), released, long)
    late = approved(grounds(entry(SECOND), staff=staff("ari")), "s3")
    again = ask(grant, released, long, late)
    assert (again.matched_minutes, again.reasons) == (120, (("no-substitute", 60),))
    assert grant.terms is not None
    # The sheet of the substitute is evidence of the new claim; Ana's hours are not, for they count elsewhere.
    sheets = [each.id for each in (long, late) if belongs(grant, grant.terms, each, NOVEMBER, again)]
    assert sheets == ["s2", "s3"]


def test_a_rejected_claim_gives_its_hours_back() -> None:
    grant = granted()
    released, substitute = week("s1", Side.RELEASED, TENTH, date(2020, 11, 9)), week("s2", Side.REPLACING, MID, MID)
    first = ask(grant, released, substitute)
    hold(grant, 1, first, released, substitute)
    grant.claims = ()
    for sheet in (released, substitute):
        sheet.unlock(1)
    assert ask(grant, released, substitute) == first


def again(first: Matched, released: Sequence[Worked], replaced: Sequence[Worked], **how: Any) -> Matched:
    """Matched once more after a claim of what came first; every released hour of it is held."""
    counted: dict[str, list[Span]] = {each.sheet: [] for each in released}
    for part in first.counted:
        counted[part.sheet].append(Span(part.since, part.until))
    left = [replace(each, span=part) for each in released for part in apart(each.span, counted[each.sheet])]
    taken = [replace(each, span=part) for each in released for part in shared(each.span, counted[each.sheet])]
    return match(left, replaced, granted=PLENTY, asked=ALL, claimed=taken, **how)


def own_sheets(worked: Sequence[Worked], side: str) -> list[Worked]:
    """Each stretch on a sheet of its own."""
    return [replace(each, sheet=f"{side}-{rank}", entry=0) for rank, each in enumerate(worked)]


@settings(max_examples=50)
@given(RELEASED, REPLACED, st.integers(0, 8), st.integers(0, 8), HOW)
def test_in_two_claims_as_much_counts_as_in_one(
    released: list[Worked], replaced: list[Worked], some: int, few: int, how: dict[str, Any]
) -> None:
    freed, filled = own_sheets(released, "released"), own_sheets(replaced, "replaced")
    whole = match(freed, filled, granted=PLENTY, asked=ALL, **how)
    first = match(freed[:some], filled[:few], granted=PLENTY, asked=ALL, **how)
    second = again(first, freed, filled, **how)
    assert first.matched_minutes + second.matched_minutes == whole.matched_minutes
    both = [*first.counted, *second.counted]
    for sheet in {part.sheet for part in both}:
        spans = sorted(Span(each.since, each.until) for each in both if each.sheet == sheet)
        assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.parametrize("period", ["month", "hour"])
def test_what_counts_is_written_where_it_was_released(period: str) -> None:
    released = [hours(DAY, "09:00", "12:00"), hours(LATER, "09:00", "12:00")]
    found = match(released, [hours(DAY, "09:00", "13:00")], granted=PLENTY, asked=NOVEMBER, period=period)
    minutes = {each.sheet: Span(each.since, each.until).minutes for each in found.counted}
    assert minutes == ({f"ana-{DAY}": 180, f"ana-{LATER}": 60} if period == "month" else {f"ana-{DAY}": 180})


# --- without the rule


def counted_again() -> int:
    """The minutes that a second claim counts of hours that a first one counts already."""
    grant = granted()
    released, substitute = week("s1", Side.RELEASED, TENTH, date(2020, 11, 9)), week("s2", Side.REPLACING, MID, MID)
    hold(grant, 1, ask(grant, released, substitute), released, substitute)
    return ask(grant, released, substitute).matched_minutes


def told_again() -> int:
    """The released minutes that a second claim tells of hours that a first one did not count."""
    grant, released = granted(), week("s1", Side.RELEASED, TENTH, date(2020, 11, 9))
    hold(grant, 1, ask(grant, released), released)
    return ask(grant, released).released_minutes


def replaced_again() -> int:
    """The late minutes that a substitute replaces whose hours count for somebody else."""
    grant = granted()
    released, substitute = week("s1", Side.RELEASED, TENTH, date(2020, 11, 9)), week("s2", Side.REPLACING, MID, MID)
    hold(grant, 1, ask(grant, released, substitute), released, substitute)
    return ask(grant, released, substitute, approved(grounds(entry(SECOND), staff=staff("ari")), "s3")).matched_minutes


FACTS = (
    Fact("an-hour-counts-in-one-claim", {"week_sheet.WeekSheet.claimed": Forgotten(())}, counted_again, 0),
    Fact("an-hour-that-does-not-count-is-told-once", {"matching.Worked.held": Forgotten(False)}, told_again, 0),
    Fact("a-substitute-counts-in-one-claim", {"matching._left": lambda room, taken: room}, replaced_again, 0),
)


@each(FACTS)
def test_with_the_rule_it_counts_so(twin: Fact) -> None:
    taking_away.holds(twin)


@each(FACTS)
def test_without_the_rule_it_counts_otherwise(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    taking_away.no_longer_holds(twin, monkeypatch)
