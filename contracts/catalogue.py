"""Every event of the platform by its type, the topic each service speaks on, and who listens to what.

A new service adds its module to ``MODULES`` and what it learns to ``LEARNS``; nothing else needs to know it.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from contracts import incubator_registry, innovation_journal, jobrotation_funding, project_tracking
from contracts.envelope import Event

MODULES: dict[str, ModuleType] = {
    "incubator_registry": incubator_registry,
    "project_tracking": project_tracking,
    "jobrotation_funding": jobrotation_funding,
    "innovation_journal": innovation_journal,
}

# The kinds of dossier that a service remembers of the others, or reacts to.
LEARNS: dict[str, tuple[str, ...]] = {
    "incubator_registry": ("experiment", "report"),
    "project_tracking": ("person", "organisation", "incubator", "adaptation"),
    "jobrotation_funding": ("person", "organisation", "incubator", "experiment", "report"),
    "innovation_journal": ("person", "organisation", "incubator", "experiment"),
}

PARTITIONS = 12  # for ever: a keyed topic can't be re-partitioned
GROUPS = ("views", "reactions")


def events_of(service: str) -> tuple[type[Event], ...]:
    """The events that a service announces, in the order of its contract file."""
    return events_in(MODULES[service])


def events_in(module: ModuleType) -> tuple[type[Event], ...]:
    """The events that a contract holds, its parts included; a base class without a ``fact`` of its own is none."""
    held = (value for value in vars(module).values() if isinstance(value, type))
    return tuple(value for value in held if issubclass(value, Event) and "fact" in vars(value))


def by_type(events: Iterable[type[Event]]) -> Mapping[str, type[Event]]:
    """Events by their full type, every version. Raises ValueError when a type is said twice."""
    found: dict[str, type[Event]] = {}
    for event in events:
        if event.type_name() in found:
            raise ValueError(f"{event.type_name()} is both {found[event.type_name()].__name__} and {event.__name__}")
        found[event.type_name()] = event
    return MappingProxyType(found)


def latest(types: Mapping[str, type[Event]]) -> dict[str, type[Event]]:
    """Events by family, the highest version of each: what producers announce today."""
    ordered = sorted(types.values(), key=lambda event: event.version)
    newest = {event.family(): event for event in ordered}
    return {event.family(): newest[event.family()] for event in types.values()}


TYPES = by_type(event for service in MODULES for event in events_of(service))
EVENTS: dict[str, type[Event]] = latest(TYPES)
PRODUCER: dict[str, str] = {event.family(): service for service in MODULES for event in events_of(service)}


def topic(service: str, prefix: str = "") -> str:
    """The topic a service speaks on."""
    return f"{prefix}{service}"


def groups(service: str, prefix: str = "") -> tuple[str, ...]:
    """The consumer groups of a service: its views and its reactions, each with its own offsets and watermarks."""
    return tuple(f"{prefix}{service}.{group}" for group in GROUPS)


def consumers_of(event: type[Event]) -> tuple[str, ...]:
    """The services that learn this event."""
    return tuple(service for service, kinds in LEARNS.items() if event.dossier in kinds)


def hears(service: str) -> dict[str, tuple[type[Event], ...]]:
    """What a service learns, every version, by the service that announces it."""
    heard = [event for event in TYPES.values() if service in consumers_of(event)]
    producers = [name for name in MODULES if any(PRODUCER[event.family()] == name for event in heard)]
    return {name: tuple(event for event in heard if PRODUCER[event.family()] == name) for name in producers}


def dossiers_of(service: str) -> dict[str, tuple[type[Event], ...]]:
    """The events of a service by kind of dossier, both in the order of its contract file."""
    events = events_of(service)
    kinds = dict.fromkeys(event.dossier for event in events)
    return {kind: tuple(event for event in events if event.dossier == kind) for kind in kinds}


def example(event: type[Event]) -> dict[str, Any]:
    """The event's own example, as JSON on the wire. Raises ValueError without one."""
    extra = event.model_config.get("json_schema_extra")
    given: Mapping[str, Any] = extra if isinstance(extra, Mapping) else {}
    examples = given.get("examples") or [given.get("example")]
    if not isinstance(examples, list) or not isinstance(examples[0], Mapping):
        raise ValueError(f"{event.__name__} has no example in json_schema_extra")
    return event.model_validate(examples[0]).model_dump(mode="json")


def subject(event: type[Event]) -> str:
    """The Kafka key and CloudEvents subject of the event's example: ``application/<id>``."""
    return f"{event.dossier}/{example(event)[event.dossier]}"


def summary(event: type[Event]) -> str:
    """The first sentence of the event's docstring."""
    return re.split(r"(?<=\.)\s|\n\n", (event.__doc__ or "").strip(), maxsplit=1)[0]
