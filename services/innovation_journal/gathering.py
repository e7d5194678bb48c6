"""The rules of a gathering: a study day, a visit, a hackathon; announced, announced anew, or cancelled."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from contracts.innovation_journal import GatheringAnnounced
from services.chassis import reference
from services.chassis.calendar import legal_day
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Invalid, Refusal
from services.innovation_journal.rules import number
from services.innovation_journal.values import Code, Day, Id, Label, Moment, Slug, Text, Value

Codes = Annotated[tuple[Code, ...], Field(max_length=30)]


class State(StrEnum):
    """Where a gathering stands."""

    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


LIFECYCLE = Lifecycle(
    {
        State.ANNOUNCED: {"change": State.ANNOUNCED, "cancel": State.CANCELLED},
        State.CANCELLED: {},
    },
    {State.ANNOUNCED: "Annoncé", State.CANCELLED: "Annulé"},
)


class GatheringKind(StrEnum):
    """What people come for."""

    STUDY_DAY = "study-day"
    VISIT = "visit"
    HACKATHON = "hackathon"
    WORKSHOP = "workshop"
    WEBINAR = "webinar"


GATHERING_KINDS = {
    GatheringKind.STUDY_DAY: "Journée d'étude",
    GatheringKind.VISIT: "Visite",
    GatheringKind.HACKATHON: "Hackathon",
    GatheringKind.WORKSHOP: "Atelier",
    GatheringKind.WEBINAR: "Webinaire",
}


class GatheringOver(Refusal):
    """What is over is cancelled no more, nor moved."""

    code, title = "gathering-over", "Événement terminé"


class Programme(Value):
    """What is announced. Instants carry their offset; they are shown in the hours of Europe/Paris."""

    title: Label
    summary: Text
    kind: GatheringKind
    starts_at: Moment
    ends_at: Moment
    place: Label
    territories: Codes = ()
    incubator: Id | None = None
    articles: Annotated[tuple[Id, ...], Field(max_length=30)] = ()

    def check(self, on: date) -> None:
        """Raises Invalid naming the field: an end before the start, too long, an unknown or repeated code."""
        if self.ends_at <= self.starts_at:
            raise Invalid("La fin vient après le début.", field="programme/ends_at")
        longest = number("gathering-days", on)
        if self.ends_at - self.starts_at > timedelta(days=longest):
            raise Invalid(f"Un événement dure {longest} jours au plus.", field="programme/ends_at")
        for rank, code in enumerate(self.territories):
            reference.check("territories", code, field=f"programme/territories/{rank}", on=on)
        for name, values in (("territories", self.territories), ("articles", self.articles)):
            for rank, value in enumerate(values):
                if value in values[:rank]:
                    raise Invalid(f"« {value} » est donné deux fois.", field=f"programme/{name}/{rank}")


class Gathering(Dossier):
    """One gathering. ``on`` is the day of its latest announcement, ``changed_at`` the instant of it, ``announced_at``
    that of the first one; ``reason`` why it is cancelled.
    """

    kind: ClassVar[str] = "gathering"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.ANNOUNCED
    slug: Slug
    programme: Programme
    on: Day
    announced_at: Moment
    changed_at: Moment
    reason: Text | None = None

    @classmethod
    def announce(cls, id: str, slug: str, programme: Programme, at: datetime) -> Self:
        """Announce one to come. Raises Invalid."""
        programme.check(legal_day(at))
        if programme.starts_at <= at:
            raise Invalid("Un événement s'annonce avant son début.", field="programme/starts_at")
        gathering = cls(id=id, slug=slug, programme=programme, on=legal_day(at), announced_at=at, changed_at=at)
        gathering._note("announce")
        gathering._say(at)
        return gathering

    def change(self, programme: Programme, at: datetime) -> None:
        """Announce it anew with other data. Once it is over its hours stay; what came of it may still be linked.

        Raises Invalid, GatheringOver.
        """
        self._become("change")
        programme.check(legal_day(at))
        hours, before = (programme.starts_at, programme.ends_at), (self.programme.starts_at, self.programme.ends_at)
        if hours != before and self.programme.ends_at <= at:
            raise GatheringOver("Cet événement est passé : ses heures ne changent plus.", field="programme/starts_at")
        if hours != before and programme.ends_at <= at:
            raise Invalid("Un événement se reporte à une date à venir.", field="programme/ends_at")
        self.programme = programme
        self._say(at)

    def cancel(self, reason: str, at: datetime) -> None:
        """It does not take place; its page stays and says why. Raises GatheringOver."""
        self._become("cancel")
        if self.programme.ends_at <= at:
            raise GatheringOver("Cet événement est passé : il ne peut plus être annulé.")
        self.reason = reason
        self._say(at)

    def _say(self, at: datetime) -> None:
        self.on, self.changed_at = legal_day(at), at
        self._announce(
            GatheringAnnounced(
                gathering=self.id,
                slug=self.slug,
                **self.programme.model_dump(mode="python"),
                cancelled=self.state is State.CANCELLED,
                on=self.on,
            )
        )
