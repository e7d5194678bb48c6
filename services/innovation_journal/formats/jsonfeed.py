"""A feed in JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from typing import Any

from services.innovation_journal.formats.entries import Entry, Feed
from services.innovation_journal.formats.site import LANGUAGE, NAME

TYPE = "application/feed+json"


def write(feed: Feed) -> dict[str, Any]:
    """The feed as JSON values."""
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.url,
        "language": LANGUAGE,
        "authors": [{"name": NAME}],
        "next_url": feed.more,
        "items": [_item(entry) for entry in feed.entries],
    }
    return {name: value for name, value in said.items() if value != ""}


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.url,
        "url": entry.url,
        "title": entry.title,
        "content_text": "\n\n".join(entry.lines),
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(dict.fromkeys(entry.tags)),
        "language": LANGUAGE,
    }
