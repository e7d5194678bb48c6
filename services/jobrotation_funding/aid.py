"""On what ground a grant is lawful as State aid, and the running total of de minimis aid of one undertaking. Pure.

Source: regulation (EU) 1407/2013 (2023/2831 from 2024); amounts are cents.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from services.chassis.calendar import months_later
from services.chassis.dossier import Explanation
from services.chassis.money import euros
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.grant_fields import AidBasis, GrantFields
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.rules import number, rule

DE_MINIMIS = "de-minimis"
BASES = {
    DE_MINIMIS: "Aide de minimis",
    "exempted-scheme": "Régime exempté de notification",
    "not-an-aid": "Pas une aide d'État",
}
HELD = (State.GRANTED, State.ENGAGED, State.CLOSED)
ONE_DAY = timedelta(days=1)


class DeMinimisCeiling(Refusal):
    """The undertaking would receive more de minimis aid than it may. ``facts``: ``total``, ``ceiling``, ``left``."""

    code, title = "de-minimis-ceiling", "Plafond de minimis dépassé"


def counts_from(on: date) -> date:
    """The first day whose aid still counts with that of ``on``: three years, to the day (the prudent reading)."""
    return months_later(on, -12 * number("de-minimis-years", on)) + ONE_DAY


def running_total(grants: Iterable[GrantFields], on: date) -> int:
    """What these grants of one undertaking gave it as de minimis aid over the years that end on a day, in cents."""
    since = counts_from(on)
    return sum(cents for decided_on, cents in _held(grants) if since <= decided_on <= on)


def check_aid(basis: AidBasis, cents: int, total: int, on: date, field: str) -> Explanation:
    """Why this grant is lawful on the day of its act. ``total``: what the undertaking has from us already, in cents.

    Raises Invalid for a ground that is none, DeMinimisCeiling naming what is left.
    """
    if basis.basis not in BASES:
        known = ", ".join(BASES)
        raise Invalid(f"Dites sur quel fondement l'aide est accordée : {known}.", field=f"{field}/basis")
    if basis.basis != DE_MINIMIS:
        return Explanation(rule="state-aid", version=basis.basis, outcome=basis.why, inputs={"cents": cents})
    ceiling = rule("de-minimis-ceiling-cents", on)
    left = max(ceiling.value - total - basis.declared_cents, 0)
    if cents > left:
        raise DeMinimisCeiling(
            f"Avec {euros(total + basis.declared_cents)} d'aides de minimis depuis le {counts_from(on):%d/%m/%Y}, "
            f"{euros(cents)} passeraient le plafond de {euros(ceiling.value)} : il reste {euros(left)}.",
            field=f"{field}/basis",
            total=total + basis.declared_cents,
            ceiling=ceiling.value,
            left=left,
        )
    inputs = {"cents": cents, "total": total, "declared": basis.declared_cents, "since": counts_from(on).isoformat()}
    after = euros(total + basis.declared_cents + cents)
    outcome = f"{after} sur {euros(ceiling.value)} : {basis.why}"
    return Explanation(rule="state-aid-de-minimis", version=ceiling.version, outcome=outcome, inputs=inputs)


def _held(grants: Iterable[GrantFields]) -> Iterator[tuple[date, int]]:
    """The day and the amount of each de minimis grant that holds, without what was given back unspent."""
    for grant in grants:
        if grant.state in HELD and grant.terms and grant.decided and grant.terms.aid.basis == DE_MINIMIS:
            yield grant.decided.act.on, grant.engaged_cents if grant.engagement else grant.terms.cents
