"""Small values of this service, beside those that all services share."""

from enum import StrEnum

from services.chassis.refusal import Refusal
from services.chassis.values import Code, Command, Day, Id, Label, Moment, Remark, Slug, Text, Value

__all__ = [
    "Code",
    "Command",
    "Day",
    "Id",
    "Label",
    "Moment",
    "OwnOrganisation",
    "Remark",
    "SecondPersonNeeded",
    "Slug",
    "Source",
    "Text",
    "Value",
]


class Source(StrEnum):
    """Where an article comes from: an experiment of the programme, or a practice captured without one."""

    EXPERIMENT = "experiment"
    PRACTICE = "practice"


class OwnOrganisation(Refusal):
    """An editor does not decide on what their own organisation carries."""

    code, title = "own-organisation", "Déport nécessaire"


class SecondPersonNeeded(Refusal):
    """Who wrote or reviewed a text does not decide on it."""

    code, title = "second-person-needed", "Une autre personne doit décider"
