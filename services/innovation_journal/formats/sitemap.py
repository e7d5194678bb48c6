"""Site maps (sitemaps.org 0.9): an index of parts, and the addresses of a part with the instant each last changed."""

from collections.abc import Iterable
from typing import Any

from lxml import etree

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
TYPE = "application/xml"
# The stubs of lxml know no default namespace.
DEFAULT: Any = {None: NAMESPACE}


def index(parts: Iterable[str]) -> bytes:
    """The index of these parts."""
    return _write("sitemapindex", "sitemap", ((part, "") for part in parts))


def part(addresses: Iterable[tuple[str, str]]) -> bytes:
    """One part: addresses with their instants (UTC, or empty)."""
    return _write("urlset", "url", addresses)


def _write(root: str, name: str, rows: Iterable[tuple[str, str]]) -> bytes:
    made = etree.Element(f"{{{NAMESPACE}}}{root}", nsmap=DEFAULT)
    for address, changed in rows:
        row = etree.SubElement(made, f"{{{NAMESPACE}}}{name}")
        etree.SubElement(row, f"{{{NAMESPACE}}}loc").text = address
        if changed:
            etree.SubElement(row, f"{{{NAMESPACE}}}lastmod").text = changed
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8")
