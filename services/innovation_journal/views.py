"""What this service remembers of the others: persons, organisations and incubators.

Of experiments its reactions keep what they need (``heard.py``).
"""

from contracts.envelope import Event
from contracts.incubator_registry import IncubatorDescribed
from services.chassis.learnt_people import organisation, person
from services.chassis.views import Row, view

__all__ = ["incubator", "organisation", "person"]


@view(of="incubator", table="incubators")
def incubator(row: Row, event: Event) -> None:
    """Name, type and members."""
    if isinstance(event, IncubatorDescribed):
        row["name"], row["type"], row["lead"] = event.name, event.type, event.lead
        row["members"] = sorted({event.lead, *(member.organisation for member in event.members)})
