"""Every event of the platform, told apart by its type, and the topic each service speaks on."""

from types import ModuleType

from contracts import incubator_registry, project_tracking
from contracts.envelope import Event

MODULES: dict[str, ModuleType] = {
    "incubator_registry": incubator_registry,
    "project_tracking": project_tracking,
}


def events_of(service: str) -> tuple[type[Event], ...]:
    """The events that a service announces, in the order of its contract file."""
    module = MODULES[service]
    return tuple(
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Event) and "fact" in vars(value) and value.__module__ == module.__name__
    )


EVENTS: dict[str, type[Event]] = {event.family(): event for service in MODULES for event in events_of(service)}
PRODUCER: dict[str, str] = {event.family(): service for service in MODULES for event in events_of(service)}
