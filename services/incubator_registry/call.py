"""The rules of a call for projects: an immutable publication, an exact closing that is the same for all."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from contracts.incubator_registry import CallClosed, CallClosingMoved, CallDescribed, CallOpened, CallPublished
from contracts.registry_parts import Act as PublicAct
from services.chassis.calendar import legal_day
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Invalid, Refusal
from services.chassis.values import Act, Label, Moment, Text, Value
from services.incubator_registry.call_rules import CallRules, InstantsBackwards, instant


class State(StrEnum):
    """Where a call stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"


LIFECYCLE = Lifecycle(
    {
        State.DRAFT: {"edit": State.DRAFT, "publish": State.PUBLISHED},
        State.PUBLISHED: {"move_closing": State.PUBLISHED, "open": State.OPEN},
        State.OPEN: {"move_closing": State.OPEN, "close": State.CLOSED},
        State.CLOSED: {},
    },
    {
        State.DRAFT: "En préparation",
        State.PUBLISHED: "Publié",
        State.OPEN: "Ouvert",
        State.CLOSED: "Clos",
    },
)


class OpeningPassed(Invalid):
    """A call is published before it opens."""

    code, title = "opening-passed", "Ouverture déjà passée"


class ActToCome(Invalid):
    """An act dated after the moment that rests on it."""

    code, title = "act-to-come", "Acte postérieur"


class ClosingPassed(Refusal):
    """The closing instant is behind us: it moves no more."""

    code, title = "closing-passed", "Clôture déjà passée"


class OnlyLater(Invalid):
    """A closing moves later or not at all."""

    code, title = "only-later", "La clôture ne peut qu'être reportée"


class NotPublishedBefore(Invalid):
    """The decision to move the closing was not published before it, or not yet."""

    code, title = "not-published-before", "Décision à publier d'abord"


class TooEarly(Refusal):
    """The instant has not come."""

    code, title = "too-early", "Trop tôt"


class ClosingMove(Value):
    """How the closing moved: from, to, by which act, published when."""

    previous: Moment
    closes_at: Moment
    act: Act
    published_at: Moment


class Call(Dossier):
    """A call: ``rules`` is a draft until publication, then version ``rules_version`` of the published rules."""

    kind: ClassVar[str] = "call"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.DRAFT
    title: Label
    summary: Text
    rules: CallRules = CallRules()
    rules_version: int = 0
    published_at: Moment | None = None
    moves: tuple[ClosingMove, ...] = ()

    def edit(self, title: str, summary: str, rules: CallRules) -> None:
        """Write the draft again; it may be incomplete."""
        self._become("edit")
        self.title, self.summary, self.rules = title, summary, rules

    def publish(self, at: datetime) -> None:
        """Make the rules public and immutable. Raises OpeningPassed, ActToCome, and what ``CallRules.check`` raises."""
        self._become("publish")
        self.rules.check()
        if self.opens_at < at:
            raise OpeningPassed("Un appel se publie avant son ouverture : reculez l'ouverture.", field="rules/opens_at")
        act = self._act()
        if act.on > legal_day(at):
            raise ActToCome("L'acte qui adopte le règlement précède la publication.", field="rules/act/on")
        self.rules_version, self.published_at = 1, at
        self._explain("reglement", act.number, "published", weights=self.rules.weights())
        self._announce(self.described())
        self._announce(
            CallPublished(
                call=self.id,
                rules_version=self.rules_version,
                rules_act=act,
                opens_at=self.opens_at,
                closes_at=self.closes_at,
                on=legal_day(at),
            )
        )

    def open(self, at: datetime) -> None:
        """Receive applications. Raises TooEarly."""
        self._become("open")
        if at < self.opens_at:
            raise TooEarly("L'instant d'ouverture n'est pas venu.")
        self._announce(CallOpened(call=self.id, opens_at=self.opens_at, closes_at=self.closes_at))

    def move_closing(self, closes_at: datetime, act: Act, published_at: datetime, at: datetime) -> None:
        """Move the closing, later and for all. Raises ClosingPassed, OnlyLater, NotPublishedBefore, ActToCome."""
        self._become("move_closing")
        previous = self.closes_at
        if at >= previous:
            raise ClosingPassed("La clôture est passée : elle ne se reporte plus, pour personne.")
        if closes_at.microsecond:
            raise InstantsBackwards("L'instant est donné à la seconde.", field="closes_at")
        if closes_at <= previous:
            raise OnlyLater("La nouvelle clôture suit l'ancienne : elle ne s'avance pas.", field="closes_at")
        if published_at > at:
            raise NotPublishedBefore("Publiez la décision avant de reporter la clôture.", field="published_at")
        if act.on > legal_day(published_at):
            raise ActToCome("L'acte précède sa publication.", field="act/on")
        self.moves = (
            *self.moves,
            ClosingMove(previous=previous, closes_at=closes_at, act=act, published_at=published_at),
        )
        self._explain("egalite-de-traitement", act.number, "closing-moved", published_at=published_at.isoformat())
        public = PublicAct(number=act.number, on=act.on)
        self._announce(
            CallClosingMoved(
                call=self.id, previous=previous, closes_at=closes_at, act=public, published_at=published_at
            )
        )
        self._announce(self.described())

    def close(self, at: datetime) -> None:
        """Receive no more. Raises TooEarly."""
        self._become("close")
        if at < self.closes_at:
            raise TooEarly("L'instant de clôture n'est pas venu.")
        self._announce(CallClosed(call=self.id, closes_at=self.closes_at))

    @property
    def opens_at(self) -> datetime:
        """The instant from which applications are received (UTC)."""
        return instant(self.rules.opens_at)

    @property
    def closes_at(self) -> datetime:
        """The last second in which applications are received (UTC), as moved."""
        return self.moves[-1].closes_at if self.moves else instant(self.rules.closes_at)

    def is_open(self, at: datetime) -> bool:
        """Whether a deposit at this instant is received, exact to the second, whether or not a deadline has fired.

        12:00:00.9 is still within the second 12:00:00; 12:00:01 is after it.
        """
        return self.published_at is not None and self.opens_at <= at.replace(microsecond=0) <= self.closes_at

    def described(self) -> CallDescribed:
        """The whole public snapshot. Raises Invalid while the draft lacks a part of it."""
        return CallDescribed.model_validate(
            {
                "call": self.id,
                "title": self.title,
                "summary": self.summary,
                "rules_version": self.rules_version,
                "rules_act": self._act(),
                "opens_at": self.opens_at,
                "closes_at": self.closes_at,
                **self.rules.public(),
            }
        )

    def _act(self) -> PublicAct:
        if self.rules.act is None:
            raise Invalid("L'acte qui adopte le règlement manque.", field="rules/act")
        return PublicAct(number=self.rules.act.number, on=self.rules.act.on)
