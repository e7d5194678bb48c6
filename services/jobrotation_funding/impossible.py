"""Hours that cannot have been: each is named with its entry, all are named at once. Pure.

``CHECKS`` is the list of what is looked at; each check answers the faults that it finds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from services.chassis.refusal import Invalid
from services.jobrotation_funding.hours_grounds import WEEK, Elsewhere, Fault, Grounds, monday
from services.jobrotation_funding.rules import number
from services.jobrotation_funding.staff import Side

DAY_MAXIMUM, WEEK_MAXIMUM = "day-maximum-minutes", "week-maximum-minutes"
MOST_NAMED = 3


class HoursImpossible(Invalid):
    """Hours that cannot have been. ``errors`` names every one of them."""

    code, title = "hours-impossible", "Heures impossibles"

    def __init__(self, faults: Sequence[Fault]) -> None:
        shown = " ".join(dict.fromkeys(fault.detail for fault in faults[:MOST_NAMED]))
        more = f" Et {len(faults) - MOST_NAMED} autre(s)." if len(faults) > MOST_NAMED else ""
        super().__init__(shown + more, errors=[fault.told() for fault in faults])
        self.faults = tuple(faults)


Check = Callable[[Grounds], Iterator[Fault]]


def faults(grounds: Grounds) -> list[Fault]:
    """Everything that cannot be, each once."""
    return list(dict.fromkeys(fault for check in CHECKS for fault in check(grounds)))


def check(grounds: Grounds) -> None:
    """Raises HoursImpossible naming all that cannot be."""
    if found := faults(grounds):
        raise HoursImpossible(found)


# --- of the sheet


def week_begins_on_monday(grounds: Grounds) -> Iterator[Fault]:
    """A week is a calendar week."""
    if grounds.week.weekday() != 0:
        yield Fault("week", "not-a-monday", "Une semaine se nomme par son lundi.")


def staff_is_of_the_employer(grounds: Grounds) -> Iterator[Fault]:
    """Hours of another employer's staff are theirs to enter."""
    if grounds.staff is None:
        detail = "Cette personne n'est pas au registre de l'employeur : inscrivez-la d'abord."
        yield Fault("staff", "staff-unknown", detail)


def staff_stands_on_this_side(grounds: Grounds) -> Iterator[Fault]:
    """Who is released and who replaces is said in the register."""
    if grounds.staff and grounds.side not in grounds.staff.particulars.sides:
        detail = (
            "Le registre ne dit pas cette personne de ce côté (libérée ou remplaçante) : corrigez-le, ou la feuille."
        )
        yield Fault("side", "other-side", detail)


def rate_is_granted(grounds: Grounds) -> Iterator[Fault]:
    """Released hours at a rate that nothing is granted for could never be paid."""
    if grounds.staff is None or grounds.side is not Side.RELEASED:
        return
    rate = grounds.staff.particulars.rate
    if rate not in grounds.rates:
        granted = ", ".join(sorted(grounds.rates)) or "aucun"
        detail = f"La subvention n'accorde aucune heure au taux « {rate} » (taux accordés : {granted})."
        yield Fault("staff", "rate-not-granted", detail)


# --- of each entry


def wall_times_exist(grounds: Grounds) -> Iterator[Fault]:
    """Both ends are moments, the end after the beginning."""
    for rank, span in enumerate(grounds.spans):
        if isinstance(span, Invalid):
            yield grounds.at(rank, span.field or "since", span.code, span.detail)


def days_are_of_the_week(grounds: Grounds) -> Iterator[Fault]:
    """An entry belongs to the week in which it begins; a night may end after it."""
    for rank, entry in enumerate(grounds.entries):
        if not grounds.week <= entry.day < grounds.week + WEEK:
            detail = f"Le {_french(entry.day)} n'est pas dans la semaine du {_french(grounds.week)}."
            yield grounds.at(rank, "day", "outside-week", detail)


def days_are_of_the_grant(grounds: Grounds) -> Iterator[Fault]:
    """Hours outside the grant's period are not paid."""
    for rank, _, span in grounds.numbered():
        outside = [day for day, _ in span.by_day() if day not in grounds.grant]
        if outside:
            since, until = _french(grounds.grant.since), _french(grounds.grant.until)
            detail = f"Le {_french(outside[0])} est hors de la période de la subvention ({since} – {until})."
            yield grounds.at(rank, "day", "outside-grant", detail)


def days_are_not_claimed(grounds: Grounds) -> Iterator[Fault]:
    """The days of a week that a claim holds stay as they were claimed; the others still take hours."""
    for rank, _, span in grounds.numbered():
        held = [day for day, _ in span.by_day() if day in grounds.claimed]
        if held:
            claim = grounds.claimed[held[0]]
            detail = f"Le {_french(held[0])} est dans le décompte n° {claim} : les heures de ce jour ne changent plus."
            yield grounds.at(rank, "day", "day-claimed", detail)


def hours_have_come(grounds: Grounds) -> Iterator[Fault]:
    """Hours are entered once they were worked."""
    for rank, entry, span in grounds.numbered():
        if span.end > grounds.now:
            detail = f"Les heures du {_french(entry.day)} ne sont pas encore passées : saisissez-les une fois faites."
            yield grounds.at(rank, "until", "to-come", detail)


