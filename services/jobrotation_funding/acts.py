"""The act behind a decision: what was decided has a number and a day, and that day has come. Pure."""

from datetime import date

from services.chassis.refusal import Refusal
from services.jobrotation_funding.values import Act


class ActToCome(Refusal):
    """Nothing is recorded before the act that decides it."""

    code, title = "act-to-come", "Acte à venir"


class ActAlreadyApplied(Refusal):
    """This act already made this change; sending it again makes none."""

    code, title = "act-already-applied", "Acte déjà appliqué"


def check_act(act: Act, today: date, field: str = "act") -> None:
    """Raises ActToCome for an act of the future."""
    if act.on > today:
        raise ActToCome("L'acte est daté de l'avenir : enregistrez-le une fois pris.", field=f"{field}/on")
