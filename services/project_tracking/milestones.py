"""Milestones: planned once, forecast anew with a reason, reached on a day; ``end`` is the end of the experiment."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from contracts import tracking_parts as published
from services.chassis.refusal import Invalid, NotFound, Refusal
from services.project_tracking.values import Day, Label, Slug, Text, Value

END = "end"


class Cause(StrEnum):
    """Why dates move or an experiment stops; the French words are what people choose from."""

    HEALTH = "health"
    RECRUITMENT = "recruitment"
    PARTNER = "partner"
    EQUIPMENT = "equipment"
    COST = "cost"
    ORGANISATION = "organisation"
    RESULTS = "results"
    OTHER = "other"


CAUSES = {
    Cause.HEALTH: "Situation sanitaire",
    Cause.RECRUITMENT: "Recrutement du public",
    Cause.PARTNER: "Partenaire défaillant ou absent",
    Cause.EQUIPMENT: "Matériel, locaux ou outils",
    Cause.COST: "Coût",
    Cause.ORGANISATION: "Organisation interne",
    Cause.RESULTS: "Résultats insuffisants",
    Cause.OTHER: "Autre raison",
}


class MilestoneReached(Refusal):
    """A milestone that is already reached does not move any more."""

    code, title = "milestone-reached", "Jalon déjà atteint"


class Move(Value):
    """One change of a forecast, with its reason."""

    previous: Day
    forecast: Day
    cause: Cause
    explanation: Text
    on: Day


class PlannedMilestone(Value):
    """A milestone as it is proposed."""

    code: Slug
    label: Label
    planned: Day


class Milestone(PlannedMilestone):
    """A milestone as it is followed: ``planned`` never changes, ``forecast`` does, ``actual`` ends it."""

    forecast: Day
    actual: Day | None = None
    moves: tuple[Move, ...] = ()

    @classmethod
    def plan(cls, planned: PlannedMilestone) -> "Milestone":
        """The milestone as planned, its forecast being the plan."""
        return cls(**planned.model_dump(), forecast=planned.planned)

    @property
    def day(self) -> date:
        """The day it was reached, or is forecast for."""
        return self.actual or self.forecast

    def reach(self, on: date, today: date) -> "Milestone":
        """Reached on a day that is not to come. Raises MilestoneReached, Invalid."""
        self._open()
        if on > today:
            raise Invalid("Un jalon se constate : sa date ne peut pas être à venir.", field="on")
        return self.model_copy(update={"actual": on})

    def move(self, to: date, cause: Cause, explanation: str, on: date) -> "Milestone":
        """Forecast for another day. Raises MilestoneReached, Invalid when the day does not change."""
        self._open()
        if to == self.forecast:
            raise Invalid("La nouvelle date est celle déjà prévue.", field="forecast")
        move = Move(previous=self.forecast, forecast=to, cause=cause, explanation=explanation, on=on)
        return self.model_copy(update={"forecast": to, "moves": (*self.moves, move)})

    def public(self) -> published.Milestone:
        """What everyone may see of it."""
        return published.Milestone(
            code=self.code, label=self.label, planned=self.planned, forecast=self.forecast, actual=self.actual
        )

    def _open(self) -> None:
        if self.actual:
            raise MilestoneReached(
                f"« {self.label} » a été atteint le {self.actual:%d/%m/%Y} : sa date ne change plus."
            )


def check_plan(planned: Sequence[PlannedMilestone], starts_on: date, ends_on: date) -> None:
    """Raises Invalid for a repeated code, or a milestone before the start or after the end."""
    for rank, milestone in enumerate(planned):
        field = f"description/milestones/{rank}"
        if milestone.code == END or milestone.code in {other.code for other in planned[:rank]}:
            raise Invalid("Ce code de jalon est déjà pris.", field=f"{field}/code")
        if not starts_on <= milestone.planned <= ends_on:
            raise Invalid("Un jalon se place entre le début et la fin prévus.", field=f"{field}/planned")


def plan(planned: Sequence[PlannedMilestone], ends_on: date) -> tuple[Milestone, ...]:
    """The milestones of a plan in the order of their days, with the end of the experiment as the last one."""
    end = PlannedMilestone(code=END, label="Fin de l'expérimentation", planned=ends_on)
    ordered = sorted(planned, key=lambda milestone: milestone.planned)
    return tuple(Milestone.plan(each) for each in (*ordered, end))


def milestone(among: Sequence[Milestone], code: str) -> Milestone:
    """The milestone of that code. Raises NotFound."""
    for each in among:
        if each.code == code:
            return each
    raise NotFound("Ce jalon n'existe pas dans cette expérimentation.", field="milestone")


def replaced(among: Sequence[Milestone], new: Milestone) -> tuple[Milestone, ...]:
    """The milestones with one of them in its new shape."""
    return tuple(new if each.code == new.code else each for each in among)


def added(among: Sequence[Milestone], new: PlannedMilestone, starts_on: date, ends_on: date) -> tuple[Milestone, ...]:
    """The milestones with one more before the end. Raises Invalid as ``check_plan`` does."""
    if new.code in {each.code for each in among}:
        raise Invalid("Ce code de jalon est déjà pris.", field="code")
    if not starts_on <= new.planned <= ends_on:
        raise Invalid("Un jalon se place entre le début et la fin prévus.", field="planned")
    return (*among[:-1], Milestone.plan(new), among[-1])
