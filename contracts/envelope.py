"""The envelope of every message: CloudEvents 1.0 in Kafka binary mode, and the base class of every event.

An event's full type is ``pepiniere.<dossier>.<fact>.v<version>``; its Kafka key and its ``subject`` are
``<dossier>/<id>``, so all that is said of one dossier stays in order in one partition.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

NAMESPACE = "pepiniere"
CONTENT_TYPE = "application/json"

# Header name of each attribute; `traceparent` keeps its W3C name so that any tracer recognises it.
HEADERS = {
    "specversion": "ce_specversion",
    "id": "ce_id",
    "source": "ce_source",
    "type": "ce_type",
    "subject": "ce_subject",
    "time": "ce_time",
    "sequence": "ce_sequence",
    "correlation": "ce_correlationid",
    "causation": "ce_causationid",
    "traceparent": "traceparent",
}


def in_utc(moment: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError when the offset is missing."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs its offset to UTC")
    return moment.astimezone(UTC)


Instant = Annotated[datetime, AfterValidator(in_utc)]
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
Code = Annotated[str, Field(min_length=1, max_length=80)]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Cents = Annotated[int, Field(strict=True)]


class Contract(BaseModel):
    """A part of an event. Readers ignore what they do not know; writers cannot change what they said."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Contract):
    """One business fact about one dossier. Subclasses set ``dossier`` and ``fact``, in the past tense."""

    dossier: ClassVar[str]
    fact: ClassVar[str]
    version: ClassVar[int] = 1

    @classmethod
    def family(cls) -> str:
        """The type without its version: ``pepiniere.application.accepted``."""
        return f"{NAMESPACE}.{cls.dossier}.{cls.fact}"

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type: ``pepiniere.application.accepted.v1``."""
        return f"{cls.family()}.v{cls.version}"


class Envelope(Contract):
    """CloudEvents attributes of one message. ``sequence`` counts the events of its dossier from 1 without a gap."""

    id: Id
    source: str
    type: str
    subject: str
    time: Instant
    sequence: int = Field(ge=1)
    correlation: str
    causation: str | None = None
    traceparent: str | None = None

    @property
    def dossier(self) -> str:
        """The kind of the dossier: ``application``."""
        return self.subject.partition("/")[0]

    @property
    def dossier_id(self) -> str:
        """The dossier's own identifier."""
        return self.subject.partition("/")[2]

    @property
    def family(self) -> str:
        """The type without its version."""
        return self.type.rpartition(".v")[0]

    @property
    def version(self) -> int:
        """The version in the type; 0 when the type carries none."""
        digits = self.type.rpartition(".v")[2]
        return int(digits) if digits.isdecimal() else 0

    def headers(self) -> list[tuple[str, bytes]]:
        """The Kafka headers of this envelope in binary mode."""
        values: dict[str, Any] = self.model_dump(mode="json", exclude_none=True) | {"specversion": "1.0"}
        pairs = [(name, str(values[key]).encode()) for key, name in HEADERS.items() if key in values]
        return [*pairs, ("content-type", CONTENT_TYPE.encode())]

    @classmethod
    def from_headers(cls, headers: dict[str, str]) -> Self:
        """Read an envelope from decoded headers. Raises pydantic's ValidationError, naming what is missing."""
        return cls.model_validate({key: headers[name] for key, name in HEADERS.items() if name in headers})
