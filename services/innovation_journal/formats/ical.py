"""Gatherings in iCalendar (RFC 5545). Instants are UTC; a cancelled one stays, so that calendars strike it out.

There is no METHOD: that would make it a message of RFC 5546, which needs an organiser with an address.
"""

from collections.abc import Iterable

from icalendar import Calendar, Event

from services.innovation_journal.formats.site import NAME, Site
from services.innovation_journal.queries.agenda import Meeting

TYPE = "text/calendar"


def write(site: Site, meetings: Iterable[Meeting]) -> bytes:
    """A calendar of these gatherings."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Pepiniere//{NAME}//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{NAME}\u00a0: rencontres")
    for meeting in meetings:
        calendar.add_component(_event(site, meeting))
    return bytes(calendar.to_ical())


def _event(site: Site, meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{meeting.id}@{site.host}")
    event.add("sequence", meeting.revision)
    event.add("dtstamp", meeting.changed_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", meeting.title)
    event.add("description", meeting.summary)
    event.add("location", meeting.place)
    event.add("url", site.gathering(meeting.slug))
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    return event
