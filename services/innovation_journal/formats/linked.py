"""Linked data in JSON-LD, with the words of schema.org; ``isBasedOn`` is the lineage, both ways."""

import json
from collections.abc import Iterable
from typing import Any

from services.innovation_journal.edition import EDITION_KINDS, EditionKind
from services.innovation_journal.formats.citation import authors
from services.innovation_journal.formats.remarks import Remark, remarks
from services.innovation_journal.formats.site import LANGUAGE, NAME, PUBLISHER, Site, labels, licence
from services.innovation_journal.queries.agenda import Meeting
from services.innovation_journal.queries.articles_read import Article
from services.innovation_journal.queries.kinship import Link
from services.innovation_journal.shown import EditionLine

TYPE = "application/ld+json"
SCHEMA = "https://schema.org"
# Inside a page these would end the block, or begin a comment in it.
INERT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def article(site: Site, found: Article) -> dict[str, Any]:
    """An article. A withdrawn one says so and keeps its bare identity."""
    seen, address = found.seen, site.article(found.seen.slug)
    said = {
        "@context": SCHEMA,
        "@type": "ScholarlyArticle",
        "@id": address,
        "url": address,
        "headline": seen.title,
        "abstract": seen.brief,
        "inLanguage": LANGUAGE,
        "datePublished": seen.published_on.isoformat(),
        "dateModified": seen.changed_at.isoformat(),
        "version": str(seen.edition.number),
        "creativeWorkStatus": "Withdrawn" if seen.withdrawal else "Published",
        "isAccessibleForFree": True,
        "license": licence(seen.licence)[1],
        "author": [_organisation(name) for name in authors(seen)],
        "publisher": _organisation(PUBLISHER),
        "isPartOf": {"@type": "Periodical", "name": NAME, "url": site.home},
        "audience": [{"@type": "Audience", "audienceType": each} for each in labels("publics", seen.publics)],
        "spatialCoverage": [{"@type": "Place", "name": each} for each in labels("territories", seen.territories)],
        "keywords": [*labels("sectors", seen.sectors), *labels("strands", (seen.strand,) if seen.strand else ())],
        "correction": [_correction(site, seen.slug, each) for each in found.body.editions if each.number > 1],
        "comment": [_remark(each) for each in remarks(found.body)],
        "isBasedOn": [_at_other_end(site, link) for link in _out(found.kin.originals)],
        "@reverse": {"isBasedOn": [_at_other_end(site, link) for link in found.kin.adaptations]},
    }
    return _said(said | {"@reverse": said["@reverse"] if found.kin.adaptations else {}})


def gathering(site: Site, meeting: Meeting) -> dict[str, Any]:
    """A gathering."""
    status = "EventCancelled" if meeting.cancelled else "EventScheduled"
    return _said(
        {
            "@context": SCHEMA,
            "@type": "Event",
            "@id": site.gathering(meeting.slug),
            "url": site.gathering(meeting.slug),
            "name": meeting.title,
            "description": meeting.summary,
            "inLanguage": LANGUAGE,
            "startDate": meeting.starts_at.isoformat(),
            "endDate": meeting.ends_at.isoformat(),
            "eventStatus": f"{SCHEMA}/{status}",
            "location": {"@type": "Place", "name": meeting.place, "address": meeting.place},
            "organizer": _organisation(meeting.incubator_name or PUBLISHER),
            "isAccessibleForFree": True,
        }
    )


def inert(data: dict[str, Any]) -> str:
    """JSON that stays data wherever it stands in a page."""
    return json.dumps(data, ensure_ascii=False).translate(INERT)


def _said(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", [], {}, None)}


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


def _correction(site: Site, slug: str, edition: EditionLine) -> dict[str, str]:
    return {
        "@type": "CorrectionComment",
        "name": EDITION_KINDS[EditionKind(edition.kind)],
        "text": edition.note,
        "datePublished": edition.on.isoformat(),
        "url": site.edition(slug, edition.number),
    }


def _remark(remark: Remark) -> dict[str, Any]:
    """What the journal says beside a figure: no correction of the article, which still shows it."""
    return {
        "@type": "Comment",
        "text": remark.text,
        "datePublished": remark.on.isoformat(),
        "author": _organisation(PUBLISHER),
    }


def _out(links: Iterable[Link]) -> list[Link]:
    """The links whose other end one can read: an original has no name else, for a link bears the adaptation's title."""
    return [link for link in links if link.article]


def _at_other_end(site: Site, link: Link) -> dict[str, str]:
    """The article at the other end of a link, or what is known of an adaptation that has none."""
    if link.article is None:
        return {"@type": "CreativeWork", "name": link.title}
    address = site.article(link.article.slug)
    return {"@type": "ScholarlyArticle", "@id": address, "url": address, "headline": link.article.title}