def staff_was_informed(grounds: Grounds) -> Iterator[Fault]:
    """Presence serves to check hours only once the person was told."""
    informed = grounds.staff.particulars.informed_on if grounds.staff else date.min
    for rank, entry in enumerate(grounds.entries):
        if entry.day < informed:
            detail = f"La personne n'a été informée du contrôle des heures que le {_french(informed)}."
            yield grounds.at(rank, "day", "not-informed", detail)


def staff_was_still_there(grounds: Grounds) -> Iterator[Fault]:
    """Nobody works after their last day."""
    left = grounds.staff.left_on if grounds.staff else None
    for rank, entry in enumerate(grounds.entries):
        if left is not None and entry.day > left:
            yield grounds.at(rank, "day", "staff-left", f"La personne a quitté l'effectif le {_french(left)}.")


def replaced_staff_is_known(grounds: Grounds) -> Iterator[Fault]:
    """A replacing hour names the released colleague; a released one names nobody."""
    for rank, entry in enumerate(grounds.entries):
        if grounds.side is Side.RELEASED:
            if entry.replaces is not None:
                yield grounds.at(rank, "replaces", "replaces-nobody", "Une heure libérée ne remplace personne.")
        elif entry.replaces is None:
            yield grounds.at(
                rank, "replaces", "replaces-missing", "Dites quelle personne libérée cette heure remplace."
            )
        elif entry.replaces not in grounds.replaceable:
            detail = "La personne remplacée n'est pas au registre de l'employeur, côté libéré."
            yield grounds.at(rank, "replaces", "replaced-unknown", detail)
        elif grounds.staff and entry.replaces == grounds.staff.id:
            yield grounds.at(rank, "replaces", "replaces-self", "Personne ne se remplace soi-même.")


# --- of the person, over all their sheets


def nobody_is_in_two_places(grounds: Grounds) -> Iterator[Fault]:
    """No hour twice, in this sheet or another of the same person; an hour has one payer."""
    seen: list[tuple[Elsewhere, str]] = [
        (other, f"une feuille de la semaine du {_french(other.week)}") for other in grounds.others
    ]
    for rank, entry, span in grounds.numbered():
        for other, where in seen:
            if span.meets(other.span):
                code, detail = _meeting(grounds.side, entry.replaces, other)
                yield grounds.at(rank, "since", code, detail.format(where=where))
        seen.append((Elsewhere(span, grounds.side, entry.replaces, grounds.week), f"la ligne {grounds.line(rank)}"))


def days_keep_the_maximum(grounds: Grounds) -> Iterator[Fault]:
    """No stretch and no legal day longer than the law's maximum."""
    totals = _totals(grounds.others, lambda day: day)
    for rank, entry, span in grounds.numbered():
        most = number(DAY_MAXIMUM, entry.day)
        if span.minutes > most:
            yield grounds.at(
                rank, "until", "too-long", f"Plus de {_hours(most)} d'affilée : corrigez le début ou la fin."
            )
        for day, part in span.by_day():
            totals[day] += part.minutes
            if totals[day] > most >= part.minutes:
                detail = f"Le {_french(day)} dépasse {_hours(most)}, toutes feuilles de la personne comprises."
                yield grounds.at(rank, "day", "day-too-long", detail)


def weeks_keep_the_maximum(grounds: Grounds) -> Iterator[Fault]:
    """No calendar week longer than the law's maximum."""
    totals = _totals(grounds.others, monday)
    for rank, entry, span in grounds.numbered():
        most = number(WEEK_MAXIMUM, entry.day)
        for day, part in span.by_day():
            totals[monday(day)] += part.minutes
            if totals[monday(day)] > most:
                week = _french(monday(day))
                detail = f"La semaine du {week} dépasse {_hours(most)}, toutes feuilles de la personne comprises."
                yield grounds.at(rank, "day", "week-too-long", detail)


CHECKS: tuple[Check, ...] = (
    week_begins_on_monday,
    staff_is_of_the_employer,
    staff_stands_on_this_side,
    rate_is_granted,
    wall_times_exist,
    days_are_of_the_week,
    days_are_of_the_grant,
    days_are_not_claimed,
    hours_have_come,
    staff_was_informed,
    staff_was_still_there,
    replaced_staff_is_known,
    nobody_is_in_two_places,
    days_keep_the_maximum,
    weeks_keep_the_maximum,
)

MEETINGS = {
    "overlap": "Ces heures sont déjà dans {where} : une heure n'a qu'un payeur.",
    "two-at-once": "À cette heure, la même personne en remplace déjà une autre dans {where}.",
    "released-and-teaching": "À cette heure, la personne est à la fois libérée et remplaçante (voir {where}).",
}


def _meeting(side: Side, replaces: str | None, other: Elsewhere) -> tuple[str, str]:
    """What it means that two stretches of one person meet."""
    if side is not other.side:
        code = "released-and-teaching"
    else:
        code = "overlap" if replaces == other.replaces else "two-at-once"
    return code, MEETINGS[code]


def _totals(others: Sequence[Elsewhere], of: Callable[[date], date]) -> dict[date, int]:
    totals: dict[date, int] = defaultdict(int)
    for other in others:
        for day, part in other.span.by_day():
            totals[of(day)] += part.minutes
    return totals


def _french(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _hours(minutes: int) -> str:
    hours, left = divmod(minutes, 60)
    return f"{hours} h {left:02}" if left else f"{hours} h"
