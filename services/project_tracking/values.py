"""Small values of this service, beside those that all services share."""

from services.chassis.refusal import Refusal
from services.chassis.values import Act, Code, Count, Day, Id, Label, Remark, Slug, Text, Value

__all__ = [
    "Act",
    "Code",
    "Day",
    "Id",
    "IncubatorSeen",
    "Label",
    "Motive",
    "OwnOrganisation",
    "Persons",
    "Remark",
    "Slug",
    "Text",
    "Value",
]

Persons = Count


class Motive(Value):
    """Why something is returned or refused: the point or line at fault, and what to do about it."""

    point: Code
    text: Text


class IncubatorSeen(Value):
    """What is known here of an incubator: its state and its members, the lead among them."""

    id: Id
    state: Code
    members: frozenset[Id] = frozenset()


class OwnOrganisation(Refusal):
    """An officer may not decide on what their own organisation carries."""

    code, title = "own-organisation", "Déport nécessaire"
