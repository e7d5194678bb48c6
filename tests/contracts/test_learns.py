"""The catalogue tells the truth about who listens to what: it is held against the services themselves."""

from importlib import import_module
from importlib.util import find_spec

import pytest

from contracts.catalogue import LEARNS, MODULES, PRODUCER, events_of
from services.chassis.service import Service


def service(name: str) -> Service:
    """A service as its own main.py puts it together."""
    found: Service = import_module(f"services.{name}.main").SERVICE
    return found


@pytest.mark.parametrize("name", [name for name in MODULES if find_spec(f"services.{name}.main")])
def test_a_service_learns_what_the_catalogue_says(name: str) -> None:
    one, own = service(name), {event.dossier for event in events_of(name)}
    kinds = {view.of for view in one.views} | {reaction.to.dossier for reaction in one.reactions}
    assert kinds - own == set(LEARNS[name])


@pytest.mark.parametrize("name", [name for name in MODULES if find_spec(f"services.{name}.main")])
def test_a_service_can_read_every_event_that_it_learns(name: str) -> None:
    read = {event.dossier for events in service(name).hears.values() for event in events}
    assert set(LEARNS[name]) <= read
    assert all(PRODUCER[event.family()] == heard for heard, events in service(name).hears.items() for event in events)
