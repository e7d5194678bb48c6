"""The base of every dossier: state, version, sequence, and the facts it announces. Pure: no I/O, no framework."""

from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from contracts.envelope import Event
from services.chassis.lifecycle import Lifecycle


class Explanation(BaseModel):
    """Why an outcome is what it is: the rule, its version or source, and the inputs it was given."""

    model_config = ConfigDict(frozen=True)

    rule: str
    version: str
    inputs: dict[str, Any] = Field(default_factory=dict)
    outcome: str


class Dossier(BaseModel):
    """One dossier of a service.

    ``version`` rises at every save (optimistic lock, ``ETag``); ``sequence`` rises at every event, without a gap.
    Subclasses set ``kind`` (the word in ``subject``), ``lifecycle`` and a ``state`` field typed by their own enum;
    their verbs call ``_become`` then ``_announce``.
    """

    model_config = ConfigDict(extra="forbid", validate_assignment=False)

    kind: ClassVar[str]
    lifecycle: ClassVar[Lifecycle[Any]]

    id: str
    state: StrEnum
    version: int = 0
    sequence: int = 0
    # Head and length of this dossier's audit chain, and the ordering stamp of its latest event: the store's business.
    audit_head: str = ""
    audit_count: int = 0
    stamp: int = 0

    _announced: list[Event] = PrivateAttr(default_factory=list)
    _explained: list[Explanation] = PrivateAttr(default_factory=list)
    _verbs: list[str] = PrivateAttr(default_factory=list)
    _extra: dict[str, Any] = PrivateAttr(default_factory=dict)

    @property
    def subject(self) -> str:
        """The dossier's name on the wire: ``<kind>/<id>``."""
        return f"{self.kind}/{self.id}"

    def _become(self, verb: str) -> None:
        """Follow the lifecycle table. Raises OutOfTurn and changes nothing when the state does not know the verb."""
        self.state = self.lifecycle.after(self.state, verb)
        self._verbs.append(verb)

    def _announce(self, event: Event) -> None:
        """Say a fact about this dossier; it is numbered and written when the dossier is saved."""
        if event.dossier != self.kind:
            raise TypeError(f"{type(event).__name__} speaks of a {event.dossier}, not of a {self.kind}")
        self._announced.append(event)

    def _note(self, verb: str) -> None:
        """Name in the audit a change that moves no state (an edit, a message, a correction)."""
        self._verbs.append(verb)

    def _explain(self, rule: str, version: str, outcome: str, **inputs: Any) -> None:
        """Keep with the audit why this outcome: decisions explain themselves."""
        self._explained.append(Explanation(rule=rule, version=version, inputs=inputs, outcome=outcome))

    def tell(self, **extra: Any) -> None:
        """Add to the receipt what only the caller may know (a one-time code); it is not kept in the dossier."""
        self._extra |= extra

    @property
    def told(self) -> dict[str, Any]:
        """What the receipt carries beside the state."""
        return dict(self._extra)

    @property
    def announced(self) -> tuple[Event, ...]:
        """What was said since the dossier was loaded, in order."""
        return tuple(self._announced)

    @property
    def explained(self) -> tuple[Explanation, ...]:
        """The explanations since the dossier was loaded."""
        return tuple(self._explained)

    @property
    def done(self) -> tuple[str, ...]:
        """The verbs since the dossier was loaded."""
        return tuple(self._verbs)

    def settle(self) -> None:
        """Forget what was announced, explained and done: the store calls it once it is written."""
        self._announced, self._explained, self._verbs = [], [], []


class Record(BaseModel):
    """What grows without end beside a dossier (a message, an observation, a week sheet): its own collection."""

    model_config = ConfigDict(extra="forbid")

    collection: ClassVar[str]

    id: str
