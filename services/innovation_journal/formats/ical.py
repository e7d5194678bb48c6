"""Gatherings in iCalendar (RFC 5545). Instants are UTC; a cancelled one stays, so that calendars strike it out."""

from collections.abc import Iterable
from datetime import UTC, datetime, time

from icalendar import Calendar, Event

from services.chassis.calendar import PARIS
from services.innovation_journal.formats.site import NAME, Site
from services.innovation_journal.queries.agenda import Meeting

TYPE = "text/calendar"


def write(site: Site, meetings: Iterable[Meeting]) -> bytes:
    """A calendar of these gatherings."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Pepiniere//{NAME}//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{NAME}\u00a0: rencontres")
    for meeting in meetings:
        calendar.add_component(_event(site, meeting))
    return bytes(calendar.to_ical())


def _event(site: Site, meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{meeting.id}@{site.host}")
    event.add("sequence", meeting.revision)
    event.add("dtstamp", datetime.combine(meeting.on, time(), PARIS).astimezone(UTC))
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", meeting.title)
    event.add("description", meeting.summary)
    event.add("location", meeting.place)
    event.add("url", site.gathering(meeting.slug))
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    return event
