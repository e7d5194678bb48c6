"""Entries of a feed, whatever its format: what an article or a gathering says in a few lines, and when that changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from services.chassis.calendar import PARIS
from services.chassis.web.french import day, instant
from services.innovation_journal.edition import EDITION_KINDS, EditionKind
from services.innovation_journal.formats.citation import authors
from services.innovation_journal.formats.site import NAME, Site, keywords, labels, licence
from services.innovation_journal.queries.agenda import Meeting
from services.innovation_journal.queries.reading import Seen

# The Pacte was signed on that day: a feed without an entry has not changed since.
BEGINNING = datetime(2019, 2, 8, tzinfo=PARIS)


@dataclass(frozen=True)
class Entry:
    """One entry. ``url`` is its identity for ever; ``lines`` are paragraphs of plain text."""

    url: str
    title: str
    lines: tuple[str, ...]
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    tags: tuple[str, ...] = ()
    rights: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed: where its page and itself are, its entries, and the rest of it when there is more."""

    title: str
    page: str
    url: str
    entries: Sequence[Entry]
    updated: datetime
    more: str = ""


def of_article(site: Site, article: Seen) -> Entry:
    """An article: what happened to it since its first edition, then its summary."""
    return Entry(
        url=site.article(article.slug),
        title=f"Retiré\u00a0: {article.title}" if article.withdrawal else article.title,
        lines=tuple(line for line in (*notices(article), article.brief) if line),
        published=datetime.combine(article.published_on, time(), PARIS),
        updated=article.changed_at,
        authors=authors(article),
        tags=tuple(keywords(article)),
        rights=licence(article.licence)[0],
    )


def notices(article: Seen) -> list[str]:
    """What a reader must know first: that it is withdrawn, that a figure is wrong, or what its last edition changed."""
    if article.withdrawal:
        return [f"Article retiré le {day(article.withdrawal.on)}. {article.withdrawal.reason}"]
    said = ["Un chiffre de cet article a été corrigé à sa source\u00a0; la rédaction ne s'est pas encore prononcée."]
    edition = article.edition
    if edition.kind is not EditionKind.PUBLICATION:
        kind = EDITION_KINDS[edition.kind]
        return [*(said if article.flagged else []), f"{kind} du {day(edition.on)}\u00a0: {edition.note}"]
    return said if article.flagged else []


def of_gathering(site: Site, meeting: Meeting) -> Entry:
    """A gathering: when and where, then what for."""
    when = f"Du {instant(meeting.starts_at)} au {instant(meeting.ends_at)}, {meeting.place}."
    cancelled = [f"Annulée. {meeting.reason or ''}".strip()] if meeting.cancelled else []
    return Entry(
        url=site.gathering(meeting.slug),
        title=f"Annulée\u00a0: {meeting.title}" if meeting.cancelled else meeting.title,
        lines=(*cancelled, when, meeting.summary),
        published=meeting.announced_at,
        updated=meeting.changed_at,
        authors=(meeting.incubator_name or NAME,),
        tags=tuple(labels("territories", meeting.territories)),
    )


def latest(entries: Sequence[Entry]) -> datetime:
    """When a feed last changed: with its latest entry."""
    return max((entry.updated for entry in entries), default=BEGINNING)
