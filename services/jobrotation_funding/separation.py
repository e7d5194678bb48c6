"""Who may not do what after what: two steps by two persons, and the delegation that each step cites. Pure.

RULES.md, "Who decides what". ``duties`` keeps the ceilings and who stands aside.
"""

from datetime import date
from typing import Self

from services.chassis.actor import Actor, Duty, DutyName
from services.chassis.dossier import Dossier
from services.chassis.refusal import Forbidden, Refusal
from services.jobrotation_funding.duties import check_ceiling
from services.jobrotation_funding.values import Amount, Code, Day, Label, Remark, Value

CITED = "delegation"


class Citing(Dossier):
    """A dossier that keeps with its audit under which delegation an officer acted, where no field of its own does."""

    def cite(self, under: "Delegation") -> None:
        """Keep it."""
        self._explain(CITED, "RULES.md, Who decides what", under.reference, **under.model_dump(mode="json"))


class SamePerson(Refusal):
    """The same person would do two steps that two persons must do."""

    code, title = "second-person-needed", "Une autre personne doit agir"


class Delegation(Value):
    """The delegation that somebody acted under, as it stood on that day: it is evidence of the payment."""

    duty: Code
    reference: Label
    scope: Remark = ""
    ceiling_cents: Amount | None = None
    since: Day
    until: Day | None = None

    @classmethod
    def of(cls, duty: Duty) -> Self:
        """The delegation of a duty."""
        return cls(duty=duty.name.value, **duty.model_dump(exclude={"name"}))


def another_person(by: str, done: str, *others: str | None) -> None:
    """Raises SamePerson when one of ``others`` is who acts now. ``done``: what they did (« certifié ce décompte »)."""
    if by in others:
        raise SamePerson(f"Vous avez {done} : une autre personne doit prendre la suite.")


def delegation(actor: Actor, name: DutyName, day: date, cents: int = 0, *others: DutyName) -> Delegation:
    """The delegation under which this actor may act on that day for that amount (cents).

    ``others``: duties that allow the step as well; the first of these names that reaches so far is cited.
    Raises DelegationCeiling, which names the ceiling, or Forbidden without the duty.
    """
    check_ceiling(actor.duties, name, day, cents, *others)
    held = [duty for each in (name, *others) for duty in actor.duties if duty.name == each and duty.holds_on(day)]
    reach = [duty for duty in held if duty.ceiling_cents is None or cents <= duty.ceiling_cents]
    if not reach:
        raise Forbidden("Votre délégation ne couvre pas cette action aujourd'hui.", duty=name.value)
    return Delegation.of(reach[0])
