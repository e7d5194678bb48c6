"""An article in JATS 1.3 (Journal Article Tag Suite, Archiving), whole: front matter, sections, table of figures."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from lxml import etree

from services.innovation_journal.article_content import TEXTS
from services.innovation_journal.edition import EDITION_KINDS, EditionKind
from services.innovation_journal.figure_words import FigureRow, row
from services.innovation_journal.formats.citation import authors
from services.innovation_journal.formats.entries import notices
from services.innovation_journal.formats.remarks import remarks, why_hidden
from services.innovation_journal.formats.site import (
    LANGUAGE,
    NAME,
    PUBLISHER,
    Site,
    keywords,
    licence,
    xml_text,
)
from services.innovation_journal.queries.articles_read import Article
from services.innovation_journal.queries.kinship import Link

TYPE = "application/xml"
VERSION = "1.3"
# Harvested metadata must have a namespace, a file by itself has none.
NAMESPACE = "http://jats.nlm.nih.gov"
SCHEMA = "https://jats.nlm.nih.gov/archiving/1.3/xsd/JATS-archivearticle1-3.xsd"
XLINK = "http://www.w3.org/1999/xlink"
HREF = f"{{{XLINK}}}href"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DOCTYPE = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN" '
    '"https://jats.nlm.nih.gov/archiving/1.3/JATS-archivearticle1-3.dtd">'
)
COLUMNS = ("Indicateur", "Avant", "Après", "Écart")

Element = Any


def write(site: Site, found: Article) -> bytes:
    """The article as a file by itself."""
    made = element(site, found)
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8", doctype=DOCTYPE)


def element(site: Site, found: Article, namespace: str = "") -> Element:
    """The article as an element, of a namespace when one is given."""
    nsmap: Any = {"xlink": XLINK} | ({None: namespace} if namespace else {})
    made = etree.Element(_named(namespace, "article"), nsmap=nsmap)
    made.set("article-type", "retraction" if found.seen.withdrawal else "research-article")
    made.set("dtd-version", VERSION)
    made.set(LANG, LANGUAGE)
    front = _add(made, "front")
    _journal(front)
    _article(front, site, found)
    _notices(front, found)
    _body(made, found)
    return made


def _journal(front: Element) -> None:
    meta = _add(front, "journal-meta")
    _add(meta, "journal-id", "journal-des-innovations", **{"journal-id-type": "publisher-id"})
    _add(_add(meta, "journal-title-group"), "journal-title", NAME)
    _add(_add(meta, "publisher"), "publisher-name", PUBLISHER)


def _article(front: Element, site: Site, found: Article) -> None:
    seen = found.seen
    meta = _add(front, "article-meta")
    _add(meta, "article-id", seen.id, **{"pub-id-type": "publisher-id"})
    _add(meta, "article-version", str(seen.edition.number), **{"article-version-type": "edition"})
    _add(_add(meta, "title-group"), "article-title", seen.title)
    group = _add(meta, "contrib-group")
    for name in authors(seen):
        _add(_add(group, "contrib", **{"contrib-type": "author"}), "collab", name)
    _date(_add(meta, "pub-date", **{"date-type": "pub"}), seen.published_on)
    _history(meta, site, found)
    name, address = licence(seen.licence)
    _add(_add(_add(meta, "permissions"), "license", **{HREF: address}), "license-p", name)
    _add(meta, "self-uri", **{HREF: site.article(seen.slug)})
    _related(meta, site, "derived-from", found.kin.originals)
    _related(meta, site, "adapted-as", found.kin.adaptations)
    if seen.brief:
        _paragraphs(_add(meta, "abstract"), seen.brief)
    words = keywords(seen)
    if words:
        group = _add(meta, "kwd-group", **{"kwd-group-type": "author", LANG: LANGUAGE})
        for word in words:
            _add(group, "kwd", word)


def _history(meta: Element, site: Site, found: Article) -> None:
    """Each edition as an event, and the withdrawal."""
    seen = found.seen
    history = _add(meta, "pub-history")
    for edition in found.body.editions:
        event = _add(history, "event", **{"event-type": edition.kind})
        _add(event, "event-desc", f"{EDITION_KINDS[EditionKind(edition.kind)]} : {edition.note}")
        _date(_add(event, "date", **{"date-type": edition.kind}), edition.on)
        _add(event, "self-uri", **{HREF: site.edition(seen.slug, edition.number)})
    if seen.withdrawal:
        event = _add(history, "event", **{"event-type": "retraction"})
        _add(event, "event-desc", seen.withdrawal.reason)
        _date(_add(event, "date", **{"date-type": "retracted"}), seen.withdrawal.on)


def _related(meta: Element, site: Site, kind: str, links: Iterable[Link]) -> None:
    for link in links:
        if link.article:
            related = {"related-article-type": kind, "ext-link-type": "uri", HREF: site.article(link.article.slug)}
            _add(meta, "related-article", link.article.title, **related)


def _notices(front: Element, found: Article) -> None:
    """What a reader must know first, as in feeds: withdrawn, a figure wrong, or what the last edition changed."""
    said = notices(found.seen)
    if said:
        notes = _add(front, "notes", **{"notes-type": "status"})
        for line in said:
            _paragraphs(notes, line)


def _body(made: Element, found: Article) -> None:
    content = found.body
    if not (content.texts or content.figures or content.quotes):
        return
    body = _add(made, "body")
    for name, text in content.texts.items():
        _paragraphs(_section(body, TEXTS[name]), text)
    if content.figures:
        below = [each.text for each in remarks(content)] + [why_hidden(content)]
        _table(_section(body, "Résultats"), [row(each) for each in content.figures], filter(None, below))
    if content.quotes:
        section = _section(body, "Témoignages")
        for quote in content.quotes:
            said = _add(section, "disp-quote")
            _paragraphs(said, quote.text)
            _add(said, "attrib", quote.name)


def _table(section: Element, rows: Iterable[FigureRow], below: Iterable[str]) -> None:
    """The figures with their versions; ``below``: what there is to know of them."""
    wrap = _add(section, "table-wrap")
    table = _add(wrap, "table")
    head = _add(_add(table, "thead"), "tr")
    for column in COLUMNS:
        _add(head, "th", column)
    body = _add(table, "tbody")
    for each in rows:
        line = _add(body, "tr")
        for value in (f"{each.label} (version\u00a0{each.version})", each.before, each.after, each.effect):
            _add(line, "td", value)
    if said := list(below):
        foot = _add(wrap, "table-wrap-foot")
        for text in said:
            _paragraphs(_add(foot, "fn"), text)


def _section(body: Element, title: str) -> Element:
    section = _add(body, "sec")
    _add(section, "title", title)
    return section


def _paragraphs(parent: Element, text: str) -> None:
    for line in text.splitlines():
        if line.strip():
            _add(parent, "p", line)


def _date(parent: Element, on: date) -> None:
    parent.set("iso-8601-date", on.isoformat())
    for name, value in (("day", on.day), ("month", on.month), ("year", on.year)):
        _add(parent, name, str(value))


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    made = etree.SubElement(parent, _named(etree.QName(parent).namespace or "", name))
    for attribute, value in attributes.items():
        made.set(attribute, xml_text(value))
    if text:
        made.text = xml_text(text)
    return made


def _named(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}" if namespace else name
