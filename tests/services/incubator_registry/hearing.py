"""Has the registry hear facts of `project_tracking`, through its own views, without a broker."""

from datetime import UTC, datetime
from typing import Any

from contracts.catalogue import example
from contracts.envelope import Envelope, Event
from services.chassis.arrivals import Arrival, understand
from tests.support.service import House


async def hear(house: House, id: str, *facts: tuple[type[Event], dict[str, Any]]) -> None:
    """These facts of one dossier, in order, each the example of its type with changes."""
    await house.runtime.views.take(
        [_arrival(house, id, number, fact, changes) for number, (fact, changes) in enumerate(facts, 1)]
    )


def _arrival(house: House, id: str, number: int, fact: type[Event], changes: dict[str, Any]) -> Arrival:
    event = fact.model_validate(example(fact) | {fact.dossier: id} | changes)
    envelope = Envelope(
        id=f"{id}-{number}",
        source="/project_tracking",
        type=fact.type_name(),
        subject=f"{fact.dossier}/{id}",
        time=datetime(2020, 6, 1, tzinfo=UTC),
        sequence=number,
        correlation="test",
    )
    data = event.model_dump_json().encode()
    arrival = Arrival("project_tracking", 0, number, envelope.subject.encode(), data, envelope.headers())
    return understand(arrival, house.runtime.service.known)
