"""The staff register of an employer: who is released, who replaces, at which rate and in which team. Pure.

The name is sealed under the person's own key; everything else names nobody.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.values import Code, Day, Id, Label, Value


class Side(StrEnum):
    """On which side of the rotation somebody stands."""

    RELEASED = "released"
    REPLACING = "replacing"


class State(StrEnum):
    """Where a person of the register stands."""

    ACTIVE = "active"
    LEFT = "left"


LIFECYCLE = Lifecycle(
    {
        State.ACTIVE: {"amend": State.ACTIVE, "leave": State.LEFT},
        State.LEFT: {"come_back": State.ACTIVE},
    },
    labels={State.ACTIVE: "Dans l'effectif", State.LEFT: "Sortie de l'effectif"},
)

Matricule = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]
"""The employer's own number for somebody; upper and lower case are one."""


class OwnAccount(Refusal):
    """Nobody changes which account is theirs in the register: it keeps them from approving their own hours."""

    code, title = "own-account", "Votre propre compte"


class Particulars(Value):
    """What an employer says of somebody, without the name.

    ``informed_on``: when they were told that presence serves to check hours. ``person``: their own account, if they
    have one, so that nobody approves their own hours.
    """

    matricule: Matricule
    sides: Annotated[tuple[Side, ...], Field(min_length=1, max_length=2)]
    rate: Code
    team: Label
    informed_on: Day
    person: Id | None = None


class Staff(Dossier):
    """Somebody of an employer's staff. ``name`` is sealed."""

    kind: ClassVar[str] = "staff"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.ACTIVE
    organisation: Id
    particulars: Particulars
    name: str
    left_on: Day | None = None

    @classmethod
    def register(cls, id: str, organisation: str, particulars: Particulars, name: str, today: date) -> Self:
        """Enter somebody in the register. Raises Invalid when they are still to be informed."""
        _check_informed(particulars, today)
        staff = cls(id=id, organisation=organisation, particulars=particulars, name=name)
        staff._note("register")
        return staff

    def amend(self, particulars: Particulars, name: str, today: date, by: str) -> None:
        """Correct what is said of them; sheets keep the rate and the team that they were written with.

        Raises OwnAccount, Invalid when they are still to be informed.
        """
        self._become("amend")
        if by == self.particulars.person != particulars.person:
            raise OwnAccount(
                "Cette entrée est la vôtre : un autre membre de l'organisme change le compte auquel elle est liée.",
                field="particulars/person",
            )
        _check_informed(particulars, today)
        self.particulars, self.name = particulars, name

    def leave(self, on: date, today: date) -> None:
        """``on`` is their last day."""
        self._become("leave")
        if on > today:
            raise Invalid("Le départ se constate : sa date ne peut pas être à venir.", field="on")
        self.left_on = on

    def come_back(self) -> None:
        """They are there again."""
        self._become("come_back")
        self.left_on = None


def matricule_key(organisation: str, matricule: str) -> str:
    """The reservation of a matricule in its organisation."""
    return f"matricule:{organisation}:{matricule.upper()}"


def _check_informed(particulars: Particulars, today: date) -> None:
    if particulars.informed_on > today:
        raise Invalid(
            "L'information préalable se constate : sa date ne peut pas être à venir.", field="particulars/informed_on"
        )
