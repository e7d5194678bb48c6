"""A feed in Atom (RFC 4287)."""

from feedgen.feed import FeedGenerator

from services.innovation_journal.formats.entries import Entry, Feed
from services.innovation_journal.formats.site import LANGUAGE, NAME, xml_text

TYPE = "application/atom+xml"


def write(feed: Feed) -> bytes:
    """The feed as XML."""
    made = FeedGenerator()
    made.id(feed.url)
    made.title(xml_text(feed.title))
    made.author({"name": NAME})
    made.updated(feed.updated)
    made.language(LANGUAGE)
    links = [{"href": feed.url, "rel": "self", "type": TYPE}, {"href": feed.page, "rel": "alternate"}]
    if feed.more:
        links.append({"href": feed.more, "rel": "next", "type": TYPE})
    made.link(links)
    for entry in feed.entries:
        _add(made, entry)
    return bytes(made.atom_str(pretty=True))


def _add(made: FeedGenerator, entry: Entry) -> None:
    written = made.add_entry(order="append")
    written.id(entry.url)
    written.title(xml_text(entry.title))
    written.link({"href": entry.url, "rel": "alternate", "type": "text/html"})
    written.summary(xml_text("\n\n".join(entry.lines)))
    written.published(entry.published)
    written.updated(entry.updated)
    written.author([{"name": xml_text(name)} for name in entry.authors])
    written.category([{"term": xml_text(tag), "label": xml_text(tag)} for tag in entry.tags])
    if entry.rights:
        written.rights(entry.rights)
