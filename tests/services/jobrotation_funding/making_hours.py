"""Staff, entries, sheets in any state and a granted grant, for the tests of hours."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from services.chassis.calendar import paris
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import AidBasis, Claim, GrantLine, Request, Terms
from services.jobrotation_funding.grant_lifecycle import ClaimState
from services.jobrotation_funding.grant_lifecycle import State as GrantState
from services.jobrotation_funding.hours_grounds import Elsewhere, Grounds
from services.jobrotation_funding.intervals import Entry, Span
from services.jobrotation_funding.matching import Days
from services.jobrotation_funding.staff import Particulars, Side, Staff
from services.jobrotation_funding.week_sheet import WeekSheet
from services.jobrotation_funding.week_sheet_lifecycle import State

MONDAY = date(2020, 11, 2)
NOW = paris(date(2020, 11, 20), 12)
ON = date(2020, 11, 20)
G1_DAYS = Days(date(2020, 10, 1), date(2021, 6, 30))
TEAM = "chantier-école"


def staff(id: str = "ana", *sides: Side, **said: Any) -> Staff:
    """Somebody of Bâtir Ensemble, informed on 1 September 2020; released when nothing else is said."""
    content = {
        "matricule": f"M-{id}".upper(),
        "sides": sides or (Side.RELEASED,),
        "rate": "trainer",
        "team": TEAM,
        "informed_on": date(2020, 9, 1),
    }
    organisation, left_on = said.pop("organisation", "batir"), said.pop("left_on", None)
    particulars = Particulars.model_validate(content | said)
    return Staff(id=id, organisation=organisation, particulars=particulars, name="sealed", left_on=left_on)


def entry(day: date = MONDAY, since: str = "09:00", until: str = "12:00", **said: Any) -> Entry:
    """Three hours of a Monday morning, with changes."""
    return Entry(day=day, since=since, until=until, **said)


def span(day: date, since: str, until: str, **said: Any) -> Span:
    """The real interval of two wall times."""
    return entry(day, since, until, **said).span


def grounds(*entries: Entry, **changes: Any) -> Grounds:
    """The hours of Ana, released, on grant G1, looked at on 20 November 2020."""
    known: dict[str, Any] = {
        "side": Side.RELEASED,
        "week": MONDAY,
        "entries": entries or (entry(),),
        "now": NOW,
        "grant": G1_DAYS,
        "rates": frozenset({"trainer"}),
        "staff": staff(),
        "replaceable": {"ana": TEAM, "ari": TEAM},
    }
    return Grounds(**known | changes)


def replacing(*entries: Entry, **changes: Any) -> Grounds:
    """The hours of Rémi, who replaces."""
    return grounds(
        *(entries or (entry(replaces="ana"),)),
        **{"side": Side.REPLACING, "staff": staff("remi", Side.REPLACING)} | changes,
    )


def elsewhere(day: date, since: str, until: str, side: Side = Side.RELEASED, replaces: str | None = None) -> Elsewhere:
    """Hours that another sheet holds."""
    return Elsewhere(span(day, since, until), side, replaces, MONDAY)


# --- sheets


def draft(ground: Grounds | None = None, id: str = "s1", by: str = "ben") -> WeekSheet:
    """Written by Ben."""
    return WeekSheet.open(id, "g1", "batir", ground or grounds(), by, NOW)[0]


def submitted(ground: Grounds | None = None, id: str = "s1") -> WeekSheet:
    """Written and submitted by Ben."""
    sheet = draft(ground, id)
    sheet.submit(ground or grounds(), "ben", ON)
    return sheet


def approved(ground: Grounds | None = None, id: str = "s1") -> WeekSheet:
    """Approved by Bea."""
    sheet = submitted(ground, id)
    sheet.approve("bea", ON, None)
    return sheet


def locked() -> WeekSheet:
    """Held by one claim."""
    sheet = approved()
    sheet.lock(1)
    return sheet


SHEET_IN_STATE: dict[State, Callable[[], WeekSheet]] = {
    State.DRAFT: draft,
    State.SUBMITTED: submitted,
    State.APPROVED: approved,
    State.LOCKED: locked,
}


# --- the grant


def granted(**changes: Any) -> Grant:
    """G1 of the story as decided: 720 hours of trainers, matched by month and team."""
    terms = {
        "envelope": "e1",
        "line": "mobilisation",
        "vintage": 2020,
        "rate_card": "c1",
        "rate_card_code": "2020-A",
        "lines": (line(720 * 60), GrantLine(rate="preparation", label="Préparation", count=6, unit_cents=42_000)),
        "starts_on": G1_DAYS.since,
        "ends_on": G1_DAYS.until,
        "advance_percent": 30,
        "deduction_percent": 30,
        "matching_period": "month",
        "matching_scope": "team",
        "aid": AidBasis(basis="not-an-aid", why="Service non économique d'intérêt général."),
    }
    state = changes.pop("state", GrantState.GRANTED)
    claims = changes.pop("claims", ())
    return Grant(
        id=changes.pop("id", "g1"),
        state=state,
        organisation=changes.pop("organisation", "batir"),
        experiment="x5",
        requested_by="bea",
        asked=Request(),
        terms=Terms.model_validate(terms | changes),
        claims=claims,
    )


def line(minutes: int, rate: str = "trainer") -> GrantLine:
    """Hours at the rate of trainers in 2020-A."""
    return GrantLine(rate=rate, label="Formateur", minutes=minutes, unit_cents=3_240)


def claim(number: int, since: date, until: date, *sheets: str, minutes: int = 0, **changes: Any) -> Claim:
    """A claim that holds sheets."""
    said: dict[str, Any] = {
        "number": number,
        "kind": "interim",
        "state": ClaimState.SUBMITTED,
        "since": since,
        "until": until,
        "lines": (line(minutes),) if minutes else (),
        "sheets": sheets,
        "claimed_cents": 0,
        "submitted_on": ON,
        "submitted_by": "bea",
    }
    return Claim.model_validate(said | changes)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A UTC instant of an hour in Paris."""
    return paris(day, hour, minute)
