"""Reads one Kafka record into an arrival, in two steps: envelope, then the model of that type. Never raises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import ValidationError

from contracts.envelope import Envelope, Event


class KafkaRecord(Protocol):
    """What we use of a record, however the client calls its class."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Any
    timestamp: int


@dataclass
class Arrival:
    """One message as it came. ``trouble`` says why it cannot be read; ``event`` is then None, as for unknown types."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes | None
    headers: list[tuple[str, bytes]]
    timestamp: int = 0
    envelope: Envelope | None = None
    event: Event | None = None
    trouble: str | None = None
    detail: str = ""
    subject: str = ""
    sequence: int = 0

    @property
    def placed(self) -> bool:
        """Whether we know its place in its dossier's order."""
        return bool(self.subject) and self.sequence > 0

    @property
    def place(self) -> str:
        """Where it lies in Kafka."""
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True)
class Known:
    """The event models a service can read, by family, and how to lift an older version to today's (pure)."""

    models: Mapping[str, type[Event]]
    upcasters: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, events: tuple[type[Event], ...]) -> "Known":
        """The reader of these events."""
        return cls({event.family(): event for event in events})


def read(record: KafkaRecord, known: Known) -> Arrival:
    """What a record says. Bad JSON, an empty value, a header that is not UTF-8 and a newer version are troubles."""
    arrival = Arrival(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=bytes(record.key or b""),
        value=None if record.value is None else bytes(record.value),
        headers=[(str(name), b"" if value is None else bytes(value)) for name, value in record.headers or ()],
        timestamp=record.timestamp,
    )
    return understand(arrival, known)


def understand(arrival: Arrival, known: Known) -> Arrival:
    """Read an arrival again, with the code of today: what was parked may have become readable."""
    arrival.trouble, arrival.detail, arrival.event, arrival.envelope = None, "", None, None
    headers, unreadable = _text(arrival.headers)
    _place(arrival, headers)
    if unreadable:
        return _troubled(arrival, "unreadable-header", f"headers that are not UTF-8: {', '.join(unreadable)}")
    try:
        arrival.envelope = Envelope.from_headers(headers)
    except ValidationError as error:
        return _troubled(arrival, "unreadable-envelope", _named(error))
    return _understand_data(arrival, arrival.envelope, known)


def _understand_data(arrival: Arrival, envelope: Envelope, known: Known) -> Arrival:
    model = known.models.get(envelope.family)
    if model is None:
        return arrival
    if envelope.version > model.version:
        return _troubled(arrival, "newer-version", f"{envelope.type} is newer than {model.type_name()}")
    if not arrival.value:
        return _troubled(arrival, "empty", f"{envelope.type} came without data")
    try:
        lift = known.upcasters.get(envelope.type)
        arrival.event = lift(arrival.value) if lift else model.model_validate_json(arrival.value)
    except (ValidationError, ValueError) as error:
        return _troubled(arrival, "unreadable-data", _named(error))
    return arrival


def _text(headers: list[tuple[str, bytes]]) -> tuple[dict[str, str], list[str]]:
    readable: dict[str, str] = {}
    unreadable: list[str] = []
    for name, value in headers:
        try:
            readable[name] = value.decode()
        except UnicodeDecodeError:
            unreadable.append(name)
    return readable, unreadable


def _place(arrival: Arrival, headers: dict[str, str]) -> None:
    """Its place in its dossier's order, as far as anything tells; the key is the subject."""
    digits = headers.get("ce_sequence", "")
    arrival.subject = headers.get("ce_subject", "") or arrival.key.decode(errors="ignore")
    arrival.sequence = int(digits) if digits.isdecimal() and len(digits) < 16 else 0


def _troubled(arrival: Arrival, trouble: str, detail: str) -> Arrival:
    arrival.trouble, arrival.detail = trouble, detail[:1000]
    return arrival


def _named(error: ValueError) -> str:
    """Which fields are at fault, without the values: they may be personal."""
    if isinstance(error, ValidationError):
        return "; ".join(f"{'/'.join(map(str, fault['loc'])) or 'value'}: {fault['type']}" for fault in error.errors())
    return type(error).__name__
