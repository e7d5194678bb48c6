"""Dublin Core of an article, for harvesters and the head of its page, and the Highwire tags of reference managers."""

from services.innovation_journal.formats.citation import authors
from services.innovation_journal.formats.site import LANGUAGE, NAME, PUBLISHER, Site, labels, licence
from services.innovation_journal.queries.articles_read import Article
from services.innovation_journal.queries.reading import Seen
from services.innovation_journal.shown import codes_of

CORE = "http://purl.org/dc/elements/1.1/"


def dublin_core(site: Site, found: Article) -> dict[str, list[str]]:
    """The fifteen elements that we can fill, each with its values."""
    seen = found.seen
    publics, _, sectors, strand = codes_of(seen)
    kin = [link.article for link in (*found.kin.originals, *found.kin.adaptations) if link.article]
    subjects = [*labels("publics", publics), *labels("sectors", sectors), *labels("strands", strand)]
    said = {
        "title": [seen.title],
        "creator": list(authors(seen)),
        "subject": subjects,
        "description": [seen.brief],
        "publisher": [PUBLISHER],
        "date": [seen.published_on.isoformat()],
        "type": ["Text", "article"],
        "format": ["text/html"],
        "identifier": [site.article(seen.slug)],
        "source": [NAME],
        "language": [LANGUAGE],
        "relation": [site.article(each.slug) for each in kin],
        "coverage": labels("territories", seen.territories),
        "rights": [value for value in licence(seen.licence) if value],
    }
    return {name: [value for value in values if value] for name, values in said.items() if any(values)}


def core_tags(site: Site, found: Article) -> list[tuple[str, str]]:
    """The Dublin Core as (name, content) of ``meta`` elements."""
    return [(f"DC.{name}", value) for name, values in dublin_core(site, found).items() for value in values]


def highwire(site: Site, seen: Seen) -> list[tuple[str, str]]:
    """The ``citation_…`` tags as (name, content)."""
    address = site.article(seen.slug)
    return [
        ("citation_title", seen.title),
        *(("citation_author", name) for name in authors(seen)),
        ("citation_publication_date", seen.published_on.strftime("%Y/%m/%d")),
        ("citation_online_date", seen.edition.on.strftime("%Y/%m/%d")),
        ("citation_journal_title", NAME),
        ("citation_publisher", PUBLISHER),
        ("citation_language", LANGUAGE),
        ("citation_abstract_html_url", address),
        ("citation_fulltext_html_url", address),
        *(("citation_keywords", keyword) for keyword in labels("publics", seen.publics)),
    ]
