"""What holds for every officer who decides, certifies or orders: not for their own organisation, within the ceiling."""

from collections.abc import Collection, Iterable
from datetime import date

from services.chassis.actor import Duty, DutyName
from services.chassis.money import euros
from services.chassis.refusal import Refusal


class OwnOrganisation(Refusal):
    """Nobody decides, certifies or orders for an organisation they are a member of."""

    code, title = "own-organisation", "Déport nécessaire"


class DelegationCeiling(Refusal):
    """The delegation does not go as far. ``facts``: ``ceiling``, ``asked`` (cents), its ``reference``."""

    code, title = "delegation-ceiling", "Plafond de la délégation dépassé"


def check_own(own: Collection[str], organisation: str) -> None:
    """Raises OwnOrganisation when ``organisation`` is among the officer's ``own``."""
    if organisation in own:
        raise OwnOrganisation(
            "Vous êtes membre de cet organisme : laissez un autre agent décider, certifier ou ordonner.",
            organisation=organisation,
        )


def check_ceiling(duties: Iterable[Duty], name: DutyName, day: date, cents: int, *others: DutyName) -> None:
    """Raises DelegationCeiling when the amount (cents) passes the ceiling of every delegation held for it that day.

    ``others``: duties that allow the step as well.
    """
    held = [duty for duty in duties if duty.name in (name, *others) and duty.holds_on(day)]
    widest = max(held, key=lambda duty: (duty.ceiling_cents is None, duty.ceiling_cents or 0), default=None)
    if widest is None or widest.ceiling_cents is None or cents <= widest.ceiling_cents:
        return
    reach = euros(widest.ceiling_cents)
    raise DelegationCeiling(
        f"Votre délégation ({widest.reference}) va jusqu'à {reach} : {euros(cents)} la dépassent. "
        "Faites agir un agent dont la délégation suffit.",
        ceiling=widest.ceiling_cents,
        asked=cents,
        reference=widest.reference,
    )
