"""The hours of a month as people enter them: whole days of seven hours, and the file that an employer imports.

Those who are released take turns by the week, and so do those who replace them; the last days of a month are those
that nobody replaced.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from deploy.local.story.money.shape import Grant, Month
from services.chassis.calendar import is_working_day

A_DAY = 7
HEADER = "matricule;cote;jour;debut;fin;remplace;paye_par"
BEGINS = 9


@dataclass(frozen=True)
class Hand:
    """Somebody of the employer's staff: their own number there, the side they are on, their role."""

    matricule: str
    side: str
    role: str
    name: str


NAMES = (
    "Aline Moreau", "Bilal Saïdi", "Capucine Roux", "Damien Lefèvre", "Estelle Noiret", "Farid Mansour", "Gwendal Ké",
    "Héloïse Perrin", "Idriss Ba", "Justine Olivier",
)  # fmt: skip


def hands(grant: Grant) -> list[Hand]:
    """Who is released and who replaces: as many as were prepared, at least one a role."""
    found: list[Hand] = []
    for role, _ in grant.hours:
        first = role == grant.hours[0][0]
        substitutes = max(grant.preparations, 1) if first else 1
        sides = [("released", f"L{number}") for number in (1, 2)] if first else [("released", "L1")]
        sides += [("replacing", f"R{number}") for number in range(1, substitutes + 1)]
        for side, number in sides:
            found.append(Hand(f"{role[:3]}-{number}".upper(), side, role, NAMES[len(found) % len(NAMES)]))
    return found


def file_of(grant: Grant, months: list[Month]) -> str:
    """The file of these months, as an employer imports it."""
    return "\n".join([HEADER, *(line for month in months for line in _lines(grant, month))])


def _lines(grant: Grant, month: Month) -> Iterator[str]:
    ours = [hand for hand in hands(grant) if hand.role == month.role]
    released = [hand.matricule for hand in ours if hand.side == "released"]
    replacing = [hand.matricule for hand in ours if hand.side == "replacing"]
    days = _working_days(month.month, grant)
    left = month.replaced
    if month.holiday:
        yield _line(
            _turn(released, date.fromisoformat(month.holiday)), "libéré", date.fromisoformat(month.holiday), A_DAY
        )
    for day, hours in _spread(days, month.released - (A_DAY if month.holiday else 0) - month.paid_elsewhere):
        who = _turn(released, day)
        yield _line(who, "libéré", day, hours)
        if covered := min(hours, left):
            left -= covered
            yield _line(_turn(replacing, day), "remplaçant", day, covered, replaces=who)
    for day, hours in _spread(days[::-1], month.paid_elsewhere):
        yield _line(_turn(released, day), "libéré", day, hours, payer="OPCO")


def _line(who: str, side: str, day: date, hours: int, *, replaces: str = "", payer: str = "") -> str:
    return f"{who};{side};{day.isoformat()};{BEGINS}:00;{BEGINS + hours}:00;{replaces};{payer}"


def _turn(them: list[str], day: date) -> str:
    """Whose week it is."""
    return them[day.isocalendar().week % len(them)]


def _spread(days: list[date], hours: int) -> Iterator[tuple[date, int]]:
    """Whole days, and what is left on the last one."""
    for day in days:
        if hours <= 0:
            return
        yield day, min(hours, A_DAY)
        hours -= A_DAY


def _working_days(month: str, grant: Grant) -> list[date]:
    first = date.fromisoformat(f"{month}-01")
    days = [first + timedelta(days=number) for number in range(monthrange(first.year, first.month)[1])]
    within = (day for day in days if grant.starts_on <= day.isoformat() <= grant.ends_on)
    return [day for day in within if is_working_day(day)]
