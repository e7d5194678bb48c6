"""The catalogue of events, as the pages show it."""

import json
from dataclasses import dataclass

from contracts import asyncapi, catalogue
from contracts.envelope import Event
from deploy.portal import words
from deploy.portal.fields import FieldRow, fields_of


@dataclass(frozen=True)
class Line:
    """One event in the list."""

    type: str
    meaning: str


@dataclass(frozen=True)
class Group:
    """The events of one kind of dossier."""

    id: str
    name: str
    meaning: str
    consumers: tuple[str, ...]
    events: tuple[Line, ...]


@dataclass(frozen=True)
class ServiceEvents:
    """What one service announces."""

    id: str
    name: str
    mission: str
    topic: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Sheet:
    """Everything about one event; headers and example are indented JSON."""

    type: str
    meaning: str
    kind: str
    key: str
    topic: str
    producer: str
    consumers: tuple[str, ...]
    fields: tuple[FieldRow, ...]
    headers: str
    example: str


def services() -> tuple[ServiceEvents, ...]:
    """Every service with its events, by kind of dossier."""
    return tuple(
        ServiceEvents(
            id=f"service-{name}",
            name=words.service(name),
            mission=words.MISSIONS.get(name, ""),
            topic=catalogue.topic(name),
            groups=tuple(_group(kind, events) for kind, events in catalogue.dossiers_of(name).items()),
        )
        for name in catalogue.MODULES
    )


def _group(kind: str, events: tuple[type[Event], ...]) -> Group:
    shown = words.kind(kind)
    lines = tuple(Line(event.type_name(), words.meaning(event)) for event in events)
    return Group(f"dossier-{kind}", shown.name, shown.meaning, _consumers(events[0]), lines)


def _consumers(event: type[Event]) -> tuple[str, ...]:
    return tuple(words.service(name) for name in catalogue.consumers_of(event))


def sheet(event: type[Event]) -> Sheet:
    """The page of one event."""
    producer = catalogue.PRODUCER[event.family()]
    return Sheet(
        type=event.type_name(),
        meaning=words.meaning(event),
        kind=words.kind(event.dossier).name,
        key=f"{event.dossier}/<identifiant>",
        topic=catalogue.topic(producer),
        producer=words.service(producer),
        consumers=_consumers(event),
        fields=fields_of(event),
        headers=indented(asyncapi.headers(event)),
        example=indented(catalogue.example(event)),
    )


def indented(value: object) -> str:
    """JSON for people."""
    return json.dumps(value, indent=2, ensure_ascii=False)
